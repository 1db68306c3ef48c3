//! What a sentence says outright of its subject → the role that it gives.
//!
//! *Jean Valmy est maire de Loriel*; *Maire de Loriel depuis dix ans, l'élu a dit ...*.

use super::{
    extent::{self, Grammar, Reach},
    roles::{self, Role},
    tokens::{Class, Token},
};

/// *Jean Valmy est un avocat de Loriel*: the role behind the verb that stands at `at`.
pub fn behind(tokens: &[Token], at: usize, grammar: &Grammar) -> Option<Role> {
    let verb = tokens.get(at).filter(|it| grammar.is_copula(it))?;
    let inside = |at: usize| tokens.get(at).filter(|it| it.sentence == verb.sentence);
    let mut start = at + 1;
    if inside(start)?.class == Class::Adv {
        start += 1;
    }
    let article = matches!(inside(start)?.class, Class::The | Class::A);
    start += usize::from(article);
    // *est accusé*, *was elected*: a participle without an article goes with the verb.
    if !article && (grammar.head_last || grammar.is_participle(inside(start)?)) {
        return None;
    }
    let head = roles::role_head(tokens, start, verb.sentence, grammar, false)?;
    tokens[head].noun.filter(|it| it.part)?;
    let mut end = extent::end(tokens, head, grammar, Reach::Near);
    // *est l'actionnaire et la présidente*: both.
    while inside(end).is_some_and(|it| it.class == Class::And) {
        let next = end + 1 + usize::from(inside(end + 1).is_some_and(|it| it.class.is_determiner()));
        let Some(also) = roles::role_head(tokens, next, verb.sentence, grammar, false) else { break };
        end = extent::end(tokens, also, grammar, Reach::Near);
    }
    Some(Role { words: start..end, head })
}

/// *Maire de Loriel, l'élu*: the role that opens the sentence and ends at the comma before `at`.
pub fn opening(tokens: &[Token], at: usize, grammar: &Grammar) -> Option<Role> {
    let comma = at.checked_sub(1).filter(|it| tokens[*it].class == Class::Comma)?;
    let sentence = tokens[at].sentence;
    let near = (comma.saturating_sub(LONGEST)..comma).rev();
    let start = near.take_while(|it| tokens[*it].sentence == sentence).last()?;
    let opens = start == 0 || tokens[start - 1].sentence != sentence;
    if !opens || tokens[start].class != Class::Open || grammar.head_last {
        return None;
    }
    let head = roles::role_head(tokens, start, sentence, grammar, false)?;
    tokens[head].noun.filter(|it| it.part)?;
    let words = start..comma;
    let plain = words.clone().skip(head - start).all(|it| {
        matches!(
            tokens[it].class,
            Class::Open | Class::Of | Class::Prep | Class::The | Class::And | Class::Some | Class::A
        )
    });
    plain.then_some(Role { words, head })
}

/// No role that opens a sentence is longer than this many words.
const LONGEST: usize = 16;
