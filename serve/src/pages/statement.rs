//! A statement at its stable address: words, circumstances, explanation, citation, and what can be corrected.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use selon_ledger::{Correction, Spans, Subject, views::Told};

use super::{
    article::article_of,
    card::{Card, card, marks},
    page,
};
use crate::{app::Shared, failure::Failure, text, visitor::Visitor};

/// A reason: field, words, mechanism.
type Why = (String, String, String);

#[derive(Template)]
#[template(path = "statement.html")]
struct Sheet<'a> {
    v: &'a Visitor,
    title: &'a str,
    told: &'a Told,
    card: Card,
    before: String,
    inside: String,
    after: String,
    citation: String,
    why: Vec<Why>,
    links: Vec<(String, String)>,
    reader: String,
    log: Vec<Correction>,
    pieces: [(&'static str, &'static str, String); 3],
    mark: String,
    subject: String,
}

/// Letters around the words that are shown.
const AROUND: usize = 280;

pub async fn statement(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let found = app.pool.read(move |ledger| {
        let told = ledger.cited(&id)?;
        let version = ledger.version_of(&told)?;
        let spans = ledger.spans_of(told.row)?;
        let row = ledger.article(told.article).ok();
        let subject = Subject::Statement(told.place.clone(), told.number);
        let mark = ledger.mark(&subject)?;
        let log = ledger.corrections(None, Some(&subject.to_string()), 20)?;
        let links = ledger.link_reasons(told.row)?;
        Ok((told, version, spans, row, mark, log, links, subject.to_string()))
    });
    let (told, version, spans, row, mark, log, links, subject) = found.await?;
    let reader = version.reader.clone();
    let text = version.text.clone();
    let why = match row {
        Some(row) => reasons(&app, article_of(&row, &version), spans.clone()).await?,
        None => Vec::new(),
    };
    let (before, inside, after) = around(&text, &spans);
    let pieces = |it: &[(usize, usize)]| {
        let words = it.iter().filter_map(|it| text.get(it.0..it.1));
        words.collect::<Vec<_>>().join("\n")
    };
    let card = Card { words: told.words.clone(), ..card(&v, &told) };
    let title = format!("{} {}", card.speaker, card.act);
    page(&Sheet {
        v: &v,
        title: &title,
        citation: citation(&v, &told),
        links: links.into_iter().map(|it| (it.0, format!("{:+.2}", it.1))).collect(),
        pieces: [
            ("source", v.words.known("source"), pieces(&spans.source)),
            ("cue", v.words.known("cue"), pieces(&spans.cue)),
            ("content", v.words.known("content"), pieces(&spans.content)),
        ],
        told: &told,
        card,
        before,
        inside,
        after,
        why,
        reader,
        log,
        mark,
        subject,
    })
}

/// What stands before, in and behind the statement's words.
fn around(text: &str, spans: &Spans) -> (String, String, String) {
    let all = [&spans.source, &spans.cue, &spans.content].into_iter().flatten();
    let (start, end) = all.fold((usize::MAX, 0), |it, span| (it.0.min(span.0), it.1.max(span.1)));
    let Some(inside) = text.get(start..end) else { return Default::default() };
    let before: Vec<char> = text[..start].chars().rev().take(AROUND).collect();
    let before: String = before.into_iter().rev().collect();
    let before = before.rsplit_once("\n\n").map_or(before.as_str(), |it| it.1).to_owned();
    let after: String = text[end..].chars().take(AROUND).collect();
    let after = after.split_once("\n\n").map_or(after.as_str(), |it| it.0).to_owned();
    (before, inside.to_owned(), after)
}

/// Reads the article again to tell which words and which mechanism led to the finding.
async fn reasons(app: &Shared, article: selon::Article, spans: Spans) -> Result<Vec<Why>, Failure> {
    let reasons = app.busy(move || {
        let reading = selon::read(&article);
        let same = |mine: &[selon::Span], known: &[(usize, usize)]| {
            mine.iter().map(|it| (it.start, it.end)).eq(known.iter().copied())
        };
        let found = reading
            .attributions
            .iter()
            .find(|it| same(&it.cue, &spans.cue) && same(&it.content, &spans.content));
        let words = |span: selon::Span| article.text.get(span.start..span.end).unwrap_or_default().to_owned();
        let why = found.map(|it| it.why.iter()).into_iter().flatten();
        why.map(|it| (it.field.to_owned(), it.words.map(words).unwrap_or_default(), it.how.clone())).collect()
    });
    reasons.await
}

/// As a footnote gives it.
fn citation(v: &Visitor, told: &Told) -> String {
    let mut parts = vec![told.speaker.clone().unwrap_or_else(|| v.t("nobody-named").to_owned())];
    parts.extend(told.role.clone());
    let words = if told.kind == "direct" {
        let (open, close) = marks(v, &told.language);
        format!("{open}{}{close}", text::short(&told.words, 300))
    } else {
        text::short(&told.words, 300)
    };
    let from: Vec<String> =
        [&told.title, &told.outlet, &told.day, &told.url].into_iter().flatten().cloned().collect();
    format!("{}{}{}. {}. selon /s/{}", parts.join(", "), v.t("colon"), words, from.join(", "), told.id)
}
