//! Corrections made and taken back by programs.

use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    app::Shared,
    correction::{self, Asked},
    failure::Failure,
    pages::number,
    visitor::Visitor,
};

/// A correction with the name under which it is recorded.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    who: String,
    #[serde(flatten)]
    asked: Asked,
}

pub async fn correct(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, Failure> {
    let Json(sent) = sent.map_err(|it| match it.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::Type,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::Large,
        _ => Failure::Asked("the body is no correction".into()),
    })?;
    let (who, about) = (correction::signature(&v, &sent.who), correction::subject(&sent.asked.subject)?);
    let verb = correction::verb(&app, &about, &sent.asked).await?;
    let (why, seen) = (sent.asked.why, Some(sent.asked.seen).filter(|it| !it.is_empty()));
    let written = app.pool.write(move |ledger| {
        let number = ledger.correct_seen(&who, &why, &verb, &about, seen.as_deref())?;
        Ok(json!({"id": number, "seen": ledger.mark(&about)?}))
    });
    Ok((StatusCode::CREATED, Json(written.await?)).into_response())
}

pub async fn undo(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = number(&id, ' ')?;
    app.pool.write(move |ledger| ledger.undo(id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
