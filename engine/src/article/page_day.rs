//! A page → the day it shows its readers: `time` elements, its address, its words.
//!
//! What a page says for programs goes before this (see [`metadata`](super::metadata)).
//! A page shows many days: today's, those of comments and of other articles. Each is
//! weighed by what marks it and by how near it stands to the headline; days that
//! several means agree on weigh more.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{
    day,
    page::{
        marks,
        tree::{Id, Tree},
    },
};

mod scripts;
mod words;

use words::{date, in_words};

/// The day, as far as the page shows one.
pub fn find(tree: &Tree, url: Option<&str>) -> Option<Date> {
    let page = Page::new(tree);
    let mut found = Found::default();
    page.times(&mut found);
    page.marked(&mut found);
    page.lines(&mut found);
    for (day, is_published, later) in scripts::days(tree) {
        let means = if is_published { Sign::ScriptPublished } else { Sign::ScriptCreated };
        found.add(means, day, &[(Sign::Later, later)]);
    }
    let own = page.canonical().filter(|it| of_address(it).is_some());
    let url = own.as_deref().or(url);
    if let Some(day) = url.and_then(of_address) {
        found.add(Sign::Address, day, &[]);
    }
    page.pictures(&mut found);
    found.best(url.and_then(month_of_address))
}

/// What is seen of a day: first the means by which it was found, then what speaks for and against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A `time` element, or one that is marked up as the day of publication.
    Time,
    TimePublished,
    /// An element whose class or id speaks of dates.
    Marked,
    /// A short run of words, and the beginning of a long one.
    Line,
    LinePart,
    /// A field of a script's record.
    ScriptPublished,
    ScriptCreated,
    /// The page's address, or a picture's.
    Address,
    Picture,
    /// Before the headline; how far before it and behind it.
    Before,
    FarBefore,
    FarBehind,
    NoHeadline,
    /// In comments; in menus, footers or beside; in what is quoted; in a paragraph.
    Comment,
    Beside,
    Quoted,
    InProse,
    /// Class or markup speak of changes, or of publication.
    Changed,
    Published,
    /// How many other days the scripts told before.
    Later,
    /// Not of the month in the page's address.
    Elsewhen,
}

/// What each sign weighs; more speaks against the day.
// Fitted on trafilatura's pages by a conditional logit held close to weights set by hand; the
// same 83 % of days are right on sites left out (lab/runs/2026-11-22-pages).
fn weight(sign: Sign) -> f32 {
    match sign {
        Sign::Time => 0.8,
        Sign::TimePublished => 0.2,
        Sign::Marked => 1.4,
        Sign::Line => 2.3,
        Sign::LinePart => 3.5,
        Sign::ScriptPublished => 1.0,
        Sign::ScriptCreated => 2.0,
        Sign::Address => 1.3,
        Sign::Picture => 5.0,
        Sign::Before => 0.4,
        Sign::FarBefore => 3.0,
        Sign::FarBehind => 1.6,
        Sign::NoHeadline => 1.0,
        Sign::Comment => 3.0,
        Sign::Beside => 1.5,
        Sign::Quoted => 2.0,
        Sign::InProse => 0.9,
        Sign::Changed => 1.4,
        Sign::Published => -0.6,
        Sign::Later => 0.7,
        Sign::Elsewhen => 2.3,
    }
}

/// No page that is read by people shows more days.
const MOST: usize = 2000;

/// The days that were found, each by its means and with what speaks against it.
#[derive(Default)]
struct Found(Vec<(Sign, Date, f32)>);

impl Found {
    /// Of a day that the same means gives twice, the better place counts.
    fn add(&mut self, means: Sign, day: Date, signs: &[(Sign, f32)]) {
        let against = |it: &(Sign, f32)| weight(it.0) * it.1;
        let cost = weight(means) + signs.iter().map(against).sum::<f32>();
        let is_full = self.0.len() >= MOST;
        match self.0.iter_mut().find(|it| it.0 == means && it.1 == day) {
            Some(known) => known.2 = known.2.min(cost),
            None if is_full => {}
            None => self.0.push((means, day, cost)),
        }
    }

    /// The day that most speaks for, and least against.
    fn best(&self, month: Option<(i16, i8)>) -> Option<Date> {
        let speaks = |day: Date| {
            let own = self.0.iter().filter(|it| it.1 == day).map(|it| (-it.2).exp());
            let agrees = month.is_none_or(|it| it == (day.year(), day.month()));
            own.sum::<f32>() * if agrees { 1.0 } else { (-weight(Sign::Elsewhen)).exp() }
        };
        let mut days: Vec<(f32, Date)> = self.0.iter().map(|it| (speaks(it.1), it.1)).collect();
        days.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        days.first().map(|it| it.1)
    }
}

/// So much of a page's title is looked at, in bytes.
const LONGEST_TITLE: usize = 1000;
/// Longest line, in bytes, that may tell the day.
const LONGEST: usize = 120;

/// What the places on a page are weighed by.
struct Page<'p, 'h> {
    tree: &'p Tree<'h>,
    headline: Option<Id>,
    /// How many bytes of words stand before each node.
    before: Vec<u32>,
    month_first: bool,
    /// What each element's class and id speak of.
    parts: Vec<u32>,
    /// What stands around each node: comments, what is beside, quotations; a bit each.
    around: Vec<u8>,
}

/// What may stand around a day, in the order of the bits.
const AROUND: [Sign; 3] = [Sign::Comment, Sign::Beside, Sign::Quoted];

impl<'p, 'h> Page<'p, 'h> {
    fn new(tree: &'p Tree<'h>) -> Page<'p, 'h> {
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
        let before = before.collect();
        let headline = headline(tree);
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut parts = vec![0; tree.nodes.len()];
        let mut around = vec![0; tree.nodes.len()];
        for (id, node) in tree.nodes.iter().enumerate().skip(1) {
            for (_, value) in tree.attributes(id).iter().filter(|it| matches!(it.0, "class" | "id")) {
                parts[id] |= *known.entry(value).or_insert_with(|| marks::read(value));
            }
            let holds_headline = headline.is_some_and(|own| id <= own && own < node.end);
            let own = match node.name() {
                "article" | "body" | "main" => continue,
                _ if holds_headline => continue,
                _ if parts[id] & COMMENT != 0 => 1,
                "blockquote" => 4,
                "aside" | "nav" | "footer" => 2,
                _ if parts[id] & BESIDE != 0 => 2,
                _ => 0,
            };
            around[id] = around[node.parent] | own;
        }
        Page { tree, headline, before, month_first: words::is_month_first(tree), parts, around }
    }

    fn canonical(&self) -> Option<String> {
        let is_canonical =
            |id: &Id| self.tree.raw(*id, "rel").is_some_and(|it| it.eq_ignore_ascii_case("canonical"));
        let link = self.tree.named("link").find(is_canonical)?;
        Some(self.tree.attribute(link, "href")?.into_owned())
    }

    /// `time` elements, and what is marked up as the day of publication.
    fn times(&self, found: &mut Found) {
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let is =
                |name: &str| self.tree.raw(id, "itemprop").is_some_and(|it| it.eq_ignore_ascii_case(name));
            let is_published = is("datePublished") || self.tree.raw(id, "pubdate").is_some();
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
                found.add(means, day, &self.signs(id));
            }
        }
    }

    /// Elements whose class or id speaks of dates.
    fn marked(&self, found: &mut Found) {
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            if matches!(node.name(), "" | "body" | "html" | "time") || self.parts[id] & DATED == 0 {
                continue;
            }
            if let Some(day) = self.short(id).and_then(|it| in_words(&it, self.month_first)) {
                found.add(Sign::Marked, day, &self.signs(id));
            }
        }
    }

    /// Short runs of words.
    fn lines(&self, found: &mut Found) {
        let mut last = 0;
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            if node.element.is_silent() {
                last = last.max(node.end);
            }
            if id < last || !node.is_words() {
                continue;
            }
            let words = node.words.trim();
            let head = &words[..words.floor_char_boundary(LONGEST)];
            let is_part = head.len() < words.len();
            if let Some(day) = in_words(head, self.month_first) {
                found.add(if is_part { Sign::LinePart } else { Sign::Line }, day, &self.signs(id));
            }
        }
    }

    /// The addresses of pictures often tell when they came.
    fn pictures(&self, found: &mut Found) {
        for id in self.tree.named("img") {
            if let Some(day) =
                ["src", "data-src"].into_iter().find_map(|it| of_picture(self.tree.raw(id, it)?))
            {
                found.add(Sign::Picture, day, &self.signs(id));
            }
        }
    }

    /// The words of an element, if they are few.
    fn short(&self, id: Id) -> Option<String> {
        let end = self.tree.nodes[id].end;
        let few =
            end - id < 60 && self.before.get(end).is_none_or(|it| it - self.before[id] < 2 * LONGEST as u32);
        let words = few.then(|| self.tree.text(id))?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(words).filter(|it| it.len() < LONGEST)
    }

    /// What the place of a day says of it.
    fn signs(&self, id: Id) -> Vec<(Sign, f32)> {
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
        let block = tree.above(id).find(|it| !tree.nodes[*it].element.is_inline()).unwrap_or(0);
        let end = tree.nodes[block].end;
        let length = self.before.get(end).copied().unwrap_or(u32::MAX) - self.before[block];
        if tree.nodes[id].element.is_inline() || tree.nodes[id].is_words() {
            signs.push((Sign::InProse, f32::from(length > 2 * LONGEST as u32)));
        }
        let own = [id, tree.nodes[id].parent];
        let says = own
            .into_iter()
            .flat_map(|id| ["class", "itemprop"].into_iter().filter_map(move |it| tree.raw(id, it)));
        let says = says.collect::<String>().to_ascii_lowercase();
        if says.contains("publi") {
            signs.push((Sign::Published, 1.0));
        } else if ["modif", "updat"].into_iter().any(|it| says.contains(it)) {
            signs.push((Sign::Changed, 1.0));
        }
        signs
    }
}

const COMMENT: u32 = marks::bits(&["comment"]);
const BESIDE: u32 = marks::bits(&["nav", "footer", "related", "teaser"]);
const DATED: u32 = marks::bits(&["date", "meta", "author"]);

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

/// The day in an address: `/2026/03/05/`, `/2026-03-05`, `20260305`.
fn of_address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |it| it.1);
    let path = path.split_once('/')?.1;
    let parts: Vec<&str> = path.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let whole = parts.windows(3).find_map(|it| {
        if it[0].len() == 4 && it[1].len() <= 2 && it[2].len() <= 2 {
            date(it[0], it[1], it[2])
        } else {
            None
        }
    });
    let compact =
        || parts.iter().filter(|it| it.len() == 8).find_map(|it| date(&it[..4], &it[4..6], &it[6..]));
    whole.or_else(compact)
}

/// The day in a picture's address: whole folders, or eight figures.
fn of_picture(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split('/').collect();
    let folders =
        parts.windows(4).find_map(|it| if it[0].len() == 4 { date(it[0], it[1], it[2]) } else { None });
    let figures = || {
        url.split(|it: char| !it.is_ascii_digit())
            .filter(|it| it.len() == 8 || it.len() == 14)
            .find_map(|it| date(&it[..4], &it[4..6], &it[6..8]))
    };
    folders.or_else(figures)
}

/// Year and month, where an address holds no more: `/2026/03/crue`.
fn month_of_address(url: &str) -> Option<(i16, i8)> {
    let parts: Vec<&str> = url.split('/').collect();
    parts.windows(2).skip(2).find_map(|it| {
        let day = if it[1].len() == 2 { date(it[0], it[1], "1")? } else { return None };
        Some((day.year(), day.month()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, url: &str, day: &str) {
        let tree = Tree::parse(html).expect("a page");
        assert_eq!(find(&tree, Some(url)).map_or(String::new(), |it| it.to_string()), day, "{html}");
    }

    #[test]
    fn a_day_is_found_where_readers_see_it() {
        check("<h1>La crue</h1><time datetime='2026-03-05T07:00'>jeudi</time>", "", "2026-03-05");
        check("<p>La crue", "https://fanal.example/2026/03/05/crue.html", "2026-03-05");
        check(
            "<p>9 mars 2026<h1>La crue</h1><p class=date>Publié le jeudi 5 mars 2026 à 7h",
            "",
            "2026-03-05",
        );
        check("<h1>The flood</h1><div>By Ann Orme | March 5th, 2026", "", "2026-03-05");
        check("<h1>La crue</h1><span>05/03/2026 - 07:12</span>", "", "2026-03-05");
        check("<html lang=en-US><h1>The flood</h1><span>03/05/2026</span>", "", "2026-03-05");
    }

    #[test]
    fn of_several_days_the_one_at_the_headline_counts() {
        check(
            "<div class=date>9 mars 2026</div><ul><li>Une<li>Deux</ul><article><time>5 mars 2026</time><h1>La crue</h1>\
             <blockquote><time datetime=2026-03-01>1 mars</time></blockquote><p>Texte</article>\
             <div class=comments><time datetime=2026-03-08>8 mars</time></div>",
            "",
            "2026-03-05",
        );
        check(
            "<article><h1>La crue</h1><footer><time datetime='05.03.2026'>05.03.2026</time></footer></article>",
            "",
            "2026-03-05",
        );
    }

    #[test]
    fn a_script_tells_what_it_calls_the_day_of_publication() {
        check(
            "<h1>La crue</h1><script>page = {'updated': '2026-04-01', 'publish_date': '2026-03-05T07:00'}</script>",
            "",
            "2026-03-05",
        );
        check("<h1>La crue</h1><script>{&q;published&q;:&q;2026-03-05&q;}</script>", "", "2026-03-05");
        check("<h1>La crue</h1><script>{\"postDate\": \"5. M\u{e4}rz 2026\"}</script>", "", "2026-03-05");
        check("<h1>La crue</h1><script>{\"expires\": \"2026-03-05\"}</script>", "", "");
    }

    #[test]
    fn a_picture_tells_its_day_where_nothing_else_does() {
        check("<h1>La crue</h1><img src='/up/2026/03/05/crue.jpg'>", "", "2026-03-05");
    }

    #[test]
    fn what_is_no_day_is_none() {
        check("<h1>La crue</h1><p>Le 5 mars, la digue tenait. © 2026", "https://fanal.example/12345678", "");
    }
}
