//! A page's scripts → the days that they call days of publication.
//!
//! Many pages hand their article's record to their own scripts; its fields are named as
//! programmers name them everywhere.

use jiff::civil::Date;

use crate::article::{
    day,
    page::tree::{Id, Tree},
    page_day::words,
};

/// Longest look back from a day for its field's name, in bytes.
const FARTHEST: usize = 72;
/// Longest value that is read as words, in bytes.
const LONGEST: usize = 32;
/// So many days of one page are looked at.
const MOST: usize = 400;

/// What the name of a field says of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Published,
    Created,
    Otherwise,
}

/// The days, what their fields are called, and how many other days come before.
pub fn days(tree: &Tree) -> Vec<(Date, Named, f32)> {
    let is_read = |id: &Id| tree.raw(*id, "type").is_none_or(|it| !it.contains("ld+json"));
    let texts = tree.named("script").filter(is_read).filter_map(|id| tree.nodes.get(id + 1));
    let texts = texts.filter(|it| it.is_words());
    let mut found: Vec<(Date, Named, f32)> = Vec::new();
    let all = texts.flat_map(|it| fields(it.words).chain(written(it.words)).chain(stamps(it.words)));
    for (name, day) in all.take(MOST) {
        let Some(named) = named(&name) else { continue };
        // What comes later belongs to other articles.
        let later = found.iter().filter(|it| it.0 != day && it.1 == named).count().min(6) as f32;
        if found.iter().all(|it| it.0 != day || it.1 != named) {
            found.push((day, named, later));
        }
    }
    found
}

/// Fields that count seconds or their thousandths since 1970, by name; the day is that of Greenwich.
fn stamps(text: &str) -> impl Iterator<Item = (String, Date)> + '_ {
    let bytes = text.as_bytes();
    let starts = memchr::memchr_iter(b'1', bytes)
        .filter(move |at| at.checked_sub(1).is_none_or(|it| !bytes[it].is_ascii_alphanumeric()));
    starts.filter_map(move |at| {
        let length = bytes[at..].iter().take(14).take_while(|it| it.is_ascii_digit()).count();
        let day = day::of_seconds(text.get(at..at + length).filter(|_| matches!(length, 10 | 13))?)?;
        let name = name_before(text.get(text.floor_char_boundary(at.saturating_sub(FARTHEST))..at)?)?;
        (named(&name)? != Named::Otherwise).then_some((name, day))
    })
}

/// Fields whose value begins with a day, by name.
fn fields(text: &str) -> impl Iterator<Item = (String, Date)> + '_ {
    let bytes = text.as_bytes();
    let starts = memchr::memmem::find_iter(bytes, "20").filter(move |at| {
        let shape = bytes.get(*at..at + 10).unwrap_or_default();
        let is_start = *at > 0 && !bytes[at - 1].is_ascii_alphanumeric();
        is_start
            && shape.iter().enumerate().all(|(k, it)| match k {
                4 | 7 => matches!(it, b'-' | b'/' | b'.'),
                _ => it.is_ascii_digit(),
            })
    });
    starts.filter_map(move |at| {
        let day = day::parse(&text.get(at..at + 10)?.replace('.', "-"))?;
        Some((name_before(text.get(text.floor_char_boundary(at.saturating_sub(FARTHEST))..at)?)?, day))
    })
}

/// Fields whose whole value is a day as readers write it, by name.
fn written(text: &str) -> impl Iterator<Item = (String, Date)> + '_ {
    let mut before = 0;
    memchr::memchr2_iter(b'"', b'\'', text.as_bytes()).filter_map(move |at| {
        let start = std::mem::replace(&mut before, at + 1);
        let value = text.get(start..at).filter(|it| (8..LONGEST).contains(&it.len()))?;
        let is_year =
            |it: &[u8]| matches!(it, [b'2', b'0', c, d] if c.is_ascii_digit() && d.is_ascii_digit());
        let is_iso =
            value.as_bytes().get(4).is_some_and(|it| !it.is_ascii_alphanumeric()) && value.starts_with("20");
        if is_iso || !value.as_bytes().windows(4).any(is_year) {
            return None;
        }
        let day = words::in_words(value, false)?;
        let from = text.floor_char_boundary(start.saturating_sub(FARTHEST));
        Some((name_before(text.get(from..start)?)?, day))
    })
}

/// The name of the field whose value comes next: `"publish_date": "`, `&q;created&q;:&q;`.
fn name_before(text: &str) -> Option<String> {
    let plain = text.replace("&q;", "\"").replace("&quot;", "\"").replace('\\', "");
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | ':' | '.');
    let mut names =
        plain.split(|it| !is_name(it)).map(|it| it.trim_matches([':', '.', '-'])).filter(|it| !it.is_empty());
    let name = names.next_back()?;
    let name = if name == "content" || name == "value" { names.next_back()? } else { name };
    Some(name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect())
}

/// What a field of that name says of its day; nothing if the day is surely another one.
pub fn named(name: &str) -> Option<Named> {
    let has = |parts: &[&str]| parts.iter().any(|it| name.contains(it));
    if has(&["last", "modif", "updat", "expir", "end", "until", "birth"]) {
        return None;
    }
    let created = || has(&["created", "creation", "postdate", "articledate", "displaydate", "issuedate"]);
    if has(&["publi", "pubdat"]) {
        Some(Named::Published)
    } else if name == "date" || created() {
        Some(Named::Created)
    } else {
        Some(Named::Otherwise)
    }
}
