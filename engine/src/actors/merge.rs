//! Figures → who of them are one: *la maire de Loriel* and the woman beside her
//! of whom no role is told.
//!
//! News writes a post and a name in turns, one sentence each; so a description
//! and a name that keep to neighbouring sentences are likely one person, and
//! two that share a sentence are likely two.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    bodies,
    cast::Figure,
    refer::{Seen, Walk},
    tokens::{Class, Gender, Sort},
};
use crate::SpeakerType;

/// How many sentences apart the two may stand.
const NEAR: u32 = 3;

/// A sentence that names more than so many is a list; no description is of those behind.
const CROWD: usize = 24;

/// What speaks against somebody who never speaks under a name: of 17 such that passed for a
/// description in fr-news/train 13 were somebody else.
const SILENT: f32 = 0.5;

/// For each figure the one that it is: itself, or the bearer of its name.
pub fn find(walk: &Walk) -> Vec<usize> {
    let mut by_sentence: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let sentence = |seen: &Seen| walk.tokens.get(seen.start).map_or(0, |it| it.sentence);
    for seen in walk.seen.iter().filter(|it| named(&walk.figures[it.figure])) {
        let there = by_sentence.entry(sentence(seen)).or_default();
        if there.len() < CROWD && !there.contains(&seen.figure) {
            there.push(seen.figure);
        }
    }
    let mut scores: FxHashMap<(usize, usize), f32> = FxHashMap::default();
    for seen in walk.seen.iter().filter(|it| described(&walk.figures[it.figure])) {
        let here = sentence(seen);
        for at in here.saturating_sub(NEAR)..=here + NEAR {
            for name in by_sentence.get(&at).into_iter().flatten() {
                let score = scores.entry((seen.figure, *name)).or_default();
                *score += vote(at.abs_diff(here), &walk.figures[seen.figure], &walk.figures[*name]);
            }
        }
    }
    let speakers: FxHashSet<usize> = walk.seen.iter().filter(|it| it.speaks).map(|it| it.figure).collect();
    let mut is = bodies::find(walk);
    let opening = opening(walk, &speakers);
    if let Some(pair) = opening {
        *scores.entry(pair).or_default() += OPENS;
    }
    let mut best: Vec<(f32, usize, usize)> = scores
        .into_iter()
        .map(|(pair, score)| {
            // News quotes those whom it takes up again by their posts.
            let silent = if speakers.contains(&pair.1) { 0.0 } else { SILENT };
            // *une journaliste*, then *Odile Marchetta, journaliste*: told again, with the name.
            let again = opening == Some(pair) && is_told_again(&walk.figures[pair.0], &walk.figures[pair.1]);
            let doubt = if again { 0.0 } else { doubt(walk, pair.0, pair.1) };
            (score - doubt - silent, pair.0, pair.1)
        })
        .collect();
    let owns =
        |it: &(f32, usize, usize)| walk.figures[it.1].told.as_ref().and_then(|it| it.owner) == Some(it.2);
    best.retain(|it| it.0 > 0.0 && !names(&walk.figures[it.1], &walk.figures[it.2]) && !owns(it));
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, description, name) in best {
        if is[description] == description {
            is[description] = name;
        }
    }
    is
}

/// *Un chercheur français a porté plainte. ... a dit Jean Valmy*: who opens the article without a name
/// is the first one named behind it who speaks.
fn opening(walk: &Walk, speakers: &FxHashSet<usize>) -> Option<(usize, usize)> {
    let person = |it: &usize| {
        let figure = &walk.figures[*it];
        !figure.plural && (named(figure) || figure.told.as_ref().is_some_and(|it| it.sort.is_some()))
    };
    let mut seen = walk.seen.iter().filter(|it| person(&it.figure));
    let first = seen.find(|it| walk.figures[it.figure].told.is_none() || it.speaks)?;
    let description = &walk.figures[first.figure];
    let told = description.told.as_ref()?;
    let role = matches!(told.sort, Some(Sort::Role)) && !matches!(told.determiner, Class::His | Class::Open);
    let end = walk.tokens[first.start].sentence + OPENING;
    if !role || walk.tokens[first.start].sentence > 1 || told.owner.is_some() {
        return None;
    }
    let name = seen
        .map(|it| (it.figure, walk.tokens[it.start].sentence))
        .find(|it| named(&walk.figures[it.0]) && speakers.contains(&it.0))?;
    let figure = &walk.figures[name.0];
    let fits = description.gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b));
    (name.1 <= end && fits && !names(description, figure)).then_some((first.figure, name.0))
}

/// What speaks for them, in sentences that the two share out.
const OPENS: f32 = 1.5;
/// Within so many sentences who opens the article is named.
const OPENING: u32 = 6;

/// Is somebody of whom the article knows nothing yet given the noun that a name bears later?
fn is_told_again(description: &Figure, name: &Figure) -> bool {
    let new = description.told.as_ref().is_some_and(|it| it.determiner == Class::A);
    new && description.lemmas.iter().any(|it| name.lemmas.contains(it))
}

/// A named person.
fn named(figure: &Figure) -> bool {
    figure.named && !figure.plural && figure.kind == SpeakerType::Person
}

/// Does a description name that one? *Le père de Maël* is not Maël Cordier; *le porte-parole de la Défense Jean Valmy* is Jean Valmy.
pub fn names(description: &Figure, name: &Figure) -> bool {
    let parts = || name.name.split([' ', '\'', '’']);
    let (first, last) = (parts().next(), parts().next_back());
    if !description.name.split([' ', '\'', '’']).any(|it| Some(it) == first || Some(it) == last) {
        return false;
    }
    let before = description.name.strip_suffix(name.name.as_str()).map(str::trim_end);
    let word = before.and_then(|it| it.rsplit([' ', '\'', '’']).next()).unwrap_or_default();
    !word.starts_with(char::is_uppercase)
}

/// What speaks against it: another role, which may be another post.
fn doubt(walk: &Walk, description: usize, name: usize) -> f32 {
    let (description, name) = (&walk.figures[description], &walk.figures[name]);
    if name.roles.is_empty() {
        return 0.0;
    }
    let same_field = description.fields.iter().any(|it| name.fields.contains(it));
    let same_noun = description.lemmas.iter().any(|it| name.lemmas.contains(it));
    if same_noun || !same_field { 99.0 } else { 1.9 }
}

/// A person whom only a post describes.
fn described(figure: &Figure) -> bool {
    !figure.named && !figure.plural && figure.kind == SpeakerType::Person && !figure.roles.is_empty()
}

fn vote(apart: u32, description: &Figure, name: &Figure) -> f32 {
    let Some((a, b)) = description.gender.zip(name.gender) else { return near(apart) };
    if !a.fits(b) {
        return -9.0;
    }
    near(apart) + if a == b && a == Gender::Feminine { 0.3 } else { 0.0 }
}

fn near(apart: u32) -> f32 {
    match apart {
        0 => -1.0,
        1 => 1.0,
        2 => 0.6,
        _ => 0.3,
    }
}
