//! Descriptions of bodies → the bodies with names that they are: *la compagnie*, *le quotidien*, *l'ONG*.
//!
//! Every named body around is weighed, those too that are named only
//! behind the description; none is the answer if none weighs more than nothing.
//! The weights stand in `data/common/bodies.tsv`: a softmax over the named bodies
//! and none of them, fitted by `lab/choices.py`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cast::{Figure, Told},
    merge,
    refer::Walk,
    tokens::{Class, Sort},
};
use crate::{SpeakerType, language};

/// What is weighed of a named body, in the order of [`features`].
pub const FEATURES: [&str; 14] = [
    "always",
    "just-before",
    "long-before",
    "near",
    "speaks",
    "state",
    "words-untold",
    "unknown-noun",
    "opens-article",
    "indefinite",
    "indefinite-then-named",
    "same-noun",
    "same-field",
    "other-field",
];

static WEIGHTS: LazyLock<[f32; FEATURES.len()]> = LazyLock::new(|| language::weights("bodies", FEATURES));

/// A description of a body, and the bodies that it may be.
pub struct Described {
    /// The figure that it is so far.
    pub figure: usize,
    /// The figures with names, and what is weighed of each.
    pub candidates: Vec<(usize, [f32; FEATURES.len()])>,
}

/// So many sentences to each side of a description its name is looked for.
const AROUND: u32 = 100;

/// No more places of names than this are looked at on either side.
const NAMES: usize = 500;

/// Where a figure stands in the article.
#[derive(Default)]
struct Places {
    /// Ascending.
    sentences: Vec<u32>,
    speaks: bool,
}

/// A named body, and what the article says of it.
struct Body<'w> {
    figure: &'w Figure,
    places: Places,
    /// The words of its name, roles and affiliation, small.
    words: FxHashSet<String>,
    fields: Vec<&'static str>,
    is_state: bool,
}

/// For each figure the one that it is: itself, or the body of that name.
pub fn find(walk: &Walk) -> Vec<usize> {
    let mut is: Vec<usize> = (0..walk.figures.len()).collect();
    described(walk, |described| {
        let mut best: Option<(f32, usize)> = None;
        for (name, features) in described.candidates {
            let score: f32 = features.iter().zip(*WEIGHTS).map(|it| it.0 * it.1).sum();
            if score > 0.0 && best.is_none_or(|it| score > it.0) {
                best = Some((score, name));
            }
        }
        if let Some((_, name)) = best {
            is[described.figure] = name;
        }
    });
    is
}

/// Tells every description of a body with the named ones around it, one after another: thousands may stand around each.
pub fn described(walk: &Walk, mut tell: impl FnMut(Described)) {
    let mut places: FxHashMap<usize, Places> = FxHashMap::default();
    for seen in &walk.seen {
        let figure = &walk.figures[seen.figure];
        if named(figure) || description(figure).is_some() {
            let there = places.entry(seen.figure).or_default();
            there.sentences.push(walk.tokens.get(seen.start).map_or(0, |it| it.sentence));
            there.speaks |= seen.speaks;
        }
    }
    places.values_mut().for_each(|it| it.sentences.sort_unstable());
    let mut bodies: FxHashMap<usize, Body> = FxHashMap::default();
    let mut named_in: Vec<(u32, usize)> = Vec::new();
    for (at, figure) in walk.figures.iter().enumerate().filter(|it| named(it.1)) {
        let Some(places) = places.remove(&at) else { continue };
        named_in.extend(places.sentences.iter().map(|it| (*it, at)));
        let is_state = walk.places.state(&figure.name).is_some() || walk.places.is_seat(&figure.name);
        bodies.insert(at, Body { figure, places, words: said(figure), fields: fields(figure), is_state });
    }
    named_in.sort_unstable();
    for (at, figure) in walk.figures.iter().enumerate() {
        let Some((told, here)) = description(figure).zip(places.get(&at)) else { continue };
        let first = here.sentences.first().copied().unwrap_or_default();
        let start = named_in.partition_point(|it| it.0 + AROUND < first);
        let end = named_in.partition_point(|it| it.0 <= first + AROUND);
        let middle = named_in.partition_point(|it| it.0 < first);
        let near = start.max(middle.saturating_sub(NAMES))..end.min(middle + NAMES);
        let mut names: Vec<usize> = named_in[near].iter().map(|it| it.1).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|it| told.owner != Some(*it) && !merge::names(figure, bodies[it].figure));
        let candidates = names.into_iter().map(|it| (it, features((figure, told, here), &bodies[&it])));
        tell(Described { figure: at, candidates: candidates.collect() });
    }
}

fn named(figure: &Figure) -> bool {
    figure.named && !figure.plural && figure.kind == SpeakerType::Organisation
}

/// How a body without a name is put.
fn description(figure: &Figure) -> Option<&Told> {
    let body = !figure.named && !figure.plural && figure.kind == SpeakerType::Organisation;
    figure.told.as_ref().filter(|it| body && matches!(it.sort, Some(Sort::Organisation) | None))
}

/// The words that the article says of a figure.
fn said(figure: &Figure) -> FxHashSet<String> {
    let all = figure.roles.iter().chain(&figure.affiliation).chain(std::iter::once(&figure.name));
    let words = all.flat_map(|it| it.split(|it: char| !it.is_alphanumeric()));
    words.filter(|it| it.chars().count() > 1).map(str::to_lowercase).collect()
}

/// The fields of a figure's nouns.
fn fields(figure: &Figure) -> Vec<&'static str> {
    figure.fields.iter().flat_map(|it| it.split(',')).collect()
}

/// What speaks for a name behind a description.
fn features((description, told, here): (&Figure, &Told, &Places), body: &Body) -> [f32; FEATURES.len()] {
    let is = |it: bool| if it { 1.0 } else { 0.0 };
    let there = &body.places.sentences;
    let first = here.sentences.first().copied().unwrap_or_default();
    let stands = |at: Option<u32>| at.is_some_and(|it| there.binary_search(&it).is_ok());
    let apart = |far: u32| {
        let near = |it: &&u32| stands(it.checked_sub(far)) || stands(it.checked_add(far));
        here.sentences.iter().filter(near).count() as f32
    };
    let near = apart(1) + 0.6 * apart(2) + 0.3 * apart(3);
    let before = there.partition_point(|it| *it < first).checked_sub(1).map_or(99, |it| first - there[it]);
    let behind = there.get(there.partition_point(|it| *it <= first)).map_or(99, |it| it - first);
    let rest = told.rest.iter().any(|it| body.words.contains(it));
    let field = fields(description).iter().any(|it| body.fields.contains(it));
    [
        1.0,
        is(before == 1),
        is(before > 3),
        near.min(3.0),
        is(body.places.speaks),
        is(body.is_state),
        is(!told.rest.is_empty() && !rest),
        is(told.sort.is_none()),
        is(there.first().is_some_and(|it| *it < 2)),
        is(told.determiner == Class::A),
        is(told.determiner == Class::A && behind <= 3 && before == 99),
        is(description.lemmas.iter().any(|it| body.figure.lemmas.contains(it))),
        is(field),
        is(!field && !body.fields.is_empty()),
    ]
}
