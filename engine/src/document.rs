//! An article with its words and quotation marks: what every later stage reads.

use crate::{
    Article, Language, Span,
    quotes::{self, Quote},
    words::{self, Words},
};

/// An article, cut into words and quotations.
pub struct Document<'a> {
    /// The article's text, as it was read.
    pub text: &'a str,
    /// The article itself.
    pub article: &'a Article,
    /// Its language's data.
    pub language: &'static Language,
    /// Words, sentences, paragraphs.
    pub words: Words,
    /// What stands between quotation marks.
    pub quotes: Vec<Quote>,
}

impl<'a> Document<'a> {
    /// Cuts the article's text.
    pub fn new(article: &'a Article) -> Document<'a> {
        let text = article.text.as_str();
        let language = article.language;
        let words = words::split(text, language);
        let quotes = quotes::find(text);
        Document { text, article, language, words, quotes }
    }

    /// The text of a span.
    pub fn of(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }
}
