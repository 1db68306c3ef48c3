//! What is said on standard error: complaints, hints, and how far it has come.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    io::{self, IsTerminal, Write},
    rc::Rc,
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
    articles: Cell<u64>,
    /// Bytes of the inputs that are done, and of the one at hand.
    done: Cell<u64>,
    at: RefCell<Rc<Cell<u64>>>,
}

/// Whoever waits longer wants to know how far it has come.
const PATIENCE: Duration = Duration::from_secs(1);

impl Talk {
    /// Progress is shown where a person waits and sees no results go by. How much there is to do, in bytes, is not always known.
    pub fn new(whole: impl FnOnce() -> Option<u64>) -> Talk {
        Talk::with(io::stderr().is_terminal() && !io::stdout().is_terminal(), whole)
    }

    /// For a command that writes no results: progress is shown wherever a person waits.
    pub fn alone(whole: impl FnOnce() -> Option<u64>) -> Talk {
        Talk::with(io::stderr().is_terminal(), whole)
    }

    fn with(waits: bool, whole: impl FnOnce() -> Option<u64>) -> Talk {
        Talk {
            bar: waits.then(|| bar(whole())),
            started: Instant::now(),
            shown: Cell::new(false),
            given: RefCell::default(),
            articles: Cell::new(0),
            done: Cell::new(0),
            at: RefCell::default(),
        }
    }

    /// Another input begins: its bytes are counted here.
    pub fn next_input(&self) -> Rc<Cell<u64>> {
        let before = self.at.replace(Rc::default());
        self.done.set(self.done.get() + before.get());
        Rc::clone(&self.at.borrow())
    }

    /// So many more articles are done with.
    pub fn advance(&self, articles: u64) {
        let Some(bar) = &self.bar else { return };
        self.articles.set(self.articles.get() + articles);
        self.show(bar);
        bar.set_message(format!("{} articles", self.articles.get()));
        bar.set_position(self.done.get() + self.at.borrow().get());
    }

    /// What is being done now.
    pub fn say(&self, what: &str) {
        let Some(bar) = &self.bar else { return };
        self.show(bar);
        bar.set_message(format!("{} articles ({what})", self.articles.get()));
        bar.tick();
    }

    fn show(&self, bar: &ProgressBar) {
        if !self.shown.get() && self.started.elapsed() > PATIENCE {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            self.shown.set(true);
        }
    }

    /// Has anybody seen how far it had come?
    pub fn was_shown(&self) -> bool {
        self.shown.get()
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

fn bar(whole: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::hidden();
    let template = match whole.filter(|it| *it > 0) {
        Some(whole) => {
            bar.set_length(whole);
            "{bar:24} {percent} % · {msg} in {elapsed}, {eta} left"
        }
        None => "{spinner} {msg} in {elapsed}",
    };
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar
}
