//! `data/network.bin` → tensors.
//!
//! Layout (`lab/network.py`, `export`): the line `selon-net 2`, a count, then
//! for each tensor its name, the width of a value (1: bytes with an `f32` scale
//! a row; 2: `f16`), rows, columns, values; all little-endian.

use std::collections::HashMap;

use super::kernel::Matrix;

/// Columns that are summed at once.
const LANES: usize = 16;

/// A table of bytes, each row with its scale; they stay where the file is.
#[derive(Debug, Default)]
pub struct Table<'f> {
    /// Values in a row.
    pub columns: usize,
    scales: Vec<f32>,
    values: &'f [u8],
}

impl Table<'_> {
    /// How many.
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Adds rows, scaled, to `out`.
    pub fn add(&self, rows: &[usize], out: &mut [f32]) {
        let mut parts = out.chunks_exact_mut(LANES);
        for (number, part) in parts.by_ref().enumerate() {
            self.add_part(rows, number * LANES, part);
        }
        let part = parts.into_remainder();
        self.add_part(rows, self.columns - part.len(), part);
    }

    /// A few columns at a time, so that their sums stay where the processor counts.
    #[inline(always)]
    fn add_part(&self, rows: &[usize], column: usize, out: &mut [f32]) {
        let mut sums = [0.0; LANES];
        for row in rows {
            let scale = self.scales[*row];
            let values = &self.values[row * self.columns + column..][..out.len()];
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += scale * f32::from(value.cast_signed());
            }
        }
        out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum);
    }

    /// Writes a row, scaled, to `out`.
    pub fn read(&self, row: usize, out: &mut [f32]) {
        let scale = self.scales[row];
        let values = &self.values[row * self.columns..(row + 1) * self.columns];
        for (out, value) in out.iter_mut().zip(values) {
            *out = scale * f32::from(value.cast_signed());
        }
    }
}

/// All tensors of a file, by name.
#[derive(Default)]
pub struct Tensors<'f> {
    tables: HashMap<String, Table<'f>>,
    matrices: HashMap<String, Matrix>,
}

impl<'f> Tensors<'f> {
    /// Reads a whole file; `None` if it is of another kind, version or length.
    pub fn parse(bytes: &'f [u8]) -> Option<Tensors<'f>> {
        let mut rest = bytes.strip_prefix(b"selon-net 2\n")?;
        let mut take = |count: usize| {
            let (head, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(head)
        };
        let number = |bytes: &[u8]| bytes.try_into().map(|it| u32::from_le_bytes(it) as usize).ok();
        let mut tensors = Tensors::default();
        for _ in 0..number(take(4)?)? {
            let length = take(1)?[0].into();
            let name = String::from_utf8(take(length)?.to_vec()).ok()?;
            let width = take(1)?[0];
            let (rows, columns) = (number(take(4)?)?, number(take(4)?)?);
            if width == 1 {
                let scales = take(rows * 4)?.chunks_exact(4);
                let scales = scales.map(|it| f32::from_le_bytes([it[0], it[1], it[2], it[3]])).collect();
                let values = take(rows * columns)?;
                tensors.tables.insert(name, Table { columns, scales, values });
            } else {
                let values = take(rows * columns * 2)?.chunks_exact(2);
                let values = values.map(|it| half::f16::from_le_bytes([it[0], it[1]]).to_f32()).collect();
                tensors.matrices.insert(name, Matrix { rows, columns, values });
            }
        }
        Some(tensors)
    }

    /// A table of bytes.
    pub fn table(&mut self, name: &str) -> Option<Table<'f>> {
        self.tables.remove(name)
    }

    /// A matrix; a vector is a matrix of one row.
    pub fn matrix(&mut self, name: &str) -> Option<Matrix> {
        self.matrices.remove(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_cut_short_or_of_another_version_is_refused() {
        let mut file = b"selon-net 2\n\x01\0\0\0\x01w\x02\x01\0\0\0\x02\0\0\0".to_vec();
        assert!(Tensors::parse(&file).is_none());
        file.extend([0, 0x3c, 0, 0xc0]);
        let matrix = Tensors::parse(&file).and_then(|mut it| it.matrix("w"));
        assert_eq!(matrix, Some(Matrix { rows: 1, columns: 2, values: vec![1.0, -2.0] }));
        file[10] = b'1';
        assert!(Tensors::parse(&file).is_none());
    }
}
