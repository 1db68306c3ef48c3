//! Days and stretches told from the article's day: `hier`, `la veille`, `next month`, `last summer`.

use jiff::civil::Date;

use super::{
    Found, Scan,
    parts::{Part, Unit},
};
use crate::dates::value::{Grain, Value, plus, plus_months};

impl Scan<'_> {
    /// `hier`, `today`, `la veille`, `the next day`.
    pub(super) fn named(&self, at: usize) -> Option<Found> {
        let day = self.read(at, |it| if let Part::Day(it) = it { Some(it) } else { None });
        if let Some((days, end)) = day {
            // “dans la soirée du samedi 4 mai”: the date behind it is the plainer one.
            let next = self.past_fillers(end);
            if self.is(at, Part::OfDay).is_some()
                && self.joined(next)
                && let Some(found) = self.calendar(next).or_else(|| self.weekday(next))
            {
                return Some(found);
            }
            // “hier mardi”: the weekday only repeats it.
            let end = self.weekday_at(end).filter(|_| self.joined(end)).map_or(end, |it| it.1);
            let how = match self.reference {
                Some(it) => format!("{days:+} days from the article's date, {it}"),
                None => format!("{days:+} days from the article's date"),
            };
            let value = self.reference.map(|it| Value::day(plus(it, i64::from(days))));
            return Some(Found { end: self.past_part_of_day(end), value, relative: true, how });
        }
        let (days, end) = self.read(at, |it| if let Part::Eve(it) = it { Some(it) } else { None })?;
        // “la veille du scrutin” hangs on what is named there.
        if self.of_something(end) {
            return None;
        }
        let (from, whose) = match self.spoken {
            Some(it) => (Some(it), "the date that the text named last"),
            None => (self.reference, "the article's date"),
        };
        let value = from.map(|it| Value::day(plus(it, i64::from(days))));
        let date = from.map_or(String::new(), |it| format!(", {it}"));
        Some(Found { end, value, relative: true, how: format!("{days:+} days from {whose}{date}") })
    }

    pub(super) fn of_something(&self, at: usize) -> bool {
        self.is(at, Part::Of).is_some() && self.joined(at)
    }

    pub(super) fn past_part_of_day(&self, at: usize) -> usize {
        let next = self.past_fillers(at);
        self.is(next, Part::OfDay).filter(|_| self.joined(next)).unwrap_or(at)
    }

    /// `ce matin`, `la semaine dernière`, `next month`, `last summer`, `ce 29 juillet`.
    pub(super) fn shifted(&self, at: usize) -> Option<Found> {
        if let Some((shift, next)) = self.shift(at).filter(|it| self.joined(it.1)) {
            if let Some((weekday, after)) = self.weekday_at(next) {
                // “ce jeudi 15 mars”: the date speaks for itself.
                if let Some(found) = self.calendar(next) {
                    return Some(found);
                }
                let end = self.past_part_of_day(after);
                let (value, how) = (self.toward(weekday, shift), self.about_weekday(shift));
                return Some(Found { end, value, relative: true, how });
            }
            if let Some(found) = self.day_of_month(next, None).filter(|_| shift == 0) {
                return Some(found);
            }
            if let Some(end) = self.is(next, Part::OfDay) {
                let value = self.reference.map(|it| Value::day(plus(it, i64::from(shift))));
                return Some(Found {
                    end,
                    value,
                    relative: true,
                    how: self.about("a part of the article's day"),
                });
            }
            if let Some((unit, end)) = self.unit(next) {
                return self.whole(unit, shift, end).map(|it| self.with_weekday(it));
            }
            let (season, end) = self.season(next)?;
            return Some(self.of_season(season, shift, end));
        }
        if let Some((unit, next)) = self.unit(at) {
            if let Some((shift, end)) = self.shift(next).filter(|_| self.joined(next)) {
                return self.whole(unit, shift, end);
            }
            return self.week_around(unit, next);
        }
        let (season, next) = self.season(at)?;
        let year_at = self.past_fillers(next);
        if let Some((year, end)) = self.year(year_at).filter(|_| self.joined(year_at)) {
            let value = Date::new(year, season, 1).ok().map(|start| Value { start, grain: Grain::Season });
            return Some(Found { end, value, relative: false, how: "a season and year".into() });
        }
        let (shift, end) = self.shift(next).filter(|_| self.joined(next))?;
        Some(self.of_season(season, shift, end))
    }

    /// “the week of the 18th”, “la semaine du 18 mai”.
    fn week_around(&self, unit: Unit, at: usize) -> Option<Found> {
        let next = self.is(at, Part::Of).filter(|_| unit == Unit::Of(Grain::Week) && self.joined(at))?;
        let day = self.calendar(self.past_fillers(next)).or_else(|| self.day_alone(at));
        let found = day.or_else(|| self.day_alone(next))?;
        let value = found.value.filter(|it| it.grain == Grain::Day)?;
        Some(Found { value: Some(Value::around(value.start, Grain::Week)), ..found })
    }

    /// “next week on Friday”: a weekday behind a week is the day of that week.
    pub(super) fn with_weekday(&self, found: Found) -> Found {
        let next = self.past_fillers(found.end);
        let weekday = self.weekday_at(next).filter(|_| self.joined(next));
        match (weekday, found.value) {
            (Some((weekday, end)), Some(Value { start, grain: Grain::Week })) => {
                let value = Some(Value::day(plus(start, i64::from(weekday) - 1)));
                Found { end, value, ..found }
            }
            _ => found,
        }
    }

    pub(super) fn season(&self, at: usize) -> Option<(i8, usize)> {
        self.read(at, |it| if let Part::Season(it) = it { Some(it) } else { None })
    }

    pub(super) fn of_season(&self, season: i8, shift: i32, end: usize) -> Found {
        let value = self.reference.and_then(|it| {
            let this = Date::new(it.year(), season, 1).ok()?;
            let years = match shift {
                1 => i64::from(this <= it),
                -1 => -i64::from(this > it),
                _ => 0,
            };
            Some(Value { start: plus_months(this, 12 * years), grain: Grain::Season })
        });
        Found { end, value, relative: true, how: self.about("a season near the article's date") }
    }

    pub(super) fn whole(&self, unit: Unit, shift: i32, end: usize) -> Option<Found> {
        let Unit::Of(grain) = unit else { return None };
        let value = self.reference.map(|it| {
            let by = i64::from(shift);
            let since_monday = it.weekday().to_monday_zero_offset();
            let day = match grain {
                Grain::Day => plus(it, by),
                // On a Monday or Tuesday “this weekend” is the one just over.
                Grain::Weekend if shift == 0 && since_monday < 2 => plus(it, -7),
                // In the week “last weekend” is the one just over too.
                Grain::Week | Grain::Weekend => plus(it, 7 * by),
                Grain::Month => plus_months(it, by),
                Grain::Quarter | Grain::Season => plus_months(it, 3 * by),
                Grain::Year => plus_months(it, 12 * by),
                Grain::Decade => plus_months(it, 120 * by),
            };
            Value::around(day, grain)
        });
        Some(Found { end, value, relative: true, how: self.about("counted from the article's date") })
    }
}
