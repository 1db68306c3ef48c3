//! What a ledger is asked and told: one command each, all with `--ledger`.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use selon_ledger::{Asked, Ledger, Subject, Verb};

use crate::{
    Outcome,
    add::{self, Add},
    answers::{self, Form},
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
    /// Opens a ledger, or begins one.
    pub fn begin(&self) -> Result<Ledger> {
        Ok(Ledger::open(&self.ledger)?)
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
    /// Show so many rows, those that speak most often; else 50 to read, all for programs
    #[arg(long, value_name = "N")]
    most: Option<u32>,
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
        Command::Add(it) => add::run(it),
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
            answers::who(&ledger.who(&it.name)?, &ledger.about(&it.name)?, it.place.format)
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
            let most = it.most.or((it.place.format == Form::Text).then_some(50));
            let rows = it.place.open()?.leading_sources(it.by.is_some(), most.map_or(i64::MAX, i64::from))?;
            answers::sources(&rows, it.place.format)
        }
        Command::Show(it) => answers::statements(&it.place.open()?.show(&it.article)?, it.place.format),
        Command::Remove(it) => {
            let found = it.place.open()?.remove(&it.article)?;
            if found == 0 {
                return Err(anyhow!("the ledger has no article `{}`", it.article));
            }
            crate::talk::complain(&format!("{found} taken out (`selon add` of the same puts it back)"), None);
            Ok(Outcome::Found)
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
