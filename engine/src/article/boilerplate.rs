//! A text → what in it is not article: pointers to other pages, calls to act,
//! labels of buttons, signatures and stamps.
//!
//! Lines are told by what they are and not by where they stand. A call to act is
//! one only if it is about what an outlet offers, since people in the news call
//! to act, too; and nothing between quotation marks is ever boilerplate.

use crate::{Language, Span};

mod phrases;

use phrases::{Kind, Line, Sentence};

/// The spans of the text that are not article, in order and apart.
pub fn find(text: &str, language: &Language) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (start, line) in lines(text) {
        let trimmed = line.trim();
        let start = start + line.len() - line.trim_start().len();
        if trimmed.is_empty() || trimmed.len() > LONGEST {
            found.extend(dateline(trimmed, language).map(|length| Span { start, end: start + length }));
            continue;
        }
        let line = Line::read(trimmed, language);
        let whole = is_pointer(&line)
            || is_controls(&line)
            || is_call(&line)
            || is_stamp(&line)
            || is_signature(&line)
            || is_desk(trimmed)
            || is_time(trimmed);
        match whole {
            true => found.push(Span { start, end: start + trimmed.len() }),
            false => {
                found.extend(dateline(trimmed, language).map(|length| Span { start, end: start + length }));
                let end = start + trimmed.len();
                found.extend(closing(trimmed, language).map(|length| Span { start: end - length, end }));
            }
        }
    }
    found
}

/// Longest line that may be boilerplate as a whole, in bytes.
const LONGEST: usize = 600;

/// The lines of a text, with where they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// Leads the line to another page?
fn is_pointer(line: &Line) -> bool {
    const MOST_WORDS: usize = 30;
    if line.words.len() > MOST_WORDS {
        return false;
    }
    let divides = |it: &str| it.trim_start().starts_with([':', '|', '–', '—', '>', '»', '→']);
    let begins = |it: &str| {
        let rest = it.trim_start_matches([' ', '\u{a0}', '-', '«', '"', '“', '(', '\n']);
        rest.chars().next().is_none_or(|it| it.is_uppercase() || it.is_ascii_digit())
    };
    let sure = line
        .after(Kind::Pointer)
        .is_some_and(|rest| divides(rest) || begins(rest) || !line.ends_as_a_sentence());
    sure || line.after(Kind::PointerBefore).is_some_and(divides)
        && !line.ends_as_a_sentence()
        && !line.is_quoted()
}

/// Is there nothing in the line but labels of buttons?
fn is_controls(line: &Line) -> bool {
    line.parts().all(|it| line.is_label(it))
}

/// Does the line call its readers to do something with the outlet?
fn is_call(line: &Line) -> bool {
    const MOST_WORDS: usize = 90;
    let Some(first) = line.sentences.first() else { return false };
    if line.words.len() > MOST_WORDS || line.is_quoted() {
        return false;
    }
    let is_call = |it: &Sentence| it.calls_loudly || it.calls && it.is_own;
    let goes_with = |it: &Sentence| it.calls || it.is_own || it.is_controls;
    is_call(first) && line.sentences.iter().skip(1).all(goes_with)
}

/// Does the line say when it was published, by whom, or whose right it is?
fn is_stamp(line: &Line) -> bool {
    const MOST_WORDS: usize = 14;
    let has_figure = || line.text.contains(|it: char| it.is_ascii_digit());
    line.words.len() <= MOST_WORDS
        && !line.is_quoted()
        && line.after(Kind::Stamp).is_some()
        && (has_figure() || line.text.starts_with('©') || !line.ends_as_a_sentence())
}

/// Is the line an agency's name, alone or with a person's?
fn is_signature(line: &Line) -> bool {
    const MOST_WORDS: usize = 7;
    let inner = line.text.trim_matches(['(', ')', '[', ']', '.', ' ', '-', '–', '—']);
    let is_short = line.words.len() <= MOST_WORDS && !line.is_quoted() && !inner.is_empty();
    let mut parts = inner.split(['/', ',', '|', '&']).map(str::trim).peekable();
    let is_agency = |it: &str| line.language_says(Kind::Agency, it);
    let is_name = |it: &str| it.split(' ').all(|it| it.chars().next().is_none_or(char::is_uppercase));
    let all: Vec<&str> = std::iter::from_fn(|| parts.next()).collect();
    is_short && all.iter().any(|it| is_agency(it)) && all.iter().all(|it| is_agency(it) || is_name(it))
}

/// Are these the initials of an agency's desk: `ab-cde/fg/hi`?
fn is_desk(line: &str) -> bool {
    let is_initials = |it: &str| (2..=5).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_lowercase());
    line.matches('/').count() >= 2 && line.split(['/', '-']).all(is_initials)
}

/// Is the line a day and an hour in figures, and nothing else?
fn is_time(line: &str) -> bool {
    let is_figure = |it: char| it.is_ascii_digit();
    line.chars().all(|it| is_figure(it) || it.is_whitespace() || "/:.-–".contains(it))
        && line.chars().filter(|it| is_figure(*it)).count() >= 8
        && line.contains(':')
        && line.contains(['/', '-', '.'])
}

/// The length of a dateline with an agency: `PARIS (AFP) -`.
fn dateline(line: &str, language: &Language) -> Option<usize> {
    const FARTHEST: usize = 60;
    let head = &line[..line.floor_char_boundary(FARTHEST)];
    let open = head.find('(')?;
    let close = open + head[open..].find(')')?;
    if !phrases::says(language, Kind::Agency, &head[open + 1..close]) {
        return None;
    }
    let rest = &line[close + 1..];
    let dash = rest.trim_start();
    let mark = dash.chars().next().filter(|it| matches!(it, '-' | '–' | '—'))?;
    Some(close + 1 + rest.len() - dash.len() + mark.len_utf8())
}

/// The length of an agency's name in brackets at the end: `… a-t-il dit. (AFP)`.
fn closing(line: &str, language: &Language) -> Option<usize> {
    let inner = line.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let before = inner[..open].trim_end();
    let is_sentence = before.ends_with(['.', '!', '?', '»', '”', '"', '…']);
    let is_agency =
        inner[open + 1..].split(['/', ',']).all(|it| phrases::says(language, Kind::Agency, it.trim()));
    (is_sentence && is_agency).then(|| line.len() - open)
}

#[cfg(test)]
mod tests;
