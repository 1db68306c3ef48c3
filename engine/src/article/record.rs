//! A record of fields (a line of JSONL, a row of CSV) → [`Article`].
//!
//! Many corpora name the same field differently, so a field is taken by the
//! first of several names; fields that nobody knows are stepped over.

use serde_json::{Map, Value};

use super::{Article, Given, day, page};
use crate::{Error, Language};

/// Fields by name.
pub type Record = Map<String, Value>;

/// Names of the field that holds the text.
pub const TEXT: &[&str] = &["text", "body", "content", "html"];

/// The record that stands on one line of JSONL.
pub fn parse(line: &str) -> Result<Record, Error> {
    match serde_json::from_str(line) {
        Ok(Value::Object(record)) => Ok(record),
        Ok(_) => Err(Error::Record("it is JSON, but not a record".into())),
        Err(error) => Err(complaint(&error)),
    }
}

/// The article of a record. What the caller gave goes before what the record says.
pub fn article(record: &Record, given: &Given) -> Result<Article, Error> {
    let mut article = body(record, given)?;
    if let Some(id) = field(record, &["id", "doc"]) {
        article.id = id;
    }
    let told = [
        (&mut article.title, field(record, &["title", "headline"])),
        (&mut article.standfirst, field(record, &["standfirst", "subtitle"])),
        (&mut article.byline, field(record, &["byline", "author"])),
        (&mut article.outlet, given.outlet.clone().or_else(|| field(record, &["outlet"]))),
        (&mut article.url, field(record, &["url", "link"])),
    ];
    for (known, told) in told {
        *known = told.or_else(|| known.take());
    }
    let published = field(record, &["published", "date", "published_at"]);
    article.published = given.published.or_else(|| day::parse(&published?)).or(article.published);
    Ok(article)
}

fn body(record: &Record, given: &Given) -> Result<Article, Error> {
    let language = given.language.or_else(|| Language::get(&field(record, &["language", "lang"])?));
    let given = Given { language, ..given.clone() };
    let text = TEXT.iter().filter(|it| **it != "html").find_map(|it| string(record, it));
    if let Some(text) = text {
        return Article::of_text(text.into(), &given);
    }
    match string(record, "html") {
        Some(html) => page::article(html, &given),
        None if TEXT.iter().any(|it| record.contains_key(*it)) => Err(Error::Empty),
        None => Err(no_text()),
    }
}

/// What is said of a record or a table without a text.
pub fn no_text() -> Error {
    Error::NoText(TEXT.join(", "))
}

fn string<'r>(record: &'r Record, name: &str) -> Option<&'r str> {
    record.get(name)?.as_str().filter(|it| !it.trim().is_empty())
}

/// The first of these fields that says something.
fn field(record: &Record, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match record.get(*name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// What is wrong with the JSON, without the line, which the caller counts itself.
pub fn complaint(error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or(&text);
    Error::Record(match error.column() {
        column if error.is_eof() => format!("the JSON breaks off at column {column}"),
        0 => format!("it is not JSON: {words}"),
        column => format!("it is not JSON: {words} at column {column}"),
    })
}
