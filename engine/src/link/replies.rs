//! Statements of an affair → which of them answers which.
//!
//! A forest says of a statement and of each that stands before it or in the same
//! article how likely the one answers the other. A statement answers one other at most.

use std::sync::LazyLock;

use super::{
    Answer,
    claims::Likely,
    forest::Forest,
    pairs::{self, Weighed},
};
use crate::Act;

static ANSWERS: LazyLock<Forest> =
    LazyLock::new(|| Forest::decode(include_bytes!("../../data/common/answers.forest")));

/// What stands behind the features of the pair.
const MORE: usize = 26;
/// As many features.
pub const COUNT: usize = pairs::COUNT + MORE;
/// From this probability on it is a reply: best F1 on annotated affairs, each judged by forests that had not seen it.
pub const LIKELY: f32 = 0.15;

/// A statement and the one it answers, by index, with how likely that is.
pub type Found = (usize, usize, f32);

/// The likeliest reply of every statement of these; `same` tells of two how likely they are about one proposition.
pub fn find(all: &[Weighed], same: &Likely, of: impl Fn(&Weighed) -> bool) -> Vec<Found> {
    let mut found = Vec::new();
    for (from, candidates) in candidates(all, same, of).into_iter().enumerate() {
        let rows = features(all, &candidates, from);
        let judged = candidates.iter().zip(&rows).map(|(it, row)| (it.to, ANSWERS.probability(row)));
        let best = judged.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        found.extend(best.filter(|it| it.1 >= LIKELY).map(|(to, likely)| (from, to, likely)));
    }
    found
}

/// What a statement might answer.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Which, by index.
    pub to: usize,
    /// How likely both are about one proposition.
    likely: f32,
}

/// What each statement of these might answer, in order.
pub fn candidates(all: &[Weighed], same: &Likely, of: impl Fn(&Weighed) -> bool) -> Vec<Vec<Candidate>> {
    let mut candidates = vec![Vec::new(); all.len()];
    for ((a, b), likely) in same {
        for (from, to) in [(*a, *b), (*b, *a)] {
            if of(&all[from]) && may_answer(&all[from], &all[to]) {
                candidates[from].push(Candidate { to, likely: *likely });
            }
        }
    }
    candidates.iter_mut().for_each(|it| it.sort_unstable_by_key(|it| it.to));
    candidates
}

/// One's own words are not answered, nor what comes later elsewhere.
fn may_answer(from: &Weighed, to: &Weighed) -> bool {
    let one_article = from.article == to.article;
    (one_article || to.before(from)) && !from.same_speaker(to)
}

/// What tells of each candidate whether `from` answers it.
pub fn features(all: &[Weighed], candidates: &[Candidate], from: usize) -> Vec<[f32; COUNT]> {
    let most = candidates.iter().map(|it| it.likely).fold(1e-6, f32::max);
    candidates.iter().map(|it| of_pair(all, candidates, from, it, most)).collect()
}

fn of_pair(
    all: &[Weighed],
    candidates: &[Candidate],
    from: usize,
    candidate: &Candidate,
    most: f32,
) -> [f32; COUNT] {
    let (a, b, mine) = (&all[from], &all[candidate.to], candidate.likely);
    let better = candidates.iter().filter(|it| it.likely > mine).count();
    let flag = |it: bool| if it { 1.0 } else { 0.0 };
    let (x, y) = (a.said, b.said);
    let act = |it: Act, acts: &[Act]| flag(acts.contains(&it));
    let one_article = a.article == b.article;
    let told: [f32; MORE] = [
        act(a.act, &[Act::Deny]),
        act(a.act, &[Act::Confirm]),
        act(a.act, &[Act::Concede]),
        act(a.act, &[Act::Decline]),
        act(a.act, &[Act::Criticise, Act::Support]),
        act(a.act, &[Act::Assert]),
        act(a.act, &[Act::Accuse]),
        act(b.act, &[Act::Accuse]),
        act(b.act, &[Act::Assert]),
        act(b.act, &[Act::Deny]),
        act(b.act, &[Act::Ask]),
        act(b.act, &[Act::Request, Act::Promise]),
        flag(y.is_unnamed()),
        flag(y.speaker_type == "document"),
        flag(x.has("cue answer")) + flag(x.has("cue reply")),
        flag(x.has("claim")),
        flag(x.has("never") || x.has("isnot")),
        flag(x.has("not") || x.has("cue not")),
        if one_article { (a.order as f32 - b.order as f32).clamp(-5.0, 9.0) } else { 10.0 },
        x.terms.len() as f32,
        y.terms.len() as f32,
        candidates.len() as f32,
        flag(y.parent.is_some()),
        mine,
        better as f32,
        mine / most,
    ];
    let mut features = [0.0; COUNT];
    let (pair, more) = features.split_at_mut(pairs::COUNT);
    pair.copy_from_slice(&pairs::features(a, b));
    more.copy_from_slice(&told);
    features
}

/// What sort of answer it is.
pub fn sort(from: &Weighed) -> Answer {
    match from.act {
        Act::Deny => Answer::Denies,
        Act::Confirm | Act::Concede => Answer::Confirms,
        _ => Answer::Answers,
    }
}
