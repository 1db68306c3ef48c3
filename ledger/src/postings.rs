//! What each article is about → the articles nearest to a new one.
//!
//! The index stands in blocks of versions, so that what is added together is
//! written together however long the ledger is. What was asked of it once is
//! remembered: who adds many articles asks for the same terms again.

use rusqlite::{Transaction, params};
use rustc_hash::FxHashMap;
use selon::link::{Page, neighbours};

use crate::Error;

/// Versions in a block.
const BLOCK: i64 = 1 << 14;
/// The index keeps weights as whole numbers: so many are one.
const ONE: f32 = 10_000.0;
/// So many articles of terms are remembered at most, eight bytes each.
const MOST: usize = 8_000_000;

/// What is remembered of the index.
#[derive(Default)]
pub struct Postings {
    of: FxHashMap<u32, Posted>,
    entries: usize,
    last: Option<i64>,
    /// By which SQLite tells that somebody else has written.
    data: Option<i64>,
}

/// The versions that a term leads to.
enum Posted {
    /// With its weight in each.
    Few(Vec<(u32, u16)>),
    /// What everybody writes about finds nobody.
    Many,
}

impl Postings {
    /// Everything is as the ledger has it.
    pub fn forget(&mut self) {
        *self = Postings::default();
    }

    /// Forgets if another program has written in the meantime.
    pub fn look_again(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let data = transaction.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if self.data != Some(data) || self.entries > MOST {
            self.forget();
            self.data = Some(data);
        }
        Ok(())
    }

    /// The nearest versions to a page, the nearest first.
    pub fn near(&mut self, transaction: &Transaction, page: &Page) -> Result<Vec<i64>, Error> {
        let norm = norm(page) * ONE;
        let mut met: FxHashMap<u32, f32> = FxHashMap::default();
        for term in &page.about {
            if let Posted::Few(posted) = self.posted(transaction, term.key)? {
                for (version, weight) in posted {
                    *met.entry(*version).or_default() += f32::from(*weight) * term.weight / norm;
                }
            }
        }
        let mut near: Vec<_> = met.into_iter().filter(|it| it.1 >= neighbours::NEAR_TRANSLATED).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut language = transaction.prepare_cached("SELECT language = ?2 FROM version WHERE id = ?1")?;
        let mut found = Vec::new();
        for (version, nearness) in near {
            let one_language = language.query_row(params![version, page.language], |row| row.get(0))?;
            if neighbours::is_near(nearness, one_language) {
                found.push(version.into());
            }
            if found.len() == neighbours::MOST {
                break;
            }
        }
        Ok(found)
    }

    /// Puts a version into the index; weights so that sums of products are cosines.
    pub fn add(&mut self, transaction: &Transaction, version: i64, page: &Page) -> Result<(), Error> {
        let norm = norm(page);
        let mut insert = transaction.prepare_cached(
            "INSERT OR REPLACE INTO posting (block, term, version, weight) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for term in &page.about {
            let weight = (term.weight / norm * ONE).round() as u16;
            insert.execute(params![version / BLOCK, term.key, version, weight])?;
            if let Some(Posted::Few(posted)) = self.of.get_mut(&term.key) {
                posted.push((version as u32, weight));
                self.entries += 1;
                if posted.len() > neighbours::COMMON {
                    self.entries -= posted.len();
                    self.of.insert(term.key, Posted::Many);
                }
            }
        }
        self.last = self.last.map(|it| it.max(version));
        Ok(())
    }

    /// Takes a version out of the index.
    pub fn remove(&mut self, transaction: &Transaction, version: i64, page: &Page) -> Result<(), Error> {
        let mut delete = transaction
            .prepare_cached("DELETE FROM posting WHERE block = ?1 AND term = ?2 AND version = ?3")?;
        for term in &page.about {
            delete.execute(params![version / BLOCK, term.key, version])?;
        }
        self.forget();
        Ok(())
    }

    fn posted(&mut self, transaction: &Transaction, term: u32) -> Result<&Posted, Error> {
        if !self.of.contains_key(&term) {
            let last = match self.last {
                Some(last) => last,
                None => {
                    transaction.query_row("SELECT coalesce(max(id), 0) FROM version", [], |row| row.get(0))?
                }
            };
            self.last = Some(last);
            let posted = read(transaction, term, last / BLOCK)?;
            if let Posted::Few(posted) = &posted {
                self.entries += posted.len();
            }
            self.of.insert(term, posted);
        }
        Ok(&self.of[&term])
    }
}

fn read(transaction: &Transaction, term: u32, last: i64) -> Result<Posted, Error> {
    let mut posted = Vec::new();
    let mut query = transaction
        .prepare_cached("SELECT version, weight FROM posting WHERE block = ?1 AND term = ?2 LIMIT ?3")?;
    for block in 0..=last {
        let room = neighbours::COMMON + 1 - posted.len();
        let rows = query.query_map(params![block, term, room], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            posted.push(row?);
        }
        if posted.len() > neighbours::COMMON {
            return Ok(Posted::Many);
        }
    }
    Ok(Posted::Few(posted))
}

fn norm(page: &Page) -> f32 {
    page.about.iter().map(|it| it.weight * it.weight).sum::<f32>().sqrt().max(f32::EPSILON)
}
