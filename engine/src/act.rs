//! What is done by saying it: cue and content → [`Act`](crate::Act) and target.
//!
//! The words of the cue seldom settle it alone (*said* denies, accuses and
//! promises), so a scorer weighs the groups of the cue's words against the signs
//! in the content, whose words are tables, and reads both with what stands around
//! them. Its weights are learned.

pub mod company;
pub mod features;
pub(crate) mod lexicon;
pub mod model;
pub mod parts;
mod reader;
mod target;
pub(crate) mod tokens;

use crate::{
    Act, Attribution, Document, Reason, Span,
    act::{company::Company, features::View},
    language,
};

/// What was read of an attribution beside its act.
pub struct Read {
    /// Its words.
    pub view: View,
    /// How much speaks for doubt in it, in log-odds.
    pub hedged: f32,
    /// How much speaks for its being no statement at all, in log-odds.
    pub none: f32,
}

/// Fills in `act` and `target`; → what was read of each attribution.
pub fn judge(document: &Document, attributions: &mut [Attribution]) -> Vec<Read> {
    let views: Vec<View> = attributions.iter().map(|it| View::of(document, it)).collect();
    let company = Company::of(views.iter());
    let mut read = Vec::with_capacity(views.len());
    let mut scorer = model::Scorer::new(document);
    for (attribution, view) in attributions.iter_mut().zip(views) {
        let features = features::of(document, attribution, &view, &company);
        let scores = scorer.score(&features, &parts::of(document, attribution));
        let best = (0..scores.acts.len()).max_by(|a, b| scores.acts[*a].total_cmp(&scores.acts[*b]));
        attribution.act = best.map_or(Act::Assert, |it| Act::ALL[it]);
        attribution.target = target::of(document, attribution);
        let reason = why(&view, attribution);
        attribution.why.push(reason);
        read.push(Read { view, hedged: scores.hedged, none: scores.none });
    }
    read
}

/// The PLOVER event type that an act corresponds to, and its mode, where there are such.
pub fn plover(act: Act) -> Option<(&'static str, Option<&'static str>)> {
    let row = language::common("plover").get(act.name())?;
    let column = |at: usize| row.get(at).copied().filter(|it| *it != "-");
    Some((column(1)?, column(2)))
}

/// The words that speak loudest for the act.
fn why(view: &View, attribution: &Attribution) -> Reason {
    let act = attribution.act.name();
    let cue = view.cues.iter().find(|it| it.group == act).and_then(|it| {
        let (first, last) = (view.cue.get(it.at)?, view.cue.get(it.at + it.len - 1)?);
        Some(Span::new(first.span.start, last.span.end))
    });
    let (words, how) = match (cue, attribution.cue.first()) {
        (Some(words), _) => (Some(words), format!("a word that is used to {act}")),
        (None, Some(cue)) => (Some(*cue), format!("{act}: cue and content weighed together")),
        (None, None) => (attribution.content.first().copied(), format!("{act}: the content alone, weighed")),
    };
    Reason { field: "act", words, how }
}

#[cfg(test)]
mod tests;
