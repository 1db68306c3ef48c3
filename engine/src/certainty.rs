//! How surely it is said: cue and content → [`Certainty`].
//!
//! Verb forms of doubt come first, then the scorer of acts, which has columns for
//! certainty too; what is plain (a question,
//! a refusal to speak) follows from the act and is not left to it.

use crate::{
    Act, Attribution, Certainty, Kind, Reason,
    act::{
        Read,
        features::{self, View},
        lexicon::Hit,
    },
};

/// Fills in `certainty`; `read` is what [`act::judge`](crate::act::judge) gave for each.
pub fn judge(read: &[Read], attributions: &mut [Attribution]) {
    for (attribution, read) in attributions.iter_mut().zip(read) {
        let (certainty, reason) = certainty(attribution, &read.view, read.hedged);
        attribution.certainty = certainty;
        attribution.why.extend(reason);
    }
}

fn certainty(attribution: &Attribution, view: &View, hedged: f32) -> (Certainty, Option<Reason>) {
    let cue = attribution.cue.first().copied();
    let reason = |words, how: &str| Some(Reason { field: "certainty", words, how: how.into() });
    if matches!(attribution.act, Act::Ask | Act::Decline) {
        return (Certainty::Unknown, reason(cue, "a question or a refusal leaves it open"));
    }
    if let Some(sign) = form_of_doubt(attribution, view) {
        let words = view.place(sign).or(cue);
        return (Certainty::Hedged, reason(words, "a verb form that leaves open whether it is so"));
    }
    if hedged < HEDGED || is_told_future(view) {
        return (Certainty::Certain, None);
    }
    let sign = ["presumed", "hedge", "may", "conditional"].iter().find_map(|it| view.sign(it));
    match sign.and_then(|it| view.place(it)) {
        Some(words) => (Certainty::Hedged, reason(Some(words), "a word of doubt in the content")),
        None => (Certainty::Hedged, reason(cue, "cue and content together tell of doubt")),
    }
}

/// *a dit qu'il serait prêt*: behind a cue in the past the conditional is a future, where no other word tells of doubt.
fn is_told_future(view: &View) -> bool {
    let doubts = ["presumed", "hedge", "may", "might", "would have"];
    view.cued(features::PAST)
        && view.sign("would be").is_some()
        && doubts.iter().all(|it| view.sign(it).is_none())
}

/// *aurait livré*, *serait en fuite*, *might*: not in words quoted whole, nor where a condition explains it.
fn form_of_doubt(attribution: &Attribution, view: &View) -> Option<Hit> {
    if attribution.kind == Kind::Direct || view.sign("if").is_some() || view.sign("counterfactual").is_some()
    {
        return None;
    }
    // Behind a cue in the past the conditional is a future told from there: “a dit qu'il serait prêt”.
    let told = || view.sign("would have").or(view.sign("would be")).filter(|_| !view.cued(features::PAST));
    // What somebody is asked to do is no guess: “devrait démissionner”.
    view.sign("might").filter(|_| attribution.act != Act::Request).or_else(told)
}

/// From here on a content counts as hedged, in log-odds; chosen on dev.
const HEDGED: f32 = -1.0;
