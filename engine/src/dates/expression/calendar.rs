//! Days and months by their names: `Tuesday 12 May 2020`, `le 1er juillet`, `end of March`.

use jiff::civil::Date;

use super::{Found, Scan, nearest, parts::Part};
use crate::dates::value::{Grain, Value, plus_months};

impl Scan<'_> {
    /// `Tuesday 12 May 2020`, `le 1er juillet`, `May 12`, `March 2019`, `mars dernier`, `in March`, `end of March`.
    pub(super) fn calendar(&self, at: usize) -> Option<Found> {
        let (weekday, from) = match self.weekday_at(at) {
            Some((weekday, next)) => (Some(weekday), self.past_fillers(next)),
            None => (None, at),
        };
        if weekday.is_some() && !self.joined(from) {
            return None;
        }
        self.day_of_month(from, weekday).or_else(|| self.whole_month(at))
    }

    pub(super) fn day_of_month(&self, at: usize, weekday: Option<i8>) -> Option<Found> {
        let day_first = self.day_number(at).and_then(|(day, next)| {
            let next = self.past_fillers(next);
            let (month, end) = self.month(next).filter(|_| self.joined(next))?;
            Some((day, month, end))
        });
        let month_first = || {
            let (month, next) = self.month(at)?;
            let next = self.past_fillers(next);
            let (day, end) = self.day_number(next).filter(|_| self.joined(next))?;
            // “En décembre, un rapport ...”
            let figures = self.tokens.get(next)?.lower.starts_with(|it: char| it.is_ascii_digit());
            (figures || !self.dates.day_first && day > 1).then_some((day, month, end))
        };
        let (day, month, end) = day_first.or_else(month_first)?;
        let next = self.past_clock(self.past_fillers(end));
        if let Some((year, end)) = self.any_year(next).filter(|_| self.joined(next)) {
            let date = Date::new(year, month, day).ok()?;
            let how = "a whole date".into();
            return Some(Found { end, value: Some(Value::day(date)), relative: false, how });
        }
        if let Some(number) = self.figures(next).filter(|it| (32..=99).contains(it) && self.joined(next)) {
            let date = Date::new(1900 + number as i16, month, day).ok()?;
            let how = "a date with a year of two figures".into();
            return Some(Found { end: next + 1, value: Some(Value::day(date)), relative: false, how });
        }
        let (shift, end) = match self.shift(end).filter(|_| self.joined(end)) {
            Some((shift, end)) => (shift, end),
            None => (-1, end),
        };
        let value = self.reference.and_then(|it| nearest(it, month, day, weekday, shift));
        let how = match (shift, self.reference) {
            (_, None) => "a day and month without a year".into(),
            (1, Some(it)) => format!("the next such day after {it}"),
            (_, Some(it)) => format!("the last such day on or before {it}"),
        };
        Some(Found { end, value: value.map(Value::day), relative: true, how })
    }

    pub(super) fn whole_month(&self, at: usize) -> Option<Found> {
        let month_of = |date: Date| Value::around(date, Grain::Month);
        if let Some((month, next)) = self.month(at) {
            let year_at = self.past_fillers(next);
            if let Some((year, end)) = self.any_year(year_at).filter(|_| self.joined(year_at)) {
                let value = Date::new(year, month, 1).ok().map(month_of);
                return Some(Found { end, value, relative: false, how: "a month and year".into() });
            }
            if let Some((shift, end)) = self.shift(next).filter(|_| self.joined(next)) {
                return Some(self.bare_month(month, shift, end));
            }
            return None;
        }
        if let Some((shift, next)) = self.shift(at) {
            let (month, end) = self.month(next).filter(|_| self.joined(next))?;
            return Some(self.bare_month(month, shift, end));
        }
        if let Some((year, next)) = self.year(at) {
            let (month, end) = self.month(next).filter(|_| self.joined(next))?;
            let value = Date::new(year, month, 1).ok().map(month_of);
            return Some(Found { end, value, relative: false, how: "a month and year".into() });
        }
        let next = self.is(at, Part::Edge).or_else(|| self.is(at, Part::Intro))?;
        let next = self.past_fillers(next);
        let next = self.is(next, Part::Edge).map_or(next, |it| self.past_fillers(it));
        if !self.joined(next) {
            return None;
        }
        let (month, end) = self.month(next)?;
        // A day behind it makes it another kind of date.
        self.whole_month(next)
            .or_else(|| self.day_number(end).is_none().then(|| self.bare_month(month, -1, end)))
    }

    pub(super) fn bare_month(&self, month: i8, shift: i32, end: usize) -> Found {
        let value = self.reference.and_then(|it| {
            let this = Date::new(it.year(), month, 1).ok()?;
            let years = match shift {
                1 => i64::from(month <= it.month()),
                0 => 0,
                _ => -i64::from(month > it.month()),
            };
            Some(Value::around(plus_months(this, 12 * years), Grain::Month))
        });
        let how = match self.reference {
            None => "a month without a year".into(),
            Some(it) if shift == 1 => format!("the next such month after {it}"),
            Some(it) => format!("the last such month on or before {it}"),
        };
        Found { end, value, relative: true, how }
    }
}
