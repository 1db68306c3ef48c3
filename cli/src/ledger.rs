//! What a ledger is asked and told: one command each, all with `--ledger`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use selon::{
    Mode,
    article::{self, Given, Piece},
};
use selon_ledger::{Added, Asked, Ledger, Subject, Verb};
use url::Url;

use crate::{
    Outcome,
    answers::{self, Form},
    fetch::{self, Manners},
    input,
    talk::Talk,
    web::{self, Web, Wish},
};

/// Which ledger, and how it answers.
#[derive(clap::Args)]
pub struct Place {
    /// The file that keeps the ledger
    #[arg(long, value_name = "FILE", default_value = "selon.ledger", env = "SELON_LEDGER")]
    ledger: PathBuf,

    /// How to answer
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Form,
}

impl Place {
    /// The file that keeps it.
    pub fn file(&self) -> &Path {
        &self.ledger
    }

    /// Opens a ledger that is there.
    fn open(&self) -> Result<Ledger> {
        if !self.ledger.exists() {
            return Err(anyhow!(
                "there is no ledger {} (`selon add FILES` makes one)",
                self.ledger.display()
            ));
        }
        Ok(Ledger::open(&self.ledger)?)
    }
}

/// What narrows an answer down.
#[derive(clap::Args)]
pub struct Narrow {
    /// Said or published on this day or later
    #[arg(long, value_name = "DAY")]
    since: Option<String>,

    /// Said or published on this day or earlier
    #[arg(long, value_name = "DAY")]
    until: Option<String>,

    /// Show so many rows
    #[arg(long, value_name = "N")]
    most: Option<usize>,
}

/// Record what articles say, and link it to what is there
///
/// Takes what `selon read` takes, and the addresses of pages and feeds, from which it takes the
/// pages that they name. Adding an article again changes nothing; a page that has changed is a
/// new version of the same article, and the old one is kept.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Add {
    /// Articles, folders of them, or addresses of pages and feeds; `-` for standard input
    #[arg(value_name = "FILE|FOLDER|URL", required = true)]
    names: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    manners: fetch::Options,
}

/// List claims, those with most statements first
#[derive(clap::Args)]
pub struct Claims {
    /// Only those that some affirm and others deny
    #[arg(long)]
    contested: bool,
    /// Only those in which these words occur
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    place: Place,
}

/// Show who affirms and who denies a claim
#[derive(clap::Args)]
pub struct Claim {
    /// Its number, as `selon claims` shows it: C12
    claim: String,
    #[command(flatten)]
    place: Place,
}

/// Show all that somebody says, and what others say of him
#[derive(clap::Args)]
pub struct Who {
    /// A name, or part of it
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Show what was said when, on a claim or by an actor
#[derive(clap::Args)]
pub struct Timeline {
    /// C12, A5 or a name
    subject: String,
    #[command(flatten)]
    place: Place,
}

/// Find statements
#[derive(clap::Args)]
pub struct Search {
    /// Words that all have to occur
    words: Vec<String>,
    /// Only by this speaker
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only this act: accuse, deny, ...
    #[arg(long, value_name = "ACT")]
    act: Option<String>,
    /// Only in this outlet
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Only in this language
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    place: Place,
}

/// Count the sources: named, unnamed, by type and role
#[derive(clap::Args)]
pub struct Sources {
    /// Count each outlet's for itself
    #[arg(long, value_name = "outlet", value_parser = ["outlet"])]
    by: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// An article that is in the ledger.
#[derive(clap::Args)]
pub struct Article {
    /// Its name or its URL
    article: String,
    #[command(flatten)]
    place: Place,
}

/// A question about all of it.
#[derive(clap::Args)]
pub struct Whole {
    #[command(flatten)]
    place: Place,
}

/// What is corrected, by whom and why.
#[derive(clap::Args)]
pub struct Correct {
    /// A statement (article#3), a claim (C12) or an actor (A5)
    subject: String,
    /// Merge into, or assign to: C12 or A5
    into: Option<String>,
    /// The position under the claim that it is assigned to: affirm, deny, unknown
    #[arg(long, value_parser = ["affirm", "deny", "unknown"])]
    position: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME", env = "USER", default_value = "somebody")]
    who: String,
    /// Why
    #[arg(long, value_name = "WORDS", default_value = "")]
    why: String,
    #[command(flatten)]
    place: Place,
}

/// Take a correction back
#[derive(clap::Args)]
pub struct Undo {
    /// Its number, as `selon log` shows it
    correction: i64,
    #[command(flatten)]
    place: Place,
}

/// The commands on a ledger.
#[derive(clap::Subcommand)]
pub enum Command {
    Add(Add),
    Claims(Claims),
    Claim(Claim),
    Who(Who),
    Timeline(Timeline),
    Search(Search),
    Sources(Sources),
    /// Show the statements of an article
    Show(Article),
    /// Take an article out; nothing of it is lost
    Remove(Article),
    /// Write every statement, for other programs
    Export(Whole),
    /// Say that a finding is right
    Confirm(Correct),
    /// Say that a finding is wrong; it is no longer shown
    Reject(Correct),
    /// Say that two claims, or two actors, are one
    Merge(Correct),
    /// Say that a statement belongs to no other claim
    Split(Correct),
    /// Say which claim or actor a statement belongs to
    Assign(Correct),
    /// Show what people have corrected
    Log(Whole),
    Undo(Undo),
    /// Verify that every span matches its text and every link its ends
    Check(Whole),
}

/// Does what is asked.
pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Add(it) => add(it),
        Command::Claims(it) => {
            let asked = Asked { contested: it.contested, words: it.about.clone(), ..asked(&it.narrow) };
            answers::claims(&it.place.open()?.claims(&asked)?, it.place.format)
        }
        Command::Claim(it) => {
            let Some(Subject::Claim(id)) = Subject::parse(&it.claim) else {
                return Err(anyhow!("`{}` is no claim (write it as C12)", it.claim));
            };
            let ledger = it.place.open()?;
            let (claim, statements) = ledger.claim(id)?;
            answers::claim(&claim, &statements, &ledger.turns(id)?, it.place.format)
        }
        Command::Who(it) => {
            let ledger = it.place.open()?;
            let mut rows = ledger.who(&it.name)?;
            rows.extend(ledger.about(&it.name)?);
            answers::statements(&rows, it.place.format)
        }
        Command::Timeline(it) => {
            answers::statements(&it.place.open()?.timeline(&it.subject)?, it.place.format)
        }
        Command::Search(it) => {
            let words = it.words.join(" ");
            let asked = Asked {
                words: (!words.is_empty()).then_some(words),
                speaker: it.speaker.clone(),
                act: it.act.clone(),
                outlet: it.outlet.clone(),
                language: it.lang.clone(),
                ..asked(&it.narrow)
            };
            answers::statements(&it.place.open()?.search(&asked)?, it.place.format)
        }
        Command::Sources(it) => {
            answers::sources(&it.place.open()?.sources(it.by.is_some())?, it.place.format)
        }
        Command::Show(it) => answers::statements(&it.place.open()?.show(&it.article)?, it.place.format),
        Command::Remove(it) => {
            let found = it.place.open()?.remove(&it.article)?;
            Ok(if found > 0 { Outcome::Found } else { Outcome::NothingFound })
        }
        Command::Export(it) => {
            answers::statements(&it.place.open()?.export()?, it.place.format.for_programs())
        }
        Command::Confirm(it) => correct(it, Verb::Confirm),
        Command::Reject(it) => correct(it, Verb::Reject),
        Command::Merge(it) => correct(it, Verb::Merge(into(it)?)),
        Command::Split(it) => correct(it, Verb::Split),
        Command::Assign(it) => correct(it, Verb::Assign(into(it)?, it.position.clone())),
        Command::Log(it) => answers::log(&it.place.open()?.log()?, it.place.format),
        Command::Undo(it) => {
            it.place.open()?.undo(it.correction)?;
            Ok(Outcome::Found)
        }
        Command::Check(it) => {
            let wrong = it.place.open()?.check()?;
            wrong.iter().for_each(|it| crate::talk::complain(it, None));
            Ok(if wrong.is_empty() { Outcome::Found } else { Outcome::CouldNot })
        }
    }
}

fn asked(narrow: &Narrow) -> Asked {
    Asked { since: narrow.since.clone(), until: narrow.until.clone(), most: narrow.most, ..Asked::default() }
}

fn subject(text: &str) -> Result<Subject> {
    Subject::parse(text)
        .with_context(|| format!("`{text}` is no statement (article#3), claim (C12) or actor (A5)"))
}

fn into(it: &Correct) -> Result<Subject> {
    subject(it.into.as_deref().context("say what it is merged into or assigned to: C12 or A5")?)
}

fn correct(it: &Correct, verb: Verb) -> Result<Outcome> {
    let number = it.place.open()?.correct(&it.who, &it.why, &verb, &subject(&it.subject)?)?;
    crate::talk::complain(&format!("correction {number} (`selon undo {number}` takes it back)"), None);
    Ok(Outcome::Found)
}

/// As many pieces are read at once.
const LOAD: usize = 128;
/// As many of them run through the network abreast on one core.
const ABREAST: usize = 32;

fn add(args: &Add) -> Result<Outcome> {
    let (addresses, names): (Vec<_>, Vec<_>) = args.names.iter().cloned().partition(|it| web::is_address(it));
    let manners = args.manners.manners(args.manners.contact())?;
    let mut work = Work {
        ledger: Ledger::open(&args.place.ledger)?,
        talk: Talk::alone(),
        load: Vec::new(),
        tally: [0; 3],
        failed: false,
    };
    for found in input::find(&names) {
        match found {
            Ok(input) => work.open(&input)?,
            Err(missing) => work.complain(&missing.path.display().to_string(), &missing.why),
        }
    }
    work.unload()?;
    work.visit(&addresses, manners)?;
    work.talk.end();
    let [new, changed, known] = work.tally;
    crate::talk::complain(&format!("{new} added, {changed} changed, {known} known"), None);
    Ok(match (work.failed, new + changed + known) {
        (true, _) => Outcome::CouldNot,
        (false, 0) => Outcome::NothingFound,
        (false, _) => Outcome::Found,
    })
}

/// Everything between the files and the ledger.
struct Work {
    ledger: Ledger,
    talk: Talk,
    load: Vec<(String, Piece)>,
    tally: [usize; 3],
    failed: bool,
}

impl Work {
    fn open(&mut self, input: &input::Input) -> Result<()> {
        let source = match input.open() {
            Ok(source) => source,
            Err(error) => {
                self.complain(&input.name(), &input::reason(&error));
                return Ok(());
            }
        };
        for piece in article::pieces(source, Given { id: input.id(), ..Given::default() }) {
            match piece {
                Ok(piece) if piece.is_plain() && !input.expected => {}
                Ok(piece) => {
                    self.load.push((input.name(), piece));
                    if self.load.len() >= LOAD {
                        self.unload()?;
                    }
                }
                Err(trouble) => self.complain(&input.name(), &trouble.error.to_string()),
            }
        }
        Ok(())
    }

    fn visit(&mut self, addresses: &[PathBuf], manners: Manners) -> Result<()> {
        let mut wishes = Vec::new();
        for address in addresses.iter().map(|it| it.to_string_lossy()) {
            match Url::parse(&address) {
                Ok(url) => wishes.push(Wish::of(url)),
                Err(error) => self.complain(&address, &error.to_string()),
            }
        }
        let tally = Web::new(&mut self.ledger, &self.talk, manners).visit(wishes)?;
        for (sum, more) in self.tally.iter_mut().zip([tally.new, tally.changed, tally.known]) {
            *sum += more;
        }
        self.failed |= tally.refused > 0;
        Ok(())
    }

    /// Reads the load on all cores and records it in order; what is known is not read again.
    fn unload(&mut self) -> Result<()> {
        let mut fresh = Vec::new();
        for (name, piece) in std::mem::take(&mut self.load) {
            match piece.article() {
                Ok(article) if self.ledger.has(&article)? => self.tally[Added::Known as usize] += 1,
                Ok(article) => fresh.push(article),
                Err(trouble) => self.complain(&name, &trouble.error.to_string()),
            }
        }
        let mode = Mode { explain: true, ..Mode::default() };
        let readings: Vec<_> = fresh.par_chunks(ABREAST).flat_map(|it| selon::read_all(it, mode)).collect();
        for (article, reading) in fresh.iter().zip(&readings) {
            self.tally[self.ledger.add(article, reading)? as usize] += 1;
        }
        self.talk.advance(readings.len() as u64);
        Ok(())
    }

    fn complain(&mut self, name: &str, why: &str) {
        self.failed = true;
        self.talk.complain(&format!("cannot add {name}: {why}"), None);
    }
}
