//! `selon add`: files and addresses → articles → readings → the ledger.
//!
//! The ledger is the memory: what it holds is not read again, so a run that was stopped
//! is started again and goes on.

use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;
use selon::{Mode, article::Given};
use selon_ledger::{Added, Ledger};
use url::Url;

use crate::{
    Outcome,
    fetch::{self, Manners},
    input::{self, Input},
    intake::{Intake, Load, Sources},
    ledger::Place,
    web::{self, Web, Wish},
};

/// Record what articles say, and link it to what is there
///
/// Takes what `selon read` takes, and addresses: of pages, and of feeds with the pages that
/// they name. Adding an article again changes nothing; a page that has changed is a new
/// version of the same article, and the old one is kept. What was stopped goes on when it is
/// started again.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Add {
    /// Articles, folders of them, addresses of pages and feeds; `-` for standard input
    #[arg(value_name = "FILE|FOLDER|URL", required = true)]
    names: Vec<PathBuf>,
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    fetching: fetch::Options,
}

/// As many articles run through the network abreast on one core.
const ABREAST: usize = 32;

/// Adds all that is named.
pub fn run(args: &Add) -> Result<Outcome> {
    let (addresses, names): (Vec<_>, Vec<_>) = args.names.iter().cloned().partition(|it| web::is_address(it));
    let manners = args.fetching.manners(args.fetching.contact())?;
    let inputs = input::find(&names);
    let intake = Intake::new(&args.sources, "add", &inputs)?;
    let mut work = Work { ledger: args.place.begin()?, intake, load: Load::default() };
    for found in inputs {
        match found {
            Ok(input) => work.open(&input)?,
            Err(missing) => work.intake.miss(&missing.path, &missing.why)?,
        }
    }
    work.unload()?;
    work.visit(&addresses, manners)?;
    let outcomes = [Added::New, Added::Changed, Added::Known].map(words);
    work.intake.end(&outcomes.map(|it| (it, it)), true)?;
    let sum: u64 = outcomes.iter().map(|it| work.intake.report.count(it)).sum();
    Ok(match (work.intake.failed, sum) {
        (true, _) => Outcome::CouldNot,
        (false, 0) => Outcome::NothingFound,
        (false, _) => Outcome::Found,
    })
}

/// What a report calls it.
pub fn words(added: Added) -> &'static str {
    match added {
        Added::New => "added",
        Added::Changed => "changed",
        Added::Known => "known",
    }
}

/// Everything between the files and the ledger.
struct Work {
    ledger: Ledger,
    intake: Intake,
    load: Load,
}

impl Work {
    fn open(&mut self, input: &Input) -> Result<()> {
        self.intake.opening(input).read(&Given::default(), |source, piece| match piece {
            Ok(piece) => match self.load.add(source, piece) {
                true => self.unload(),
                false => Ok(()),
            },
            Err(trouble) => self.intake.complain(&source, &trouble).map(drop),
        })
    }

    fn visit(&mut self, addresses: &[PathBuf], manners: Manners) -> Result<()> {
        let mut wishes = Vec::new();
        for address in addresses {
            match Url::parse(&address.to_string_lossy()) {
                Ok(url) => wishes.push(Wish::of(url)),
                Err(error) => self.intake.miss(address, &error.to_string())?,
            }
        }
        let Intake { talk, report, .. } = &mut self.intake;
        let tally = Web::new(&mut self.ledger, talk, report, manners).visit(wishes)?;
        self.intake.failed |= tally.refused > 0;
        Ok(())
    }

    /// Reads the load on all cores and records it in order; what is known is not read again.
    fn unload(&mut self) -> Result<()> {
        let load = self.load.take();
        let count = load.len() as u64;
        let articles: Vec<_> =
            load.into_par_iter().map(|(source, piece)| (source, piece.line(), piece.article())).collect();
        let (mut fresh, mut from) = (Vec::new(), Vec::new());
        for (source, line, article) in articles {
            match article {
                Ok(article) if self.ledger.has(&article)? => {
                    self.intake.report.became(words(Added::Known), &source.place, line, &article.id)?;
                }
                Ok(article) => {
                    fresh.push(article);
                    from.push((source, line));
                }
                Err(trouble) => drop(self.intake.complain(&source, &trouble)?),
            }
        }
        let mode = Mode::default();
        let readings: Vec<_> = fresh.par_chunks(ABREAST).flat_map(|it| selon::read_all(it, mode)).collect();
        let added = self.ledger.add_all(fresh.iter().zip(&readings))?;
        for ((article, added), (source, line)) in fresh.iter().zip(added).zip(&from) {
            self.intake.report.became(words(added), &source.place, *line, &article.id)?;
        }
        self.intake.talk.advance(count);
        self.intake.report.flush()
    }
}
