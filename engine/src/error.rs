//! What can go wrong before there is an article. Reading itself cannot fail.

use thiserror::Error;

/// Why bytes did not become an [`Article`](crate::Article).
///
/// The text says what stood in the way, in lower case and without the file's
/// name, which only the caller knows; [`Error::hint`] says what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// Nothing, or only white space.
    #[error("it is empty")]
    Empty,
    /// Neither text nor a known format; the words say what it is.
    #[error("it is {0}, not text")]
    Binary(&'static str),
    /// A page without an article.
    #[error("no article found in it, only navigation")]
    NoArticle,
    /// A page that is built to be unreadable, or is not a page after all.
    #[error("{0}")]
    Page(&'static str),
    /// A language that there is no data for.
    #[error("its language is {found}, not one of: {known}")]
    Language {
        /// What it seems to be, in English.
        found: String,
        /// The codes that are known, with commas.
        known: String,
    },
    /// A record that lacks what it needs.
    #[error("{0}")]
    Record(String),
    /// The bytes could not be had.
    #[error("{0}")]
    Read(String),
}

impl Error {
    /// What the reader of the message can do.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Error::Language { .. } => Some("`--lang CODE` reads it as that language all the same"),
            Error::NoArticle | Error::Page(_) => Some("save the article as plain text and read that"),
            Error::Binary("gzip data") => Some("`gunzip -c FILE | selon read -` unpacks it on the way"),
            Error::Binary("a zip archive") => Some("unpack it and read the folder"),
            Error::Binary("a PDF") => Some("`pdftotext FILE - | selon read -` takes the text out of it"),
            _ => None,
        }
    }
}
