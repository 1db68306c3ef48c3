//! An attribution's features and the words of its parts → a score for every act, one for doubt, one for being none.
//!
//! Three things are added up: a linear layer over the features, one over hidden units of the same
//! features, one over hidden units of the greatest values that the words of each part have
//! (`reader`). `lab/acts.py` trains them and writes `data/common/acts.bin`, tensors as in
//! `network::weights`.

use std::sync::LazyLock;

use super::{
    features::BUCKETS,
    parts::{PARTS, Parts},
    reader::{Reader, Rows},
};
use crate::{
    Act, Document,
    network::{
        kernel::{self, Bytes, Matrix},
        weights::{Table, Tensors},
    },
};

static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::parse(include_bytes!("../../data/common/acts.bin")));

/// The acts in the order of `ALL`, then doubt, then that it is no statement.
const SCORES: usize = Act::ALL.len() + 2;

struct Model {
    reader: Reader,
    /// From the parts' greatest values to hidden units.
    parts: Bytes,
    parts_bias: Vec<f32>,
    /// What a feature adds to other hidden units, and to the scores.
    hidden: Table<'static>,
    hidden_bias: Vec<f32>,
    linear: Table<'static>,
    /// A row a score: the parts' hidden units, then the features'.
    out: Matrix,
    out_bias: Vec<f32>,
}

impl Model {
    fn parse(bytes: &'static [u8]) -> Option<Model> {
        let mut t = Tensors::parse(bytes)?;
        let reader = Reader::take(&mut t)?;
        let parts = Bytes::new(&t.matrix("parts.weight")?, &[]);
        let (hidden, linear) = (t.table("hidden.weight")?, t.table("linear.weight")?);
        let out = t.matrix("out.weight")?;
        let mut vector = |name: &str| Some(t.matrix(name)?.values);
        let model = Model {
            parts_bias: vector("parts.bias")?,
            hidden_bias: vector("hidden.bias")?,
            out_bias: vector("out.bias")?,
            reader,
            parts,
            hidden,
            linear,
            out,
        };
        let fits = model.parts.inputs == PARTS * model.reader.width()
            && model.parts.outputs == model.parts_bias.len()
            && model.hidden.columns == model.hidden_bias.len()
            && model.linear.columns == SCORES
            && [model.hidden.rows(), model.linear.rows()] == [BUCKETS as usize; 2]
            && model.out.columns == model.parts_bias.len() + model.hidden_bias.len()
            && [model.out.rows, model.out_bias.len()] == [SCORES; 2];
        fits.then_some(model)
    }
}

/// How much speaks for what.
#[derive(Debug, Default)]
pub struct Scores {
    /// For each act, in the order of `ALL`; log-odds but for a common term.
    pub acts: [f32; Act::ALL.len()],
    /// For doubt against certainty; log-odds.
    pub hedged: f32,
    /// For being no statement at all, of what the network finds; log-odds.
    pub none: f32,
}

/// Scores the attributions of one document.
pub struct Scorer<'d> {
    model: Option<(&'static Model, Rows<'d>)>,
}

impl<'d> Scorer<'d> {
    /// Of a document.
    pub fn new(document: &'d Document<'d>) -> Scorer<'d> {
        let model = SHIPPED.as_ref();
        Scorer { model: model.map(|it| (it, Rows::new(&it.reader, document))) }
    }

    /// The scores of an attribution by its features and its words; even ones if the weights cannot be read.
    pub fn score(&mut self, buckets: &[u32], words: &Parts) -> Scores {
        let Some((model, rows)) = &mut self.model else { return Scores::default() };
        let mut greatest = vec![0.0; model.parts.inputs];
        for (part, out) in words.iter().zip(greatest.chunks_exact_mut(model.reader.width())) {
            rows.greatest(part, out);
        }
        let (levels, unit) = kernel::scaled_levels(&greatest);
        let mut units = vec![0.0; model.parts.outputs];
        kernel::multiply_levels(1, &levels, &model.parts, &mut units);
        units.iter_mut().zip(&model.parts_bias).for_each(|(it, bias)| *it = *it * unit + bias);
        let mut hidden = model.hidden_bias.clone();
        let mut scores = model.out_bias.clone();
        let rows: Vec<usize> = buckets.iter().map(|it| (it % BUCKETS) as usize).collect();
        model.hidden.add(&rows, &mut hidden);
        model.linear.add(&rows, &mut scores);
        units.extend(hidden);
        for (at, score) in scores.iter_mut().enumerate() {
            let weighed = model.out.row(at).iter().zip(&units);
            *score += weighed.map(|(weight, unit)| weight * unit.max(0.0)).sum::<f32>();
        }
        let [.., hedged, none] = scores[..] else { return Scores::default() };
        Scores { acts: std::array::from_fn(|it| scores[it]), hedged, none }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_that_are_compiled_in_fit() {
        assert!(SHIPPED.is_some());
    }
}
