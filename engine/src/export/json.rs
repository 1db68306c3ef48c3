//! Readings → `selon/1`, as JSON lines or as one JSON document.
//!
//! The schema stands in `schema/selon-1.schema.json`. Rows are written from
//! borrowed structs: at a hundred thousand articles a tree of values would cost
//! more than the reading.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Article, Attribution, Reading, Reason,
    export::{Options, joined, offsets::Ruler, words},
};

/// The name of the format, in every line.
const SCHEMA: &str = "selon/1";

/// One article's findings: one line, its end included.
pub fn jsonl(article: &Article, reading: &Reading, options: &Options) -> String {
    let mut line = row(article, reading, options);
    line.push('\n');
    line
}

/// The findings of all articles and what they say together, an article a line.
pub fn json(items: &[(Article, Reading)], options: &Options) -> String {
    let articles: Vec<_> = items.iter().map(|(article, reading)| row(article, reading, options)).collect();
    let articles = if articles.is_empty() { "".into() } else { format!("\n{}\n", articles.join(",\n")) };
    // What articles say together is found by linking; a list with nothing in it says that none was found.
    format!(
        "{{\"schema\":\"{SCHEMA}\",\"articles\":[{articles}],\
         \"actors\":[],\"claims\":[],\"replies\":[],\"quotes\":[],\"provenance\":[]}}\n"
    )
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    schema: &'a str,
    doc: &'a str,
    language: &'a str,
    published: Option<String>,
    outlet: Option<&'a str>,
    title: Option<&'a str>,
    url: Option<&'a str>,
    sha256: String,
    offsets: &'a str,
    boilerplate: Vec<[usize; 2]>,
    actors: Vec<ActorRow<'a>>,
    attributions: Vec<AttributionRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

#[derive(Serialize)]
struct ActorRow<'a> {
    id: String,
    name: &'a str,
    kind: &'a str,
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    mentions: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct AttributionRow<'a> {
    id: u32,
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    kind: &'a str,
    parent: Option<u32>,
    actor: Option<String>,
    speaker: Option<&'a str>,
    speaker_type: &'a str,
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    act: &'a str,
    target: Option<&'a str>,
    certainty: &'a str,
    when: Option<&'a str>,
    when_value: Option<&'a str>,
    confidence: f64,
    text: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<ReasonRow<'a>>>,
}

/// The words of the three spans, pieces joined by ` […] `.
#[derive(Serialize)]
struct Words {
    source: Option<String>,
    cue: Option<String>,
    content: Option<String>,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    field: &'a str,
    words: Option<&'a str>,
    span: Option<[usize; 2]>,
    how: &'a str,
}

fn row(article: &Article, reading: &Reading, options: &Options) -> String {
    let text = article.text.as_str();
    let ruler = Ruler::new(text, options.offsets);
    let row = ArticleRow {
        schema: SCHEMA,
        doc: &article.id,
        language: reading.language,
        published: article.published.map(|it| it.to_string()),
        outlet: article.outlet.as_deref(),
        title: article.title.as_deref(),
        url: article.url.as_deref(),
        sha256: format!("{:x}", Sha256::digest(text)),
        offsets: options.offsets.name(),
        boilerplate: ruler.spans(&reading.boilerplate),
        actors: actors(reading, &ruler),
        attributions: reading
            .attributions
            .iter()
            .map(|it| attribution(it, text, reading, &ruler, options))
            .collect(),
        body: options.with_text.then_some(text),
    };
    // Strings and numbers always serialise; only maps with other keys could fail.
    serde_json::to_string(&row).unwrap_or_default()
}

fn actors<'a>(reading: &'a Reading, ruler: &Ruler) -> Vec<ActorRow<'a>> {
    let actors = reading.actors.iter().enumerate();
    actors
        .map(|(at, it)| ActorRow {
            id: actor_id(at),
            name: &it.name,
            kind: it.kind.name(),
            role: it.role.as_deref(),
            affiliation: it.affiliation.as_deref(),
            mentions: ruler.spans(&it.mentions),
        })
        .collect()
}

fn attribution<'a>(
    it: &'a Attribution,
    text: &'a str,
    reading: &Reading,
    ruler: &Ruler,
    options: &Options,
) -> AttributionRow<'a> {
    AttributionRow {
        id: it.id,
        source: ruler.spans(&it.source),
        cue: ruler.spans(&it.cue),
        content: ruler.spans(&it.content),
        kind: it.kind.name(),
        parent: it.parent,
        actor: it.actor.filter(|at| *at < reading.actors.len()).map(actor_id),
        speaker: it.speaker.as_deref(),
        speaker_type: it.speaker_type.name(),
        role: it.role.as_deref(),
        affiliation: it.affiliation.as_deref(),
        act: it.act.name(),
        target: it.target.as_deref(),
        certainty: it.certainty.name(),
        when: it.when.map(|when| words(text, when)).filter(|when| !when.is_empty()),
        when_value: it.when_value.as_deref(),
        confidence: rounded(it.confidence),
        text: Words {
            source: joined(text, &it.source),
            cue: joined(text, &it.cue),
            content: joined(text, &it.content),
        },
        why: options.explain.then(|| it.why.iter().map(|why| reason(why, text, ruler)).collect()),
    }
}

fn reason<'a>(it: &'a Reason, text: &'a str, ruler: &Ruler) -> ReasonRow<'a> {
    let span = it.words.and_then(|words| ruler.span(words));
    let words = span.and(it.words).map(|span| words(text, span));
    ReasonRow { field: it.field, words, span, how: &it.how }
}

fn actor_id(index: usize) -> String {
    format!("a{}", index + 1)
}

/// A confidence with two digits, between 0 and 1 whatever it was.
pub(super) fn rounded(confidence: f32) -> f64 {
    let confidence = if confidence.is_nan() { 0.0 } else { f64::from(confidence.clamp(0.0, 1.0)) };
    (confidence * 100.0).round() / 100.0
}
