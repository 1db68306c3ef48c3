//! What a page says of itself: title, outlet, address, day, language.
//!
//! Three places are asked in turn: what is written for search engines
//! (JSON-LD), what is written for social networks (`og:`), what readers see.

use jiff::civil::Date;
use serde_json::Value;

use super::{
    day,
    page::tree::{self, Tree},
    page_day,
};
use crate::Language;

/// What a page says of itself.
#[derive(Default)]
pub struct Metadata {
    pub title: Option<String>,
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<Date>,
    pub language: Option<&'static Language>,
    /// The words of the article, where they are written for programs too.
    pub body: Option<String>,
}

/// Reads it from the page's head, and from its body where the head is silent.
pub fn read(tree: &Tree) -> Metadata {
    let linked = linked_data(tree);
    let linked = |key: &str| linked.iter().find_map(|it| text_of(it.get(key)?));
    let metas = Metas::read(tree);
    let title = linked("headline").or_else(|| metas.first(&["og:title", "twitter:title"]));
    let url = canonical(tree).or_else(|| metas.first(&["og:url"])).or_else(|| linked("url"));
    let url = url.filter(|it| it.starts_with("http"));
    let published = linked("datePublished").and_then(|it| day::parse(&it)).or_else(|| metas.day());
    Metadata {
        title: title.or_else(|| words(tree, "h1")).or_else(|| words(tree, "title")),
        standfirst: linked("description").or_else(|| metas.first(&["og:description", "description"])),
        byline: linked("author")
            .or_else(|| metas.first(&["author", "article:author", "parsely-author"]))
            .filter(|it| is_name(it)),
        outlet: metas
            .first(&["og:site_name"])
            .or_else(|| linked("publisher"))
            .or_else(|| metas.first(&["application-name"])),
        published,
        url,
        language: html_language(tree)
            .or_else(|| metas.first(&["og:locale", "content-language"]))
            .and_then(|it| Language::get(&it)),
        body: linked("articleBody").map(|it| plain(&it)),
    }
}

/// The day that a page shows its readers, when neither its linked data nor its meta elements count.
pub fn day_without_metadata(html: &str, url: Option<&str>) -> Option<Date> {
    page_day::find(&Tree::parse(html).ok()?, url)
}

/// The day that linked data or a meta element tells.
pub fn day_of_metadata(html: &str) -> Option<Date> {
    let tree = Tree::parse(html).ok()?;
    let linked = linked_data(&tree);
    let told = linked.iter().find_map(|it| text_of(it.get("datePublished")?));
    told.and_then(|it| day::parse(&it)).or_else(|| Metas::read(&tree).day())
}

/// A byline is a name and not an address.
fn is_name(byline: &str) -> bool {
    !byline.contains("://") && byline.len() < 200
}

/// Words without the markup that some pages leave in them.
fn plain(text: &str) -> String {
    let text = tree::unescape(text);
    match text.contains("</") {
        true => Tree::parse(&text).map_or_else(|_| String::new(), |it| it.text(0)),
        false => text.into_owned(),
    }
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
    "dcterms.date",
    "dc.date",
    "date",
];

/// The page's meta elements: name in lower case, content.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn read(tree: &Tree) -> Metas {
        let mut all = Vec::new();
        for id in tree.named("meta") {
            let Some(content) = tree.attribute(id, "content") else { continue };
            for key in
                ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(|it| tree.raw(id, it))
            {
                all.push((key.to_ascii_lowercase(), content.clone().into_owned()));
            }
        }
        Metas(all)
    }

    /// The first of these that says something.
    fn first(&self, names: &[&str]) -> Option<String> {
        let said = |name: &str| self.0.iter().filter(|it| it.0 == name).find_map(|it| tidy(&it.1));
        names.iter().find_map(|it| said(it))
    }

    fn day(&self) -> Option<Date> {
        DATES.iter().find_map(|it| day::parse(&self.first(&[it])?))
    }
}

fn canonical(tree: &Tree) -> Option<String> {
    let mut links = tree.named("link");
    let link =
        links.find(|it| tree.raw(*it, "rel").is_some_and(|it| it.eq_ignore_ascii_case("canonical")))?;
    tidy(&tree.attribute(link, "href")?)
}

fn html_language(tree: &Tree) -> Option<String> {
    tidy(tree.raw(tree.named("html").next()?, "lang")?)
}

fn words(tree: &Tree, name: &str) -> Option<String> {
    tidy(&tree.text(tree.named(name).next()?))
}

/// On one line, if there is anything.
fn tidy(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The JSON-LD objects of the page that are articles.
fn linked_data(tree: &Tree) -> Vec<Value> {
    let is_data = |id: &usize| {
        tree.raw(*id, "type").is_some_and(|it| it.trim().eq_ignore_ascii_case("application/ld+json"))
    };
    let scripts = tree.named("script").filter(is_data);
    let texts = scripts.filter_map(|id| tree.nodes.get(id + 1)).map(|it| it.words.trim());
    let mut open: Vec<Value> = texts.filter_map(|it| serde_json::from_str(it).ok()).collect();
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
