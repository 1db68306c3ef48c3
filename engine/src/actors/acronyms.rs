//! *Agence de l'eau (AEO)* → the acronym and the words that it is short for are one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    cast::{self, Figure},
    names::Name,
    tokens::{Class, Token},
};
use crate::{Document, SpeakerType};

/// So many acronyms of an article are looked for elsewhere in it.
const ACRONYMS: usize = 40;

/// No more words than this are shortened.
const LONGEST: usize = 14;

/// Gives the figures of acronyms their full names; those names, small, with their figures.
pub fn spell(
    document: &Document,
    tokens: &[Token],
    names: &[Name],
    figures: &mut [Figure],
    of: &mut [Vec<usize>],
) -> FxHashMap<String, usize> {
    let mut full = FxHashMap::default();
    let mut same: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, name) in names.iter().enumerate() {
        let Some((open, figure)) = bracketed(tokens, name).zip(of[at].first().copied()) else { continue };
        let before =
            at.checked_sub(1).filter(|it| names[*it].words.end == open && names[*it].words.len() > 1);
        if let Some(long) = before.and_then(|it| of[it].first().copied()) {
            if figures[long].kind != SpeakerType::Person && long != figure {
                same.insert(figure, long);
            }
            continue;
        }
        let Some(words) = expansion(tokens, open, tokens[name.words.start].text) else { continue };
        let text = cast::text(document, tokens, words.clone());
        full.insert(text.to_lowercase(), figure);
        if let Some(head) = words.clone().find(|it| tokens[*it].noun.is_some()) {
            figures[figure].is_a(&tokens[head]);
        }
        figures[figure].kind = SpeakerType::Organisation;
        figures[figure].name = text;
    }
    elsewhere((document, tokens, names), figures, of, &mut full, &mut same);
    for figure in of.iter_mut().flatten() {
        *figure = same.get(figure).copied().unwrap_or(*figure);
    }
    full
}

/// *HRW*, where the article writes *Human Rights Watch* somewhere: with no brackets to tell it.
fn elsewhere(
    (document, tokens, names): (&Document, &[Token], &[Name]),
    figures: &mut [Figure],
    of: &[Vec<usize>],
    full: &mut FxHashMap<String, usize>,
    same: &mut FxHashMap<usize, usize>,
) {
    let mut short: FxHashMap<&str, usize> = FxHashMap::default();
    for (name, figure) in names.iter().zip(of) {
        let text = tokens[name.words.start].text;
        let one = name.words.len() == 1 && figure.len() == 1 && text.chars().all(char::is_uppercase);
        let bare = one && figures[figure[0]].name == text && (2..=6).contains(&text.chars().count());
        if bare && figures[figure[0]].kind == SpeakerType::Organisation && short.len() < ACRONYMS {
            short.insert(text, figure[0]);
        }
    }
    if short.is_empty() {
        return;
    }
    let mut known: Vec<(Vec<char>, usize)> =
        short.iter().map(|(text, figure)| (text.chars().map(fold).collect(), *figure)).collect();
    known.sort();
    for start in 0..tokens.len() {
        let token = &tokens[start];
        if !token.capital || token.first_name.is_some() || short.contains_key(token.text) {
            continue;
        }
        let found = known.iter().find_map(|(letters, it)| Some((*it, spelled(tokens, start, letters)?)));
        let Some((figure, words)) = found else { continue };
        if figures[figure].name.contains(' ') {
            continue;
        }
        let named = names.binary_search_by_key(&words.start, |it| it.words.start).ok();
        let long = named.filter(|it| names[*it].words == words).and_then(|it| of[it].first().copied());
        if let Some(long) = long.filter(|it| *it != figure) {
            if figures[long].kind != SpeakerType::Person || figures[long].gender.is_none() {
                figures[long].kind = SpeakerType::Organisation;
                same.entry(figure).or_insert(long);
            }
            continue;
        }
        let text = cast::text(document, tokens, words.clone());
        full.insert(text.to_lowercase(), figure);
        if let Some(head) = words.clone().find(|it| tokens[*it].noun.is_some()) {
            figures[figure].is_a(&tokens[head]);
        }
        figures[figure].name = text;
    }
}

/// The words from `start` on whose first letters are exactly these.
fn spelled(tokens: &[Token], start: usize, letters: &[char]) -> Option<Range<usize>> {
    let sentence = tokens[start].sentence;
    let (mut at, mut rest) = (start, letters);
    let mut capitals = true;
    while let [letter, others @ ..] = rest {
        let token = tokens.get(at).filter(|it| it.sentence == sentence)?;
        let word = token.class == Class::Open || token.class == Class::The && at == start;
        let small = matches!(token.class, Class::Of | Class::The | Class::And | Class::Prep | Class::Some);
        if word && token.text.chars().next().map(fold) == Some(*letter) && token.text.len() > 1 {
            capitals &= token.capital;
            rest = others;
        } else if !(small && at > start) {
            return None;
        }
        at += 1;
    }
    // Two letters fit too much, unless an article is one of them: *Les Rives*.
    let ends =
        tokens.get(at).is_none_or(|it| !(it.class == Class::Open && it.capital && it.sentence == sentence));
    (ends && capitals && (letters.len() > 2 || tokens[start].class == Class::The)).then_some(start..at)
}

/// The opening bracket of a name that stands alone in brackets.
fn bracketed(tokens: &[Token], name: &Name) -> Option<usize> {
    let open = name.words.start.checked_sub(1)?;
    let closed = tokens.get(name.words.end)?.class == Class::Close;
    (tokens[open].class == Class::Open_ && closed && matches!(name.words.len(), 1 | 3)).then_some(open)
}

/// The words before a bracket whose first letters make up the acronym.
fn expansion(tokens: &[Token], open: usize, acronym: &str) -> Option<Range<usize>> {
    let letters: Vec<char> = acronym.chars().filter(|it| it.is_alphabetic()).map(fold).collect();
    let sentence = tokens[open].sentence;
    let near = (open.saturating_sub(LONGEST)..open).rev();
    let start = near.take_while(|at| tokens[*at].sentence == sentence).find(|at| {
        let words = tokens[*at..open].iter().filter(|it| it.class == Class::Open);
        let mut initials = words.filter_map(|it| it.text.chars().next().map(fold)).peekable();
        tokens[*at].class == Class::Open
            && initials.peek() == letters.first()
            && letters.len() > 1
            && shortens(&letters, initials)
    })?;
    (open - start > 1).then_some(start..open)
}

/// Do the initials come in the acronym's order, most of its letters among them?
fn shortens(letters: &[char], initials: impl Iterator<Item = char>) -> bool {
    let mut rest = letters;
    let mut hits = 0;
    for initial in initials {
        if let Some(at) = rest.iter().position(|it| *it == initial) {
            rest = &rest[at + 1..];
            hits += 1;
        }
    }
    2 * hits > letters.len()
}

fn fold(letter: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    letter.to_lowercase().nfd().next().unwrap_or(letter)
}
