//! Tokens → [`Name`]s: every run of capitals that names somebody or something.
//!
//! A capital at the start of a sentence counts only if the word is a first
//! name, an acronym, or stands with a capital elsewhere in the article.

use std::{collections::HashSet, ops::Range};

use super::{
    extent::{self, Grammar, Reach},
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
    /// The words of a role before the name, without article.
    pub before: Option<Range<usize>>,
    /// The words of a role behind the name, without article.
    pub after: Option<Range<usize>>,
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

/// The names of an article, in order.
pub fn spot(tokens: &[Token], grammar: &Grammar, countries: &Table) -> Vec<Name> {
    let particles = common("particles");
    let attested: HashSet<&str> =
        tokens.iter().filter(|it| it.capital && !it.initial && it.class == Class::Open).map(|it| it.text).collect();
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !starts(tokens, at, &attested, countries) {
            at += 1;
            continue;
        }
        let end = run_end(tokens, at, particles);
        names.extend(name(tokens, at..end, grammar));
        at = end;
    }
    names
}

fn starts(tokens: &[Token], at: usize, attested: &HashSet<&str>, countries: &Table) -> bool {
    let token = &tokens[at];
    if !token.capital || !matches!(token.class, Class::Open | Class::The) {
        return false;
    }
    let next_capital = tokens.get(at + 1).is_some_and(|it| it.capital && !it.initial && it.class == Class::Open);
    if token.class == Class::The {
        // *Le Monde* inside a sentence.
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
    let capital = |at: usize| inside(at).is_some_and(|it| it.capital && !it.initial && it.class == Class::Open);
    let mut at = start + 1;
    while let Some(token) = inside(at) {
        let article = token.capital && !token.initial && token.class == Class::The;
        let particle = particles.has(token.lower.as_str()) && token.class != Class::Of;
        // *Charles de Gaulle*, but *le ministre de Paris*: the particle follows a first name.
        let of = token.class == Class::Of
            && particles.has(token.lower.as_str())
            && at == start + 1
            && tokens[start].first_name.is_some();
        let number = at == start + 1 && token.text.len() <= 2 && token.text.chars().all(|it| it.is_ascii_digit());
        if capital(at) || number || (article || particle || of) && capital(at + 1) {
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

/// Cuts a role off the front of a run of capitals and looks around.
fn name(tokens: &[Token], run: Range<usize>, grammar: &Grammar) -> Option<Name> {
    let mut words = run.clone();
    let is_role = |at: &usize| tokens[*at].noun.is_some_and(|it| it.sort == Sort::Role) && tokens[*at].first_name.is_none();
    if tokens[run.start].first_name.is_none() {
        if let Some(first) = run.clone().skip(1).find(|at| tokens[*at].first_name.is_some() && at + 1 < run.end) {
            words.start = first;
        } else if let Some(role) = run.clone().rev().find(is_role) {
            words.start = role + 1;
        }
    }
    if words.is_empty() {
        return None;
    }
    let previous = words.start.checked_sub(1).map(|at| &tokens[at]);
    let titled = previous.filter(|it| it.class == Class::Title).map(|_| words.start - 1);
    let lead = titled.unwrap_or(words.start);
    let class_before = lead.checked_sub(1).map_or(Class::Mark, |at| tokens[at].class);
    let same = |at: usize| lead.checked_sub(at).is_some_and(|it| tokens[it].sentence == tokens[lead].sentence);
    let mut name = Name {
        kind: Kind::Unknown,
        gender: titled.and_then(|at| tokens[at].gender),
        before: if same(1) { before(tokens, lead, grammar) } else { None },
        after: None,
        bracket: extent::acronym(tokens, words.end),
        complement: same(1) && matches!(class_before, Class::Of | Class::Prep | Class::Some),
        article: same(1) && class_before == Class::The,
        titled,
        words,
    };
    name.after = after(tokens, &name, grammar);
    name.kind = kind(tokens, &name);
    settle_gender(tokens, &mut name);
    Some(name)
}

fn kind(tokens: &[Token], name: &Name) -> Kind {
    let first = &tokens[name.words.start];
    let organisation = |at: usize| tokens[at].noun.is_some_and(|it| matches!(it.sort, Sort::Organisation | Sort::Document));
    if name.titled.is_some() {
        return Kind::Person;
    }
    if first.first_name.is_some() && name.words.len() > 1 {
        return Kind::Person;
    }
    if name.words.clone().any(organisation) && first.first_name.is_none() {
        return Kind::Organisation;
    }
    let named = name.before.as_ref().and_then(|it| head(tokens, it.clone()));
    if named.is_some_and(|at| organisation(at)) {
        return Kind::Organisation;
    }
    if name.article && name.before.is_none() {
        return Kind::Organisation;
    }
    if first.text.chars().count() > 1 && first.text.chars().all(|it| it.is_uppercase()) && name.words.len() == 1 {
        return Kind::Organisation;
    }
    if name.before.is_some() || name.after.is_some() {
        return Kind::Person;
    }
    if first.first_name.is_some() && !name.complement { Kind::Person } else { Kind::Unknown }
}

fn settle_gender(tokens: &[Token], name: &mut Name) {
    let sure = |it: &Gender| *it != Gender::Either;
    let of_role = |range: &Option<Range<usize>>| {
        let range = range.clone()?;
        let head = head(tokens, range.clone())?;
        let article = range.start.checked_sub(1).and_then(|at| tokens[at].gender).filter(|_| tokens[range.start - 1].class.is_determiner());
        let noun = tokens[head].noun.map(|it| it.gender);
        // *le ministre* may be a woman; *la ministre* and *la directrice* are not men.
        noun.filter(|it| *it == Gender::Feminine).or(article.filter(|it| *it == Gender::Feminine)).or(noun)
    };
    let first = tokens[name.words.start].first_name.filter(|_| name.words.len() > 1);
    let known = [name.gender, first, of_role(&name.before), of_role(&name.after)];
    name.gender = known.iter().flatten().copied().find(sure).or(known.iter().flatten().copied().next());
}

/// The head of a role: its first noun that names a person or a body.
pub fn head(tokens: &[Token], range: Range<usize>) -> Option<usize> {
    range.clone().find(|at| tokens.get(*at).is_some_and(|it| it.noun.is_some()))
}

/// The role before a name: *le ministre de la Santé, Jean Valmy*; *chairman Paul Ederlin*.
fn before(tokens: &[Token], lead: usize, grammar: &Grammar) -> Option<Range<usize>> {
    let sentence = tokens[lead].sentence;
    let mut end = lead;
    if tokens[lead - 1].class == Class::Comma {
        end = lead.checked_sub(1)?;
    }
    let mut found = None;
    let mut at = end;
    while let Some(here) = at.checked_sub(1).filter(|it| tokens[*it].sentence == sentence && end - it < 22) {
        let token = &tokens[here];
        if at == end && token.class != Class::Open && token.class != Class::Close {
            return None;
        }
        let led = here.checked_sub(1).map_or(Class::Mark, |it| tokens[it].class);
        let goes_on = match token.class {
            Class::Open => true,
            Class::Of | Class::Prep | Class::And => true,
            Class::The | Class::Some => here > 0,
            Class::Close => here >= 2 && extent::acronym(tokens, here - 2).is_some(),
            _ => false,
        };
        if !goes_on {
            break;
        }
        if token.class == Class::Close {
            at = here - 2;
            continue;
        }
        let role = token.noun.is_some_and(|it| matches!(it.sort, Sort::Role | Sort::Organisation) && !it.plural || it.sort == Sort::Role)
            || token.noun.is_none() && led.is_determiner() && grammar.person(token).is_some();
        let determined = led.is_determiner() || matches!(led, Class::Mark | Class::Comma | Class::Title | Class::Rel | Class::Verb);
        if role && (determined || found.is_none() || prenominal(tokens, here)) {
            found = Some(here);
        }
        // An unknown word that nothing leads to is the verb.
        let led_to = matches!(led, Class::Of | Class::Prep | Class::And) || led.is_determiner();
        if token.class == Class::Open && !token.capital && token.noun.is_none() && !led_to && !grammar.is_adjective(token) {
            break;
        }
        if led.is_determiner() && led != Class::Some && here > 0 && !here.checked_sub(2).is_some_and(|it| matches!(tokens[it].class, Class::Of | Class::Prep | Class::And)) {
            break;
        }
        at = here;
    }
    let head = found?;
    let start = phrase_start(tokens, head, sentence);
    // Behind a comma only a phrase of its own is an apposition.
    if end < lead && !start.checked_sub(1).is_none_or(|it| tokens[it].class.is_determiner() || tokens[it].sentence != sentence || tokens[it].class == Class::Mark || tokens[it].class == Class::Comma) {
        return None;
    }
    Some(start..end)
}

/// Does an adjective stand between the article and this noun?
fn prenominal(tokens: &[Token], head: usize) -> bool {
    head.checked_sub(2).is_some_and(|at| tokens[at].class.is_determiner() && tokens[at + 1].class == Class::Open)
}

/// Back over adjectives and nouns before the head, to the article.
fn phrase_start(tokens: &[Token], head: usize, sentence: u32) -> usize {
    let mut start = head;
    while let Some(at) = start.checked_sub(1) {
        if tokens[at].class != Class::Open || tokens[at].sentence != sentence || head - at > 4 {
            break;
        }
        start = at;
    }
    // Without an article the words before may be anything.
    let article = start.checked_sub(1).is_some_and(|at| tokens[at].class.is_determiner() && tokens[at].sentence == sentence);
    let bounded = start == 0 || tokens[start - 1].sentence != sentence || matches!(tokens[start - 1].class, Class::Mark | Class::Comma | Class::And | Class::Verb | Class::Prep | Class::Rel | Class::Of);
    if article || bounded { start } else { head }
}

/// The role behind a name: *Jean Valmy (PX), 52 ans, maire de Loriel,*.
fn after(tokens: &[Token], name: &Name, grammar: &Grammar) -> Option<Range<usize>> {
    let sentence = tokens[name.words.start].sentence;
    let mut at = name.bracket.map_or(name.words.end, |it| it + 2);
    let inside = |at: usize| tokens.get(at).filter(|it| it.sentence == sentence);
    if inside(at)?.class != Class::Comma {
        return None;
    }
    at += 1;
    if inside(at)?.text.chars().all(|it| it.is_ascii_digit()) {
        let comma = (at..at + 4).find(|it| inside(*it).is_some_and(|it| it.class == Class::Comma))?;
        at = comma + 1;
    }
    let article = inside(at)?.class.is_determiner();
    let start = if article { at + 1 } else { at };
    let head = role_head(tokens, start, sentence, grammar)?;
    let end = extent::end(tokens, head, grammar, Reach::Far);
    let bounded = inside(end).is_none_or(|it| matches!(it.class, Class::Comma | Class::Mark | Class::Close | Class::Rel | Class::Open_ | Class::Verb | Class::Adv));
    let verb = inside(end).is_some_and(|it| it.class == Class::Verb || it.class == Class::Open);
    if !bounded || article && verb {
        return None;
    }
    Some(start..end)
}

/// The noun of a person that a phrase beginning at `start` has for its head.
fn role_head(tokens: &[Token], start: usize, sentence: u32, grammar: &Grammar) -> Option<usize> {
    let mut last = None;
    for at in start..start + 6 {
        let Some(token) = tokens.get(at).filter(|it| it.sentence == sentence && it.class == Class::Open) else { break };
        let role = token.noun.is_some_and(|it| matches!(it.sort, Sort::Role | Sort::People) && !it.plural)
            || token.noun.is_none() && !token.capital && grammar.person(token).is_some() && !grammar.is_adjective(token);
        if role {
            last = Some(at);
            if !grammar.head_last {
                break;
            }
        }
    }
    last
}
