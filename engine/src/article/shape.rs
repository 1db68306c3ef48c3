//! What sort of thing the bytes hold, told by their beginning.
//!
//! File endings are not looked at: a page saved as `.txt` is a page.

use super::{Columns, Way, charset, feed, record};
use crate::Error;

/// How the bytes are to be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One HTML page.
    Page,
    /// A JSON record a line.
    Lines,
    /// One JSON record over several lines, or an array of records.
    Json,
    /// A table with a header and this byte between its columns.
    Table(u8),
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
    /// Plain text.
    Plain,
}

/// How much of the beginning [`of`] wants to see.
pub const HEAD: usize = 64 * 1024;

/// The shape of what begins with these bytes.
pub fn of(head: &[u8], way: &Way) -> Result<Shape, Error> {
    if let Some(name) = binary(head) {
        return Err(Error::Binary(name));
    }
    let text = charset::peek(head);
    let text = text.trim_start();
    match text.chars().next() {
        Some('<' | '{') if feed::is_feed(text) => Ok(Shape::Feed),
        None => Err(Error::Empty),
        Some('<') => page(text),
        Some('{') => Ok(json(text)),
        Some('[') if begins_with(&text[1..], "{") => Ok(Shape::Json),
        Some(_) if has_page_inside(text) => Ok(Shape::Page),
        Some(_) => match table(text, &way.columns) {
            Some(shape) => Ok(shape),
            None if way.is_table => Err(record::no_text()),
            None => Ok(Shape::Plain),
        },
    }
}

/// The beginnings of files that are often taken for articles.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\x1F\x8B", "gzip data"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"\xFD7zXZ\x00", "xz data"),
    (b"\x28\xB5\x2F\xFD", "zstd data"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0", "an office document"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
];

fn binary(head: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(name);
    }
    // No charset but UTF-16, which carries its mark, has zero bytes in text; a page
    // of a careless program may hold a few.
    let zeros = head.iter().filter(|it| **it == 0).count();
    (zeros * 1000 > head.len() && !charset::is_wide(head)).then_some("binary data")
}

fn page(text: &str) -> Result<Shape, Error> {
    let start = after_comments(text);
    let name: String = start.chars().skip(1).take_while(|it| it.is_ascii_alphanumeric()).collect();
    let name = name.to_ascii_lowercase();
    if has_tag(start, "!doctype html") || ELEMENTS.contains(&name.as_str()) || has_page_inside(text) {
        return Ok(Shape::Page);
    }
    match text.starts_with("<?xml") {
        true => Err(Error::Page("it is XML, but not a page")),
        false => Ok(Shape::Plain),
    }
}

/// Elements that a page, or a piece of one, may begin with.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "body",
    "meta",
    "title",
    "link",
    "script",
    "style",
    "main",
    "article",
    "section",
    "header",
    "div",
    "p",
    "span",
    "h1",
    "h2",
    "h3",
    "table",
    "ul",
    "center",
    "blockquote",
    "em",
    "strong",
    "b",
    "i",
    "a",
    "br",
    "img",
    "figure",
];

fn after_comments(text: &str) -> &str {
    let mut rest = text;
    loop {
        let end = match rest {
            it if it.starts_with("<!--") => it.find("-->").map(|at| at + 3),
            it if it.starts_with("<?") => it.find('>').map(|at| at + 1),
            _ => None,
        };
        match end {
            Some(end) => rest = rest[end..].trim_start(),
            None => return rest,
        }
    }
}

fn has_tag(text: &str, tag: &str) -> bool {
    text.get(1..1 + tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag))
}

/// A page with something in front of it, such as a mail's head or a stray word.
fn has_page_inside(text: &str) -> bool {
    let head: String = text.chars().take(4096).map(|it| it.to_ascii_lowercase()).collect();
    head.contains("<html") && (head.contains("<head") || head.contains("<body"))
}

fn begins_with(text: &str, what: &str) -> bool {
    text.trim_start().starts_with(what)
}

fn json(text: &str) -> Shape {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if !begins_with(&text[1..], "\"") && !begins_with(&text[1..], "}") {
        return Shape::Plain;
    }
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    if whole || begins_with(rest, "{") || rest.is_empty() || first.len() >= HEAD / 2 {
        return Shape::Lines;
    }
    Shape::Json
}

/// A header of short names, one of which is that of the text.
fn table(text: &str, columns: &Columns) -> Option<Shape> {
    let (header, rows) = text.split_once('\n')?;
    if rows.trim().is_empty() {
        return None;
    }
    let separator =
        [b'\t', b',', b';'].into_iter().max_by_key(|it| header.bytes().filter(|b| b == it).count())?;
    let names: Vec<_> = header.split(char::from(separator)).map(column).collect();
    let is_name = |it: &String| {
        let is_plain = it.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c));
        is_plain && !it.is_empty() && it.len() <= 40 && !it.ends_with('.')
    };
    let has_text = names.iter().any(|it| record::TEXT.contains(&it.as_str()) || columns.is_text(it));
    (names.len() > 1 && has_text && names.iter().all(is_name)).then_some(Shape::Table(separator))
}

/// A column's name, whatever its case and quotation marks.
pub fn column(name: &str) -> String {
    name.trim().trim_matches('"').trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, shape: Shape) {
        assert_eq!(of(head.as_bytes(), &Way::default()), Ok(shape), "{head}");
    }

    #[test]
    fn pages_begin_in_many_ways() {
        check("<!DOCTYPE html><html>", Shape::Page);
        check("\n<!-- saved -->\n<HTML>", Shape::Page);
        check("<?xml version=\"1.0\"?><html xmlns=\"\">", Shape::Page);
        check("<p>Le maire a dit oui.</p>", Shape::Page);
        check("HTTP/1.1 200 OK\n\n<html><head>", Shape::Page);
    }

    #[test]
    fn feeds_are_told_from_pages_and_records() {
        check("<?xml version=\"1.0\"?>\n<!-- a --><rss version=\"2.0\"><channel>", Shape::Feed);
        check("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Shape::Feed);
        check("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Shape::Feed);
    }

    #[test]
    fn an_angle_bracket_alone_makes_no_page() {
        check("<< Nous irons >>, dit-il.", Shape::Plain);
        check("<Dupont> bonjour", Shape::Plain);
    }

    #[test]
    fn records_stand_on_a_line_each_or_spread_out() {
        check("{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2}\n", Shape::Lines);
        check("{\"text\": broken\n{\"id\": 2}\n", Shape::Lines);
        check("{\n  \"text\": \"a\"\n}\n", Shape::Json);
        check("[\n{\"text\": \"a\"}]", Shape::Json);
    }

    #[test]
    fn a_bracket_or_brace_may_begin_a_text() {
        check("[Dépêche] Le maire a dit oui.", Shape::Plain);
        check("{sic} He said so.", Shape::Plain);
    }

    #[test]
    fn a_table_is_known_by_the_name_of_its_text_column() {
        check("id,Text,date\n1,a,b\n", Shape::Table(b','));
        check("id;text\n1;a\n", Shape::Table(b';'));
        check("\"id\"\t\"body\"\n1\ta\n", Shape::Table(b'\t'));
        check("Text, lies and video, he said.\nSo it was.\n", Shape::Plain);
        check("Paris, lundi\nLe maire\n", Shape::Plain);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let of = |head: &[u8]| of(head, &Way::default());
        assert_eq!(of(b"PK\x03\x04rest"), Err(Error::Binary("a zip archive")));
        assert_eq!(of(b"\x1F\x8B\x08"), Err(Error::Binary("gzip data")));
        assert_eq!(of(b"a\0b"), Err(Error::Binary("binary data")));
        assert_eq!(of(b" \n"), Err(Error::Empty));
        assert_eq!(of(b"<?xml version='1.0'?><map/>"), Err(Error::Page("it is XML, but not a page")));
    }
}
