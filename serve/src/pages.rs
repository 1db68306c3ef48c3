//! Pages for people: one module a page, each with its template of the same name.

pub mod actors;
pub mod article;
pub mod card;
pub mod claims;
pub mod home;
pub mod login;
pub mod read;
pub mod review;
pub mod search;
pub mod sources;
pub mod statement;

use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{failure::Failure, visitor::Visitor};

/// A template as an answer.
pub fn page(template: &impl Template) -> Result<Response, Failure> {
    let text = template.render().map_err(Failure::inner)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], text).into_response())
}

#[derive(Template)]
#[template(path = "failed.html")]
struct Failed<'a> {
    v: &'a Visitor,
    title: &'a str,
    what: &'a str,
    detail: &'a str,
}

/// A failure as a page; who has no token is asked for one.
pub fn failed(visitor: &Visitor, failure: &Failure) -> Response {
    if matches!(failure, Failure::Unknown) {
        let to = format!("/login?to={}", crate::text::encoded(&visitor.here));
        let mut response = Redirect::to(&to).into_response();
        response.extensions_mut().insert(crate::gate::Ours);
        return response;
    }
    let what = visitor.of_value("failure", failure.name());
    let failed = Failed { v: visitor, title: what, what, detail: failure.detail().unwrap_or_default() };
    page(&failed).unwrap_or_else(|_| failure.status().into_response())
}

/// `C12` or `12`.
pub fn number(text: &str, prefix: char) -> Result<i64, Failure> {
    let digits = text.strip_prefix(prefix).unwrap_or(text);
    let number = digits.parse().ok().filter(|it| *it > 0 && digits.bytes().all(|it| it.is_ascii_digit()));
    number.ok_or_else(|| Failure::Missing(text.to_owned()))
}
