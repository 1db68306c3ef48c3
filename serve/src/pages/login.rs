//! Who has a token shows it here; and the language of the interface is chosen.

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    http::{HeaderName, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::page;
use crate::{
    app::Shared,
    failure::Failure,
    gate::Ours,
    text,
    visitor::{LANGUAGE, TOKEN, Visitor},
    words::Words,
};

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub struct Onward {
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    v: &'a Visitor,
    title: &'a str,
    to: &'a str,
    wrong: bool,
}

pub async fn form(
    Extension(v): Extension<Visitor>,
    Query(onward): Query<Onward>,
) -> Result<Response, Failure> {
    page(&Login { v: &v, title: v.t("login"), to: text::local(&onward.to), wrong: false })
}

/// A token as it was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    token: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    form: String,
}

pub async fn enter(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    v.sent(&typed.form)?;
    let token = typed.token.trim();
    let known = app.rights.as_ref().is_some_and(|it| it.of(token).is_some());
    if !known || !token.bytes().all(|it| it.is_ascii_graphic() && !b";,\"\\".contains(&it)) {
        return page(&Login { v: &v, title: v.t("login"), to: text::local(&typed.to), wrong: true });
    }
    let cookie = format!("{TOKEN}={token}; Path=/; HttpOnly; SameSite=Strict");
    Ok(onward(&typed.to, cookie))
}

pub async fn language(Path(code): Path<String>, Query(to): Query<Onward>) -> Result<Response, Failure> {
    let words = Words::of(&code).ok_or(Failure::Missing(code))?;
    let year = 365 * 86_400;
    Ok(onward(&to.to, format!("{LANGUAGE}={}; Path=/; Max-Age={year}; SameSite=Lax", words.code)))
}

fn onward(to: &str, cookie: String) -> Response {
    let headers: [(HeaderName, String); 1] = [(header::SET_COOKIE, cookie)];
    let mut response = (headers, Redirect::to(text::local(to))).into_response();
    response.extensions_mut().insert(Ours);
    response
}
