//! When it was said: date expressions around the cue → ISO 8601.
//!
//! A date inside a content is the content's own affair and dates no saying, so
//! only words outside it are asked. A statement without a date of its own takes
//! that of the speech that it goes on with, or of the paragraph that tells of it.
//! The day that a report opens with dates nothing further down: of 276 sayings of
//! the French training articles that it would date, 33 are said to be of that day.

mod expression;
mod value;

pub use expression::{Expression, find};
pub use value::{Grain, Value};

use crate::{Attribution, Document, Reason, Span};

/// Words further than this from the cue date something else.
const REACH: usize = 160;

/// Fills in `when` and `when_value`.
pub fn of_saying(document: &Document, attributions: &mut [Attribution]) {
    let expressions = find(document.text, document.language, document.article.published);
    let contents = Contents::of(attributions);
    for attribution in attributions.iter_mut() {
        let own = beside(document, attribution, &contents, &expressions);
        let Some(expression) = own else { continue };
        date(attribution, expression, &expression.how);
    }
    inherit(document, attributions);
    let told = told(&contents, &expressions);
    for attribution in attributions.iter_mut().filter(|it| it.when.is_none() && it.parent.is_none()) {
        if let Some(expression) = frame(document, attribution, &told) {
            date(attribution, expression, &format!("the paragraph tells of that day: {}", expression.how));
        }
    }
}

/// The contents of all attributions, to be asked what lies over a span.
struct Contents {
    /// By their beginnings.
    spans: Vec<Span>,
    /// How far the spans up to this one reach.
    reach: Vec<usize>,
}

impl Contents {
    fn of(attributions: &[Attribution]) -> Contents {
        let mut spans: Vec<Span> = attributions.iter().flat_map(|it| it.content.iter().copied()).collect();
        spans.sort_unstable();
        let furthest = |far: &mut usize, it: &Span| {
            *far = it.end.max(*far);
            Some(*far)
        };
        let reach = spans.iter().scan(0, furthest).collect();
        Contents { spans, reach }
    }

    fn over(&self, span: Span) -> impl Iterator<Item = Span> {
        let behind = self.spans.partition_point(|it| it.start < span.end);
        let near = (0..behind).rev().take_while(move |at| self.reach[*at] > span.start);
        near.map(|at| self.spans[at]).filter(move |it| it.overlaps(span))
    }
}

fn date(attribution: &mut Attribution, expression: &Expression, how: &str) {
    attribution.when = Some(expression.span);
    attribution.when_value = expression.value.map(Value::iso);
    attribution.why.push(Reason { field: "when", words: Some(expression.span), how: how.into() });
}

/// The expression nearest to the cue in its sentence, outside every content but those around the cue.
fn beside<'e>(
    document: &Document,
    attribution: &Attribution,
    contents: &Contents,
    expressions: &'e [Expression],
) -> Option<&'e Expression> {
    let cue = *attribution.cue.first()?;
    let sentence = sentence(document, cue);
    let first = expressions.partition_point(|it| it.span.start < sentence.start);
    let near = expressions.iter().skip(first).take_while(|it| it.span.end <= sentence.end);
    let free = near.filter(|it| contents.over(it.span).all(|content| content.overlaps(cue)));
    // “les élections de mars”: a month or year behind *of* belongs to its noun.
    let own = free.filter(|it| !it.attached || it.value.is_some_and(|it| it.grain == Grain::Day));
    own.map(|it| (far(it.span, cue, sentence), it))
        .filter(|it| it.0 <= REACH)
        .min_by_key(|it| it.0)
        .map(|it| it.1)
}

/// How far from the cue an expression is felt to be: what opens the sentence dates all of it.
fn far(expression: Span, cue: Span, sentence: Span) -> usize {
    let opens = expression.start <= sentence.start + 12 && expression.end <= cue.start;
    let distance = expression.start.saturating_sub(cue.end).max(cue.start.saturating_sub(expression.end));
    if opens { distance.min(40) } else { distance }
}

/// The days that the article itself tells of: outside every content, and no part of a noun phrase.
fn told<'e>(contents: &Contents, expressions: &'e [Expression]) -> Vec<&'e Expression> {
    let told = |it: &&Expression| {
        let day = it.value.is_some_and(|it| it.grain == Grain::Day);
        day && !it.attached && contents.over(it.span).next().is_none()
    };
    expressions.iter().filter(told).collect()
}

/// The day that the sentences before the attribution tell of, in the same paragraph.
fn frame<'e>(
    document: &Document,
    attribution: &Attribution,
    told: &[&'e Expression],
) -> Option<&'e Expression> {
    let place = *attribution.cue.first()?;
    let last = told.partition_point(|it| it.span.end <= place.start).checked_sub(1)?;
    let expression = told.get(last)?;
    let same = paragraph_of(document, expression.span) == paragraph_of(document, place);
    same.then_some(expression)
}

/// The sentence around a span, by its words.
fn sentence(document: &Document, span: Span) -> Span {
    let words = &document.words;
    let at = words.words.partition_point(|it| it.span.end <= span.start);
    let range = words.words.get(at).and_then(|it| words.sentences.get(it.sentence as usize));
    let first = range.and_then(|it| words.words.get(it.start));
    let last = range.and_then(|it| words.words.get(it.end.checked_sub(1)?));
    match (first, last) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
        _ => span,
    }
}

/// A speaker who goes on without a new date still speaks on the day of the last one.
///
/// It ends with the next paragraph or four attributions on: further down gold dates one in twenty so.
fn inherit(document: &Document, attributions: &mut [Attribution]) {
    for at in 1..attributions.len() {
        let (before, rest) = attributions.split_at_mut(at);
        let Some(attribution) = rest.first_mut().filter(|it| it.when.is_none()) else { continue };
        let near = before
            .iter()
            .rev()
            .take(4)
            .filter(|it| paragraph(document, attribution).saturating_sub(paragraph(document, it)) <= 1);
        let Some(last) = near.into_iter().find(|it| speaks_on(document, it, attribution)) else { continue };
        if last.when.is_none() {
            continue;
        }
        attribution.when = last.when;
        attribution.when_value = last.when_value.clone();
        let how = "the same speaker goes on".into();
        attribution.why.push(Reason { field: "when", words: last.when, how });
    }
}

/// Is the later one more of the earlier one's speech, as actors, sources or the sentence tell?
fn speaks_on(document: &Document, earlier: &Attribution, later: &Attribution) -> bool {
    let same_sentence = || match (place(earlier), place(later)) {
        (Some(one), Some(other)) => sentence(document, one) == sentence(document, other),
        _ => false,
    };
    if earlier.actor.is_some() && earlier.actor == later.actor {
        return true;
    }
    earlier.parent == later.parent
        && (earlier.source == later.source || later.source.is_empty())
        && same_sentence()
}

/// Where an attribution stands: its cue, else its content.
fn place(attribution: &Attribution) -> Option<Span> {
    attribution.cue.first().or(attribution.content.first()).copied()
}

fn paragraph(document: &Document, attribution: &Attribution) -> u32 {
    place(attribution).map_or(0, |it| paragraph_of(document, it))
}

fn paragraph_of(document: &Document, span: Span) -> u32 {
    let words = &document.words.words;
    let at = words.partition_point(|it| it.span.end <= span.start);
    words.get(at).map_or(0, |it| it.paragraph)
}

#[cfg(test)]
mod tests;
