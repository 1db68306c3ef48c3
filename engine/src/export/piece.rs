//! Spans that may be any two numbers → pieces of the text.

use crate::{Article, Span, words};

/// The part of `span` that lies in `text`, between characters; `None` if that is nothing.
pub fn within(text: &str, span: Span) -> Option<Span> {
    let (start, end) = (boundary(text, span.start), boundary(text, span.end));
    (start < end).then(|| Span::new(start, end))
}

/// The last place between two characters that is not behind `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// The words of a span, wherever it points.
pub fn words_of(text: &str, span: Span) -> &str {
    within(text, span).map_or("", |it| it.of(text))
}

/// The words of all pieces, a gap between two of them marked.
pub fn joined(text: &str, pieces: &[Span]) -> Option<String> {
    let words: Vec<_> = pieces.iter().filter_map(|it| within(text, *it)).map(|it| it.of(text)).collect();
    (!words.is_empty()).then(|| words.join(" […] "))
}

/// The pieces in the order of the text, those that overlap made one.
pub fn merged(text: &str, pieces: &[Span]) -> Vec<Span> {
    let mut pieces: Vec<_> = pieces.iter().filter_map(|it| within(text, *it)).collect();
    pieces.sort_unstable();
    pieces.dedup_by(|next, last| {
        let overlap = next.start < last.end;
        if overlap {
            last.end = last.end.max(next.end);
        }
        overlap
    });
    pieces
}

/// The paragraphs of an article, without the white space between them.
pub fn paragraphs(article: &Article) -> Vec<Span> {
    let words = words::split(&article.text, article.language);
    let ranges = words.paragraphs.iter().filter_map(|it| words.words.get(it.clone()));
    ranges.filter_map(|it| Some(Span::new(it.first()?.span.start, it.last()?.span.end))).collect()
}
