//! What can go wrong before there is an article. Reading itself cannot fail.

use std::time::Duration;

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
    /// A record without a field of a name that means a text.
    #[error("no field of it is called {0}")]
    NoText(String),
    /// More bytes than are read at once; the number is the limit in MB.
    #[error("it is longer than {0} MB")]
    TooLong(u64),
    /// More time than one document may take; that is its limit.
    #[error("it takes longer than {} s", .0.as_secs_f64())]
    TooSlow(Duration),
    /// An archive that is broken, or built to exhaust whoever unpacks it.
    #[error("{0}")]
    Packed(String),
    /// The bytes could not be had.
    #[error("{0}")]
    Read(String),
}

impl Error {
    /// What stopped a reader, as it is told to a person.
    pub fn of_reading(error: &std::io::Error) -> Error {
        let own = error.get_ref().and_then(|it| it.downcast_ref::<Error>());
        own.cloned().unwrap_or_else(|| Error::Read(error.to_string().to_lowercase()))
    }

    /// What the reader of the message can do.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Error::Language { .. } => Some("`--lang CODE` reads it as that language all the same"),
            Error::NoArticle | Error::Page(_) => Some("save the article as plain text and read that"),
            Error::NoText(_) => Some("`--map text=NAME` says which field or column holds the text"),
            Error::TooLong(_) => Some("`--max-size MB` lets longer ones pass"),
            Error::TooSlow(_) => Some("`--max-time TIME` gives it longer"),
            Error::Packed(_) => Some("unpack it yourself, if you trust it, and read what comes out"),
            Error::Binary("bzip2 data" | "xz data" | "a 7z archive") => Some("unpack it and read the folder"),
            Error::Binary("a PDF") => Some("`pdftotext FILE - | selon read -` takes the text out of it"),
            _ => None,
        }
    }
}
