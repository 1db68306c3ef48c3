//! The places on a page that show a day, each with what speaks for and against it.

use rustc_hash::FxHashMap;

use super::{
    Found, Sign, address,
    words::{self, Told, in_words},
};
use crate::article::{
    day,
    page::{
        marks, scan,
        tree::{self, Id, Tree},
    },
};

/// So much of a page's title is looked at, in bytes.
const LONGEST_TITLE: usize = 1000;
/// Longest line, in bytes, that may tell the day.
const LONGEST: usize = 120;

/// What the places on a page are weighed by.
pub struct Page<'p, 'h> {
    tree: &'p Tree<'h>,
    headline: Option<Id>,
    /// How many bytes of words stand before each node.
    before: Vec<u32>,
    month_first: bool,
    /// How long the run of words is, in bytes, in which each node stands or begins.
    runs: Vec<u32>,
    /// What each element's class and id speak of.
    parts: Vec<u32>,
    /// What stands around each node: comments, what is beside, quotations; a bit each.
    around: Vec<u8>,
}

/// What may stand around a day, in the order of the bits.
const AROUND: [Sign; 3] = [Sign::Comment, Sign::Beside, Sign::Quoted];

impl<'p, 'h> Page<'p, 'h> {
    pub fn new(tree: &'p Tree<'h>) -> Page<'p, 'h> {
        let mut sum = 0;
        let mut silent = 0;
        let before = tree.nodes.iter().enumerate().map(|(id, node)| {
            let at = sum;
            if node.element.is_silent() {
                silent = silent.max(node.end);
            } else if id >= silent && node.is_words() {
                sum += node.words.trim_ascii().len() as u32;
            }
            at
        });
        let before: Vec<u32> = before.collect();
        let runs = runs(tree, &before, sum);
        let headline = headline(tree);
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut parts = vec![0; tree.nodes.len()];
        let mut around = vec![0; tree.nodes.len()];
        for (id, node) in tree.nodes.iter().enumerate().skip(1) {
            for (_, value) in tree.attributes(id).iter().filter(|it| matches!(it.0, "class" | "id")) {
                parts[id] |= *known.entry(value).or_insert_with(|| marks::read(value));
            }
            let holds_headline = headline.is_some_and(|own| id <= own && own < node.end);
            let is_own = |it: &str| it == "footer" && own_article(tree, headline, id);
            let own = match node.name() {
                "article" | "body" | "main" => continue,
                _ if holds_headline => continue,
                _ if parts[id] & COMMENT != 0 => 1,
                "blockquote" => 4,
                it if is_own(it) => 0,
                "aside" | "nav" | "footer" => 2,
                _ if parts[id] & BESIDE == FOOTER && parts[id] & OWN != 0 => 0,
                _ if parts[id] & BESIDE != 0 => 2,
                _ => 0,
            };
            around[id] = around[node.parent] | own;
        }
        Page { tree, headline, before, month_first: words::is_month_first(tree), runs, parts, around }
    }

    pub fn canonical(&self) -> Option<String> {
        let is_canonical =
            |id: &Id| self.tree.raw(*id, "rel").is_some_and(|it| it.eq_ignore_ascii_case("canonical"));
        let link = self.tree.named("link").find(is_canonical)?;
        Some(self.tree.attribute(link, "href")?.into_owned())
    }

    /// `time` elements, and what is marked up as the day of publication.
    pub fn times(&self, found: &mut Found) {
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let is =
                |name: &str| self.tree.raw(id, "itemprop").is_some_and(|it| it.eq_ignore_ascii_case(name));
            let is_published =
                is("datePublished") || self.tree.raw(id, "pubdate").is_some() || self.is_triple(id);
            if node.name() == "meta" || !(node.name() == "time" || is_published) {
                continue;
            }
            let told = ["datetime", "content", "title"].into_iter().find_map(|it| {
                let told = self.tree.attribute(id, it)?;
                day::parse(&told).or_else(|| in_words(&told, self.month_first))
            });
            let day = told.or_else(|| in_words(&self.short(id)?, self.month_first));
            if let Some(day) = day {
                let means = if is_published { Sign::TimePublished } else { Sign::Time };
                found.add(means, day, &self.signs(id, self.told_before(id)));
            }
        }
    }

    /// Is it marked up as the day of publication in RDFa?
    fn is_triple(&self, id: Id) -> bool {
        let names = self.tree.raw(id, "property").unwrap_or_default();
        let name = |it: &str| it.rsplit_once(':').map_or(it.len(), |name| name.0.len() + 1);
        names.split_ascii_whitespace().any(|it| {
            matches!(
                &*it[name(it).min(it.len())..].to_ascii_lowercase(),
                "datepublished" | "created" | "issued" | "published_time"
            )
        })
    }

    /// What sites write into attributes of their own.
    pub fn attributes(&self, found: &mut Found) {
        for id in 1..self.tree.nodes.len() {
            let Some(told) = self.tree.raw(id, scan::PUBLISHED) else { continue };
            let told = tree::unescape(told);
            let seconds = || day::of_seconds(&told).filter(|_| matches!(told.len(), 10 | 13));
            if let Some(day) =
                day::parse(&told).or_else(|| in_words(&told, self.month_first)).or_else(seconds)
            {
                found.add(Sign::Attribute, day, &self.signs(id, None));
            }
        }
    }

    /// Elements whose class or id speaks of dates.
    pub fn marked(&self, found: &mut Found) {
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            if matches!(node.name(), "" | "body" | "html" | "time") || self.parts[id] & DATED == 0 {
                continue;
            }
            let Some(short) = self.short(id) else { continue };
            for (day, told) in words::days(&short, self.month_first) {
                found.add(Sign::Marked, day, &self.signs(id, told.or_else(|| self.told_before(id))));
            }
        }
    }

    /// Short runs of words.
    pub fn lines(&self, found: &mut Found) {
        let mut last = 0;
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            if node.element.is_silent() {
                last = last.max(node.end);
            }
            if id < last || !node.is_words() {
                continue;
            }
            let words = tree::unescape(node.words);
            let words = words.trim();
            let head = &words[..words.floor_char_boundary(LONGEST)];
            let is_part = head.len() < words.len();
            for (day, told) in words::days(head, self.month_first) {
                let told = told.or_else(|| self.told_before(id));
                found.add(if is_part { Sign::LinePart } else { Sign::Line }, day, &self.signs(id, told));
            }
        }
    }

    /// What the words before a node say of its day.
    fn told_before(&self, id: Id) -> Option<Told> {
        const FARTHEST: usize = 6;
        const LONG: usize = 60;
        let before = self.tree.nodes[id.saturating_sub(FARTHEST)..id].iter().rev();
        let words = before.filter(|it| it.is_words()).map(|it| it.words.trim()).find(|it| !it.is_empty())?;
        words::told_before(&tree::unescape(words)).filter(|_| words.len() <= LONG)
    }

    /// The addresses of pictures often tell when they came.
    pub fn pictures(&self, found: &mut Found) {
        for id in self.tree.named("img") {
            if let Some(day) =
                ["src", "data-src"].into_iter().find_map(|it| address::of_picture(self.tree.raw(id, it)?))
            {
                found.add(Sign::Picture, day, &self.signs(id, None));
            }
        }
    }

    /// The words of an element, if they are few.
    fn short(&self, id: Id) -> Option<String> {
        let end = self.tree.nodes[id].end;
        let few =
            end - id < 60 && self.before.get(end).is_none_or(|it| it - self.before[id] < 2 * LONGEST as u32);
        let inside = || self.tree.nodes[id..end].iter().filter(|it| it.is_words());
        // What stands in two elements is apart, whatever is between them.
        let words = few.then(|| inside().map(|it| tree::unescape(it.words)).collect::<Vec<_>>().join(" "))?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(words).filter(|it| it.len() < LONGEST)
    }

    /// What the place of a day says of it.
    fn signs(&self, id: Id, told: Option<Told>) -> Vec<(Sign, f32)> {
        let (tree, at) = (self.tree, self.before[id] as f32);
        let mut signs = match self.headline {
            None => vec![(Sign::NoHeadline, 1.0)],
            Some(headline) => {
                let start = self.before[headline] as f32;
                match id < headline {
                    true => vec![(Sign::Before, 1.0), (Sign::FarBefore, ((start - at) / 1000.0).min(1.0))],
                    false => vec![(Sign::FarBehind, ((at - start) / 1500.0).min(2.0))],
                }
            }
        };
        let around = self.around[tree.nodes[id].parent];
        signs.extend((0..AROUND.len()).filter(|it| around & 1 << it != 0).map(|it| (AROUND[it], 1.0)));
        signs.push((Sign::InProse, f32::from(self.runs[id] > 2 * LONGEST as u32)));
        let own = [id, tree.nodes[id].parent];
        let says = own
            .into_iter()
            .flat_map(|id| ["class", "itemprop"].into_iter().filter_map(move |it| tree.raw(id, it)));
        let says = says.flat_map(marks::names).collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        let is_changed = || ["modif", "updat"].into_iter().any(|it| says.contains(it));
        match told {
            Some(Told::Published) => signs.push((Sign::ToldPublished, 1.0)),
            Some(Told::Changed) => signs.push((Sign::ToldChanged, 1.0)),
            None if says.contains("publi") => signs.push((Sign::Published, 1.0)),
            None if is_changed() => signs.push((Sign::Changed, 1.0)),
            None => {}
        }
        signs
    }
}

const COMMENT: u32 = marks::bits(&["comment"]);
const BESIDE: u32 = marks::bits(&["nav", "footer", "related", "teaser"]);
const FOOTER: u32 = marks::bits(&["footer"]);
const OWN: u32 = marks::bits(&["article", "body"]);
const DATED: u32 = marks::bits(&["date", "meta", "author"]);

/// How long the run of words is that no edge of an element but of parts of a line divides.
fn runs(tree: &Tree, before: &[u32], sum: u32) -> Vec<u32> {
    let count = tree.nodes.len();
    let mut edges = vec![false; count + 1];
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        if !node.is_words() && !node.element.is_inline() && !node.element.is_silent() {
            edges[id] = true;
            edges[node.end] = true;
        }
    }
    let (mut runs, mut start) = (vec![0; count], 0);
    for id in (1..=count).filter(|it| edges[*it] || *it == count) {
        let length = before.get(id).copied().unwrap_or(sum) - before[start];
        runs[start..id].fill(length);
        start = id;
    }
    runs
}

/// Is it a part of the `article` element that holds the headline?
fn own_article(tree: &Tree, headline: Option<Id>, id: Id) -> bool {
    let article = |id: Id| tree.above(id).find(|it| tree.nodes[*it].name() == "article");
    headline.and_then(article).is_some_and(|own| article(id) == Some(own))
}

/// The first headline that the page's title repeats, else the first of all.
fn headline(tree: &Tree) -> Option<Id> {
    let tidy = |id: Id| tree.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
    let title = tree.named("title").next().map(tidy).unwrap_or_default();
    let title = &title[..title.floor_char_boundary(LONGEST_TITLE)];
    let all =
        |name: &'static str| tree.named(name).map(|id| (id, tidy(id))).filter(|it| !it.1.is_empty()).take(50);
    let repeated = |name: &'static str| all(name).find(|it| it.1.len() > 8 && title.contains(&it.1));
    let found = repeated("h1").or_else(|| repeated("h2")).or_else(|| all("h1").next());
    found.map(|it| it.0)
}
