//! Words' features → for each word what the network makes of it.
//!
//! Two bidirectional recurrent layers (GRU, Cho et al. 2014) run over chunks of
//! an article, many chunks abreast, so that the same weights serve several rows
//! at once. Above them stand two heads: one marks *anchors* (a cue, or the first
//! word of a content that no cue introduces), the other labels, for one anchor
//! at a time, the words around it as its source or its content. `lab/network.py`
//! is the same in PyTorch; the names of the tensors are its.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

use crate::features::{self, Features};

mod chain;
pub mod kernel;
pub(crate) mod weights;

pub use chain::Chain;
use kernel::{Bytes, Matrix};
use weights::{Table, Tensors};

/// How far from its anchor a source or content may lie, in words.
pub const REACH: usize = 96;
/// The anchors' labels: none, first word of a cue, next word of it, free content.
pub const ANCHOR_LABELS: usize = 4;
/// The arguments' labels: none, source, its next word, content, its next word.
pub const LABELS: usize = 5;
/// Conventions of annotation that the network was taught.
pub const CONVENTIONS: usize = 2;

/// Lower ends of the buckets of distances in words (`lab/network.py`, `STEPS`).
const STEPS: [usize; 12] = [1, 2, 3, 4, 5, 7, 10, 14, 20, 29, 43, 71];
/// Most chunks that run abreast.
const ABREAST: usize = 16;
/// Words whose spelling is kept, at most: 3 kB each.
const MOST_SPELLED: usize = 12_000;
/// Rows for which the input's product is made at once.
const ROWS: usize = 64;

static SHIPPED: LazyLock<Network> = LazyLock::new(shipped);

fn shipped() -> Network {
    let bytes = include_bytes!("../data/network.bin");
    Network::parse(bytes).expect("the weights that are compiled in are of this version (tested)")
}

/// The weights, ready to run.
pub struct Network {
    size: usize,
    word: Table<'static>,
    edges: [Table<'static>; features::EDGE_KINDS],
    /// What a word's shape adds to the first layer's gates, both directions side by side.
    shape: Matrix,
    spelling: Bytes,
    context: Context,
    first: [Direction; 2],
    second: [Direction; 2],
    second_input: [Bytes; 2],
    heads: Bytes,
    hidden: usize,
    anchor: Matrix,
    anchor_bias: Vec<f32>,
    ends: Bytes,
    distance: Distance,
    label: Matrix,
    label_bias: Vec<f32>,
    /// How anchors' labels follow each other.
    pub anchors: Chain<ANCHOR_LABELS>,
    /// How arguments' labels follow each other.
    pub labels: Chain<LABELS>,
}

/// The state's weights of one direction of a layer.
struct Direction {
    state: Bytes,
}

/// What a word's place and quotation state add to the first layer's gates under
/// each mode, both directions side by side: made once, so that reading only adds rows.
struct Context(Matrix);

impl Context {
    fn row(&self, mode: usize, it: &Features) -> &[f32] {
        let quotes = features::QUOTES as usize;
        let places = features::PLACES as usize;
        self.0.row((mode * quotes + it.quote as usize) * places + it.place as usize)
    }
}

/// What a word's distance from an anchor adds to its hidden units as that anchor's
/// argument, as two tables whose rows are sums made once.
struct Distance {
    /// By distance in words, then in sentences.
    near: Matrix,
    /// By distance in paragraphs, then in anchors, then by part in the anchor.
    far: Matrix,
}

/// Parts that a word has in the anchor: none, one of its cue's words, the first of a free content.
const PARTS: usize = 3;
/// Sentences, paragraphs or anchors apart that are told apart, from this many before to as many after.
const APART: i32 = 3;
const APARTS: usize = 2 * APART as usize + 1;

impl Distance {
    /// `words` apart by bucket; each of `apart` (sentences, paragraphs, anchors) as a difference; `own` is the part.
    fn rows(&self, words: usize, apart: [i32; 3], own: usize) -> [&[f32]; 2] {
        let [sentences, paragraphs, anchors] = apart.map(|it| (it.clamp(-APART, APART) + APART) as usize);
        [
            self.near.row(words * APARTS + sentences),
            self.far.row((paragraphs * APARTS + anchors) * PARTS + own),
        ]
    }
}

/// Each row of the first table plus each of the second.
fn summed(first: &Matrix, second: &Matrix) -> Matrix {
    let mut out = Matrix::zero(first.rows * second.rows, first.columns);
    for row in 0..out.rows {
        let pairs = first.row(row / second.rows).iter().zip(second.row(row % second.rows));
        out.row_mut(row).iter_mut().zip(pairs).for_each(|(out, (a, b))| *out = a + b);
    }
    out
}

/// What words' spelling adds to the first layer's gates: words come again and
/// again, so it is made once for each that several calls of [`Network::encode`] meet.
#[derive(Default)]
pub struct Spelled {
    /// By word and edges, which row.
    rows: HashMap<u64, usize, Plain>,
    sums: Vec<f32>,
}

/// Keys are hashes already; they want mixing alone.
type Plain = BuildHasherDefault<Mixed>;

#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&it| self.write_u64(u64::from(it)));
    }

    fn write_u64(&mut self, value: u64) {
        // 2^64 by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
        let mixed = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// A run of words that the network reads as one.
#[derive(Clone, Copy)]
pub struct Chunk<'a> {
    /// Its words.
    pub words: &'a [Features],
    /// Which language and convention (see [`mode`]).
    pub mode: usize,
}

/// What the network makes of a chunk.
#[derive(Debug, Default)]
pub struct Encoded {
    /// For each word the score of each anchor label.
    pub anchors: Vec<[f32; ANCHOR_LABELS]>,
    states: Levels,
    /// For each word its hidden units for the anchors, then those for their arguments.
    hidden: Matrix,
}

/// A layer's states, word by word, as [`kernel::levels`].
#[derive(Debug, Default)]
struct Levels {
    width: usize,
    values: Vec<u8>,
}

impl Levels {
    fn blank(words: usize, width: usize) -> Levels {
        Levels { width, values: vec![kernel::ZERO; words * width] }
    }

    fn row(&self, word: usize) -> &[u8] {
        &self.values[word * self.width..(word + 1) * self.width]
    }
}

/// The number of a language (its place among all) under a convention.
pub fn mode(language: usize, convention: usize) -> usize {
    language * CONVENTIONS + convention
}

impl Network {
    /// The network that is compiled in.
    pub fn shipped() -> &'static Network {
        #[cfg(test)]
        if kernel::tests::portable() {
            static PORTABLE: LazyLock<Network> = LazyLock::new(shipped);
            return &PORTABLE;
        }
        &SHIPPED
    }

    /// From a file's bytes; `None` if they are not weights of this shape.
    pub fn parse(bytes: &'static [u8]) -> Option<Network> {
        let mut t = Tensors::parse(bytes)?;
        let word = t.table("word.weight")?;
        let edges = [0, 1, 2, 3].map(|i| t.table(&format!("edges.{i}.weight")).unwrap_or_default());
        let spelled = word.columns + edges.iter().map(|it| it.columns).sum::<usize>();
        let small = ["shape", "quote", "place", "mode"].map(|it| t.matrix(&format!("{it}.weight")));
        let [shape, quote, place, mode] = small;
        let [shape, quote, place, mode] = [shape?, quote?, place?, mode?];

        let mut input = Vec::new();
        let mut bias = Vec::new();
        let mut layer = |name: &str, input: &mut Vec<Matrix>, bias: &mut Vec<Vec<f32>>| {
            let mut directions = Vec::new();
            for side in 0..2 {
                let mut part = |it: &str| t.matrix(&format!("{name}.{side}.{it}_l0"));
                let state = part("weight_hh")?;
                let (from_input, from_state) = (part("bias_ih")?.values, part("bias_hh")?.values);
                input.push(part("weight_ih")?);
                let size = state.columns;
                // The new gate's bias on the state's side is inside the reset; the others just add.
                let sum = from_input.iter().zip(&from_state).enumerate();
                bias.push(sum.map(|(i, (a, b))| if i < 2 * size { a + b } else { *a }).collect());
                let kept = from_state.iter().enumerate().map(|(i, it)| if i < 2 * size { 0.0 } else { *it });
                directions.push(Direction { state: Bytes::new(&state, &kept.collect::<Vec<_>>()) });
            }
            <[Direction; 2]>::try_from(directions).ok()
        };
        let first = layer("gru1", &mut input, &mut bias)?;
        let (first_input, first_bias) = (std::mem::take(&mut input), std::mem::take(&mut bias));
        let second = layer("gru2", &mut input, &mut bias)?;
        let second_input = [0, 1].map(|side| Some(Bytes::new(input.get(side)?, bias.get(side)?)));
        let [forwards, backwards] = second_input;
        let size = first[0].state.inputs;

        let both = Matrix {
            rows: 6 * size,
            columns: first_input[0].columns,
            values: first_input.iter().flat_map(|it| it.values.iter().copied()).collect(),
        };
        // Quotation, place and mode are few enough to be added up for every combination.
        let spelling = columns(&both, 0, spelled);
        let mut at = spelled;
        let mut of = |table: &Matrix| {
            let weights = columns(&both, at, table.columns);
            at += table.columns;
            projected(table, &weights)
        };
        let (shape, quote, place, mode) = (of(&shape), of(&quote), of(&place), of(&mode));
        let mut context = Matrix::zero(mode.rows * quote.rows * place.rows, 6 * size);
        for row in 0..context.rows {
            let parts = [
                mode.row(row / place.rows / quote.rows),
                quote.row(row / place.rows % quote.rows),
                place.row(row % place.rows),
            ];
            for (i, (value, bias)) in
                context.row_mut(row).iter_mut().zip(first_bias.iter().flatten()).enumerate()
            {
                *value = bias + parts[0][i] + parts[1][i] + parts[2][i];
            }
        }

        let (hidden, of_word) = (t.matrix("anchor.0.weight")?, t.matrix("of_word.weight")?);
        let (first_word, last_word) = (t.matrix("of_first.weight")?, t.matrix("of_last.weight")?);
        let mut vector = |name: &str| Some(t.matrix(name)?.values);
        let heads_bias = [vector("anchor.0.bias")?, vector("of_word.bias")?].concat();
        let (anchor_bias, label_bias) = (vector("anchor.2.bias")?, vector("label.bias")?);
        // An inside label only follows its own beginning or inside.
        let anchors = chain(&mut t, "anchors", |before, label| label != 2 || before == 1 || before == 2)?;
        let labels = chain(&mut t, "labels", |before, label| match label {
            2 => before == 1 || before == 2,
            4 => before == 3 || before == 4,
            _ => true,
        })?;
        let mut table = |name: &str| t.matrix(&format!("{name}.weight"));
        let distance = Distance {
            near: summed(&table("near")?, &table("sentences")?),
            far: summed(&summed(&table("paragraphs")?, &table("between")?), &table("own")?),
        };
        Some(Network {
            size,
            word,
            edges,
            spelling: Bytes::new(&spelling, &[]),
            context: Context(context),
            shape,
            first,
            second,
            second_input: [forwards?, backwards?],
            heads: Bytes::new(&stacked(&hidden, &of_word), &heads_bias),
            hidden: hidden.rows,
            anchor: t.matrix("anchor.2.weight")?,
            anchor_bias,
            ends: Bytes::new(&beside(&first_word, &last_word), &[]),
            distance,
            label: t.matrix("label.weight")?,
            label_bias,
            anchors,
            labels,
        })
    }

    /// Reads chunks; the answers stand in the same order.
    pub fn encode(&self, chunks: &[Chunk], spelled: &mut Spelled) -> Vec<Encoded> {
        let mut order: Vec<usize> = (0..chunks.len()).collect();
        order.sort_by_key(|&it| std::cmp::Reverse(chunks[it].words.len()));
        let mut out: Vec<Encoded> = chunks.iter().map(|_| Encoded::default()).collect();
        for group in order.chunks(ABREAST) {
            let abreast: Vec<Chunk> = group.iter().map(|&it| chunks[it]).collect();
            for (&at, encoded) in group.iter().zip(self.encode_group(&abreast, spelled)) {
                out[at] = encoded;
            }
        }
        out
    }

    /// Reads at most [`ABREAST`] chunks, the longest first.
    fn encode_group(&self, chunks: &[Chunk], spelled: &mut Spelled) -> Vec<Encoded> {
        self.spell(chunks, spelled);
        let size = self.size;
        let lengths: Vec<usize> = chunks.iter().map(|it| it.words.len()).collect();
        let blank = || lengths.iter().map(|&it| Levels::blank(it, 2 * size)).collect::<Vec<_>>();
        let mut lower = blank();
        for (side, direction) in self.first.iter().enumerate() {
            direction.run(side, &lengths, &mut lower, &mut |places, out| {
                for (&(chunk, word), out) in places.iter().zip(out.chunks_exact_mut(3 * size)) {
                    self.first_gates(chunks[chunk], word, side, spelled, out);
                }
            });
        }
        let mut upper = blank();
        for (side, direction) in self.second.iter().enumerate() {
            let mut rows = Vec::new();
            direction.run(side, &lengths, &mut upper, &mut |places, out| {
                rows.clear();
                for &(chunk, word) in places {
                    rows.extend_from_slice(lower[chunk].row(word));
                }
                kernel::multiply_levels(places.len(), &rows, &self.second_input[side], out);
            });
        }
        upper.into_iter().map(|states| self.heads(states)).collect()
    }

    /// The first layer's gate sums of one word in one direction.
    fn first_gates(&self, chunk: Chunk, word: usize, side: usize, spelled: &Spelled, out: &mut [f32]) {
        let it = &chunk.words[word];
        let size = 3 * self.size;
        let start = spelled.rows[&key(it)] * self.spelling.outputs + side * size;
        let spelling = &spelled.sums[start..start + size];
        let shape = &self.shape.row(it.shape as usize)[side * size..(side + 1) * size];
        let context = &self.context.row(chunk.mode, it)[side * size..(side + 1) * size];
        for (((out, a), b), c) in out[..size].iter_mut().zip(spelling).zip(shape).zip(context) {
            *out = a + b + c;
        }
    }

    /// Makes what the chunks' words add by their spelling, where it is not made yet.
    fn spell(&self, chunks: &[Chunk], spelled: &mut Spelled) {
        if spelled.rows.len() > MOST_SPELLED {
            spelled.rows.clear();
        }
        let known = spelled.rows.len();
        let (mut levels, mut units) = (Vec::new(), Vec::new());
        let mut input = vec![0.0; self.spelling.inputs];
        for it in chunks.iter().flat_map(|it| it.words) {
            let next = spelled.rows.len();
            if *spelled.rows.entry(key(it)).or_insert(next) != next {
                continue;
            }
            let (word, mut edges) = input.split_at_mut(self.word.columns);
            self.word.read(it.word as usize, word);
            for (table, &edge) in self.edges.iter().zip(&it.edges) {
                let (row, rest) = edges.split_at_mut(table.columns);
                table.read(edge as usize, row);
                edges = rest;
            }
            // The largest is one whole level's worth of 127.
            let unit = input.iter().fold(f32::MIN_POSITIVE, |most, it| most.max(it.abs()));
            input.iter_mut().for_each(|it| *it /= unit);
            let start = levels.len();
            levels.resize(start + input.len(), kernel::ZERO);
            kernel::levels(&input, &mut levels[start..]);
            units.push(unit);
        }
        let width = self.spelling.outputs;
        let past = (known + units.len()) * width;
        spelled.sums.resize(past.max(spelled.sums.len()), 0.0);
        let out = &mut spelled.sums[known * width..past];
        kernel::multiply_levels(units.len(), &levels, &self.spelling, out);
        for (row, unit) in out.chunks_exact_mut(width).zip(units) {
            row.iter_mut().for_each(|it| *it *= unit);
        }
    }

    fn heads(&self, states: Levels) -> Encoded {
        let words = states.values.len() / states.width.max(1);
        let mut hidden = Matrix::zero(words, self.heads.outputs);
        kernel::multiply_levels(words, &states.values, &self.heads, &mut hidden.values);
        let rows: Vec<[&[f32]; 1]> = (0..words).map(|word| [hidden.row(word)]).collect();
        Encoded { anchors: kernel::label(&rows, &self.anchor, &self.anchor_bias), states, hidden }
    }

    /// Scores of each label for the words around an anchor.
    ///
    /// `first` and `last` are the anchor's words (`last < first` for free
    /// content); `place` gives a word's sentence, its paragraph and how many
    /// anchors begin up to it. → the window's first word, and a row a word.
    pub fn arguments(
        &self,
        encoded: &Encoded,
        first: usize,
        last: Option<usize>,
        place: &dyn Fn(usize) -> [i32; 3],
    ) -> (usize, Vec<[f32; LABELS]>) {
        let ends = [encoded.states.row(first), encoded.states.row(last.unwrap_or(first.saturating_sub(1)))];
        let mut anchor = vec![0.0; self.ends.outputs];
        kernel::multiply_levels(1, &ends.concat(), &self.ends, &mut anchor);
        let from = first.saturating_sub(REACH);
        let past = (first + REACH + 1).min(encoded.anchors.len());
        let home = place(first);
        let rows = (from..past).map(|word| {
            let here = place(word);
            let own = match last {
                Some(last) => usize::from(first <= word && word <= last),
                None => 2 * usize::from(word == first),
            };
            let apart = std::array::from_fn(|it| here[it] - home[it]);
            let [near, far] = self.distance.rows(bucket(first, word), apart, own);
            [&encoded.hidden.row(word)[self.hidden..], &anchor, near, far]
        });
        let rows: Vec<[&[f32]; 4]> = rows.collect();
        (from, kernel::label(&rows, &self.label, &self.label_bias))
    }
}

/// What tells words apart by their spelling: 16 bits and three times 13.
fn key(it: &Features) -> u64 {
    let edges = [it.edges[0], it.edges[2], it.edges[3]];
    edges.iter().fold(u64::from(it.word), |key, &edge| key * u64::from(features::EDGES) + u64::from(edge))
}

/// Writes the gates' sums from below for (chunk, word) places, a row each.
type Input<'a> = dyn FnMut(&[(usize, usize)], &mut [f32]) + 'a;

impl Direction {
    /// Runs over all chunks abreast, forwards (side 0) or backwards (side 1).
    ///
    /// The chunks stand from the longest to the shortest.
    fn run(&self, side: usize, lengths: &[usize], out: &mut [Levels], input: &mut Input) {
        let size = self.state.inputs;
        let longest = lengths.first().copied().unwrap_or(0);
        let mut state = vec![0.0; lengths.len() * size];
        let mut levels = vec![kernel::ZERO; lengths.len() * size];
        let mut sums = vec![0.0; lengths.len() * 3 * size];
        let (mut places, mut gates, mut begun) = (Vec::new(), Vec::new(), 0);
        for step in 0..longest {
            let active = lengths.partition_point(|&it| it > step);
            if begun == places.len() {
                places.clear();
                begun = 0;
                for later in step..(step + (ROWS / active).max(1)).min(longest) {
                    let still = lengths.partition_point(|&it| it > later);
                    let word = |chunk: usize| if side == 0 { later } else { lengths[chunk] - 1 - later };
                    places.extend((0..still).map(|chunk| (chunk, word(chunk))));
                }
                gates.resize(places.len() * 3 * size, 0.0);
                input(&places, &mut gates);
            }
            let rows = &mut sums[..active * 3 * size];
            kernel::multiply_levels(active, &levels, &self.state, rows);
            let gates = &gates[begun * 3 * size..(begun + active) * 3 * size];
            kernel::gates(active, size, gates, rows, &mut state);
            kernel::levels(&state, &mut levels);
            for &(chunk, word) in &places[begun..begun + active] {
                let from = &levels[chunk * size..(chunk + 1) * size];
                let at = (2 * word + side) * size;
                out[chunk].values[at..at + size].copy_from_slice(from);
            }
            begun += active;
        }
    }
}

/// A chain by its name; `legal` tells which label may follow which, and outside (0) stands before the first.
fn chain<const N: usize>(
    t: &mut Tensors,
    name: &str,
    legal: impl Fn(usize, usize) -> bool,
) -> Option<Chain<N>> {
    let start = <[f32; N]>::try_from(t.matrix(&format!("{name}.start"))?.values).ok()?;
    let step = t.matrix(&format!("{name}.step"))?;
    if step.rows != N || step.columns != N {
        return None;
    }
    let kept = |before, label, value| if legal(before, label) { value } else { f32::NEG_INFINITY };
    Some(Chain {
        step: std::array::from_fn(|a| std::array::from_fn(|b| kept(a, b, step.row(a)[b]))),
        start: std::array::from_fn(|b| kept(0, b, start[b])),
    })
}

/// Which bucket a word's distance from the anchor falls into.
fn bucket(anchor: usize, word: usize) -> usize {
    let size = STEPS.partition_point(|&it| it <= anchor.abs_diff(word));
    if word < anchor { STEPS.len() - size } else { STEPS.len() + size }
}

/// `count` columns of a matrix, from `at` on.
fn columns(matrix: &Matrix, at: usize, count: usize) -> Matrix {
    let values = (0..matrix.rows).flat_map(|row| matrix.row(row)[at..at + count].to_vec());
    Matrix { rows: matrix.rows, columns: count, values: values.collect() }
}

/// Each row of `table` times `weights` (one row an output).
fn projected(table: &Matrix, weights: &Matrix) -> Matrix {
    let mut out = Matrix::zero(table.rows, weights.rows);
    for row in 0..table.rows {
        for output in 0..weights.rows {
            let pairs = table.row(row).iter().zip(weights.row(output));
            out.values[row * weights.rows + output] = pairs.map(|(a, b)| a * b).sum();
        }
    }
    out
}

/// The rows of one under those of the other.
fn stacked(upper: &Matrix, lower: &Matrix) -> Matrix {
    let values = [&upper.values[..], &lower.values].concat();
    Matrix { rows: upper.rows + lower.rows, columns: upper.columns, values }
}

/// The columns of one beside those of the other.
fn beside(left: &Matrix, right: &Matrix) -> Matrix {
    let values = (0..left.rows).flat_map(|row| [left.row(row), right.row(row)].concat());
    Matrix { rows: left.rows, columns: left.columns + right.columns, values: values.collect() }
}

#[cfg(test)]
mod tests {
    use super::kernel::tests::on_any_machine;
    use crate::{Article, Language, read};

    /// Every example, in both languages: nearly two thousand words.
    fn examples() -> Vec<Article> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
        let files = std::fs::read_dir(folder).expect("the examples").map(|it| it.expect("an entry").path());
        let texts = files.filter(|it| it.is_file()).map(|it| std::fs::read_to_string(it).expect("a text"));
        let languages = Language::all().iter();
        let texts: Vec<String> = texts.collect();
        languages.flat_map(|it| texts.iter().map(|text| Article::of_language("example", text, it))).collect()
    }

    #[test]
    fn any_machine_finds_the_same_in_whole_articles() {
        let mut count = 0;
        for article in examples() {
            let spans = || {
                let found = read(&article).attributions;
                let told =
                    found.into_iter().map(|it| (it.source, it.cue, it.content, it.parent, it.confidence));
                told.collect::<Vec<_>>()
            };
            let here = spans();
            let elsewhere = on_any_machine(spans);
            count += here.len();
            assert_eq!(here, elsewhere, "{}", article.text);
        }
        assert!(count > 50, "{count} findings compared");
    }
}
