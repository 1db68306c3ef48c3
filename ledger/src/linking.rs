//! A new version → its place among what is there: claims joined or begun, replies, quotations, copies.
//!
//! Candidates come from an index over telling terms (`postings`), as in
//! `selon::link::neighbours`, so an article costs the same however many there are.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};
use rustc_hash::FxHashMap;
use selon::link::{self, Joins, Page, Statement, copies, quotes::Change};

use crate::{Error, postings::Postings, record::run, tally};

/// So many of the nearest are compared as copies.
const COPIES: usize = 8;

/// Links a version to what is there and puts it into the index.
pub fn link(
    transaction: &Transaction,
    postings: &mut Postings,
    version: i64,
    page: Page,
) -> Result<(), Error> {
    let near = postings.near(transaction, &page)?;
    let mut others =
        near.iter().map(|it| Ok((*it, load(transaction, *it)?))).collect::<Result<Vec<_>, Error>>()?;
    copy(transaction, version, &page, &others)?;
    tally::count(transaction, version)?;
    postings.add(transaction, version, &page)?;
    // In the order in which they came, so that what stood first is first.
    others.sort_by_key(|it| it.0);
    others.push((version, page));
    let (versions, pages): (Vec<i64>, Vec<Page>) = others.into_iter().unzip();
    let (ids, known) = stand(transaction, &versions)?;
    let groups: Vec<Vec<Statement>> = known.values().cloned().collect();
    let joined = link::join(&pages, &groups);
    let claims: Vec<i64> = known.into_keys().collect();
    let mut fresh: FxHashMap<usize, i64> = FxHashMap::default();
    for (joins, stance) in &joined.stances {
        let said = pages.last().and_then(|it| it.said.iter().find(|it| it.id == stance.statement.id));
        // A refusal to speak that says nothing of what puts forward no claim.
        let Some(said) = said.filter(|it| !it.content.is_empty()) else { continue };
        let claim = match joins {
            Joins::Known(at) => claims[*at],
            Joins::New(number) => match fresh.get(number) {
                Some(claim) => *claim,
                None => {
                    let mut insert = transaction.prepare_cached("INSERT INTO claim (words) VALUES (?1)")?;
                    insert.execute([&said.content])?;
                    let claim = transaction.last_insert_rowid();
                    fresh.insert(*number, claim);
                    claim
                }
            },
        };
        let why = serde_json::to_string(&stance.why).unwrap_or_default();
        transaction
            .prepare_cached(
                "INSERT INTO stance (statement, claim, position, found_claim, found_position, confidence, why)
                 VALUES (?1, ?2, ?3, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![ids[&stance.statement], claim, stance.position.name(), stance.confidence, why])?;
    }
    for reply in &joined.replies {
        let (answer, answered) = (ids[&reply.from], ids[&reply.to]);
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO reply (answer, answered, sort, confidence) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![answer, answered, reply.sort.name(), reply.confidence])?;
    }
    for quote in &joined.quotes {
        let [earlier, later] = quote.same.map(|it| ids[&it]);
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO quote (earlier, later, altered, changes) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![earlier, later, quote.altered, changes(&quote.changes)])?;
    }
    Ok(())
}

fn changes(changes: &[Change]) -> String {
    let rows: Vec<(&str, &str)> = changes
        .iter()
        .map(|it| match it {
            Change::Kept(words) => ("kept", words.as_str()),
            Change::Out(words) => ("out", words.as_str()),
            Change::In(words) => ("in", words.as_str()),
        })
        .collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// Marks a version as a copy of the first text that it is like. Copies are about the same, so they are among the nearest.
fn copy(transaction: &Transaction, version: i64, page: &Page, near: &[(i64, Page)]) -> Result<(), Error> {
    let like = |it: &&(i64, Page)| copies::likeness(&page.sketch, &it.1.sketch) >= copies::ALIKE;
    if let Some((other, _)) = near.iter().take(COPIES).find(like) {
        run(
            transaction,
            "UPDATE version SET copy_of = (SELECT coalesce(copy_of, id) FROM version WHERE id = ?2) WHERE id = ?1",
            [version, *other],
        )?;
    }
    Ok(())
}

/// What linking remembers of a version.
pub fn load(connection: &Connection, version: i64) -> Result<Page, Error> {
    let page: Vec<u8> = connection
        .prepare_cached("SELECT page FROM page WHERE version = ?1")?
        .query_row([version], |row| row.get(0))?;
    decode(page).map_err(|_| Error::Broken(format!("version {version}")))
}

/// A page as it was kept. One from before its last list ends without it: an empty list is a zero behind.
pub fn decode(mut page: Vec<u8>) -> Result<Page, postcard::Error> {
    page.push(0);
    postcard::from_bytes(&page)
}

/// The row of each statement, and the statements of each claim by the claim's row.
type Standing = (FxHashMap<Statement, i64>, BTreeMap<i64, Vec<Statement>>);

/// How the statements of these versions stand.
fn stand(transaction: &Transaction, versions: &[i64]) -> Result<Standing, Error> {
    let (mut ids, mut known) = (FxHashMap::default(), BTreeMap::<i64, Vec<Statement>>::new());
    let mut query = transaction.prepare_cached(
        // What a person took out of its claim draws nothing there.
        "SELECT number, id, CASE WHEN position <> 'rejected' THEN claim END
         FROM statement LEFT JOIN stance ON statement = id WHERE version = ?1 ORDER BY id",
    )?;
    for (article, version) in versions.iter().enumerate() {
        let rows = query.query_map([version], |row| {
            Ok((Statement { article, id: row.get(0)? }, row.get(1)?, row.get::<_, Option<i64>>(2)?))
        })?;
        for row in rows {
            let (statement, id, claim) = row?;
            ids.insert(statement, id);
            if let Some(claim) = claim {
                known.entry(claim).or_default().push(statement);
            }
        }
    }
    Ok((ids, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_from_before_its_last_list_is_read_as_one_without_it() {
        let kept = postcard::to_allocvec(&Page::default()).expect("a page");
        let (last, before) = kept.split_last().expect("bytes");
        assert_eq!(*last, 0, "an empty list comes last");
        for bytes in [&kept, before] {
            let page = decode(bytes.to_vec()).expect("a page");
            assert_eq!(postcard::to_allocvec(&page).expect("a page"), kept);
        }
    }
}
