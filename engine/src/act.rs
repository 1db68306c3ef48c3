//! What is done by saying it: cue and content → [`Act`](crate::Act) and target.

pub mod features;
mod lexicon;
mod tokens;

use crate::{Attribution, Document};

/// Fills in `act` and `target`.
pub fn judge(_document: &Document, _attributions: &mut [Attribution]) {}
