//! RSS (0.9 to 2.0, RDF) and Atom → [`Feed`].
//!
//! Both are entries of fields, so one pass reads both: what stands in an entry is a
//! field, and what stands in a field is its words or its markup. Entities are never
//! expanded beyond a character, so a feed cannot grow by being read.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{Entry, Feed, Words};
use crate::{
    Error, Language,
    article::{day, page},
};

/// Does a feed begin here, behind declarations and comments?
pub fn is_feed(head: &str) -> bool {
    let mut reader = reader(head);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => return ["rss", "feed", "RDF"].contains(&local(tag.name().as_ref())),
            Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_)) => {}
            Ok(Event::Text(text)) if text.trim().is_empty() => {}
            _ => return false,
        }
    }
}

pub fn parse(text: &str) -> Result<Feed, Error> {
    let mut reader = reader(text);
    let mut open = Open::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => open.start(&tag),
            Ok(Event::Empty(tag)) => {
                open.start(&tag);
                open.end(tag.name().as_ref());
            }
            Ok(Event::End(tag)) => open.end(tag.name().as_ref()),
            Ok(Event::Text(text)) => open.words(&text, &text),
            Ok(Event::CData(text)) => open.words(&text, &text),
            Ok(Event::GeneralRef(name)) => {
                let written = format!("&{};", &*name);
                open.words(&page::unescape(&written), &written);
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let at = text.get(..reader.error_position() as usize).unwrap_or(text);
                let line = at.bytes().filter(|it| *it == b'\n').count() + 1;
                open.feed.broken =
                    Some(Error::Record(format!("the feed's XML breaks off in line {line}: {error}")));
                break;
            }
        }
    }
    open.close();
    Ok(open.feed)
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn plain_name(name: &str) -> &str {
    name.strip_prefix("atom:").or_else(|| name.strip_prefix("rss:")).unwrap_or(name)
}

/// What has begun and not ended.
#[derive(Default)]
struct Open {
    feed: Feed,
    entry: Option<Entry>,
    field: Option<Field>,
}

/// Something that is said of an entry or of the feed.
struct Field {
    name: String,
    /// Its attributes `type`, `rel`, `href` and `isPermaLink`.
    kind: String,
    rel: String,
    href: String,
    is_address: bool,
    words: String,
    markup: String,
    has_elements: bool,
    /// Elements of its own name that have begun inside.
    inside: usize,
}

impl Open {
    fn start(&mut self, tag: &BytesStart) {
        let name = tag.name();
        let name = plain_name(name.as_ref());
        match &mut self.field {
            Some(field) => {
                field.has_elements = true;
                field.inside += usize::from(name == field.name);
                field.markup.extend(["<", tag, ">"]);
            }
            None => match local(name) {
                "rss" | "feed" | "RDF" | "channel" => {
                    let code = attribute(tag, "xml:lang");
                    self.feed.language = self.feed.language.or_else(|| Language::get(&code));
                }
                "item" | "entry" => self.entry = Some(Entry::default()),
                _ => self.field = Some(Field::new(name, tag)),
            },
        }
    }

    fn end(&mut self, name: &str) {
        let name = plain_name(name);
        let is_entry = matches!(name, "item" | "entry");
        match &mut self.field {
            Some(field) if name == field.name && field.inside == 0 => self.close_field(),
            // A field that was never closed.
            Some(_) if is_entry => self.close(),
            Some(field) => {
                field.inside -= usize::from(name == field.name);
                field.markup.extend(["</", name, ">"]);
            }
            None if is_entry => self.close(),
            None => {}
        }
    }

    fn words(&mut self, read: &str, written: &str) {
        if let Some(field) = &mut self.field {
            field.words.push_str(read);
            field.markup.push_str(written);
        }
    }

    fn close(&mut self) {
        self.close_field();
        self.feed.entries.extend(self.entry.take());
    }

    fn close_field(&mut self) {
        let Some(field) = self.field.take() else { return };
        match &mut self.entry {
            Some(entry) => field.tell(entry),
            None => field.tell_of_feed(&mut self.feed),
        }
    }
}

fn attribute(tag: &BytesStart, name: &str) -> String {
    let found = tag.html_attributes().flatten().find(|it| it.key.as_ref() == name);
    found.map_or(String::new(), |it| page::unescape(&it.value).trim().to_owned())
}

impl Field {
    fn new(name: &str, tag: &BytesStart) -> Field {
        Field {
            name: name.to_owned(),
            kind: attribute(tag, "type"),
            rel: attribute(tag, "rel"),
            href: attribute(tag, "href"),
            is_address: attribute(tag, "isPermaLink") != "false",
            words: String::new(),
            markup: String::new(),
            has_elements: false,
            inside: 0,
        }
    }

    fn tell(self, entry: &mut Entry) {
        let name = self.name.clone();
        match name.as_str() {
            "title" | "dc:title" => keep(&mut entry.title, self.line()),
            "link" if !self.href.is_empty() => {
                let is_article = matches!(self.rel.as_str(), "" | "alternate");
                keep(&mut entry.url, Some(self.href).filter(|_| is_article));
            }
            "link" => keep(&mut entry.url, self.line()),
            // What it was before a service put its own address in its place.
            "feedburner:origLink" => entry.url = self.line().or_else(|| entry.url.take()),
            "guid" | "id" | "dc:identifier" => {
                let is_address = self.name == "guid" && self.is_address;
                let id = self.line();
                let url = id.clone().filter(|it| is_address && it.starts_with("http"));
                keep(&mut entry.url, url);
                keep(&mut entry.id, id);
            }
            "pubDate" | "published" | "dc:date" | "issued" | "dcterms:issued" | "created" => {
                keep(&mut entry.published, day::parse(&self.words));
            }
            "updated" | "modified" | "dcterms:modified" => keep(&mut entry.updated, day::parse(&self.words)),
            "author" | "dc:creator" | "creator" => {
                // However many are named, a line of them is enough.
                let more = self.author().filter(|_| entry.byline.as_ref().is_none_or(|it| it.len() < 200));
                let all = entry.byline.take().into_iter().chain(more);
                entry.byline = Some(all.collect::<Vec<_>>().join(", ")).filter(|it| !it.is_empty());
            }
            "source" => keep(&mut entry.outlet, self.inner("title").or_else(|| self.line())),
            "language" | "dc:language" => keep(&mut entry.language, Language::get(self.words.trim())),
            "content:encoded" | "content" | "body" | "xhtml:body" => keep(&mut entry.content, self.said()),
            "description" | "summary" | "itunes:summary" => keep(&mut entry.summary, self.said()),
            _ => {}
        }
    }

    fn tell_of_feed(self, feed: &mut Feed) {
        match self.name.as_str() {
            "title" => keep(&mut feed.title, self.line()),
            "language" | "dc:language" => keep(&mut feed.language, Language::get(self.words.trim())),
            _ => {}
        }
    }

    /// Its words, and whether they are a piece of a page.
    fn said(self) -> Option<Words> {
        let words = match self.kind.as_str() {
            _ if self.has_elements => Words::Html(self.markup),
            "text" | "text/plain" => Words::Plain(self.words),
            "html" | "xhtml" | "text/html" => Words::Html(self.words),
            _ => Words::of(self.words),
        };
        Some(words).filter(|it| !it.is_empty())
    }

    fn line(self) -> Option<String> {
        self.said()?.line()
    }

    /// What stands in an element inside.
    fn inner(&self, name: &str) -> Option<String> {
        let (_, rest) = self.markup.split_once(&format!("<{name}"))?;
        let (words, _) = rest.split_once('>')?.1.split_once("</")?;
        Words::of(page::unescape(words).into_owned()).line()
    }

    /// A name; in RSS it stands in brackets behind an address.
    fn author(self) -> Option<String> {
        let name = self.inner("name").or_else(|| self.line())?;
        let bracketed = name.split_once(" (").and_then(|(_, it)| it.strip_suffix(')')).map(str::to_owned);
        Some(bracketed.unwrap_or(name)).filter(|it| !it.contains('@') && !it.contains("://"))
    }
}

/// What was told first stays.
fn keep<T>(known: &mut Option<T>, told: Option<T>) {
    if known.is_none() {
        *known = told;
    }
}
