//! Dates in figures: `2020-05-12`, `12/05/2020`, `3/2015`, `22/04`.

use jiff::civil::Date;

use super::{Found, Scan, nearest, parts::Part};
use crate::dates::value::{Grain, Value};

impl Scan<'_> {
    /// `2020-05-12`, `12/05/2020`, `12.5.20`.
    pub(super) fn written(&self, at: usize) -> Option<Found> {
        let mark = self.gap(at + 1).filter(|it| matches!(*it, "/" | "-" | "."))?;
        if self.gap(at + 2)? != mark {
            return None;
        }
        let (a, b, c) = (self.figures(at)?, self.figures(at + 1)?, self.figures(at + 2)?);
        let (year, month, day) = match (a > 31, self.dates.day_first || a > 12) {
            (true, _) => (a, b, c),
            (false, true) if b <= 12 => (c, b, a),
            _ => (c, a, b),
        };
        let year = match year {
            0..=49 => 2000 + year,
            50..=99 => 1900 + year,
            _ => year,
        };
        let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        Some(Found {
            end: at + 3,
            value: Some(Value::day(date)),
            relative: false,
            how: "a date in figures".into(),
        })
    }

    /// The figures that a word begins with; those of a time of day may hang on behind (`16T12`).
    pub(super) fn figures(&self, at: usize) -> Option<i32> {
        let word = self.tokens.get(at)?.lower.as_str();
        let end = word.find(|it: char| !it.is_ascii_digit()).unwrap_or(word.len());
        let rest = word.get(end..)?;
        (rest.is_empty() || rest.starts_with('t')).then(|| word.get(..end)?.parse().ok())?
    }

    /// `3/2015`, `2016-11`, `22/04`.
    pub(super) fn month_in_figures(&self, at: usize) -> Option<Found> {
        let mark = self.gap(at + 1)?.trim();
        if !matches!(mark, "/" | "-" | ".") || self.gap(at + 2).is_some_and(|it| it == mark) {
            return None;
        }
        let (a, b) = (self.figures(at)?, self.figures(at + 1)?);
        let year = |it: i32| (1900..=2100).contains(&it).then_some(it as i16);
        let month = |it: i32| (1..=12).contains(&it).then_some(it as i8);
        let of_year = year(a).zip(month(b)).or_else(|| year(b).zip(month(a)));
        if let Some((year, month)) = of_year {
            let start = Date::new(year, month, 1).ok()?;
            let value = Some(Value { start, grain: Grain::Month });
            return Some(Found { end: at + 2, value, relative: false, how: "a month in figures".into() });
        }
        // “9/11”, “24/7”, “3/4” are names and fractions; a leading zero or a day past 12 is a date.
        let long = |it: usize| self.tokens.get(it).is_some_and(|it| it.lower.len() == 2);
        let slash = mark == "/" && (a, b) != (24, 7) && (a > 12 || b > 12 || long(at) && long(at + 1));
        if !slash && !self.said_as_day(at, a, b) {
            return None;
        }
        let (day, month) =
            if b > 12 || !self.dates.day_first && a <= 12 { (b, month(a)?) } else { (a, month(b)?) };
        let day = i8::try_from(day).ok()?;
        if let Some(year) = self.year_in_figures(at + 2) {
            let value = Date::new(year, month, day).ok().map(Value::day);
            return Some(Found { end: at + 3, value, relative: false, how: "a date in figures".into() });
        }
        let value = self.reference.and_then(|it| nearest(it, month, day, None, -1));
        let how = self.about("a day and month in figures, the last such day on or before the article's date");
        Some(Found { end: at + 2, value: value.map(Value::day), relative: true, how })
    }

    /// “on 4.22”: where the month comes first, a word before it and no noun behind tell it from a number.
    fn said_as_day(&self, at: usize, month: i32, day: i32) -> bool {
        let before = at.checked_sub(1).is_some_and(|it| self.is(it, Part::Filler).is_some());
        let ends = self.gap(at + 2).is_none_or(|it| !it.trim().is_empty() || it.contains('\n'));
        !self.dates.day_first && (1..=12).contains(&month) && (13..=31).contains(&day) && before && ends
    }

    /// “08/12, 2015”, “08/12,15”.
    fn year_in_figures(&self, at: usize) -> Option<i16> {
        let year = self.figures(at).filter(|_| self.gap(at).is_some_and(|it| it.trim() == ","))?;
        match year {
            0..=49 => Some(2000 + year as i16),
            50..=99 => Some(1900 + year as i16),
            1000..=2200 => Some(year as i16),
            _ => None,
        }
    }

    /// Past a time of day: `15:50:06`.
    pub(super) fn past_clock(&self, at: usize) -> usize {
        let minutes = |at: usize| self.figures(at).is_some() && self.gap(at).is_some_and(|it| it == ":");
        match (self.figures(at).is_some() && minutes(at + 1), minutes(at + 2)) {
            (true, true) => at + 3,
            (true, false) => at + 2,
            _ => at,
        }
    }
}
