//! Where a noun phrase ends that begins with a known head.
//!
//! There is no tagger here: an unknown word in lower case goes on with the
//! phrase when a preposition or an article leads to it, or when it ends like an
//! adjective; else it is taken for the verb.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::tokens::{Class, Token};
use crate::Language;

/// What decides on the extent of phrases in one language.
pub struct Grammar {
    /// Endings of adjectives.
    adjectives: Vec<&'static str>,
    /// Endings of plurals, the longest first, and what the singular has instead.
    plurals: Vec<(&'static str, &'static str)>,
    /// Endings of participles.
    participles: Vec<&'static str>,
    /// Verbs that say what somebody is.
    copulas: Vec<&'static str>,
    /// Endings of infinitives.
    infinitives: Vec<&'static str>,
    /// Adjectives that stand before their noun.
    fronted: FxHashSet<&'static str>,
    /// Words of a clause that tells how a source came to speak.
    asides: FxHashSet<&'static str>,
    /// Participles that tell how a source was come by.
    reached: FxHashSet<&'static str>,
    /// Nouns of what is always somebody's.
    relational: FxHashSet<&'static str>,
    /// Endings of nouns that name people.
    persons: Vec<(&'static str, super::tokens::Gender)>,
    /// How the people of states are called, in the singular.
    peoples: FxHashSet<&'static str>,
    /// Does the head stand behind its adjectives and nouns (*polling clerk*)?
    pub head_last: bool,
}

impl Grammar {
    /// The grammar that the language's tables tell.
    pub fn of(language: &'static Language) -> Grammar {
        let rows = language.table("endings").rows();
        let of = |what: &'static str| {
            rows.iter().filter(move |it| it.get(2) == Some(&what)).filter_map(|it| it.get(1).copied())
        };
        let gender = |row: &Vec<&'static str>| super::tokens::Gender::from_name(row.get(4)?);
        let words = |setting| language.setting(setting).unwrap_or_default().split_whitespace();
        let persons = rows.iter().filter(|it| it.get(2) == Some(&"person"));
        let peoples = language.table("countries").rows().iter().flat_map(|it| it.iter().skip(3).copied());
        let plurals = rows.iter().filter(|it| it.get(2) == Some(&"plural"));
        let mut plurals: Vec<_> = plurals.filter_map(|it| Some((*it.get(1)?, *it.get(3)?))).collect();
        plurals.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        Grammar {
            plurals,
            peoples: peoples.collect(),
            adjectives: of("adjective").collect(),
            participles: of("participle").collect(),
            infinitives: of("infinitive").collect(),
            fronted: words("fronted").collect(),
            asides: words("asides").collect(),
            reached: words("reached").collect(),
            relational: words("relational").collect(),
            copulas: words("copulas").collect(),
            persons: persons.filter_map(|it| Some((*it.get(1)?, gender(it)?))).collect(),
            head_last: language.setting("head") == Some("last"),
        }
    }

    /// Does a word end like an adjective?
    pub fn is_adjective(&self, token: &Token) -> bool {
        // *français* is its own plural.
        let singular = token.lower.strip_suffix('s').unwrap_or(&token.lower);
        let is_one =
            |word: &str| self.adjectives.iter().any(|it| word.ends_with(it)) || self.peoples.contains(word);
        token.class == Class::Open && (is_one(singular) || is_one(&token.lower))
    }

    /// Does a clause tell how its source came to speak, not who it is? *qui ne veut pas être nommé*
    pub fn is_aside(&self, clause: &[Token]) -> bool {
        clause.iter().any(|it| self.asides.contains(it.lower.as_str()))
    }

    /// *joint par téléphone*, *seen by this newspaper*: does the word tell how a source was come by?
    pub fn is_reached(&self, token: &Token) -> bool {
        self.reached.contains(token.lower.as_str())
    }

    /// Is what the noun names always somebody's? *la direction*
    pub fn is_relational(&self, lemma: &str) -> bool {
        self.relational.contains(lemma)
    }

    /// Does the verb say what its subject is?
    pub fn is_copula(&self, token: &Token) -> bool {
        self.copulas.contains(&token.lower.as_str())
    }

    /// A word as it is of one alone.
    pub fn singular(&self, word: &str) -> String {
        let ending = self.plurals.iter().find(|it| word.len() > it.0.len() + 2 && word.ends_with(it.0));
        ending.map_or(word.to_owned(), |it| format!("{}{}", &word[..word.len() - it.0.len()], it.1))
    }

    /// Does a word end like a participle?
    pub fn is_participle(&self, token: &Token) -> bool {
        let singular = token.lower.strip_suffix('s').unwrap_or(&token.lower);
        token.class == Class::Open
            && !token.capital
            && self.participles.iter().any(|it| singular.ends_with(it) && singular.len() > it.len() + 2)
    }

    /// Does a word end like a verb that takes its subject from the clause around it?
    pub fn is_infinitive(&self, word: &str) -> bool {
        self.infinitives.iter().any(|it| word.ends_with(it))
    }

    /// *atome militaire*, *surprise générale*: a noun of people that is an adjective behind this word?
    pub fn is_head_before(&self, token: &Token, next: &Token) -> bool {
        let singular = token.lower.strip_suffix('s').unwrap_or(&token.lower);
        !self.head_last
            && token.noun.is_none()
            && !self.is_adjective(token)
            && !self.fronted.contains(singular)
            && self.is_adjective(next)
    }

    /// Are the people of a state called so? *les Norvégiens*
    pub fn is_people(&self, token: &Token) -> bool {
        let singular = token.lower.strip_suffix('s').unwrap_or(&token.lower);
        token.capital && (self.peoples.contains(singular) || self.peoples.contains(token.lower.as_str()))
    }

    /// The gender of people whose name is a noun with such an ending.
    pub fn person(&self, token: &Token) -> Option<super::tokens::Gender> {
        if token.capital && !token.initial || token.class != Class::Open {
            return None;
        }
        let singular = token.lower.strip_suffix('s').unwrap_or(&token.lower);
        self.persons
            .iter()
            .find(|it| singular.ends_with(it.0) && singular.len() > it.0.len() + 2)
            .map(|it| it.1)
    }
}

/// How far a phrase reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Adjectives and complements with *of*: in running text.
    Near,
    /// Every preposition and *and* too: where marks bound it.
    Far,
}

/// No phrase is longer than this many words.
const LONGEST: usize = 40;

/// One past the last word of the phrase whose head is `head`.
pub fn end(tokens: &[Token], head: usize, grammar: &Grammar, reach: Reach) -> usize {
    let sentence = tokens.get(head).map(|it| it.sentence);
    let mut at = head + 1;
    while let Some(token) = tokens.get(at).filter(|it| Some(it.sentence) == sentence && at < head + LONGEST) {
        let last = tokens.get(at - 1).map_or(Class::Mark, |it| it.class);
        let leads = matches!(
            last,
            Class::Of | Class::Prep | Class::The | Class::And | Class::A | Class::His | Class::Some
        );
        let next = tokens.get(at + 1);
        let goes_on = next.is_some_and(|it| it.class == Class::Open || it.class.is_determiner());
        let fits = match token.class {
            Class::Open => {
                let measure = tokens[at - 1].text.starts_with(|it: char| it.is_ascii_digit());
                token.capital
                    || measure
                    || leads
                    || tokens[at - 1].text.starts_with(|it: char| it.is_ascii_digit())
                    || grammar.is_adjective(token)
                    || grammar.head_last && token.noun.is_some()
            }
            Class::Of => goes_on,
            // *des* and the like: an article that holds a preposition.
            Class::Some => next.is_some_and(|it| it.class == Class::Open),
            Class::Prep => reach == Reach::Far && goes_on,
            Class::And => reach == Reach::Far && (goes_on || next.is_some_and(|it| it.class == Class::Of)),
            Class::The | Class::A | Class::His => matches!(last, Class::Of | Class::Prep | Class::And),
            Class::Open_ => {
                if acronym(tokens, at).is_some() {
                    at += 3;
                    continue;
                }
                false
            }
            _ => false,
        };
        if !fits {
            break;
        }
        at += 1;
    }
    trim(tokens, head..at)
}

/// The word between brackets that open at `at`, if it is an acronym or a party.
pub fn acronym(tokens: &[Token], at: usize) -> Option<usize> {
    let short = tokens.get(at + 1).filter(|it| it.capital && it.text.chars().count() <= 12)?;
    let closed = tokens.get(at + 2).is_some_and(|it| it.class == Class::Close);
    (closed && tokens.get(at)?.class == Class::Open_ && short.sentence == tokens.get(at)?.sentence)
        .then_some(at + 1)
}

/// A phrase does not end in a preposition or an article.
fn trim(tokens: &[Token], range: Range<usize>) -> usize {
    let mut end = range.end;
    while end > range.start + 1 {
        match tokens.get(end - 1).map(|it| it.class) {
            Some(Class::Open | Class::Close) => break,
            _ => end -= 1,
        }
    }
    end
}
