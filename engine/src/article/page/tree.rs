//! HTML → a [`Tree`] that borrows from it.
//!
//! One pass over the bytes, its work and memory bounded by their number. Tags
//! that are left out are put in by the few rules that pages rely on (a paragraph ends
//! where a block begins, an item where the next one does); what a browser would
//! move about, such as stray words inside a table, stays where it was written.

use std::borrow::Cow;

use memchr::memchr;

use super::{
    elements::{self, Element},
    scan::{Scan, Token},
};
use crate::Error;

/// Deepest nesting; browsers cut at 512, and the pages of the press stay below 60.
const DEEPEST: usize = 256;
/// Most nodes; a long live page has some 30,000.
const MOST_NODES: usize = 400_000;
/// Longest page, in bytes; the longest news pages hold two million.
const LONGEST: usize = 16 << 20;

/// A node's place in its tree; the root is 0, and a parent stands before its children.
pub type Id = usize;

/// A page, as nodes in the order in which they are written.
pub struct Tree<'h> {
    pub nodes: Vec<Node<'h>>,
    attributes: Vec<(&'static str, &'h str)>,
}

/// An element, or words.
pub struct Node<'h> {
    /// What it is; the root is like words.
    pub element: &'static Element,
    /// The words, entities and all.
    pub words: &'h str,
    pub parent: Id,
    /// The first node behind the last one inside.
    pub end: Id,
    attributes: (u32, u32),
}

impl Node<'_> {
    /// Is it no element?
    pub fn is_words(&self) -> bool {
        self.element.name.is_empty()
    }

    /// Lower-case name of an element; `""` for words, and for the root.
    pub fn name(&self) -> &'static str {
        self.element.name
    }
}

impl<'h> Tree<'h> {
    /// The page as a tree, unless it is built to exhaust whoever reads it.
    pub fn parse(html: &'h str) -> Result<Tree<'h>, Error> {
        if html.len() > LONGEST {
            return Err(Error::Page("the page is longer than 16 MB"));
        }
        let root = Node { element: &elements::WORDS, words: "", parent: 0, end: 0, attributes: (0, 0) };
        let mut nodes = Vec::with_capacity(html.len() / 40 + 1);
        nodes.push(root);
        let mut builder = Builder { nodes, open: vec![0], paragraphs: 0, seen: 0 };
        let mut scan = Scan::new(html);
        while let Some(token) = scan.token() {
            match token {
                Token::Words(words) => builder.words(words),
                Token::Start(element, attributes) => builder.start(element, attributes),
                Token::End(element) => builder.end(element),
            }
            if builder.open.len() > DEEPEST {
                return Err(Error::Page("the page's elements are nested beyond reason"));
            }
            if builder.nodes.len() > MOST_NODES {
                return Err(Error::Page("the page has too many elements"));
            }
        }
        builder.close(0);
        Ok(Tree { nodes: builder.nodes, attributes: scan.attributes })
    }

    /// An element's attributes as they are written.
    pub fn attributes(&self, id: Id) -> &[(&'static str, &'h str)] {
        let (start, end) = self.nodes[id].attributes;
        &self.attributes[start as usize..end as usize]
    }

    /// An element's attribute as it is written, by lower-case name.
    pub fn raw(&self, id: Id, name: &str) -> Option<&'h str> {
        self.attributes(id).iter().find(|it| it.0 == name).map(|it| it.1)
    }

    /// An element's attribute, entities resolved.
    pub fn attribute(&self, id: Id, name: &str) -> Option<Cow<'h, str>> {
        self.raw(id, name).map(unescape)
    }

    /// The elements of that name, in order.
    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = Id> + 't {
        (1..self.nodes.len()).filter(move |it| self.nodes[*it].name() == name)
    }

    /// All words inside a node, as they are written.
    pub fn text(&self, id: Id) -> String {
        let inside = &self.nodes[id..self.nodes[id].end];
        let words = inside.iter().filter(|it| it.is_words()).map(|it| unescape(it.words));
        words.collect::<Vec<_>>().concat()
    }

    /// The nodes above a node, the nearest first, without the root.
    pub fn above(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(self.nodes[id].parent), |it| Some(self.nodes[*it].parent))
            .take_while(|it| *it != 0)
    }
}

/// Words with their entities resolved.
pub fn unescape(words: &str) -> Cow<'_, str> {
    match memchr(b'&', words.as_bytes()) {
        Some(_) => html_escape::decode_html_entities(words),
        None => Cow::Borrowed(words),
    }
}

struct Builder<'h> {
    nodes: Vec<Node<'h>>,
    /// From the root to the element that what comes next belongs to.
    open: Vec<Id>,
    /// How many of them are paragraphs.
    paragraphs: u32,
    /// Which of the elements that stand once have come, a bit each.
    seen: u8,
}

impl<'h> Builder<'h> {
    fn add(&mut self, element: &'static Element, words: &'h str, attributes: (u32, u32)) -> Id {
        let parent = self.open.last().copied().unwrap_or(0);
        let id = self.nodes.len();
        self.nodes.push(Node { element, words, parent, end: id + 1, attributes });
        id
    }

    fn words(&mut self, words: &'h str) {
        if self.name() == "head" && !words.trim().is_empty() {
            self.close(self.open.len() - 1);
        }
        self.add(&elements::WORDS, words, (0, 0));
    }

    fn name(&self) -> &'static str {
        self.open.last().map_or("", |it| self.nodes[*it].name())
    }

    fn start(&mut self, element: &'static Element, attributes: (u32, u32)) {
        // There is one of each, whatever is written.
        let once = match element.name {
            "html" => 1,
            "body" => 2,
            _ => 0,
        };
        if self.seen & once != 0 {
            return;
        }
        self.seen |= once;
        if self.name() == "head" && !element.is_in_head() {
            self.close(self.open.len() - 1);
        }
        self.end_implied(element);
        let id = self.add(element, "", attributes);
        if !element.is_void() {
            self.paragraphs += u32::from(element.name == "p");
            self.open.push(id);
        }
    }

    /// Closes what the beginning of an element ends without saying so.
    fn end_implied(&mut self, element: &Element) {
        if element.ends_paragraph() && self.paragraphs > 0 {
            self.close_upto(&["p"], &["td", "th", "caption", "button", "object", "table"]);
        }
        match element.name {
            "li" => self.close_upto(&["li"], &["ul", "ol", "menu", "table", "td"]),
            "dt" | "dd" => self.close_upto(&["dt", "dd"], &["dl", "table", "td"]),
            "option" | "optgroup" => self.close_upto(&["option"], &["select"]),
            "td" | "th" => self.close_upto(&["td", "th"], &["tr", "table"]),
            "tr" => self.close_upto(&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => self.close_upto(&["tbody", "thead", "tfoot"], &["table"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close_upto(
                    &["h1", "h2", "h3", "h4", "h5", "h6"],
                    &["div", "section", "article", "td", "li", "a"],
                );
            }
            "a" => self.close_upto(&["a"], &["td", "th", "table", "div", "p", "li", "section", "article"]),
            _ => {}
        }
    }

    /// Closes the nearest of these elements, unless a boundary stands before it.
    fn close_upto(&mut self, names: &[&str], boundaries: &[&str]) {
        for at in (1..self.open.len()).rev() {
            let name = self.nodes[self.open[at]].name();
            if names.contains(&name) {
                return self.close(at);
            }
            if boundaries.contains(&name) {
                return;
            }
        }
    }

    fn end(&mut self, element: &'static Element) {
        let name = element.name;
        match name {
            "html" | "body" => {}
            _ if element.is_inline() => {
                for at in (1..self.open.len()).rev() {
                    let open = self.nodes[self.open[at]].element;
                    if open == element {
                        return self.close(at);
                    }
                    if !open.is_inline() {
                        return;
                    }
                }
            }
            "table" => self.close_upto(&["table"], &[]),
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" => self.close_upto(&[name], &["table"]),
            "li" => self.close_upto(&[name], &["ul", "ol", "td", "th", "table"]),
            "p" => self.close_upto(&[name], &["td", "th", "table", "div", "li", "section", "article"]),
            _ => self.close_upto(&[name], &["td", "th", "table"]),
        }
    }

    /// Closes all from this place on the stack.
    fn close(&mut self, at: usize) {
        let end = self.nodes.len();
        for id in self.open.drain(at..) {
            let node = &mut self.nodes[id];
            self.paragraphs -= u32::from(node.name() == "p");
            node.end = end;
        }
        if self.open.is_empty() {
            self.open.push(0);
        }
    }
}
