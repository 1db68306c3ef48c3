//! Bytes → [`Article`]: charset, page or plain text, metadata, language.
//!
//! This is the only module that knows HTML. The text never changes once it is
//! here: every span of every later stage points into it.

use jiff::civil::Date;

use crate::{Error, Language, Span};

/// One text, with what is known about it.
#[derive(Clone, Debug)]
pub struct Article {
    /// What the reader calls it: the file's name without its ending, the record's id.
    pub id: String,
    /// The text, as it was read; for HTML the extracted one.
    pub text: String,
    /// Found or given.
    pub language: &'static Language,
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// The day of publication, if known.
    pub published: Option<Date>,
    /// What in the text is not article.
    pub boilerplate: Vec<Span>,
}

impl Article {
    /// An article of plain text, its language found.
    pub fn plain(id: &str, text: &str) -> Result<Article, Error> {
        if text.trim().is_empty() {
            return Err(Error::Empty);
        }
        Ok(Article::of_language(id, text, Language::detect(text)?))
    }

    /// An article of plain text in a language that is known.
    pub fn of_language(id: &str, text: &str, language: &'static Language) -> Article {
        Article {
            id: id.into(),
            text: text.into(),
            language,
            outlet: None,
            title: None,
            url: None,
            published: None,
            boilerplate: Vec::new(),
        }
    }
}
