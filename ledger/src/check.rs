//! Does the ledger hold together? Every span its text, every link its ends.

use crate::{Error, Ledger};

impl Ledger {
    /// What is wrong, a line each; nothing if all is well.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut wrong = self.integrity()?;
        wrong.extend(self.spans()?);
        for (sql, what) in ENDS {
            let count: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
            if count > 0 {
                wrong.push(format!("{count} {what}"));
            }
        }
        Ok(wrong)
    }

    fn integrity(&self) -> Result<Vec<String>, Error> {
        let mut query = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let foreign: i64 =
            self.connection
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        let foreign = (foreign > 0).then(|| format!("{foreign} rows point at nothing"));
        Ok(rows.into_iter().filter(|it| it != "ok").chain(foreign).collect())
    }

    /// Spans that do not lie in their text, and contents that are other words than were recorded.
    fn spans(&self) -> Result<Vec<String>, Error> {
        let mut wrong = Vec::new();
        let mut query = self.connection.prepare(
            "SELECT statement.id, text, source, cue, content, words FROM statement JOIN body ON body.version = statement.version",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
            for at in 2..5 {
                let spans: String = row.get(at)?;
                let spans: Vec<(usize, usize)> =
                    serde_json::from_str(&spans).map_err(|_| Error::Broken(format!("statement {id}")))?;
                if spans.iter().any(|it| text.get(it.0..it.1).is_none()) {
                    wrong.push(format!("statement {id}: a span does not lie in its text"));
                }
                let words: String = row.get(5)?;
                let found: Vec<_> = spans.iter().filter_map(|it| text.get(it.0..it.1)).collect();
                if at == 4 && !found.join(" ").starts_with(&words) {
                    wrong.push(format!("statement {id}: its words are not those of its spans"));
                }
            }
        }
        Ok(wrong)
    }
}

/// Counts of links without an end, and what they are.
const ENDS: [(&str, &str); 9] = [
    (
        "SELECT count(*) FROM article WHERE removed = 0 AND
           (SELECT count(*) FROM version WHERE article = article.id AND current = 1) <> 1",
        "articles without one current text",
    ),
    (
        "SELECT count(*) FROM claim WHERE affirmed <> (SELECT count(*) FROM stance WHERE claim = claim.id AND position = 'affirm')
           OR denied <> (SELECT count(*) FROM stance WHERE claim = claim.id AND position = 'deny')",
        "claims that miscount their statements",
    ),
    (
        "SELECT count(*) FROM stance JOIN statement ON statement.id = statement JOIN version ON version.id = version WHERE current = 0",
        "stances of texts that no longer stand",
    ),
    (
        "SELECT count(*) FROM reply JOIN statement ON statement.id IN (answer, answered) JOIN version ON version.id = version WHERE current = 0",
        "replies of texts that no longer stand",
    ),
    (
        "SELECT count(*) FROM statement WHERE id NOT IN (SELECT rowid FROM words)",
        "statements that cannot be searched",
    ),
    (
        "SELECT count(*) FROM version WHERE id NOT IN (SELECT version FROM body) OR id NOT IN (SELECT version FROM page)",
        "versions without their text or what linking remembers of it",
    ),
    (
        "SELECT count(*) FROM article JOIN version ON version.article = article.id WHERE removed = 1 AND current = 1",
        "texts that stand though their article was taken out",
    ),
    (
        "SELECT count(*) FROM posting WHERE version NOT IN (SELECT id FROM version WHERE current = 1)",
        "entries of the index of candidates for texts that no longer stand",
    ),
    (
        "WITH counted AS (SELECT coalesce(outlet, ''), speaker_type, coalesce(role, ''), count(*), count(DISTINCT version.id)
           FROM statement JOIN version ON version.id = version WHERE current = 1 AND copy_of IS NULL GROUP BY 1, 2, 3)
         SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM tally))
           + (SELECT count(*) FROM (SELECT * FROM tally EXCEPT SELECT * FROM counted))",
        "miscounted sorts of sources",
    ),
];
