//! Text or a page, pasted: its reading. Nothing is kept.

use askama::Template;
use axum::{Extension, Form, extract::State, response::Response};
use selon::{Article, Reading};
use selon_ledger::{Spans, views::Told};
use serde::Deserialize;

use super::{
    article::{Row, rows, voices},
    page,
};
use crate::{api::reading, app::Shared, failure::Failure, visitor::Visitor};

#[derive(Template)]
#[template(path = "read.html")]
struct Read<'a> {
    v: &'a Visitor,
    title: &'a str,
    text: &'a str,
    trouble: String,
    rows: Vec<Row>,
    total: i64,
    language: String,
    voices: Vec<(String, usize, u32)>,
    done: bool,
}

pub async fn form(Extension(v): Extension<Visitor>) -> Result<Response, Failure> {
    page(&empty(&v, "", String::new()))
}

fn empty<'a>(v: &'a Visitor, text: &'a str, trouble: String) -> Read<'a> {
    let (rows, voices) = (Vec::new(), Vec::new());
    Read {
        v,
        title: v.t("read"),
        text,
        trouble,
        rows,
        total: 0,
        language: String::new(),
        voices,
        done: false,
    }
}

/// What was pasted.
#[derive(Deserialize)]
pub struct Pasted {
    #[serde(default)]
    text: String,
    #[serde(default)]
    form: String,
}

pub async fn read(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Form(pasted): Form<Pasted>,
) -> Result<Response, Failure> {
    v.sent(&pasted.form)?;
    let (article, reading) = match reading::read(&app, pasted.text.clone().into_bytes(), None).await {
        Ok(found) => found,
        Err(Failure::Asked(why)) => return page(&empty(&v, &pasted.text, why)),
        Err(other) => return Err(other),
    };
    let findings = findings(&article, &reading);
    let reasons = |told: &Told| -> Vec<(&'static str, String)> {
        let found = reading.attributions.iter().find(|it| it.id == told.number);
        let words = |it: selon::Span| article.text.get(it.start..it.end).unwrap_or_default();
        let why = found.map(|it| it.why.iter()).into_iter().flatten();
        why.map(|it| {
            let words = it.words.map(words).filter(|it| !it.is_empty());
            (it.field, words.map(|it| format!("“{it}” · ")).unwrap_or_default() + &it.how)
        })
        .collect()
    };
    let rows = rows(&v, &article, &findings, &reasons);
    page(&Read {
        rows,
        total: findings.len() as i64,
        language: article.language.code.to_owned(),
        voices: voices(&findings),
        done: true,
        ..empty(&v, &pasted.text, String::new())
    })
}

/// Findings in the form in which the ledger gives them.
fn findings(article: &Article, reading: &Reading) -> Vec<(Told, Spans)> {
    let pairs = |it: &[selon::Span]| it.iter().map(|it| (it.start, it.end)).collect::<Vec<_>>();
    let told = |it: &selon::Attribution| Told {
        row: 0,
        id: String::new(),
        article: 0,
        doc: article.id.clone(),
        place: String::new(),
        number: it.id,
        parent: it.parent,
        current: true,
        day: it.when_value.clone(),
        outlet: article.outlet.clone(),
        title: article.title.clone(),
        url: article.url.clone(),
        language: article.language.code.into(),
        copy: false,
        speaker: it.speaker.clone().or_else(|| Some(reading.actors.get(it.actor?)?.name.clone())),
        speaker_type: it.speaker_type.name().into(),
        actor: None,
        role: it.role.clone(),
        affiliation: it.affiliation.clone(),
        act: it.act.name().into(),
        target: it.target.clone(),
        certainty: it.certainty.name().into(),
        kind: it.kind.name().into(),
        words: it
            .content
            .iter()
            .filter_map(|it| article.text.get(it.start..it.end))
            .collect::<Vec<_>>()
            .join(" "),
        confidence: f64::from(it.confidence),
        claim: None,
        position: None,
        state: None,
        link_confidence: None,
        version: 0,
    };
    let spans = |it: &selon::Attribution| Spans {
        source: pairs(&it.source),
        cue: pairs(&it.cue),
        content: pairs(&it.content),
    };
    reading.attributions.iter().map(|it| (told(it), spans(it))).collect()
}
