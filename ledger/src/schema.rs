//! The tables of a ledger and how an older ledger is brought forward.
//!
//! `PRAGMA user_version` says how far a ledger is. Each step is a file that is
//! never changed once it has shipped; steps are applied in one transaction.

use rusqlite::Connection;

use crate::Error;

/// What makes version n + 1 of version n.
const STEPS: [&str; 3] =
    [include_str!("schema/1.sql"), include_str!("schema/2.sql"), include_str!("schema/3.sql")];

/// The version that this program writes.
pub const VERSION: i64 = STEPS.len() as i64;

/// Brings a ledger forward to [`VERSION`]; refuses one from a later program.
pub fn migrate(connection: &mut Connection) -> Result<(), Error> {
    migrate_to(connection, VERSION)
}

fn migrate_to(connection: &mut Connection, wanted: i64) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > VERSION {
        return Err(Error::Newer { found, known: VERSION });
    }
    for step in found.max(0)..wanted {
        transaction.execute_batch(STEPS[step as usize])?;
    }
    transaction.pragma_update(None, "user_version", wanted.max(found))?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_older_ledger_is_brought_forward() {
        for old in 0..=VERSION {
            let mut connection = Connection::open_in_memory().expect("memory");
            migrate_to(&mut connection, old).expect("an older program could");
            migrate(&mut connection).expect("forward");
            let found: i64 =
                connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version");
            assert_eq!(found, VERSION, "from {old}");
            connection.execute("INSERT INTO words VALUES ('Évêque', 'x')", []).expect("all tables are there");
        }
    }

    #[test]
    fn a_ledger_of_a_later_program_is_refused() {
        let mut connection = Connection::open_in_memory().expect("memory");
        connection.pragma_update(None, "user_version", VERSION + 1).expect("pragma");
        assert!(matches!(migrate(&mut connection), Err(Error::Newer { .. })));
    }
}
