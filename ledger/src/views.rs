//! What pages are made of: rows by number, a page of them at a time, each question through an index.
//!
//! Unlike the answers of the command these have numbers to link by. Where a question could lead
//! through the whole ledger it looks at so many of the newest rows and says so.

use rusqlite::{OptionalExtension, Row, ToSql};
use serde::Serialize;

use crate::{Error, Ledger};

mod actors;
mod articles;
mod claims;
mod overview;
mod queue;
mod search;

pub use actors::{ActorRow, Position, RoleRow};
pub use articles::{ArticleRow, Version};
pub use claims::{Chain, QuoteRow};
pub use overview::{Counts, Month, Overview};
pub use queue::Unsure;
pub use search::{Facets, Found, Wanted};

/// A statement with all that a page tells of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Its row; it is the statement's in this ledger for good.
    #[serde(skip)]
    pub row: i64,
    /// By which it is cited: digest of its text, article, number.
    pub id: String,
    /// The article's number.
    pub article: i64,
    /// What the article was called when it was added.
    pub doc: String,
    /// Where it is published, by which its corrections find it.
    #[serde(skip)]
    pub place: String,
    /// Its number within the article.
    pub number: u32,
    /// The number of the statement that carries it.
    pub parent: Option<u32>,
    /// Does its text still stand there?
    pub current: bool,
    /// When it was said, else published.
    pub day: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The article's language.
    pub language: String,
    /// Is its article a copy of an earlier one?
    pub copy: bool,
    /// Who says it.
    pub speaker: Option<String>,
    /// What sort of source that is.
    pub speaker_type: String,
    /// The actor's number.
    pub actor: Option<i64>,
    /// The speaker's role.
    pub role: Option<String>,
    /// For whom the speaker speaks.
    pub affiliation: Option<String>,
    /// What is done.
    pub act: String,
    /// At whom it points.
    pub target: Option<String>,
    /// How surely it is said.
    pub certainty: String,
    /// How its words stand to quotation marks.
    pub kind: String,
    /// What is put forward.
    pub words: String,
    /// How sure the finding is, 0 to 1.
    pub confidence: f64,
    /// The claim it stands under.
    pub claim: Option<i64>,
    /// For or against.
    pub position: Option<String>,
    /// `suggested`, `confirmed` or `rejected`.
    pub state: Option<String>,
    /// How sure its place under the claim is, 0 to 1.
    pub link_confidence: Option<f64>,
    /// The row of its text.
    #[serde(skip)]
    pub version: i64,
}

/// What [`told`] reads. A statement that was taken out of its claim stands under none.
const COLUMNS: &str = "SELECT statement.id, substr(version.sha256, 1, 16) || '-' || article.id || '-' || statement.number,
    article.id, article.doc, article.place, statement.number, statement.parent, version.current,
    statement.day, version.outlet, version.title, version.url, version.language, version.copy_of IS NOT NULL,
    statement.speaker, statement.speaker_type, statement.actor, statement.role, statement.affiliation, statement.act,
    statement.target, statement.certainty, statement.kind, statement.words, statement.confidence,
    CASE WHEN stance.position <> 'rejected' THEN stance.claim END, nullif(stance.position, 'rejected'),
    CASE WHEN verdict = 'suggested' AND stance.state = 'confirmed' THEN 'confirmed' ELSE verdict END, stance.confidence, version.id";

/// Statements and where they stand; conditions follow.
const FROM: &str = "FROM statement JOIN version ON version.id = statement.version JOIN article ON article.id = version.article
    LEFT JOIN stance ON stance.statement = statement.id";

/// Of texts that stand today, without what a person rejected.
const STANDS: &str = "version.current = 1 AND verdict <> 'rejected'";

fn told(row: &Row) -> rusqlite::Result<Told> {
    Ok(Told {
        row: row.get(0)?,
        id: row.get(1)?,
        article: row.get(2)?,
        doc: row.get(3)?,
        place: row.get(4)?,
        number: row.get(5)?,
        parent: row.get(6)?,
        current: row.get(7)?,
        day: row.get(8)?,
        outlet: row.get(9)?,
        title: row.get(10)?,
        url: row.get(11)?,
        language: row.get(12)?,
        copy: row.get(13)?,
        speaker: row.get(14)?,
        speaker_type: row.get(15)?,
        actor: row.get(16)?,
        role: row.get(17)?,
        affiliation: row.get(18)?,
        act: row.get(19)?,
        target: row.get(20)?,
        certainty: row.get(21)?,
        kind: row.get(22)?,
        words: row.get(23)?,
        confidence: row.get(24)?,
        claim: row.get(25)?,
        position: row.get(26)?,
        state: row.get(27)?,
        link_confidence: row.get(28)?,
        version: row.get(29)?,
    })
}

/// A value for a place in a query.
type Value = Box<dyn ToSql>;

fn value(it: impl ToSql + 'static) -> Value {
    Box::new(it)
}

/// Numbers for `IN (…)`.
fn list(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

impl Ledger {
    /// The statement of that address, whether or not its text still stands and whatever was said of it.
    pub fn cited(&self, id: &str) -> Result<Told, Error> {
        let missing = || Error::Missing(format!("statement {id}"));
        let parts: Vec<&str> = id.split('-').collect();
        let [digest, article, number] = parts[..] else { return Err(missing()) };
        let is_digest = digest.len() == 16 && digest.bytes().all(|it| it.is_ascii_hexdigit());
        let (Ok(article), Ok(number), true) = (article.parse::<i64>(), number.parse::<u32>(), is_digest)
        else {
            return Err(missing());
        };
        // In a ledger that was made anew the article may have another number; its text has not.
        let sql = format!(
            "{COLUMNS} {FROM} WHERE version.sha256 >= ?1 AND version.sha256 < ?1 || 'g' AND statement.number = ?2
             ORDER BY version.article = ?3 DESC, version.id LIMIT 1"
        );
        let values = [value(digest.to_ascii_lowercase()), value(number), value(article)];
        self.rows(&sql, &values, told)?.pop().ok_or_else(missing)
    }

    /// The statement of that number of the article of that name or place, as it stands today.
    pub fn statement_of(&self, doc: &str, number: u32) -> Result<Told, Error> {
        let sql = format!(
            "{COLUMNS} {FROM} WHERE article.id IN (SELECT id FROM article WHERE doc = ?1 OR place = ?1)
               AND version.current = 1 AND statement.number = ?2 LIMIT 1"
        );
        let found = self.rows(&sql, &[value(doc.to_owned()), value(number)], told)?.pop();
        found.ok_or_else(|| Error::Missing(format!("`{doc}#{number}`")))
    }

    /// These statements, in that order.
    fn told_of(&self, rows: &[i64]) -> Result<Vec<Told>, Error> {
        let sql = format!("{COLUMNS} {FROM} WHERE statement.id IN (SELECT value FROM json_each(?1))");
        let ids = serde_json::to_string(rows).unwrap_or_default();
        let found = self.rows(&sql, &[value(ids)], told)?;
        let mut by_row: std::collections::HashMap<i64, Told> =
            found.into_iter().map(|it| (it.row, it)).collect();
        Ok(rows.iter().filter_map(|it| by_row.remove(it)).collect())
    }

    /// Statements in the order in which they were recorded, behind that row.
    pub fn statements_after(&self, row: i64, most: usize) -> Result<Vec<Told>, Error> {
        let sql =
            format!("{COLUMNS} {FROM} WHERE statement.id > ?1 AND {STANDS} ORDER BY statement.id LIMIT ?2");
        self.rows(&sql, &[value(row), value(most as i64)], told)
    }

    /// One row, or the error that there is no such thing.
    fn one<T>(
        &self,
        sql: &str,
        id: i64,
        what: &str,
        make: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let found = self.connection.prepare_cached(sql)?.query_row([id], make).optional()?;
        found.ok_or_else(|| Error::Missing(format!("{what}{id}")))
    }
}
