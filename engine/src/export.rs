//! Readings → formats. Only here is a format promised.
//!
//! A reading counts bytes and may hold any two numbers for a span; what leaves
//! this module counts what was asked for and lies in the text: spans are cut to
//! it, moved to character boundaries, and left out where nothing remains.

mod brat;
mod csv;
mod html;
mod json;
mod offsets;
#[allow(dead_code)]
mod outline;
mod text;

pub use brat::brat;
pub use csv::{csv, csv_header};
pub use html::html;
pub use json::{json, jsonl};
pub use offsets::Offsets;
pub use text::text;

use crate::Span;

/// How the formats are written; each format heeds what concerns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What offsets count.
    pub offsets: Offsets,
    /// Should the article's text be given with its findings?
    pub with_text: bool,
    /// Should every finding tell the words and the mechanism that led to it?
    pub explain: bool,
    /// Should long contents be given whole, where a person reads them?
    pub full: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// May the terminal be given colours?
    pub color: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            offsets: Offsets::default(),
            with_text: false,
            explain: false,
            full: false,
            width: 100,
            color: false,
        }
    }
}

/// The part of `span` that lies in `text`, between characters; `None` if that is nothing.
fn within(text: &str, span: Span) -> Option<Span> {
    let (start, end) = (boundary(text, span.start), boundary(text, span.end));
    (start < end).then(|| Span::new(start, end))
}

/// The last place between two characters that is not behind `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// The words of a span, wherever it points.
fn words(text: &str, span: Span) -> &str {
    within(text, span).and_then(|it| text.get(it.start..it.end)).unwrap_or("")
}

/// The words of all pieces, a gap between two of them marked.
fn joined(text: &str, pieces: &[Span]) -> Option<String> {
    let words: Vec<_> = pieces.iter().filter_map(|it| within(text, *it)).map(|it| it.of(text)).collect();
    (!words.is_empty()).then(|| words.join(" […] "))
}
