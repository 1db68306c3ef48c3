//! How surely it is said: cue and content → [`Certainty`](crate::Certainty).

use crate::{Attribution, Document};

/// Fills in `certainty`.
pub fn judge(_document: &Document, _attributions: &mut [Attribution]) {}
