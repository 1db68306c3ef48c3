//! What is contested lately, what is new, and a search.

use askama::Template;
use axum::{Extension, extract::State, response::Response};
use selon_ledger::views::{ArticleRow, Counts};

use super::{claims::Line, page};
use crate::{app::Shared, failure::Failure, visitor::Visitor};

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    v: &'a Visitor,
    title: &'a str,
    counts: Counts,
    contested: Vec<Line>,
    newest: Vec<ArticleRow>,
}

const CLAIMS: usize = 12;
const ARTICLES: usize = 10;

pub async fn home(State(app): State<Shared>, Extension(v): Extension<Visitor>) -> Result<Response, Failure> {
    let counts = app.counts().await?;
    let read = app.pool.read(|ledger| Ok((ledger.contested_lately(CLAIMS)?, ledger.newest(ARTICLES)?)));
    let (contested, newest) = read.await?;
    let contested = contested.iter().map(|it| Line::new(&v, it)).collect();
    page(&Home { v: &v, title: v.t("home"), counts, contested, newest })
}
