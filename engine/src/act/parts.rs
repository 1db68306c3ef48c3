//! An attribution → its words and those around it, part by part, for the scorer of acts.

use crate::{Attribution, Document, Span};

/// Source, cue, content, what stands before them and what behind.
pub const PARTS: usize = 5;
/// So many words of source, cue and content are looked at.
const MOST: [usize; 3] = [16, 12, 100];
/// So many words before the first of them and behind the last.
const BEFORE: usize = 24;
const BEHIND: usize = 16;

/// Words to each side of a part's that are read with them.
pub const MARGIN: usize = 2;

/// Places of words in the document, ascending within a piece; none where the attribution has no such part.
pub type Parts = [Vec<usize>; PARTS];

/// The words of an attribution's parts.
pub fn of(document: &Document, attribution: &Attribution) -> Parts {
    let words = &document.words.words;
    let within = |span: &Span| {
        let first = words.partition_point(|it| it.span.end <= span.start);
        first..words.partition_point(|it| it.span.start < span.end)
    };
    let pieces = [&attribution.source, &attribution.cue, &attribution.content];
    let own: [Vec<usize>; 3] =
        std::array::from_fn(|it| pieces[it].iter().flat_map(within).take(MOST[it]).collect());
    let all = || own.iter().flatten().copied();
    let (first, past) = (all().min().unwrap_or(0), all().max().map_or(0, |it| it + 1));
    let behind = if past == 0 { 0..0 } else { past..(past + BEHIND).min(words.len()) };
    let [source, cue, content] = own;
    [source, cue, content, (first.saturating_sub(BEFORE)..first).collect(), behind.collect()]
}
