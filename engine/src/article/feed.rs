//! A feed (RSS, Atom, JSON Feed) → its [`Entry`]s → [`Article`]s.
//!
//! What feeds write is seldom what their standards ask for, so nothing here insists:
//! tags that do not match, entities that XML does not know and fields from another
//! standard are taken for what they mean. A day is that of the place of publication,
//! which a time in UTC would not tell.

use jiff::civil::Date;

use super::{Article, Given, charset, page};
use crate::{Error, Language};

mod json;
mod xml;

/// A feed, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// What it is called, as a rule after its outlet.
    pub title: Option<String>,
    /// The language that it says it is in, if selon reads it.
    pub language: Option<&'static Language>,
    /// Its entries, in the order of the feed.
    pub entries: Vec<Entry>,
    /// Why there may be more entries than could be read.
    pub broken: Option<Error>,
}

/// What a feed says of one article.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What the feed calls it; often its address.
    pub id: Option<String>,
    /// Headline, on one line and without markup.
    pub title: Option<String>,
    /// Where the article stands.
    pub url: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The day of the last change.
    pub updated: Option<Date>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Where it was published first, in a feed that gathers from others.
    pub outlet: Option<String>,
    /// The language of the entry, else of the feed, if selon reads it.
    pub language: Option<&'static Language>,
    /// The whole text, in feeds that carry it.
    pub content: Option<Words>,
    /// A few sentences.
    pub summary: Option<Words>,
}

/// Words of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// As they are to be read.
    Plain(String),
    /// A piece of a page.
    Html(String),
}

/// Is this the beginning of a feed?
pub fn is_feed(head: &str) -> bool {
    xml::is_feed(head) || json::is_feed(head)
}

/// The feed that these bytes hold.
pub fn parse(bytes: Vec<u8>) -> Result<Feed, Error> {
    let text = charset::decode(bytes);
    let mut feed = match text.trim_start().starts_with('{') {
        true => json::parse(&text)?,
        false => xml::parse(&text)?,
    };
    for it in &mut feed.entries {
        it.language = it.language.or(feed.language);
        it.outlet = it.outlet.take().or_else(|| feed.title.clone());
    }
    match (feed.entries.is_empty(), feed.broken.take()) {
        (true, Some(error)) => Err(error),
        (_, broken) => Ok(Feed { broken, ..feed }),
    }
}

impl Entry {
    /// The article, as far as the feed carries it.
    pub fn article(&self, given: &Given) -> Result<Article, Error> {
        let text = self.text()?;
        let language = given
            .language
            .map_or_else(|| Language::detect(&text).or_else(|error| self.language.ok_or(error)), Ok)?;
        let article = Article::of_text(text, &Given { language: Some(language), ..given.clone() })?;
        Ok(Article {
            id: self.id.clone().or_else(|| self.url.clone()).unwrap_or(article.id),
            title: self.title.clone(),
            standfirst: self.summary.clone().filter(|_| !self.is_partial()).and_then(Words::line),
            byline: self.byline.clone(),
            url: self.url.clone().or(article.url),
            outlet: article.outlet.or_else(|| self.outlet.clone()),
            published: article.published.or(self.published).or(self.updated),
            ..article
        })
    }

    /// Has the feed only a few sentences of it, or nothing?
    pub fn is_partial(&self) -> bool {
        self.content.as_ref().is_none_or(Words::is_empty)
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        self.content.iter().chain(&self.summary).map(Words::len).sum()
    }

    fn text(&self) -> Result<String, Error> {
        let told = self.content.iter().chain(&self.summary).filter(|it| !it.is_empty());
        match told.max_by_key(|it| it.len()) {
            Some(Words::Plain(text)) => Ok(text.trim().to_owned()),
            Some(Words::Html(html)) => page::piece(html),
            None => Err(Error::Record("the entry has no text, only a link to it".into())),
        }
    }
}

impl Words {
    /// Words that somebody wrote without saying of what kind they are.
    fn of(text: String) -> Words {
        let is_tag = |it: &str| it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match text.split('<').skip(1).any(is_tag) {
            true => Words::Html(text),
            false => Words::Plain(page::unescape(&text).into_owned()),
        }
    }

    fn len(&self) -> usize {
        let (Words::Plain(text) | Words::Html(text)) = self;
        text.trim().len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// On one line, without markup, if there is anything.
    fn line(self) -> Option<String> {
        let text = match self {
            Words::Plain(text) => text,
            Words::Html(html) => page::all_words(&html),
        };
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }
}

#[cfg(test)]
mod tests;
