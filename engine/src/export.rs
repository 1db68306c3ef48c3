//! Readings → formats. Only here is a format promised.
//!
//! A reading counts bytes and may hold any two numbers for a span; what leaves
//! this module counts what was asked for and lies in the text: spans are cut to
//! it, moved to character boundaries, and left out where nothing remains.

mod brat;
mod csv;
mod escaped;
mod html;
mod json;
mod linked;
mod marked;
mod offsets;
mod outline;
mod phrase;
mod piece;
mod quoted;
mod terminal;
mod text;
mod together;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema;

pub use brat::brat;
pub use csv::{csv, csv_header};
pub use escaped::escaped;
pub use html::html;
pub use json::{json, jsonl, write_jsonl};
pub use marked::{Mark, marked};
pub use offsets::Offsets;
pub use piece::{merged, paragraphs};
pub use text::text;
pub use together::together;

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
