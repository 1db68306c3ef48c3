//! Text → lower-cased words for patterns to meet.
//!
//! Finer than [`Words`](crate::words): hyphens divide (`a-t-il` is three), an
//! apostrophe ends its word (`n'` + `avait`), and of the marks only `?`, `!` and
//! the percent sign are kept.

use crate::Span;

/// A word in lower case, with one kind of apostrophe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// In lower case.
    pub lower: String,
    /// Where it stands.
    pub span: Span,
}

/// The words of a stretch of text, at most so many.
pub fn of(text: &str, span: Span, most: usize, out: &mut Vec<Token>) {
    let Some(piece) = text.get(span.start..span.end) else { return };
    let limit = out.len() + most;
    let mut lower = String::new();
    let mut start = 0;
    for (at, c) in piece.char_indices() {
        if out.len() >= limit {
            return;
        }
        let apostrophe = matches!(c, '\'' | '’');
        if c.is_alphanumeric() || (apostrophe && !lower.is_empty()) {
            if lower.is_empty() {
                start = at;
            }
            if apostrophe {
                lower.push('\'');
            } else {
                lower.extend(c.to_lowercase());
            }
        }
        let end = at + c.len_utf8();
        if !c.is_alphanumeric() && !lower.is_empty() {
            let end = if apostrophe { end } else { at };
            out.push(Token { lower: std::mem::take(&mut lower), span: shifted(span, start, end) });
        }
        if matches!(c, '?' | '!') {
            out.push(Token { lower: c.into(), span: shifted(span, at, end) });
        }
    }
    if !lower.is_empty() && out.len() < limit {
        out.push(Token { lower, span: shifted(span, start, piece.len()) });
    }
}

fn shifted(span: Span, start: usize, end: usize) -> Span {
    Span::new(span.start + start, span.start + end)
}
