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

    /// Two articles as programs wrote them that knew versions 1 and 2: one of them taken out, one statement rejected.
    const WRITTEN: &str = "
        INSERT INTO article VALUES (1, 'Le Courrier/mardi', 'mardi', 0), (2, 'Le Courrier/jeudi', 'jeudi', 1);
        INSERT INTO version VALUES
          (1, 1, 1, 1, 'ab', 'fr', 'Le Courrier', NULL, NULL, '2024-05-07', 'Odile Marchetti dit que la digue tiendra.', '[]', ?1, NULL, '0.1.0'),
          (2, 2, 1, 1, 'cd', 'fr', 'Le Courrier', NULL, NULL, '2024-05-09', 'Le maire dit que le pont tiendra.', '[]', ?1, NULL, '0.1.0');
        INSERT INTO actor (id, name, kind) VALUES (1, 'Odile Marchetti', 'person');
        INSERT INTO actor_word VALUES ('marchetti', 1), ('odile', 1);
        INSERT INTO statement VALUES
          (1, 1, 1, NULL, '[[0,15]]', '[[16,19]]', '[[20,41]]', 'que la digue tiendra.', 'indirect', 1, 1, 'Odile Marchetti', 'person',
           'directrice', NULL, 'assert', NULL, 'certain', '2024-05-07', 0.9),
          (2, 1, 2, NULL, '[]', '[]', '[[27,32]]', 'digue', 'indirect', NULL, NULL, NULL, 'unnamed', NULL, NULL, 'assert', NULL, 'certain',
           '2024-05-07', 0.4);
        INSERT INTO claim (id, words) VALUES (1, 'que la digue tiendra.');
        INSERT INTO stance VALUES (1, 1, 'affirm', 'suggested', 1, 'affirm', 0.8, '[]'), (2, 1, 'rejected', 'rejected', 1, 'affirm', 0.8, '[]');
        INSERT INTO words (rowid, content, speaker) VALUES (1, 'que la digue tiendra.', 'Odile Marchetti'), (2, 'digue', NULL);
        INSERT INTO about VALUES (7, 1, 0.6), (9, 1, 0.8);
        INSERT INTO sketch VALUES (5, 1);";

    #[test]
    fn what_an_older_program_wrote_is_found_again() {
        for old in 1..=2 {
            let mut connection = Connection::open_in_memory().expect("memory");
            migrate_to(&mut connection, old).expect("an older program could");
            let page = postcard::to_allocvec(&selon::link::Page::default()).expect("a page");
            for sql in WRITTEN.split_inclusive(';').filter(|it| !it.trim().is_empty()) {
                let values =
                    if sql.contains("?1") { vec![&page as &dyn rusqlite::ToSql] } else { Vec::new() };
                connection.execute(sql, &values[..]).expect(sql);
            }
            let ledger = crate::Ledger::prepare(connection).expect("forward");
            assert_eq!(ledger.check().expect("checked"), Vec::<String>::new(), "from {old}");
            let shown = ledger.export().expect("rows");
            let shown: Vec<_> = shown.iter().map(|it| (it.statement.as_str(), it.claim.as_deref())).collect();
            assert_eq!(shown, [("mardi#1", Some("C1"))], "from {old}");
            assert_eq!(ledger.who("Marchetti").expect("rows").len(), 1);
            let asked = crate::Asked { words: Some("digue".into()), ..crate::Asked::default() };
            assert_eq!(
                (ledger.search(&asked).expect("rows").len(), ledger.claims(&asked).expect("rows").len()),
                (1, 1)
            );
            assert_eq!(ledger.sources(true).expect("rows")[0].outlet.as_deref(), Some("Le Courrier"));
        }
    }

    #[test]
    fn a_ledger_of_a_later_program_is_refused() {
        let mut connection = Connection::open_in_memory().expect("memory");
        connection.pragma_update(None, "user_version", VERSION + 1).expect("pragma");
        assert!(matches!(migrate(&mut connection), Err(Error::Newer { .. })));
    }
}
