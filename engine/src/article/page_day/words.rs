//! Words → the day they tell whole.

use jiff::civil::{self, Date};

use crate::{article::page::tree::Tree, language};

/// Does the page's locale write the month before the day?
pub fn is_month_first(tree: &Tree) -> bool {
    let locale = tree.named("html").next().and_then(|it| tree.raw(it, "lang")).unwrap_or("");
    locale.eq_ignore_ascii_case("en-us") || locale.eq_ignore_ascii_case("en_us")
}

/// What the words before a day say that happened on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Published,
    Changed,
}

/// The first day that is told whole: `5 mars 2026`, `March 5th, 2026`, `05/03/2026`, `2026-03-05`.
pub fn in_words(text: &str, month_first: bool) -> Option<Date> {
    days(text, month_first).first().map(|it| it.0)
}

/// All days that are told whole, each with what the words before it say of it.
pub fn days(text: &str, month_first: bool) -> Vec<(Date, Option<Told>)> {
    if !text.bytes().any(|it| it.is_ascii_digit()) {
        return Vec::new();
    }
    let months = language::common("months");
    let lower = text.to_lowercase();
    let is_short = text.contains(['.', '/']);
    let words: Vec<Word> =
        runs(&lower).filter(|it| months.get(it.text).is_none_or(|row| row[1] != "0")).collect();
    let (mut found, mut at, mut from) = (Vec::new(), 0, 0);
    while at + 2 < words.len() {
        let Some(day) = day(&words[at..], month_first, is_short) else {
            at += 1;
            continue;
        };
        let before = told(words[from..at].iter().rev());
        at += 3;
        found.push((day, before.or_else(|| told(words[at..].iter()))));
        from = at;
    }
    found
}

/// What the nearest of these words that says anything says.
fn told<'w>(words: impl Iterator<Item = &'w Word<'w>>) -> Option<Told> {
    const FARTHEST: usize = 6;
    let table = language::common("day-words");
    let kind = words.take(FARTHEST).find_map(|it| table.get(it.text))?[1];
    Some(if kind == "published" { Told::Published } else { Told::Changed })
}

/// What words say that end before a day.
pub fn told_before(text: &str) -> Option<Told> {
    let lower = text.to_lowercase();
    let words: Vec<Word> = runs(&lower).collect();
    told(words.iter().rev())
}

/// The day that begins with the first of these words.
fn day(words: &[Word], month_first: bool, is_short: bool) -> Option<Date> {
    let months = language::common("months");
    let month = |it: &Word| months.get(it.text).map(|row| row[1]);
    let (first, second, third) = (&words[0], &words[1], &words[2]);
    if let Some(month) = month(second) {
        return date(&third.year()?, month, first.text);
    }
    if let Some(month) = month(first) {
        // An hour may stand before the year.
        let later = words[2..].iter().take(3).find(|it| it.text.len() == 4)?;
        return date(later.text, month, second.text);
    }
    if let Some(month) = month(third) {
        return date(first.text, month, second.text);
    }
    if words[..3].iter().any(|it| it.is_hour) {
        return None;
    }
    let [one, two, three] = [first.text, second.text, third.text];
    match one.len() {
        4 => date(one, two, three),
        2 if three.len() == 2 && is_short && two.len() == 2 => date(&third.year()?, two, one),
        1 | 2 if month_first => date(three, one, two).or_else(|| date(three, two, one)),
        1 | 2 => date(three, two, one).or_else(|| date(three, one, two)),
        _ => None,
    }
}

/// A run of digits, or of letters.
struct Word<'t> {
    text: &'t str,
    /// Does a colon follow, as behind an hour?
    is_hour: bool,
}

impl Word<'_> {
    /// As a year; one of two figures is of this century.
    fn year(&self) -> Option<String> {
        let is_short = self.text.len() == 2 && self.text.bytes().all(|it| it.is_ascii_digit());
        match is_short {
            true if self.is_hour => None,
            true => Some(format!("20{}", self.text)),
            false => Some(self.text.into()),
        }
    }
}

fn runs(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|it: char| !it.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_same = |it: char| it.is_alphanumeric() && it.is_ascii_digit() == first.is_ascii_digit();
        let end = rest.find(|it| !is_same(it)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(Word { text: run, is_hour: after.starts_with(':') })
    })
}

/// The day of these figures, if there is one.
pub fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|it| (1990..2100).contains(it))?;
    civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
