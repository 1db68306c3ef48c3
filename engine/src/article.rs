//! Bytes → [`Article`]: charset, page or plain text, records, metadata, language.
//!
//! This is the only module that knows HTML. The text never changes once it is
//! here: every span of every later stage points into it. What bytes hold is told
//! by their content; one file may hold many articles, so the way in is
//! [`pieces`], and each [`Piece`] becomes an article on its own.

use std::time::Duration;

use jiff::civil::Date;

use crate::{Error, Language, Span};

mod boilerplate;
mod charset;
mod clock;
mod columns;
mod day;
pub mod feed;
mod front;
mod metadata;
mod page;
mod page_day;
mod record;
mod shape;
mod stream;

pub use charset::decode;
pub use columns::Columns;
pub use day::parse as parse_day;
pub use metadata::{day_of_metadata, day_without_metadata};
pub use page::{judged_blocks, main_text};
pub use stream::{Piece, Trouble, Way, pieces, pieces_by};

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
    /// The words under the headline, as the page, the feed or the record tells them.
    pub standfirst: Option<String>,
    /// Who wrote it, as the page, the feed or the record tells it.
    pub byline: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// The day of publication, if known.
    pub published: Option<Date>,
    /// What in the text is not article.
    pub boilerplate: Vec<Span>,
    /// What the page marks up as something else than a paragraph, in order.
    pub parts: Vec<Part>,
}

/// A part of an article that its page marks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: PartKind,
}

/// What a page marks a part of its article up as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A post from another site.
    Embed,
    /// A heading between paragraphs.
    Heading,
    /// An item of a list.
    Item,
    /// A quotation that stands apart.
    Quote,
}

impl PartKind {
    /// Its name in the formats.
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Embed => "embed",
            PartKind::Heading => "heading",
            PartKind::Item => "item",
            PartKind::Quote => "quote",
        }
    }
}

/// What the caller knows of an article; it goes before what the article says of itself.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its id, unless a record brings its own.
    pub id: String,
    /// Its language, which is then not looked for.
    pub language: Option<&'static Language>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// Where it was found, unless a page tells a better address.
    pub url: Option<String>,
    /// The charset that came with it, where the bytes do not tell.
    pub charset: Option<String>,
    /// How long it may take to take the article out of its page.
    pub patience: Option<Duration>,
}

impl Article {
    /// An article of plain text, its language found.
    pub fn plain(id: &str, text: &str) -> Result<Article, Error> {
        Article::of_text(text.into(), &Given { id: id.into(), ..Given::default() })
    }

    /// An article of plain text in a language that is known.
    pub fn of_language(id: &str, text: &str, language: &'static Language) -> Article {
        Article::new(id.into(), text.into(), language)
    }

    /// An article of plain text, with what is known of it.
    pub fn of_text(text: String, given: &Given) -> Result<Article, Error> {
        if text.trim().is_empty() {
            return Err(Error::Empty);
        }
        let language = given.language.map_or_else(|| Language::detect(&text), Ok)?;
        let (outlet, published, url) = (given.outlet.clone(), given.published, given.url.clone());
        Ok(Article { outlet, published, url, ..Article::new(given.id.clone(), text, language) })
    }

    fn new(id: String, text: String, language: &'static Language) -> Article {
        let boilerplate = boilerplate::find(&text, language);
        Article {
            id,
            text,
            language,
            outlet: None,
            title: None,
            standfirst: None,
            byline: None,
            url: None,
            published: None,
            boilerplate,
            parts: Vec::new(),
        }
    }
}
