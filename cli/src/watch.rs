//! `selon watch`: a list of feeds, each asked from time to time, and what they name added to the ledger.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use url::Url;

use crate::{Outcome, fetch, ledger::Place, report::Report, talk::Talk, time, web};

/// Add what feeds name, from time to time
///
/// FEEDS.toml lists them:
///
///   contact = "desk@fanal.example"      # how sites can reach you; or --contact
///
///   [[feed]]
///   url = "https://fanal.example/rss"
///   outlet = "Le Fanal"                 # as the pages say when left out
///   every = "30m"                       # ask for the feed so often
///   again = "1d"                        # ask for its pages again after so long
///   text = "page"                       # or "feed": take its own text, fetch no pages
///
/// Only url is needed. Pages and feeds that are as they were are not fetched again. It may be stopped at any
/// time and goes on where it was. Ends with 0 if an article is new or has changed, 1 if none,
/// 2 if something could not be had; without --once it does not end.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The list of feeds
    #[arg(value_name = "FEEDS.toml")]
    list: PathBuf,

    /// Ask for every feed once and end
    #[arg(long)]
    once: bool,

    /// Write what became of each page into this file, a line of JSON each
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    fetching: fetch::Options,
}

/// The list of feeds, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    contact: Option<String>,
    #[serde(default, rename = "feed")]
    feeds: Vec<Feed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feed {
    url: Url,
    outlet: Option<String>,
    #[serde(default = "half_an_hour", deserialize_with = "time::deserialize")]
    every: Duration,
    #[serde(default = "web::a_day", deserialize_with = "time::deserialize")]
    again: Duration,
    #[serde(default)]
    text: web::Text,
}

fn half_an_hour() -> Duration {
    Duration::from_secs(30 * 60)
}

/// No feed is asked for more often, whatever the list says.
const OFTEN: Duration = Duration::from_secs(60);

impl Feed {
    fn wish(&self) -> web::Wish {
        web::Wish { url: self.url.clone(), outlet: self.outlet.clone(), again: self.again, text: self.text }
    }
}

/// Watches.
pub fn run(args: &Args) -> Result<Outcome> {
    let list = read(&args.list).with_context(|| format!("cannot read {}", args.list.display()))?;
    let contact = args.fetching.contact().or(list.contact.as_deref());
    if contact.is_none() {
        return Err(anyhow!(
            "{} does not say how sites can reach you (contact = \"you@example.org\", or --contact)",
            args.list.display()
        ));
    }
    let manners = args.fetching.manners(contact)?;
    let mut report = Report::new(args.report.as_deref())?;
    let mut ledger = args.place.begin()?;
    let talk = Talk::alone(|| None);
    let mut web = web::Web::new(&mut ledger, &talk, &mut report, manners);
    let mut due = vec![Instant::now(); list.feeds.len()];
    loop {
        let now = Instant::now();
        let asked: Vec<usize> = (0..due.len()).filter(|at| due[*at] <= now).collect();
        let tally = web.visit(asked.iter().map(|at| list.feeds[*at].wish()))?;
        if args.once || tally.new + tally.changed + tally.refused > 0 {
            talk.complain(&tally.to_string(), None);
        }
        if args.once {
            talk.end();
            report.end()?;
            return Ok(tally.outcome(tally.new + tally.changed));
        }
        for at in asked {
            due[at] = now + list.feeds[at].every.max(OFTEN);
        }
        let next = due.iter().min().copied().unwrap_or(now);
        talk.say("waiting for the next feed");
        thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

fn read(path: &Path) -> Result<List> {
    let text = fs::read_to_string(path).map_err(|it| anyhow!("{}", crate::input::reason(&it)))?;
    let list: List = toml::from_str(&text).map_err(|it| anyhow!("{}", told(&text, &it)))?;
    if list.feeds.is_empty() {
        return Err(anyhow!("it lists no feed ([[feed]] and a url)"));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = list.feeds.iter().find(|it| !seen.insert(&it.url)) {
        return Err(anyhow!("{} stands in it twice", twice.url));
    }
    Ok(list)
}

/// In which line, and what.
fn told(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().and_then(|it| text.get(..it.start)).map(|it| it.matches('\n').count() + 1);
    let line = line.map(|it| format!("line {it}: ")).unwrap_or_default();
    format!("{line}{}", error.message())
}
