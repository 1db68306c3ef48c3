//! `selon read`: files → articles → readings → what was asked for.
//!
//! What is asked for stands here, and the work in [`work`].

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use selon::{
    Language,
    article::{self, Given},
    export::{Offsets, Options},
};

use crate::{
    Outcome, input,
    intake::{Intake, Sources},
    journal::Journal,
    output::{self, Format, Output},
};

mod ahead;
mod work;

/// Show who says what in articles
///
/// Takes pages (HTML), plain text, feeds (RSS, Atom, JSON Feed), crawls (WARC) and records
/// (JSON lines, JSON, CSV with a header), also packed (gzip, zstd, zip, tar) one in the
/// other; which it is, is told by the content. A record has a `text` or `html` and may have
/// an `id`, `title`, `outlet`, `url`, `published` and `language`, or fields that `--map` says
/// are such; a plain text may begin with the same between two lines of `---`. Offsets count
/// from the text behind them.
///
/// Ends with 0 if something was found, 1 if nothing was, 2 if something could not be read;
/// what could be read is shown all the same.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Articles, or folders of them; `-` for standard input
    #[arg(value_name = "FILE|FOLDER")]
    names: Vec<PathBuf>,

    /// The articles' language, by its code; found when left out
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,

    /// How to show the findings
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,

    /// What the offsets in the findings count
    #[arg(long, value_enum, default_value = "codepoints", value_name = "UNIT")]
    offsets: Unit,

    /// Give the article's text with the findings
    #[arg(long)]
    with_text: bool,

    /// Show for each finding the words and the mechanism that led to it
    #[arg(long)]
    explain: bool,

    /// Show long statements whole
    #[arg(long)]
    full: bool,

    /// Leave out findings less sure than this, from 0 to 1
    #[arg(long, value_name = "X", default_value_t = 0.0, hide_default_value = true)]
    min_confidence: f32,

    /// Read so many articles at once; as many as there are cores when left out
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Write a .txt and a .ann for each article into this folder (with --format brat)
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// Write the findings to this file, and go on where an earlier run with it stopped:
    /// what it holds by content is not read again (with --format jsonl)
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,

    #[command(flatten)]
    sources: Sources,

    /// The day the articles were published, whatever they say themselves
    #[arg(long, value_name = "YYYY-MM-DD")]
    published: Option<String>,

    /// Who published the articles, whatever they say themselves
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,

    /// When to use colour
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: When,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Unit {
    /// Characters (Unicode code points), as Python counts
    Codepoints,
    /// Bytes of UTF-8, as Rust and Go count
    Bytes,
    /// UTF-16 units, as JavaScript and Java count
    Utf16,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum When {
    /// On a terminal
    Auto,
    Always,
    Never,
}

/// Reads and shows.
pub fn run(args: &Args) -> Result<Outcome> {
    let given = given(args)?;
    if args.output.is_some() && args.format != Format::Brat {
        return Err(anyhow!("--output is for --format brat; other formats go to standard output"));
    }
    if !(0.0..=1.0).contains(&args.min_confidence) {
        return Err(anyhow!("--min-confidence {} is not between 0 and 1", args.min_confidence));
    }
    // This thread is one of them, and takes its share of the reading.
    rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or_default())
        .use_current_thread()
        .build_global()
        .context("cannot start threads")?;
    if args.resume.is_some() && args.format != Format::Jsonl {
        return Err(anyhow!("--resume is for --format jsonl, whose articles stand each on a line"));
    }
    let names = names(args)?;
    let journal = args.resume.as_ref().map(|it| Journal::open(it, &dependence(args))).transpose()?;
    let findings = journal.as_ref().map(Journal::findings).transpose()?;
    let output = Output::new(args.format, options(args), args.output.clone(), findings)?;
    let inputs = input::find(&names);
    let intake = Intake::new(&args.sources, "read", &inputs)?;
    let mut work = work::Work::new(args, given, intake, journal, output);
    for found in inputs {
        match found {
            Ok(input) => work.open(&input)?,
            Err(missing) => work.miss(&missing)?,
        }
    }
    work.end(&names)
}

/// All options that the findings depend on, in words.
fn dependence(args: &Args) -> String {
    format!(
        "lang={:?} offsets={:?} with-text={} explain={} min-confidence={} published={:?} outlet={:?} map={:?}",
        args.lang,
        args.offsets,
        args.with_text,
        args.explain,
        args.min_confidence,
        args.published,
        args.outlet,
        args.sources.map(),
    )
}

fn given(args: &Args) -> Result<Given> {
    let language = match &args.lang {
        Some(code) => Some(
            Language::get(code)
                .ok_or_else(|| anyhow!("no language `{code}` (known: {})", Language::codes()))?,
        ),
        None => None,
    };
    let published = match &args.published {
        Some(day) => Some(
            article::parse_day(day).ok_or_else(|| anyhow!("`{day}` is no date (write it as 2026-03-05)"))?,
        ),
        None => None,
    };
    Ok(Given { language, outlet: args.outlet.clone(), published, ..Given::default() })
}

/// What to read; with nothing named, what is piped in.
fn names(args: &Args) -> Result<Vec<PathBuf>> {
    use std::io::IsTerminal;
    match args.names.is_empty() {
        true if std::io::stdin().is_terminal() => {
            Err(anyhow!("nothing to read: name a file or a folder (`selon read article.txt`)"))
        }
        true => Ok(vec!["-".into()]),
        false => Ok(args.names.clone()),
    }
}

fn options(args: &Args) -> Options {
    Options {
        offsets: match args.offsets {
            Unit::Codepoints => Offsets::CodePoints,
            Unit::Bytes => Offsets::Bytes,
            Unit::Utf16 => Offsets::Utf16,
        },
        with_text: args.with_text,
        explain: args.explain,
        full: args.full,
        width: output::width(),
        color: match args.color {
            When::Auto => output::wants_color(),
            When::Always => true,
            When::Never => false,
        },
    }
}
