//! How surely it is said: cue and content → [`Certainty`].
//!
//! The scorer of acts has columns for certainty too; what is plain (a question,
//! a refusal to speak) follows from the act and is not left to it.

use crate::{
    Act, Attribution, Certainty, Document, Reason,
    act::{
        features::{self, View},
        model,
    },
};

/// Fills in `certainty`; acts are known by now.
pub fn judge(document: &Document, attributions: &mut [Attribution]) {
    for attribution in attributions {
        let view = View::of(document, attribution);
        let (certainty, reason) = certainty(document, attribution, &view);
        attribution.certainty = certainty;
        attribution.why.extend(reason);
    }
}

fn certainty(document: &Document, attribution: &Attribution, view: &View) -> (Certainty, Option<Reason>) {
    let cue = attribution.cue.first().copied();
    let reason = |words, how: &str| Some(Reason { field: "certainty", words, how: how.into() });
    if matches!(attribution.act, Act::Ask | Act::Decline) {
        return (Certainty::Unknown, reason(cue, "a question or a refusal leaves it open"));
    }
    let scores = model::score(&features::of(document, attribution, view)).certainties;
    let hedged = scores.get(1).copied().unwrap_or(0.0);
    if hedged < HEDGED {
        return (Certainty::Certain, None);
    }
    let sign = ["hearsay", "hedge", "might", "may", "conditional"].iter().find_map(|it| view.sign(it));
    match sign.and_then(|it| view.place(it)) {
        Some(words) => {
            (Certainty::Hedged, reason(Some(words), "a word or verb form of doubt in the content"))
        }
        None => (Certainty::Hedged, reason(cue, "cue and content together tell of doubt")),
    }
}

/// From this probability on a content counts as hedged: best F1 cross-validated on the training articles.
const HEDGED: f32 = 0.25;
