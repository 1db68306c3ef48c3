//! HTML → a tree, unless the page is built to exhaust whoever reads it.
//!
//! The page is parsed a few kilobytes at a time, and between two pieces the tree
//! is looked at: HTML lets a short page ask for a tree without bounds (unclosed
//! `<b>` are opened again in every later paragraph), and a parser's work grows
//! with the square of the depth.

use dom_query::{Document, NodeRef};
use html5ever::{
    ParseOpts, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use crate::Error;

/// Longest page, in bytes; the longest news pages hold two million.
const LONGEST: usize = 16 << 20;
/// Deepest nesting; browsers cut at 512, and the pages of the press stay below 60.
const DEEPEST: usize = 256;
/// Most nodes; a long live page has some 30,000.
const MOST_NODES: usize = 400_000;
/// Most attributes on one tag.
const MOST_ATTRIBUTES: usize = 1000;
/// How much is parsed between two looks at the tree.
const PIECE: usize = 4096;

const TOO_LONG: Error = Error::Page("the page is longer than 16 MB");
const TOO_DEEP: Error = Error::Page("the page's elements are nested beyond reason");
const TOO_MANY: Error = Error::Page("the page has too many elements");
const TOO_WIDE: Error = Error::Page("a tag of the page has too many attributes");

/// The page as a tree.
pub fn parse(html: &str) -> Result<Document, Error> {
    if html.len() > LONGEST {
        return Err(TOO_LONG);
    }
    if most_attributes(html) > MOST_ATTRIBUTES {
        return Err(TOO_WIDE);
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let mut parser = parse_document(Document::default(), ParseOpts { tree_builder, ..Default::default() });
    for piece in pieces(html) {
        parser.process(StrTendril::from(piece));
        let document = &parser.tokenizer.sink.sink;
        if document.tree.len() > MOST_NODES {
            return Err(TOO_MANY);
        }
        if is_edge_deep(&document.root()) {
            return Err(TOO_DEEP);
        }
    }
    let document = parser.finish();
    match is_deep(&document.root()) {
        true => Err(TOO_DEEP),
        false => Ok(document),
    }
}

/// The page in pieces of about the same size.
fn pieces(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Is the part of the tree that is being built too deep?
///
/// That is its last child's last child and so on, and what stands before an
/// unfinished table, where stray elements inside the table are put.
fn is_edge_deep(root: &NodeRef) -> bool {
    let mut open = vec![(*root, 0)];
    let mut seen = 0;
    while let Some((node, depth)) = open.pop() {
        seen += 1;
        if depth > DEEPEST || seen > 16 * DEEPEST {
            return true;
        }
        let Some(last) = node.last_child() else { continue };
        if let Some(before) = last.prev_sibling().filter(|_| last.has_name("table")) {
            open.push((before, depth + 1));
        }
        open.push((last, depth + 1));
    }
    false
}

fn is_deep(root: &NodeRef) -> bool {
    let mut open = vec![(*root, 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST {
            return true;
        }
        open.extend(node.children_it(false).map(|it| (it, depth + 1)));
    }
    false
}

/// The most attributes that one tag has; the parser compares each with all before it.
fn most_attributes(html: &str) -> usize {
    let mut most = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, it)| it);
        } else if rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
            let (count, length) = attributes(rest.as_bytes());
            most = most.max(count);
            let raw = ["script", "style"].into_iter().find(|it| is_named(rest, it));
            rest = &rest[rest.ceil_char_boundary(length)..];
            rest = raw.map_or(rest, |name| after_raw(rest, name));
        }
    }
    most
}

fn is_named(tag: &str, name: &str) -> bool {
    let Some(start) = tag.get(..name.len()) else { return false };
    start.eq_ignore_ascii_case(name) && !tag[name.len()..].starts_with(|it: char| it.is_ascii_alphanumeric())
}

/// How many attributes a tag has and where it ends.
fn attributes(tag: &[u8]) -> (usize, usize) {
    let (mut count, mut quote, mut before) = (0, None, b'x');
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (count, at),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, it) if !it.is_ascii_whitespace() && ends_attribute(before) => count += 1,
            (Some(mark), _) if mark == byte => quote = None,
            _ => {}
        }
        let is_blank = byte.is_ascii_whitespace() && before == b'=';
        before = if is_blank { b'=' } else { byte };
    }
    (count, tag.len())
}

fn ends_attribute(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')
}

/// What follows the end of an element whose content is no markup.
fn after_raw<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        if is_named(after, name) {
            return after;
        }
        rest = after;
    }
    ""
}
