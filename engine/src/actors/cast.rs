//! [`Name`]s → [`Figure`]s: which names are one and the same.
//!
//! A bare surname that two first names claim belongs to neither.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    names::{Kind, Name},
    places::Places,
    roles::Role,
    tokens::{Class, Gender, Sort, Token},
};
use crate::{Document, Span, SpeakerType};

/// Somebody or something in the article, while it is still being read.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The fullest name or description.
    pub name: String,
    /// Does the article give a proper name?
    pub named: bool,
    /// Person, organisation, ...
    pub kind: SpeakerType,
    /// As far as it is known.
    pub gender: Option<Gender>,
    /// Is it named with an article somewhere? *the Inland Lantern*
    pub article: bool,
    /// Several people or bodies.
    pub plural: bool,
    /// Those of them who have names.
    pub members: Vec<usize>,
    /// What its title says it is.
    pub title: Option<String>,
    /// All that the article says it is.
    pub roles: Vec<String>,
    /// The body it speaks for.
    pub affiliation: Option<String>,
    /// The nouns that the article has used of it, as lemmas.
    pub lemmas: Vec<String>,
    /// The fields of these nouns.
    pub fields: Vec<&'static str>,
    /// Where it is named or meant.
    pub mentions: Vec<Span>,
    /// How it is described, if no name was told where it came up.
    pub told: Option<Told>,
}

/// How a description without a name is put.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it opens with.
    pub determiner: Class,
    /// What its head names.
    pub sort: Option<Sort>,
    /// The words beside its head, small.
    pub rest: Vec<String>,
    /// Who has it, or something in it: *son avocat*, *le recteur de son université*.
    pub owner: Option<usize>,
}

impl Figure {
    /// A figure of that name, of which nothing else is known.
    pub fn new(name: String, kind: SpeakerType) -> Figure {
        Figure {
            name,
            named: false,
            kind,
            gender: None,
            article: false,
            plural: false,
            members: Vec::new(),
            title: None,
            roles: Vec::new(),
            affiliation: None,
            lemmas: Vec::new(),
            fields: Vec::new(),
            mentions: Vec::new(),
            told: None,
        }
    }

    /// Adds what a noun says of it.
    pub fn is_a(&mut self, token: &Token) {
        let lemma = token.noun.map_or(token.lower.as_str(), |it| it.lemma);
        if !self.lemmas.iter().any(|it| it == lemma) {
            self.lemmas.push(lemma.to_owned());
        }
        let field = token.noun.map(|it| it.field).filter(|it| !self.fields.contains(it));
        self.fields.extend(field);
    }

    /// Adds a role unless it says nothing new.
    pub fn has_role(&mut self, role: String) {
        let known = self.roles.iter().any(|it| it.to_lowercase().contains(&role.to_lowercase()));
        if !known {
            self.roles.retain(|it| !role.to_lowercase().contains(&it.to_lowercase()));
            self.roles.push(role);
        }
    }
}

/// The words of a range, with single spaces; no bracket or quotation mark is left without its other half.
pub fn text(document: &Document, tokens: &[Token], range: Range<usize>) -> String {
    let (Some(first), Some(last)) = (tokens.get(range.start), tokens.get(range.end.saturating_sub(1))) else {
        return String::new();
    };
    let mut whole = document.text.get(first.span.start..last.span.end).unwrap_or_default();
    for (opens, closes) in PAIRS {
        let open = whole.matches(opens).count();
        let closed = whole.matches(closes).count();
        // *Ligue des rives (LDR*: the bracket that closes stands right behind.
        let with = document.text.get(first.span.start..last.span.end + closes.len_utf8());
        if open == closed + 1
            && opens == '('
            && let Some(with) = with.filter(|it| it.ends_with(closes))
        {
            whole = with;
        } else if open > closed {
            whole = whole.strip_prefix(opens).unwrap_or(whole);
        } else if closed > open {
            whole = whole.strip_suffix(closes).unwrap_or(whole);
        }
    }
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that open and close something.
const PAIRS: [(char, char); 3] = [('(', ')'), ('«', '»'), ('“', '”')];

/// So many of one surname are told apart by it; no article has as many, and each name is held against all of them.
const BEARERS: usize = 256;

/// The figures that the names give, and whom each name may mean.
pub fn group(
    document: &Document,
    tokens: &[Token],
    places: &Places,
    names: &[Name],
) -> (Vec<Figure>, Vec<Vec<usize>>) {
    let keys: Vec<Vec<String>> = names.iter().map(|it| key(tokens, it)).collect();
    let mut figures: Vec<Figure> = Vec::new();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    // Figures by the last word of their names.
    let mut by_last: FxHashMap<&str, Vec<(usize, usize)>> = FxHashMap::default();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(keys[*at].len()));
    for at in order {
        let name = &names[at];
        let Some(last) = keys[at].last() else { continue };
        let known = by_last.get(last.as_str()).map_or(&[][..], Vec::as_slice);
        let mut fits: Vec<usize> = known
            .iter()
            .filter(|(figure, other)| same(&keys[at], &keys[*other], name, &figures[*figure]))
            .map(|it| it.0)
            .collect();
        fits.dedup();
        if fits.is_empty() {
            let text = text(document, tokens, name.words.clone());
            figures.push(Figure { named: true, ..Figure::new(text, SpeakerType::Organisation) });
            let bearers = by_last.entry(last).or_default();
            if bearers.len() < BEARERS {
                bearers.push((figures.len() - 1, at));
            }
            fits.push(figures.len() - 1);
        }
        of[at] = fits;
    }
    // All names first: one of them may tell that it is a person who plays the roles beside the others.
    let one = |at: usize| if let [one] = of[at].as_slice() { Some(*one) } else { None };
    for (at, name) in names.iter().enumerate() {
        if let Some(figure) = one(at) {
            identify(document, tokens, name, &mut figures[figure]);
        }
    }
    for (at, name) in names.iter().enumerate() {
        if let Some(figure) = one(at) {
            describe(document, tokens, places, name, &mut figures[figure]);
        }
    }
    first_names(tokens, names, &mut of, &figures);
    (figures, of)
}

/// The words that a name is known by: without accents and case.
fn key(tokens: &[Token], name: &Name) -> Vec<String> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let fold = |it: &str| it.nfd().filter(|it| !is_combining_mark(*it)).collect::<String>();
    tokens[name.words.clone()]
        .iter()
        .map(|it| fold(&it.lower).replace(['\'', '.'], ""))
        .filter(|it| !it.is_empty())
        .collect()
}

/// Is the shorter name the end of the longer one, with nothing against it?
fn same(short: &[String], long: &[String], name: &Name, figure: &Figure) -> bool {
    if short == long {
        return true;
    }
    let gender = name.gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b));
    if short.len() < long.len() {
        return long.ends_with(short) && gender && name.kind != Kind::Organisation;
    }
    // *J. Valmy* and *Jean Valmy*; *Jean-Luc* and *Jean Luc*.
    let initials = short.len() == long.len() && short.len() > 1 && short[1..] == long[1..];
    initials
        && short[0].chars().next() == long[0].chars().next()
        && (short[0].len() == 1 || long[0].len() == 1)
}

/// Adds what one naming says of kind, gender and title.
fn identify(document: &Document, tokens: &[Token], name: &Name, figure: &mut Figure) {
    if name.kind == Kind::Person {
        figure.kind = SpeakerType::Person;
    }
    figure.article |= name.article || tokens[name.words.start].class == Class::The;
    if figure.gender.is_none_or(|it| it == Gender::Either) {
        figure.gender = name.gender.or(figure.gender);
    }
    let title = name.titled.and_then(|at| document.language.table("titles").get(tokens[at].text));
    if let Some(role) = title.and_then(|it| it.get(2)).filter(|it| !it.is_empty()) {
        figure.title.get_or_insert_with(|| (*role).to_owned());
        figure.lemmas.push((*role).to_owned());
    }
}

/// Adds what the surroundings of one naming say.
fn describe(document: &Document, tokens: &[Token], places: &Places, name: &Name, figure: &mut Figure) {
    for role in [&name.before, &name.after].into_iter().flatten() {
        plays(document, tokens, places, role, figure);
    }
    if let Some(bracket) = name.bracket {
        figure.affiliation.get_or_insert_with(|| tokens[bracket].text.to_owned());
    }
}

/// Adds a role, if it is one that the figure can play.
pub fn plays(document: &Document, tokens: &[Token], places: &Places, role: &Role, figure: &mut Figure) {
    let body = tokens[role.head]
        .noun
        .is_some_and(|it| matches!(it.sort, Sort::Organisation | Sort::Document | Sort::Group));
    if body == (figure.kind == SpeakerType::Person) {
        return;
    }
    figure.has_role(text(document, tokens, role.words.clone()));
    figure.is_a(&tokens[role.head]);
    if figure.affiliation.is_none() {
        figure.affiliation = affiliation(document, tokens, role, places);
    }
    // *directeur et fondateur*: both.
    for at in role.words.clone().skip(1) {
        let coordinated = tokens[at - 1].class == Class::And;
        if coordinated && tokens[at].noun.is_some_and(|it| it.sort == Sort::Role) {
            figure.is_a(&tokens[at]);
        }
    }
}

/// The body or state that a role belongs to: *of the commission*, *Norwegian*.
fn affiliation(document: &Document, tokens: &[Token], role: &Role, places: &Places) -> Option<String> {
    let body = |at: usize| {
        let token = &tokens[at];
        let noun = token.noun.is_some_and(|it| it.sort == Sort::Organisation);
        let acronym = token.text.chars().count() > 1 && token.text.chars().all(char::is_uppercase);
        noun || acronym || places.countries.has(token.text)
    };
    let behind = |at: &usize| *at > role.head && token_class(tokens, at - 1) != Class::Open && body(*at);
    if let Some(start) = role.words.clone().filter(|it| tokens[*it].class == Class::Open).find(behind) {
        return Some(text(document, tokens, start..role.words.end));
    }
    let people = role.words.clone().find_map(|at| places.of_people(&tokens[at].lower));
    people.map(str::to_owned)
}

fn token_class(tokens: &[Token], at: usize) -> Class {
    tokens.get(at).map_or(Class::Mark, |it| it.class)
}

/// A lone first name belongs to those who bear it.
fn first_names(tokens: &[Token], names: &[Name], of: &mut [Vec<usize>], figures: &[Figure]) {
    let mut bearers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (name, figures) in names.iter().zip(of.iter()) {
        if let Some(figure) = figures.first().filter(|_| name.words.len() > 1) {
            let list = bearers.entry(tokens[name.words.start].text).or_default();
            if !list.contains(figure) {
                list.push(*figure);
            }
        }
    }
    for (at, name) in names.iter().enumerate() {
        let token = &tokens[name.words.start];
        if name.words.len() != 1 || token.first_name.is_none() && name.titled.is_none() {
            continue;
        }
        let alone = of[at].iter().all(|it| figures[*it].name == token.text);
        if let Some(list) = bearers.get(token.text).filter(|_| alone) {
            of[at] = list.clone();
        }
    }
}
