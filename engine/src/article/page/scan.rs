//! HTML → tags and words, in the order of the text.
//!
//! Every byte is looked at once or twice; nothing here depends on what stands around a tag.

use std::sync::LazyLock;

/// What stands next.
pub enum Token<'h> {
    Words(&'h str),
    Start(Tag<'h>),
    End(&'static str),
}

/// An opening tag.
pub struct Tag<'h> {
    /// Lower case; `"?"` if nobody knows it.
    pub name: &'static str,
    /// What stands behind the name.
    rest: &'h str,
}

/// An iterator over the tokens of a page.
pub struct Scan<'h> {
    rest: &'h str,
    /// The element whose raw content comes next.
    raw: Option<&'static str>,
}

impl<'h> Scan<'h> {
    pub fn new(html: &'h str) -> Scan<'h> {
        Scan { rest: html, raw: None }
    }

    fn take(&mut self, length: usize) -> &'h str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

impl<'h> Iterator for Scan<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        if let Some(name) = self.raw.take() {
            let length = end_of_raw(self.rest, name);
            if length > 0 {
                return Some(Token::Words(self.take(length)));
            }
        }
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let bytes = self.rest.as_bytes();
            if bytes[0] != b'<' {
                let length = self.rest.find('<').unwrap_or(bytes.len());
                return Some(Token::Words(self.take(length)));
            }
            match bytes.get(1) {
                Some(b'!' | b'?') => {
                    let length = end_of_remark(self.rest);
                    self.take(length);
                }
                Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let length = name_length(&bytes[2..]);
                    let name = known(&self.rest[2..2 + length]);
                    let length = self.rest.find('>').map_or(bytes.len(), |at| at + 1);
                    self.take(length);
                    return Some(Token::End(name));
                }
                Some(b'/') => {
                    let length = self.rest.find('>').map_or(bytes.len(), |at| at + 1);
                    self.take(length);
                }
                Some(it) if it.is_ascii_alphabetic() => {
                    let named = 1 + name_length(&bytes[1..]);
                    let name = known(&self.rest[1..named]);
                    let length = end_of_tag(bytes, named);
                    let tag = self.take(length);
                    if RAW.contains(&name) && !tag.ends_with("/>") {
                        self.raw = Some(name);
                    }
                    let rest = tag[named..].trim_end_matches('>');
                    return Some(Token::Start(Tag { name, rest }));
                }
                _ => {
                    let length = self.rest[1..].find('<').map_or(bytes.len(), |at| at + 1);
                    return Some(Token::Words(self.take(length)));
                }
            }
        }
    }
}

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"];

fn name_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|it| it.is_ascii_whitespace() || matches!(it, b'>' | b'/')).unwrap_or(bytes.len())
}

/// The length of a comment, a declaration or an instruction.
fn end_of_remark(text: &str) -> usize {
    let (opening, closing) = match text {
        it if it.starts_with("<!-->") => return 5,
        it if it.starts_with("<!--") => (4, "-->"),
        it if it.starts_with("<![CDATA[") => (9, "]]>"),
        _ => (2, ">"),
    };
    text[opening..].find(closing).map_or(text.len(), |at| opening + at + closing.len())
}

/// The length of a tag: a `>` between quotation marks does not end it.
fn end_of_tag(bytes: &[u8], from: usize) -> usize {
    let (mut quote, mut after_equals) = (None, false);
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => continue,
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
    }
    bytes.len()
}

fn end_of_raw(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at + 2;
        let is_end = text.as_bytes()[start..]
            .get(..name.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()));
        if is_end {
            return start - 2;
        }
        from = start;
    }
    text.len()
}

impl<'h> Tag<'h> {
    /// Names and values as they are written, no more than a reader could want.
    pub fn attributes(&self) -> impl Iterator<Item = (&'h str, &'h str)> + use<'h> {
        let mut rest = self.rest;
        let next = move || {
            rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
            if rest.is_empty() {
                return None;
            }
            // A name may begin with `=`, and then it is part of it.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find(|it: char| it.is_ascii_whitespace() || it == '=' || it == '/');
            let name = &rest[..end.map_or(rest.len(), |it| it + first)];
            rest = rest[name.len()..].trim_start();
            let Some(value) = rest.strip_prefix('=') else { return Some((name, "")) };
            let value = value.trim_start();
            let value = match value.as_bytes().first() {
                Some(mark @ (b'"' | b'\'')) => {
                    let inner = &value[1..];
                    let end = inner.find(char::from(*mark)).unwrap_or(inner.len());
                    rest = inner.get(end + 1..).unwrap_or("");
                    &inner[..end]
                }
                _ => {
                    let end = value.find(|it: char| it.is_ascii_whitespace()).unwrap_or(value.len());
                    rest = &value[end..];
                    &value[..end]
                }
            };
            Some((name, value))
        };
        std::iter::from_fn(next).take(MOST_ATTRIBUTES)
    }
}

/// What stands behind so many attributes is not looked at.
const MOST_ATTRIBUTES: usize = 60;

/// The name in lower case, as the rest of the module knows it.
fn known(name: &str) -> &'static str {
    let mut lower = [0u8; 12];
    let Some(room) = lower.get_mut(..name.len()) else { return "?" };
    room.copy_from_slice(name.as_bytes());
    room.make_ascii_lowercase();
    let Some(letter) = room.first().filter(|it| it.is_ascii_lowercase()) else { return "?" };
    let letter = usize::from(letter - b'a');
    let own = &NAMES[usize::from(FIRST[letter])..usize::from(FIRST[letter + 1])];
    own.iter().find(|it| it.as_bytes() == room).copied().unwrap_or("?")
}

/// Where the names with each letter begin.
static FIRST: LazyLock<[u8; 27]> = LazyLock::new(|| {
    let before = |letter: u8| NAMES.iter().filter(|it| it.as_bytes()[0] < letter).count() as u8;
    std::array::from_fn(|at| before(b'a' + at as u8))
});

/// The elements of HTML, sorted.
const NAMES: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "amp-iframe",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];
