//! An actor: roles over time, what was said by it and about it, where it stands.

use std::collections::BTreeMap;

use selon::link::names;
use serde::Serialize;

use super::{COLUMNS, FROM, STANDS, Told, told, value};
use crate::{Error, Ledger, answers};

/// Somebody who speaks in some article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActorRow {
    /// The actor's number.
    pub actor: i64,
    /// The name by which it was first met.
    pub name: String,
    /// What sort of source.
    pub kind: String,
    /// The role in which it was first met.
    pub role: Option<String>,
    /// For whom it spoke then.
    pub affiliation: Option<String>,
    /// `suggested`, or what a person says of it.
    pub state: String,
    /// The actor that a person has merged it into.
    pub into: Option<i64>,
}

/// A role and when it was told of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleRow {
    /// The role.
    pub role: Option<String>,
    /// For whom.
    pub affiliation: Option<String>,
    /// The first day.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
    /// In how many statements.
    pub statements: i64,
}

/// What an actor holds of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Position {
    /// The claim's number.
    pub claim: i64,
    /// Its words.
    pub words: String,
    /// How often the actor affirms, denies, leaves open.
    pub affirm: i64,
    /// ...
    pub deny: i64,
    /// ...
    pub open: i64,
    /// The last day.
    pub last: Option<String>,
    /// Do some affirm and others deny it?
    pub contested: bool,
}

/// So many of an actor's last statements are looked at.
const LOOKED_AT: usize = 1000;

impl Ledger {
    /// One actor.
    pub fn actor(&self, id: i64) -> Result<ActorRow, Error> {
        let sql = "SELECT id, name, kind, role, affiliation, state, into_actor FROM actor WHERE id = ?1";
        self.one(sql, id, "actor A", actor)
    }

    /// Actors with a name, in the order of their numbers, behind that one.
    pub fn actors_after(&self, id: i64, most: usize) -> Result<Vec<ActorRow>, Error> {
        let sql = "SELECT id, name, kind, role, affiliation, state, into_actor FROM actor
            WHERE id > ?1 AND kind <> 'unnamed' AND state <> 'rejected' ORDER BY id LIMIT ?2";
        self.rows(sql, &[value(id), value(most as i64)], actor)
    }

    /// Actors whose names hold these words.
    pub fn actors_named(&self, name: &str, most: usize) -> Result<Vec<ActorRow>, Error> {
        let found = self.actors(name)?;
        found.iter().take(most).map(|it| self.actor(it.0)).collect()
    }

    /// The actor's roles by the day they were first told of.
    pub fn roles(&self, id: i64) -> Result<Vec<RoleRow>, Error> {
        let sql = format!(
            "SELECT role, affiliation, min(day), max(day), count(*) FROM
               (SELECT statement.role, statement.affiliation, statement.day {FROM} WHERE statement.actor = ?1 AND {STANDS}
                ORDER BY statement.day DESC LIMIT {LOOKED_AT})
             WHERE role IS NOT NULL GROUP BY role, affiliation ORDER BY min(day), count(*) DESC LIMIT 40"
        );
        self.rows(&sql, &[value(id)], |row| {
            Ok(RoleRow {
                role: row.get(0)?,
                affiliation: row.get(1)?,
                first: row.get(2)?,
                last: row.get(3)?,
                statements: row.get(4)?,
            })
        })
    }

    /// How often the actor does what.
    pub fn acts(&self, id: i64) -> Result<Vec<(String, i64)>, Error> {
        let sql = format!(
            "SELECT act, count(*) FROM (SELECT statement.act {FROM} WHERE statement.actor = ?1 AND {STANDS} LIMIT {LOOKED_AT})
             GROUP BY act ORDER BY 2 DESC, 1"
        );
        self.rows(&sql, &[value(id)], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// What the actor says, the last first, behind so many.
    pub fn said_by(&self, id: i64, behind: usize, most: usize) -> Result<Vec<Told>, Error> {
        let sql = format!(
            "{COLUMNS} {FROM} WHERE statement.actor = ?1 AND {STANDS} ORDER BY statement.day DESC, statement.id DESC LIMIT ?2 OFFSET ?3"
        );
        self.rows(&sql, &[value(id), value(most as i64), value(behind as i64)], told)
    }

    /// What others say that names the actor, the newest first.
    pub fn said_about(&self, actor: &ActorRow, most: usize) -> Result<Vec<Told>, Error> {
        let words = names::words(&actor.name);
        // A person is met by the surname, anybody else by the whole name.
        let wanted = if actor.kind == "person" { words.last().cloned() } else { Some(words.join(" ")) };
        let Some(wanted) = wanted.filter(|it| !it.is_empty()) else { return Ok(Vec::new()) };
        let sql = format!(
            "{COLUMNS} FROM (SELECT rowid AS hit FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT {LOOKED_AT})
               JOIN statement ON statement.id = hit JOIN version ON version.id = statement.version
               JOIN article ON article.id = version.article LEFT JOIN stance ON stance.statement = statement.id
             WHERE {STANDS} AND statement.actor IS NOT ?2 ORDER BY statement.day DESC, statement.id DESC LIMIT ?3"
        );
        let wanted = format!("content : ({})", answers::match_all(&wanted));
        self.rows(&sql, &[value(wanted), value(actor.actor), value(most as i64)], told)
    }

    /// Where the actor stands, contested claims first.
    pub fn positions(&self, id: i64, most: usize) -> Result<Vec<Position>, Error> {
        let sql = format!(
            "SELECT claim.id, claim.words, sum(position = 'affirm'), sum(position = 'deny'), sum(position = 'unknown'), max(day),
               affirmed > 0 AND denied > 0
             FROM (SELECT stance.claim, stance.position, statement.day {FROM}
                   WHERE statement.actor = ?1 AND {STANDS} AND stance.position <> 'rejected'
                   ORDER BY statement.day DESC LIMIT {LOOKED_AT}) AS mine
               JOIN claim ON claim.id = mine.claim
             GROUP BY claim.id ORDER BY 7 DESC, max(day) DESC, claim.id LIMIT ?2"
        );
        self.rows(&sql, &[value(id), value(most as i64)], |row| {
            Ok(Position {
                claim: row.get(0)?,
                words: row.get(1)?,
                affirm: row.get(2)?,
                deny: row.get(3)?,
                open: row.get(4)?,
                last: row.get(5)?,
                contested: row.get(6)?,
            })
        })
    }

    /// Actors that a person has merged into this one.
    pub fn merged_into(&self, id: i64) -> Result<Vec<ActorRow>, Error> {
        let sql = "SELECT actor FROM (SELECT CAST(substr(subject, 2) AS INTEGER) AS actor FROM correction
            WHERE verb = 'merge' AND undone = 0 AND subject LIKE 'A%') ORDER BY actor LIMIT 500";
        let candidates: Vec<i64> = self.rows(sql, &[], |row| row.get(0))?;
        let actors = candidates.into_iter().map(|it| self.actor(it)).collect::<Result<Vec<_>, _>>()?;
        let unique: BTreeMap<i64, ActorRow> =
            actors.into_iter().filter(|it| it.into == Some(id)).map(|it| (it.actor, it)).collect();
        Ok(unique.into_values().collect())
    }
}

fn actor(row: &rusqlite::Row) -> rusqlite::Result<ActorRow> {
    Ok(ActorRow {
        actor: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        role: row.get(3)?,
        affiliation: row.get(4)?,
        state: row.get(5)?,
        into: row.get(6)?,
    })
}
