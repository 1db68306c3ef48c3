//! A content → its words as the article printed them, with their marks, cut where a clause ends.

use crate::{Span, export::piece, export::terminal};

const OPEN: [char; 6] = ['«', '“', '„', '"', '‹', '‘'];
const CLOSE: [char; 6] = ['»', '”', '“', '"', '›', '’'];
const GAP: &str = " […]";
/// Fewer columns than this say nothing.
const LEAST: usize = 12;

/// The pieces with their quotation marks, in no more than about `room` columns.
pub fn quoted(text: &str, pieces: &[Span], room: usize) -> String {
    let mut out = String::new();
    for piece in pieces.iter().filter_map(|it| piece::within(text, *it)) {
        if !out.is_empty() {
            out += GAP;
            if terminal::columns(&out) + LEAST > room {
                break;
            }
            out += " ";
        }
        let (open, close) = marks(text, piece);
        let words = terminal::safe(piece.of(text));
        let left = room.saturating_sub(terminal::columns(&out)).max(LEAST);
        let short = shortened(&words, left);
        out += &terminal::safe(&text[open.start..open.end]);
        out += short.unwrap_or(&words);
        if short.is_some() {
            out += GAP;
            out += &terminal::safe(closing(&text[close.start..close.end]));
            break;
        }
        out += &terminal::safe(&text[close.start..close.end]);
    }
    out
}

/// The words up to where a clause ends, if they do not fit.
pub fn shortened(words: &str, room: usize) -> Option<&str> {
    // A few columns too many are less trouble than a gap.
    if terminal::columns(words) <= room + 16 {
        return None;
    }
    let (mut clause, mut word, mut used) = (0, 0, 0);
    for (at, character) in words.char_indices() {
        used += terminal::columns(character.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        let ends = words[at + character.len_utf8()..].starts_with(' ');
        if ends && matches!(character, ',' | ';' | ':' | '.' | '!' | '?' | '…' | '—' | '–') {
            clause = at;
        }
        if ends {
            word = at + character.len_utf8();
        }
    }
    // A clause that ends too early says too little.
    let end = if 2 * clause > word { clause } else { word };
    let end = if end > 0 { end } else { words.char_indices().nth(room).map_or(words.len(), |(at, _)| at) };
    Some(words[..end].trim_end_matches([' ', ',', ';', ':', '–', '—']))
}

/// What belongs to the words on both sides: a pair of marks, or the one that is missing within.
fn marks(text: &str, piece: Span) -> (Span, Span) {
    let none = (Span::new(piece.start, piece.start), Span::new(piece.end, piece.end));
    let open = before(text, piece.start);
    let close = after(text, piece.end);
    let count = |marks: &[char]| piece.of(text).matches(marks).count();
    let (opened, closed) = (count(&OPEN[..3]), count(&CLOSE[..2]));
    let odd = count(&['"']) % 2 == 1;
    let straight = |it: &Span| it.of(text).contains('"');
    match (open, close) {
        // A mark that is the same at both ends: the one within stands alone.
        (_, Some(close)) if odd && straight(&close) => (none.0, close),
        (Some(open), Some(close)) if opened == closed => (open, close),
        (_, Some(close)) if opened > closed => (none.0, close),
        (Some(open), _) if opened < closed => (open, none.1),
        _ => none,
    }
}

/// The opening mark that stands directly before, with the space behind it.
fn before(text: &str, at: usize) -> Option<Span> {
    let start = text[..at].trim_end_matches(blank);
    let mark = start.chars().next_back().filter(|it| OPEN.contains(it))?;
    Some(Span::new(start.len() - mark.len_utf8(), at))
}

/// The closing mark that stands directly after, with what stands between.
fn after(text: &str, at: usize) -> Option<Span> {
    let rest = &text[at..];
    let end = rest.trim_start_matches(blank).trim_start_matches(['.', ',', '!', '?', ';', ':', '…', ' ']);
    let end = end.trim_start_matches(blank);
    let mark = end.chars().next().filter(|it| CLOSE.contains(it))?;
    Some(Span::new(at, at + (rest.len() - end.len()) + mark.len_utf8()))
}

/// The mark alone, with the space before it: what was cut no longer ends in a full stop.
fn closing(close: &str) -> &str {
    close.trim_start_matches(|it: char| !blank(it) && !CLOSE.contains(&it))
}

fn blank(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::place;
    use expect_test::{Expect, expect};

    /// `|` parts pieces.
    fn check(text: &str, pieces: &str, room: usize, expect: Expect) {
        let pieces: Vec<_> = pieces.split('|').map(|it| place(text, it)).collect();
        expect.assert_eq(&quoted(text, &pieces, room));
    }

    #[test]
    fn a_quotation_keeps_its_marks() {
        check("« La digue tiendra. », dit-elle.", "La digue tiendra", 80, expect!["« La digue tiendra. »"]);
        check("“It will hold,” she said.", "It will hold", 80, expect!["“It will hold,”"]);
        check("\"It will hold\", she said.", "It will hold", 80, expect![[r#""It will hold""#]]);
        check("Elle dit que « rien » ne presse.", "« rien » ne presse", 80, expect!["« rien » ne presse"]);
    }

    #[test]
    fn a_mark_that_lost_its_partner_at_the_edge_gets_it_back() {
        check("Elle dit qu'il est « perdu ».", "il est « perdu", 80, expect!["il est « perdu »"]);
        check("Il s'agit d'une \"erreur\".", "une \"erreur", 80, expect![[r#"une "erreur""#]]);
        check("« Perdu » pour tous, dit-elle.", "Perdu » pour tous", 80, expect!["« Perdu » pour tous"]);
    }

    #[test]
    fn long_words_end_with_a_clause() {
        let text = "« La digue tiendra, et les travaux commenceront en mai, avant les grandes marées de printemps. »";
        let words = text.trim_matches(['«', '»', ' ', '.']);
        check(text, words, 60, expect!["« La digue tiendra, et les travaux commenceront en mai […] »"]);
        check(text, words, 30, expect!["« La digue tiendra […] »"]);
        check(
            text,
            &format!("La digue tiendra|{}", &words[21..]),
            40,
            expect!["La digue tiendra […] les travaux […]"],
        );
        check(&"x".repeat(90), &"x".repeat(90), 20, expect!["xxxxxxxxxxxxxxxxxxxx […]"]);
        check(text, words, 0, expect!["« La digue […] »"]);
    }
}
