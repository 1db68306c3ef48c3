//! Pieces → readings → what was asked for.
//!
//! Groups of pieces are read on all cores while the next ones are taken from the files, and
//! written in the order they came; memory holds a few groups, however long the list of files.

use std::{collections::VecDeque, path::PathBuf, sync::Arc};

use anyhow::Result;
use selon::{
    Article, Mode, Reading,
    article::{Given, Piece, Trouble},
    export::Options,
};

use super::{Args, ahead::Ahead, options};
use crate::{
    Outcome,
    input::{Input, Missing},
    intake::{Intake, Source},
    journal::{Digest, Journal},
    long,
    output::{self, Format, Output, Rendered},
};

/// As many articles run through the network abreast on one core, unless they have more bytes than this together.
const ABREAST: usize = 32;
const ABREAST_BYTES: usize = 1 << 20;
/// As many groups of them are under way for each core, and no more bytes than this but for a single group.
const GROUPS: usize = 3;
const BYTES: usize = 8 << 20;

/// Everything between the files and the results.
pub struct Work {
    how: Arc<How>,
    given: Given,
    intake: Intake,
    journal: Option<Journal>,
    output: Output,
    group: Vec<Piece>,
    /// Where the pieces of the group come from.
    from: Group,
    ahead: Ahead<Vec<Result<Read, Trouble>>>,
    /// Where the pieces come from that are being read, in order.
    under_way: VecDeque<Group>,
    /// Which of the names have come to something, be it a complaint.
    answered: Vec<bool>,
    found: bool,
}

/// What is read at once, but for its pieces.
#[derive(Default)]
struct Group {
    members: Vec<(Source, Option<u64>, Option<Digest>)>,
    bytes: usize,
}

/// All that what comes of a piece depends on.
struct How {
    format: Format,
    /// Are there files to write into, one an article?
    into: bool,
    least: f32,
    options: Options,
}

impl Work {
    pub fn new(args: &Args, given: Given, intake: Intake, journal: Option<Journal>, output: Output) -> Work {
        let how = How {
            format: args.format,
            into: args.output.is_some(),
            least: args.min_confidence,
            options: options(args),
        };
        Work {
            how: Arc::new(how),
            given,
            intake,
            journal,
            output,
            group: Vec::new(),
            from: Group::default(),
            ahead: Ahead::new(),
            under_way: VecDeque::new(),
            answered: vec![false; args.names.len().max(1)],
            found: false,
        }
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
        self.from.bytes += piece.size();
        let digest = self.journal.as_ref().map(|_| piece.digest());
        self.from.members.push((source, piece.line(), digest));
        self.group.push(piece);
        match self.group.len() >= ABREAST || self.from.bytes >= ABREAST_BYTES {
            true => self.give(),
            false => Ok(()),
        }
    }

    /// Has the group read as soon as there is room for it, and writes what has been read meanwhile.
    fn give(&mut self) -> Result<()> {
        let (pieces, from) = (std::mem::take(&mut self.group), std::mem::take(&mut self.from));
        let most = GROUPS * rayon::current_num_threads();
        while self.ahead.len() >= most || self.bytes() + from.bytes > BYTES {
            let Some(read) = self.ahead.next() else { break };
            self.write(read)?;
        }
        let how = Arc::clone(&self.how);
        self.under_way.push_back(from);
        self.ahead.give(move || read(pieces, &how));
        while let Some(read) = self.ahead.ready() {
            self.write(read)?;
        }
        Ok(())
    }

    /// Of all that is under way.
    fn bytes(&self) -> usize {
        self.under_way.iter().map(|it| it.bytes).sum()
    }

    /// Writes all that has been taken.
    fn unload(&mut self) -> Result<()> {
        if !self.group.is_empty() {
            self.give()?;
        }
        while let Some(read) = self.ahead.next() {
            self.write(read)?;
        }
        Ok(())
    }

    /// Writes what came of the group that has been under way longest.
    fn write(&mut self, read: Vec<Result<Read, Trouble>>) -> Result<()> {
        let Group { members, .. } = self.under_way.pop_front().unwrap_or_default();
        self.intake.talk.advance(members.len() as u64);
        for ((source, line, digest), read) in members.into_iter().zip(read) {
            let id = match read {
                Ok(Read::Whole(id, rendered, found)) => {
                    self.found |= found;
                    self.output.add(rendered)?;
                    id
                }
                Ok(Read::Long(article)) => {
                    let How { format, least, options, .. } = &*self.how;
                    let keep = |reading: &mut Reading| leave_out_unsure(reading, *least);
                    self.found |= long::write(&article, *format, options, keep, self.output.writer())?;
                    article.id
                }
                Err(trouble) => {
                    self.complain(&source, &trouble)?;
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
fn read(pieces: Vec<Piece>, how: &How) -> Vec<Result<Read, Trouble>> {
    let mode = Mode { explain: how.options.explain, ..Mode::default() };
    let mut short = Vec::with_capacity(pieces.len());
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        out.push(match piece.article() {
            Ok(article) if long::is_long(&article, how.format) => Some(Ok(Read::Long(article))),
            Ok(article) => {
                short.push(article);
                None
            }
            Err(trouble) => Some(Err(trouble)),
        });
    }
    let readings = selon::read_all(&short, mode);
    let mut whole = short.into_iter().zip(readings).map(|(article, mut reading)| {
        leave_out_unsure(&mut reading, how.least);
        let found = !reading.attributions.is_empty();
        let id = article.id.clone();
        Ok(Read::Whole(id, output::render(article, reading, how.format, how.into, &how.options), found))
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
