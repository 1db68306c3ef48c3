//! The arithmetic: matrix products and the gates of a recurrent layer.
//!
//! The same plain Rust is compiled three times on x86-64, for AVX-512, for
//! AVX2 with FMA and for any machine, and the widest that the machine has is
//! taken: eight times faster than the portable one alone (CONTRIBUTING, Speed).
//! The sums run in the same order everywhere; only the rounding of a fused
//! multiplication differs, too little to change a finding (tested below).

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

    /// Rows become columns.
    pub fn transposed(&self) -> Matrix {
        let mut out = Matrix::zero(self.columns, self.rows);
        for r in 0..self.rows {
            for c in 0..self.columns {
                out.values[c * self.rows + r] = self.values[r * self.columns + c];
            }
        }
        out
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

/// Runs a function compiled for the widest vectors that the machine has.
macro_rules! dispatch {
    ($name:ident($($argument:expr),*)) => {{
        #[cfg(target_arch = "x86_64")]
        match width() {
            // SAFETY: `width` has asked the processor for exactly these features.
            #[allow(unsafe_code)]
            Width::Avx512 => return unsafe { avx512::$name($($argument),*) },
            #[allow(unsafe_code)]
            Width::Avx2 => return unsafe { avx2::$name($($argument),*) },
            Width::Any => {}
        }
        #[allow(unreachable_code)]
        generic::$name::<false>($($argument),*)
    }};
}
/// `out += input × weights`, for `rows` rows; all slices row by row.
pub fn multiply(rows: usize, input: &[f32], weights: &Weights, out: &mut [f32]) {
    assert!(input.len() >= rows * weights.inputs && out.len() >= rows * weights.outputs);
    dispatch!(product(rows, input, weights, out));
}

/// One step of a gated recurrent layer: `state` ← the gates' answer.
///
/// For each row, `x` and `h` hold the three gates' sums (reset, update, new)
/// from the input and from the state; `bias` is the new gate's on the state's side.
pub fn gates(rows: usize, size: usize, x: &[f32], h: &[f32], bias: &[f32], state: &mut [f32]) {
    assert!(x.len() >= rows * 3 * size && h.len() >= rows * 3 * size);
    assert!(bias.len() >= size && state.len() >= rows * size);
    dispatch!(step(rows, size, x, h, bias, state));
}

/// `out[i] += Σ row × table[i]` for five labels: scores of a rectified sum.
pub fn label(sums: &[&[f32]], table: &Matrix, out: &mut [f32; 5]) {
    assert!(table.rows >= 5 && sums.iter().all(|it| it.len() >= table.columns));
    dispatch!(labelled(sums, table, out));
}

/// What the processor offers.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Sixteen numbers at once.
    Avx512,
    /// Eight at once.
    Avx2,
    /// No promise.
    Any,
}

#[cfg(target_arch = "x86_64")]
fn width() -> Width {
    #[cfg(test)]
    if let Some(width) = tests::forced() {
        return width;
    }
    if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
        Width::Avx512
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        Width::Avx2
    } else {
        Width::Any
    }
}

macro_rules! compiled_for {
    ($module:ident, $features:literal) => {
        #[cfg(target_arch = "x86_64")]
        mod $module {
            use super::{Matrix, Weights, generic};

            #[target_feature(enable = $features)]
            pub fn product(rows: usize, input: &[f32], weights: &Weights, out: &mut [f32]) {
                generic::product::<true>(rows, input, weights, out);
            }

            #[target_feature(enable = $features)]
            pub fn step(rows: usize, size: usize, x: &[f32], h: &[f32], bias: &[f32], state: &mut [f32]) {
                generic::step::<true>(rows, size, x, h, bias, state);
            }

            #[target_feature(enable = $features)]
            pub fn labelled(sums: &[&[f32]], table: &Matrix, out: &mut [f32; 5]) {
                generic::labelled::<true>(sums, table, out);
            }
        }
    };
}
compiled_for!(avx512, "avx512f,avx512vl,avx512bw,avx512dq,avx2,fma");
compiled_for!(avx2, "avx2,fma");

// Numbered lanes over fixed arrays are what the compiler turns into vectors.
#[allow(clippy::needless_range_loop)]
mod generic {
    use super::{Matrix, STRIP, Weights};

    /// `a * b + c`, fused where the machine does so in one go.
    #[inline(always)]
    fn madd<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
        if FUSED { a.mul_add(b, c) } else { a * b + c }
    }

    #[inline(always)]
    pub fn product<const FUSED: bool>(rows: usize, input: &[f32], weights: &Weights, out: &mut [f32]) {
        let mut row = 0;
        while row < rows {
            let left = rows - row;
            let input = &input[row * weights.inputs..];
            let out = &mut out[row * weights.outputs..];
            match left {
                8.. => block::<FUSED, 8>(input, weights, out),
                4.. => block::<FUSED, 4>(input, weights, out),
                2.. => block::<FUSED, 2>(input, weights, out),
                _ => block::<FUSED, 1>(input, weights, out),
            }
            row += match left {
                8.. => 8,
                4.. => 4,
                2.. => 2,
                _ => 1,
            };
        }
    }

    #[inline(always)]
    fn block<const FUSED: bool, const ROWS: usize>(input: &[f32], weights: &Weights, out: &mut [f32]) {
        let inputs = weights.inputs;
        let lines: [&[f32]; ROWS] = std::array::from_fn(|r| &input[r * inputs..(r + 1) * inputs]);
        for (number, strip) in weights.strips.chunks_exact(STRIP * inputs).enumerate() {
            let mut sums = [[0.0_f32; STRIP]; ROWS];
            for (k, weight) in strip.chunks_exact(STRIP).enumerate() {
                for r in 0..ROWS {
                    let value = lines[r][k];
                    for lane in 0..STRIP {
                        sums[r][lane] = madd::<FUSED>(value, weight[lane], sums[r][lane]);
                    }
                }
            }
            for r in 0..ROWS {
                let at = r * weights.outputs + number * STRIP;
                for (out, sum) in out[at..at + STRIP].iter_mut().zip(sums[r]) {
                    *out += sum;
                }
            }
        }
    }

    #[inline(always)]
    pub fn step<const FUSED: bool>(
        rows: usize,
        size: usize,
        x: &[f32],
        h: &[f32],
        bias: &[f32],
        state: &mut [f32],
    ) {
        let bias = &bias[..size];
        for row in 0..rows {
            let x = &x[row * 3 * size..(row + 1) * 3 * size];
            let h = &h[row * 3 * size..(row + 1) * 3 * size];
            let state = &mut state[row * size..(row + 1) * size];
            let (xr, xz, xn) = (&x[..size], &x[size..2 * size], &x[2 * size..]);
            let (hr, hz, hn) = (&h[..size], &h[size..2 * size], &h[2 * size..]);
            for i in 0..size {
                let reset = sigmoid::<FUSED>(xr[i] + hr[i]);
                let update = sigmoid::<FUSED>(xz[i] + hz[i]);
                let new = tanh::<FUSED>(madd::<FUSED>(reset, hn[i] + bias[i], xn[i]));
                state[i] = madd::<FUSED>(update, state[i] - new, new);
            }
        }
    }

    #[inline(always)]
    pub fn labelled<const FUSED: bool>(sums: &[&[f32]], table: &Matrix, out: &mut [f32; 5]) {
        const LANES: usize = 16;
        let mut parts = [[0.0_f32; LANES]; 5];
        for at in (0..table.columns / LANES * LANES).step_by(LANES) {
            let mut sum = [0.0_f32; LANES];
            for row in sums {
                let row = &row[at..at + LANES];
                for lane in 0..LANES {
                    sum[lane] += row[lane];
                }
            }
            for lane in 0..LANES {
                sum[lane] = sum[lane].max(0.0);
            }
            for label in 0..5 {
                let weights = &table.values[label * table.columns + at..label * table.columns + at + LANES];
                for lane in 0..LANES {
                    parts[label][lane] = madd::<FUSED>(sum[lane], weights[lane], parts[label][lane]);
                }
            }
        }
        for label in 0..5 {
            let mut part = parts[label];
            for half in [8, 4, 2, 1] {
                for lane in 0..half {
                    part[lane] += part[lane + half];
                }
            }
            out[label] += part[0];
        }
    }

    #[inline(always)]
    fn sigmoid<const FUSED: bool>(x: f32) -> f32 {
        1.0 / (1.0 + exp::<FUSED>(-x))
    }

    #[inline(always)]
    fn tanh<const FUSED: bool>(x: f32) -> f32 {
        1.0 - 2.0 / (1.0 + exp::<FUSED>(2.0 * x))
    }

    /// `e^x` to about seven digits: the power of two apart, the rest by a
    /// polynomial (its Taylor terms up to the sixth, on |r| <= ln 2 / 2).
    #[inline(always)]
    fn exp<const FUSED: bool>(x: f32) -> f32 {
        let x = x.clamp(-87.0, 87.0);
        // Adding and taking away 1.5 * 2^23 rounds to a whole number.
        let magic = 12_582_912.0_f32;
        let whole = madd::<FUSED>(x, std::f32::consts::LOG2_E, magic) - magic;
        let rest = madd::<FUSED>(whole, -0.693_359_4, x);
        let rest = madd::<FUSED>(whole, 2.121_944_4e-4, rest);
        let mut sum = 1.0 / 720.0;
        for term in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
            sum = madd::<FUSED>(sum, rest, term);
        }
        let power = f32::from_bits(((whole as i32 + 127) as u32) << 23);
        sum * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local!(static FORCED: Cell<Option<Width>> = const { Cell::new(None) });

    #[cfg(target_arch = "x86_64")]
    pub fn forced() -> Option<Width> {
        FORCED.get()
    }

    /// Numbers between -1 and 1, the same every time.
    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn matrix(rows: usize, columns: usize, seed: u32) -> Matrix {
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
        let (x, h, bias) = (numbers(60, 1), numbers(60, 2), numbers(20, 3));
        let before = numbers(20, 4);
        let mut state = before.clone();
        gates(1, size, &x, &h, &bias, &mut state);
        for i in 0..size {
            let sigmoid = |v: f32| 1.0 / (1.0 + (-f64::from(v)).exp());
            let reset = sigmoid(x[i] + h[i]);
            let update = sigmoid(x[size + i] + h[size + i]);
            let inner = f64::from(x[2 * size + i]) + reset * f64::from(h[2 * size + i] + bias[i]);
            let want = (1.0 - update) * inner.tanh() + update * f64::from(before[i]);
            assert!((f64::from(state[i]) - want).abs() < 1e-6, "{} is not {want}", state[i]);
        }
    }

    #[test]
    fn very_large_sums_saturate_and_are_never_nan() {
        let mut state = vec![0.3; 4];
        let big = [1e9, -1e9, 1e30, -1e30, 1e9, -1e9, 1e30, -1e30, 1e9, -1e9, 1e30, -1e30];
        gates(1, 4, &big, &big, &[0.0; 4], &mut state);
        assert!(state.iter().all(|it| it.abs() <= 1.0), "{state:?}");
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_width_gives_the_same_to_five_digits() {
        let run = |width| {
            FORCED.set(width);
            let packed = Weights::new(&matrix(96, 64, 7));
            let mut out = vec![0.0; 11 * packed.outputs];
            multiply(11, &numbers(11 * 64, 8), &packed, &mut out);
            let mut state = numbers(11 * 32, 9);
            gates(11, 32, &out, &out, &numbers(32, 10), &mut state);
            let mut scores = [0.0; 5];
            label(&[&state[..32], &state[32..64]], &matrix(5, 32, 11), &mut scores);
            FORCED.set(None);
            state.extend(scores);
            state
        };
        let here = run(None);
        for (a, b) in here.iter().zip(run(Some(Width::Any))) {
            assert!((a - b).abs() < 1e-5, "{a} here, {b} on any machine");
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            assert!(here.iter().zip(run(Some(Width::Avx2))).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }
}
