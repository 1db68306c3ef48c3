//! Readings → CSV, a row an attribution.

use crate::{Article, Reading, export::Options};

/// The names of the columns, one line.
pub fn csv_header() -> String {
    String::new()
}

/// One article's findings, a row each.
pub fn csv(_article: &Article, _reading: &Reading, _options: &Options) -> String {
    String::new()
}
