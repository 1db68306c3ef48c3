//! Who speaks: the sources' words → [`Actor`]s with names, types, roles.

use crate::{Actor, Attribution, Document};

/// Fills in `actor`, `speaker`, `speaker_type`, `role` and `affiliation`.
pub fn resolve(_document: &Document, _attributions: &mut [Attribution]) -> Vec<Actor> {
    Vec::new()
}
