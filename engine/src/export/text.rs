//! A reading → a digest for a person at a terminal.

use crate::{Article, Reading, export::Options};

/// One article's findings, one block.
pub fn text(_article: &Article, _reading: &Reading, _options: &Options) -> String {
    String::new()
}
