//! `selon-lab`: what training and scoring need from the engine; never shipped.

mod features;

use std::io::{self, BufWriter};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Trains, scores and times selon.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write what the network sees of each record on standard input
    Features,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Features => features::dump(io::stdin().lock(), BufWriter::new(io::stdout().lock())),
    }
}
