//! What stands around a name → the role that it gives the bearer.
//!
//! A role is a noun phrase whose head names a post, a trade or a part played;
//! it stands before the name (*le ministre de la Santé, Jean Valmy*) or behind
//! it between commas (*Jean Valmy, maire de Loriel*).

use std::ops::Range;

use super::{
    extent::{self, Grammar, Reach},
    tokens::{Class, Gender, Sort, Token},
};

/// A role as it is written.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its words, without article.
    pub words: Range<usize>,
    /// The noun that says what it is.
    pub head: usize,
}

impl Role {
    /// The gender that the role tells of its bearer.
    pub fn gender(&self, tokens: &[Token]) -> Option<Gender> {
        let feminine = |it: &Gender| *it == Gender::Feminine;
        let article =
            self.words.start.checked_sub(1).map(|it| &tokens[it]).filter(|it| it.class.is_determiner());
        let noun = tokens[self.head].noun.map(|it| it.gender);
        // *le ministre* may be a woman; *la ministre* and *la directrice* are not men.
        noun.filter(feminine).or(article.and_then(|it| it.gender).filter(feminine)).or(noun)
    }
}

/// The role that fills a piece of a source beside its name: *le maire de Loriel*.
pub fn within(tokens: &[Token], piece: Range<usize>, grammar: &Grammar) -> Option<Role> {
    let skipped = |it: &usize| {
        tokens[*it].class.is_determiner()
            || matches!(tokens[*it].class, Class::Adv | Class::Comma | Class::Mark | Class::And)
    };
    let mut start = piece.clone().find(|it| !skipped(it))?;
    // *un des avocats de*: the whole is the role.
    if tokens[start].class == Class::Of
        || start > piece.start && tokens[start - 1].class == Class::Some && start - piece.start > 1
    {
        let mark =
            |it: &usize| matches!(tokens[*it].class, Class::The | Class::Comma | Class::Mark | Class::Adv);
        start = piece.clone().find(|it| !mark(it))?;
    }
    let sentence = tokens[start].sentence;
    let from = piece.clone().skip_while(|it| *it < start).find(|it| tokens[*it].class == Class::Open)?;
    let head = role_head(tokens, from, sentence, grammar, true)?;
    let stop = |it: &usize| *it > head && matches!(tokens[*it].class, Class::Comma | Class::Rel);
    let mut end = (start..piece.end).find(stop).unwrap_or(piece.end);
    while end > head + 1 && !matches!(tokens[end - 1].class, Class::Open | Class::Close) {
        end -= 1;
    }
    (head < end).then_some(Role { words: start..end, head })
}

/// The role before a name: *le ministre de la Santé, Jean Valmy*; *chairman Paul Ederlin*.
pub fn before(tokens: &[Token], lead: usize, grammar: &Grammar) -> Option<Role> {
    let sentence = tokens[lead].sentence;
    let mut end = lead;
    // *l'agence des ports, l'APN*: an acronym keeps its article.
    let article = tokens[lead - 1].class == Class::The && lead >= 2 && tokens[lead - 2].class == Class::Comma;
    if tokens[lead - 1].class == Class::Comma {
        end = lead - 1;
    } else if article {
        end = lead - 2;
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
            // *le juge Valmy et le juge Dorn* are two.
            Class::And => !tokens[here + 1].class.is_determiner(),
            Class::Of | Class::Prep => true,
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
        let role = token.noun.is_some_and(|it| {
            matches!(it.sort, Sort::Role | Sort::Organisation) && !it.plural
                || it.sort == Sort::Role
                || it.part && !it.plural && end < lead
        }) || token.noun.is_none() && led.is_determiner() && grammar.person(token).is_some();
        let determined = led.is_determiner()
            || matches!(led, Class::Mark | Class::Comma | Class::Title | Class::Rel | Class::Verb);
        if role
            && (determined
                || found.is_none()
                || prenominal(tokens, here)
                || found.is_some_and(|it| completes(tokens, here, it)))
        {
            found = Some(here);
        }
        // An unknown word that nothing leads to is the verb.
        let led_to = matches!(led, Class::Of | Class::Prep | Class::And) || led.is_determiner();
        if token.class == Class::Open
            && !token.capital
            && token.noun.is_none()
            && !led_to
            && !grammar.is_adjective(token)
            && end == lead
        {
            break;
        }
        // *du festival Les Ondes*: the article of a name goes on with it.
        let of_name = here >= 2 && tokens[here - 1].capital && !tokens[here - 1].initial;
        if led.is_determiner()
            && led != Class::Some
            && here > 0
            && !of_name
            && !here
                .checked_sub(2)
                .is_some_and(|it| matches!(tokens[it].class, Class::Of | Class::Prep | Class::And))
        {
            break;
        }
        at = here;
    }
    let head = found?;
    let start = phrase_start(tokens, head, sentence);
    // Behind a comma only a phrase of its own is an apposition.
    if end < lead
        && !start.checked_sub(1).is_none_or(|it| {
            tokens[it].class.is_determiner()
                || tokens[it].sentence != sentence
                || tokens[it].class == Class::Mark
                || tokens[it].class == Class::Comma
        })
    {
        return None;
    }
    if end < lead && closes_a_front(tokens, start, lead) {
        return None;
    }
    // A noun with no article right before a name is a role at the start of a sentence only,
    // where heads stand first: *juge Valmy* may be a verb.
    let first = start.checked_sub(1).is_none_or(|it| tokens[it].sentence != sentence);
    let article = start
        .checked_sub(1)
        .is_some_and(|it| tokens[it].class.is_determiner() || tokens[it].class == Class::Of);
    if !grammar.head_last && !first && !article && tokens[lead].class != Class::Title && !tokens[head].capital
    {
        return None;
    }
    let run = start..(start..end).find(|it| tokens[*it].class != Class::Open).unwrap_or(end);
    let is_role = |it: &usize| tokens[*it].noun.is_some_and(|it| it.sort == Sort::Role);
    let last = if grammar.head_last { run.rev().find(is_role) } else { None };
    Some(Role { words: start..end, head: last.unwrap_or(head) })
}

/// Names are no longer than so many words, where the verb behind one is looked for.
const NAME: usize = 12;

/// *Sous les yeux d'un policier, Jean Valmy a nié*: the comma closes what stands in front of the subject.
fn closes_a_front(tokens: &[Token], start: usize, lead: usize) -> bool {
    let sentence = tokens[lead].sentence;
    let class = |at: Option<usize>| at.and_then(|it| tokens.get(it)).map(|it| it.class);
    let determined = class(start.checked_sub(1)).is_some_and(Class::is_determiner);
    let led = class(start.checked_sub(if determined { 2 } else { 1 }));
    let complement = matches!(led, Some(Class::Of | Class::Prep))
        || class(start.checked_sub(1)).is_some_and(|it| it == Class::Of);
    let behind = (lead..tokens.len())
        .take(NAME)
        .take_while(|it| tokens[*it].sentence == sentence)
        .find(|it| !tokens[*it].capital && tokens[*it].class != Class::Title);
    complement
        && behind.is_some_and(|it| {
            tokens[it].class == Class::Verb || tokens[it].class == Class::Open && tokens[it].noun.is_none()
        })
}

/// *du secrétaire d'État*: is the later noun, without an article of its own, a complement of the role?
fn completes(tokens: &[Token], role: usize, later: usize) -> bool {
    let sort = |at: usize| tokens[at].noun.map(|it| it.sort);
    later == role + 2
        && tokens[role + 1].class == Class::Of
        && sort(role) == Some(Sort::Role)
        && sort(later) == Some(Sort::Organisation)
        && tokens[later].capital
}

/// Does an adjective stand between the article and this noun?
fn prenominal(tokens: &[Token], head: usize) -> bool {
    head.checked_sub(2)
        .is_some_and(|at| tokens[at].class.is_determiner() && tokens[at + 1].class == Class::Open)
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
    let article = start
        .checked_sub(1)
        .is_some_and(|at| tokens[at].class.is_determiner() && tokens[at].sentence == sentence);
    let bounded = start == 0
        || tokens[start - 1].sentence != sentence
        || matches!(
            tokens[start - 1].class,
            Class::Mark | Class::Comma | Class::And | Class::Verb | Class::Prep | Class::Rel | Class::Of
        );
    if article || bounded { start } else { head }
}

/// The role behind a name: *Jean Valmy (PX), 52 ans, maire de Loriel,*.
/// Begins to look at `at`, behind the name that begins at `name`.
pub fn after(tokens: &[Token], name: usize, mut at: usize, grammar: &Grammar) -> Option<Role> {
    let sentence = tokens[name].sentence;
    let inside = |at: usize| tokens.get(at).filter(|it| it.sentence == sentence);
    if inside(at)?.class != Class::Comma {
        return None;
    }
    at += 1;
    if inside(at)?.text.starts_with(|it: char| it.is_ascii_digit()) {
        let comma = (at..at + 4).find(|it| inside(*it).is_some_and(|it| it.class == Class::Comma))?;
        at = comma + 1;
    }
    if inside(at)?.class == Class::Adv {
        at += 1;
    }
    let article = inside(at)?.class.is_determiner();
    let start = if article { at + 1 } else { at };
    let head =
        role_head(tokens, start, sentence, grammar, false).or_else(|| body_head(tokens, start, sentence))?;
    let end = extent::end(tokens, head, grammar, Reach::Far);
    let bounded = inside(end).is_none_or(|it| {
        matches!(
            it.class,
            Class::Comma | Class::Mark | Class::Close | Class::Rel | Class::Open_ | Class::Verb | Class::Adv
        ) || grammar.is_participle(it)
    });
    let verb = inside(end)
        .is_some_and(|it| it.class == Class::Verb || it.class == Class::Open && !grammar.is_participle(it));
    if !bounded || article && verb {
        return None;
    }
    Some(Role { words: start..end, head })
}

/// *Loriel Données, société d'analyse*: the noun of a body that a phrase begins with.
fn body_head(tokens: &[Token], start: usize, sentence: u32) -> Option<usize> {
    let body = |it: &Token| it.noun.is_some_and(|it| it.sort == Sort::Organisation && !it.plural);
    tokens.get(start).filter(|it| it.sentence == sentence && !it.capital && body(it)).map(|_| start)
}

/// The noun of a person that a phrase beginning at `start` has for its head.
pub fn role_head(
    tokens: &[Token],
    start: usize,
    sentence: u32,
    grammar: &Grammar,
    plural: bool,
) -> Option<usize> {
    let mut last = None;
    for at in start..start + 6 {
        let Some(token) = tokens.get(at).filter(|it| it.sentence == sentence && it.class == Class::Open)
        else {
            break;
        };
        let role = token
            .noun
            .is_some_and(|it| matches!(it.sort, Sort::Role | Sort::People) && (plural || !it.plural))
            || token.noun.is_none()
                && !token.capital
                && grammar.person(token).is_some()
                && (at == start || !grammar.is_adjective(token));
        if role {
            last = Some(at);
            if !grammar.head_last {
                break;
            }
        }
    }
    last
}
