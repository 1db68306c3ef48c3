//! selon reads news articles and tells who says what, when, how surely and on
//! whose word. Every finding points at the exact words that carry it.
//!
//! Data falls one way, and the modules stand in that order:
//!
//! ```text
//! bytes → Article → Words → Quotes → attributions → actors, acts, certainty, dates → Reading → export
//! ```
//!
//! [`read`] does no I/O, keeps no state, gives the same answer twice and cannot
//! fail: unclear text yields less, not an error. Offsets are bytes inside; the
//! [`export`] formats turn them into code points (or what is asked for) at the rim.

mod span;
pub use span::Span;

pub mod language;
pub use language::Language;

mod error;
pub use error::Error;

pub mod article;
pub use article::Article;

pub mod quotes;
pub mod words;

mod document;
pub use document::Document;

pub mod features;

pub mod attribution;

mod reading;
pub use reading::{Act, Actor, Attribution, Certainty, Kind, Reading, Reason, SpeakerType};

pub mod act;
pub mod actors;
pub mod certainty;
pub mod dates;

pub mod export;

/// Who says what in this article.
pub fn read(article: &Article) -> Reading {
    let language = article.language;
    let document = Document::new(article);
    let mut attributions = attribution::find(&document);
    let actors = actors::resolve(&document, &mut attributions);
    act::judge(&document, &mut attributions);
    certainty::judge(&document, &mut attributions);
    dates::of_saying(&document, &mut attributions);
    Reading { language: language.code, actors, attributions, boilerplate: article.boilerplate.clone() }
}
