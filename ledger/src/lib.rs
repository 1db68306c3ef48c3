//! Readings recorded for good, in one SQLite file, linked as they come.
//!
//! Only this crate knows SQL. Everything that is written for one article is one
//! transaction, so that whatever stops the program leaves whole articles. What
//! selon found and what people say of it stand in different tables.

mod answers;
mod check;
mod corrections;
mod linking;
mod marks;
mod mending;
mod postings;
mod record;
mod schema;
mod tally;
pub mod views;
mod visits;

use std::path::Path;

use rusqlite::{Connection, OpenFlags, config::DbConfig};

pub use answers::{Asked, ClaimRow, SourceRow, StatementRow, TurnRow};
pub use corrections::{Correction, Subject, Verb};
pub use mending::Spans;
pub use record::{Added, place};
pub use visits::Visit;

/// What can go wrong with a ledger.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite could not do it.
    #[error("the ledger: {0}")]
    Sql(#[from] rusqlite::Error),
    /// It was written by a later program.
    #[error("the ledger has version {found}; this program knows {known}")]
    Newer {
        /// Its version.
        found: i64,
        /// The last one that is known here.
        known: i64,
    },
    /// There is no such thing in it.
    #[error("the ledger has no {0}")]
    Missing(String),
    /// What was stored cannot be read back.
    #[error("what the ledger holds of {0} cannot be read")]
    Broken(String),
    /// Somebody else has changed it since it was looked at.
    #[error("{0} has been changed since")]
    Changed(String),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Asked(String),
}

/// A ledger, open.
pub struct Ledger {
    connection: Connection,
    postings: postings::Postings,
}

impl Ledger {
    /// Opens the ledger of that file, which is made if it is not there.
    pub fn open(path: &Path) -> Result<Ledger, Error> {
        Ledger::prepare(Connection::open(path)?)
    }

    /// A ledger that is forgotten when it is closed.
    pub fn in_memory() -> Result<Ledger, Error> {
        Ledger::prepare(Connection::open_in_memory()?)
    }

    /// Opens a ledger that is there to read in it: nothing can be written, and nobody who writes is waited for.
    pub fn open_to_read(path: &Path) -> Result<Ledger, Error> {
        // Not `READ_ONLY`: the first reader of a ledger in WAL mode has to make the file of its shared memory.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -16_000)?;
        connection.set_prepared_statement_cache_capacity(64);
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match found == schema::VERSION {
            true => Ok(Ledger { connection, postings: postings::Postings::default() }),
            false => Err(Error::Newer { found, known: schema::VERSION }),
        }
    }

    /// Asks several questions of one state of the ledger, whatever is written meanwhile.
    pub fn at_once<T>(&self, ask: impl FnOnce(&Ledger) -> Result<T, Error>) -> Result<T, Error> {
        let held = self.connection.unchecked_transaction()?;
        let answer = ask(self)?;
        held.commit()?;
        Ok(answer)
    }

    fn prepare(mut connection: Connection) -> Result<Ledger, Error> {
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // With WAL a commit survives a crash of the program; `full` makes it survive one of the machine too.
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -64_000)?;
        // What is written again before it is carried over into the file is carried over once.
        connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
        connection.set_prepared_statement_cache_capacity(128);
        // Else a statement is prepared anew whenever a limit or a term is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        schema::migrate(&mut connection)?;
        Ok(Ledger { connection, postings: postings::Postings::default() })
    }
}
