//! A finding → a mark of how it stands, by which it is told whether somebody has changed it since.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{Error, Ledger, Subject};

impl Ledger {
    /// How a statement, claim or actor stands now, as a short mark.
    pub fn mark(&self, subject: &Subject) -> Result<String, Error> {
        of(&self.connection, subject)
    }
}

/// The mark of a subject within a transaction.
pub fn of(connection: &Connection, subject: &Subject) -> Result<String, Error> {
    let state: Option<String> = match subject {
        Subject::Statement(doc, number) => connection
            .prepare_cached(
                "SELECT json_array(statement.id, statement.actor, source, cue, content, verdict, stance.claim, position, state)
                 FROM article JOIN version ON version.article = article.id AND current = 1
                   JOIN statement ON statement.version = version.id AND statement.number = ?2
                   LEFT JOIN stance ON stance.statement = statement.id
                 WHERE (doc = ?1 OR place = ?1) AND removed = 0",
            )?
            .query_row(params![doc, number], |row| row.get(0))
            .optional()?,
        Subject::Claim(id) => connection
            .prepare_cached(
                "SELECT group_concat(statement || position || state) FROM (SELECT * FROM stance WHERE claim = ?1 ORDER BY statement)",
            )?
            .query_row([id], |row| row.get(0))?,
        Subject::Actor(id) => connection
            .prepare_cached("SELECT json_array(name, into_actor, state) FROM actor WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?,
    };
    let digest = Sha256::digest(state.unwrap_or_default());
    Ok(digest.iter().take(8).map(|it| format!("{it:02x}")).collect())
}
