//! The API, `/api/v1`: the same answers as JSON, a page at a time or as lines, and corrections.
//!
//! `openapi.json` says what each address takes and gives; `tests/api.rs` walks it.

pub mod lists;
pub mod one;
pub mod reading;
mod stream;
pub mod writing;

use axum::{
    Json, Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde_json::json;

use crate::{app::Shared, failure::Failure, paging};

const DOCUMENT: &str = include_str!("../openapi.json");

/// All addresses of the API.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/openapi.json", get(document))
        .route("/read", post(reading::post))
        .route("/articles", get(lists::articles))
        .route("/articles/{id}", get(one::article))
        .route("/statements", get(lists::statements))
        .route("/statements/{id}", get(one::statement))
        .route("/claims", get(lists::claims))
        .route("/claims/{id}", get(one::claim))
        .route("/actors", get(lists::actors))
        .route("/actors/{id}", get(one::actor))
        .route("/search", get(lists::search))
        .route("/sources", get(lists::sources))
        .route("/corrections", get(lists::corrections).post(writing::correct))
        .route("/corrections/{id}", delete(writing::undo))
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], DOCUMENT).into_response()
}

/// A failure as a problem document (RFC 9457).
pub fn problem(failure: &Failure, path: &str) -> Response {
    let status = failure.status();
    let document = json!({
        "type": format!("urn:selon:problem:{}", failure.name()),
        "title": status.canonical_reason().unwrap_or("problem"),
        "status": status.as_u16(),
        "detail": failure.detail(),
        "instance": path,
    });
    let kind = HeaderValue::from_static("application/problem+json");
    ([(header::CONTENT_TYPE, kind)], document.to_string()).into_response()
}

/// One page of a list.
fn listed(items: impl serde::Serialize, next: Option<i64>) -> Response {
    Json(json!({ "items": items, "next": next.map(paging::token) })).into_response()
}
