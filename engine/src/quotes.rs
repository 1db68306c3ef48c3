//! Quotation marks → [`Quote`]s.
//!
//! A French paragraph inside a long quotation opens with `«` again and closes
//! nothing, so marks are paired over the whole article, never by paragraph.

use crate::Span;

/// What stands between a pair of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With the marks.
    pub outer: Span,
    /// Without the marks and the white space at the edges.
    pub inner: Span,
    /// 0 for a quotation that stands in no other.
    pub depth: u8,
    /// Was its closing mark found?
    pub closed: bool,
}

/// All quotations of a text, outer before inner, by place.
pub fn find(_text: &str) -> Vec<Quote> {
    Vec::new()
}

/// How deep in quotations each word stands; 0 outside.
pub fn depths(_quotes: &[Quote], words: &[crate::words::Word]) -> Vec<u8> {
    vec![0; words.len()]
}
