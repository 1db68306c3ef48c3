//! Quotation marks → [`Quote`]s.
//!
//! Marks are paired paragraph by paragraph, so that one lost mark turns nothing
//! inside out behind it; only a quotation whose next paragraph opens with a mark
//! again, or whose closing mark is the next of its kind, goes on over the break.

mod marks;
mod pairs;

use crate::{
    Span,
    words::{self, Word},
};

/// What stands between a pair of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With the marks.
    pub outer: Span,
    /// Without the marks and the white space at the edges; never empty.
    pub inner: Span,
    /// 0 for a quotation that stands in no other.
    pub depth: u8,
    /// Was its closing mark found?
    pub closed: bool,
    /// Does the next paragraph's first quotation go on with this one?
    pub continues: bool,
}

/// All quotations of a text, outer before inner, by place.
pub fn find(text: &str) -> Vec<Quote> {
    let starts = words::paragraph_starts(text);
    let marks = marks::find(text, &starts);
    let mut quotes = pairs::find(text, &marks, &starts);
    quotes.sort_by_key(|it| (it.outer.start, std::cmp::Reverse(it.outer.end)));
    let mut around: Vec<usize> = Vec::new();
    for quote in &mut quotes {
        while around.last().is_some_and(|end| *end < quote.outer.end) {
            around.pop();
        }
        quote.depth = around.len().try_into().unwrap_or(u8::MAX);
        around.push(quote.outer.end);
    }
    quotes
}

/// In how many quotations each word stands, the marks themselves included: 0 is the
/// article's own voice.
pub fn depths(quotes: &[Quote], words: &[Word]) -> Vec<u8> {
    let mut quotes = quotes.iter().peekable();
    let mut around: Vec<usize> = Vec::new();
    let mut depths = Vec::with_capacity(words.len());
    for word in words {
        while let Some(quote) = quotes.next_if(|it| it.outer.start <= word.span.start) {
            around.push(quote.outer.end);
        }
        // Inner quotations end no later than outer ones.
        while around.last().is_some_and(|end| *end <= word.span.start) {
            around.pop();
        }
        depths.push(around.len().try_into().unwrap_or(u8::MAX));
    }
    depths
}

#[cfg(test)]
mod tests;
