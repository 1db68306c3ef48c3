//! The arithmetic: matrix products and the gates of a recurrent layer.
//!
//! The same code is compiled for each width of vectors (`pulp`), and the widest
//! that the machine has is taken. The sums run in the same order everywhere, and
//! every multiplication that an addition follows is fused with it, also where
//! that is a call of the C library, so every machine comes to the same numbers
//! (tested below): a state is rounded to a level, and what is next to nothing
//! here might be a level there.

use pulp::{Arch, Simd, WithSimd};

mod levels;
pub use levels::{Bytes, ZERO, levels, multiply_levels, scaled_levels};

/// A matrix, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// `rows * columns` values.
    pub values: Vec<f32>,
}

impl Matrix {
    /// All zero.
    pub fn zero(rows: usize, columns: usize) -> Matrix {
        Matrix { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// One row, to write.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.columns..(row + 1) * self.columns]
    }
}

/// Columns that the product kernel takes at once; weights are padded to it.
pub const STRIP: usize = 32;

/// Weights laid out for [`multiply`]: strips of [`STRIP`] columns, each strip
/// row by row, so that one pass reads memory in order.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Inputs.
    pub inputs: usize,
    /// Outputs, a multiple of [`STRIP`].
    pub outputs: usize,
    strips: Vec<f32>,
}

impl Weights {
    /// From a matrix of one row an output (as PyTorch keeps it).
    pub fn new(matrix: &Matrix) -> Weights {
        let outputs = matrix.rows.next_multiple_of(STRIP);
        let mut strips = vec![0.0; outputs * matrix.columns];
        for output in 0..matrix.rows {
            let (strip, lane) = (output / STRIP, output % STRIP);
            for input in 0..matrix.columns {
                strips[(strip * matrix.columns + input) * STRIP + lane] = matrix.row(output)[input];
            }
        }
        Weights { inputs: matrix.columns, outputs, strips }
    }
}

/// `out += input × weights`, for `rows` rows; all slices row by row.
pub fn multiply(rows: usize, input: &[f32], weights: &Weights, out: &mut [f32]) {
    assert!(input.len() >= rows * weights.inputs && out.len() >= rows * weights.outputs);
    run(Product { rows, input, weights, out });
}

/// One step of a gated recurrent layer: `state` ← the gates' answer.
///
/// For each row, `x` and `h` hold the three gates' sums (reset, update, new)
/// from the input and from the state.
pub fn gates(rows: usize, size: usize, x: &[f32], h: &[f32], state: &mut [f32]) {
    assert!(x.len() >= rows * 3 * size && h.len() >= rows * 3 * size && state.len() >= rows * size);
    run(Gates { rows, size, x, h, state });
}

/// For each word the scores of `N` labels: `bias` and the rectified sum of its `K` rows times the table's.
pub fn label<const K: usize, const N: usize>(
    words: &[[&[f32]; K]],
    table: &Matrix,
    bias: &[f32],
) -> Vec<[f32; N]> {
    assert!(table.rows >= N && bias.len() >= N && table.columns.is_multiple_of(PARTS));
    assert!(words.iter().flatten().all(|it| it.len() >= table.columns));
    run(Labels { words, table, bias })
}

/// Runs an operation with the widest vectors that the machine has.
fn run<Op: WithSimd>(operation: Op) -> Op::Output {
    #[cfg(test)]
    if tests::portable() {
        return pulp::Scalar::new().vectorize(operation);
    }
    Arch::new().dispatch(operation)
}

struct Product<'a> {
    rows: usize,
    input: &'a [f32],
    weights: &'a Weights,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        // As many sums as fit the registers: 8 rows of two wide vectors, or 4.
        let mut row = 0;
        while row < self.rows {
            row += match self.rows - row {
                8.. if S::F32_LANES >= 16 => self.block::<S, 8>(simd, row),
                4.. => self.block::<S, 4>(simd, row),
                2.. => self.block::<S, 2>(simd, row),
                _ => self.block::<S, 1>(simd, row),
            };
        }
    }
}

impl Product<'_> {
    /// `ROWS` rows from `row` on; how many they were.
    #[inline(always)]
    fn block<S: Simd, const ROWS: usize>(&mut self, simd: S, row: usize) -> usize {
        let (inputs, outputs) = (self.weights.inputs, self.weights.outputs);
        // One input of all rows side by side, in the order in which it is used.
        let lines: [&[f32]; ROWS] =
            std::array::from_fn(|r| &self.input[(row + r) * inputs..(row + r + 1) * inputs]);
        let columns: Vec<[f32; ROWS]> = (0..inputs).map(|k| std::array::from_fn(|r| lines[r][k])).collect();
        for (number, strip) in self.weights.strips.chunks_exact(STRIP * inputs).enumerate() {
            let (vectors, _) = S::as_simd_f32s(strip);
            let across = STRIP / S::F32_LANES;
            for part in (0..across).step_by(2) {
                let mut sums = [[simd.splat_f32s(0.0); 2]; ROWS];
                for (column, weight) in columns.iter().zip(vectors.chunks_exact(across)) {
                    let pair = [weight[part], weight[part + 1]];
                    for r in 0..ROWS {
                        let value = simd.splat_f32s(column[r]);
                        sums[r][0] = simd.mul_add_f32s(value, pair[0], sums[r][0]);
                        sums[r][1] = simd.mul_add_f32s(value, pair[1], sums[r][1]);
                    }
                }
                let at = number * STRIP + part * S::F32_LANES;
                for (r, sum) in sums.iter().enumerate() {
                    let start = (row + r) * outputs + at;
                    let (out, _) = S::as_mut_simd_f32s(&mut self.out[start..start + 2 * S::F32_LANES]);
                    for (out, sum) in out.iter_mut().zip(sum) {
                        *out = simd.add_f32s(*out, *sum);
                    }
                }
            }
        }
        ROWS
    }
}

struct Gates<'a> {
    rows: usize,
    size: usize,
    x: &'a [f32],
    h: &'a [f32],
    state: &'a mut [f32],
}

impl WithSimd for Gates<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.step();
    }
}

impl Gates<'_> {
    #[inline(always)]
    fn step(self) {
        let size = self.size;
        for row in 0..self.rows {
            let x = &self.x[row * 3 * size..(row + 1) * 3 * size];
            let h = &self.h[row * 3 * size..(row + 1) * 3 * size];
            let state = &mut self.state[row * size..(row + 1) * size];
            let (xr, xz, xn) = (&x[..size], &x[size..2 * size], &x[2 * size..]);
            let (hr, hz, hn) = (&h[..size], &h[size..2 * size], &h[2 * size..]);
            for i in 0..size {
                let (reset, update) = sigmoids(xr[i] + hr[i], xz[i] + hz[i]);
                let new = tanh(reset.mul_add(hn[i], xn[i]));
                state[i] = update.mul_add(state[i] - new, new);
            }
        }
    }
}

struct Labels<'a, const K: usize, const N: usize> {
    words: &'a [[&'a [f32]; K]],
    table: &'a Matrix,
    bias: &'a [f32],
}

/// Partial sums that a sum is made of, whatever the machine's vectors.
const PARTS: usize = 16;

impl<const K: usize, const N: usize> WithSimd for Labels<'_, K, N> {
    type Output = Vec<[f32; N]>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<[f32; N]> {
        self.words.iter().map(|rows| self.of_word(simd, rows)).collect()
    }
}

impl<const K: usize, const N: usize> Labels<'_, K, N> {
    #[inline(always)]
    fn of_word<S: Simd>(&self, simd: S, rows: &[&[f32]; K]) -> [f32; N] {
        let columns = self.table.columns;
        let zero = simd.splat_f32s(0.0);
        // As many vectors as hold the partial sums; the rest of the array is not used.
        let across = PARTS / S::F32_LANES;
        let mut parts = [[zero; PARTS]; N];
        for at in (0..columns).step_by(PARTS) {
            for vector in 0..across {
                let from = at + vector * S::F32_LANES;
                let load = |row: &[f32]| S::as_simd_f32s(&row[from..from + S::F32_LANES]).0[0];
                let mut sum = load(rows[0]);
                for row in &rows[1..] {
                    sum = simd.add_f32s(sum, load(row));
                }
                sum = simd.max_f32s(sum, zero);
                for (label, parts) in parts.iter_mut().enumerate() {
                    let weight = load(&self.table.values[label * columns..(label + 1) * columns]);
                    parts[vector] = simd.mul_add_f32s(sum, weight, parts[vector]);
                }
            }
        }
        std::array::from_fn(|label| {
            let mut sums = [0.0; PARTS];
            let (vectors, _) = S::as_mut_simd_f32s(&mut sums);
            vectors.copy_from_slice(&parts[label][..across]);
            // Halves onto halves, which vectors do in four steps.
            for half in [8, 4, 2, 1] {
                for i in 0..half {
                    sums[i] += sums[i + half];
                }
            }
            sums[0] + self.bias[label]
        })
    }
}

/// Two at once, which share the division: the dearest step.
#[inline(always)]
fn sigmoids(a: f32, b: f32) -> (f32, f32) {
    let ((upper_a, lower_a), (upper_b, lower_b)) = (fraction(0.5 * a), fraction(0.5 * b));
    let inverse = 0.5 / (lower_a * lower_b);
    ((upper_a * lower_b).mul_add(inverse, 0.5), (upper_b * lower_a).mul_add(inverse, 0.5))
}

#[inline(always)]
fn tanh(x: f32) -> f32 {
    let (upper, lower) = fraction(x);
    upper / lower
}

/// The two parts of a fraction that is the hyperbolic tangent to 1e-4: Lambert's continued fraction, cut
/// after its seventh term, and 1 where it would pass that. A level is eighty times as coarse.
#[inline(always)]
fn fraction(x: f32) -> (f32, f32) {
    let x = x.clamp(-EVEN, EVEN);
    let square = x * x;
    let upper = (square + 378.0).mul_add(square, 17_325.0).mul_add(square, 135_135.0);
    let lower = square.mul_add(28.0, 3150.0).mul_add(square, 62_370.0).mul_add(square, 135_135.0);
    (x * upper, lower)
}

/// Where the fraction comes to 1.
const EVEN: f32 = 4.971_786;

/// Adding it to a small number rounds that to a whole one, which then stands in the lowest bits: 1.5 * 2^23.
const ROUND: f32 = 12_582_912.0;

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local!(static PORTABLE: Cell<bool> = const { Cell::new(false) });

    pub fn portable() -> bool {
        PORTABLE.get()
    }

    /// What comes out without the machine's vectors.
    pub fn on_any_machine<T>(work: impl FnOnce() -> T) -> T {
        PORTABLE.set(true);
        let out = work();
        PORTABLE.set(false);
        out
    }

    /// Numbers between -1 and 1, the same every time.
    pub fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    pub fn matrix(rows: usize, columns: usize, seed: u32) -> Matrix {
        Matrix { rows, columns, values: numbers(rows * columns, seed) }
    }

    #[test]
    fn a_product_is_the_sum_of_products_for_any_number_of_rows() {
        let weights = matrix(70, 19, 1);
        for rows in 0..20 {
            let input = numbers(rows * 19, 2);
            let packed = Weights::new(&weights);
            let mut out = vec![0.5; rows * packed.outputs];
            multiply(rows, &input, &packed, &mut out);
            for row in 0..rows {
                for column in 0..70 {
                    let sum: f64 = (0..19)
                        .map(|k| f64::from(input[row * 19 + k]) * f64::from(weights.row(column)[k]))
                        .sum();
                    let got = f64::from(out[row * packed.outputs + column]);
                    assert!((got - sum - 0.5).abs() < 1e-5, "{got} is not {sum}");
                }
            }
        }
    }

    #[test]
    fn the_gates_are_those_of_a_gated_recurrent_unit() {
        let size = 20;
        let (x, h) = (numbers(60, 1), numbers(60, 2));
        let before = numbers(20, 4);
        let mut state = before.clone();
        gates(1, size, &x, &h, &mut state);
        for i in 0..size {
            let sigmoid = |v: f32| 1.0 / (1.0 + (-f64::from(v)).exp());
            let reset = sigmoid(x[i] + h[i]);
            let update = sigmoid(x[size + i] + h[size + i]);
            let inner = f64::from(x[2 * size + i]) + reset * f64::from(h[2 * size + i]);
            let want = (1.0 - update) * inner.tanh() + update * f64::from(before[i]);
            assert!((f64::from(state[i]) - want).abs() < 1e-4, "{} is not {want}", state[i]);
        }
    }

    #[test]
    fn very_large_sums_saturate_and_are_never_nan() {
        let mut state = vec![0.3; 4];
        let big = [1e9, -1e9, 1e30, -1e30, 1e9, -1e9, 1e30, -1e30, 1e9, -1e9, 1e30, -1e30];
        gates(1, 4, &big, &big, &mut state);
        assert!(state.iter().all(|it| it.abs() <= 1.0), "{state:?}");
    }

    #[test]
    fn any_machine_gives_the_same_to_the_last_bit() {
        let run = || {
            let packed = Weights::new(&matrix(96, 64, 7));
            let mut out = vec![0.0; 11 * packed.outputs];
            multiply(11, &numbers(11 * 64, 8), &packed, &mut out);
            let mut state = numbers(11 * 32, 9);
            gates(11, 32, &out, &out, &mut state);
            let words = [[&state[..32], &state[32..64]], [&state[64..96], &state[96..128]]];
            let scores = label::<2, 5>(&words, &matrix(5, 32, 11), &numbers(5, 12));
            state.extend(scores.concat());
            state
        };
        assert_eq!(run(), on_any_machine(run));
    }
}
