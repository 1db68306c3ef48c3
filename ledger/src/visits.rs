//! What was fetched from where, and what its site said by which to tell whether it has changed.

use rusqlite::{OptionalExtension, params};

use crate::{Error, Ledger};

/// The last time that an address was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The tag that the site gave to what stood there.
    pub etag: Option<String>,
    /// When that was changed, in the site's own words.
    pub last_modified: Option<String>,
    /// The article that it was, as [`place`](crate::place) tells it.
    pub place: Option<String>,
    /// What a feed said of it.
    pub told: Option<String>,
    /// When: seconds since 1970, UTC.
    pub at: i64,
}

impl Ledger {
    /// The last visit to that address, if there was any.
    pub fn visit(&self, url: &str) -> Result<Option<Visit>, Error> {
        Ok(self
            .connection
            .prepare_cached("SELECT etag, last_modified, place, told, at FROM visit WHERE url = ?1")?
            .query_row([url], |row| {
                Ok(Visit {
                    etag: row.get(0)?,
                    last_modified: row.get(1)?,
                    place: row.get(2)?,
                    told: row.get(3)?,
                    at: row.get(4)?,
                })
            })
            .optional()?)
    }

    /// Remembers a visit to that address instead of the one before.
    pub fn visited(&mut self, url: &str, visit: &Visit) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO visit (url, etag, last_modified, place, told, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![url, visit.etag, visit.last_modified, visit.place, visit.told, visit.at])?;
        Ok(())
    }

    /// Was the article of that place taken out by somebody?
    pub fn is_removed(&self, place: &str) -> Result<bool, Error> {
        let removed: Option<bool> = self
            .connection
            .prepare_cached("SELECT removed FROM article WHERE place = ?1")?
            .query_row([place], |row| row.get(0))
            .optional()?;
        Ok(removed == Some(true))
    }
}
