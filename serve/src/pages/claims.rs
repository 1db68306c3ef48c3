//! Claims: the list, and one with who affirms and who denies it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use selon_ledger::{
    Asked, ClaimRow, Subject, TurnRow,
    views::{QuoteRow, Told},
};
use serde::Deserialize;

use super::{
    card::{Card, card},
    number, page,
};
use crate::{
    app::Shared,
    drawing::{self, chain, timeline},
    failure::Failure,
    paging, text,
    visitor::Visitor,
};

/// A claim in a list.
pub struct Line {
    pub href: String,
    pub name: String,
    pub words: String,
    pub affirm: i64,
    pub deny: i64,
    pub open: i64,
    pub outlets: i64,
    pub when: String,
    pub confirmed: i64,
}

impl Line {
    pub fn new(v: &Visitor, row: &ClaimRow) -> Line {
        Line {
            href: format!("/claim/{}", row.claim.trim_start_matches('C')),
            name: row.claim.clone(),
            words: text::short(&row.words, 240),
            affirm: row.affirm,
            deny: row.deny,
            open: (row.statements - row.affirm - row.deny).max(0),
            outlets: row.outlets,
            when: when(v, row.first.as_deref(), row.last.as_deref()),
            confirmed: row.confirmed,
        }
    }
}

/// `2021-03-12 – 2024-05-21`.
fn when(v: &Visitor, first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => v.t("no-day").to_owned(),
    }
}

/// What the list is narrowed down to.
#[derive(Debug, Default, Deserialize)]
pub struct Narrow {
    #[serde(default)]
    about: String,
    contested: Option<String>,
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct Claims<'a> {
    v: &'a Visitor,
    title: &'a str,
    about: &'a str,
    contested: bool,
    claims: Vec<Line>,
    next: Option<String>,
}

const LISTED: usize = 40;

pub async fn list(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Query(narrow): Query<Narrow>,
) -> Result<Response, Failure> {
    let after = paging::begin(narrow.page.as_deref())?;
    let contested = narrow.contested.is_some();
    let words = Some(narrow.about.trim().to_owned()).filter(|it| !it.is_empty());
    let rows = app.pool.read(move |ledger| match words {
        Some(_) => ledger.claims(&Asked { words, contested, most: Some(LISTED), ..Asked::default() }),
        None => ledger.claims_after(after, contested, LISTED),
    });
    let rows = rows.await?;
    let last = rows.last().and_then(|it| it.claim.trim_start_matches('C').parse().ok());
    let next = last.filter(|_| narrow.about.trim().is_empty() && rows.len() == LISTED).map(paging::token);
    let claims = rows.iter().map(|it| Line::new(&v, it)).collect();
    page(&Claims { v: &v, title: v.t("claims"), about: narrow.about.trim(), contested, claims, next })
}

/// A position with those who take it.
struct Side {
    class: &'static str,
    name: &'static str,
    cards: Vec<Card>,
}

/// Somebody who changed position.
struct Turn {
    from: Card,
    to: Card,
}

/// A quotation as it was and as it became.
struct Altered {
    earlier: Card,
    later: Card,
    changes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct Claim<'a> {
    v: &'a Visitor,
    title: &'a str,
    line: Line,
    sides: Vec<Side>,
    hidden: i64,
    turns: Vec<Turn>,
    altered: Vec<Altered>,
    chains: Vec<chain::Drawn>,
    timeline: Option<timeline::Drawn>,
    mark: String,
    subject: String,
}

/// What a claim page is made of.
struct Found {
    row: ClaimRow,
    told: Vec<Told>,
    turns: Vec<TurnRow>,
    quotes: Vec<QuoteRow>,
    chains: Vec<selon_ledger::views::Chain>,
    answers: std::collections::HashMap<i64, (Told, String)>,
    mark: String,
}

/// Statements that one page shows, quotations, chains.
const SHOWN: usize = 60;
const QUOTES: usize = 8;
const CHAINS: usize = 8;

pub async fn claim(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = number(&id, 'C')?;
    let found = app.pool.read(move |ledger| {
        let row = ledger.claim_row(id)?;
        let told = ledger.statements_under(id, SHOWN)?;
        // On a claim of hundreds the comparison of all with all tells little and takes long.
        let turns = if row.statements <= 200 { ledger.turns(id)? } else { Vec::new() };
        Ok(Found {
            quotes: ledger.altered(&told, QUOTES)?,
            chains: ledger.chains(&told)?,
            answers: ledger.answered(&told)?,
            mark: ledger.mark(&Subject::Claim(id))?,
            row,
            told,
            turns,
        })
    });
    let found = found.await?;
    let line = Line::new(&v, &found.row);
    let dots: Vec<_> = found.told.iter().map(|it| drawing::Dot::of(&v, it)).collect();
    let title = text::short(&line.words, 80);
    page(&Claim {
        v: &v,
        title: &title,
        subject: line.name.clone(),
        sides: sides(&v, &found),
        hidden: (found.row.statements - found.told.len() as i64).max(0),
        turns: turns(&v, &found),
        altered: altered(&v, &found.quotes),
        chains: found.chains.iter().take(CHAINS).map(|it| chain::draw(&v, it)).collect(),
        timeline: timeline::draw(&v, &dots),
        mark: found.mark,
        line,
    })
}

fn sides(v: &Visitor, found: &Found) -> Vec<Side> {
    let named = [
        ("affirm", v.words.known("affirmed")),
        ("deny", v.words.known("denied")),
        ("open", v.words.known("left-open")),
    ];
    let side = |(class, name)| {
        let mine = found
            .told
            .iter()
            .filter(|it| super::card::position_class(it.position.as_deref().unwrap_or_default()) == class);
        let cards = mine.map(|it| Card {
            answers: found.answers.get(&it.row).map(|(told, sort)| {
                let name = told.speaker.as_deref().unwrap_or(v.t("nobody-named"));
                (format!("{} {name}", v.of_value("answer", sort)), format!("/s/{}", told.id))
            }),
            claim: None,
            position: String::new(),
            ..card(v, it)
        });
        Side { class, name, cards: cards.collect() }
    };
    named.into_iter().map(side).collect()
}

fn turns(v: &Visitor, found: &Found) -> Vec<Turn> {
    let by_name = |name: &str| found.told.iter().find(|it| format!("{}#{}", it.doc, it.number) == name);
    let both =
        found.turns.iter().filter_map(|it| Some((by_name(&it.from.statement)?, by_name(&it.to.statement)?)));
    both.map(|(from, to)| Turn { from: card(v, from), to: card(v, to) }).collect()
}

fn altered(v: &Visitor, quotes: &[QuoteRow]) -> Vec<Altered> {
    let altered = |it: &QuoteRow| Altered {
        earlier: card(v, &it.earlier),
        later: card(v, &it.later),
        changes: it.changes.clone(),
    };
    quotes.iter().map(altered).collect()
}
