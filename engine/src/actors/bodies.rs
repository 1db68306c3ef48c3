//! Descriptions of bodies → the bodies with names that they are: *la compagnie*, *le quotidien*, *l'ONG*.
//!
//! Every named body of the article is weighed, those too that are named only
//! behind the description; none is the answer if none weighs more than nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cast::{Figure, Told},
    merge,
    refer::Walk,
    tokens::{Class, Sort},
};
use crate::SpeakerType;

/// How much each of [`features`] weighs: a softmax over the named bodies and none of them, learned on
/// 927 descriptions of fr-news/train and of the affairs in `lab`.
const WEIGHTS: [f32; 14] =
    [-2.97, 0.47, -0.7, 0.57, 0.98, -1.68, -1.75, -0.66, 0.64, 1.05, 2.12, 0.87, 0.32, -0.71];

/// Where a figure stands in the article.
#[derive(Default)]
struct Places {
    sentences: Vec<u32>,
    speaks: bool,
}

/// For each figure the one that it is: itself, or the body of that name.
pub fn find(walk: &Walk) -> Vec<usize> {
    let mut is: Vec<usize> = (0..walk.figures.len()).collect();
    let mut places: FxHashMap<usize, Places> = FxHashMap::default();
    for seen in &walk.seen {
        let figure = &walk.figures[seen.figure];
        if named(figure) || described(figure).is_some() {
            let there = places.entry(seen.figure).or_default();
            there.sentences.push(walk.tokens.get(seen.start).map_or(0, |it| it.sentence));
            there.speaks |= seen.speaks;
        }
    }
    let mut names: Vec<usize> = places.keys().copied().filter(|it| named(&walk.figures[*it])).collect();
    names.sort_unstable();
    for (at, it) in is.iter_mut().enumerate() {
        let description = &walk.figures[at];
        let Some((told, here)) = described(description).zip(places.get(&at)) else { continue };
        let mut best: Option<(f32, usize)> = None;
        for name in names.iter().copied() {
            let figure = &walk.figures[name];
            if told.owner == Some(name) || merge::names(description, figure) {
                continue;
            }
            let features = features(walk, (description, told, here), (figure, &places[&name]));
            let score: f32 = features.iter().zip(WEIGHTS).map(|it| it.0 * it.1).sum();
            if score > 0.0 && best.is_none_or(|it| score > it.0) {
                best = Some((score, name));
            }
        }
        if let Some((_, name)) = best {
            *it = name;
        }
    }
    is
}

fn named(figure: &Figure) -> bool {
    figure.named && !figure.plural && figure.kind == SpeakerType::Organisation
}

/// How a body without a name is put.
fn described(figure: &Figure) -> Option<&Told> {
    let body = !figure.named && !figure.plural && figure.kind == SpeakerType::Organisation;
    figure.told.as_ref().filter(|it| body && matches!(it.sort, Some(Sort::Organisation) | None))
}

/// The words that the article says of a figure.
fn said(figure: &Figure) -> FxHashSet<String> {
    let all = figure.roles.iter().chain(&figure.affiliation).chain(std::iter::once(&figure.name));
    let words = all.flat_map(|it| it.split(|it: char| !it.is_alphanumeric()));
    words.filter(|it| it.chars().count() > 1).map(str::to_lowercase).collect()
}

/// What speaks for a name behind a description.
fn features(
    walk: &Walk,
    (description, told, here): (&Figure, &Told, &Places),
    (name, there): (&Figure, &Places),
) -> [f32; 14] {
    let is = |it: bool| if it { 1.0 } else { 0.0 };
    let first = here.sentences.iter().copied().min().unwrap_or_default();
    let apart = |far: u32| {
        let near = |it: &&u32| there.sentences.iter().any(|other| other.abs_diff(**it) == far);
        here.sentences.iter().filter(near).count() as f32
    };
    let near = apart(1) + 0.6 * apart(2) + 0.3 * apart(3);
    let before = there.sentences.iter().filter(|it| **it < first).max().map_or(99, |it| first - it);
    let behind = there.sentences.iter().filter(|it| **it > first).min().map_or(99, |it| it - first);
    let words = said(name);
    let rest = told.rest.iter().any(|it| words.contains(it));
    let of = |fields: &[&'static str]| fields.iter().flat_map(|it| it.split(',')).collect::<Vec<_>>();
    let fields = of(&name.fields);
    let field = of(&description.fields).iter().any(|it| fields.contains(it));
    let state = walk.places.state(&name.name).is_some() || walk.places.is_seat(&name.name);
    [
        1.0,
        is(before == 1),
        is(before > 3),
        near.min(3.0),
        is(there.speaks),
        is(state),
        is(!told.rest.is_empty() && !rest),
        is(told.sort.is_none()),
        is(there.sentences.first().is_some_and(|it| *it < 2)),
        is(told.determiner == Class::A),
        is(told.determiner == Class::A && behind <= 3 && before == 99),
        is(description.lemmas.iter().any(|it| name.lemmas.contains(it))),
        is(field),
        is(!field && !fields.is_empty()),
    ]
}
