//! Pieces → readings → what was asked for.
//!
//! A load of pieces is read on all cores at once and written in the order it came, so
//! memory holds one load, however long the list of files.

use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;
use selon::{
    Article, Mode, Reading,
    article::{Given, Piece, Trouble},
    export::Options,
};

use super::{Args, options};
use crate::{
    Outcome,
    input::{Input, Missing},
    intake::{Intake, Load, Source},
    journal::Journal,
    long,
    output::{self, Output, Rendered},
};

/// As many articles run through the network abreast on one core.
const ABREAST: usize = 32;

/// Everything between the files and the results.
pub struct Work<'a> {
    args: &'a Args,
    options: Options,
    given: Given,
    intake: Intake,
    journal: Option<Journal>,
    output: Output,
    load: Load,
    /// Which of the names have come to something, be it a complaint.
    answered: Vec<bool>,
    found: bool,
}

impl<'a> Work<'a> {
    pub fn new(
        args: &'a Args,
        given: Given,
        intake: Intake,
        journal: Option<Journal>,
        output: Output,
    ) -> Work<'a> {
        let answered = vec![false; args.names.len().max(1)];
        let (options, load) = (options(args), Load::default());
        Work { args, options, given, intake, journal, output, load, answered, found: false }
    }

    /// Reads all that is found in an input.
    pub fn open(&mut self, input: &Input) -> Result<()> {
        let opening = self.intake.opening(input);
        opening.read(&self.given.clone(), |source, piece| match piece {
            Ok(piece) => self.take(source, piece),
            // Trouble is told where it arose: after the results of what stood before it.
            Err(trouble) => {
                self.unload()?;
                self.complain(&source, &trouble)
            }
        })
    }

    /// Tells of a name that led nowhere.
    pub fn miss(&mut self, missing: &Missing) -> Result<()> {
        self.unload()?;
        self.intake.miss(&missing.path, &missing.why)
    }

    fn take(&mut self, source: Source, piece: Piece) -> Result<()> {
        if self.journal.as_mut().is_some_and(|it| it.knows(piece.digest())) {
            self.answer(source.root);
            self.intake.talk.advance(1);
            return self.intake.report.became("known", &source.place, piece.line(), "");
        }
        match self.load.add(source, piece) {
            true => self.unload(),
            false => Ok(()),
        }
    }

    /// Reads the load on all cores and writes it in order.
    fn unload(&mut self) -> Result<()> {
        let (sources, pieces): (Vec<_>, Vec<_>) = self.load.take().into_iter().unzip();
        let (args, options) = (self.args, &self.options);
        let known: Vec<_> =
            pieces.iter().map(|it| (it.line(), self.journal.as_ref().map(|_| it.digest()))).collect();
        let mut groups = Vec::new();
        let mut pieces = pieces.into_iter().peekable();
        while pieces.peek().is_some() {
            groups.push(pieces.by_ref().take(ABREAST).collect::<Vec<_>>());
        }
        let read: Vec<_> = groups.into_par_iter().map(|it| read(it, args, options)).collect();
        let read = read.into_iter().flatten();
        self.intake.talk.advance(sources.len() as u64);
        for ((source, (line, digest)), read) in sources.iter().zip(known).zip(read) {
            let id = match read {
                Ok(Read::Whole(id, rendered, found)) => {
                    self.found |= found;
                    self.output.add(rendered)?;
                    id
                }
                Ok(Read::Long(article)) => {
                    let keep = |reading: &mut Reading| leave_out_unsure(reading, args.min_confidence);
                    self.found |=
                        long::write(&article, args.format, &self.options, keep, self.output.writer())?;
                    article.id
                }
                Err(trouble) => {
                    self.complain(source, &trouble)?;
                    continue;
                }
            };
            self.answer(source.root);
            self.intake.report.became("read", &source.place, line, &id)?;
            if let (Some(journal), Some(digest)) = (&mut self.journal, digest) {
                journal.add(digest);
            }
        }
        self.output.flush()?;
        self.journal.as_mut().map_or(Ok(()), Journal::keep)?;
        self.intake.report.flush()
    }

    fn complain(&mut self, source: &Source, trouble: &Trouble) -> Result<()> {
        if self.intake.complain(source, trouble)? {
            self.answer(source.root);
        }
        Ok(())
    }

    fn answer(&mut self, root: usize) {
        if let Some(answered) = self.answered.get_mut(root) {
            *answered = true;
        }
    }

    /// Writes what was kept for the end.
    pub fn end(mut self, names: &[PathBuf]) -> Result<Outcome> {
        self.unload()?;
        for (root, name) in names.iter().enumerate() {
            if self.answered.get(root) == Some(&false) && name.exists() {
                self.intake.miss(name, "there is no article in it")?;
            }
        }
        self.output.end()?;
        let words: &[_] = match self.journal {
            Some(_) => &[("read", "read"), ("known", "known already")],
            None => &[("read", "read")],
        };
        self.intake.end(words, self.journal.is_some())?;
        Ok(match (self.intake.failed, self.found) {
            (true, _) => Outcome::CouldNot,
            (false, true) => Outcome::Found,
            (false, false) => Outcome::NothingFound,
        })
    }
}

/// What became of a piece.
enum Read {
    /// Read and written under this name; and whether anything was found in it.
    Whole(String, Rendered, bool),
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
        let id = article.id.clone();
        Ok(Read::Whole(id, output::render(article, reading, args.format, into, options), found))
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
