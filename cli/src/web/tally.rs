//! What has become of all that was visited, in numbers.

use std::fmt;

use crate::Outcome;

/// What has become of all that was visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles that are new.
    pub new: usize,
    /// Articles with another text than before.
    pub changed: usize,
    /// Articles, and addresses, that are as they were.
    pub known: usize,
    /// Addresses that could not be had or hold no article.
    pub refused: usize,
}

impl Tally {
    /// How the command ends that has come to this; `found` is what it was to find.
    pub fn outcome(&self, found: usize) -> Outcome {
        match (self.refused, found) {
            (0, 0) => Outcome::NothingFound,
            (0, _) => Outcome::Found,
            _ => Outcome::CouldNot,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{} added, {} changed, {} known", self.new, self.changed, self.known)?;
        match self.refused {
            0 => Ok(()),
            refused => write!(out, ", {refused} refused"),
        }
    }
}
