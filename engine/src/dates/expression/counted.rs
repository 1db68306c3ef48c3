//! So many days, weeks or months from a date: `il y a deux semaines`, `two days after`, `two Sundays ago`.

use jiff::civil::Date;

use super::{
    Found, Scan,
    parts::{Part, Unit},
};
use crate::dates::value::{Grain, Value, plus, plus_months};

/// So many units; several for `2 years 1 month and 21 days`.
type Stretch = Vec<(i32, Unit)>;

impl Scan<'_> {
    /// `il y a deux semaines`, `two weeks ago`, `in three days`, `deux jours plus tard`, `two days from tomorrow`.
    pub(super) fn counted(&self, at: usize) -> Option<Found> {
        if let Some(next) = self.is(at, Part::Ago) {
            let (stretch, end) = self.stretch(self.past_fillers(next))?;
            return Some(self.moved(&stretch, -1, end, self.reference, "the article's date"));
        }
        if let Some(next) = self.is(at, Part::In) {
            let (stretch, end) = self.stretch(self.past_fillers(next))?;
            return Some(self.moved(&stretch, 1, end, self.reference, "the article's date"));
        }
        if let Some(found) = self.counted_weekdays(at) {
            return Some(found);
        }
        let (stretch, next) = self.stretch(at)?;
        if !self.joined(next) {
            return None;
        }
        let back = self.is(next, Part::AgoAfter);
        let behind = back.or_else(|| self.is(next, Part::Later)).or_else(|| self.is(next, Part::From));
        let way = if back.is_some() { -1 } else { 1 };
        // “two days from tomorrow”, “two days before yesterday”.
        let named = |at: usize| {
            // “three months ago, yesterday” are two.
            let plain = self.gap(at).is_some_and(|it| it.trim().is_empty());
            let day = self.read(at, |it| if let Part::Day(it) = it { Some(it) } else { None });
            day.filter(|_| plain)
        };
        if let Some((days, end)) = behind.and_then(named) {
            let from = self.reference.map(|it| plus(it, i64::from(days)));
            return Some(self.moved(&stretch, way, end, from, "the day named behind it"));
        }
        if let Some(end) = back {
            return Some(self.moved(&stretch, -1, end, self.reference, "the article's date"));
        }
        let end = self.is(next, Part::Later)?;
        Some(self.moved(&stretch, 1, end, self.spoken.or(self.reference), "the date named before"))
    }

    /// `two Sundays ago`, `two Mondays later`.
    fn counted_weekdays(&self, at: usize) -> Option<Found> {
        let (number, next) = self.number(at).filter(|it| (1..=10).contains(&it.0))?;
        let (weekday, next) = self.weekday_at(next).filter(|_| self.joined(next))?;
        let (way, end) = match (self.is(next, Part::AgoAfter), self.is(next, Part::Later)) {
            (Some(end), _) => (-1, end),
            (None, Some(end)) => (1, end),
            (None, None) => return None,
        };
        let first = self.toward(weekday, way).map(|it| it.start);
        let value = first.map(|it| Value::day(plus(it, i64::from(way * 7 * (number - 1)))));
        let how = self.about("so many such weekdays from the article's date");
        Some(Found { end, value, relative: true, how })
    }

    /// `deux semaines`, `2 years 1 month and 21 days`.
    fn stretch(&self, at: usize) -> Option<(Stretch, usize)> {
        let one = |at: usize| {
            let (number, next) = self.number(at)?;
            let (unit, end) = self.unit(next).filter(|_| self.joined(next))?;
            Some((number, unit, end))
        };
        let (number, unit, mut end) = one(at)?;
        let mut stretch = vec![(number, unit)];
        // Years, months, days, hours and minutes are the longest that is said.
        for _ in 0..4 {
            let next = self.is(end, Part::Joint).unwrap_or(end);
            let Some((number, unit, after)) = one(next).filter(|_| self.joined(next)) else { break };
            stretch.push((number, unit));
            end = after;
        }
        Some((stretch, end))
    }

    fn moved(&self, stretch: &[(i32, Unit)], way: i32, end: usize, from: Option<Date>, whose: &str) -> Found {
        let value =
            from.map(|from| match stretch {
                [(number, unit)] => by_unit(from, *unit, i64::from(number.saturating_mul(way))),
                // Of several units the smallest says how exactly it is meant: to the day.
                _ => Value::day(stretch.iter().fold(from, |day, (number, unit)| {
                    by_day(day, *unit, i64::from(number.saturating_mul(way)))
                })),
            });
        let direction = if way < 0 { "back" } else { "on" };
        let from = from.map_or(String::new(), |it| format!(", {it}"));
        Found { end, value, relative: true, how: format!("counted {direction} from {whose}{from}") }
    }
}

/// As exactly as the unit is: two years ago is a year.
fn by_unit(from: Date, unit: Unit, by: i64) -> Value {
    let grain = match unit {
        Unit::Hour | Unit::Of(Grain::Day | Grain::Week | Grain::Weekend) => Grain::Day,
        Unit::Of(Grain::Month | Grain::Quarter) => Grain::Month,
        Unit::Of(_) => Grain::Year,
    };
    Value::around(by_day(from, unit, by), grain)
}

fn by_day(from: Date, unit: Unit, by: i64) -> Date {
    match unit {
        Unit::Hour => from,
        Unit::Of(Grain::Day) => plus(from, by),
        Unit::Of(Grain::Week | Grain::Weekend) => plus(from, 7 * by),
        Unit::Of(Grain::Month) => plus_months(from, by),
        Unit::Of(Grain::Quarter) => plus_months(from, 3 * by),
        Unit::Of(Grain::Decade) => plus_months(from, 120 * by),
        Unit::Of(_) => plus_months(from, 12 * by),
    }
}
