//! Search with facets; the same question as JSON and CSV.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use selon_ledger::views::{Told, Wanted};
use serde::Deserialize;

use super::{
    card::{Card, cards},
    page,
};
use crate::{app::Shared, failure::Failure, paging, text, visitor::Visitor};

/// What is asked, as it stands in the address; empty fields ask nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub speaker: String,
    pub act: String,
    pub certainty: String,
    pub source: String,
    pub outlet: String,
    pub lang: String,
    pub since: String,
    pub until: String,
    pub page: Option<String>,
    pub format: Option<String>,
}

impl Asked {
    /// For the ledger.
    pub fn wanted(&self) -> Wanted {
        let some = |it: &str| Some(it.trim().to_owned()).filter(|it| !it.is_empty());
        Wanted {
            words: some(&self.q),
            speaker: some(&self.speaker),
            act: some(&self.act),
            certainty: some(&self.certainty),
            source: some(&self.source),
            outlet: some(&self.outlet),
            language: some(&self.lang),
            since: some(&self.since),
            until: some(&self.until),
        }
    }

    fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("q", &self.q),
            ("speaker", &self.speaker),
            ("act", &self.act),
            ("certainty", &self.certainty),
            ("source", &self.source),
            ("outlet", &self.outlet),
            ("lang", &self.lang),
            ("since", &self.since),
            ("until", &self.until),
        ]
    }

    /// The same question with one field otherwise, as a query.
    fn with(&self, field: &str, value: &str) -> String {
        let fields = self.fields().map(|(name, old)| (name, if name == field { value } else { old }));
        let mut parts: Vec<_> = fields
            .into_iter()
            .filter(|it| !it.1.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", text::encoded(value)))
            .collect();
        if !fields.iter().any(|it| it.0 == field) {
            parts.push(format!("{field}={}", text::encoded(value)));
        }
        format!("?{}", parts.join("&"))
    }
}

/// A way to narrow the answer down, or to widen it again.
struct Choice {
    name: String,
    count: usize,
    href: String,
    chosen: bool,
}

struct Facet {
    name: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search<'a> {
    v: &'a Visitor,
    title: &'a str,
    asked: &'a Asked,
    total: i64,
    capped: bool,
    cards: Vec<Card>,
    facets: Vec<Facet>,
    kept: Vec<(&'static str, String)>,
    next: Option<String>,
    json: String,
    csv: String,
}

/// Statements of one page, and of one file.
const LISTED: usize = 40;
const WRITTEN: usize = 2_000;

pub async fn search(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let behind = paging::begin(asked.page.as_deref())? as usize;
    let wanted = asked.wanted();
    let most = if asked.format.is_some() { WRITTEN } else { LISTED };
    let found = app.pool.read(move |ledger| ledger.find(&wanted, behind, most)).await?;
    match asked.format.as_deref() {
        Some("json") => return Ok(axum::Json(found).into_response()),
        Some("csv") => return csv(&found.statements),
        Some(other) => return Err(Failure::Asked(format!("no format `{other}` (known: json, csv)"))),
        None => {}
    }
    let facets = &found.facets;
    let facets = [
        ("act", v.words.known("facet.act"), "act", &facets.act, asked.act.as_str()),
        ("certainty", v.words.known("facet.certainty"), "certainty", &facets.certainty, &asked.certainty),
        ("source", v.words.known("facet.source"), "source", &facets.source, &asked.source),
        ("outlet", v.words.known("facet.outlet"), "", &facets.outlet, &asked.outlet),
        ("speaker", v.words.known("facet.speaker"), "", &facets.speaker, &asked.speaker),
        ("lang", v.words.known("facet.language"), "code", &facets.language, &asked.lang),
    ];
    let facets = facets.map(|(field, name, group, counts, now)| Facet {
        name,
        choices: counts
            .iter()
            .map(|(value, count)| {
                let chosen = !now.trim().is_empty() && (value == now || field == "speaker");
                Choice {
                    name: if group.is_empty() { value.clone() } else { v.of_value(group, value).to_owned() },
                    count: *count,
                    href: asked.with(field, if chosen { "" } else { value }),
                    chosen,
                }
            })
            .collect(),
    });
    let kept = asked
        .fields()
        .into_iter()
        .filter(|it| ["act", "certainty", "source", "outlet", "lang"].contains(&it.0));
    let kept = kept.filter(|it| !it.1.trim().is_empty()).map(|it| (it.0, it.1.to_owned())).collect();
    let more = behind + found.statements.len() < found.total;
    page(&Search {
        v: &v,
        title: v.t("search"),
        asked: &asked,
        total: found.total as i64,
        capped: found.capped,
        cards: cards(&v, &found.statements),
        facets: facets.into_iter().filter(|it| !it.choices.is_empty()).collect(),
        kept,
        next: more.then(|| asked.with("page", &paging::token((behind + found.statements.len()) as i64))),
        json: asked.with("format", "json"),
        csv: asked.with("format", "csv"),
    })
}

/// Statements as a table. A cell that a spreadsheet would take for a formula is told to be text.
pub fn csv(statements: &[Told]) -> Result<Response, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let tame = |it: &Option<String>| {
        let starts = it.as_deref().is_some_and(|it| it.starts_with(['=', '+', '-', '@', '\t', '\r']));
        if starts { it.as_ref().map(|it| format!("'{it}")) } else { it.clone() }
    };
    for it in statements {
        let mut it = it.clone();
        it.words = tame(&Some(it.words)).unwrap_or_default();
        it.doc = tame(&Some(it.doc)).unwrap_or_default();
        for field in [
            &mut it.outlet,
            &mut it.title,
            &mut it.url,
            &mut it.speaker,
            &mut it.role,
            &mut it.affiliation,
            &mut it.target,
        ] {
            *field = tame(field);
        }
        table.serialize(it).map_err(Failure::inner)?;
    }
    let bytes = table.into_inner().map_err(Failure::inner)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"selon.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
