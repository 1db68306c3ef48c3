//! What a person should look at first, and what people have said.

use super::{COLUMNS, FROM, STANDS, Told, told, value};
use crate::{Correction, Error, Ledger};

/// What a queue of unsure findings is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsure {
    /// Whether the statement is one.
    Findings,
    /// Whether it stands under the right claim, with the right position.
    Links,
}

impl Ledger {
    /// The least sure findings that nobody has judged yet, behind so many.
    pub fn unsure(&self, of: Unsure, behind: usize, most: usize) -> Result<Vec<Told>, Error> {
        let (unjudged, order) = match of {
            Unsure::Findings => {
                ("verdict = 'suggested' AND stance.state IS NOT 'confirmed'", "statement.confidence")
            }
            Unsure::Links => ("stance.state = 'suggested'", "stance.confidence"),
        };
        let sql = format!(
            "{COLUMNS} {FROM} WHERE {unjudged} AND {STANDS} ORDER BY {order}, statement.id LIMIT ?1 OFFSET ?2"
        );
        self.rows(&sql, &[value(most as i64), value(behind as i64)], told)
    }

    /// Corrections before that number, the newest first; of one subject if one is given.
    pub fn corrections(
        &self,
        before: Option<i64>,
        subject: Option<&str>,
        most: usize,
    ) -> Result<Vec<Correction>, Error> {
        let sql = "SELECT id, day, who, why, verb, subject, undone FROM correction
            WHERE id < ?1 AND (?2 IS NULL OR subject = ?2) ORDER BY id DESC LIMIT ?3";
        let values = [
            value(before.unwrap_or(i64::MAX)),
            value(subject.map(str::to_owned)),
            value(i64::try_from(most).unwrap_or(i64::MAX)),
        ];
        self.rows(sql, &values, |row| {
            Ok(Correction {
                id: row.get(0)?,
                day: row.get(1)?,
                who: row.get(2)?,
                why: row.get(3)?,
                verb: row.get(4)?,
                subject: row.get(5)?,
                undone: row.get(6)?,
            })
        })
    }
}
