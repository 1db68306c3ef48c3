//! Lists: a page at a time with a token for the next, or everything as lines.

use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use selon_ledger::{Asked, ClaimRow, Error, Ledger};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{listed, stream};
use crate::{app::Shared, failure::Failure, pages, paging};

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Page {
    page: Option<String>,
    limit: Option<usize>,
    name: Option<String>,
    about: Option<String>,
    contested: Option<bool>,
    subject: Option<String>,
}

const USUAL: usize = 50;
const MOST: usize = 500;

fn limit(asked: Option<usize>) -> Result<usize, Failure> {
    match asked.unwrap_or(USUAL) {
        it @ 1..=MOST => Ok(it),
        _ => Err(Failure::Asked(format!("`limit` is 1 to {MOST}"))),
    }
}

impl Page {
    fn begin(&self) -> Result<(i64, usize), Failure> {
        Ok((paging::begin(self.page.as_deref())?, limit(self.limit)?))
    }
}

/// A name or words that were asked for; empty is nothing.
fn given(it: &Option<String>) -> Option<String> {
    it.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Behind the last of a full page there may be more.
fn next<T>(rows: &[T], limit: usize, number: impl Fn(&T) -> i64) -> Option<i64> {
    rows.last().filter(|_| rows.len() == limit).map(number)
}

/// Rows behind a number in the order of their numbers: a page of them, or all as lines.
async fn rows<T: Serialize + Send + 'static>(
    app: Shared,
    asked: &Page,
    headers: &HeaderMap,
    ask: impl Fn(&Ledger, i64, usize) -> Result<Vec<T>, Error> + Clone + Send + Sync + 'static,
    number: impl Fn(&T) -> i64 + Send + 'static,
) -> Result<Response, Failure> {
    let (after, limit) = asked.begin()?;
    if stream::is_wanted(headers) {
        return Ok(stream::lines(app, after, ask, number));
    }
    let rows = app.pool.read(move |ledger| ask(ledger, after, limit)).await?;
    let next = next(&rows, limit, number);
    Ok(listed(rows, next))
}

pub async fn articles(
    State(app): State<Shared>,
    Query(asked): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(name) = given(&asked.name) {
        asked.begin()?;
        let found = app.pool.read(move |ledger| match ledger.article_named(&name) {
            Ok(id) => Ok(vec![ledger.article(id)?]),
            Err(Error::Missing(_)) => Ok(Vec::new()),
            Err(other) => Err(other),
        });
        return Ok(listed(found.await?, None));
    }
    rows(app, &asked, &headers, Ledger::articles_after, |it| it.article).await
}

pub async fn statements(
    State(app): State<Shared>,
    Query(asked): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    rows(app, &asked, &headers, Ledger::statements_after, |it| it.row).await
}

pub async fn claims(
    State(app): State<Shared>,
    Query(asked): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let contested = asked.contested.unwrap_or(false);
    if let Some(words) = given(&asked.about) {
        let (_, limit) = asked.begin()?;
        let asked = Asked { words: Some(words), contested, most: Some(limit), ..Asked::default() };
        return Ok(listed(app.pool.read(move |ledger| ledger.claims(&asked)).await?, None));
    }
    let number = |it: &ClaimRow| it.claim.trim_start_matches('C').parse().unwrap_or(i64::MAX);
    let ask = move |ledger: &Ledger, after, most| ledger.claims_after(after, contested, most);
    rows(app, &asked, &headers, ask, number).await
}

pub async fn actors(
    State(app): State<Shared>,
    Query(asked): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(name) = given(&asked.name) {
        let (_, limit) = asked.begin()?;
        return Ok(listed(app.pool.read(move |ledger| ledger.actors_named(&name, limit)).await?, None));
    }
    rows(app, &asked, &headers, Ledger::actors_after, |it| it.actor).await
}

/// How many a search gives.
#[derive(Debug, Deserialize)]
pub struct Most {
    limit: Option<usize>,
}

pub async fn search(
    State(app): State<Shared>,
    Query(asked): Query<pages::search::Asked>,
    Query(most): Query<Most>,
) -> Result<Response, Failure> {
    let (behind, limit) = (paging::begin(asked.page.as_deref())? as usize, limit(most.limit)?);
    let wanted = asked.wanted();
    let found = app.pool.read(move |ledger| ledger.find(&wanted, behind, limit)).await?;
    let end = behind + found.statements.len();
    let next = (end < found.total).then(|| paging::token(end as i64));
    Ok(Json(json!({
        "items": found.statements,
        "total": found.total,
        "capped": found.capped,
        "facets": found.facets,
        "next": next,
    }))
    .into_response())
}

pub async fn sources(State(app): State<Shared>) -> Result<Response, Failure> {
    let overview = app.overview().await?;
    let roles = overview
        .roles
        .iter()
        .map(|(role, source, count)| json!({"role": role, "source": source, "statements": count}));
    Ok(Json(json!({"months": overview.months, "roles": roles.collect::<Vec<_>>()})).into_response())
}

pub async fn corrections(State(app): State<Shared>, Query(asked): Query<Page>) -> Result<Response, Failure> {
    let (before, limit) = asked.begin()?;
    let before = Some(before).filter(|it| *it > 0);
    let subject = given(&asked.subject);
    let rows = app.pool.read(move |ledger| ledger.corrections(before, subject.as_deref(), limit)).await?;
    let next = next(&rows, limit, |it| it.id);
    Ok(listed(rows, next))
}
