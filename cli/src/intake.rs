//! What `read` and `add` have in common: sources, complaints, progress, the report.

use std::{cell::Cell, path::PathBuf, rc::Rc, time::Duration};

use anyhow::{Result, anyhow};
use selon::{
    Error,
    article::{Columns, Given, Piece, Trouble, Way},
};

use crate::{
    input::{Found, Input, Missing, Place},
    report::{REFUSED, Report},
    talk::Talk,
};

/// How sources are taken apart, and where it is told what became of them.
#[derive(clap::Args)]
pub struct Sources {
    /// What a field or column is, where its name does not tell: text=Volltext, date=day
    #[arg(long, value_name = "FIELD=NAME")]
    map: Vec<String>,

    /// Refuse documents of more than so many megabytes
    #[arg(long, value_name = "MB", default_value_t = 100)]
    max_size: u64,

    /// Refuse pages that take longer than that to be taken apart
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = crate::time::parse)]
    max_time: Duration,

    /// Write what became of each document into this file, a line of JSON each
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Sources {
    /// What fields are said to be.
    pub fn map(&self) -> &[String] {
        &self.map
    }
}

/// Where a document comes from.
pub struct Source {
    pub place: Place,
    pub expected: bool,
    /// Which of the names that were given led here.
    pub root: usize,
}

/// What comes in, and what is said about it.
pub struct Intake {
    pub talk: Talk,
    pub report: Report,
    way: Way,
    patience: Duration,
    verb: &'static str,
    wants_report: bool,
    /// Could something not be read that should have been?
    pub failed: bool,
}

impl Intake {
    /// `verb` is what cannot be done to what is refused.
    pub fn new(args: &Sources, verb: &'static str, inputs: &[Result<Input, Missing>]) -> Result<Intake> {
        let way = Way {
            columns: args.map.iter().try_fold(Columns::default(), |known, told| {
                known.with(told).ok_or_else(|| {
                    anyhow!("--map {told} is not of the form FIELD=NAME (fields: {})", Columns::meanings())
                })
            })?,
            longest: args.max_size.clamp(1, 1 << 20) << 20,
            ..Way::default()
        };
        let size = || inputs.iter().map(|it| it.as_ref().map_or(Some(0), Input::size)).sum();
        let talk = if verb == "add" { Talk::alone(size) } else { Talk::new(size) };
        let report = Report::new(args.report.as_deref())?;
        let patience = args.max_time;
        Ok(Intake { talk, report, way, patience, verb, wants_report: args.report.is_some(), failed: false })
    }

    /// An input that is about to be read.
    pub fn opening<'i>(&self, input: &'i Input) -> Opening<'i> {
        Opening { input, way: self.way.clone(), patience: self.patience, at: self.talk.next_input() }
    }

    /// Tells of something that cannot be read, if it should have been. → whether it was told.
    pub fn complain(&mut self, source: &Source, trouble: &Trouble) -> Result<bool> {
        let is_attack = matches!(trouble.error, Error::Packed(_) | Error::TooLong(_) | Error::TooSlow(_));
        let (is_told, line) = (source.expected || is_attack, trouble.line);
        let why = trouble.error.to_string();
        let hint = trouble.error.hint().filter(|it| self.verb == "read" || !it.contains("--lang"));
        let hint = hint.map(|it| it.replace("FILE", &source.place.to_string()));
        // What lies beside articles is nothing that was refused; what a server sent as a page is.
        if is_told || source.place.record.is_some() {
            self.report.refuse(&source.place, line, &why, hint.as_deref())?;
        }
        if is_told {
            self.failed = true;
            let line = line.map_or(String::new(), |it| format!(", line {it}"));
            let message = format!("cannot {} {}{line}: {why}", self.verb, source.place);
            self.talk.complain(&message, hint.as_deref());
        }
        Ok(is_told)
    }

    /// Tells of a name that led nowhere.
    pub fn miss(&mut self, name: &std::path::Path, why: &str) -> Result<()> {
        self.failed = true;
        let name = name.display().to_string();
        self.talk.complain(&format!("cannot {} {name}: {why}", self.verb), None);
        self.report.refuse(&Place::new(name), None, why, None)
    }

    /// Ends the report; tells the counts, in these words, to whoever waited for them or asked.
    pub fn end(&mut self, words: &[(&'static str, &str)], always: bool) -> Result<()> {
        self.talk.end();
        self.report.end()?;
        if !(always || self.wants_report || self.talk.was_shown()) {
            return Ok(());
        }
        let told = |(name, words): &(&str, &str)| format!("{} {words}", self.report.count(name));
        let mut counts: Vec<_> = words.iter().map(told).collect();
        let refused = self.report.count(REFUSED);
        if refused > 0 || !always {
            counts.push(format!("{refused} refused"));
        }
        self.talk.complain(&counts.join(", "), None);
        if refused > FEW {
            for (why, count) in self.report.reasons().into_iter().take(10) {
                self.talk.complain(&format!("{count} refused: {why}"), None);
            }
        }
        Ok(())
    }
}

/// An input, and how it is read.
pub struct Opening<'i> {
    input: &'i Input,
    way: Way,
    patience: Duration,
    at: Rc<Cell<u64>>,
}

impl Opening<'_> {
    /// Everything in it, with where it was found; what is no article and need not be one is left out.
    pub fn read(
        &self,
        given: &Given,
        mut take: impl FnMut(Source, Result<Piece, Trouble>) -> Result<()>,
    ) -> Result<()> {
        let root = self.input.root;
        let given = &Given { patience: Some(self.patience), ..given.clone() };
        self.input.read(given, &self.way, &self.at, &mut |Found { place, expected, piece }| match piece
            .as_ref()
            .is_ok_and(Piece::is_plain)
            && !expected
        {
            true => Ok(()),
            false => take(Source { place: place.clone(), expected, root }, piece),
        })
    }
}

/// So many complaints anybody can count.
const FEW: u64 = 3;

/// As many pieces, or as many bytes of them, are read at once.
const LOAD: usize = 512;
const LOAD_BYTES: usize = 8 << 20;

/// Pieces that are to be read together.
#[derive(Default)]
pub struct Load {
    pieces: Vec<(Source, Piece)>,
    bytes: usize,
}

impl Load {
    /// Takes one more. → whether it is time to read them.
    pub fn add(&mut self, source: Source, piece: Piece) -> bool {
        self.bytes += piece.size();
        self.pieces.push((source, piece));
        self.pieces.len() >= LOAD || self.bytes >= LOAD_BYTES
    }

    /// What has been taken; from here on it is empty.
    pub fn take(&mut self) -> Vec<(Source, Piece)> {
        self.bytes = 0;
        std::mem::take(&mut self.pieces)
    }
}
