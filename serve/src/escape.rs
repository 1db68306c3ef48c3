//! How templates put words into pages: the way that the engine's own pages do.

use std::fmt;

use askama::filters::Escaper;

/// Escapes for elements and attributes; what HTML forbids or what would turn the line around is replaced.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        dest.write_str(&selon::export::escaped(string))
    }
}
