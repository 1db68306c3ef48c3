//! A document's words → rows of numbers that tell what each does among its neighbours.
//!
//! A word's own row (its vector, its shape, whether it is quoted) is made out of its bucket; two
//! convolutions over three words each, one upon the other (Kim 2014; He et al. 2016 for the sum
//! with what came in), make of it what it means here. `lab/acts.py` is the same in PyTorch.

use rustc_hash::FxHashMap;

use super::parts::MARGIN;
use crate::{
    Document,
    features::{self, Features},
    network::{
        kernel::{self, Bytes, Matrix},
        weights::{Table, Tensors},
    },
    quotes,
};

/// Words that are read at once.
const RUN: usize = 128;
/// Runs that are kept, at most: a statement's words seldom lie farther apart, and texts are of any length.
const KEPT: usize = 64;

/// The weights of the rows.
pub struct Reader {
    word: Table<'static>,
    shape: Matrix,
    quote: Matrix,
    near: Layer,
    far: Layer,
}

/// A convolution over three words.
struct Layer {
    /// Inputs: the word before, the word, the word behind.
    weights: Bytes,
    bias: Vec<f32>,
}

impl Layer {
    fn take(tensors: &mut Tensors, name: &str) -> Option<Layer> {
        let weights = Bytes::new(&tensors.matrix(&format!("{name}.weight"))?, &[]);
        let bias = tensors.matrix(&format!("{name}.bias"))?.values;
        (bias.len() == weights.outputs).then_some(Layer { weights, bias })
    }

    /// Rows → a row less at each end, rectified.
    fn run(&self, rows: &Matrix) -> Matrix {
        let count = rows.rows.saturating_sub(2);
        let (levels, unit) = kernel::scaled_levels(&rows.values);
        let mut windows = Vec::with_capacity(count * self.weights.inputs);
        for at in 0..count {
            windows.extend_from_slice(&levels[at * rows.columns..(at + 3) * rows.columns]);
        }
        let mut out = Matrix::zero(count, self.bias.len());
        kernel::multiply_levels(count, &windows, &self.weights, &mut out.values);
        for row in out.values.chunks_exact_mut(self.bias.len()) {
            row.iter_mut().zip(&self.bias).for_each(|(it, bias)| *it = (*it * unit + bias).max(0.0));
        }
        out
    }
}

impl Reader {
    /// From the tensors of a file; `None` if they do not fit each other.
    pub fn take(tensors: &mut Tensors<'static>) -> Option<Reader> {
        let word = tensors.table("word.weight")?;
        let (shape, quote) = (tensors.matrix("shape.weight")?, tensors.matrix("quote.weight")?);
        let (near, far) = (Layer::take(tensors, "near")?, Layer::take(tensors, "far")?);
        let input = word.columns + shape.columns + quote.columns;
        let fits = near.weights.inputs == 3 * input
            && far.weights.inputs == 3 * near.bias.len()
            && far.bias.len() == near.bias.len()
            && shape.rows >= features::SHAPES as usize
            && quote.rows >= features::QUOTES as usize;
        fits.then_some(Reader { word, shape, quote, near, far })
    }

    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.far.bias.len()
    }

    fn input(&self, it: &Features, out: &mut [f32]) {
        let (word, rest) = out.split_at_mut(self.word.columns);
        let (shape, quote) = rest.split_at_mut(self.shape.columns);
        self.word.read(it.word as usize, word);
        shape.copy_from_slice(self.shape.row(it.shape as usize));
        quote.copy_from_slice(self.quote.row(it.quote as usize));
    }
}

/// The rows of one document's words, made as they are asked for.
pub struct Rows<'d> {
    reader: &'static Reader,
    document: &'d Document<'d>,
    depths: Vec<u8>,
    runs: FxHashMap<usize, Matrix>,
}

impl<'d> Rows<'d> {
    /// Of a document; nothing is read yet.
    pub fn new(reader: &'static Reader, document: &'d Document<'d>) -> Rows<'d> {
        let depths = quotes::depths(&document.quotes, &document.words.words);
        Rows { reader, document, depths, runs: FxHashMap::default() }
    }

    /// For each column the greatest value that one of these words has there; nothing is below zero.
    pub fn greatest(&mut self, words: &[usize], out: &mut [f32]) {
        for word in words {
            let (number, place) = (word / RUN, word % RUN);
            if !self.runs.contains_key(&number) {
                if self.runs.len() >= KEPT {
                    self.runs.clear();
                }
                let run = self.run(number);
                self.runs.insert(number, run);
            }
            let row = self.runs[&number].row(place);
            out.iter_mut().zip(row).for_each(|(out, it)| *out = out.max(*it));
        }
    }

    fn run(&self, number: usize) -> Matrix {
        let count = self.document.words.words.len();
        let (start, end) = (number * RUN, ((number + 1) * RUN).min(count));
        // Beyond the ends of the text there are words of zeros.
        let (first, past) = (start.saturating_sub(MARGIN), (end + MARGIN).min(count));
        let lead = MARGIN - (start - first);
        let width = self.reader.near.weights.inputs / 3;
        let mut rows = Matrix::zero(end - start + 2 * MARGIN, width);
        for (it, features) in features::of(self.document, first..past, &self.depths).iter().enumerate() {
            self.reader.input(features, rows.row_mut(lead + it));
        }
        let mut near = self.reader.near.run(&rows);
        if start == 0 {
            near.row_mut(0).fill(0.0);
        }
        if end == count {
            near.row_mut(near.rows - 1).fill(0.0);
        }
        let mut far = self.reader.far.run(&near);
        let inner = &near.values[near.columns..];
        far.values.iter_mut().zip(inner).for_each(|(far, near)| *far += near);
        far
    }
}
