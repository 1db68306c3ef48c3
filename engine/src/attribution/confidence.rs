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

static WEIGHTS: LazyLock<[f32; NAMES.len()]> = LazyLock::new(|| language::weights("confidence", NAMES));

/// The weights of the second look, in the order of the inputs of [`again`].
const AGAIN: [&str; 3] = ["again", "again-first", "again-none"];

static WEIGHTS_AGAIN: LazyLock<[f32; AGAIN.len()]> = LazyLock::new(|| language::weights("confidence", AGAIN));

/// A logistic model's answer.
fn chance(inputs: &[f32], weights: &[f32]) -> f32 {
    let sum: f32 = inputs.iter().zip(weights).map(|(input, weight)| input * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// A second look: by how likely the network's finding was, and how much the words speak for its being no statement.
pub fn again(attribution: &mut Attribution, none: f32) {
    let first = attribution.confidence.clamp(0.001, 0.999);
    let inputs = [1.0, (first / (1.0 - first)).ln(), none.clamp(-6.0, 6.0)];
    attribution.confidence = chance(&inputs, &*WEIGHTS_AGAIN);
    let words = attribution.cue.first().or(attribution.content.first()).copied();
    let how = format!("network: {first:.3}; for being no statement, in log-odds: {none:.3}");
    attribution.why.push(Reason { field: "confidence", words, how });
}

/// 0 to 1: how likely content and source are right.
pub fn of(draft: &Draft) -> f32 {
    chance(&inputs(draft), &*WEIGHTS)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn looked_at_again(first: f32, none: f32) -> f32 {
        let words = vec![Span::new(0, 1)];
        let mut it = Attribution::of_words(1, Kind::Indirect, words.clone(), words.clone(), words);
        it.confidence = first;
        again(&mut it, none);
        it.confidence
    }

    #[test]
    fn what_speaks_against_a_statement_makes_it_less_likely() {
        assert!(looked_at_again(0.6, -6.0) > looked_at_again(0.6, 0.0));
        assert!(looked_at_again(0.6, 0.0) > looked_at_again(0.6, 6.0));
        assert!(looked_at_again(0.9, 0.0) > looked_at_again(0.4, 0.0));
    }

    #[test]
    fn any_numbers_give_a_likelihood() {
        for first in [0.0, 1.0] {
            for none in [f32::MIN, f32::MAX] {
                assert!((0.0..=1.0).contains(&looked_at_again(first, none)));
            }
        }
    }
}
