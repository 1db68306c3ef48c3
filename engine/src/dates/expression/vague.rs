//! What a word before it makes a date: `en 2019`, `on the 15th`; a month alone.

use jiff::civil::Date;

use super::{Found, Scan, parts::Part};
use crate::dates::value::{Grain, Value, plus_months};

impl Scan<'_> {
    /// `en 2019`, `fin 2017`, `dans la matinée`, `cet été`.
    pub(super) fn vague(&self, at: usize) -> Option<Found> {
        if let Some(end) = self.is(at, Part::OfDay) {
            // Of one word it may be anybody's morning.
            if end < at + 3 {
                return None;
            }
            let value = self.reference.map(Value::day);
            return Some(Found {
                end,
                value,
                relative: true,
                how: self.about("a part of the article's day"),
            });
        }
        let next = self.is(at, Part::Intro).or_else(|| self.is(at, Part::Edge))?;
        let next = self.past_fillers(next);
        let next = self.is(next, Part::Edge).map_or(next, |it| self.past_fillers(it));
        let (year, end) = self.any_year(next).filter(|_| self.joined(next))?;
        let start = Date::new(year, 1, 1).ok()?;
        // “in 2019 cases”, “de 1500 euros”: a year stands alone.
        if self.counts_things(end) {
            return None;
        }
        let value = Some(Value { start, grain: Grain::Year });
        Some(Found { end, value, relative: false, how: "a year".into() })
    }

    /// `le 15`, `on the 15th`: the last day of that number; `mars`, where nothing makes it a name.
    pub(super) fn day_alone(&self, at: usize) -> Option<Found> {
        if let Some((month, end)) = self.month(at) {
            let capital = |it: usize| {
                self.tokens.get(it).is_some_and(|it| it.span.of(self.text).starts_with(char::is_uppercase))
            };
            let name = capital(end) && self.joined(end) || at > 0 && capital(at - 1) && self.joined(at);
            return (!name && self.parts[at].len() == 1).then(|| self.bare_month(month, -1, end));
        }
        let next = self.past_fillers(self.is(at, Part::Filler)?);
        let (day, end) = self.day_number(next).filter(|_| self.joined(next))?;
        if let Some(found) = self.written(next).or_else(|| self.month_in_figures(next)) {
            return Some(found);
        }
        let figures = self.tokens.get(next)?.lower.starts_with(|it: char| it.is_ascii_digit());
        if !figures || !self.stands_alone(end) {
            return None;
        }
        let value = self.reference.and_then(|it| {
            let this = Date::new(it.year(), it.month(), day).ok().filter(|day| *day <= it);
            this.or_else(|| {
                let last = plus_months(Value::around(it, Grain::Month).start, -1);
                Date::new(last.year(), last.month(), day).ok()
            })
        });
        let how = self.about("the last such day of a month on or before the article's date");
        Some(Found { end, value: value.map(Value::day), relative: true, how })
    }

    /// Does nothing that the number could count follow, nor the minutes of a time of day?
    fn stands_alone(&self, at: usize) -> bool {
        let (Some(token), Some(gap)) = (self.tokens.get(at), self.gap(at)) else { return true };
        let mark = matches!(token.lower.as_str(), "!" | "?");
        // “on 15 at 8:00”
        let hour = self.is(at, Part::Filler).is_some_and(|it| self.figures(it).is_some() && self.joined(it));
        mark || hour || !gap.trim().is_empty() && !gap.starts_with(':')
    }

    /// Does a noun follow at once, as behind a number that counts?
    pub(super) fn counts_things(&self, at: usize) -> bool {
        let plain = self.gap(at).is_some_and(|it| it.chars().all(char::is_whitespace) && !it.contains('\n'));
        plain && self.tokens.get(at).is_some_and(|it| it.lower.chars().count() > 4 && it.lower.ends_with('s'))
    }
}
