//! selon reads news articles and tells who says what, when, how surely and on
//! whose word. Every finding points at the exact words that carry it.
//!
//! Data falls one way, and the modules stand in that order:
//!
//! ```text
//! bytes → Article → Words → Quotes → attributions → actors, acts, certainty, dates → Reading → links → export
//! ```
//!
//! [`read`] does no I/O, keeps no state, gives the same answer twice and cannot
//! fail: unclear text yields less, not an error. Offsets are bytes inside; the
//! [`export`] formats turn them into code points (or what is asked for) at the rim.

mod span;
pub use span::Span;

mod error;
pub use error::Error;

pub mod language;
pub use language::Language;

pub mod article;
pub use article::Article;

pub mod words;

pub mod quotes;

mod document;
pub use document::Document;

pub mod features;
pub mod network;

mod reading;
pub use reading::{Act, Actor, Attribution, Certainty, Kind, Reading, Reason, SpeakerType};

pub mod attribution;
pub use attribution::Convention;

pub mod act;
pub mod actors;
pub mod certainty;
pub mod dates;

pub mod link;
pub mod sections;

pub mod export;

/// How articles are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    /// What counts as an attribution.
    pub convention: Convention,
    /// Keep for every finding the [`Reason`]s that led to it.
    pub explain: bool,
    /// Keep what is too unlikely to be told; for measuring confidence.
    pub unlikely: bool,
}

/// Who says what in this article, and why selon thinks so.
pub fn read(article: &Article) -> Reading {
    let mode = Mode { explain: true, ..Mode::default() };
    read_all(std::slice::from_ref(article), mode).remove(0)
}

/// Who says what in each of these articles.
///
/// The same findings as [`read`] gives one by one, sooner: several articles run
/// through the network abreast.
pub fn read_all(articles: &[Article], mode: Mode) -> Vec<Reading> {
    let long = |it: &&Article| it.text.len() > sections::LONG;
    let documents: Vec<Document> = articles.iter().filter(|it| !long(it)).map(Document::new).collect();
    let found = attribution::find(&documents, mode);
    let read = |(document, found)| said(complete(document, off_boilerplate(document, found), mode), mode);
    let mut short = documents.iter().zip(found).map(read);
    let readings = articles.iter().filter_map(|it| match long(&it) {
        true => Some(sections::read_whole(it, mode)),
        false => short.next(),
    });
    readings.collect()
}

/// Without what rests on words that are not article: a finding whose source or cue
/// stands there goes, and a content that runs over such words leaves them out.
fn off_boilerplate(document: &Document, mut found: Vec<Attribution>) -> Vec<Attribution> {
    let waste = &document.article.boilerplate;
    if waste.is_empty() {
        return found;
    }
    let is_waste = |span: &Span| waste.iter().any(|it| it.overlaps(*span));
    found.retain_mut(|it| {
        let had_content = !it.content.is_empty();
        it.content = it.content.iter().flat_map(|piece| piece.without(waste, document.text)).collect();
        let lost_content = had_content && it.content.is_empty();
        !(lost_content || it.source.iter().chain(&it.cue).any(is_waste))
    });
    let kept: Vec<u32> = found.iter().map(|it| it.id).collect();
    for it in &mut found {
        it.parent = it.parent.filter(|id| kept.contains(id));
    }
    found
}

/// Everything behind the spans: who, act, certainty and date of attributions whose words are known.
pub fn complete(document: &Document, mut attributions: Vec<Attribution>, mode: Mode) -> Reading {
    // Reasons take more room than all else: those that nobody asked for go at once.
    let forget = |attributions: &mut Vec<Attribution>| {
        if !mode.explain {
            attributions.iter_mut().for_each(|it| it.why = Vec::new());
        }
    };
    let actors = actors::resolve(document, &mut attributions);
    forget(&mut attributions);
    let read = act::judge(document, &mut attributions);
    forget(&mut attributions);
    certainty::judge(&read, &mut attributions);
    if mode.convention == Convention::Selon {
        attribution::look_again(&mut attributions, read.iter().map(|it| it.none));
    }
    dates::of_saying(document, &mut attributions);
    forget(&mut attributions);
    let boilerplate = document.article.boilerplate.clone();
    Reading { language: document.language.code, actors, attributions, boilerplate }
}

/// Without findings that say nothing (only a refusal to comment may leave its content out) or are too unlikely.
fn said(mut reading: Reading, mode: Mode) -> Reading {
    reading.attributions.retain(|it| !it.content.is_empty() || it.act == Act::Decline);
    let told = |it: &Attribution| mode.unlikely || attribution::is_likely(it, mode.convention);
    reading.attributions.retain(told);
    let kept: Vec<u32> = reading.attributions.iter().map(|it| it.id).collect();
    // The ids rise with the place in the text.
    let renamed = |id: u32| kept.binary_search(&id).ok().map(|at| at as u32 + 1);
    for (id, it) in (1..).zip(&mut reading.attributions) {
        it.id = id;
        it.parent = it.parent.and_then(renamed);
    }
    reading
}
