//! HTML → tags and words, in the order of the text.
//!
//! Every byte is looked at once or twice; nothing here depends on what stands around a tag.

use memchr::{memchr, memmem};

use super::elements::{self, Element};

/// What stands next.
pub enum Token<'h> {
    Words(&'h str),
    /// With where its attributes stand among all.
    Start(&'static Element, (u32, u32)),
    End(&'static Element),
}

/// Reads the tokens of a page one by one.
pub struct Scan<'h> {
    html: &'h str,
    at: usize,
    /// The element whose raw content comes next.
    raw: Option<&'static Element>,
    /// Names and values as they are written, of all tags so far.
    pub attributes: Vec<(&'static str, &'h str)>,
}

/// The attributes that somebody asks for, sorted.
const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "class",
    "content",
    "data-src",
    "datetime",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "lang",
    "name",
    "property",
    "pubdate",
    "rel",
    "role",
    "src",
    "style",
    "title",
    "type",
];

/// Attributes of a site's own that tell when something was published are all called that here.
pub const PUBLISHED: &str = "data-published";

/// `data-publish-date="2026-03-05"` and the like.
fn tells_publication(name: &[u8], value: &str) -> bool {
    name.len() > 8
        && name[..5].eq_ignore_ascii_case(b"data-")
        && value.len() >= 8
        && memmem::find(&name.to_ascii_lowercase(), b"pub").is_some()
        && value.bytes().any(|it| it.is_ascii_digit())
}

impl<'h> Scan<'h> {
    /// At the beginning of the page.
    pub fn new(html: &'h str) -> Scan<'h> {
        Scan { html, at: 0, raw: None, attributes: Vec::new() }
    }

    /// The next token, unless the page has ended.
    pub fn token(&mut self) -> Option<Token<'h>> {
        let bytes = self.html.as_bytes();
        if let Some(element) = self.raw.take() {
            let length = end_of_raw(&bytes[self.at..], element.name);
            if length > 0 {
                return Some(Token::Words(self.take(length)));
            }
        }
        loop {
            let rest = &bytes[self.at..];
            if *rest.first()? != b'<' {
                return Some(Token::Words(self.take(memchr(b'<', rest).unwrap_or(rest.len()))));
            }
            match rest.get(1) {
                Some(b'!' | b'?') => self.at += end_of_remark(rest),
                Some(b'/') => {
                    let name = self.name_at(self.at + 2);
                    self.at += memchr(b'>', rest).map_or(rest.len(), |it| it + 1);
                    if let Some(name) = name {
                        return Some(Token::End(elements::named(name)));
                    }
                }
                _ => match self.name_at(self.at + 1) {
                    Some(name) => {
                        self.at += 1 + name.len();
                        let first = self.attributes.len() as u32;
                        let element = elements::named(name);
                        self.tag(element);
                        return Some(Token::Start(element, (first, self.attributes.len() as u32)));
                    }
                    None => {
                        let length = memchr(b'<', &rest[1..]).map_or(rest.len(), |it| it + 1);
                        return Some(Token::Words(self.take(length)));
                    }
                },
            }
        }
    }

    fn take(&mut self, length: usize) -> &'h str {
        let start = self.at;
        self.at += length;
        self.html.get(start..self.at).unwrap_or("")
    }

    /// The name of a tag, if one begins there.
    fn name_at(&self, start: usize) -> Option<&'h str> {
        let bytes = self.html.as_bytes().get(start..)?;
        bytes.first().filter(|it| it.is_ascii_alphabetic())?;
        let is_end = |it: &u8| it.is_ascii_whitespace() || matches!(it, b'>' | b'/');
        let length = bytes.iter().position(is_end).unwrap_or(bytes.len());
        self.html.get(start..start + length)
    }

    /// Goes on behind the tag: a `>` between quotation marks does not end it.
    fn tag(&mut self, element: &'static Element) {
        let bytes = self.html.as_bytes();
        let first = self.attributes.len();
        loop {
            self.skip(|it| it.is_ascii_whitespace() || it == b'/');
            match bytes.get(self.at) {
                None => return,
                Some(b'>') => break,
                Some(_) => self.attribute(first),
            }
        }
        let closes_itself = bytes[self.at - 1] == b'/';
        self.at += 1;
        self.raw = (element.is_raw() && !closes_itself).then_some(element);
    }

    fn skip(&mut self, is: impl Fn(u8) -> bool) {
        let rest = &self.html.as_bytes()[self.at..];
        self.at += rest.iter().position(|it| !is(*it)).unwrap_or(rest.len());
    }

    /// Reads a name and its value; of two with one name the first counts.
    fn attribute(&mut self, first: usize) {
        let bytes = self.html.as_bytes();
        let start = self.at;
        // A name may begin with `=`, and then it is part of it.
        self.at += 1;
        self.skip(|it| !(it.is_ascii_whitespace() || matches!(it, b'=' | b'/' | b'>')));
        let name = &bytes[start..self.at];
        self.skip(|it| it.is_ascii_whitespace());
        let mut value = "";
        if bytes.get(self.at) == Some(&b'=') {
            self.at += 1;
            self.skip(|it| it.is_ascii_whitespace());
            value = self.value();
        }
        let known =
            ATTRIBUTES.iter().find(|it| it.len() == name.len() && name.eq_ignore_ascii_case(it.as_bytes()));
        let known = known.or_else(|| tells_publication(name, value).then_some(&PUBLISHED));
        if let Some(name) = known.filter(|name| self.attributes[first..].iter().all(|it| it.0 != **name)) {
            self.attributes.push((name, value));
        }
    }

    fn value(&mut self) -> &'h str {
        let bytes = self.html.as_bytes();
        match bytes.get(self.at) {
            Some(mark @ (b'"' | b'\'')) => {
                let rest = &bytes[self.at + 1..];
                let end = memchr(*mark, rest);
                self.at += 1;
                let value = self.take(end.unwrap_or(rest.len()));
                self.at += usize::from(end.is_some());
                value
            }
            _ => {
                let start = self.at;
                self.skip(|it| !(it.is_ascii_whitespace() || it == b'>'));
                self.html.get(start..self.at).unwrap_or("")
            }
        }
    }
}

/// The length of a comment, a declaration or an instruction.
fn end_of_remark(bytes: &[u8]) -> usize {
    let (opening, closing): (usize, &[u8]) = match bytes {
        it if it.starts_with(b"<!-->") => return 5,
        it if it.starts_with(b"<!--") => (4, b"-->"),
        it if it.starts_with(b"<![CDATA[") => (9, b"]]>"),
        _ => (2, b">"),
    };
    memmem::find(&bytes[opening..], closing).map_or(bytes.len(), |at| opening + at + closing.len())
}

fn end_of_raw(bytes: &[u8], name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = memchr(b'<', &bytes[from..]) {
        let start = from + at;
        let named = bytes.get(start + 2..start + 2 + name.len());
        if bytes.get(start + 1) == Some(&b'/')
            && named.is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
        {
            return start;
        }
        from = start + 1;
    }
    bytes.len()
}
