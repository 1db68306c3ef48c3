//! What a page says of itself: title, outlet, address, day, language.
//!
//! Three places are asked in turn: what is written for search engines
//! (JSON-LD), what is written for social networks (`og:`), what readers see.

use dom_query::Document;
use jiff::civil::Date;
use serde_json::Value;

use super::day;
use crate::Language;

/// What a page says of itself.
#[derive(Default)]
pub struct Metadata {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<Date>,
    pub language: Option<&'static Language>,
}

/// Reads it from the page's head, and from its body where the head is silent.
pub fn read(document: &Document) -> Metadata {
    let linked = linked_data(document);
    let linked = |key: &str| linked.iter().find_map(|it| text_of(it.get(key)?));
    let title = linked("headline").or_else(|| meta(document, &["og:title", "twitter:title"]));
    let url = attribute(document, "link[rel=canonical]", "href").or_else(|| meta(document, &["og:url"]));
    Metadata {
        title: title.or_else(|| words(document, "h1")).or_else(|| words(document, "title")),
        outlet: meta(document, &["og:site_name"])
            .or_else(|| linked("publisher"))
            .or_else(|| meta(document, &["application-name"])),
        url: url.filter(|it| it.starts_with("http")),
        published: linked("datePublished").and_then(|it| day::parse(&it)).or_else(|| published(document)),
        language: attribute(document, "html[lang]", "lang")
            .or_else(|| meta(document, &["og:locale"]))
            .and_then(|it| Language::get(&it)),
    }
}

fn published(document: &Document) -> Option<Date> {
    let told = meta(document, DATES).and_then(|it| day::parse(&it));
    let shown = || attribute(document, "[itemprop=datePublished]", "datetime");
    let timed = || attribute(document, "time[datetime]", "datetime");
    told.or_else(|| day::parse(&shown()?)).or_else(|| day::parse(&timed()?))
}

/// Names under which pages tell their day, the most exact first.
const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
];

/// The first of these meta elements that says something.
fn meta(document: &Document, names: &[&str]) -> Option<String> {
    let all = document.select("meta[content]");
    names.iter().find_map(|name| {
        let named = all.nodes().iter().find(|node| {
            let keys = ["property", "name", "itemprop"].map(|it| node.attr(it));
            keys.into_iter().flatten().any(|it| it.eq_ignore_ascii_case(name))
        });
        tidy(&named?.attr("content")?)
    })
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    tidy(&document.select_single(selector).attr(name)?)
}

fn words(document: &Document, selector: &str) -> Option<String> {
    tidy(&document.select_single(selector).text())
}

/// On one line, if there is anything.
fn tidy(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The JSON-LD objects of the page that are articles.
fn linked_data(document: &Document) -> Vec<Value> {
    let scripts = document.select("script[type='application/ld+json']");
    let texts = scripts.nodes().iter().map(|it| it.text());
    let mut open: Vec<Value> = texts.filter_map(|it| serde_json::from_str(&it).ok()).collect();
    let mut found = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(mut object) => {
                open.extend(object.remove("@graph"));
                let value = Value::Object(object);
                found.extend(is_article(&value).then_some(value));
            }
            _ => {}
        }
    }
    found
}

fn is_article(value: &Value) -> bool {
    let kinds = match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.clone(),
        Some(kind) => vec![kind.clone()],
        None => return false,
    };
    kinds.iter().filter_map(Value::as_str).any(|it| it.ends_with("Article") || it.ends_with("Posting"))
}

/// A text, or the name of a thing.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => tidy(text),
        Value::Array(items) => text_of(items.first()?),
        Value::Object(object) => tidy(object.get("name")?.as_str()?),
        _ => None,
    }
}
