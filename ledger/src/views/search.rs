//! A search with the counts of what it could be narrowed down to.
//!
//! Candidates are taken from one index, the newest first, so many at most; what else was
//! asked for is looked up of those. So a word that everybody uses costs no more than a rare one.

use std::collections::HashMap;

use serde::Serialize;

use super::{STANDS, Told, Value, value};
use crate::{Error, Ledger, answers};

/// What is looked for; nothing given, nothing left out.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words that have to occur.
    pub words: Option<String>,
    /// A speaker's name or part of it.
    pub speaker: Option<String>,
    /// An act by its name.
    pub act: Option<String>,
    /// How surely it is said.
    pub certainty: Option<String>,
    /// What sort of source.
    pub source: Option<String>,
    /// An outlet by its whole name.
    pub outlet: Option<String>,
    /// A language code.
    pub language: Option<String>,
    /// Said or published on this day or later.
    pub since: Option<String>,
    /// On this day or earlier.
    pub until: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// One page of statements, the last said first.
    pub statements: Vec<Told>,
    /// How many there are among the candidates.
    pub total: usize,
    /// Were there more candidates than are looked at? Then `total` and the counts are of the newest ones.
    pub capped: bool,
    /// By what it could be narrowed down.
    pub facets: Facets,
}

/// Values with how many statements have them, the most frequent first.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facets {
    /// Acts.
    pub act: Vec<(String, usize)>,
    /// How surely.
    pub certainty: Vec<(String, usize)>,
    /// Sorts of source.
    pub source: Vec<(String, usize)>,
    /// Outlets.
    pub outlet: Vec<(String, usize)>,
    /// Languages.
    pub language: Vec<(String, usize)>,
    /// Speakers.
    pub speaker: Vec<(String, usize)>,
}

/// So many candidates are looked at for a question that nothing narrows down, and for one that something does.
const CANDIDATES: [usize; 2] = [2_000, 10_000];
/// So many values of a facet are told.
const VALUES: usize = 12;

struct Hit {
    row: i64,
    day: Option<String>,
}

impl Ledger {
    /// A page of what is wanted, behind so many, with the counts of all of it.
    pub fn find(&self, wanted: &Wanted, behind: usize, most: usize) -> Result<Found, Error> {
        let (sql, values, limit) = query(wanted);
        let mut counts: [HashMap<String, usize>; 6] = Default::default();
        let mut hits = Vec::new();
        let mut seen = 0;
        let mut query = self.connection.prepare_cached(&sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(values.iter()))?;
        while let Some(row) = rows.next()? {
            seen += 1;
            // The last column says whether all that was asked for holds.
            if !row.get::<_, bool>(8)? {
                continue;
            }
            hits.push(Hit { row: row.get(0)?, day: row.get(1)? });
            for (at, counts) in counts.iter_mut().enumerate() {
                let Some(value) = row.get_ref(at + 2)?.as_str_or_null().ok().flatten() else { continue };
                match counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(value.to_owned(), 1)),
                }
            }
        }
        hits.sort_by(|a, b| b.day.cmp(&a.day).then(b.row.cmp(&a.row)));
        let page: Vec<i64> = hits.iter().skip(behind).take(most).map(|it| it.row).collect();
        let [act, certainty, source, outlet, language, speaker] = counts.map(frequent);
        Ok(Found {
            statements: self.told_of(&page)?,
            total: hits.len(),
            capped: seen >= limit,
            facets: Facets { act, certainty, source, outlet, language, speaker },
        })
    }
}

fn frequent(counts: HashMap<String, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(VALUES);
    counts
}

/// Candidates by one index, and whether each is all that was asked for.
fn query(wanted: &Wanted) -> (String, Vec<Value>, usize) {
    let mut values: Vec<Value> = Vec::new();
    let mut put = |it: Value| {
        values.push(it);
        values.len()
    };
    let matched: Vec<String> = [
        wanted.words.as_deref().map(answers::match_all),
        wanted.speaker.as_deref().map(|it| format!("speaker : ({})", answers::match_all(it))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let narrowing = [
        &wanted.act,
        &wanted.certainty,
        &wanted.source,
        &wanted.outlet,
        &wanted.language,
        &wanted.since,
        &wanted.until,
    ];
    let limit = CANDIDATES[usize::from(narrowing.iter().any(|it| it.is_some()))];
    let candidates = if !matched.is_empty() {
        let at = put(value(matched.join(" AND ")));
        format!("SELECT rowid AS hit FROM words WHERE words MATCH ?{at} ORDER BY rowid DESC LIMIT {limit}")
    } else if let Some(outlet) = &wanted.outlet {
        let at = put(value(outlet.clone()));
        format!(
            "SELECT statement.id AS hit FROM (SELECT id FROM version WHERE outlet = ?{at} ORDER BY id DESC) AS mine
               JOIN statement ON statement.version = mine.id LIMIT {limit}"
        )
    } else {
        let act = wanted.act.as_ref().map(|it| format!("act = ?{}", put(value(it.clone()))));
        let since = wanted.since.as_ref().map(|it| format!("day >= ?{}", put(value(it.clone()))));
        let until = wanted.until.as_ref().map(|it| format!("day <= ?{}", put(value(it.clone()))));
        let conditions: Vec<String> = [act, since, until].into_iter().flatten().collect();
        let conditions =
            if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        format!("SELECT id AS hit FROM statement {conditions} ORDER BY day DESC LIMIT {limit}")
    };
    let asked = [
        ("statement.act", "=", &wanted.act),
        ("statement.certainty", "=", &wanted.certainty),
        ("statement.speaker_type", "=", &wanted.source),
        ("version.outlet", "=", &wanted.outlet),
        ("version.language", "=", &wanted.language),
        ("statement.day", ">=", &wanted.since),
        ("statement.day", "<=", &wanted.until),
    ];
    let mut holds = String::from(STANDS);
    for (column, sign, wanted) in asked {
        if let Some(wanted) = wanted {
            holds += &format!(" AND coalesce({column} {sign} ?{}, 0)", put(value(wanted.clone())));
        }
    }
    let sql = format!(
        "SELECT statement.id, statement.day, statement.act, statement.certainty, statement.speaker_type, version.outlet,
           version.language, statement.speaker, {holds}
         FROM ({candidates}) JOIN statement ON statement.id = hit JOIN version ON version.id = statement.version"
    );
    (sql, values, limit)
}
