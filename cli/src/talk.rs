//! What is said on standard error: complaints, hints, and how far it has come.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

/// A complaint and what to do about it.
pub fn complain(message: &str, hint: Option<&str>) {
    let mut err = io::stderr().lock();
    // With standard error closed there is nobody left to tell.
    let _ = writeln!(err, "selon: {message}");
    if let Some(hint) = hint {
        let _ = writeln!(err, "hint: {hint}");
    }
}

/// What is said while articles are read.
pub struct Talk {
    bar: Option<ProgressBar>,
    started: Instant,
    shown: Cell<bool>,
    given: RefCell<HashSet<String>>,
}

/// Whoever waits longer wants to know how far it has come.
const PATIENCE: Duration = Duration::from_secs(1);

impl Talk {
    /// Progress is shown where a person waits and sees no results go by.
    pub fn new() -> Talk {
        Talk::with(io::stderr().is_terminal() && !io::stdout().is_terminal())
    }

    fn with(waits: bool) -> Talk {
        let bar = waits.then(|| {
            let bar = ProgressBar::hidden();
            let style = ProgressStyle::with_template("{spinner} {pos} articles read in {elapsed} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar
        });
        Talk { bar, started: Instant::now(), shown: Cell::new(false), given: RefCell::default() }
    }

    /// For a command that writes no results: progress is shown wherever a person waits.
    pub fn alone() -> Talk {
        Talk::with(io::stderr().is_terminal())
    }

    /// So many more articles have been read.
    pub fn advance(&self, articles: u64) {
        let Some(bar) = &self.bar else { return };
        self.show(bar);
        bar.inc(articles);
    }

    /// What is being done now.
    pub fn say(&self, what: String) {
        let Some(bar) = &self.bar else { return };
        self.show(bar);
        bar.set_message(format!("({what})"));
    }

    fn show(&self, bar: &ProgressBar) {
        if !self.shown.get() && self.started.elapsed() > PATIENCE {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            self.shown.set(true);
        }
    }

    /// A complaint; a hint that was given before is not given again.
    pub fn complain(&self, message: &str, hint: Option<&str>) {
        let hint = hint.filter(|it| self.given.borrow_mut().insert((*it).to_owned()));
        match &self.bar {
            Some(bar) => bar.suspend(|| complain(message, hint)),
            None => complain(message, hint),
        }
    }

    /// Nothing more is to come.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
