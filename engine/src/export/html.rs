//! Readings → one page that needs nothing else.

use crate::{Article, Reading, export::Options};

/// All articles with their findings, as one self-contained page.
pub fn html(_items: &[(Article, Reading)], _options: &Options) -> String {
    String::new()
}
