//! Bytes → code points or UTF-16 units.
//!
//! Counts are kept for every 64th byte, so a text is walked once and a look-up
//! costs at most 64 bytes more, in whatever order the spans come.

use crate::{Span, export::piece::within};

/// What offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Unicode code points, as Python strings do.
    #[default]
    CodePoints,
    /// Bytes of UTF-8, as Rust and Go strings do.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java strings do.
    Utf16,
}

impl Offsets {
    /// Every value, in order.
    pub const ALL: &'static [Offsets] = &[Offsets::CodePoints, Offsets::Bytes, Offsets::Utf16];

    /// As it is written in `selon/1` and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Offsets::CodePoints => "codepoints",
            Offsets::Bytes => "bytes",
            Offsets::Utf16 => "utf16",
        }
    }

    /// The value of that name.
    pub fn from_name(name: &str) -> Option<Offsets> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// How many units the characters that begin in these bytes take.
    fn count(self, bytes: &[u8]) -> usize {
        let leads = || bytes.iter().filter(|it| **it & 0xC0 != 0x80).count();
        match self {
            Offsets::CodePoints => leads(),
            Offsets::Bytes => bytes.len(),
            Offsets::Utf16 => leads() + bytes.iter().filter(|it| **it >= 0xF0).count(),
        }
    }
}

const BLOCK: usize = 64;

/// Turns the byte spans of one text into spans of other units.
pub struct Ruler<'t> {
    text: &'t str,
    offsets: Offsets,
    /// Units before every block; empty where a unit is a byte.
    before: Vec<usize>,
}

impl<'t> Ruler<'t> {
    /// A ruler for that text.
    pub fn new(text: &'t str, offsets: Offsets) -> Ruler<'t> {
        let mut before = Vec::new();
        if offsets != Offsets::Bytes && !text.is_ascii() {
            let mut total = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(total);
                total += offsets.count(block);
            }
        }
        Ruler { text, offsets, before }
    }

    /// The span in the ruler's units, if any of it lies in the text.
    pub fn span(&self, span: Span) -> Option<[usize; 2]> {
        let span = within(self.text, span)?;
        Some([self.at(span.start), self.at(span.end)])
    }

    /// The spans in the ruler's units.
    pub fn spans(&self, spans: &[Span]) -> Vec<[usize; 2]> {
        spans.iter().filter_map(|it| self.span(*it)).collect()
    }

    fn at(&self, byte: usize) -> usize {
        let Some(before) = self.before.get(byte / BLOCK).or(self.before.last()) else {
            return byte;
        };
        // A text whose length is a multiple of the block ends behind its last block.
        let start = (byte / BLOCK).min(self.before.len() - 1) * BLOCK;
        before + self.offsets.count(self.text.as_bytes().get(start..byte).unwrap_or(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every span of every text between two characters, against a count by hand.
    fn check(text: &str) {
        let places: Vec<_> = (0..=text.len()).filter(|it| text.is_char_boundary(*it)).collect();
        let count = |offsets, end: usize| match offsets {
            Offsets::CodePoints => text[..end].chars().count(),
            Offsets::Bytes => end,
            Offsets::Utf16 => text[..end].encode_utf16().count(),
        };
        for offsets in Offsets::ALL {
            let ruler = Ruler::new(text, *offsets);
            for (at, start) in places.iter().enumerate() {
                for end in places[at + 1..].iter().step_by(7) {
                    let want = [count(*offsets, *start), count(*offsets, *end)];
                    assert_eq!(ruler.span(Span::new(*start, *end)), Some(want), "{offsets:?} {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn every_place_is_counted_as_python_rust_and_javascript_do() {
        check("");
        check("plain words");
        check("« Été » 😀 e\u{301}te\u{301} — 𝒻in\r\n");
        for length in 60..70 {
            check(&"a".repeat(length));
            check(&format!("é{}", "a".repeat(length)));
            check(&"😀é".repeat(length));
        }
    }

    #[test]
    fn a_span_outside_the_text_is_cut_to_it_or_nothing() {
        let ruler = Ruler::new("aé😀", Offsets::CodePoints);
        assert_eq!(ruler.span(Span::new(1, 99)), Some([1, 3]));
        assert_eq!(ruler.span(Span::new(2, 5)), Some([1, 2]));
        assert_eq!(ruler.span(Span::new(4, 5)), None);
        assert_eq!(ruler.span(Span::new(50, 99)), None);
        assert_eq!(ruler.span(Span::new(3, 1)), None);
    }
}
