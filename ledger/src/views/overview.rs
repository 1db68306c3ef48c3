//! The whole ledger in numbers. These look through all of it: ask seldom and keep the answer.

use serde::Serialize;

use crate::{Error, Ledger};

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles that stand.
    pub articles: i64,
    /// Statements, those of earlier texts included.
    pub statements: i64,
    /// Claims.
    pub claims: i64,
    /// Claims that some affirm and others deny.
    pub contested: i64,
    /// Corrections that hold.
    pub corrections: i64,
}

/// Statements of one outlet in one month by one sort of source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Month {
    /// Who published them.
    pub outlet: Option<String>,
    /// `2024-05`.
    pub month: Option<String>,
    /// What sort of source.
    pub source: String,
    /// How many.
    pub statements: i64,
    /// Those of them whose source has a role.
    pub with_role: i64,
}

/// Who speaks, over all articles, copies left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Overview {
    /// By outlet, month and sort of source.
    pub months: Vec<Month>,
    /// The most frequent roles: the role, the sort of source, how many statements.
    pub roles: Vec<(String, String, i64)>,
}

/// So many roles are told.
const ROLES: usize = 30;

const STANDING: &str = "FROM statement JOIN version ON version.id = statement.version
    WHERE version.current = 1 AND version.copy_of IS NULL";

impl Ledger {
    /// How much there is.
    pub fn counts(&self) -> Result<Counts, Error> {
        let sql = "SELECT (SELECT count(*) FROM article WHERE removed = 0), (SELECT count(*) FROM statement),
            (SELECT count(*) FROM claim), (SELECT count(*) FROM claim WHERE affirmed > 0 AND denied > 0),
            (SELECT count(*) FROM correction WHERE undone = 0)";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok(Counts {
                articles: row.get(0)?,
                statements: row.get(1)?,
                claims: row.get(2)?,
                contested: row.get(3)?,
                corrections: row.get(4)?,
            })
        })?)
    }

    /// Who speaks, by outlet and month.
    pub fn overview(&self) -> Result<Overview, Error> {
        let months = format!(
            "SELECT version.outlet, substr(statement.day, 1, 7), statement.speaker_type, count(*), count(statement.role)
             {STANDING} GROUP BY 1, 2, 3 ORDER BY 2, 1, 3"
        );
        let months = self.rows(&months, &[], |row| {
            Ok(Month {
                outlet: row.get(0)?,
                month: row.get(1)?,
                source: row.get(2)?,
                statements: row.get(3)?,
                with_role: row.get(4)?,
            })
        })?;
        let roles = format!(
            "SELECT statement.role, statement.speaker_type, count(*) {STANDING} AND statement.role IS NOT NULL
             GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT {ROLES}"
        );
        let roles = self.rows(&roles, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(Overview { months, roles })
    }
}
