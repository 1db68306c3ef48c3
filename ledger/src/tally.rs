//! How often each sort of source speaks: counted as articles come, so that nobody counts a whole ledger.
//!
//! Of copies only the first is counted.

use rusqlite::Transaction;

use crate::{Error, record::run};

/// Counts the statements of a version, unless it is a copy.
pub fn count(transaction: &Transaction, version: i64) -> Result<(), Error> {
    run(
        transaction,
        "INSERT INTO tally (outlet, speaker_type, role, statements, articles)
         SELECT coalesce(outlet, ''), speaker_type, coalesce(role, ''), count(*), 1
         FROM statement JOIN version ON version.id = version
         WHERE version = ?1 AND copy_of IS NULL GROUP BY 1, 2, 3
         ON CONFLICT DO UPDATE SET statements = statements + excluded.statements, articles = articles + 1",
        [version],
    )?;
    Ok(())
}

/// Takes the statements of a version out of the count, unless it is a copy.
pub fn uncount(transaction: &Transaction, version: i64) -> Result<(), Error> {
    run(
        transaction,
        "UPDATE tally SET statements = tally.statements - gone.statements, articles = articles - 1
         FROM (SELECT coalesce(outlet, '') AS outlet, speaker_type, coalesce(role, '') AS role, count(*) AS statements
               FROM statement JOIN version ON version.id = version
               WHERE version = ?1 AND copy_of IS NULL GROUP BY 1, 2, 3) AS gone
         WHERE tally.outlet = gone.outlet AND tally.speaker_type = gone.speaker_type AND tally.role = gone.role",
        [version],
    )?;
    run(transaction, "DELETE FROM tally WHERE articles = 0", [])?;
    Ok(())
}
