//! [`Document`] → [`Attribution`]s: source, cue and content, kind and nesting.

use crate::{Attribution, Document};

/// The attributions of an article, in the order of their cues.
///
/// Speaker, act, certainty and date are filled in by later stages.
pub fn find(_document: &Document) -> Vec<Attribution> {
    Vec::new()
}
