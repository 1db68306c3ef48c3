//! Words and paragraphs → sentences.

use std::ops::Range;

use super::{Word, plain, small};
use crate::{Language, language::Table};

/// A sentence that finds no end is cut here, so that later work on it stays bounded.
const LONGEST: usize = 2000;

/// The sentences, as ranges of words; none crosses a paragraph.
pub(super) fn ranges(
    text: &str,
    words: &[Word],
    paragraphs: &[Range<usize>],
    language: &Language,
) -> Vec<Range<usize>> {
    let (abbreviations, starters) = (language.table("abbreviations"), language.table("starters"));
    let mut ranges = Vec::new();
    for paragraph in paragraphs {
        let part = Part { text, words: &words[paragraph.clone()], abbreviations, starters };
        let mut start = 0;
        let mut at = 0;
        while at < part.words.len() {
            let end = part.end_behind(at, start).or((at + 1 - start >= LONGEST).then_some(at + 1));
            if let Some(end) = end {
                ranges.push(paragraph.start + start..paragraph.start + end);
                start = end;
            }
            at = end.unwrap_or(at + 1);
        }
        if start < part.words.len() {
            ranges.push(paragraph.start + start..paragraph.end);
        }
    }
    ranges
}

/// A paragraph.
struct Part<'t> {
    text: &'t str,
    words: &'t [Word],
    abbreviations: &'t Table,
    starters: &'t Table,
}

impl Part<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |it| it.span.of(self.text))
    }

    /// The word behind the sentence's last, if a sentence that began at `start` ends with this one.
    fn end_behind(&self, at: usize, start: usize) -> Option<usize> {
        let word = self.word(at);
        if !word.ends_with(['.', '!', '?', '…', '。', '！', '？']) {
            return None;
        }
        if word.starts_with(char::is_alphanumeric) {
            return self.ends_with_abbreviation(word, at).then_some(at + 1);
        }
        // The number of a list's item: 1. The mayor ...
        let number = at == start + 1 && word == "." && self.word(start).chars().all(|c| c.is_ascii_digit());
        if number {
            return None;
        }
        let mut next = at + 1;
        while self.closes(next) {
            next += 1;
        }
        self.begins(next, word == ".").then_some(next)
    }

    /// `etc.` before a capital, `p.m.` before a word that no name begins with.
    fn ends_with_abbreviation(&self, word: &str, at: usize) -> bool {
        let form = plain(word);
        let next = self.word(at + 1);
        let capital = next.starts_with(char::is_uppercase);
        match super::abbreviation(self.abbreviations, &form) {
            Some("last") => capital,
            Some("within") => capital && self.starters.has(&small(next)),
            Some(_) => false,
            None => {
                let initials = form.chars().filter(|c| *c == '.').count() > 1;
                initials && capital && self.starters.has(&small(next))
            }
        }
    }

    /// Does this mark belong to the sentence that ended before it?
    fn closes(&self, at: usize) -> bool {
        match self.word(at) {
            "»" | "”" | ")" | "]" | "›" => true,
            word @ ("\"" | "''" | "'" | "’") => {
                let single = word == "'" || word == "’";
                self.touches(at) && (single || !self.touches(at + 1) || self.closes(at + 1))
            }
            word => word.starts_with(['!', '?', '…']) || word.starts_with(".."),
        }
    }

    /// Is there no white space before this word?
    fn touches(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|it| self.words.get(it));
        before.zip(self.words.get(at)).is_some_and(|(a, b)| a.span.end == b.span.start)
    }

    /// Does a sentence begin here? Behind a full stop any quotation does, behind
    /// another mark only one with a capital.
    fn begins(&self, at: usize, full_stop: bool) -> bool {
        let word = self.word(at);
        let Some(first) = word.chars().next() else { return true };
        if "«“„‹‘‚\"'".contains(first) {
            return full_stop || self.begins(at + 1, false);
        }
        if "–—-―•([".contains(first) {
            return self.words.len() > at + 1 && self.begins(at + 1, false);
        }
        first.is_numeric() || matches!(first, '@' | '#') || (first.is_alphabetic() && !first.is_lowercase())
    }
}
