//! JSON Feed → [`Feed`].

use serde_json::{Map, Value};

use super::{Entry, Feed, Words};
use crate::{
    Error, Language,
    article::{day, record},
};

/// Every JSON Feed names its standard in its first lines.
pub fn is_feed(head: &str) -> bool {
    head.starts_with('{') && head.contains("jsonfeed.org/version")
}

pub fn parse(text: &str) -> Result<Feed, Error> {
    let Value::Object(feed) = serde_json::from_str(text).map_err(|it| record::complaint(&it))? else {
        return Err(Error::Record("it is JSON, but not a feed".into()));
    };
    let items = feed.get("items").and_then(Value::as_array).into_iter().flatten();
    Ok(Feed {
        title: line(&feed, "title"),
        language: line(&feed, "language").and_then(|it| Language::get(&it)),
        entries: items.filter_map(Value::as_object).map(entry).collect(),
        broken: None,
    })
}

fn entry(item: &Map<String, Value>) -> Entry {
    let words = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    let first = |names: [&str; 2]| names.iter().find_map(|it| line(item, it));
    let authors = item.get("authors").and_then(Value::as_array).into_iter().flatten();
    let authors = authors.chain(item.get("author")).filter_map(Value::as_object);
    let names: Vec<_> = authors.filter_map(|it| line(it, "name")).collect();
    Entry {
        id: first(["id", "url"]),
        title: words("title").and_then(|it| Words::of(it).line()),
        url: first(["url", "external_url"]),
        published: words("date_published").and_then(|it| day::parse(&it)),
        updated: words("date_modified").and_then(|it| day::parse(&it)),
        byline: (!names.is_empty()).then(|| names.join(", ")),
        outlet: None,
        language: words("language").and_then(|it| Language::get(&it)),
        content: words("content_html").map(Words::Html).or_else(|| words("content_text").map(Words::Plain)),
        summary: words("summary").map(Words::Plain),
    }
}

/// A text or a number, on one line, if there is anything.
fn line(record: &Map<String, Value>, name: &str) -> Option<String> {
    match record.get(name)? {
        Value::String(text) => Words::Plain(text.clone()).line(),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
