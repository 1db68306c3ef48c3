//! A block, as the learned judge sees it: numbers about its words, its
//! neighbours, what stands around it, and where in the page it is.
//!
//! No word of any language is among them. The order is that of the weights.

use rustc_hash::FxHashMap;

use super::{
    blocks::{Block, words},
    marks,
    tree::{Id, Tree},
};
use crate::{Error, article::clock::Clock};

/// How many numbers a block has.
pub const COUNT: usize = marks::PARTS.len() + TAGS + 42;

/// How many elements' distance above a block is looked at.
const TAGS: usize = 22;

/// The place of such an element among the numbers.
fn tag(name: &str) -> Option<usize> {
    Some(match name {
        "nav" => 0,
        "footer" => 1,
        "aside" => 2,
        "header" => 3,
        "form" => 4,
        "figure" => 5,
        "table" => 6,
        "ul" => 7,
        "a" => 8,
        "blockquote" => 9,
        "article" => 10,
        "main" => 11,
        "section" => 12,
        "p" => 13,
        "li" => 14,
        "button" => 15,
        "dialog" => 16,
        "menu" => 17,
        "details" => 18,
        "dl" => 19,
        "pre" => 20,
        "h1" => 21,
        _ => return None,
    })
}

/// The distance of what is not there.
const FAR: f32 = 15.0;

/// What an element holds.
#[derive(Clone, Copy, Default)]
struct Mass {
    chars: f32,
    linked: f32,
    prose: f32,
    blocks: f32,
}

impl Mass {
    fn density(&self) -> f32 {
        self.linked / self.chars.max(1.0)
    }
}

/// A page with all that its blocks are judged by.
struct Page<'p, 'h> {
    tree: &'p Tree<'h>,
    blocks: &'p [Block],
    texts: &'p [String],
    /// The parts that each element's marks speak of.
    parts: Vec<u32>,
    hidden: Vec<bool>,
    mass: Vec<Mass>,
    /// The element that most looks like the one around the article.
    best: Id,
    /// The page's `title`.
    title: String,
    /// How often a text, and how often a block's element and class, come.
    repeats: FxHashMap<&'p str, u32>,
    classes: FxHashMap<(&'static str, &'h str), u32>,
}

/// The numbers of a page's blocks, and the words of each.
type Rows = (Vec<[f32; COUNT]>, Vec<String>);

/// The numbers of all blocks, with their words.
pub fn of(tree: &Tree, blocks: &[Block], clock: &Clock) -> Result<Rows, Error> {
    let texts: Vec<String> = blocks.iter().map(|it| words(tree, it)).collect();
    let page = Page::new(tree, blocks, &texts);
    let prose: Vec<usize> =
        (0..blocks.len()).filter(|at| blocks[*at].is_prose() && page.is_in_best(&blocks[*at])).collect();
    let edges = (prose.first().copied().unwrap_or(0) as f32, prose.last().copied().unwrap_or(0) as f32);
    let mut before = 0.0;
    let mut rows = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        if at % LOOKS == 0 {
            clock.check()?;
        }
        rows.push(page.row(at, before, edges));
        before += block.chars as f32;
    }
    Ok((rows, texts))
}

/// After so many blocks the clock is looked at.
const LOOKS: usize = 256;
/// So much of a page's title is compared with its blocks, in bytes.
const LONGEST_TITLE: usize = 1000;

impl<'p, 'h> Page<'p, 'h> {
    fn new(tree: &'p Tree<'h>, blocks: &'p [Block], texts: &'p [String]) -> Page<'p, 'h> {
        let (parts, hidden) = marks_of(tree);
        let mut mass = vec![Mass::default(); tree.nodes.len()];
        for it in blocks {
            let own = &mut mass[it.container];
            own.chars += it.chars as f32;
            own.linked += it.linked as f32;
            own.blocks += 1.0;
            own.prose += if it.is_prose() { it.own() as f32 } else { 0.0 };
        }
        for id in (1..tree.nodes.len()).rev() {
            let (inner, outer) = (mass[id], &mut mass[tree.nodes[id].parent]);
            outer.chars += inner.chars;
            outer.linked += inner.linked;
            outer.prose += inner.prose;
            outer.blocks += inner.blocks;
        }
        let title = tree.named("title").next().map(|it| tree.text(it)).unwrap_or_default();
        let title = &title[..title.floor_char_boundary(LONGEST_TITLE)];
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let (mut repeats, mut classes) = (FxHashMap::default(), FxHashMap::default());
        for (block, text) in blocks.iter().zip(texts) {
            *repeats.entry(text.as_str()).or_default() += 1;
            *classes.entry(class(tree, block.container)).or_default() += 1;
        }
        let best = 0;
        let mut page = Page { tree, blocks, texts, parts, hidden, mass, best, title, repeats, classes };
        page.best = page.region();
        page
    }

    /// The prose of the whole page.
    fn total(&self) -> f32 {
        self.mass[0].prose.max(1.0)
    }

    /// The element around most prose and least else.
    fn region(&self) -> Id {
        let tree = self.tree;
        let mut weight = vec![0.0; tree.nodes.len()];
        let mut aside = vec![false; tree.nodes.len()];
        for id in 1..tree.nodes.len() {
            let node = &tree.nodes[id];
            aside[id] = aside[node.parent] || !node.is_words() && self.is_aside(id);
        }
        for it in self.blocks {
            weight[it.container] += match (aside[it.first], it.is_prose()) {
                (false, true) => (it.own() as f32).min(2000.0),
                (false, false) => -(it.linked as f32) - 10.0,
                (true, _) => -0.2 * it.chars as f32,
            };
        }
        let mut best = (0, f32::MIN);
        for id in (1..tree.nodes.len()).rev() {
            weight[tree.nodes[id].parent] += weight[id];
        }
        for (id, weight) in weight.into_iter().enumerate().skip(1) {
            let name = tree.nodes[id].name();
            if name.is_empty() || tree.nodes[id].element.is_inline() || TOO_SMALL.contains(&name) {
                continue;
            }
            let bonus = match self.parts[id] {
                it if it & BODY != 0 => 1.3,
                it if it & ARTICLE != 0 || name == "article" => 1.1,
                _ => 1.0,
            };
            if weight * bonus > best.1 {
                best = (id, weight * bonus);
            }
        }
        best.0
    }

    fn is_in_best(&self, block: &Block) -> bool {
        let best = &self.tree.nodes[self.best];
        (self.best..best.end).contains(&block.first) && self.best != 0
    }

    /// Does the element stand beside the article, and not around it?
    fn is_aside(&self, id: Id) -> bool {
        let says = self.parts[id] & BESIDE != 0 || self.hidden[id];
        (says || matches!(self.tree.nodes[id].name(), "nav" | "footer" | "aside" | "form"))
            && self.mass[id].prose < 0.5 * self.total()
    }

    fn row(&self, at: usize, before: f32, (first, last): (f32, f32)) -> [f32; COUNT] {
        let (tree, block, text) = (self.tree, &self.blocks[at], self.texts[at].as_str());
        let mut row = Row { numbers: [0.0; COUNT], at: 0 };
        let (hidden, beside, from_best) = self.around(block, &mut row);
        let neighbour = |by: isize| at.checked_add_signed(by).and_then(|it| self.blocks.get(it));
        let long = |by: isize| neighbour(by).map_or(0.0, |it| (it.chars as f32).ln());
        let dense = |by: isize| neighbour(by).map_or(0.0, Block::density);
        let place = at as f32;
        row.add(&[long(0), dense(0), long(-1), dense(-1), long(1), dense(1), long(-2), long(2)]);
        row.add(&[kind(tree.nodes[block.container].name()), block.depth as f32]);
        row.add(&[before / self.mass[0].chars.max(1.0), place / self.blocks.len() as f32]);
        let parent = tree.nodes[block.container].parent;
        let grand = tree.nodes[parent].parent;
        for mass in [self.mass[parent], self.mass[grand]] {
            row.add(&[(mass.chars + 1.0).ln(), mass.density(), mass.prose / self.total()]);
        }
        let letters = Letters::of(text);
        let length = letters.all.max(1) as f32;
        row.add(&[ending(text), letters.commas as f32]);
        row.add(&[letters.digits as f32 / length, letters.capitals as f32 / length]);
        row.add(&[(letters.blanks + 1) as f32, hidden, beside, self.mass[self.best].prose / self.total()]);
        row.add(&[f32::from(from_best < FAR), from_best, place - last, place - first]);
        let alike = |id: Id| self.classes.get(&class(tree, id)).copied().unwrap_or(0) as f32;
        let classed = tree.above(block.first).take(4).filter(|it| tree.raw(*it, "class").is_some());
        row.add(&[alike(block.container), classed.map(alike).fold(0.0, f32::max)]);
        row.add(&[f32::from(text.len() > 8 && self.title.contains(text)), self.repeats[text] as f32]);
        let near = at.saturating_sub(4)..(at + 5).min(self.blocks.len());
        row.add(&[near.filter(|it| self.blocks[*it].is_prose()).count() as f32, self.total().ln()]);
        let in_body = tree.above(block.first).any(|it| self.parts[it] & BODY != 0);
        let inner = tree.above(block.first).take_while(|it| *it != block.container);
        let opens_with_link = inner.map(|it| tree.nodes[it].name()).any(|it| it == "a");
        row.add(&[f32::from(in_body), f32::from(opens_with_link), self.mass[grand].blocks]);
        let breaks = (block.first..block.last).filter(|it| tree.nodes[*it].name() == "br").count();
        let section = tree.above(block.first).find(|it| self.mass[*it].blocks >= 4.0).unwrap_or(0);
        row.add(&[breaks as f32, self.mass[section].density(), f32::from(block.linked == block.chars)]);
        row.numbers
    }

    /// How far above the block each part and each element is; and whether something
    /// hides it, how much of the page's prose what stands beside the article and around
    /// the block holds, and how far above the region is.
    fn around(&self, block: &Block, row: &mut Row) -> (f32, f32, f32) {
        let mut parts = [FAR; 32];
        let mut tags = [FAR; TAGS];
        let (mut hidden, mut beside, mut from_best) = (0.0, 0.0_f32, FAR);
        for (distance, id) in self.tree.above(block.first).enumerate() {
            let distance = (distance as f32).min(FAR - 1.0);
            let bits = self.parts[id];
            let mut rest = bits;
            while rest != 0 {
                let part = &mut parts[rest.trailing_zeros() as usize];
                *part = part.min(distance);
                rest &= rest - 1;
            }
            if let Some(at) = tag(self.tree.nodes[id].name()) {
                tags[at] = tags[at].min(distance);
            }
            hidden = if self.hidden[id] { 1.0 } else { hidden };
            if bits & BESIDE != 0 {
                beside = beside.max(self.mass[id].prose / self.total());
            }
            from_best = if id == self.best { distance } else { from_best };
        }
        row.add(&parts[..marks::PARTS.len()]);
        row.add(&tags);
        (hidden, beside, from_best)
    }
}

/// The parts of a page that are never its article.
const BESIDE: u32 = marks::bits(&[
    "comment",
    "share",
    "related",
    "nav",
    "breadcrumb",
    "pager",
    "footer",
    "consent",
    "newsletter",
    "ad",
    "tags",
    "popup",
    "form",
]);
const BODY: u32 = marks::bits(&["body"]);
const ARTICLE: u32 = marks::bits(&["article"]);

/// Elements that no article is held by.
const TOO_SMALL: &[&str] = &["p", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "tr", "html"];

/// How many letters, and of which sorts, a text has.
#[derive(Default)]
struct Letters {
    all: u32,
    commas: u32,
    digits: u32,
    capitals: u32,
    blanks: u32,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let mut sum = Letters::default();
        for it in text.chars() {
            sum.all += 1;
            sum.commas += u32::from(it == ',');
            sum.digits += u32::from(it.is_ascii_digit());
            sum.capitals += u32::from(it.is_uppercase());
            sum.blanks += u32::from(it == ' ');
        }
        sum
    }
}

/// Numbers that are filled in from the left.
struct Row {
    numbers: [f32; COUNT],
    at: usize,
}

impl Row {
    fn add(&mut self, numbers: &[f32]) {
        for (place, number) in self.numbers[self.at..].iter_mut().zip(numbers) {
            *place = *number;
        }
        self.at += numbers.len();
    }
}

fn class<'h>(tree: &Tree<'h>, id: Id) -> (&'static str, &'h str) {
    (tree.nodes[id].name(), tree.raw(id, "class").unwrap_or(""))
}

/// What each element's class, id, role and style say.
fn marks_of(tree: &Tree) -> (Vec<u32>, Vec<bool>) {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut parts = vec![0; tree.nodes.len()];
    let mut hidden = vec![false; tree.nodes.len()];
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        let attributes = tree.attributes(id);
        // What stands around everything says nothing.
        if attributes.is_empty()
            || matches!(node.name(), "html" | "body" | "script" | "img" | "meta" | "link" | "br")
        {
            continue;
        }
        for (name, value) in attributes {
            match *name {
                "class" | "id" | "role" => {
                    parts[id] |= *known.entry(value).or_insert_with(|| marks::read(value));
                }
                "itemprop" if value.eq_ignore_ascii_case("articleBody") => parts[id] |= BODY,
                "hidden" => hidden[id] = true,
                "aria-hidden" => hidden[id] |= *value == "true",
                "style" => hidden[id] |= hides(value),
                _ => {}
            }
        }
    }
    (parts, hidden)
}

fn hides(style: &str) -> bool {
    if style.len() < "display:none".len() {
        return false;
    }
    let plain: String =
        style.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_lowercase()).collect();
    plain.contains("display:none") || plain.contains("visibility:hidden")
}

/// What sort of element holds the block.
fn kind(name: &str) -> f32 {
    match name {
        "p" => 0.0,
        "div" => 1.0,
        "li" => 2.0,
        "td" | "th" => 3.0,
        "h1" => 4.0,
        "h2" | "h3" => 5.0,
        "h4" | "h5" | "h6" => 6.0,
        "blockquote" | "pre" => 7.0,
        "section" | "article" => 8.0,
        "figcaption" => 9.0,
        "dd" | "dt" => 10.0,
        _ => 11.0,
    }
}

/// Does the block end like a sentence?
fn ending(text: &str) -> f32 {
    match text.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '»' | '”' | '"' | '“' | '。') => 1.0,
        Some(':') => 0.7,
        Some(')') => 0.5,
        _ => 0.0,
    }
}
