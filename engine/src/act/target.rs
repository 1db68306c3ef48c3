//! At whom an act points: the first name in the content, as it is written there.

use crate::{Act, Attribution, Document, Span};

/// The target's words, for the acts that have one.
pub fn of(document: &Document, attribution: &Attribution) -> Option<String> {
    let pointed = matches!(
        attribution.act,
        Act::Accuse | Act::Deny | Act::Request | Act::Threaten | Act::Support | Act::Criticise
    );
    if !pointed {
        return None;
    }
    let content = *attribution.content.first()?;
    let name = name(document.text, content)?;
    Some(name.of(document.text).to_string())
}

/// The first run of capitalised words that does not merely begin the content.
fn name(text: &str, content: Span) -> Option<Span> {
    let piece = text.get(content.start..content.end)?;
    let mut run: Option<Span> = None;
    let mut first = true;
    for (start, word) in words(piece) {
        let capital = word.starts_with(char::is_uppercase) && word.chars().count() > 1;
        let end = start + word.len();
        run = match (run, capital && !first) {
            (Some(it), true) if piece[it.end..start].trim().is_empty() => Some(Span::new(it.start, end)),
            (Some(it), _) => return Some(Span::new(content.start + it.start, content.start + it.end)),
            (None, true) => Some(Span::new(start, end)),
            (None, false) => None,
        };
        first = false;
    }
    run.map(|it| Span::new(content.start + it.start, content.start + it.end))
}

/// Runs of letters, digits and inner hyphens, by place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |it: char| it.is_alphanumeric() || it == '-';
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, it)| !inside(*it)).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, it)) = rest.next_if(|(_, it)| inside(*it)) {
            end = at + it.len_utf8();
        }
        Some((start, text.get(start..end)?))
    })
}
