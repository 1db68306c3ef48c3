//! `selon read`: files → articles → readings → what was asked for.
//!
//! Files are opened in order and taken apart into pieces; a load of pieces is
//! read on all cores at once and written in the order it came. So memory holds
//! one load, however long the list of files.

use std::{path::PathBuf, rc::Rc};

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use selon::{
    Article, Language, Mode, Reading,
    article::{self, Given, Piece, Trouble},
    export::{Offsets, Options},
};

use crate::{
    Outcome,
    input::{self, Input},
    long,
    output::{self, Format, Output, Rendered},
    talk::Talk,
};

/// Show who says what in articles
///
/// Takes pages (HTML), plain text, and records (JSON lines, JSON, CSV with a header);
/// which it is, is told by the content. A record has a `text` or `html` and may have an
/// `id`, `title`, `outlet`, `url`, `published` and `language`; a plain text may begin with
/// the same between two lines of `---`. Offsets count from the text behind them.
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

#[derive(Clone, Copy, clap::ValueEnum)]
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
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("cannot start threads")?;
    }
    let output = Output::new(args.format, options(args), args.output.clone())?;
    let mut work = Work::new(args, given, output);
    let names = names(args)?;
    for found in input::find(&names) {
        match found {
            Ok(input) => work.open(input)?,
            Err(missing) => work.fail(&missing.path.display().to_string(), &missing.why, None),
        }
    }
    work.end(&names)
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

/// As many pieces, or as many bytes of them, are read at once.
const LOAD: usize = 256;
const LOAD_BYTES: usize = 8 << 20;
/// As many of them run through the network abreast on one core.
const ABREAST: usize = 32;

/// Everything between the files and the results.
struct Work<'a> {
    args: &'a Args,
    options: Options,
    given: Given,
    output: Output,
    talk: Talk,
    load: Vec<(Rc<Input>, Piece)>,
    bytes: usize,
    /// Which of the names have come to something, be it a complaint.
    answered: Vec<bool>,
    found: bool,
    failed: bool,
}

impl<'a> Work<'a> {
    fn new(args: &'a Args, given: Given, output: Output) -> Work<'a> {
        let answered = vec![false; args.names.len().max(1)];
        let (options, talk) = (options(args), Talk::new());
        let (load, bytes, found, failed) = (Vec::new(), 0, false, false);
        Work { args, options, given, output, talk, load, bytes, answered, found, failed }
    }

    fn open(&mut self, input: Input) -> Result<()> {
        let input = Rc::new(input);
        let source = match input.open() {
            Ok(source) => source,
            Err(error) => {
                let error = selon::Error::Read(input::reason(&error));
                return self.trouble(&input, &Trouble { line: None, error });
            }
        };
        for piece in article::pieces(source, Given { id: input.id(), ..self.given.clone() }) {
            match piece {
                Ok(piece) if piece.is_plain() && !input.expected => {}
                Ok(piece) => self.take(&input, piece)?,
                Err(trouble) => self.trouble(&input, &trouble)?,
            }
        }
        Ok(())
    }

    fn take(&mut self, input: &Rc<Input>, piece: Piece) -> Result<()> {
        self.bytes += piece.size();
        self.load.push((Rc::clone(input), piece));
        match self.load.len() >= LOAD || self.bytes >= LOAD_BYTES {
            true => self.unload(),
            false => Ok(()),
        }
    }

    /// Reads the load on all cores and writes it in order.
    fn unload(&mut self) -> Result<()> {
        self.bytes = 0;
        let (inputs, pieces): (Vec<_>, Vec<_>) = self.load.drain(..).unzip();
        let (args, options) = (self.args, &self.options);
        let mut groups = Vec::new();
        let mut pieces = pieces.into_iter().peekable();
        while pieces.peek().is_some() {
            groups.push(pieces.by_ref().take(ABREAST).collect::<Vec<_>>());
        }
        let read: Vec<_> = groups.into_par_iter().map(|it| read(it, args, options)).collect();
        let read = read.into_iter().flatten();
        self.talk.advance(inputs.len() as u64);
        for (input, read) in inputs.iter().zip(read) {
            match read {
                Ok(Read::Whole(rendered, found)) => {
                    self.found |= found;
                    self.answer(input.root);
                    self.output.add(rendered)?;
                }
                Ok(Read::Long(article)) => {
                    self.answer(input.root);
                    let keep = |reading: &mut Reading| leave_out_unsure(reading, args.min_confidence);
                    self.found |=
                        long::write(&article, args.format, &self.options, keep, self.output.writer())?;
                }
                Err(trouble) => self.complain(input, &trouble),
            }
        }
        self.output.flush()
    }

    /// Trouble is told where it arose: after the results of what stood before it.
    fn trouble(&mut self, input: &Input, trouble: &Trouble) -> Result<()> {
        self.unload()?;
        self.complain(input, trouble);
        Ok(())
    }

    fn complain(&mut self, input: &Input, trouble: &Trouble) {
        if !input.expected {
            return;
        }
        let line = trouble.line.map_or(String::new(), |it| format!(", line {it}"));
        let hint = trouble.error.hint().map(|it| it.replace("FILE", &input.name()));
        self.answer(input.root);
        self.fail(&format!("{}{line}", input.name()), &trouble.error.to_string(), hint.as_deref());
    }

    fn fail(&mut self, name: &str, why: &str, hint: Option<&str>) {
        self.failed = true;
        self.talk.complain(&format!("cannot read {name}: {why}"), hint);
    }

    fn answer(&mut self, root: usize) {
        if let Some(answered) = self.answered.get_mut(root) {
            *answered = true;
        }
    }

    fn end(mut self, names: &[PathBuf]) -> Result<Outcome> {
        self.unload()?;
        self.talk.end();
        for (root, name) in names.iter().enumerate() {
            if name.is_dir() && self.answered.get(root) == Some(&false) {
                self.fail(&name.display().to_string(), "there is no article in it", None);
            }
        }
        self.output.end()?;
        Ok(match (self.failed, self.found) {
            (true, _) => Outcome::CouldNot,
            (false, true) => Outcome::Found,
            (false, false) => Outcome::NothingFound,
        })
    }
}

/// What became of a piece.
enum Read {
    /// Read and written; and whether anything was found in it.
    Whole(Rendered, bool),
    /// To be read while it is written.
    Long(Article),
}

/// Makes articles of pieces and reads them together.
fn read(pieces: Vec<Piece>, args: &Args, options: &Options) -> Vec<Result<Read, Trouble>> {
    let mode = Mode { explain: options.explain, ..Mode::default() };
    let into = args.output.is_some();
    let mut short = Vec::with_capacity(pieces.len());
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        out.push(match piece.article() {
            Ok(article) if long::is_long(&article, args.format) => Some(Ok(Read::Long(article))),
            Ok(article) => {
                short.push(article);
                None
            }
            Err(trouble) => Some(Err(trouble)),
        });
    }
    let readings = selon::read_all(&short, mode);
    let mut whole = short.into_iter().zip(readings).map(|(article, mut reading)| {
        leave_out_unsure(&mut reading, args.min_confidence);
        let found = !reading.attributions.is_empty();
        Ok(Read::Whole(output::render(article, reading, args.format, into, options), found))
    });
    out.into_iter().filter_map(|it| it.or_else(|| whole.next())).collect()
}

/// What hung below a finding that is left out hangs below the next one up.
fn leave_out_unsure(reading: &mut Reading, least: f32) {
    let out: Vec<_> =
        reading.attributions.iter().filter(|it| it.confidence < least).map(|it| (it.id, it.parent)).collect();
    reading.attributions.retain(|it| it.confidence >= least);
    for attribution in &mut reading.attributions {
        // As many steps as there are findings left out, should they ever hang in a ring.
        for _ in 0..out.len() {
            let Some((_, above)) = out.iter().find(|(id, _)| Some(*id) == attribution.parent) else { break };
            attribution.parent = *above;
        }
    }
}
