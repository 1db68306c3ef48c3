//! One thing with all that is known of it.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use selon_ledger::Subject;
use serde_json::json;

use crate::{app::Shared, failure::Failure, pages::number};

/// Statements of one claim or actor that are given with it.
const MOST: usize = 500;

pub async fn article(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = number(&id, ' ')?;
    let found = app.pool.read(move |ledger| {
        let row = ledger.article(id)?;
        let version = ledger.version(id, None)?;
        let statements = ledger.statements_of(version.row)?;
        let boilerplate: Vec<_> = version.boilerplate.iter().map(|it| [it.start, it.end]).collect();
        let statements: Vec<_> = statements
            .into_iter()
            .map(|(told, spans)| json!({"told": told, "spans": {"source": spans.source, "cue": spans.cue, "content": spans.content}}))
            .collect();
        Ok(json!({
            "article": row,
            "version": version.number,
            "sha256": version.sha256,
            "offsets": "bytes",
            "text": version.text,
            "boilerplate": boilerplate,
            "statements": statements,
        }))
    });
    Ok(Json(found.await?).into_response())
}

pub async fn statement(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = app.pool.read(move |ledger| {
        let told = ledger.cited(&id)?;
        let spans = ledger.spans_of(told.row)?;
        let subject = Subject::Statement(told.place.clone(), told.number);
        Ok(json!({
            "statement": told,
            "spans": {"source": spans.source, "cue": spans.cue, "content": spans.content},
            "subject": subject.to_string(),
            "seen": ledger.mark(&subject)?,
        }))
    });
    Ok(Json(found.await?).into_response())
}

pub async fn claim(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = number(&id, 'C')?;
    let found = app.pool.read(move |ledger| {
        let row = ledger.claim_row(id)?;
        let statements = ledger.statements_under(id, MOST)?;
        let turns = if statements.len() <= 200 { ledger.turns(id)? } else { Vec::new() };
        let altered = ledger.altered(&statements, 50)?;
        let chains = ledger.chains(&statements)?;
        let seen = ledger.mark(&Subject::Claim(id))?;
        Ok(json!({"claim": row, "statements": statements, "turns": turns, "altered": altered, "provenance": chains, "seen": seen}))
    });
    Ok(Json(found.await?).into_response())
}

pub async fn actor(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = number(&id, 'A')?;
    let found = app.pool.read(move |ledger| {
        let actor = ledger.actor(id)?;
        let said = ledger.said_by(id, 0, MOST)?;
        let about = ledger.said_about(&actor, 100)?;
        let seen = ledger.mark(&Subject::Actor(id))?;
        let positions = ledger.positions(id, 100)?;
        let (roles, merged) = (ledger.roles(id)?, ledger.merged_into(id)?);
        Ok(json!({"actor": actor, "merged": merged, "roles": roles, "positions": positions, "said": said, "about": about, "seen": seen}))
    });
    Ok(Json(found.await?).into_response())
}
