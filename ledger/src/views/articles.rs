//! Articles: lists, and one with its text and findings.

use rusqlite::Row;
use selon::Span;
use serde::Serialize;

use super::{COLUMNS, FROM, Told, told, value};
use crate::{Error, Ledger};

/// An article as it stands today.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleRow {
    /// Its number.
    pub article: i64,
    /// What it was called when it was added.
    pub doc: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// The day of publication.
    pub published: Option<String>,
    /// Its language.
    pub language: String,
    /// How many texts of it are known.
    pub versions: i64,
    /// The article it is a copy of.
    pub copy_of: Option<i64>,
    /// How many statements it makes.
    pub statements: i64,
}

/// One text of an article.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its row.
    pub row: i64,
    /// 1, 2, ... within the article.
    pub number: i64,
    /// Is it the one that stands today?
    pub current: bool,
    /// Of the text.
    pub sha256: String,
    /// As it was read.
    pub text: String,
    /// What in it is not article.
    pub boilerplate: Vec<Span>,
    /// The version of selon that read it.
    pub reader: String,
}

const ARTICLES: &str = "SELECT article.id, doc, outlet, title, url, published, language,
    (SELECT max(number) FROM version AS other WHERE other.article = article.id),
    (SELECT other.article FROM version AS other WHERE other.id = version.copy_of),
    (SELECT count(*) FROM statement WHERE statement.version = version.id)
  FROM version JOIN article ON article.id = version.article
  WHERE version.current = 1";

fn article(row: &Row) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        article: row.get(0)?,
        doc: row.get(1)?,
        outlet: row.get(2)?,
        title: row.get(3)?,
        url: row.get(4)?,
        published: row.get(5)?,
        language: row.get(6)?,
        versions: row.get(7)?,
        copy_of: row.get(8)?,
        statements: row.get(9)?,
    })
}

impl Ledger {
    /// One article.
    pub fn article(&self, id: i64) -> Result<ArticleRow, Error> {
        self.one(&format!("{ARTICLES} AND article.id = ?1"), id, "article ", article)
    }

    /// The number of the article of that name or place.
    pub fn article_named(&self, name: &str) -> Result<i64, Error> {
        let sql = "SELECT id FROM article WHERE (doc = ?1 OR place = ?1) AND removed = 0 ORDER BY id LIMIT 1";
        let found = self.rows(sql, &[value(name.to_owned())], |row| row.get(0))?.pop();
        found.ok_or_else(|| Error::Missing(format!("article {name}")))
    }

    /// Articles in the order of their numbers, behind that one.
    pub fn articles_after(&self, id: i64, most: usize) -> Result<Vec<ArticleRow>, Error> {
        let sql = format!("{ARTICLES} AND article.id > ?1 ORDER BY article.id LIMIT ?2");
        self.rows(&sql, &[value(id), value(most as i64)], article)
    }

    /// The articles that were recorded last, the newest first.
    pub fn newest(&self, most: usize) -> Result<Vec<ArticleRow>, Error> {
        let sql = format!("{ARTICLES} ORDER BY version.id DESC LIMIT ?1");
        self.rows(&sql, &[value(most as i64)], article)
    }

    /// A text of an article: that version, else the one that stands today.
    pub fn version(&self, article: i64, number: Option<i64>) -> Result<Version, Error> {
        let sql = "SELECT id, number, current, sha256, text, boilerplate, reader FROM version JOIN body ON body.version = id
            WHERE article = ?1 AND (number = ?2 OR (?2 IS NULL AND current = 1))";
        let rows = self.rows(sql, &[value(article), value(number)], |row| {
            let waste: String = row.get(5)?;
            let waste: Vec<(usize, usize)> = serde_json::from_str(&waste).unwrap_or_default();
            Ok(Version {
                row: row.get(0)?,
                number: row.get(1)?,
                current: row.get(2)?,
                sha256: row.get(3)?,
                text: row.get(4)?,
                boilerplate: waste.into_iter().map(|it| Span::new(it.0, it.1)).collect(),
                reader: row.get(6)?,
            })
        });
        rows?.pop().ok_or_else(|| Error::Missing(format!("such a version of article {article}")))
    }

    /// The text of a statement's version.
    pub fn version_of(&self, told: &Told) -> Result<Version, Error> {
        let number =
            self.one("SELECT number FROM version WHERE id = ?1", told.version, "version ", |row| row.get(0))?;
        self.version(told.article, Some(number))
    }

    /// All statements of a text in order, with their spans; those that a person rejected are marked so.
    pub fn statements_of(&self, version: i64) -> Result<Vec<(Told, crate::Spans)>, Error> {
        let sql = format!(
            "{COLUMNS}, statement.source, statement.cue, statement.content {FROM} WHERE version.id = ?1 ORDER BY statement.number"
        );
        let parse = |it: String| serde_json::from_str(&it).unwrap_or_default();
        self.rows(&sql, &[value(version)], |row| {
            let spans = crate::Spans {
                source: parse(row.get(30)?),
                cue: parse(row.get(31)?),
                content: parse(row.get(32)?),
            };
            Ok((told(row)?, spans))
        })
    }
}
