//! A statement under its claim → does it put the claim forward, reject it or leave it open?

use std::sync::LazyLock;

use super::{Position, forest::Forest, pairs::Weighed};
use crate::Act;

static DENIES: LazyLock<Forest> =
    LazyLock::new(|| Forest::decode(include_bytes!("../../data/common/denies.forest")));
static OPEN: LazyLock<Forest> =
    LazyLock::new(|| Forest::decode(include_bytes!("../../data/common/open.forest")));

/// Groups of the cue's words and signs of the content that may tell for or against.
const SIGNS: [&str; 22] = [
    "not",
    "never",
    "only",
    "isnot",
    "claim",
    "wrong",
    "bad",
    "good",
    "true",
    "admit",
    "question",
    "hedge",
    "must",
    "counterfactual",
    "cue deny",
    "cue accuse",
    "cue confirm",
    "cue concede",
    "cue say",
    "cue decline",
    "cue not",
    "cue think",
];
/// What stands behind the acts and the signs.
const MORE: [&str; 14] = [
    "hedged",
    "open",
    "quoted",
    "a question",
    "carried by a denial",
    "carries an accusation",
    "unnamed",
    "a document",
    "telling words",
    "statements of the claim",
    "denials among them",
    "accusations among them",
    "the speaker denies elsewhere",
    "the speaker accuses elsewhere",
];
/// As many features.
pub const COUNT: usize = Act::ALL.len() + SIGNS.len() + MORE.len();

/// From this probability on a statement rejects its claim.
const REJECTS: f32 = 0.5;
const LEAVES_OPEN: f32 = 0.5;

/// The position of statement `at`, one of `claim`, and how sure that is.
pub fn judge(all: &[Weighed], claim: &[usize], at: usize) -> (Position, f32) {
    let features = features(all, claim, at);
    let (denies, open) = (DENIES.probability(&features), OPEN.probability(&features));
    if DENIES.is_empty() {
        return (by_act(all[at].act), 0.5);
    }
    match (open >= LEAVES_OPEN, denies >= REJECTS) {
        (true, _) => (Position::Unknown, open),
        (false, true) => (Position::Deny, denies),
        (false, false) => (Position::Affirm, 1.0 - denies.max(open)),
    }
}

fn by_act(act: Act) -> Position {
    match act {
        Act::Deny => Position::Deny,
        Act::Ask | Act::Decline => Position::Unknown,
        _ => Position::Affirm,
    }
}

/// What tells the position of statement `at` under `claim`.
pub fn features(all: &[Weighed], claim: &[usize], at: usize) -> [f32; COUNT] {
    let (mine, said) = (&all[at], all[at].said);
    let mut features = [0.0; COUNT];
    let (acts, rest) = features.split_at_mut(Act::ALL.len());
    let (signs, more) = rest.split_at_mut(SIGNS.len());
    let flag = |it: bool| if it { 1.0 } else { 0.0 };
    acts.iter_mut().zip(Act::ALL).for_each(|(it, act)| *it = flag(mine.act == *act));
    signs.iter_mut().zip(SIGNS).for_each(|(it, sign)| *it = flag(said.has(sign)));
    let others: Vec<&Weighed> = claim.iter().filter(|it| **it != at).map(|it| &all[*it]).collect();
    let share = |it: &dyn Fn(&&&Weighed) -> bool| {
        others.iter().filter(it).count() as f32 / others.len().max(1) as f32
    };
    let own = |act| flag(others.iter().any(|it| it.act == act && it.same_speaker(mine)));
    let near = |it: &&Weighed| it.article == mine.article;
    let carrier = all.iter().find(|it| near(it) && Some(it.said.id) == said.parent);
    let carries = all.iter().any(|it| near(&it) && it.said.parent == Some(said.id) && it.act == Act::Accuse);
    let told = [
        flag(said.certainty == "hedged"),
        flag(super::page::is_open(said)),
        flag(mine.is_quoted),
        flag(said.question),
        flag(carrier.is_some_and(|it| it.act == Act::Deny)),
        flag(carries),
        flag(said.is_unnamed()),
        flag(said.speaker_type == "document"),
        said.terms.len() as f32,
        claim.len() as f32,
        share(&|it| it.act == Act::Deny),
        share(&|it| it.act == Act::Accuse),
        own(Act::Deny),
        own(Act::Accuse),
    ];
    more.copy_from_slice(&told);
    features
}
