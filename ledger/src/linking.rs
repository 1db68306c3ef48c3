//! A new version → its place among what is there: claims joined or begun, replies, quotations, copies.
//!
//! Candidates come from an index over telling terms, as in `selon::link::neighbours`,
//! so an article costs the same however many there are.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Transaction, params};
use selon::link::{self, Joins, Page, Statement, copies, neighbours, quotes::Change};

use crate::Error;

/// So many of the nearest copies are looked at.
const COPIES: usize = 8;

/// Links a version to what is there and puts it into the index.
pub fn link(transaction: &Transaction, version: i64, page: Page) -> Result<(), Error> {
    let mut versions = near(transaction, &page)?;
    // In the order in which they came, so that what stood first is first.
    versions.sort_unstable();
    let mut pages = versions.iter().map(|it| load(transaction, *it)).collect::<Result<Vec<_>, _>>()?;
    copy(transaction, version, &page)?;
    index(transaction, version, &page)?;
    versions.push(version);
    pages.push(page);
    let ids = ids(transaction, &versions, &pages)?;
    let known = known(transaction, &versions, &ids)?;
    let groups: Vec<Vec<Statement>> = known.values().cloned().collect();
    let joined = link::join(&pages, &groups);
    let claims: Vec<i64> = known.into_keys().collect();
    let mut fresh: HashMap<usize, i64> = HashMap::new();
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

/// The versions that are nearest by what they are about.
fn near(transaction: &Transaction, page: &Page) -> Result<Vec<i64>, Error> {
    let norm = norm(page);
    let mut met: HashMap<i64, f32> = HashMap::new();
    let mut posted =
        transaction.prepare_cached("SELECT version, weight FROM about WHERE term = ?1 LIMIT ?2")?;
    for term in &page.about {
        let rows = posted.query_map(params![term.key, neighbours::COMMON + 1], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, f32>(1)?))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        // What everybody writes about finds nobody.
        if rows.len() <= neighbours::COMMON {
            rows.into_iter().for_each(|(version, weight)| {
                *met.entry(version).or_default() += weight * term.weight / norm;
            });
        }
    }
    let mut near: Vec<_> = met.into_iter().filter(|it| it.1 >= neighbours::NEAR).collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(neighbours::MOST);
    Ok(near.into_iter().map(|it| it.0).collect())
}

fn norm(page: &Page) -> f32 {
    page.about.iter().map(|it| it.weight * it.weight).sum::<f32>().sqrt().max(f32::EPSILON)
}

/// Puts a version into the indices; weights so that sums of products are cosines.
fn index(transaction: &Transaction, version: i64, page: &Page) -> Result<(), Error> {
    let norm = norm(page);
    let mut about = transaction
        .prepare_cached("INSERT OR IGNORE INTO about (term, version, weight) VALUES (?1, ?2, ?3)")?;
    for term in &page.about {
        about.execute(params![term.key, version, term.weight / norm])?;
    }
    let mut sketch =
        transaction.prepare_cached("INSERT OR IGNORE INTO sketch (hash, version) VALUES (?1, ?2)")?;
    for hash in page.sketch.iter().take(INDEXED) {
        sketch.execute(params![hash, version])?;
    }
    Ok(())
}

/// The smallest hashes suffice to find a copy; the whole sketch decides.
const INDEXED: usize = 24;

/// Marks a version as a copy of the first text that it is like.
fn copy(transaction: &Transaction, version: i64, page: &Page) -> Result<(), Error> {
    let mut met: BTreeMap<i64, usize> = BTreeMap::new();
    let mut posted = transaction.prepare_cached("SELECT version FROM sketch WHERE hash = ?1 LIMIT 64")?;
    for hash in page.sketch.iter().take(INDEXED) {
        let rows = posted.query_map([hash], |row| row.get::<_, i64>(0))?;
        for it in rows {
            *met.entry(it?).or_default() += 1;
        }
    }
    let mut met: Vec<_> = met.into_iter().filter(|it| it.1 > 1 && it.0 != version).collect();
    met.sort_by_key(|it| (std::cmp::Reverse(it.1), it.0));
    for (other, _) in met.into_iter().take(COPIES) {
        if copies::likeness(&page.sketch, &load(transaction, other)?.sketch) >= copies::ALIKE {
            let first: i64 = transaction.query_row(
                "SELECT coalesce(copy_of, id) FROM version WHERE id = ?1",
                [other],
                |row| row.get(0),
            )?;
            transaction.execute("UPDATE version SET copy_of = ?2 WHERE id = ?1", [version, first])?;
            return Ok(());
        }
    }
    Ok(())
}

/// What linking remembers of a version.
pub fn load(transaction: &Connection, version: i64) -> Result<Page, Error> {
    let page: Vec<u8> = transaction
        .prepare_cached("SELECT page FROM version WHERE id = ?1")?
        .query_row([version], |row| row.get(0))?;
    decode(page).map_err(|_| Error::Broken(format!("version {version}")))
}

/// A page as it was kept. One from before its last list ends without it: an empty list is a zero behind.
pub fn decode(mut page: Vec<u8>) -> Result<Page, postcard::Error> {
    page.push(0);
    postcard::from_bytes(&page)
}

/// The rows of the statements of these pages.
fn ids(
    transaction: &Transaction,
    versions: &[i64],
    pages: &[Page],
) -> Result<HashMap<Statement, i64>, Error> {
    let mut ids = HashMap::new();
    let mut query = transaction.prepare_cached("SELECT number, id FROM statement WHERE version = ?1")?;
    for (article, (version, _)) in versions.iter().zip(pages).enumerate() {
        let rows = query.query_map([version], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?)))?;
        for row in rows {
            let (id, row) = row?;
            ids.insert(Statement { article, id }, row);
        }
    }
    Ok(ids)
}

/// The claims of the statements at hand, by their row.
fn known(
    transaction: &Transaction,
    versions: &[i64],
    ids: &HashMap<Statement, i64>,
) -> Result<BTreeMap<i64, Vec<Statement>>, Error> {
    let of: HashMap<i64, Statement> = ids.iter().map(|(statement, row)| (*row, *statement)).collect();
    let mut known: BTreeMap<i64, Vec<Statement>> = BTreeMap::new();
    let mut query = transaction.prepare_cached(
        "SELECT statement, claim FROM stance JOIN statement ON statement.id = statement WHERE version = ?1 ORDER BY statement",
    )?;
    for version in versions {
        let rows = query.query_map([version], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        for row in rows {
            let (statement, claim) = row?;
            if let Some(statement) = of.get(&statement) {
                known.entry(claim).or_default().push(*statement);
            }
        }
    }
    Ok(known)
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
