//! What the network thinks of its finding → how likely the finding is right.
//!
//! A logistic model over a few numbers; its weights stand in
//! `data/common/confidence.tsv` and are fitted by `lab/calibrate.py`, so that of
//! the findings with confidence 0.9 about nine in ten are right.

use std::sync::LazyLock;

use super::decode::Draft;
use crate::{Attribution, Kind, Reason, language};

/// The weights' names in the table, in the order of [`inputs`].
const NAMES: [&str; 8] = ["always", "anchor", "arguments", "no-source", "direct", "mixed", "free", "nested"];

static WEIGHTS: LazyLock<[f32; NAMES.len()]> = LazyLock::new(|| {
    let table = language::common("confidence");
    NAMES.map(|name| table.get(name).and_then(|row| row.get(1)?.parse().ok()).unwrap_or(0.0))
});

/// The weights of the second look, in the order of the inputs of [`again`].
const AGAIN: [&str; 3] = ["again", "again-first", "again-none"];

static WEIGHTS_AGAIN: LazyLock<[f32; AGAIN.len()]> = LazyLock::new(|| {
    let table = language::common("confidence");
    AGAIN.map(|name| table.get(name).and_then(|row| row.get(1)?.parse().ok()).unwrap_or(0.0))
});

/// A second look: by how likely the network's finding was, and how much the words speak for its being no statement.
pub fn again(attribution: &mut Attribution, none: f32) {
    let first = attribution.confidence.clamp(0.001, 0.999);
    let inputs = [1.0, (first / (1.0 - first)).ln(), none.clamp(-6.0, 6.0)];
    let sum: f32 = inputs.iter().zip(*WEIGHTS_AGAIN).map(|(input, weight)| input * weight).sum();
    attribution.confidence = 1.0 / (1.0 + (-sum).exp());
    let words = attribution.cue.first().or(attribution.content.first()).copied();
    let how = format!("network: {first:.3}; for being no statement, in log-odds: {none:.3}");
    attribution.why.push(Reason { field: "confidence", words, how });
}

/// 0 to 1: how likely content and source are right.
pub fn of(draft: &Draft) -> f32 {
    let sum: f32 = inputs(draft).iter().zip(*WEIGHTS).map(|(input, weight)| input * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn inputs(draft: &Draft) -> [f32; NAMES.len()] {
    let flag = |it: bool| f32::from(u8::from(it));
    let anchor = draft.anchor.clamp(0.001, 0.999);
    [
        1.0,
        (anchor / (1.0 - anchor)).ln(),
        draft.arguments.max(0.001).ln(),
        flag(draft.source.is_empty()),
        flag(draft.kind == Kind::Direct),
        flag(draft.kind == Kind::Mixed),
        flag(draft.kind == Kind::Free),
        flag(draft.nested),
    ]
}
