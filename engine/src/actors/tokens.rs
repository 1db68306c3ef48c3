//! Words → [`Token`]s: what a noun phrase must know of each word.
//!
//! A word may be a name and a noun at once (*Commission*, *Marin*); both stand
//! here, and the phrase around it decides.

use crate::{
    Document, Span,
    language::{Language, Table, common},
};

/// A word with what the tables say of it.
#[derive(Debug)]
pub struct Token<'t> {
    /// As it stands.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
    /// In lower case, with straight apostrophes.
    pub lower: String,
    /// Closed class.
    pub class: Class,
    /// The gender that a determiner or a title tells.
    pub gender: Option<Gender>,
    /// Does it name who or what speaks?
    pub noun: Option<Noun>,
    /// Does it begin with a capital?
    pub capital: bool,
    /// Does a capital say nothing here: first of a sentence, after a mark?
    pub initial: bool,
    /// The gender of the first name that it is.
    pub first_name: Option<Gender>,
    /// Does it stand between quotation marks?
    pub quoted: bool,
    /// Index of its sentence.
    pub sentence: u32,
}

/// Closed classes, as `closed.tsv` names them; `Open` for all other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    The,
    This,
    A,
    Some,
    His,
    Of,
    Prep,
    And,
    Rel,
    Verb,
    Adv,
    Same,
    Title,
    Comma,
    Open_,
    Close,
    Mark,
    Open,
}

/// Grammatical gender, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    Masculine,
    Feminine,
    Either,
}

/// A row of `sources.tsv`, with the number that the form shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    pub sort: Sort,
    pub gender: Gender,
    pub field: &'static str,
    pub lemma: &'static str,
    pub plural: bool,
    /// Is it as often no person: *dans le cadre de*?
    pub thing: bool,
    /// Does it tell a post, a trade or a part played: *témoin*, not *femme*?
    pub part: bool,
}

/// What a noun names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Role,
    People,
    Source,
    Organisation,
    Group,
    Document,
}

/// The tokens of an article.
pub fn read<'t>(document: &Document<'t>) -> Vec<Token<'t>> {
    let tables = Tables::of(document.language);
    let mut quotes = document.quotes.iter().filter(|it| it.depth == 0).peekable();
    let mut tokens: Vec<Token> = Vec::with_capacity(document.words.words.len());
    for word in &document.words.words {
        while quotes.peek().is_some_and(|it| it.outer.end <= word.span.start) {
            quotes.next();
        }
        let quoted = quotes.peek().is_some_and(|it| it.outer.contains(word.span));
        let initial = match tokens.last() {
            None => true,
            Some(last) => last.sentence != word.sentence || (last.class == Class::Mark && last.text != "-"),
        };
        let text = document.text.get(word.span.start..word.span.end).unwrap_or_default();
        tokens.push(tables.token(text, word.span, word.sentence, initial, quoted));
    }
    tokens
}

impl Gender {
    /// As the data files write it.
    pub fn from_name(name: &str) -> Option<Gender> {
        match name {
            "m" => Some(Gender::Masculine),
            "f" => Some(Gender::Feminine),
            "mf" | "n" => Some(Gender::Either),
            _ => None,
        }
    }

    /// Can both be of one person?
    pub fn fits(self, other: Gender) -> bool {
        self == other || self == Gender::Either || other == Gender::Either
    }
}

impl Class {
    fn from_name(name: &str) -> Class {
        match name {
            "the" | "thes" => Class::The,
            "this" | "these" => Class::This,
            "a" => Class::A,
            "some" => Class::Some,
            "his" | "hiss" => Class::His,
            "of" => Class::Of,
            "prep" => Class::Prep,
            "and" => Class::And,
            "rel" => Class::Rel,
            "verb" => Class::Verb,
            "adv" => Class::Adv,
            "same" => Class::Same,
            _ => Class::Open,
        }
    }

    /// Does it open a noun phrase?
    pub fn is_determiner(self) -> bool {
        matches!(self, Class::The | Class::This | Class::A | Class::Some | Class::His)
    }
}

impl Sort {
    fn from_name(name: &str) -> Option<Sort> {
        match name.split(',').next()? {
            "role" => Some(Sort::Role),
            "people" => Some(Sort::People),
            "source" => Some(Sort::Source),
            "organisation" => Some(Sort::Organisation),
            "group" => Some(Sort::Group),
            "document" => Some(Sort::Document),
            _ => None,
        }
    }
}

/// The tables that tokens are looked up in.
pub struct Tables {
    closed: &'static Table,
    titles: &'static Table,
    nouns: &'static Table,
    plurals: Vec<(&'static str, &'static str)>,
    first_names: &'static Table,
}

impl Tables {
    fn of(language: &'static Language) -> Tables {
        let endings = language.table("endings").rows().iter();
        let mut plurals: Vec<_> = endings
            .filter(|it| it.get(2) == Some(&"plural"))
            .filter_map(|it| Some((*it.get(1)?, *it.get(3)?)))
            .collect();
        plurals.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        Tables {
            closed: language.table("closed"),
            titles: language.table("titles"),
            nouns: language.table("sources"),
            plurals,
            first_names: common("firstnames"),
        }
    }

    fn token<'t>(&self, text: &'t str, span: Span, sentence: u32, initial: bool, quoted: bool) -> Token<'t> {
        let lower = text.to_lowercase().replace('’', "'");
        let first = text.chars().next().unwrap_or(' ');
        let capital = first.is_uppercase();
        let (class, gender) = self.class(text, &lower, first);
        let open = class == Class::Open;
        let noun = open.then(|| self.noun(text, &lower)).flatten();
        let first_name = if capital && open { self.first_name(text) } else { None };
        Token { text, span, lower, class, gender, noun, capital, initial, first_name, quoted, sentence }
    }

    fn class(&self, text: &str, lower: &str, first: char) -> (Class, Option<Gender>) {
        if !first.is_alphanumeric() && !text.chars().any(char::is_alphanumeric) {
            let class = match first {
                ',' => Class::Comma,
                '(' | '[' => Class::Open_,
                ')' | ']' => Class::Close,
                _ => Class::Mark,
            };
            return (class, None);
        }
        if let Some(row) = self.titles.get(text) {
            return (Class::Title, row.get(1).and_then(|it| Gender::from_name(it)));
        }
        // A short word all in capitals is an acronym: *US* is no pronoun.
        if text.chars().count() > 1 && text.chars().all(char::is_uppercase) {
            return (Class::Open, None);
        }
        match self.closed.get(lower) {
            Some(row) => {
                let class = row.get(1).map_or(Class::Open, |it| Class::from_name(it));
                (class, row.get(2).and_then(|it| Gender::from_name(it)))
            }
            None => (Class::Open, None),
        }
    }

    fn first_name(&self, text: &str) -> Option<Gender> {
        let row = self.first_names.get(text).or_else(|| self.first_names.get(text.split('-').next()?))?;
        Gender::from_name(row.get(1)?)
    }

    /// The noun that a form is of: as it stands, in the singular, behind or before a hyphen.
    fn noun(&self, text: &str, lower: &str) -> Option<Noun> {
        // An acronym is no plural: *DGS* is not several *DG*.
        if text.chars().count() > 1 && text.chars().all(char::is_uppercase) {
            return self.row(text, false);
        }
        let whole = self.row(text, false).or_else(|| self.row(lower, false)).or_else(|| self.singular(lower));
        if whole.is_some() {
            return whole;
        }
        let (front, back) = (lower.split('-').next()?, lower.rsplit('-').next()?);
        if front.len() == lower.len() {
            return None;
        }
        self.row(back, false).or_else(|| self.singular(back)).or_else(|| self.row(front, false))
    }

    fn singular(&self, lower: &str) -> Option<Noun> {
        self.plurals.iter().find_map(|(ending, instead)| {
            let stem = lower.strip_suffix(ending)?;
            self.row(&format!("{stem}{instead}"), true)
        })
    }

    fn row(&self, form: &str, plural: bool) -> Option<Noun> {
        let row = self.nouns.get(form)?;
        Some(Noun {
            sort: Sort::from_name(row.get(1)?)?,
            gender: Gender::from_name(row.get(2)?)?,
            field: row.get(3)?,
            lemma: row.get(4)?,
            plural,
            thing: row.get(1)?.ends_with(",thing"),
            part: row.get(1)?.starts_with("role") || row.get(1)?.ends_with(",part"),
        })
    }
}
