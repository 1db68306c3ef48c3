//! Text → [`Words`]: words, sentences, paragraphs.
//!
//! A word never crosses white space, save the narrow spaces inside a number.
//! An elided word keeps its apostrophe (`l'` + `Onu`), a pronoun behind its
//! verb stands without its hyphen (`a` + `-t-` + `il`), and an abbreviation
//! keeps its dot. All of it takes time in proportion to the text's length.

mod paragraphs;
mod scan;
mod sentences;
pub(crate) use paragraphs::starts as paragraph_starts;

use std::ops::Range;

use crate::{Language, Span, language::Table};

/// The words of a text and how they group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Words and marks, in order.
    pub words: Vec<Word>,
    /// Sentences, as ranges of words.
    pub sentences: Vec<Range<usize>>,
    /// Paragraphs, as ranges of words.
    pub paragraphs: Vec<Range<usize>>,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// The sentence it belongs to, an index into [`Words::sentences`].
    pub sentence: u32,
    /// The paragraph it belongs to, an index into [`Words::paragraphs`].
    pub paragraph: u32,
}

/// Cuts a text into words, sentences and paragraphs.
pub fn split(text: &str, language: &Language) -> Words {
    let mut words = scan::words(text, language);
    let paragraphs = paragraphs::ranges(text, &words);
    let sentences = sentences::ranges(text, &words, &paragraphs, language);
    for (number, range) in paragraphs.iter().enumerate() {
        words[range.clone()].iter_mut().for_each(|it| it.paragraph = number as u32);
    }
    for (number, range) in sentences.iter().enumerate() {
        words[range.clone()].iter_mut().for_each(|it| it.sentence = number as u32);
    }
    Words { words, sentences, paragraphs }
}

/// How the language tables write a word: composed, with straight apostrophes
/// and plain hyphens, without what cannot be seen; upper and lower case stay.
fn plain(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if word.is_ascii() {
        return word.to_owned();
    }
    let seen = word.chars().filter(|it| !is_unseen(*it));
    let shown = seen.map(|it| {
        if is_apostrophe(it) {
            '\''
        } else if is_hyphen(it) {
            '-'
        } else {
            it
        }
    });
    // Nothing below this letter hangs to another one or could be composed.
    if word.chars().all(|it| it < '\u{300}' || is_apostrophe(it)) {
        shown.collect()
    } else {
        shown.nfc().collect()
    }
}

/// [`plain`], in small letters.
fn small(word: &str) -> String {
    let plain = plain(word);
    if plain.is_ascii() { plain.to_ascii_lowercase() } else { plain.to_lowercase() }
}

/// The kind of an abbreviation, written with its dot; that of its last piece in `R-Tenn.`.
fn abbreviation(table: &Table, form: &str) -> Option<&'static str> {
    let last = form.rsplit('-').next().unwrap_or(form);
    let known = |it: &str| table.get(it).or_else(|| table.get(&small(it)));
    known(form).or_else(|| known(last))?.get(1).copied()
}

/// Soft hyphens, joiners, byte order marks: parts of the word they stand in.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

#[cfg(test)]
mod tests;
