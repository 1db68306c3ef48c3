//! Weekdays: `jeudi`, `vendredi dernier`, `Friday of next week`, `jeudi 12`.

use jiff::civil::{Date, Weekday};

use super::{Found, Scan, parts::Part, weekday_name};
use crate::dates::value::{Grain, Value, plus, plus_months};

impl Scan<'_> {
    /// `jeudi`, `vendredi dernier`, `mardi soir`, `lundi prochain`, `jeudi 12`.
    pub(super) fn weekday(&self, at: usize) -> Option<Found> {
        let (weekday, next) = self.weekday_at(at)?;
        if let Some(found) = self.week_behind(weekday, next) {
            return Some(found);
        }
        if let Some((shift, end)) = self.shift(next).filter(|_| self.joined(next)) {
            let (value, end) = (self.toward(weekday, shift), self.past_part_of_day(end));
            return Some(Found { end, value, relative: true, how: self.about_weekday(shift) });
        }
        if let Some(found) = self.weekday_and_number(weekday, next) {
            return Some(found);
        }
        let value = self.toward(weekday, -2);
        let end = self.past_part_of_day(next);
        Some(Found { end, value, relative: true, how: self.about_weekday(-2) })
    }

    /// “Friday of next week”, “vendredi cette semaine”.
    pub(super) fn week_behind(&self, weekday: i8, at: usize) -> Option<Found> {
        let next = self.past_fillers(at);
        let next = self.is(next, Part::Of).unwrap_or(next);
        let next = self.past_fillers(next);
        let found = self.shifted(next).filter(|_| self.joined(next))?;
        let week = found.value.filter(|it| it.grain == Grain::Week)?;
        Some(Found { value: Some(Value::day(plus(week.start, i64::from(weekday) - 1))), ..found })
    }

    /// “jeudi 12”: the last month in which that day was that weekday, looking four months round.
    pub(super) fn weekday_and_number(&self, weekday: i8, at: usize) -> Option<Found> {
        let (number, end) = self.read(at, |it| if let Part::Digits(it) = it { Some(it) } else { None })?;
        let day = i8::try_from(number).ok().filter(|it| (1..=31).contains(it) && self.joined(at))?;
        if self.unit(end).is_some() {
            return None;
        }
        let fits = |months: i64| {
            let month = plus_months(Value::around(self.reference?, Grain::Month).start, months);
            let date = Date::new(month.year(), month.month(), day).ok()?;
            (date.weekday().to_monday_one_offset() == weekday).then_some(date)
        };
        let value = [0, -1, 1, -2, -3].into_iter().find_map(fits).map(Value::day);
        Some(Found {
            end,
            value,
            relative: true,
            how: self.about("the nearest month with that day on that weekday"),
        })
    }

    /// That weekday before (-1), on or before (-2), around (0) or after (1) the reference.
    pub(super) fn toward(&self, weekday: i8, shift: i32) -> Option<Value> {
        let reference = self.reference?;
        let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
        let back = i64::from(reference.weekday().since(weekday));
        let days = match shift {
            -1 if back == 0 => -7,
            -1 => -back,
            1 => 7 - back,
            _ => -back,
        };
        Some(Value::day(plus(reference, days)))
    }

    pub(super) fn about_weekday(&self, shift: i32) -> String {
        let way = match shift {
            1 => "the first such weekday after",
            -1 => "the last such weekday before",
            _ => "the last such weekday on or before",
        };
        match self.reference {
            Some(it) => format!("{way} {} {it}", weekday_name(it)),
            None => format!("{way} the article's date"),
        }
    }
}
