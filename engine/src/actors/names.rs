//! Tokens → [`Name`]s: every run of capitals that names somebody or something.
//!
//! A capital at the start of a sentence counts only if the word is a first
//! name, an acronym, or stands with a capital elsewhere in the article.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    extent::{self, Grammar},
    predicate,
    roles::{self, Role},
    tokens::{Class, Gender, Sort, Token},
};
use crate::language::{Table, common};

/// A name where it stands, with what stands around it.
#[derive(Debug)]
pub struct Name {
    /// The words of the name, without title and role.
    pub words: Range<usize>,
    /// What it names.
    pub kind: Kind,
    /// What title, role and first name tell of the gender.
    pub gender: Option<Gender>,
    /// The role before the name.
    pub before: Option<Role>,
    /// The role behind the name.
    pub after: Option<Role>,
    /// The word in brackets right behind the name.
    pub bracket: Option<usize>,
    /// Is it a complement: *of Oslo*?
    pub complement: bool,
    /// Does a title stand before it?
    pub titled: Option<usize>,
    /// Does an article stand right before it?
    pub article: bool,
}

/// What a name names, as far as its surroundings tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Person,
    Organisation,
    Unknown,
}

/// The names of an article, in order. No name runs over an edge of a source, whose words are given.
pub fn spot(tokens: &[Token], sources: &[Range<usize>], grammar: &Grammar, countries: &Table) -> Vec<Name> {
    let particles = common("particles");
    let attested: FxHashSet<&str> = tokens
        .iter()
        .filter(|it| it.capital && !it.initial && it.class == Class::Open)
        .map(|it| it.text)
        .collect();
    let edges: FxHashSet<usize> = sources.iter().flat_map(|it| [it.start, it.end]).collect();
    let opens: FxHashSet<usize> = sources.iter().map(|it| it.start).collect();
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // *M'Barek Valmy*: the elision is part of the name.
        let elided = is_elided_name(tokens, at) && (!tokens[at].initial || opens.contains(&at));
        let speaks = elided || opens.contains(&at) && is_name_that_speaks(tokens, at);
        if !speaks && !starts(tokens, at, &attested, countries) {
            at += 1;
            continue;
        }
        let run = run_end(tokens, at + usize::from(elided), particles);
        let end = (at + 1..run).find(|it| edges.contains(it)).unwrap_or(run);
        names.extend(name(tokens, at..end, grammar, countries));
        at = end;
    }
    names
}

/// Does a capital with an apostrophe open a name, with no space behind it?
fn is_elided_name(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let Some([name, last]) = tokens.get(at + 1..at + 3) else { return false };
    token.capital
        && !matches!(token.class, Class::The | Class::Of | Class::Open)
        && token.lower.ends_with('\'')
        && name.span.start == token.span.end
        && last.capital
        && last.sentence == token.sentence
}

/// Does a source open with a capital that no noun explains? *Barroso, le président de la commission*.
fn is_name_that_speaks(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let goes_on =
        next.is_some_and(|it| it.class == Class::Open && !it.capital && it.sentence == token.sentence);
    // *20Heures*, *20 Heures*
    let number = token.text.starts_with(|it: char| it.is_ascii_digit());
    let numbered = number
        && (token.text.chars().any(char::is_uppercase)
            || next.is_some_and(|it| it.capital && it.class == Class::Open && it.noun.is_none()));
    (token.capital && token.class == Class::Open && token.noun.is_none() || numbered) && !goes_on
}

fn starts(tokens: &[Token], at: usize, attested: &FxHashSet<&str>, countries: &Table) -> bool {
    let token = &tokens[at];
    if !token.capital || !matches!(token.class, Class::Open | Class::The | Class::Of) {
        return false;
    }
    let next_capital =
        tokens.get(at + 1).is_some_and(|it| it.capital && !it.initial && it.class == Class::Open);
    if token.class != Class::Open {
        // *Le Monde*, *De Santis* inside a sentence.
        return !token.initial && next_capital && !token.lower.ends_with('\'');
    }
    if !token.initial {
        return true;
    }
    let acronym = token.text.chars().count() > 1 && token.text.chars().all(|it| it.is_uppercase());
    token.first_name.is_some() || acronym || attested.contains(token.text) || countries.has(token.text)
        // Two capitals at the start of a sentence, unless the first is a common noun.
        || next_capital && (token.noun.is_none() || tokens[at].noun.is_some_and(|it| it.sort == Sort::Role || it.sort == Sort::Organisation))
}

fn run_end(tokens: &[Token], start: usize, particles: &Table) -> usize {
    let sentence = tokens[start].sentence;
    let inside = |at: usize| tokens.get(at).filter(|it| it.sentence == sentence);
    let capital =
        |at: usize| inside(at).is_some_and(|it| it.capital && !it.initial && it.class == Class::Open);
    let mut at = start + 1;
    while let Some(token) = inside(at) {
        let article = token.capital && !token.initial && matches!(token.class, Class::The | Class::Of);
        let particle = particles.has(token.lower.as_str()) && token.class != Class::Of;
        // *Charles de Gaulle*, but *le ministre de Paris*: the particle follows a first name, or a name behind a post.
        let of = token.class == Class::Of
            && particles.has(token.lower.as_str())
            && at == start + 1
            && (tokens[start].first_name.is_some() || follows_a_post(tokens, start));
        let number =
            at == start + 1 && token.text.len() <= 2 && token.text.chars().all(|it| it.is_ascii_digit());
        // *Ufo/Unsol*: two names of one body.
        let slash = token.text == "/" && capital(at + 1);
        if capital(at) || number || slash || (article || particle || of) && capital(at + 1) {
            at += 1;
            continue;
        }
        if particle && particles.has(inside(at + 1).map_or("", |it| it.lower.as_str())) && capital(at + 2) {
            at += 2;
            continue;
        }
        break;
    }
    at
}

/// *la députée Foulca d'Arvane*, *son président, Aldrin de Vauce*: does a post stand right before the word?
fn follows_a_post(tokens: &[Token], at: usize) -> bool {
    let comma = at.checked_sub(1).is_some_and(|it| tokens[it].class == Class::Comma);
    let post = at.checked_sub(1 + usize::from(comma)).map(|it| &tokens[it]);
    let is_post = |it: &&Token| it.noun.is_some_and(|it| it.sort == Sort::Role && !it.plural);
    tokens[at].noun.is_none()
        && post.filter(is_post).is_some_and(|it| it.sentence == tokens[at].sentence && !it.capital)
}

/// Cuts a role off the front of a run of capitals and looks around.
fn name(tokens: &[Token], run: Range<usize>, grammar: &Grammar, countries: &Table) -> Option<Name> {
    let mut words = run.clone();
    let is_role = |at: &usize| {
        // *ONG Havre libre*: an acronym that is a noun.
        let acronym = tokens[*at].text.chars().all(char::is_uppercase);
        let sort = tokens[*at].noun.map(|it| it.sort);
        (sort == Some(Sort::Role) || acronym && *at == run.start && sort == Some(Sort::Organisation))
            && tokens[*at].first_name.is_none()
    };
    if tokens[run.start].first_name.is_none() {
        if let Some(first) =
            run.clone().skip(1).find(|at| tokens[*at].first_name.is_some() && at + 1 < run.end)
        {
            words.start = first;
        } else if let Some(role) = run.clone().rev().find(is_role) {
            words.start = role + 1;
        }
    }
    // *explique à l'AFP Jean Valmy*: who is told the news does not bear the speaker's name.
    if words == run && run.len() > 2 && tells_an_acronym(tokens, run.start) {
        words.start += 1;
    }
    if words.is_empty() {
        return None;
    }
    let previous = words.start.checked_sub(1).map(|at| &tokens[at]);
    // *l'ONG*, *la Commission*: a noun with an article describes, it does not name.
    let described = words.len() == 1 && tokens[words.start].noun.is_some();
    if described && previous.is_some_and(|it| it.class.is_determiner() || it.class == Class::Of) {
        return None;
    }
    // *les Norvégiens*: a people, not a name.
    let people = words.len() == 1 && grammar.is_people(&tokens[words.start]);
    if people && previous.is_some_and(|it| it.class.is_determiner()) {
        return None;
    }
    let titled = previous.filter(|it| it.class == Class::Title).map(|_| words.start - 1);
    let lead = titled.unwrap_or(words.start);
    let class_before = lead.checked_sub(1).map_or(Class::Mark, |at| tokens[at].class);
    let same =
        |at: usize| lead.checked_sub(at).is_some_and(|it| tokens[it].sentence == tokens[lead].sentence);
    // *le père de la petite Anne*: an adjective stands between the preposition and the name.
    let of_adjective = same(2) && {
        let before = &tokens[lead - 1];
        before.class == Class::Open
            && !before.capital
            && before.noun.is_none()
            && tokens[lead - 2].class.is_determiner()
            && is_complement(tokens, lead - 1)
    };
    let mut name = Name {
        kind: Kind::Unknown,
        gender: titled.and_then(|at| tokens[at].gender),
        before: if same(1) && !of_adjective { roles::before(tokens, lead, grammar) } else { None },
        after: None,
        bracket: extent::acronym(tokens, words.end),
        complement: of_adjective || same(1) && is_complement(tokens, lead),
        article: same(1) && class_before == Class::The,
        titled,
        words,
    };
    name.after =
        roles::after(tokens, name.words.start, name.bracket.map_or(name.words.end, |it| it + 2), grammar);
    if is_attribute(tokens, &name) {
        (name.before, name.article) = (None, true);
    }
    // *unrest in Loriel, authorities said*: the noun behind the comma is the subject of its own verb.
    let subject = |it: &Role| tokens.get(it.words.end).is_some_and(|it| it.class == Class::Verb);
    if name.complement && name.after.as_ref().is_some_and(subject) {
        name.after = None;
    }
    if name.after.is_none() && !name.complement {
        name.after = predicate::behind(tokens, name.words.end, grammar);
    }
    if name.before.is_none() {
        name.before = predicate::opening(tokens, lead, grammar);
    }
    let state = name.words.len() == 1 && countries.has(tokens[name.words.start].text);
    name.kind = if state && name.titled.is_none() { Kind::Organisation } else { kind(tokens, &name) };
    settle_gender(tokens, &mut name);
    Some(name)
}

/// *a senior Velmar official*: an adjective leads to the name, and the noun that both belong to stands behind it.
fn is_attribute(tokens: &[Token], name: &Name) -> bool {
    let is_adjective = |it: &&Token| it.class == Class::Open && !it.capital && it.noun.is_none();
    let adjectives = tokens[..name.words.start].iter().rev().take(3).take_while(is_adjective).count();
    let determiner = name.words.start.checked_sub(1 + adjectives).map(|it| &tokens[it]);
    adjectives > 0
        && tokens.get(name.words.end).and_then(|it| it.noun).is_some_and(|it| it.sort == Sort::Role)
        && determiner
            .is_some_and(|it| it.class.is_determiner() && it.sentence == tokens[name.words.start].sentence)
}

/// *à l'AFP*: an acronym behind a preposition with its article.
fn tells_an_acronym(tokens: &[Token], at: usize) -> bool {
    let acronym = |it: &Token| it.text.chars().count() > 1 && it.text.chars().all(char::is_uppercase);
    let led = at >= 2 && tokens[at - 1].class == Class::The && tokens[at - 2].class == Class::Prep;
    led && acronym(&tokens[at]) && tokens[at].noun.is_none() && !acronym(&tokens[at + 1])
}

/// Does a preposition lead to this word, over an article or not?
pub fn is_complement(tokens: &[Token], at: usize) -> bool {
    let class = |back: usize| at.checked_sub(back).and_then(|it| tokens.get(it)).map(|it| it.class);
    match class(1) {
        Some(Class::Of | Class::Prep | Class::Some) => true,
        Some(Class::The | Class::His | Class::A) => matches!(class(2), Some(Class::Of | Class::Prep)),
        _ => false,
    }
}

fn kind(tokens: &[Token], name: &Name) -> Kind {
    let first = &tokens[name.words.start];
    let organisation =
        |at: usize| tokens[at].noun.is_some_and(|it| matches!(it.sort, Sort::Organisation | Sort::Document));
    if name.titled.is_some() {
        return Kind::Person;
    }
    if name.words.len() > 2 && is_elided_name(tokens, name.words.start) {
        return Kind::Person;
    }
    if first.class == Class::The {
        return Kind::Organisation;
    }
    if first.first_name.is_some() && name.words.len() > 1 {
        return Kind::Person;
    }
    // *Canal 9*: people have no numbers.
    if tokens[name.words.clone()].iter().any(|it| it.text.contains(|it: char| it.is_ascii_digit())) {
        return Kind::Organisation;
    }
    // *Zoltan, 22 ans*: only people have an age.
    let behind = name.bracket.map_or(name.words.end, |it| it + 2);
    let aged = tokens
        .get(behind + 1)
        .is_some_and(|it| it.text.len() == 2 && it.text.bytes().all(|it| it.is_ascii_digit()));
    if aged && tokens.get(behind).is_some_and(|it| it.class == Class::Comma) {
        return Kind::Person;
    }
    if name.words.clone().any(organisation) && first.first_name.is_none() {
        return Kind::Organisation;
    }
    // *médecins de l'hôpital Valmy*: the noun beside the name says what it is.
    let lead = name.words.start.checked_sub(1).filter(|it| !tokens[*it].capital);
    if first.first_name.is_none() && lead.is_some_and(organisation) {
        return Kind::Organisation;
    }
    // *Après un point presse, Jean Valmy, porte-parole de ...*: what stands behind it is of a person.
    if name.words.len() > 1 && name.after.is_some() && !name.complement && !name.article {
        return Kind::Person;
    }
    let named = [&name.before, &name.after].into_iter().flatten().map(|it| it.head);
    if named.into_iter().any(organisation) {
        return Kind::Organisation;
    }
    if name.article && name.before.is_none() {
        return Kind::Organisation;
    }
    if first.text.chars().count() > 1
        && first.text.chars().all(|it| it.is_uppercase())
        && name.words.len() == 1
    {
        return Kind::Organisation;
    }
    if name.before.is_some() || name.after.is_some() && !name.complement {
        return Kind::Person;
    }
    if first.first_name.is_some() && !name.complement { Kind::Person } else { Kind::Unknown }
}

fn settle_gender(tokens: &[Token], name: &mut Name) {
    let sure = |it: &Gender| *it != Gender::Either;
    let of_role = |role: &Option<Role>| role.as_ref().and_then(|it| it.gender(tokens));
    let first = tokens[name.words.start].first_name.filter(|_| name.words.len() > 1);
    let known = [name.gender, first, of_role(&name.before), of_role(&name.after)];
    name.gender = known.iter().flatten().copied().find(sure).or(known.iter().flatten().copied().next());
}
