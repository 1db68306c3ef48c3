//! Features → a probability for every act and every certainty.
//!
//! One linear layer: a row of small integers a bucket, the acts first, then the
//! certainties. `lab/acts.py` writes `data/common/acts.bin`; the first four
//! bytes are the worth of one unit.

use super::features::BUCKETS;
use crate::{Act, Certainty};

static WEIGHTS: &[u8] = include_bytes!("../../data/common/acts.bin");

/// Acts, then certainties.
const COLUMNS: usize = 16;

/// How likely every act and every certainty is, in the order of `ALL`.
pub struct Scores {
    /// Sums to one.
    pub acts: Vec<f32>,
    /// Sums to one.
    pub certainties: Vec<f32>,
}

/// The scores of a set of features; even ones if the weights cannot be read.
pub fn score(buckets: &[u32]) -> Scores {
    let mut sums = [0_i32; COLUMNS];
    for bucket in buckets {
        let start = 4 + (bucket % BUCKETS) as usize * COLUMNS;
        let row = WEIGHTS.get(start..start + COLUMNS).unwrap_or_default();
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(weight.cast_signed());
        }
    }
    let unit = WEIGHTS.first_chunk::<4>().map_or(0.0, |it| f32::from_le_bytes(*it));
    let sums = sums.map(|it| it as f32 * unit);
    let (acts, rest) = sums.split_at(Act::ALL.len());
    Scores { acts: softmax(acts), certainties: softmax(&rest[..Certainty::ALL.len()]) }
}

fn softmax(sums: &[f32]) -> Vec<f32> {
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = sums.iter().map(|it| (it - top).exp()).collect();
    let total: f32 = powers.iter().sum();
    powers.iter().map(|it| it / total).collect()
}
