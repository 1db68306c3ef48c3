//! [`Document`] → [`Attribution`]s: source, cue and content, kind and nesting.
//!
//! The network reads chunks of several articles abreast; each chunk's findings
//! are decoded at once and its states dropped, so memory stays with the words
//! and does not grow with what the network makes of them.

use std::ops::Range;

use crate::{
    Attribution, Document, Kind, Language, Mode, Reason, Span, features,
    network::{self, Chunk, Encoded, Network, Spelled},
    quotes,
};

mod confidence;
mod decode;
mod spans;

/// Whose idea of an attribution is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convention {
    /// What selon reports.
    #[default]
    Selon,
    /// PolNeAR's: more counts as attribution (likes, beliefs), nothing is
    /// nested. For measuring on that corpus.
    Polnear,
}

/// Words in a chunk, at most; as in training (`lab/train.py`, `CHUNK`).
const CHUNK: usize = 640;
/// How far from an even cut a paragraph's start is looked for, in words.
const SLACK: usize = 150;
/// A finding less likely than this is none: below it, two in three are wrong
/// (`lab/calibrate.py`; 7 points of precision for 1 of recall on French dev).
const FLOOR: f32 = 0.25;
/// The same for what stands in another's content, where more that looks like a statement is none.
const FLOOR_NESTED: f32 = 0.4;
/// What is told after the second look: below it, three in four are wrong (`lab/calibrate.py`).
const TOLD: f32 = 0.35;
/// Chunks that are read in one go.
const ABREAST: usize = 16;

/// The attributions of each article, in the order of their cues.
///
/// Speaker, act, certainty and date are filled in by later stages.
pub fn find(documents: &[Document], mode: Mode) -> Vec<Vec<Attribution>> {
    let convention = mode.convention;
    let network = Network::shipped();
    let depths: Vec<Vec<u8>> =
        documents.iter().map(|it| quotes::depths(&it.quotes, &it.words.words)).collect();
    let mut places: Vec<(usize, Range<usize>)> = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        places.extend(chunks(document).into_iter().map(|range| (number, range)));
    }
    // Chunks of one length waste no steps on waiting for the longest.
    places.sort_by_key(|(number, range)| (std::cmp::Reverse(range.len()), *number, range.start));
    let mut found: Vec<Vec<(usize, Vec<Attribution>)>> = documents.iter().map(|_| Vec::new()).collect();
    let mut spelled = Spelled::default();
    for group in places.chunks(ABREAST) {
        let words: Vec<_> = group
            .iter()
            .map(|(number, range)| features::of(&documents[*number], range.clone(), &depths[*number]))
            .collect();
        let modes = group.iter().map(|(number, _)| numbered(documents[*number].language, convention));
        let chunks: Vec<Chunk> = words.iter().zip(modes).map(|(words, mode)| Chunk { words, mode }).collect();
        for ((number, range), encoded) in group.iter().zip(network.encode(&chunks, &mut spelled)) {
            let (document, depths) = (&documents[*number], &depths[*number]);
            let attributions = of_chunk(document, range.clone(), &encoded, depths, mode);
            found[*number].push((range.start, attributions));
        }
    }
    found.into_iter().map(in_order).collect()
}

/// Looks again at what was found, now that it was read whole; `none` is what speaks against each, in log-odds.
pub fn look_again(attributions: &mut [Attribution], none: impl Iterator<Item = f32>) {
    attributions.iter_mut().zip(none).for_each(|(it, none)| confidence::again(it, none));
}

/// Is it likely enough to be told, now that it was looked at again?
pub fn is_likely(attribution: &Attribution, convention: Convention) -> bool {
    convention == Convention::Polnear || attribution.confidence >= TOLD
}

/// The number under which the network knows a language with a convention.
fn numbered(language: &Language, convention: Convention) -> usize {
    let place = Language::all().iter().position(|it| it.code == language.code).unwrap_or(0);
    network::mode(place, convention as usize)
}

/// Cuts a long article near the starts of paragraphs.
fn chunks(document: &Document) -> Vec<Range<usize>> {
    let count = document.words.words.len();
    let parts = count.div_ceil(CHUNK);
    let mut cuts = vec![0];
    for part in 1..parts {
        let even = part * count / parts;
        let next = document.words.paragraphs.partition_point(|it| it.start < even);
        let starts = document.words.paragraphs[next.saturating_sub(1)..].iter().take(2).map(|it| it.start);
        let near = starts.filter(|it| it.abs_diff(even) < SLACK).min_by_key(|it| it.abs_diff(even));
        let cut = near.unwrap_or(even);
        if cuts.last().is_some_and(|&last| last < cut) {
            cuts.push(cut);
        }
    }
    cuts.push(count);
    cuts.windows(2).map(|it| it[0]..it[1]).filter(|it| !it.is_empty()).collect()
}

/// The attributions of one chunk, with ids that hold in the chunk alone.
fn of_chunk(
    document: &Document,
    range: Range<usize>,
    encoded: &Encoded,
    depths: &[u8],
    mode: Mode,
) -> Vec<Attribution> {
    let words = &document.words.words[range.clone()];
    let mut drafts = decode::decode(encoded, words);
    for draft in &mut drafts {
        if mode.convention == Convention::Selon {
            spans::without_joint(document, words, &mut draft.content_words);
            spans::without_edges(document, words, &mut draft.cue_words);
        }
        draft.source = spans::of_words(document.text, words, &draft.source_words);
        draft.cue = spans::of_words(document.text, words, draft.cue_words.as_slice());
        draft.content = spans::of_words(document.text, words, &draft.content_words);
    }
    drafts.retain(|it| !it.content.is_empty() || !it.cue.is_empty() && !it.source.is_empty());
    let asides = document.language.table("asides");
    drafts.retain(|it| !it.source.iter().any(|source| asides.has(&document.of(*source).to_lowercase())));
    if mode.convention == Convention::Selon {
        spans::bridge(document, words, &mut drafts);
        spans::relative(document, words, &mut drafts);
    }
    spans::uncross(document.text, &mut drafts);
    let depths = &depths[range];
    let nested = spans::parents(&drafts);
    for (draft, parent) in drafts.iter_mut().zip(nested) {
        draft.nested = parent.is_some();
        draft.kind = match draft.cue.is_empty() {
            true => Kind::Free,
            false => spans::kind(&draft.content, words, depths),
        };
        draft.confidence = confidence::of(draft);
    }
    drafts.retain(|it| it.confidence >= if it.nested { FLOOR_NESTED } else { FLOOR });
    let parents = spans::parents(&drafts);
    let keep = |parent: &Option<usize>| mode.convention == Convention::Selon || parent.is_none();
    let kept = drafts.iter().zip(&parents).filter(|(_, parent)| keep(parent)).enumerate();
    kept.map(|(at, (draft, parent))| attribution(at, draft, *parent, mode.explain)).collect()
}

/// What was found so far, in the shape that later stages fill.
fn attribution(at: usize, draft: &decode::Draft, parent: Option<usize>, explain: bool) -> Attribution {
    let (source, cue, content) = (draft.source.clone(), draft.cue.clone(), draft.content.clone());
    Attribution {
        parent: parent.map(|it| it as u32 + 1),
        confidence: draft.confidence,
        why: if explain { reasons(draft) } else { Vec::new() },
        ..Attribution::of_words(at as u32 + 1, draft.kind, source, cue, content)
    }
}

fn reasons(draft: &decode::Draft) -> Vec<Reason> {
    let reason = |field, words: Option<&Span>, how: String| Reason { field, words: words.copied(), how };
    let anchor = match draft.cue.first() {
        Some(cue) => reason("cue", Some(cue), format!("network: a cue here, {:.3}", draft.anchor)),
        None => {
            let how = format!("network: speech without a cue begins here, {:.3}", draft.anchor);
            reason("content", draft.content.first(), how)
        }
    };
    let arguments = match draft.source.first() {
        Some(source) => {
            reason("source", Some(source), format!("network: read from the cue, {:.3}", draft.arguments))
        }
        None => reason("source", None, format!("network: the text gives none, {:.3}", draft.arguments)),
    };
    let marks = match draft.kind {
        Kind::Direct => "all of the content stands in quotation marks",
        Kind::Mixed => "part of the content stands in quotation marks",
        Kind::Indirect => "no quotation marks around the content",
        Kind::Free => "no cue",
    };
    vec![anchor, arguments, reason("kind", draft.content.first(), marks.into())]
}

/// The chunks' findings as one list, in the order of the text, with ids from 1.
fn in_order(mut chunks: Vec<(usize, Vec<Attribution>)>) -> Vec<Attribution> {
    chunks.sort_by_key(|(start, _)| *start);
    let mut out: Vec<Attribution> = Vec::new();
    for (_, attributions) in chunks {
        let before = out.len() as u32;
        out.extend(attributions.into_iter().map(|mut it| {
            it.id += before;
            it.parent = it.parent.map(|parent| parent + before);
            it
        }));
    }
    out
}
