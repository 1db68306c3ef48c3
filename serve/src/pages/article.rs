//! An article as it was read: source, cue and content marked, its statements beside each paragraph.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use selon::{
    Article, Language, Span,
    export::{Mark, marked, merged, paragraphs},
};
use selon_ledger::{
    Spans,
    views::{ArticleRow, Told, Version},
};
use serde::Deserialize;

use super::{
    card::{self, Card, card},
    number, page,
};
use crate::{app::Shared, failure::Failure, text, visitor::Visitor};

/// A paragraph with its statements.
pub struct Row {
    /// HTML: the paragraph's words escaped, its marks as elements.
    pub html: String,
    pub notes: Vec<Note>,
}

/// A statement beside its paragraph.
pub struct Note {
    pub number: u32,
    pub card: Card,
    /// How many statements carry it.
    pub depth: usize,
    /// Facts of the finding, name and value, that are shown on demand.
    pub facts: Vec<(&'static str, String)>,
}

/// Text and findings → rows. What a person rejected is not marked.
pub fn rows(
    v: &Visitor,
    article: &Article,
    findings: &[(Told, Spans)],
    more: &dyn Fn(&Told) -> Vec<(&'static str, String)>,
) -> Vec<Row> {
    let pieces = paragraphs(article);
    let shown: Vec<&(Told, Spans)> =
        findings.iter().filter(|it| it.0.state.as_deref() != Some("rejected")).collect();
    let parents: HashMap<u32, u32> =
        shown.iter().filter_map(|it| Some((it.0.number, it.0.parent?))).collect();
    let marks = marks(v, article, &shown, &parents);
    let html = marked(&article.text, &pieces, marks);
    let mut rows: Vec<Row> = html.into_iter().map(|html| Row { html, notes: Vec::new() }).collect();
    let mut met: HashSet<(Option<String>, String)> = HashSet::new();
    for (told, spans) in shown {
        let start = [&spans.cue, &spans.content, &spans.source].into_iter().find_map(|it| it.first());
        let at = start.map_or(0, |start| pieces.partition_point(|it| it.start <= start.0).saturating_sub(1));
        let mut card = card(v, told);
        // A role that is told again and again tires.
        if !met.insert((told.speaker.clone(), card.role.clone())) {
            card.role.clear();
        }
        let note = Note {
            number: told.number,
            depth: depth(told.number, &parents).min(3),
            facts: facts(v, told).into_iter().chain(more(told)).collect(),
            card,
        };
        if let Some(row) = rows.get_mut(at) {
            row.notes.push(note);
        }
    }
    rows
}

fn depth(number: u32, parents: &HashMap<u32, u32>) -> usize {
    let mut at = number;
    (0..8)
        .take_while(|_| {
            let parent = parents.get(&at).copied();
            at = parent.unwrap_or(at);
            parent.is_some()
        })
        .count()
}

fn marks(v: &Visitor, article: &Article, shown: &[&(Told, Spans)], parents: &HashMap<u32, u32>) -> Vec<Mark> {
    let length = article.text.len();
    let mut marks = Vec::new();
    for span in merged(&article.text, &article.boilerplate) {
        marks.push(Mark { span, class: "waste".into(), id: None, title: None, after: None });
    }
    // How many levels hang below each, so that the line under the outer one runs lower.
    let mut heights: HashMap<u32, usize> = HashMap::new();
    for (told, _) in shown {
        let mut at = told.number;
        for level in 1..=3 {
            let Some(parent) = parents.get(&at) else { break };
            let height = heights.entry(*parent).or_default();
            *height = (*height).max(level);
            at = *parent;
        }
    }
    for (told, spans) in shown {
        let title = format!(
            "{}: {} · {}",
            told.number,
            told.speaker.as_deref().unwrap_or(v.t("nobody-named")),
            v.of_value("act", &told.act)
        );
        let height = heights.get(&told.number).copied().unwrap_or(0);
        let content = format!("content {} h{height}", card::class(&told.act));
        let (mut led, mut numbered) = (false, false);
        for (class, spans) in
            [(content.as_str(), &spans.content), ("source", &spans.source), ("cue", &spans.cue)]
        {
            let spans: Vec<Span> = spans
                .iter()
                .filter(|it| it.0 < it.1 && it.1 <= length)
                .map(|it| Span::new(it.0, it.1))
                .collect();
            for span in merged(&article.text, &spans) {
                let id = (!std::mem::replace(&mut led, true)).then(|| format!("t{}", told.number));
                let is_mine = class == "cue" && !std::mem::replace(&mut numbered, true);
                let after = is_mine.then(|| format!("<a class=\"n\" href=\"#n{0}\">{0}</a>", told.number));
                marks.push(Mark { span, class: class.into(), id, title: Some(title.clone()), after });
            }
        }
        // Without a cue the number stands behind what is said.
        if !numbered
            && let Some(mark) = marks
                .iter_mut()
                .rev()
                .find(|it| it.class == content && it.id.as_deref() == Some(&format!("t{}", told.number)))
        {
            mark.after = Some(format!("<a class=\"n\" href=\"#n{0}\">{0}</a>", told.number));
        }
    }
    marks
}

/// What is known of a finding besides its words.
fn facts(v: &Visitor, told: &Told) -> Vec<(&'static str, String)> {
    let value = |group: &str, value: &str| v.of_value(group, value).to_owned();
    let known = |key| v.words.known(key);
    let mut facts = vec![
        (known("facet.source"), value("source", &told.speaker_type)),
        (known("fact.kind"), value("kind", &told.kind)),
        (known("facet.certainty"), value("certainty", &told.certainty)),
        (known("fact.confidence"), format!("{} %", (told.confidence * 100.0).round())),
    ];
    if let Some(day) = &told.day {
        facts.push((known("fact.day"), day.clone()));
    }
    if let (Some(claim), Some(position)) = (told.claim, &told.position) {
        let sure =
            told.link_confidence.map(|it| format!(" ({} %)", (it * 100.0).round())).unwrap_or_default();
        facts.push((known("fact.claim"), format!("C{claim}: {}{sure}", v.of_value("position", position))));
    }
    facts
}

/// An article as the engine knows it, from what the ledger keeps.
pub fn article_of(row: &ArticleRow, version: &Version) -> Article {
    // A language that this program no longer knows is shown as any other text.
    let language = Language::get(&row.language).unwrap_or(&Language::all()[0]);
    let mut article = Article::of_language(&row.doc, &version.text, language);
    article.outlet = row.outlet.clone();
    article.title = row.title.clone();
    article.url = row.url.clone();
    article.published = row.published.as_deref().and_then(selon::article::parse_day);
    article.boilerplate = version.boilerplate.clone();
    article
}

/// Which text of it.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    version: Option<i64>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Sheet<'a> {
    v: &'a Visitor,
    title: &'a str,
    row: &'a ArticleRow,
    link: Option<String>,
    version: &'a Version,
    rows: Vec<Row>,
    total: i64,
    rejected: usize,
    voices: Vec<(String, usize, u32)>,
}

pub async fn article(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let id = number(&id, ' ')?;
    let found = app.pool.read(move |ledger| {
        let row = ledger.article(id)?;
        let version = ledger.version(id, which.version)?;
        let findings = ledger.statements_of(version.row)?;
        Ok((row, version, findings))
    });
    let (row, version, findings) = found.await?;
    let article = article_of(&row, &version);
    let rows = rows(&v, &article, &findings, &|_| Vec::new());
    let title = row.title.clone().unwrap_or_else(|| row.doc.clone());
    page(&Sheet {
        v: &v,
        title: &title,
        link: text::safe_link(row.url.as_deref()),
        voices: voices(&findings),
        total: findings.len() as i64,
        rejected: findings.iter().filter(|it| it.0.state.as_deref() == Some("rejected")).count(),
        row: &row,
        version: &version,
        rows,
    })
}

/// Who speaks, how often, and where first.
pub fn voices(findings: &[(Told, Spans)]) -> Vec<(String, usize, u32)> {
    let mut voices: Vec<(String, usize, u32)> = Vec::new();
    for (told, _) in findings.iter().filter(|it| it.0.state.as_deref() != Some("rejected")) {
        let Some(name) = &told.speaker else { continue };
        match voices.iter_mut().find(|it| it.0 == *name) {
            Some(voice) => voice.1 += 1,
            None => voices.push((name.clone(), 1, told.number)),
        }
    }
    voices
}
