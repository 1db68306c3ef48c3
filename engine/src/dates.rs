//! When it was said: date expressions around the cue → ISO 8601.

use crate::{Attribution, Document};

/// Fills in `when` and `when_value`.
pub fn of_saying(_document: &Document, _attributions: &mut [Attribution]) {}
