//! Addresses → articles in the ledger: pages as they are, feeds by way of the pages they name.
//!
//! Sites take turns: while one is given its pause, others are visited. What a feed said is
//! remembered only when all that it names was tried, so whatever stops the program, the next
//! run goes on where this one was.

use std::{
    collections::{HashSet, VecDeque},
    path::Path,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;
use selon::{
    Article, Mode,
    article::{self, Given, feed::Entry},
};
use selon_ledger::{Added, Ledger, Visit};
use url::Url;

use crate::{
    add,
    fetch::{self, Answer, Failure, Fetcher, Manners, Marks, Page},
    input::Place,
    report::Report,
    talk::Talk,
};

mod entry;
mod naming;
mod tally;

use entry::{complete, own_text, told};
use naming::{id, place, same_site};
use tally::Tally;

/// How long a page from the web may take to be taken apart.
const PATIENCE: Duration = Duration::from_secs(60);

/// What shall be visited.
#[derive(Clone, Debug)]
pub struct Wish {
    /// A page or a feed.
    pub url: Url,
    /// Who publishes there, if that is known.
    pub outlet: Option<String>,
    /// A page that a feed names is asked for again after so long.
    pub again: Duration,
    /// Where the text of a feed's articles is taken from.
    pub text: Text,
}

impl Wish {
    /// A page or feed of which nothing else is known.
    pub fn of(url: Url) -> Wish {
        Wish { url, outlet: None, again: a_day(), text: Text::Page }
    }
}

/// Is this the address of something on the web, and not a file's name?
pub fn is_address(name: &Path) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    name.starts_with("http://") || name.starts_with("https://")
}

/// Where the text of a feed's articles is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Text {
    /// The pages that it names.
    #[default]
    Page,
    /// The feed itself, which is then all that is fetched.
    Feed,
}

/// How long a page that a feed names is taken to be the same.
pub fn a_day() -> Duration {
    Duration::from_secs(24 * 60 * 60)
}

/// Everything between addresses and the ledger.
pub struct Web<'a> {
    fetcher: Fetcher,
    ledger: &'a mut Ledger,
    talk: &'a Talk,
    report: &'a mut Report,
    queue: VecDeque<Task>,
    queued: HashSet<Url>,
    feeds: Vec<OpenFeed>,
    tally: Tally,
}

struct Task {
    wish: Wish,
    /// What a feed says of it, and which of the open feeds that is.
    entry: Option<(Box<Entry>, usize)>,
    tries: u8,
}

/// A feed of whose pages some are still to be visited.
struct OpenFeed {
    /// Under what addresses it is to be remembered.
    urls: Vec<Url>,
    marks: Marks,
    open: usize,
    /// Was there trouble that may have passed by the next time?
    troubled: bool,
}

impl<'a> Web<'a> {
    /// With nothing to be visited yet.
    pub fn new(ledger: &'a mut Ledger, talk: &'a Talk, report: &'a mut Report, manners: Manners) -> Web<'a> {
        let (queue, queued, feeds) = (VecDeque::new(), HashSet::new(), Vec::new());
        let (fetcher, tally) = (Fetcher::new(manners), Tally::default());
        Web { fetcher, ledger, talk, report, queue, queued, feeds, tally }
    }

    /// Visits all these and what the feeds among them name. Only the ledger can fail: what cannot be had is
    /// told and stepped over.
    pub fn visit(&mut self, wishes: impl IntoIterator<Item = Wish>) -> Result<Tally> {
        self.tally = Tally::default();
        self.feeds.clear();
        self.queued.clear();
        for wish in wishes {
            self.push(Task { wish, entry: None, tries: 0 });
        }
        while let Some(task) = self.next() {
            self.go(task)?;
        }
        Ok(self.tally)
    }

    fn push(&mut self, mut task: Task) -> bool {
        task.wish.url.set_fragment(None);
        let is_new = self.queued.insert(task.wish.url.clone());
        if is_new {
            self.queue.push_back(task);
        }
        is_new
    }

    /// The first whose site may be visited, if need be after a pause.
    fn next(&mut self) -> Option<Task> {
        let now = Instant::now();
        let ready = |it: &Task| self.fetcher.ready(&it.wish.url).map_or(now, |ready| ready.max(now));
        let at = (0..self.queue.len()).min_by_key(|at| ready(&self.queue[*at]))?;
        let task = self.queue.remove(at)?;
        let site = task.wish.url.host_str().unwrap_or_default();
        self.talk.say(&format!("{} to visit, now {site}", self.queue.len() + 1));
        thread::sleep(ready(&task).saturating_duration_since(now));
        Some(task)
    }

    fn go(&mut self, mut task: Task) -> Result<()> {
        let ledger = &*self.ledger;
        // A ledger that cannot be read will be told of when it is written to.
        let marks = |url: &Url| marks(ledger, url, task.wish.again).unwrap_or_default();
        match self.fetcher.get(&task.wish.url, &marks) {
            Ok(Answer::Same) => {
                self.became(Added::Known, &task.wish.url, "")?;
                // Of a feed it is remembered when it was last read, not when it was last the same.
                if task.entry.is_some() {
                    let before = self.ledger.visit(task.wish.url.as_str())?.unwrap_or_default();
                    self.remember(&task, &task.wish.url, before)?;
                }
                self.done(&task, false)
            }
            Ok(Answer::Page(page)) if task.entry.is_none() && is_feed(&page.bytes) => self.open(&task, page),
            Ok(Answer::Page(page)) => self.page(&task, &page),
            Err(failure) if failure.again && task.tries + 1 < fetch::TRIES => {
                task.tries += 1;
                self.queue.push_back(task);
                Ok(())
            }
            Err(failure) => self.fail(&task, &failure),
        }
    }

    /// What cannot be had as a page may stand in the feed that names it.
    fn fail(&mut self, task: &Task, failure: &Failure) -> Result<()> {
        if let Some((entry, feed)) = &task.entry {
            let is_its_own = self.feeds[*feed].urls.iter().any(|it| same_site(it, &task.wish.url));
            if !failure.passing && !entry.is_partial() && is_its_own {
                let articles = vec![own_text(entry, &task.wish, 1)];
                let (_, place) = self.record(&task.wish.url, articles)?;
                self.remember(task, &task.wish.url, Visit { place, ..Visit::default() })?;
                return self.done(task, false);
            }
        }
        self.refuse(&task.wish.url, &failure.why, None)?;
        if !failure.passing {
            self.remember(task, &task.wish.url, Visit::default())?;
        }
        self.done(task, failure.passing)
    }

    /// A page, or records, or plain text.
    fn page(&mut self, task: &Task, page: &Page) -> Result<()> {
        let given = Given {
            id: id(&page.url),
            outlet: task.wish.outlet.clone(),
            charset: page.charset.clone(),
            patience: Some(PATIENCE),
            ..Given::default()
        };
        let pieces: Vec<_> = article::pieces(&page.bytes[..], given).collect();
        let is_alone = pieces.len() == 1;
        let articles = pieces.into_iter().map(|piece| {
            let mut article = piece.and_then(article::Piece::article).map_err(|it| it.error)?;
            if is_alone {
                article.url = Some(place(&article, &page.url));
                complete(&mut article, task.entry.as_ref().map(|it| &*it.0));
            }
            Ok(article)
        });
        let articles: Vec<_> = articles.collect();
        let (is_whole, place) = self.record(&page.url, articles)?;
        // What was no article is fetched again rather than believed to be the same.
        let marks = if is_whole { page.marks.clone() } else { Marks::default() };
        let place = place.filter(|_| is_alone);
        let visit = Visit { etag: marks.etag, last_modified: marks.last_modified, place, ..Visit::default() };
        if page.url != task.wish.url {
            let visit = Visit { etag: None, last_modified: None, ..visit.clone() };
            self.remember(task, &task.wish.url, visit)?;
        }
        self.remember(task, &page.url, visit)?;
        self.done(task, false)
    }

    /// A feed: its pages are queued, or its own text recorded.
    fn open(&mut self, task: &Task, page: Page) -> Result<()> {
        let at = self.feeds.len();
        let urls = vec![task.wish.url.clone(), page.url.clone()];
        self.feeds.push(OpenFeed { urls, marks: page.marks, open: 1, troubled: false });
        let feed = match article::feed::parse(page.bytes) {
            Ok(feed) => feed,
            Err(error) => {
                self.refuse(&page.url, &error.to_string(), None)?;
                self.feeds[at].troubled = true;
                return self.close(at);
            }
        };
        if let Some(error) = &feed.broken {
            self.refuse(&page.url, &error.to_string(), None)?;
            self.feeds[at].troubled = true;
        }
        let mut own = Vec::new();
        for (number, entry) in (1..).zip(feed.entries.into_iter().take(fetch::ENTRIES)) {
            let url = entry.url.as_ref().and_then(|it| page.url.join(it).ok());
            let entry = Entry { url: url.as_ref().map(Url::to_string), ..entry };
            match url.filter(|_| task.wish.text == Text::Page) {
                Some(url) => self.named(task, url, entry, at)?,
                None => own.push(own_text(&entry, &task.wish, number)),
            }
        }
        self.record(&page.url, own)?;
        self.close(at)
    }

    /// A page that a feed names is visited if it is new, if the feed says something new of it, or after a while.
    fn named(&mut self, task: &Task, url: Url, entry: Entry, feed: usize) -> Result<()> {
        let before = self.ledger.visit(url.as_str())?;
        let removed = match before.as_ref().and_then(|it| it.place.as_ref()) {
            Some(place) => self.ledger.is_removed(place)?,
            None => false,
        };
        let says_the_same = |it: &Visit| it.told.as_ref() == Some(&told(&entry));
        let is_fresh = before.is_some_and(|it| says_the_same(&it) && !is_due(&it, task.wish.again));
        let wish = Wish { url, ..task.wish.clone() };
        let task = Task { wish, entry: Some((Box::new(entry), feed)), tries: 0 };
        let url = task.wish.url.clone();
        if removed || is_fresh || !self.push(task) {
            return self.became(Added::Known, &url, "");
        }
        self.feeds[feed].open += 1;
        Ok(())
    }

    /// Reads what is not known and records it. Were they all articles? And where stands the last of them?
    fn record(
        &mut self,
        url: &Url,
        articles: Vec<Result<Article, selon::Error>>,
    ) -> Result<(bool, Option<String>)> {
        let mut fresh = Vec::new();
        let mut place = None;
        let mut is_whole = true;
        for article in articles {
            match article {
                Ok(article) => {
                    place = Some(selon_ledger::place(&article));
                    match self.ledger.has(&article)? {
                        true => self.became(Added::Known, url, &article.id)?,
                        false => fresh.push(article),
                    }
                }
                Err(error) => {
                    is_whole = false;
                    // The other hints are for files.
                    let hint = error.hint().filter(|it| !it.contains("FILE") && !it.contains("--"));
                    self.refuse(url, &error.to_string(), hint)?;
                }
            }
        }
        let readings = selon::read_all(&fresh, Mode::default());
        for (article, reading) in fresh.iter().zip(&readings) {
            let added = self.ledger.add(article, reading)?;
            self.became(added, url, &article.id)?;
        }
        self.talk.advance(readings.len() as u64);
        self.report.flush()?;
        Ok((is_whole, place))
    }

    fn became(&mut self, added: Added, url: &Url, doc: &str) -> Result<()> {
        match added {
            Added::New => self.tally.new += 1,
            Added::Changed => self.tally.changed += 1,
            Added::Known => self.tally.known += 1,
        }
        self.report.became(add::words(added), &Place::new(url.to_string()), None, doc)
    }

    fn refuse(&mut self, url: &Url, why: &str, hint: Option<&str>) -> Result<()> {
        self.tally.refused += 1;
        self.talk.complain(&format!("cannot add {url}: {why}"), hint);
        self.report.refuse(&Place::new(url.to_string()), None, why, hint)
    }

    fn remember(&mut self, task: &Task, url: &Url, visit: Visit) -> Result<()> {
        let told = task.entry.as_ref().map(|it| told(&it.0)).or(visit.told);
        // What stood there once is still its article, though today there was none.
        let place = match visit.place {
            Some(place) => Some(place),
            None => self.ledger.visit(url.as_str())?.and_then(|it| it.place),
        };
        Ok(self.ledger.visited(url.as_str(), &Visit { told, place, at: now(), ..visit })?)
    }

    /// One of a feed's pages is done with.
    fn done(&mut self, task: &Task, troubled: bool) -> Result<()> {
        let Some((_, feed)) = task.entry else { return Ok(()) };
        self.feeds[feed].troubled |= troubled;
        self.close(feed)
    }

    /// One thing less to be done before the feed itself may be remembered.
    fn close(&mut self, feed: usize) -> Result<()> {
        let feed = &mut self.feeds[feed];
        feed.open -= 1;
        if feed.open > 0 || feed.troubled {
            return Ok(());
        }
        let marks = feed.marks.clone();
        let visit =
            Visit { etag: marks.etag, last_modified: marks.last_modified, at: now(), ..Visit::default() };
        // The marks are those of the last address, which redirects led to.
        if let Some(url) = feed.urls.last() {
            self.ledger.visited(url.as_str(), &visit)?;
        }
        Ok(())
    }
}

/// What is known of a page, unless it shall be fetched in any case: because somebody has taken its article
/// out and now asks for it again, or because it is a feed whose pages are due again.
fn marks(ledger: &Ledger, url: &Url, again: Duration) -> Result<Marks> {
    let Some(visit) = ledger.visit(url.as_str())? else { return Ok(Marks::default()) };
    let in_any_case = match &visit.place {
        Some(place) => ledger.is_removed(place)?,
        None => is_due(&visit, again),
    };
    let marks = Marks { etag: visit.etag, last_modified: visit.last_modified };
    Ok(if in_any_case { Marks::default() } else { marks })
}

fn is_due(visit: &Visit, again: Duration) -> bool {
    now() >= visit.at.saturating_add(again.as_secs() as i64)
}

fn is_feed(bytes: &[u8]) -> bool {
    let head = article::decode(bytes[..bytes.len().min(4_096)].to_vec());
    article::feed::is_feed(head.trim_start())
}

/// Seconds since 1970, UTC.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs() as i64)
}
