//! HTML → a [`Tree`] that borrows from it.
//!
//! One pass over the bytes, its work and memory bounded by their number. Tags
//! that are left out are put in by the few rules that pages rely on (a paragraph ends
//! where a block begins, an item where the next one does); what a browser would
//! move about, such as stray words inside a table, stays where it was written.

use std::borrow::Cow;

use super::scan::{Scan, Tag, Token};
use crate::Error;

/// Deepest nesting; browsers cut at 512, and the pages of the press stay below 60.
const DEEPEST: usize = 256;
/// Most nodes; a long live page has some 30,000.
const MOST_NODES: usize = 1_000_000;
/// Longest page, in bytes; the longest news pages hold two million.
const LONGEST: usize = 16 << 20;

/// A node's place in its tree; the root is 0, and a parent stands before its children.
pub type Id = usize;

/// A page, as nodes in the order in which they are written.
pub struct Tree<'h> {
    pub nodes: Vec<Node<'h>>,
    attributes: Vec<(&'h str, &'h str)>,
}

/// An element, or words.
pub struct Node<'h> {
    /// Lower-case name of an element; `""` for words, and for the root.
    pub name: &'static str,
    /// The words, entities and all.
    pub words: &'h str,
    pub parent: Id,
    /// The first node behind the last one inside.
    pub end: Id,
    attributes: (u32, u32),
}

impl<'h> Tree<'h> {
    /// The page as a tree, unless it is built to exhaust whoever reads it.
    pub fn parse(html: &'h str) -> Result<Tree<'h>, Error> {
        if html.len() > LONGEST {
            return Err(Error::Page("the page is longer than 16 MB"));
        }
        let root = Node { name: "", words: "", parent: 0, end: 0, attributes: (0, 0) };
        let mut builder =
            Builder { tree: Tree { nodes: vec![root], attributes: Vec::new() }, open: vec![0], seen: 0 };
        builder.tree.nodes.reserve(html.len() / 40);
        for token in Scan::new(html) {
            match token {
                Token::Words(words) => builder.words(words),
                Token::Start(tag) => builder.start(&tag),
                Token::End(name) => builder.end(name),
            }
            if builder.open.len() > DEEPEST {
                return Err(Error::Page("the page's elements are nested beyond reason"));
            }
            if builder.tree.nodes.len() > MOST_NODES {
                return Err(Error::Page("the page has too many elements"));
            }
        }
        builder.close(0);
        Ok(builder.tree)
    }

    /// An element's attribute as it is written, by lower-case name.
    pub fn raw(&self, id: Id, name: &str) -> Option<&'h str> {
        let (start, end) = self.nodes[id].attributes;
        let all = &self.attributes[start as usize..end as usize];
        all.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// An element's attribute, entities resolved.
    pub fn attribute(&self, id: Id, name: &str) -> Option<Cow<'h, str>> {
        self.raw(id, name).map(unescape)
    }

    /// The elements of that name, in order.
    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = Id> + 't {
        (1..self.nodes.len()).filter(move |it| self.nodes[*it].name == name)
    }

    /// All words inside a node, as they are written.
    pub fn text(&self, id: Id) -> String {
        let inside = &self.nodes[id..self.nodes[id].end];
        let words = inside.iter().filter(|it| it.name.is_empty()).map(|it| unescape(it.words));
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
    match words.contains('&') {
        true => html_escape::decode_html_entities(words),
        false => Cow::Borrowed(words),
    }
}

struct Builder<'h> {
    tree: Tree<'h>,
    /// From the root to the element that what comes next belongs to.
    open: Vec<Id>,
    /// Which of the elements that stand once have come, a bit each.
    seen: u8,
}

impl<'h> Builder<'h> {
    fn add(&mut self, name: &'static str, words: &'h str, attributes: (u32, u32)) -> Id {
        let parent = self.open.last().copied().unwrap_or(0);
        let id = self.tree.nodes.len();
        self.tree.nodes.push(Node { name, words, parent, end: id + 1, attributes });
        id
    }

    fn words(&mut self, words: &'h str) {
        if self.name() == "head" && !words.trim().is_empty() {
            self.close(self.open.len() - 1);
        }
        self.add("", words, (0, 0));
    }

    fn name(&self) -> &'static str {
        self.open.last().map_or("", |it| self.tree.nodes[*it].name)
    }

    fn start(&mut self, tag: &Tag<'h>) {
        let name = tag.name;
        // There is one of each, whatever is written.
        let once =
            [("html", 1), ("body", 2)].into_iter().find(|(it, _)| *it == name).map_or(0, |(_, bit)| bit);
        if self.seen & once != 0 {
            return;
        }
        self.seen |= once;
        if self.name() == "head" && !is_in_head(name) {
            self.close(self.open.len() - 1);
        }
        self.end_implied(name);
        let first = self.tree.attributes.len() as u32;
        self.tree.attributes.extend(tag.attributes());
        let id = self.add(name, "", (first, self.tree.attributes.len() as u32));
        if !is_void(name) {
            self.open.push(id);
        }
    }

    /// Closes what the beginning of an element ends without saying so.
    fn end_implied(&mut self, name: &str) {
        if ends_paragraph(name) {
            self.close_upto(&["p"], &["td", "th", "caption", "button", "object", "table"]);
        }
        match name {
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
            let name = self.tree.nodes[self.open[at]].name;
            if names.contains(&name) {
                return self.close(at);
            }
            if boundaries.contains(&name) {
                return;
            }
        }
    }

    fn end(&mut self, name: &'static str) {
        match name {
            "html" | "body" => {}
            _ if is_inline(name) => {
                for at in (1..self.open.len()).rev() {
                    let open = self.tree.nodes[self.open[at]].name;
                    if open == name {
                        return self.close(at);
                    }
                    if !is_inline(open) {
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
        let end = self.tree.nodes.len();
        for id in self.open.drain(at..) {
            self.tree.nodes[id].end = end;
        }
        if self.open.is_empty() {
            self.open.push(0);
        }
    }
}

/// May the element stand in the page's head?
fn is_in_head(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "meta"
            | "link"
            | "script"
            | "style"
            | "base"
            | "noscript"
            | "template"
            | "bgsound"
            | "basefont"
    )
}

/// Has the element no content?
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img"
            | "meta"
            | "link"
            | "input"
            | "hr"
            | "source"
            | "wbr"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "param"
            | "track"
            | "keygen"
            | "frame"
    )
}

/// Does a paragraph end where the element begins?
fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "ul"
            | "ol"
            | "dl"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "nav"
            | "main"
            | "figure"
            | "figcaption"
            | "blockquote"
            | "table"
            | "form"
            | "fieldset"
            | "hr"
            | "pre"
            | "details"
            | "summary"
            | "address"
            | "center"
            | "dialog"
            | "dir"
            | "hgroup"
            | "menu"
            | "li"
            | "dt"
            | "dd"
    )
}

/// Does the element stand within a line?
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "span"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "br"
            | "img"
            | "time"
            | "sup"
            | "sub"
            | "u"
            | "small"
            | "font"
            | "q"
            | "cite"
            | "abbr"
            | "acronym"
            | "bdi"
            | "bdo"
            | "big"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "ruby"
            | "s"
            | "samp"
            | "strike"
            | "tt"
            | "var"
            | "wbr"
    )
}
