//! The style sheet and the script, from the binary.

use axum::{extract::Path, http::header, response::IntoResponse};

use crate::failure::Failure;

const FILES: [(&str, &str, &str); 3] = [
    ("selon.css", "text/css; charset=utf-8", include_str!("../static/selon.css")),
    ("selon.js", "text/javascript; charset=utf-8", include_str!("../static/selon.js")),
    ("icon.svg", "image/svg+xml", include_str!("../static/icon.svg")),
];

/// A file by its name.
pub async fn file(Path(name): Path<String>) -> Result<impl IntoResponse, Failure> {
    let found = FILES.iter().find(|it| it.0 == name);
    let (_, kind, text) = found.ok_or(Failure::Missing(name))?;
    Ok(([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "public, max-age=300")], *text))
}
