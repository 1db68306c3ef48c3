//! Words of an article → words in HTML.

use std::borrow::Cow;

/// The words as HTML shows them, in an element as in an attribute.
///
/// Characters that HTML forbids are replaced, and those that turn the line
/// around: what is shown must be what was written.
pub fn escaped(words: &str) -> Cow<'_, str> {
    if !words.contains(special) {
        return Cow::Borrowed(words);
    }
    let mut escaped = String::with_capacity(words.len() + 16);
    for character in words.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            other if special(other) => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

fn special(character: char) -> bool {
    match character {
        '&' | '<' | '>' | '"' | '\'' => true,
        '\t' | '\n' | '\r' => false,
        other => other.is_control() || matches!(other, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    }
}
