//! A page → the day it shows its readers: `time` elements, its address, its words.
//!
//! What a page says for programs goes before this (see [`metadata`](super::metadata)).
//! Of several days the first that stands behind the headline is taken: what
//! stands before it is today's, what stands far behind belongs to other articles.

use jiff::civil::{self, Date};

use super::{
    day,
    page::{
        marks,
        tree::{Id, Tree},
    },
};
use crate::language;

/// The day, as far as the page shows one.
pub fn find(tree: &Tree, url: Option<&str>) -> Option<Date> {
    let headline = headline(tree);
    let month = url.and_then(month_of_address);
    let agrees = |it: &Date| month.is_none_or(|month| month == (it.year(), it.month()));
    let told = timed(tree, headline);
    let of_address = || of_address(url?);
    told.filter(agrees).or_else(of_address).or_else(|| shown(tree, headline, agrees)).or(told)
}

/// The first headline that the page's title repeats, else the first of all.
fn headline(tree: &Tree) -> Id {
    let tidy = |id: Id| tree.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
    let title = tree.named("title").next().map(tidy).unwrap_or_default();
    let all: Vec<_> = tree.named("h1").map(|id| (id, tidy(id))).filter(|it| !it.1.is_empty()).collect();
    all.iter().find(|it| title.contains(&it.1)).or(all.first()).map_or(0, |it| it.0)
}

/// The day of the `time` element, or what is marked up like one, that is the article's.
fn timed(tree: &Tree, headline: Id) -> Option<Date> {
    let told = |id: Id| {
        ["datetime", "content", "title"].into_iter().find_map(|it| day::parse(&tree.attribute(id, it)?))
    };
    let published = (1..tree.nodes.len()).find_map(|id| {
        let is_published =
            tree.raw(id, "itemprop").is_some_and(|it| it.eq_ignore_ascii_case("datePublished"))
                || tree.raw(id, "pubdate").is_some();
        if is_published && tree.nodes[id].name() != "meta" { told(id) } else { None }
    });
    let is_first = |id: &Id| {
        let says = ["class", "itemprop"].into_iter().filter_map(|it| tree.raw(*id, it)).collect::<String>();
        !says.contains("odified") && (!says.contains("updated") || says.contains("published"))
    };
    let times: Vec<Id> = tree.named("time").filter(|it| is_first(it) && !is_beside(tree, *it)).collect();
    let of_element = |id: Id| told(id).or_else(|| in_words(&tree.text(id), is_month_first(tree)));
    published.or_else(|| nearest(&times, headline).find_map(of_element))
}

/// What stands around the headline first, then what stands behind, then what stands before it.
fn nearest(ids: &[Id], headline: Id) -> impl Iterator<Item = Id> {
    let (before, behind): (Vec<Id>, Vec<Id>) = ids.iter().partition(|it| **it < headline);
    behind.into_iter().chain(before.into_iter().rev())
}

const BESIDE: u32 = marks::bits(&["comment", "nav", "footer"]);
const DATED: u32 = marks::bits(&["date", "meta", "author"]);

/// Does it belong to comments, or to other articles?
fn is_beside(tree: &Tree, id: Id) -> bool {
    tree.above(id)
        .take_while(|it| !matches!(tree.nodes[*it].name(), "article" | "body" | "main"))
        .any(|it| matches!(tree.nodes[it].name(), "aside" | "nav" | "footer") || marked(tree, it, BESIDE))
}

/// Does the element's class or id speak of one of these parts?
fn marked(tree: &Tree, id: Id, parts: u32) -> bool {
    let values = ["class", "id"].into_iter().filter_map(|it| tree.raw(id, it));
    values.map(marks::read).any(|it| it & parts != 0)
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

/// Year and month, where an address holds no more: `/2026/03/crue`.
fn month_of_address(url: &str) -> Option<(i16, i8)> {
    let parts: Vec<&str> = url.split('/').collect();
    parts.windows(2).skip(2).find_map(|it| {
        let day = if it[1].len() == 2 { date(it[0], it[1], "1")? } else { return None };
        Some((day.year(), day.month()))
    })
}

/// The day in the page's words: in what is marked as a date, else in short lines behind the headline.
fn shown(tree: &Tree, headline: Id, agrees: impl Fn(&Date) -> bool) -> Option<Date> {
    const LONGEST: usize = 120;
    let month_first = is_month_first(tree);
    let elements =
        || (1..tree.nodes.len()).filter(|it| !matches!(tree.nodes[*it].name(), "" | "body" | "html"));
    let dated: Vec<Id> = elements().filter(|it| marked(tree, *it, DATED)).collect();
    let read = |id: Id| {
        // Long elements are no dates, and their words are not put together in vain.
        let words = (tree.nodes[id].end - id < 60).then(|| tree.text(id))?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let day = if words.len() < LONGEST { in_words(&words, month_first) } else { None };
        day.filter(|_| !is_beside(tree, id))
    };
    let is_words = |it: &Id| {
        let node = &tree.nodes[*it];
        node.name().is_empty() && !NO_WORDS.contains(&tree.nodes[node.parent].name())
    };
    let lines: Vec<Id> = (1..tree.nodes.len()).filter(is_words).collect();
    let read_line = |id: Id| {
        let words = tree.nodes[id].words.trim();
        let head = &words[..words.floor_char_boundary(LONGEST)];
        in_words(head, month_first).filter(|_| !is_beside(tree, id))
    };
    let found =
        nearest(&dated, headline).filter_map(read).chain(nearest(&lines, headline).filter_map(read_line));
    let mut found = found.peekable();
    let first = found.peek().copied();
    found.find(agrees).or(first)
}

const NO_WORDS: &[&str] = &["script", "style", "title", "textarea", "option", "noscript"];

/// Does the page's locale write the month before the day?
fn is_month_first(tree: &Tree) -> bool {
    let locale = tree.named("html").next().and_then(|it| tree.raw(it, "lang")).unwrap_or("");
    locale.eq_ignore_ascii_case("en-us") || locale.eq_ignore_ascii_case("en_us")
}

/// The first day that is told whole: `5 mars 2026`, `March 5, 2026`, `05/03/2026`, `2026-03-05`.
fn in_words(text: &str, month_first: bool) -> Option<Date> {
    if !text.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    let words: Vec<String> = text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .filter(|it| language::common("months").get(it).is_none_or(|row| row[1] != "0"))
        .collect();
    let days: Vec<&str> = words.iter().map(|it| it.trim_end_matches(|c: char| c.is_alphabetic())).collect();
    let month = |at: usize| language::common("months").get(words[at].trim_end_matches('.')).map(|row| row[1]);
    (0..words.len().saturating_sub(2)).find_map(|at| {
        let [first, second, third] = [at, at + 1, at + 2];
        if let Some(month) = month(second) {
            return date(&words[third], month, or_words(days[first]));
        }
        if let Some(month) = month(first) {
            return date(&words[third], month, or_words(days[second]));
        }
        match words[first].len() {
            4 => date(&words[first], &words[second], &words[third]),
            2 if words[third].len() == 2 && text.contains(['.', '/']) && words[second].len() == 2 => {
                date(&format!("20{}", words[third]), &words[second], &words[first])
            }
            1 | 2 if month_first => date(&words[third], &words[first], &words[second]),
            1 | 2 => date(&words[third], &words[second], &words[first])
                .or_else(|| date(&words[third], &words[first], &words[second])),
            _ => None,
        }
    })
}

fn or_words(day: &str) -> &str {
    if day.is_empty() { "0" } else { day }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|it| (1990..2100).contains(it))?;
    civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
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
    fn what_is_no_day_is_none() {
        check("<h1>La crue</h1><p>Le 5 mars, la digue tenait. © 2026", "https://fanal.example/12345678", "");
    }
}
