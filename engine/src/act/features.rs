//! An attribution → numbered features, for the scorer of acts and certainty.
//!
//! The lab dumps the same numbers for training, so that they are computed in
//! this one place; a change here asks for new weights (`lab/acts.py`).

use super::{
    company::Company,
    lexicon::{Hit, Lexicon},
    tokens::{self, Token},
};
use crate::{Attribution, Document, Kind, Span, language::Each};

/// How many buckets features are hashed into.
pub const BUCKETS: u32 = 1 << 15;
/// So many words of a content are looked at.
const CONTENT: usize = 60;
const CUE: usize = 12;
const SOURCE: usize = 12;
/// Signs this near to the content's beginning count as standing first.
const HEAD: usize = 7;

/// The group of cues in the past.
pub(crate) const PAST: &str = "past";
/// Signs that weigh otherwise where others dispute.
const DISPUTED: [&str; 9] = ["not", "never", "isnot", "wrong", "bad", "claim", "only", "he", "I"];
/// Signs that may tell of doubt.
const DOUBTS: [&str; 10] = [
    "would have",
    "would be",
    "counterfactual",
    "conditional",
    "might",
    "may",
    "hedge",
    "presumed",
    "if",
    "risk",
];

/// What is read of an attribution before it is judged.
pub struct View {
    /// The cue's words.
    pub cue: Vec<Token>,
    /// The first words of the content.
    pub content: Vec<Token>,
    /// The first words of the source.
    pub source: Vec<Token>,
    /// What the cue's words do.
    pub cues: Vec<Hit>,
    /// What the content's words are a sign of.
    pub signs: Vec<Hit>,
    /// Is it put as a question?
    pub question: bool,
}

/// The tables of one language.
struct Lexicons {
    acts: Lexicon,
    signs: Lexicon,
}

static LEXICONS: Each<Lexicons> = Each::new(|it| Lexicons {
    acts: Lexicon::parse(it.table("acts")),
    signs: Lexicon::parse(it.table("signs")),
});

impl View {
    /// Reads cue and content.
    pub fn of(document: &Document, attribution: &Attribution) -> View {
        let words = |spans: &[Span], most: usize| {
            let mut out: Vec<Token> = Vec::new();
            for span in spans {
                tokens::of(document.text, *span, most.saturating_sub(out.len()), &mut out);
            }
            out
        };
        let cue = words(&attribution.cue, CUE);
        let content = words(&attribution.content, CONTENT);
        let lexicons = LEXICONS.get(document.language);
        View {
            cues: lexicons.acts.find(&cue),
            signs: lexicons.signs.find(&content),
            question: closes_with(document, attribution, '?'),
            source: words(&attribution.source, SOURCE),
            cue,
            content,
        }
    }

    /// Does the cue have a word of this group?
    pub fn cued(&self, group: &str) -> bool {
        self.cues.iter().any(|it| it.group == group)
    }

    /// The first word of the content that is a sign of this.
    pub fn sign(&self, group: &str) -> Option<Hit> {
        self.signs.iter().find(|it| it.group == group).copied()
    }

    /// Where a hit in the content stands.
    pub fn place(&self, hit: Hit) -> Option<Span> {
        let first = self.content.get(hit.at)?.span;
        let last = self.content.get(hit.at + hit.len - 1)?.span;
        Some(Span::new(first.start, last.end))
    }
}

/// Does the content end with that mark, or the mark follow it?
fn closes_with(document: &Document, attribution: &Attribution, mark: char) -> bool {
    let Some(last) = attribution.content.iter().map(|it| it.end).max() else { return false };
    let Some(rest) = document.text.get(last..) else { return false };
    rest.chars().take(2).any(|it| it == mark)
        || attribution.content.iter().any(|it| document.of(*it).ends_with(mark))
}

/// The buckets of all features of an attribution.
pub fn of(document: &Document, attribution: &Attribution, view: &View, company: &Company) -> Vec<u32> {
    let mut out = Set { buckets: Vec::with_capacity(256), language: document.language.code };
    shape(document, attribution, view, &mut out);
    cue(document, attribution, view, &mut out);
    content(view, &mut out);
    source(view, &mut out);
    disputed(attribution, view, company, &mut out);
    crossed(attribution, view, &mut out);
    out.buckets.sort_unstable();
    out.buckets.dedup();
    out.buckets
}

/// Features that are hashed as they are added.
struct Set {
    buckets: Vec<u32>,
    language: &'static str,
}

impl Set {
    fn add(&mut self, parts: &[&str]) {
        self.buckets.push(hash(parts) % BUCKETS);
    }

    /// A feature of this language alone.
    fn own(&mut self, name: &str, word: &str) {
        self.add(&[name, self.language, word]);
    }
}

/// FNV-1a with a mark between the parts.
fn hash(parts: &[&str]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    // The low bits of FNV are its weakest.
    hash ^ (hash >> 15)
}

fn shape(document: &Document, attribution: &Attribution, view: &View, out: &mut Set) {
    out.add(&["bias"]);
    out.add(&["kind", attribution.kind.name()]);
    if attribution.source.is_empty() {
        out.add(&["no source"]);
    }
    if attribution.parent.is_some() {
        out.add(&["nested"]);
    }
    if view.question {
        out.add(&["question mark"]);
    }
    if closes_with(document, attribution, '!') {
        out.add(&["exclamation mark"]);
    }
    out.add(&["length", ["0", "1", "2", "3", "4", "5"][(view.content.len() / 8).min(5)]]);
}

fn cue(document: &Document, attribution: &Attribution, view: &View, out: &mut Set) {
    let Some(span) = attribution.cue.first() else {
        out.add(&["no cue"]);
        return;
    };
    let whole: Vec<&str> = view.cue.iter().map(|it| it.lower.as_str()).collect();
    out.own("cue", &whole.join(" "));
    for word in &whole {
        out.own("cue 5", front(word, 5));
        out.own("cue 7", front(word, 7));
        out.own("cue end", back(word, 3));
    }
    for pair in whole.windows(2) {
        out.add(&["cue pair", pair[0], front(pair[1], 6)]);
    }
    let first = attribution.content.first().map_or(0, |it| it.start);
    out.add(&["order", if first < span.start { "content first" } else { "cue first" }]);
    let mut near = Vec::new();
    tokens::of(document.text, Span::new(span.end, boundary(document.text, span.end + 40)), 2, &mut near);
    if let Some(next) = near.first() {
        out.own("after cue", &next.lower);
    }
}

fn content(view: &View, out: &mut Set) {
    for (at, token) in view.content.iter().enumerate() {
        let word = token.lower.as_str();
        out.own("word", front(word, 6));
        if at < 2 {
            out.own(["first", "second"][at], word);
            out.own(["first end", "second end"][at], back(word, 2));
        }
    }
}

fn source(view: &View, out: &mut Set) {
    let Some(first) = view.source.first() else { return };
    out.own("source first", &first.lower);
    for token in &view.source {
        out.own("source", front(&token.lower, 6));
    }
    out.add(&["source length", ["0", "1", "2", "3", "4"][(view.source.len() / 2).min(4)]]);
}

/// What the article's other statements do, beside what this one says.
fn disputed(attribution: &Attribution, view: &View, company: &Company, out: &mut Set) {
    let mut cues: Vec<&str> = view.cues.iter().map(|it| it.group).filter(|it| *it != PAST).collect();
    if cues.is_empty() {
        cues.push("none");
    }
    for (group, count) in company.beside(view) {
        out.add(&["beside", group, ["0", "1", "2", "3"][count.min(3) as usize]]);
        if count == 0 {
            continue;
        }
        out.add(&["beside kind", group, attribution.kind.name()]);
        for cue in &cues {
            out.add(&["beside cue", group, cue]);
        }
        for sign in DISPUTED.iter().filter(|it| view.sign(it).is_some()) {
            out.add(&["beside sign", group, sign]);
        }
    }
}

/// What cue and content say together, in the same terms in every language.
fn crossed(attribution: &Attribution, view: &View, out: &mut Set) {
    let mut cues: Vec<&str> = view.cues.iter().map(|it| it.group).collect();
    cues.sort_unstable();
    cues.dedup();
    let mut signs: Vec<(&str, &str)> = Vec::new();
    for hit in &view.signs {
        signs.push((hit.group, "any"));
        if hit.at < HEAD {
            signs.push((hit.group, "head"));
        }
    }
    signs.sort_unstable();
    signs.dedup();
    // The cue's tense tells doubt from backshift and has no say in the act.
    let tense = if cues.contains(&PAST) { PAST } else { "present" };
    cues.retain(|it| *it != PAST);
    let negated = if cues.contains(&"not") { "not" } else { "" };
    if cues.is_empty() {
        cues.push(if attribution.cue.is_empty() { "no cue" } else { "unknown cue" });
    }
    let kind = if attribution.kind == Kind::Indirect { "told" } else { "quoted" };
    for group in &cues {
        out.add(&["group", group, negated]);
        out.add(&["group kind", group, kind]);
    }
    out.add(&["groups", &cues.join("+")]);
    for (sign, place) in &signs {
        out.add(&["sign", sign, place]);
        out.add(&["sign kind", sign, place, kind]);
        for group in &cues {
            out.add(&["group sign", group, sign, place]);
        }
    }
    doubt(attribution, &signs, kind, tense, out);
    let any: Vec<&str> = signs.iter().filter(|it| it.1 == "any").map(|it| it.0).collect();
    for (at, one) in any.iter().enumerate() {
        for other in &any[at + 1..] {
            out.add(&["signs", one, other]);
        }
    }
}

/// Forms of doubt beside what may explain them otherwise: the cue's tense, a condition.
fn doubt(attribution: &Attribution, signs: &[(&str, &str)], kind: &str, tense: &str, out: &mut Set) {
    let has = |sign: &str| if signs.contains(&(sign, "any")) { "with" } else { "without" };
    for sign in DOUBTS.iter().filter(|it| has(it) == "with") {
        out.add(&["doubt", sign, kind, tense]);
        out.add(&["doubt", sign, attribution.kind.name(), has("if"), has("counterfactual")]);
    }
}

fn front(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}

fn back(word: &str, letters: usize) -> &str {
    word.char_indices().nth_back(letters.saturating_sub(1)).map_or(word, |(at, _)| &word[at..])
}

/// The nearest character boundary at or before.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}
