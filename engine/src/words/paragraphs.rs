//! Line breaks → paragraphs.
//!
//! A blank line always ends a paragraph. Whether a single line break does is
//! asked of the text as a whole: a text wrapped by a machine has lines into
//! which the next line's first word would not have fitted.

use std::ops::Range;

use super::Word;

/// A wrapped text has lines of this many characters at most, and its longest at least.
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// The paragraphs, as ranges of words.
pub(super) fn ranges(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let starts = starts(text);
    let mut ranges = Vec::with_capacity(starts.len());
    let mut first = 0;
    for start in starts.into_iter().skip(1).chain([text.len()]) {
        let last = first + words[first..].partition_point(|it| it.span.start < start);
        if last > first {
            ranges.push(first..last);
        }
        first = last;
    }
    ranges
}

/// Where paragraphs begin.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    let lines = lines(text);
    let wrapped = is_wrapped(&lines);
    let mut starts = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|it| &lines[it]);
        let goes_on =
            before.is_some_and(|it| !line.after_blank && (wrapped || (line.starts_low && !it.ends)));
        if !goes_on {
            starts.push(line.start);
        }
    }
    starts
}

/// A line that is not blank.
struct Line {
    start: usize,
    /// In characters.
    width: usize,
    first_word: usize,
    after_blank: bool,
    starts_low: bool,
    /// With a mark that may end a sentence or a clause.
    ends: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut blank = false;
    let mut at = 0;
    for piece in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let start = at;
        at += piece.len();
        let line = piece.trim();
        if line.is_empty() {
            // The second half of \r\n is no line.
            let half = piece == "\n" && text[..start].ends_with('\r');
            blank |= !half;
            continue;
        }
        lines.push(Line {
            start,
            width: line.chars().count(),
            first_word: line.chars().take_while(|it| !it.is_whitespace()).count(),
            after_blank: blank,
            starts_low: line.starts_with(char::is_lowercase),
            ends: line.ends_with(|c: char| ".!?…:;»”\")".contains(c)),
        });
        blank = piece.ends_with('\u{2029}');
    }
    lines
}

fn is_wrapped(lines: &[Line]) -> bool {
    let inner = || lines.windows(2).filter(|pair| !pair[1].after_blank);
    let widest = lines.iter().map(|it| it.width).max().unwrap_or(0);
    if !(NARROWEST..=WIDEST).contains(&widest) {
        return false;
    }
    let all = inner().count();
    let full = inner().filter(|it| it[0].width + 1 + it[1].first_word > widest).count();
    let ended = inner().filter(|it| it[0].ends).count();
    full * 4 >= all * 3 && ended * 2 < all
}
