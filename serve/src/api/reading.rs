//! Text, a page or a record → its reading as `selon/1`. Nothing is kept.

use axum::{
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use selon::{
    Article, Language, Reading,
    article::Given,
    export::{self, Offsets, Options},
};
use serde::Deserialize;

use crate::{app::Shared, failure::Failure};

/// How it is read and written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    lang: Option<String>,
    offsets: Option<String>,
    with_text: bool,
    explain: bool,
}

/// A text longer than this keeps a core busy for too long, in bytes.
const LONGEST: usize = 400_000;

pub async fn post(
    State(app): State<Shared>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !["text/plain", "text/html", "application/json", "application/xhtml+xml"].contains(&kind.as_str()) {
        return Err(Failure::Type);
    }
    let offsets = wish.offsets.as_deref().map_or(Some(Offsets::default()), Offsets::from_name);
    let offsets = offsets.ok_or_else(|| Failure::Asked("`offsets` is codepoints, bytes or utf16".into()))?;
    let (article, reading) = read(&app, body.to_vec(), wish.lang.as_deref()).await?;
    let options = Options { offsets, with_text: wish.with_text, explain: wish.explain, ..Options::default() };
    let text = export::jsonl(&article, &reading, &options);
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
}

/// One article and its reading.
pub async fn read(app: &Shared, bytes: Vec<u8>, lang: Option<&str>) -> Result<(Article, Reading), Failure> {
    let unknown = |it: &str| Failure::Asked(format!("no language `{it}`"));
    let language = lang.map(|it| Language::get(it).ok_or_else(|| unknown(it))).transpose()?;
    let given = Given { id: "pasted".into(), language, ..Given::default() };
    let read = app.busy(move || {
        let mut pieces = selon::article::pieces(&bytes[..], given);
        let nothing = || Failure::Asked("it is empty".into());
        let cannot = |it: selon::article::Trouble| Failure::Asked(it.error.to_string());
        let article = pieces.next().ok_or_else(nothing)?.and_then(|it| it.article()).map_err(cannot)?;
        if pieces.next().is_some() {
            return Err(Failure::Asked("it holds more than one article".into()));
        }
        if article.text.len() > LONGEST {
            return Err(Failure::Large);
        }
        let reading = selon::read(&article);
        Ok((article, reading))
    });
    read.await?
}
