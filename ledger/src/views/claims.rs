//! A claim: who stands where on it, what was altered, through whom it is known.

use std::collections::{BTreeMap, HashMap};

use selon::link::{self, Links, Position, Stance, Statement, provenance};
use serde::Serialize;

use super::{COLUMNS, FROM, STANDS, Told, list, told, value};
use crate::{ClaimRow, Error, Ledger, answers, linking};

/// A quotation in two places that is not the same.
#[derive(Clone, Debug, Serialize)]
pub struct QuoteRow {
    /// Where it stands first.
    pub earlier: Told,
    /// Where it stands again.
    pub later: Told,
    /// Word by word: `kept`, `out` or `in`, and the words.
    pub changes: Vec<(String, String)>,
}

/// By which way statements reach the reader: the outlet, whom it quotes, whom he has it from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chain {
    /// Addresses of the statements that have come this way.
    pub statements: Vec<String>,
    /// Names from the outlet on; `None` for one that the text does not name.
    pub names: Vec<Option<String>>,
    /// Which of them are anonymous.
    pub unnamed: Vec<bool>,
}

/// Of so many texts at most the chains are followed.
const FOLLOWED: usize = 16;

impl Ledger {
    /// One claim with its counts.
    pub fn claim_row(&self, id: i64) -> Result<ClaimRow, Error> {
        let sql = format!("{} WHERE claim.id = ?1 GROUP BY claim.id", answers::CLAIMS);
        let found = self.rows(&sql, &[value(id)], answers::claim_row)?.pop();
        found.ok_or_else(|| Error::Missing(format!("claim C{id}")))
    }

    /// Claims in the order of their numbers, behind that one.
    pub fn claims_after(&self, id: i64, contested: bool, most: usize) -> Result<Vec<ClaimRow>, Error> {
        let contested = if contested { " AND affirmed > 0 AND denied > 0" } else { "" };
        let sql = format!(
            "{} WHERE claim.id > ?1{contested} GROUP BY claim.id ORDER BY claim.id LIMIT ?2",
            answers::CLAIMS
        );
        self.rows(&sql, &[value(id), value(most as i64)], answers::claim_row)
    }

    /// These claims, in that order.
    pub fn claims_of(&self, ids: &[i64]) -> Result<Vec<ClaimRow>, Error> {
        let sql = format!("{} WHERE claim.id IN ({}) GROUP BY claim.id", answers::CLAIMS, list(ids));
        let found = self.rows(&sql, &[], answers::claim_row)?;
        let mut named: HashMap<String, ClaimRow> =
            found.into_iter().map(|it| (it.claim.clone(), it)).collect();
        Ok(ids.iter().filter_map(|it| named.remove(&format!("C{it}"))).collect())
    }

    /// Claims that some affirm and others deny, those first of which something was said last.
    pub fn contested_lately(&self, most: usize) -> Result<Vec<ClaimRow>, Error> {
        // Lately: among so many of the last statements.
        let sql = "SELECT stance.claim FROM
              (SELECT id, day FROM statement WHERE day <= date('now', '+1 day') ORDER BY day DESC LIMIT 4000) AS late
            JOIN stance ON stance.statement = late.id AND stance.position <> 'rejected'
            JOIN claim ON claim.id = stance.claim AND affirmed > 0 AND denied > 0
            GROUP BY stance.claim ORDER BY max(late.day) DESC, affirmed + denied DESC LIMIT ?1";
        let ids = self.rows(sql, &[value(most as i64)], |row| row.get(0))?;
        self.claims_of(&ids)
    }

    /// The statements under a claim by day, so many at most.
    pub fn statements_under(&self, claim: i64, most: usize) -> Result<Vec<Told>, Error> {
        let sql = format!(
            "{COLUMNS} {FROM} WHERE stance.claim = ?1 AND stance.position <> 'rejected' AND {STANDS}
             ORDER BY statement.day, statement.id LIMIT ?2"
        );
        self.rows(&sql, &[value(claim), value(most as i64)], told)
    }

    /// Quotations of these statements that another article gives otherwise.
    pub fn altered(&self, statements: &[Told], most: usize) -> Result<Vec<QuoteRow>, Error> {
        let rows = list(&statements.iter().map(|it| it.row).collect::<Vec<_>>());
        let sql = format!(
            "SELECT earlier, later, changes FROM quote WHERE altered AND earlier IN ({rows})
             UNION SELECT earlier, later, changes FROM quote WHERE altered AND later IN ({rows}) ORDER BY 1, 2 LIMIT ?1"
        );
        let found = self.rows(&sql, &[value(most as i64)], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut quotes = Vec::new();
        for (earlier, later, changes) in found {
            let Ok([earlier, later]) = <[Told; 2]>::try_from(self.told_of(&[earlier, later])?) else {
                continue;
            };
            let changes = serde_json::from_str(&changes).unwrap_or_default();
            quotes.push(QuoteRow { earlier, later, changes });
        }
        Ok(quotes)
    }

    /// Whom these statements answer, by row: the answered statement and how.
    pub fn answered(&self, statements: &[Told]) -> Result<HashMap<i64, (Told, String)>, Error> {
        let rows = list(&statements.iter().map(|it| it.row).collect::<Vec<_>>());
        let sql = format!("SELECT answer, answered, sort FROM reply WHERE answer IN ({rows})");
        let found = self.rows(&sql, &[], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        let told = self.told_of(&found.iter().map(|it| it.1).collect::<Vec<_>>())?;
        let told: HashMap<i64, Told> = told.into_iter().map(|it| (it.row, it)).collect();
        let answers =
            found.into_iter().filter_map(|(from, to, sort)| Some((from, (told.get(&to)?.clone(), sort))));
        Ok(answers.collect())
    }

    /// What put a statement under its claim: features and how much each weighed.
    pub fn link_reasons(&self, statement: i64) -> Result<Vec<(String, f64)>, Error> {
        let sql = "SELECT why FROM stance WHERE statement = ?1";
        let why = self.rows(sql, &[value(statement)], |row| row.get::<_, String>(0))?.pop();
        Ok(why.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default())
    }

    /// The chains by which statements of one claim reach the reader, those of most statements first.
    pub fn chains(&self, statements: &[Told]) -> Result<Vec<Chain>, Error> {
        let mut versions: Vec<i64> = statements.iter().map(|it| it.version).collect();
        versions.sort_unstable();
        versions.dedup();
        versions.truncate(FOLLOWED);
        let pages = versions.iter().map(|it| linking::load(&self.connection, *it));
        let pages = pages.collect::<Result<Vec<_>, _>>()?;
        let place = |it: &Told| {
            let article = versions.iter().position(|version| *version == it.version)?;
            Some(Statement { article, id: it.number })
        };
        let stances = statements.iter().filter_map(place).map(|statement| Stance {
            statement,
            position: Position::Unknown,
            certainty: String::new(),
            confidence: 1.0,
            why: Vec::new(),
        });
        let Some(best) = statements.iter().find_map(place) else { return Ok(Vec::new()) };
        let claim = link::Claim { text: String::new(), best, statements: stances.collect() };
        let links = Links { claims: vec![claim], ..Links::default() };
        let mut chains: BTreeMap<Vec<(Option<String>, bool)>, Vec<String>> = BTreeMap::new();
        for it in statements {
            let Some(at) = place(it) else { continue };
            let chain = provenance::chain(&pages, &links, at);
            if provenance::is_told(&pages[at.article], at.id, &chain) {
                let names = chain.into_iter().map(|it| (it.name, it.unnamed)).collect();
                chains.entry(names).or_default().push(it.id.clone());
            }
        }
        let mut chains: Vec<Chain> = chains
            .into_iter()
            .map(|(names, statements)| {
                let (names, unnamed) = names.into_iter().unzip();
                Chain { statements, names, unnamed }
            })
            .collect();
        chains.sort_by_key(|it| std::cmp::Reverse(it.statements.len()));
        Ok(chains)
    }
}
