//! A reading → brat stand-off.

use crate::{Article, Reading};

/// One article's findings as `.ann`, for the text as it was read.
pub fn brat(_article: &Article, _reading: &Reading) -> String {
    String::new()
}
