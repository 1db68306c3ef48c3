//! How long one document may keep its reader waiting.
//!
//! The work on a page is bounded by its bytes; should a page be built so that it is much all the same,
//! whoever works on it looks at the clock from time to time and gives up.

use std::time::{Duration, Instant};

use crate::Error;

/// Runs from when it is started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    end: Option<(Instant, Duration)>,
}

impl Clock {
    /// Starts it; without a limit it never runs out.
    pub fn start(limit: Option<Duration>) -> Clock {
        Clock { end: limit.and_then(|it| Some((Instant::now().checked_add(it)?, it))) }
    }

    /// Is there time left?
    pub fn check(&self) -> Result<(), Error> {
        match self.end {
            Some((end, limit)) if Instant::now() > end => Err(Error::TooSlow(limit)),
            _ => Ok(()),
        }
    }
}
