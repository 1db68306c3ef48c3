//! Words → the day they tell whole.

use jiff::civil::{self, Date};

use crate::{article::page::tree::Tree, language};

/// Does the page's locale write the month before the day?
pub fn is_month_first(tree: &Tree) -> bool {
    let locale = tree.named("html").next().and_then(|it| tree.raw(it, "lang")).unwrap_or("");
    locale.eq_ignore_ascii_case("en-us") || locale.eq_ignore_ascii_case("en_us")
}

/// The first day that is told whole: `5 mars 2026`, `March 5th, 2026`, `05/03/2026`, `2026-03-05`.
pub fn in_words(text: &str, month_first: bool) -> Option<Date> {
    if !text.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    let months = language::common("months");
    let lower = text.to_lowercase();
    let words: Vec<&str> = runs(&lower).filter(|it| months.get(it).is_none_or(|row| row[1] != "0")).collect();
    let month = |at: usize| months.get(words[at]).map(|row| row[1]);
    (0..words.len().saturating_sub(2)).find_map(|at| {
        let [first, second, third] = [at, at + 1, at + 2];
        if let Some(month) = month(second) {
            let year = year(words[third]);
            return date(&year, month, words[first]);
        }
        if let Some(month) = month(first) {
            // An hour may stand before the year.
            let later = words[third..].iter().take(3).find(|it| it.len() == 4)?;
            return date(later, month, words[second]);
        }
        if let Some(month) = month(third) {
            return date(words[first], month, words[second]);
        }
        match words[first].len() {
            4 => date(words[first], words[second], words[third]),
            2 if words[third].len() == 2 && text.contains(['.', '/']) && words[second].len() == 2 => {
                date(&year(words[third]), words[second], words[first])
            }
            1 | 2 if month_first => date(words[third], words[first], words[second])
                .or_else(|| date(words[third], words[second], words[first])),
            1 | 2 => date(words[third], words[second], words[first])
                .or_else(|| date(words[third], words[first], words[second])),
            _ => None,
        }
    })
}

/// Runs of digits, and of letters.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|it: char| !it.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_same = |it: char| it.is_alphanumeric() && it.is_ascii_digit() == first.is_ascii_digit();
        let end = rest.find(|it| !is_same(it)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

/// A year of two figures is of this century.
fn year(digits: &str) -> String {
    let is_short = digits.len() == 2 && digits.bytes().all(|it| it.is_ascii_digit());
    if is_short { format!("20{digits}") } else { digits.into() }
}

/// The day of these figures, if there is one.
pub fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|it| (1990..2100).contains(it))?;
    civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
