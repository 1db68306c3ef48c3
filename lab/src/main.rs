//! `selon-lab`: what training and scoring need from the engine; never shipped.

mod acts;
mod choices;
mod contradictions;
mod dates;
mod features;
mod fields;
mod gold;
mod kernels;
mod links;
mod pages;
mod read;
mod stages;

use std::{
    fs::File,
    io::{self, BufReader, BufWriter},
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use selon::{Convention, Mode};

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
    /// Write the features of annotated attributions, with their acts and certainty
    ActFeatures {
        /// Folders of ID.txt beside ID.json
        #[arg(long, num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
    },
    /// Write what decides on whom descriptions and pronouns mean on annotated spans, a line a choice
    Choices {
        /// Folders of ID.txt beside ID.json
        #[arg(long, num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
    },
    /// Score date expressions against cases with a reference date
    Dates {
        /// A folder of ms_LANGUAGE_KIND.json, unpacked
        #[arg(long)]
        cases: PathBuf,
        /// Print every case that comes out wrong
        #[arg(long)]
        misses: bool,
    },
    /// Fill in who, act, certainty and date on annotated spans; a `selon/1` line an article
    Fields {
        /// Folders of ID.txt beside ID.json
        #[arg(long, num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
        /// Add the reasons of every finding
        #[arg(long)]
        explain: bool,
    },
    /// Group records on standard input that are one text
    Copies,
    /// Write how rare each stem is in records on standard input
    Frequencies {
        /// Their language
        #[arg(long)]
        language: String,
        /// Leave out stems of fewer articles
        #[arg(long, default_value_t = 4)]
        least: usize,
    },
    /// Write what decides on the links of annotated affairs, a line a decision
    LinkFeatures {
        /// Folders with a dossier.json
        #[arg(long, num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
        /// Whose speakers, acts and certainty
        #[arg(long, value_enum, default_value = "gold")]
        fields: links::Fields,
    },
    /// Write what linking sees in pairs of sentences on standard input: `id TAB label TAB sentence TAB sentence`
    Contradictions {
        /// Their language
        #[arg(long)]
        language: String,
    },
    /// Link the annotated statements of affairs; a `selon/1` document an affair
    Links {
        /// Folders with a dossier.json
        #[arg(long, num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
        /// Whose speakers, acts and certainty
        #[arg(long, value_enum, default_value = "gold")]
        fields: links::Fields,
        /// Where to write them
        #[arg(long)]
        into: PathBuf,
    },
    /// Score the main text and the days of pages against trafilatura's snippets
    Pages {
        /// The folder of evaldata.json, with pages in cache/ and eval/
        #[arg(long)]
        folder: PathBuf,
        /// Look for the days of pages that tell them to programs in what they show their readers
        #[arg(long)]
        days: bool,
        /// Print every snippet and day that comes out wrong
        #[arg(long)]
        misses: bool,
        /// Write what the judge of blocks sees into this file instead
        #[arg(long)]
        features: Option<PathBuf>,
    },
    /// Read records under a convention; a `selon/1` line an article
    Read {
        /// JSON lines with `id` and `text`; `-` for standard input
        #[arg(default_value = "-")]
        records: PathBuf,
        /// Whose idea of an attribution
        #[arg(long, value_enum, default_value = "selon")]
        convention: Named,
        /// Add the reasons of every finding
        #[arg(long)]
        explain: bool,
        /// Also what is too unlikely to be told
        #[arg(long)]
        unlikely: bool,
    },
    /// Time the network's products, bytes against floats
    Kernels,
    /// Time the stages of reading records from standard input
    Stages,
}

/// The conventions, as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Named {
    /// What selon reports
    Selon,
    /// PolNeAR's: more counts, nothing is nested
    Polnear,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Features => features::dump(io::stdin().lock(), BufWriter::new(io::stdout().lock())),
        Command::ActFeatures { gold } => acts::dump(&gold),
        Command::Choices { gold } => choices::dump(&gold),
        Command::Dates { cases, misses } => dates::score(&cases, misses),
        Command::Kernels => kernels::write(io::stdout().lock()),
        Command::Stages => stages::write(io::stdin().lock(), io::stdout().lock()),
        Command::Fields { gold, explain } => fields::write(&gold, explain),
        Command::Copies => links::copies(io::stdin().lock(), BufWriter::new(io::stdout().lock())),
        Command::Frequencies { language, least } => {
            links::frequencies(&language, least, io::stdin().lock(), BufWriter::new(io::stdout().lock()))
        }
        Command::Contradictions { language } => {
            contradictions::features(&language, io::stdin().lock(), BufWriter::new(io::stdout().lock()))
        }
        Command::LinkFeatures { gold, fields } => links::features(&gold, fields),
        Command::Links { gold, fields, into } => links::write(&gold, fields, &into),
        Command::Pages { folder, days, misses, features } => {
            pages::run(&pages::Task { folder, days, misses, features })
        }
        Command::Read { records, convention, explain, unlikely } => {
            let convention = match convention {
                Named::Selon => Convention::Selon,
                Named::Polnear => Convention::Polnear,
            };
            let output = BufWriter::new(io::stdout().lock());
            if records.as_os_str() == "-" {
                return read::read(io::stdin().lock(), output, Mode { convention, explain, unlikely });
            }
            let file = File::open(&records).with_context(|| format!("cannot read {}", records.display()))?;
            read::read(BufReader::new(file), output, Mode { convention, explain, unlikely })
        }
    }
}
