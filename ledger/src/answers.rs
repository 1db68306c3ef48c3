//! Questions → rows. Only texts that stand today are shown; what a person rejected is left out.

use rusqlite::{Row, ToSql};
use selon::link::{names, terms};
use serde::Serialize;

use crate::{Error, Ledger, Subject};

/// What narrows an answer down; nothing given, nothing left out.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Words that have to occur.
    pub words: Option<String>,
    /// Only claims that some affirm and others deny.
    pub contested: bool,
    /// A speaker's name or part of it.
    pub speaker: Option<String>,
    /// An act by its name.
    pub act: Option<String>,
    /// An outlet's name or part of it.
    pub outlet: Option<String>,
    /// A language code.
    pub language: Option<String>,
    /// Said or published on this day or later.
    pub since: Option<String>,
    /// On this day or earlier.
    pub until: Option<String>,
    /// So many rows at most.
    pub most: Option<usize>,
}

/// A claim and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimRow {
    /// `C12`.
    pub claim: String,
    /// The words that put it forward first.
    pub words: String,
    /// How many statements affirm it.
    pub affirm: i64,
    /// How many deny it.
    pub deny: i64,
    /// How many statements there are, those that leave it open included.
    pub statements: i64,
    /// By how many outlets, copies counted once.
    pub outlets: i64,
    /// The first day.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
    /// How many of the statements a person confirmed.
    pub confirmed: i64,
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatementRow {
    /// `article#3`.
    pub statement: String,
    /// When it was said, else published.
    pub day: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who says it.
    pub speaker: Option<String>,
    /// What sort of source that is.
    pub speaker_type: String,
    /// The speaker's role.
    pub role: Option<String>,
    /// What is done.
    pub act: String,
    /// At whom it points.
    pub target: Option<String>,
    /// How surely.
    pub certainty: String,
    /// The claim it stands under.
    pub claim: Option<String>,
    /// For or against.
    pub position: Option<String>,
    /// `suggested` or `confirmed`.
    pub state: Option<String>,
    /// How sure the finding is.
    pub confidence: f64,
    /// What is put forward.
    pub words: String,
}

/// A kind of source and how often it speaks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceRow {
    /// Who publishes; nothing over all outlets.
    pub outlet: Option<String>,
    /// What sort of source.
    pub speaker_type: String,
    /// In which role.
    pub role: Option<String>,
    /// How many statements.
    pub statements: i64,
    /// In how many articles.
    pub articles: i64,
}

/// Somebody changed position on a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TurnRow {
    /// `C12`.
    pub claim: String,
    /// The earlier statement.
    pub from: StatementRow,
    /// The later one.
    pub to: StatementRow,
}

/// From which statements are shown. One that was taken out of its claim stands under none.
const STATEMENTS: &str = "SELECT doc || '#' || statement.number, day, outlet, speaker, speaker_type, role, act, target, certainty,
    CASE WHEN position <> 'rejected' THEN claim END, nullif(position, 'rejected'),
    CASE WHEN verdict = 'suggested' AND stance.state = 'confirmed' THEN 'confirmed' ELSE verdict END, statement.confidence, statement.words
  FROM statement JOIN version ON version.id = statement.version JOIN article ON article.id = version.article
    LEFT JOIN stance ON stance.statement = statement.id";

/// Statements of texts that stand today and that nobody has rejected. What no longer stands is known by an index, so
/// that going over many statements reads nothing but them.
const STANDING: &str =
    "statement.version NOT IN (SELECT id FROM version WHERE current = 0) AND verdict <> 'rejected'";

/// Rows of an answer where nobody says how many.
const MOST: usize = 50;
/// Of one speaker.
const MOST_OF_ONE: usize = 500;

impl Ledger {
    /// Claims, those with most statements first.
    pub fn claims(&self, asked: &Asked) -> Result<Vec<ClaimRow>, Error> {
        let mut wanted = Conditions::default();
        if asked.contested {
            wanted.sql += " AND affirmed > 0 AND denied > 0";
        }
        if let Some(words) = &asked.words {
            wanted.add(
                "id IN (SELECT claim FROM stance WHERE statement IN (SELECT rowid FROM words WHERE words MATCH ?))",
                match_all(words),
            );
        }
        if asked.since.is_some() || asked.until.is_some() {
            wanted.sql += " AND EXISTS (SELECT 1 FROM stance JOIN statement ON statement.id = statement
                WHERE stance.claim = claim.id";
            wanted.days(asked);
            wanted.sql += ")";
        }
        // Counted is only what is shown.
        let sql = format!(
            "{CLAIMS} WHERE claim.id IN (SELECT id FROM claim
               WHERE EXISTS (SELECT 1 FROM stance WHERE stance.claim = claim.id AND position <> 'rejected') {}
               ORDER BY affirmed + denied DESC, id LIMIT {})
             GROUP BY claim.id ORDER BY affirmed + denied DESC, claim.id",
            wanted.sql,
            asked.most.unwrap_or(MOST)
        );
        self.rows(&sql, &wanted.values, claim_row)
    }

    /// One claim with its statements, by day.
    pub fn claim(&self, id: i64) -> Result<(ClaimRow, Vec<StatementRow>), Error> {
        let values: Vec<Box<dyn ToSql>> = vec![Box::new(id)];
        let claim = self.claim_row(id)?;
        let statements = self.rows(
            &format!("{STATEMENTS} WHERE claim = ?1 AND position <> 'rejected' AND {STANDING} ORDER BY day, statement.id"),
            &values,
            statement_row,
        )?;
        Ok((claim, statements))
    }

    /// Who changed position on a claim: the same actor, earlier and later.
    pub fn turns(&self, claim: i64) -> Result<Vec<TurnRow>, Error> {
        let (_, statements) = self.claim(claim)?;
        let mut turns = Vec::new();
        for (at, it) in statements.iter().enumerate() {
            let Some(name) = it.speaker.as_deref().filter(|_| it.speaker_type != "unnamed") else { continue };
            let mine = names::words(name);
            let taken = |it: &&StatementRow| it.position.as_deref().is_some_and(|it| it != "unknown");
            let same = |other: &&StatementRow| {
                names::same(
                    &mine,
                    &names::words(other.speaker.as_deref().unwrap_or_default()),
                    &it.speaker_type,
                )
            };
            let last = statements[..at].iter().rev().filter(taken).find(same);
            if let Some(from) =
                last.filter(|from| taken(&it) && from.position != it.position && from.day < it.day)
            {
                turns.push(TurnRow { claim: format!("C{claim}"), from: from.clone(), to: it.clone() });
            }
        }
        Ok(turns)
    }

    /// Statements with these words, by these speakers, ..., the newest first.
    pub fn search(&self, asked: &Asked) -> Result<Vec<StatementRow>, Error> {
        let mut wanted = Conditions::default();
        let speaker = asked.speaker.as_ref().map(|it| format!("speaker : ({})", match_all(it)));
        let words = asked.words.as_ref().map(|it| format!("({})", match_all(it)));
        let met: Vec<_> = [words, speaker].into_iter().flatten().collect();
        if !met.is_empty() {
            wanted.add("id IN (SELECT rowid FROM words WHERE words MATCH ?)", met.join(" AND "));
        }
        if let Some(act) = &asked.act {
            wanted.add("act = ?", act.clone());
        }
        if let Some(outlet) = &asked.outlet {
            let outlets = serde_json::to_string(&self.outlets(outlet)?).unwrap_or_default();
            wanted.add(
                "version IN (SELECT id FROM version WHERE outlet IN (SELECT value FROM json_each(?)))",
                outlets,
            );
        }
        if let Some(language) = &asked.language {
            wanted.add("(SELECT language FROM version WHERE id = version) = ?", language.clone());
        }
        wanted.days(asked);
        let mut rows = self.last_said(&wanted, asked.most.unwrap_or(MOST))?;
        rows.reverse();
        Ok(rows)
    }

    /// All that somebody says, by day; of very many statements the newest.
    pub fn who(&self, name: &str) -> Result<Vec<StatementRow>, Error> {
        let actors = self.actors(name)?;
        if actors.is_empty() {
            return Err(Error::Missing(format!("`{name}`")));
        }
        let mut wanted = Conditions::default();
        wanted.sql += &format!(" AND actor IN ({})", numbers(&actors));
        self.last_said(&wanted, MOST_OF_ONE)
    }

    /// Statements that point at somebody or name him, by others; of very many the newest.
    pub fn about(&self, name: &str) -> Result<Vec<StatementRow>, Error> {
        let actors = self.actors(name)?;
        let mut wanted = Conditions::default();
        let words = format!("content : ({})", match_all(name));
        wanted.add("id IN (SELECT rowid FROM words WHERE words MATCH ?)", words);
        wanted.sql += &format!(" AND coalesce(actor, 0) NOT IN ({})", numbers(&actors));
        self.last_said(&wanted, MOST_OF_ONE)
    }

    /// The newest statements of those that are wanted, the oldest of them first.
    fn last_said(&self, wanted: &Conditions, most: usize) -> Result<Vec<StatementRow>, Error> {
        let sql = format!(
            "{STATEMENTS} WHERE statement.id IN
               (SELECT id FROM statement WHERE {STANDING} {} ORDER BY day DESC, id DESC LIMIT {most})
             ORDER BY day, statement.id",
            wanted.sql
        );
        self.rows(&sql, &wanted.values, statement_row)
    }

    /// The outlets in whose name these words stand, whatever their accents and capitals.
    fn outlets(&self, name: &str) -> Result<Vec<String>, Error> {
        let all = self.rows(
            "WITH RECURSIVE known (name) AS (SELECT min(outlet) FROM version
               UNION ALL SELECT (SELECT min(outlet) FROM version WHERE outlet > name) FROM known WHERE name IS NOT NULL)
             SELECT name FROM known WHERE name IS NOT NULL",
            &[],
            |row| row.get::<_, String>(0),
        )?;
        let name = terms::fold(name);
        Ok(all.into_iter().filter(|it| terms::fold(it).contains(&name)).collect())
    }

    /// Actors of that name: number, name, role.
    pub fn actors(&self, name: &str) -> Result<Vec<(i64, String, Option<String>)>, Error> {
        let words = names::words(name);
        let Some(last) = words.last() else { return Ok(Vec::new()) };
        let mut query = self.connection.prepare_cached(
            "SELECT DISTINCT actor.id, name, kind, role FROM actor_word JOIN actor ON actor.id = coalesce(
               (SELECT into_actor FROM actor AS merged WHERE merged.id = actor_word.actor), actor_word.actor)
             WHERE word IN (?1, ?2) AND actor.state <> 'rejected' ORDER BY actor.id LIMIT 500",
        )?;
        let rows = query.query_map([last, &words.join(" ")], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get(3)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (id, name, kind, role) = row?;
            let theirs = names::words(&name);
            if names::same(&words, &theirs, &kind) || words.iter().all(|it| theirs.contains(it)) {
                found.push((id, name, role));
            }
        }
        Ok(found)
    }

    /// What happened when, on a claim or by an actor.
    pub fn timeline(&self, subject: &str) -> Result<Vec<StatementRow>, Error> {
        match Subject::parse(subject) {
            Some(Subject::Claim(id)) => Ok(self.claim(id)?.1),
            Some(Subject::Actor(id)) => {
                let mut wanted = Conditions::default();
                wanted.sql += &format!(" AND actor = {id}");
                self.last_said(&wanted, MOST_OF_ONE)
            }
            _ => self.who(subject),
        }
    }

    /// Which sources speak how often; by outlet if asked for.
    pub fn sources(&self, by_outlet: bool) -> Result<Vec<SourceRow>, Error> {
        self.leading_sources(by_outlet, i64::MAX)
    }

    /// So many of those that speak most often.
    pub fn leading_sources(&self, by_outlet: bool, most: i64) -> Result<Vec<SourceRow>, Error> {
        let sql = match by_outlet {
            true => "SELECT nullif(outlet, ''), speaker_type, nullif(role, ''), statements, articles FROM
                       (SELECT * FROM tally ORDER BY statements DESC, speaker_type, role, outlet LIMIT ?1)
                     ORDER BY outlet, statements DESC, speaker_type, role",
            false => "SELECT NULL, speaker_type, nullif(role, ''), sum(statements) AS said, sum(articles) FROM tally
                      GROUP BY speaker_type, role ORDER BY said DESC, speaker_type, role LIMIT ?1",
        };
        self.rows(sql, &[Box::new(most)], |row| {
            Ok(SourceRow {
                outlet: row.get(0)?,
                speaker_type: row.get(1)?,
                role: row.get(2)?,
                statements: row.get(3)?,
                articles: row.get(4)?,
            })
        })
    }

    /// The statements of an article, in order.
    pub fn show(&self, doc: &str) -> Result<Vec<StatementRow>, Error> {
        let values: Vec<Box<dyn ToSql>> = vec![Box::new(doc.to_owned())];
        let sql = format!("{STATEMENTS} WHERE (doc = ?1 OR place = ?1) AND {STANDING} ORDER BY statement.id");
        self.rows(&sql, &values, statement_row)
    }

    /// Every statement, for other programs.
    pub fn export(&self) -> Result<Vec<StatementRow>, Error> {
        self.rows(&format!("{STATEMENTS} WHERE {STANDING} ORDER BY statement.id"), &[], statement_row)
    }

    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        values: &[Box<dyn ToSql>],
        make: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map(rusqlite::params_from_iter(values.iter()), make)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What is asked of statements or claims, and the values.
#[derive(Default)]
struct Conditions {
    /// Each begins with `AND`.
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    /// One more; a question mark stands for the value.
    fn add(&mut self, condition: &str, value: String) {
        self.values.push(Box::new(value));
        self.sql += &format!(" AND {}", condition.replace('?', &format!("?{}", self.values.len())));
    }

    /// Said or published on these days.
    fn days(&mut self, asked: &Asked) {
        for (day, condition) in [(&asked.since, "day >= ?"), (&asked.until, "day <= ?")] {
            if let Some(day) = day {
                self.add(condition, day.clone());
            }
        }
    }
}

/// For `IN (...)`.
fn numbers(actors: &[(i64, String, Option<String>)]) -> String {
    actors.iter().map(|it| it.0.to_string()).collect::<Vec<_>>().join(",")
}

/// Claims with their counts, in one pass over their statements; conditions follow, then `GROUP BY claim.id`.
pub(crate) const CLAIMS: &str = "SELECT claim.id, claim.words, affirmed, denied, count(*),
    count(DISTINCT CASE WHEN copy_of IS NULL THEN coalesce(outlet, article) END), min(day), max(day), sum(state = 'confirmed')
  FROM claim CROSS JOIN stance ON stance.claim = claim.id AND position <> 'rejected'
    CROSS JOIN statement ON statement.id = stance.statement CROSS JOIN version ON version.id = statement.version";

/// A row of [`CLAIMS`].
pub(crate) fn claim_row(row: &Row) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        claim: format!("C{}", row.get::<_, i64>(0)?),
        words: row.get(1)?,
        affirm: row.get(2)?,
        deny: row.get(3)?,
        statements: row.get(4)?,
        outlets: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        confirmed: row.get(8)?,
    })
}

fn statement_row(row: &Row) -> rusqlite::Result<StatementRow> {
    Ok(StatementRow {
        statement: row.get(0)?,
        day: row.get(1)?,
        outlet: row.get(2)?,
        speaker: row.get(3)?,
        speaker_type: row.get(4)?,
        role: row.get(5)?,
        act: row.get(6)?,
        target: row.get(7)?,
        certainty: row.get(8)?,
        claim: row.get::<_, Option<i64>>(9)?.map(|it| format!("C{it}")),
        position: row.get(10)?,
        state: row.get(11)?,
        confidence: row.get(12)?,
        words: row.get(13)?,
    })
}

/// Every word has to occur, whatever signs stand between them.
pub(crate) fn match_all(words: &str) -> String {
    let quoted = words.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let quoted: Vec<_> = quoted.map(|it| format!("\"{it}\"")).collect();
    if quoted.is_empty() { "\"\"".into() } else { quoted.join(" ") }
}
