//! How long the network's products take: bytes against floats.

use std::{hint::black_box, io::Write};

use anyhow::Result;
use cpu_time::ThreadTime;
use selon::network::kernel::{Bytes, Matrix, Weights, levels, multiply, multiply_levels};

/// Rows, inputs and outputs of a step of the upper layer.
const SHAPE: (usize, usize, usize) = (16, 256, 384);
const TIMES: u32 = 2000;

/// Writes a line a kind of product: name, nanoseconds, multiplications a nanosecond.
pub fn write(mut output: impl Write) -> Result<()> {
    let (rows, inputs, outputs) = SHAPE;
    let value = |at: usize| ((at * 37 % 255) as f32 - 127.0) / 127.0;
    let matrix =
        Matrix { rows: outputs, columns: inputs, values: (0..outputs * inputs).map(value).collect() };
    let states: Vec<f32> = (0..rows * inputs).map(value).collect();
    let mut bytes = vec![0; states.len()];
    levels(&states, &mut bytes);
    let (floats, packed) = (Weights::new(&matrix), Bytes::new(&matrix, &[]));
    let mut out = vec![0.0; rows * outputs];
    let mut line = |name: &str, work: &mut dyn FnMut(&mut [f32])| {
        let began = ThreadTime::now();
        for _ in 0..TIMES {
            work(black_box(&mut out));
        }
        let each = began.elapsed().as_nanos() as f64 / f64::from(TIMES);
        writeln!(output, "{name}\t{each:.0} ns\t{:.0} a ns", (rows * inputs * outputs) as f64 / each)
    };
    line("floats", &mut |out| multiply(rows, &states, &floats, out))?;
    line("bytes", &mut |out| multiply_levels(rows, &bytes, &packed, out))?;
    Ok(())
}
