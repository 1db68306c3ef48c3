//! The words that a statement consists of, as a person marked them.
//!
//! They are kept with what stood there, so that they are found again when the text has changed around
//! them. A statement whose words are gone is left as it was found.

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::{Error, Ledger};

/// Where source, cue and content stand in the text: bytes, pieces in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spans {
    /// The words that name who speaks.
    pub source: Vec<(usize, usize)>,
    /// The words that tie source and content.
    pub cue: Vec<(usize, usize)>,
    /// What is put forward.
    pub content: Vec<(usize, usize)>,
}

/// Pieces of a text: where each began and its words.
pub type Pieces = Vec<(usize, String)>;

/// Spans with their words.
#[derive(Debug, Serialize, Deserialize)]
pub struct Words {
    source: Pieces,
    cue: Pieces,
    content: Pieces,
}

/// Nobody speaks in more pieces.
const MOST: usize = 32;

impl Ledger {
    /// The spans of a statement.
    pub fn spans_of(&self, statement: i64) -> Result<Spans, Error> {
        let rows: (String, String, String) = self
            .connection
            .prepare_cached("SELECT source, cue, content FROM statement WHERE id = ?1")?
            .query_row([statement], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(|_| Error::Missing(format!("statement {statement}")))?;
        let parse =
            |it: &str| serde_json::from_str(it).map_err(|_| Error::Broken(format!("statement {statement}")));
        Ok(Spans { source: parse(&rows.0)?, cue: parse(&rows.1)?, content: parse(&rows.2)? })
    }
}

/// The words at these spans of an article's current text.
pub fn words(transaction: &Transaction, doc: &str, number: u32, spans: &Spans) -> Result<Words, Error> {
    let text: String = transaction.query_row(
        "SELECT text FROM article JOIN version ON version.article = article.id AND current = 1
           JOIN body ON body.version = version.id
           JOIN statement ON statement.version = version.id AND statement.number = ?2
         WHERE (doc = ?1 OR place = ?1) AND removed = 0",
        params![doc, number],
        |row| row.get(0),
    )?;
    if spans.content.is_empty() {
        return Err(Error::Asked("a statement needs words that it puts forward".into()));
    }
    let pieces = |spans: &[(usize, usize)]| -> Result<Pieces, Error> {
        let in_order = spans.windows(2).all(|it| it[0].1 <= it[1].0) && spans.len() <= MOST;
        let words = spans.iter().map(|it| Some((it.0, text.get(it.0..it.1)?.to_owned())));
        let words: Option<Pieces> = words.collect();
        words
            .filter(|it| in_order && it.iter().all(|it| !it.1.trim().is_empty()))
            .ok_or_else(|| Error::Asked("those spans do not lie in the text, one behind the other".into()))
    };
    Ok(Words { source: pieces(&spans.source)?, cue: pieces(&spans.cue)?, content: pieces(&spans.content)? })
}

/// Gives a statement these words, if its text still has them.
pub fn hold(transaction: &Transaction, statement: i64, words: &Words) -> Result<(), Error> {
    let text: String = transaction.query_row(
        "SELECT text FROM statement JOIN body ON body.version = statement.version WHERE statement.id = ?1",
        [statement],
        |row| row.get(0),
    )?;
    let places = [&words.source, &words.cue, &words.content].map(|it| places(&text, it));
    let [Some(source), Some(cue), Some(content)] = places else { return Ok(()) };
    let said: Vec<_> = words.content.iter().map(|it| it.1.as_str()).collect();
    let said = said.join(" ");
    transaction.execute(
        "INSERT OR IGNORE INTO mended (statement, source, cue, content, words)
         SELECT id, source, cue, content, words FROM statement WHERE id = ?1",
        [statement],
    )?;
    let json = |it: &[(usize, usize)]| serde_json::to_string(it).unwrap_or_default();
    transaction.execute(
        "UPDATE statement SET source = ?2, cue = ?3, content = ?4, words = ?5, verdict = 'confirmed' WHERE id = ?1",
        params![statement, json(&source), json(&cue), json(&content), said],
    )?;
    transaction.execute("UPDATE words SET content = ?2 WHERE rowid = ?1", params![statement, said])?;
    transaction.execute("UPDATE stance SET state = 'confirmed' WHERE statement = ?1", [statement])?;
    Ok(())
}

/// Gives those of these statements that were mended what was found of them.
pub fn put_back(transaction: &Transaction, statements: &str) -> Result<(), Error> {
    let mended = format!("SELECT statement FROM mended WHERE statement IN ({statements})");
    transaction.execute_batch(&format!(
        "UPDATE words SET content = (SELECT mended.words FROM mended WHERE statement = words.rowid) WHERE rowid IN ({mended});
         UPDATE statement SET (source, cue, content, words) =
             (SELECT source, cue, content, words FROM mended WHERE mended.statement = statement.id)
           WHERE id IN ({mended});
         DELETE FROM mended WHERE statement IN ({mended});"
    ))?;
    Ok(())
}

/// Where each piece stands now: where it stood, else nearest to that.
fn places(text: &str, pieces: &Pieces) -> Option<Vec<(usize, usize)>> {
    let place = |(at, words): &(usize, String)| {
        let end = at + words.len();
        if text.get(*at..end) == Some(words) {
            return Some((*at, end));
        }
        let found = text.match_indices(words.as_str()).map(|it| it.0);
        found.min_by_key(|it| it.abs_diff(*at)).map(|it| (it, it + words.len()))
    };
    pieces.iter().map(place).collect()
}
