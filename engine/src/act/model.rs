//! Features → a score for every act, and one for doubt.
//!
//! A linear layer beside a small hidden one, over the same set of buckets. `lab/acts.py` writes
//! `data/common/acts.bin`: the number of hidden units, what one unit of a byte is worth in the
//! hidden and in the linear columns, a row of bytes a bucket, then the layer behind (`f32`); all little-endian.

use std::sync::LazyLock;

use super::features::BUCKETS;
use crate::Act;

static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::parse(include_bytes!("../../data/common/acts.bin")));

/// The acts in the order of `ALL`, then doubt.
const SCORES: usize = Act::ALL.len() + 1;

struct Model {
    units: [f32; 2],
    /// A row a bucket: hidden units, then scores.
    rows: &'static [u8],
    bias: Vec<f32>,
    /// A row a score.
    out: Vec<f32>,
    out_bias: Vec<f32>,
}

impl Model {
    fn parse(bytes: &'static [u8]) -> Option<Model> {
        let (hidden, rest) = bytes.split_first_chunk::<4>()?;
        let hidden = u32::from_le_bytes(*hidden) as usize;
        let (units, rest) = rest.split_at_checked(8)?;
        let (rows, rest) = rest.split_at_checked(BUCKETS as usize * (hidden + SCORES))?;
        let floats = |bytes: &[u8]| -> Vec<f32> {
            bytes.as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it)).collect()
        };
        let behind = floats(rest);
        let (bias, behind) = behind.split_at_checked(hidden)?;
        let (out, out_bias) = behind.split_at_checked(hidden * SCORES)?;
        (out_bias.len() == SCORES).then(|| Model {
            units: <[f32; 2]>::try_from(floats(units)).unwrap_or_default(),
            rows,
            bias: bias.to_vec(),
            out: out.to_vec(),
            out_bias: out_bias.to_vec(),
        })
    }
}

/// How much speaks for what.
#[derive(Debug, Default)]
pub struct Scores {
    /// For each act, in the order of `ALL`; log-odds but for a common term.
    pub acts: [f32; Act::ALL.len()],
    /// For doubt against certainty; log-odds.
    pub hedged: f32,
}

/// The scores of a set of features; even ones if the weights cannot be read.
pub fn score(buckets: &[u32]) -> Scores {
    let Some(model) = &*SHIPPED else { return Scores::default() };
    let hidden = model.bias.len();
    let mut sums = vec![0_i32; hidden + SCORES];
    for bucket in buckets {
        let start = (bucket % BUCKETS) as usize * sums.len();
        for (sum, weight) in sums.iter_mut().zip(&model.rows[start..]) {
            *sum += i32::from(weight.cast_signed());
        }
    }
    let (inner, linear) = sums.split_at(hidden);
    let inner =
        inner.iter().zip(&model.bias).map(|(sum, bias)| (*sum as f32 * model.units[0] + bias).max(0.0));
    let inner: Vec<f32> = inner.collect();
    let scores: [f32; SCORES] = std::array::from_fn(|it| {
        let row = &model.out[it * hidden..(it + 1) * hidden];
        let behind: f32 = row.iter().zip(&inner).map(|(weight, value)| weight * value).sum();
        behind + linear[it] as f32 * model.units[1] + model.out_bias[it]
    });
    Scores { acts: std::array::from_fn(|it| scores[it]), hedged: scores[SCORES - 1] }
}
