//! Feasts → their days: fixed ones, those that hang on Easter, and nth weekdays of a month.

use jiff::civil::{Date, Weekday};

use super::{Found, Scan, parts::Part};
use crate::dates::value::{Value, plus};

/// How the day of a feast is found in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feast {
    /// Month and day.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i8),
    /// The nth such weekday (Monday is 1) of a month, and so many days later.
    Weekday { month: i8, weekday: i8, nth: i8, later: i8 },
}

impl Feast {
    /// `12-25`.
    pub(super) fn fixed(value: &str) -> Option<Feast> {
        let (month, day) = value.split_once('-')?;
        Some(Feast::Fixed(month.parse().ok()?, day.parse().ok()?))
    }

    /// `11/4/4/1`: the day after the fourth Thursday of November.
    pub(super) fn weekday(value: &str) -> Option<Feast> {
        let mut numbers = value.split('/').map(|it| it.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Feast::Weekday { month: next()?, weekday: next()?, nth: next()?, later: next()? })
    }

    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Feast::Fixed(month, day) => Date::new(year, month, day).ok(),
            Feast::Easter(days) => Some(plus(easter(year)?, i64::from(days))),
            Feast::Weekday { month, weekday, nth, later } => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let day = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?;
                Some(plus(day, i64::from(later)))
            }
        }
    }
}

/// Easter Sunday in the Gregorian calendar (the rule of Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let skipped = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - skipped + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    Date::new(year.try_into().ok()?, (days / 31).try_into().ok()?, (days % 31 + 1).try_into().ok()?).ok()
}

impl Scan<'_> {
    /// `Noël`, `Christmas 2019`, `lundi de Pâques`.
    pub(super) fn holiday(&self, at: usize) -> Option<Found> {
        let (feast, next) = self.read(at, |it| if let Part::Holiday(it) = it { Some(it) } else { None })?;
        let year_at = self.past_fillers(next);
        if let Some((year, end)) = self.year(year_at).filter(|_| self.joined(year_at)) {
            let value = feast.in_year(year).map(Value::day);
            return Some(Found { end, value, relative: false, how: "a feast and year".into() });
        }
        let last = |it: Date| {
            let days = [0, -1].into_iter().filter_map(|back| feast.in_year(it.year().checked_add(back)?));
            days.into_iter().find(|day| *day <= it)
        };
        let how = self.about("the last such feast on or before the article's date");
        Some(Found { end: next, value: self.reference.and_then(last).map(Value::day), relative: true, how })
    }
}
