//! A date as exactly as it is known: a day, a week, a month, a season, a year.

use jiff::{ToSpan, civil::Date};

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// To the day.
    Day,
    /// Two days from a Saturday.
    Weekend,
    /// Seven days from a Monday.
    Week,
    /// To the month.
    Month,
    /// Three months.
    Quarter,
    /// Three months that begin when spring, summer, autumn or winter do.
    Season,
    /// To the year.
    Year,
    /// Ten years.
    Decade,
}

/// A stretch of time on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its first day.
    pub start: Date,
    /// How long it is.
    pub grain: Grain,
}

impl Value {
    /// A single day.
    pub fn day(start: Date) -> Value {
        Value { start, grain: Grain::Day }
    }

    /// The stretch of that grain in which a day lies.
    pub fn around(day: Date, grain: Grain) -> Value {
        let month = |month: i8| Date::new(day.year(), month, 1).unwrap_or(day);
        let since_monday = i64::from(day.weekday().to_monday_zero_offset());
        let start = match grain {
            Grain::Day => day,
            Grain::Week => plus(day, -since_monday),
            Grain::Weekend => plus(day, 5 - since_monday),
            Grain::Month => month(day.month()),
            Grain::Quarter => month((day.month() - 1) / 3 * 3 + 1),
            Grain::Season => month(day.month() / 3 * 3).max(month(1)),
            Grain::Year => month(1),
            Grain::Decade => Date::new(day.year() / 10 * 10, 1, 1).unwrap_or(day),
        };
        Value { start, grain }
    }

    /// ISO 8601, whole or partial: a week is told by its month, a season by its year.
    pub fn iso(self) -> String {
        let (year, month, day) = (self.start.year(), self.start.month(), self.start.day());
        match self.grain {
            Grain::Day => format!("{year:04}-{month:02}-{day:02}"),
            Grain::Week | Grain::Weekend | Grain::Month => format!("{year:04}-{month:02}"),
            Grain::Quarter | Grain::Season | Grain::Year => format!("{year:04}"),
            Grain::Decade => format!("{:03}", year / 10),
        }
    }
}

/// So many days later; the same day where the calendar ends.
pub fn plus(day: Date, days: i64) -> Date {
    // `i32` days are more than the calendar has.
    let days = days.clamp(-4_000_000, 4_000_000);
    day.checked_add(days.days()).unwrap_or(day)
}

/// So many months later, in a month that is long enough or on its last day.
pub fn plus_months(day: Date, months: i64) -> Date {
    day.checked_add(months.clamp(-100_000, 100_000).months()).unwrap_or(day)
}
