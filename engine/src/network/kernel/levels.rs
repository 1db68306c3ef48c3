//! Matrix products of small whole numbers.
//!
//! A recurrent layer's states lie between -1 and 1; they are kept as *levels* of
//! 1/127, and its weights as bytes with a scale an output. Sums of such products
//! are whole numbers below 2^24, which 32-bit integers and 32-bit floats both
//! hold exactly: machines with instructions for byte products (AVX-512 VNNI) and
//! all others give the same sums to the last bit.

use pulp::{Simd, WithSimd};

use super::{Matrix, ROUND, STRIP, Weights, multiply};

/// A state of zero; levels run from 1 (that of -1) to 255 (that of 1).
pub const ZERO: u8 = 128;
const STEPS: f32 = 127.0;
/// Inputs that one instruction takes up; their number is a multiple of it.
const DEEP: usize = 4;
/// Most inputs that sums stay exact for: 127 * 127 * 1,040 < 2^24.
const MOST_INPUTS: usize = 1040;

/// What is worth less than this is nothing.
const LEAST: f32 = 1e-30;

/// States → levels.
pub fn levels(states: &[f32], out: &mut [u8]) {
    for (out, state) in out.iter_mut().zip(states) {
        let state = if state.is_nan() { 0.0 } else { state.clamp(-1.0, 1.0) };
        *out = ((state * STEPS + (ROUND + f32::from(ZERO))).to_bits() & 0xff) as u8;
    }
}

/// Values of any size → levels, and what a state of 1 is worth: the greatest of them.
pub fn scaled_levels(values: &[f32]) -> (Vec<u8>, f32) {
    let mut out = vec![ZERO; values.len()];
    let unit = super::run(Scaled { values, out: &mut out });
    (out, unit)
}

struct Scaled<'a> {
    values: &'a [f32],
    out: &'a mut [u8],
}

impl WithSimd for Scaled<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f32 {
        const LANES: usize = 32;
        let mut most = [LEAST; LANES];
        let (whole, rest) = self.values.as_chunks::<LANES>();
        for chunk in whole {
            for (most, it) in most.iter_mut().zip(chunk) {
                *most = if it.abs() > *most { it.abs() } else { *most };
            }
        }
        let unit = most.iter().chain(rest).fold(0.0_f32, |most, it| most.max(it.abs()));
        let steps = STEPS / unit;
        for (out, value) in self.out.iter_mut().zip(self.values) {
            *out = ((value * steps + (ROUND + f32::from(ZERO))).to_bits() & 0xff) as u8;
        }
        unit
    }
}

/// Weights as bytes, for inputs that are levels.
pub struct Bytes {
    /// Inputs.
    pub inputs: usize,
    /// Outputs, a multiple of [`STRIP`].
    pub outputs: usize,
    /// What one unit of an output's sum is worth.
    scales: Vec<f32>,
    /// What every output begins with.
    biases: Vec<f32>,
    layout: Layout,
}

enum Layout {
    #[cfg(target_arch = "x86_64")]
    Vnni(vnni::Packed),
    Any(Weights),
}

impl Bytes {
    /// From a matrix of one row an output, and what is added to each.
    pub fn new(matrix: &Matrix, biases: &[f32]) -> Bytes {
        assert!(matrix.columns <= MOST_INPUTS, "sums stay exact");
        assert!(matrix.columns.is_multiple_of(DEEP), "inputs come by fours");
        let (rounded, mut scales) = rounded(matrix);
        let outputs = matrix.rows.next_multiple_of(STRIP);
        scales.resize(outputs, 0.0);
        let mut biases = biases.to_vec();
        biases.resize(outputs, 0.0);
        Bytes { inputs: matrix.columns, outputs, scales, biases, layout: Layout::new(&rounded, matrix) }
    }
}

impl Layout {
    /// From a matrix's whole numbers and its shape.
    fn new(rounded: &[i8], matrix: &Matrix) -> Layout {
        #[cfg(target_arch = "x86_64")]
        if vnni::is_here() {
            return Layout::Vnni(vnni::Packed::new(rounded, matrix.columns));
        }
        let values = rounded.iter().map(|&it| f32::from(it)).collect();
        Layout::Any(Weights::new(&Matrix { values, ..*matrix }))
    }
}

/// Whole numbers from -127 to 127, and for each row what one is worth.
fn rounded(matrix: &Matrix) -> (Vec<i8>, Vec<f32>) {
    let mut out = Vec::with_capacity(matrix.values.len());
    let mut scales = Vec::with_capacity(matrix.rows);
    for row in matrix.values.chunks_exact(matrix.columns) {
        let most = row.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = most.max(f32::MIN_POSITIVE * STEPS) / STEPS;
        out.extend(row.iter().map(|it| (((it / scale + ROUND).to_bits() & 0xff) as u8).cast_signed()));
        scales.push(scale / STEPS);
    }
    (out, scales)
}

/// `out = input × weights + biases`, for `rows` rows; all slices row by row.
pub fn multiply_levels(rows: usize, input: &[u8], weights: &Bytes, out: &mut [f32]) {
    assert!(input.len() >= rows * weights.inputs && out.len() >= rows * weights.outputs);
    match &weights.layout {
        #[cfg(target_arch = "x86_64")]
        Layout::Vnni(packed) => vnni::multiply(rows, input, packed, [&weights.scales, &weights.biases], out),
        Layout::Any(any) => {
            let input: Vec<f32> =
                input[..rows * weights.inputs].iter().map(|&it| f32::from(it) - f32::from(ZERO)).collect();
            let mut sums = vec![0.0; rows * weights.outputs];
            multiply(rows, &input, any, &mut sums);
            for (out, sums) in out.chunks_exact_mut(weights.outputs).zip(sums.chunks_exact(weights.outputs)) {
                let units = weights.scales.iter().zip(&weights.biases);
                for ((out, sum), (scale, bias)) in out.iter_mut().zip(sums).zip(units) {
                    *out = sum * scale + bias;
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod vnni {
    use std::arch::x86_64::*;

    use super::{DEEP, STRIP, ZERO};

    /// Outputs in a vector.
    const LANES: usize = 16;

    /// For each strip of outputs and four inputs: sixteen outputs' bytes, twice.
    pub struct Packed {
        groups: usize,
        vectors: Vec<[__m512i; 2]>,
        /// Where each output's sum begins, to make up for what [`ZERO`] adds.
        offsets: Vec<[i32; LANES]>,
    }

    /// Can this machine multiply bytes?
    pub fn is_here() -> bool {
        #[cfg(test)]
        if super::super::tests::portable() {
            return false;
        }
        is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512bw")
    }

    impl Packed {
        /// From bytes, `inputs` a row, a row an output.
        pub fn new(rounded: &[i8], inputs: usize) -> Packed {
            let groups = inputs / DEEP;
            let strips = (rounded.len() / inputs).div_ceil(STRIP);
            let mut bytes = vec![[[0_i8; LANES * DEEP]; 2]; strips * groups];
            let mut offsets = vec![[0; LANES]; strips * 2];
            for (output, row) in rounded.chunks_exact(inputs).enumerate() {
                let (strip, half, lane) = (output / STRIP, output % STRIP / LANES, output % LANES);
                let vectors = &mut bytes[strip * groups..(strip + 1) * groups];
                for (vector, four) in vectors.iter_mut().zip(row.chunks_exact(DEEP)) {
                    vector[half][lane * DEEP..(lane + 1) * DEEP].copy_from_slice(four);
                }
                let all: i32 = row.iter().map(|&it| i32::from(it)).sum();
                offsets[strip * 2 + half][lane] = -all * i32::from(ZERO);
            }
            let vectors = bytes.into_iter().map(|it| it.map(pulp::cast)).collect();
            Packed { groups, vectors, offsets }
        }
    }

    /// `out = input × weights`, each output times its scale and with its bias.
    #[allow(unsafe_code)]
    pub fn multiply(rows: usize, input: &[u8], packed: &Packed, units: [&[f32]; 2], out: &mut [f32]) {
        // SAFETY: a `Packed` is only made where `is_here` has found these instructions. What they gain over floats
        // `selon-lab kernels` tells; the functions themselves are safe Rust.
        unsafe { all_rows(rows, input, packed, units, out) }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    fn all_rows(rows: usize, input: &[u8], packed: &Packed, units: [&[f32]; 2], out: &mut [f32]) {
        let mut row = 0;
        while row < rows {
            row += match rows - row {
                8.. => some_rows::<8>(row, input, packed, units, out),
                4.. => some_rows::<4>(row, input, packed, units, out),
                2.. => some_rows::<2>(row, input, packed, units, out),
                _ => some_rows::<1>(row, input, packed, units, out),
            };
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    fn some_rows<const ROWS: usize>(
        row: usize,
        input: &[u8],
        packed: &Packed,
        [scales, biases]: [&[f32]; 2],
        out: &mut [f32],
    ) -> usize {
        let outputs = scales.len();
        let (fours, _) = input.as_chunks::<DEEP>();
        // Four inputs of all rows side by side, in the order in which they are used.
        let lines: [&[[u8; DEEP]]; ROWS] =
            std::array::from_fn(|r| &fours[(row + r) * packed.groups..(row + r + 1) * packed.groups]);
        let columns = (0..packed.groups).map(|k| std::array::from_fn(|r| i32::from_le_bytes(lines[r][k])));
        let columns: Vec<[i32; ROWS]> = columns.collect();
        for (strip, vectors) in packed.vectors.chunks_exact(packed.groups).enumerate() {
            let start = [packed.offsets[strip * 2], packed.offsets[strip * 2 + 1]];
            let mut sums = [start.map(pulp::cast::<[i32; LANES], __m512i>); ROWS];
            for (column, weights) in columns.iter().zip(vectors) {
                for r in 0..ROWS {
                    let value = _mm512_set1_epi32(column[r]);
                    sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], value, weights[0]);
                    sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], value, weights[1]);
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                for (half, sum) in sum.iter().enumerate() {
                    let at = strip * STRIP + half * LANES;
                    let sum: [i32; LANES] = pulp::cast(*sum);
                    let out = &mut out[(row + r) * outputs + at..(row + r) * outputs + at + LANES];
                    let (scales, biases) = (&scales[at..at + LANES], &biases[at..at + LANES]);
                    for lane in 0..LANES {
                        out[lane] = sum[lane] as f32 * scales[lane] + biases[lane];
                    }
                }
            }
        }
        ROWS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::kernel::tests::{matrix, numbers, on_any_machine};

    #[test]
    fn any_machine_gives_the_same_to_the_last_bit() {
        for (rows, inputs, outputs) in [(1, 4, 5), (7, 128, 96), (16, 256, 384), (3, 132, 33), (0, 8, 8)] {
            let mut input = vec![0; rows * inputs];
            levels(&numbers(rows * inputs, 3), &mut input);
            let product = || {
                let weights = Bytes::new(&matrix(outputs, inputs, 4), &numbers(outputs, 6));
                let mut out = numbers(rows * weights.outputs, 5);
                multiply_levels(rows, &input, &weights, &mut out);
                out
            };
            assert_eq!(product(), on_any_machine(product), "{rows} rows, {inputs} inputs, {outputs} outputs");
        }
    }

    #[test]
    fn values_of_any_size_come_back_from_their_levels() {
        for size in [1e-20, 1.0, 5e3] {
            let values: Vec<f32> = numbers(75, 9).into_iter().map(|it| it * size).collect();
            let (levels, unit) = scaled_levels(&values);
            for (value, level) in values.iter().zip(levels) {
                let back = (f32::from(level) - f32::from(ZERO)) / STEPS * unit;
                assert!((back - value).abs() <= unit / STEPS, "{back} is not {value}");
            }
        }
        assert!(scaled_levels(&[0.0; 40]).0.iter().all(|it| *it == ZERO));
    }

    #[test]
    fn the_product_is_near_that_of_the_numbers_themselves() {
        let (weights, states) = (matrix(40, 128, 1), numbers(3 * 128, 2));
        let mut input = vec![0; states.len()];
        levels(&states, &mut input);
        let packed = Bytes::new(&weights, &numbers(40, 3));
        let mut out = vec![0.0; 3 * packed.outputs];
        multiply_levels(3, &input, &packed, &mut out);
        for row in 0..3 {
            for output in 0..40 {
                let pairs = states[row * 128..].iter().zip(weights.row(output));
                let want = pairs.map(|(a, b)| a * b).sum::<f32>() + numbers(40, 3)[output];
                // 128 terms, each off by at most half a level of either factor.
                let got = out[row * packed.outputs + output];
                assert!((got - want).abs() < 128.0 / 127.0, "{got} is not near {want}");
                assert!((got - want).abs() < 0.15, "{got} is not near {want}");
            }
        }
    }

    #[test]
    fn levels_reach_from_minus_one_to_one() {
        let mut out = [0; 5];
        levels(&[-1.0, 0.0, 1.0, -7.0, f32::NAN], &mut out);
        assert_eq!(out[..4], [1, ZERO, 255, 1]);
        levels(&[0.004, 0.0039], &mut out);
        assert_eq!(out[..2], [ZERO + 1, ZERO]);
    }
}
