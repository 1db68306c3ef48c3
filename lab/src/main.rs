//! `selon-lab`: what training and scoring need from the engine; never shipped.

fn main() {}
