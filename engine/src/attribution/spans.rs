//! Words → exact spans: trimmed, never crossing, nested.

use std::ops::Range;

use super::decode::Draft;
use crate::{Document, Kind, Span, words::Word};

/// The text's spans of runs of words, without punctuation at their edges.
pub fn of_words(text: &str, words: &[Word], runs: &[Range<usize>]) -> Vec<Span> {
    let whole = |run: &Range<usize>| Span::new(words[run.start].span.start, words[run.end - 1].span.end);
    let spans = runs.iter().map(|run| (whole(run), trimmed(text, whole(run))));
    // A colon is a cue of its own: what is only marks stays as it is.
    let bare = runs.len() == 1;
    spans
        .map(|(whole, span)| if span.is_empty() && bare { whole } else { span })
        .filter(|it| !it.is_empty())
        .collect()
}

/// The run of words that a span touches.
pub fn words(words: &[Word], span: Span) -> Range<usize> {
    let first = words.partition_point(|it| it.span.end <= span.start);
    let past = words.partition_point(|it| it.span.start < span.end);
    first..past.max(first)
}

/// Without the word that joins it to its cue (*that*, *que*), unless that is quoted with it.
pub fn without_joint(document: &Document, words: &[Word], runs: &mut [Range<usize>]) {
    let joints = document.language.table("complementisers");
    let text = |at: usize| document.of(words[at].span);
    for run in runs {
        let quoted = run.start > 0 && text(run.start - 1).chars().all(is_edge);
        if run.len() > 1 && !quoted && joints.has(&plain(text(run.start))) {
            run.start += 1;
        }
    }
}

/// Without adverbs before and prepositions or days behind the words that carry the act.
pub fn without_edges(document: &Document, words: &[Word], runs: &mut [Range<usize>]) {
    let edges = document.language.table("cue-edges");
    let is = |at: usize, edge: &str| {
        edges.get(&plain(document.of(words[at].span))).is_some_and(|row| row.get(1) == Some(&edge))
    };
    for run in runs {
        while run.len() > 1 && is(run.start, "first") {
            run.start += 1;
        }
        while run.len() > 1 && is(run.end - 1, "last") {
            run.end -= 1;
        }
    }
}

/// As the tables write a word.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// Without white space, quotation marks and punctuation at the edges.
fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let head = inner.trim_start_matches(is_edge);
    let start = span.end - head.len();
    Span::new(start, start + head.trim_end_matches(is_edge).len())
}

fn is_edge(c: char) -> bool {
    !(c.is_alphanumeric()
        || matches!(c, '$' | '€' | '£' | '%' | '°' | '§' | '+' | '#' | '@' | '\u{300}'..='\u{36f}'))
}

/// How a content stands to quotation marks.
pub fn kind(content: &[Span], words: &[Word], depths: &[u8]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for piece in content {
        for depth in &depths[self::words(words, *piece)] {
            if *depth > 0 { inside = true } else { outside = true }
        }
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (true, true) => Kind::Mixed,
        _ => Kind::Indirect,
    }
}

/// Words that an apposition behind an incise's source may have.
const ASIDE: usize = 12;

/// A content that begins right behind another statement's incise goes on with what stood before it: in *the dyke, the mayor
/// says, will hold, according to the prefect* all but the last words are the prefect's, and the mayor speaks inside them.
pub fn bridge(document: &Document, words: &[Word], drafts: &mut [Draft]) {
    let sentence = |at: usize| {
        let word = words.partition_point(|it| it.span.end <= at);
        words.get(word).map(|it| it.sentence)
    };
    let is_pause = |from: usize, to: usize| {
        from < to && document.text[from..to].contains(',') && document.text[from..to].chars().all(is_edge)
    };
    // Only a pause, or what the source is besides: *, the commander of the fleet,*.
    let is_aside = |from: usize, to: usize| {
        let aside = document.text.get(from..to).unwrap_or_default().trim();
        aside.starts_with(',') && aside.ends_with(',') && aside.split_whitespace().count() <= ASIDE
    };
    let joins = |at: usize| {
        let word = words.partition_point(|it| it.span.end <= at);
        let text = words.get(word).map(|it| plain(document.of(it.span)));
        let class = text.and_then(|it| document.language.table("closed").get(&it)?.get(1).copied());
        class == Some("and")
    };
    for at in 0..drafts.len() {
        let Some(&first) = drafts[at].content.first() else { continue };
        let before = drafts.iter().enumerate().filter(|(other, _)| *other != at).find_map(|(_, it)| {
            let incise = it.cue.iter().chain(&it.source);
            let (start, end) = (incise.clone().map(|it| it.start).min()?, incise.map(|it| it.end).max()?);
            let lead = *it.content.iter().rfind(|piece| piece.end <= start)?;
            let follows = is_aside(end, first.start) && is_pause(lead.end, start);
            let is_one = sentence(lead.start) == sentence(first.start) && !joins(first.start);
            (!it.source.is_empty() && follows && is_one).then_some(lead.start)
        });
        if let Some(start) = before {
            drafts[at].content[0].start = start;
        }
    }
}

/// Behind an incise in a relative clause (*the arms that, the general says, came by sea, were bought at home, according to the
/// ministry*) the one that speaks there says the clause and no more: it ends before the comma after which the other goes on.
pub fn relative(document: &Document, words: &[Word], drafts: &mut [Draft]) {
    let classes = document.language.table("closed");
    // An incise stands behind a pause; without one the cue is the clause's own verb.
    let follows_relative = |cue: Span| {
        let mut before = words[..words.partition_point(|it| it.span.end <= cue.start)].iter().rev();
        let Some(word) = before.find(|it| !document.of(it.span).chars().all(is_edge)) else { return false };
        let class = classes.get(&plain(document.of(word.span))).and_then(|it| it.get(1).copied());
        class == Some("rel") && document.text[word.span.end..cue.start].contains(',')
    };
    for at in 0..drafts.len() {
        let Some(&cue) = drafts[at].cue.first() else { continue };
        let Some(&behind) = drafts[at].content.last() else { continue };
        if behind.start < cue.end || !follows_relative(cue) {
            continue;
        }
        let goes_on = |it: &Draft| {
            let inside = it.content.iter().any(|piece| piece.contains(cue) && piece.end >= behind.end);
            inside && it.cue.first().is_some_and(|other| other.start >= behind.end)
        };
        let comma = document.text[behind.start..behind.end].rfind(", ").filter(|it| *it > 0);
        if let Some(comma) = comma.filter(|_| drafts.iter().any(goes_on))
            && let Some(piece) = drafts[at].content.last_mut()
        {
            *piece = trimmed(document.text, Span::new(behind.start, behind.start + comma));
        }
    }
}

/// Cuts contents that cross. One whose cue stands inside the other's content is
/// carried by it and ends where that ends; of two side by side the less sure one gives way.
pub fn uncross(text: &str, drafts: &mut [Draft]) {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    let sure = |at: usize| drafts[at].anchor * drafts[at].arguments;
    order.sort_by(|&a, &b| sure(b).total_cmp(&sure(a)).then(a.cmp(&b)));
    for (rank, &strong) in order.iter().enumerate() {
        for &weak in &order[rank + 1..] {
            for at in 0..drafts[weak].content.len() {
                for other in 0..drafts[strong].content.len() {
                    let (piece, firm) = (drafts[weak].content[at], drafts[strong].content[other]);
                    if !piece.overlaps(firm) || piece.contains(firm) || firm.contains(piece) {
                        continue;
                    }
                    let shared = Span::new(piece.start.max(firm.start), piece.end.min(firm.end));
                    if is_said_in(&drafts[strong], piece) {
                        drafts[strong].content[other] = trimmed(text, shared);
                    } else if is_said_in(&drafts[weak], firm) {
                        drafts[weak].content[at] = trimmed(text, shared);
                    } else if piece.start < firm.start {
                        drafts[weak].content[at] = trimmed(text, Span::new(piece.start, firm.start));
                    } else {
                        drafts[weak].content[at] = trimmed(text, Span::new(firm.end, piece.end));
                    }
                }
            }
            drafts[weak].content.retain(|it| !it.is_empty());
            drafts[strong].content.retain(|it| !it.is_empty());
        }
    }
}

/// Does this draft's cue stand in that content?
fn is_said_in(draft: &Draft, content: Span) -> bool {
    draft.cue.first().is_some_and(|cue| content.contains(*cue))
}

/// For each draft the one whose content carries it: the shortest that holds its cue.
pub fn parents(drafts: &[Draft]) -> Vec<Option<usize>> {
    let length = |draft: &Draft| draft.content.iter().map(Span::len).sum::<usize>();
    let carries = |outer: &Draft, inner: &Draft| {
        let place = inner.cue.first().or(inner.content.first());
        // A parent is longer than its child, so no chain comes back to its start.
        length(outer) > length(inner)
            && place.is_some_and(|it| outer.content.iter().any(|piece| piece.contains(*it)))
    };
    let parent = |inner: &Draft| {
        let outer = drafts.iter().enumerate().filter(|(_, outer)| carries(outer, inner));
        outer.min_by_key(|(_, outer)| length(outer)).map(|(at, _)| at)
    };
    drafts.iter().map(parent).collect()
}
