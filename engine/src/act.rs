//! What is done by saying it: cue and content → [`Act`](crate::Act) and target.

use crate::{Attribution, Document};

/// Fills in `act` and `target`.
pub fn judge(_document: &Document, _attributions: &mut [Attribution]) {}
