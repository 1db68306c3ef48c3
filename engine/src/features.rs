//! [`Document`] → what the network sees of each word, as small numbers.
//!
//! Names and verbs that training never saw still share beginnings and endings
//! with some that it did, so a word is its own hash and those of its edges; no
//! vocabulary is kept. The lab writes the same numbers out for training, so a
//! change here asks for new weights (`lab/MODEL.md`).

use crate::{Document, Span};

/// Buckets for whole words.
pub const WORDS: u32 = 1 << 16;
/// Buckets for each edge (beginnings of three letters, endings of two, three, five).
pub const EDGES: u32 = 1 << 13;
/// How many edges a word has.
pub const EDGE_KINDS: usize = 4;
/// Values of [`Features::shape`].
pub const SHAPES: u32 = 32;
/// Values of [`Features::quote`].
pub const QUOTES: u32 = 8;
/// Values of [`Features::place`].
pub const PLACES: u32 = 8;

/// One word, as the network sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// The lower-cased word, digits alike.
    pub word: u32,
    /// Its beginning and endings.
    pub edges: [u32; EDGE_KINDS],
    /// Capitals, digits or which mark.
    pub shape: u32,
    /// Inside or outside quotation marks, or a mark itself.
    pub quote: u32,
    /// First in its paragraph, in its sentence, in a very short paragraph.
    pub place: u32,
}

/// Some of a document's words; `depths` is [`depths`](crate::quotes::depths) of all of them.
pub fn of(document: &Document, range: std::ops::Range<usize>, depths: &[u8]) -> Vec<Features> {
    let words = &document.words.words;
    let mut lower = String::new();
    let mut edges = Vec::new();
    let mut out = Vec::with_capacity(range.len());
    for at in range {
        let word = words[at];
        let text = document.of(word.span);
        fold(text, &mut lower, &mut edges);
        let chars = edges.len() - 1;
        let ending = |letters: usize| &lower[edges[chars.saturating_sub(letters)]..];
        let paragraph = &document.words.paragraphs[word.paragraph as usize];
        let sentence = &document.words.sentences[word.sentence as usize];
        out.push(Features {
            word: hash(0, &lower) % WORDS,
            edges: [
                hash(1, &lower[..edges[chars.min(3)]]) % EDGES,
                hash(2, ending(2)) % EDGES,
                hash(3, ending(3)) % EDGES,
                hash(4, ending(5)) % EDGES,
            ],
            shape: shape(text),
            quote: u32::from(depths[at].min(2)) + if is_quote_mark(text) { 3 } else { 0 },
            place: u32::from(paragraph.start == at)
                + 2 * u32::from(sentence.start == at)
                + 4 * u32::from(paragraph.len() < 12),
        });
    }
    out
}

/// Lower case, digits as `0`, one apostrophe, no soft hyphens or combining
/// marks' variants; `edges` are the byte places between the letters.
fn fold(text: &str, lower: &mut String, edges: &mut Vec<usize>) {
    lower.clear();
    edges.clear();
    let mut push = |c: char, lower: &mut String| {
        edges.push(lower.len());
        lower.push(c);
    };
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            '’' | 'ʼ' => push('\'', lower),
            '‐' | '‑' => push('-', lower),
            _ if c.is_ascii_lowercase() => push(c, lower),
            _ if c.is_numeric() => push('0', lower),
            _ => {
                for c in c.to_lowercase() {
                    // A letter written as base and mark is folded to one, as it mostly is written.
                    let before = lower[edges_last(lower)..].chars().next();
                    match before.and_then(|b| unicode_normalization::char::compose(b, c)) {
                        Some(one) => {
                            lower.pop();
                            lower.push(one);
                        }
                        None => push(c, lower),
                    }
                }
            }
        }
    }
    edges.push(lower.len());
}

fn edges_last(text: &str) -> usize {
    text.char_indices().next_back().map_or(0, |(at, _)| at)
}

/// FNV-1a over the bytes, with a seed a kind.
fn hash(kind: u64, text: &str) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ (kind.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (state ^ (state >> 32)) as u32
}

fn is_quote_mark(text: &str) -> bool {
    matches!(text, "«" | "»" | "“" | "”" | "\"" | "‹" | "›" | "„" | "‟" | "‘" | "‚")
}

fn shape(text: &str) -> u32 {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return 0 };
    if first.is_alphabetic() {
        let rest = &text[first.len_utf8()..];
        let upper = rest.chars().filter(|c| c.is_uppercase()).count();
        let dotted = text.ends_with('.');
        return match (first.is_uppercase(), upper, rest.is_empty()) {
            _ if text.ends_with(['\'', '’']) => 1,
            (false, 0, _) => 2,
            (false, _, _) => 3,
            (true, 0, true) => 4,
            (true, 0, false) if dotted => 5,
            (true, 0, false) => 6,
            (true, n, _) if n + 1 >= text.chars().filter(|c| c.is_alphabetic()).count() => 7,
            (true, _, _) => 8,
        };
    }
    if first.is_numeric() {
        let digits = text.chars().filter(|c| c.is_numeric()).count();
        return if digits == 4 && text.len() == 4 { 9 } else { 10 };
    }
    match text {
        "." => 11,
        "," => 12,
        ":" => 13,
        ";" => 14,
        "?" => 15,
        "!" => 16,
        "«" | "“" | "„" | "‹" => 17,
        "»" | "”" | "›" => 18,
        "\"" => 19,
        "(" | "[" => 20,
        ")" | "]" => 21,
        "–" | "—" | "-" | "−" => 22,
        "…" | "..." => 23,
        "'" | "’" | "‘" | "‚" => 24,
        "/" | "|" | "•" | "·" | "*" => 25,
        _ if text.len() > 1 => 26,
        _ => 27,
    }
}

/// The words' places in code points, in order: for the lab.
pub fn code_points(text: &str, spans: impl Iterator<Item = Span>) -> Vec<(u32, u32)> {
    let (mut at, mut count) = (0, 0_u32);
    let mut to = |target: usize| {
        count += text[at..target].chars().count() as u32;
        at = target;
        count
    };
    spans.map(|span| (to(span.start), to(span.end))).collect()
}
