//! The researcher's picture: who speaks, named or not, in which role, by outlet and month.

use askama::Template;
use axum::{Extension, extract::State, response::Response};

use super::page;
use crate::{app::Shared, drawing::bars, failure::Failure, visitor::Visitor};

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources<'a> {
    v: &'a Visitor,
    title: &'a str,
    total: i64,
    kinds: Vec<bars::Share>,
    months: Option<bars::Columns>,
    outlets: Vec<bars::Row>,
    legend: Vec<(&'static str, &'static str)>,
    roles: Vec<bars::Share>,
}

pub async fn sources(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
) -> Result<Response, Failure> {
    let overview = app.overview().await?;
    let total = overview.months.iter().map(|it| it.statements).sum();
    page(&Sources {
        v: &v,
        title: v.t("sources"),
        total,
        kinds: bars::kinds(&v, &overview.months),
        months: bars::months(&v, &overview.months),
        outlets: bars::outlets(&v, &overview.months),
        legend: bars::KINDS.iter().map(|it| (it.1, v.of_value("source", it.0))).collect(),
        roles: bars::roles(&overview.roles),
    })
}
