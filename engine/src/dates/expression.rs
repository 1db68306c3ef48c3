//! Text → date [`Expression`]s, with their values where a reference date allows.
//!
//! News looks back: a bare weekday, day or month is the last one on or before
//! the reference, unless a word (*next*, *tomorrow*) turns it round.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::value::{Grain, Value, plus, plus_months};
use crate::{
    Language, Span,
    act::{
        lexicon::Lexicon,
        tokens::{self, Token},
    },
};

/// Words that name a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Where it stands.
    pub span: Span,
    /// What it comes to; `None` if that hangs on a date that is not known.
    pub value: Option<Value>,
    /// Does a word before it make it part of a noun phrase: *of March*, *du 9 juillet*?
    pub attached: bool,
    /// Does it hang on the article's date or another one?
    pub relative: bool,
    /// The working, in plain English.
    pub how: String,
}

/// The part that a word plays in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Weekday(i8),
    Month(i8),
    Number(i32),
    /// A number with its digits: may be a day or a year.
    Digits(i32),
    Unit(Unit),
    Shift(i32),
    Ago,
    AgoAfter,
    In,
    Later,
    Day(i32),
    Eve(i32),
    OfDay,
    Edge,
    Season(i8),
    Intro,
    Filler,
    /// Joins a word to what it is of.
    Of,
    /// Month and day of a feast that falls on the same day every year.
    Holiday(i8, i8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Hour,
    Of(Grain),
}

struct Dates {
    code: &'static str,
    lexicon: Lexicon,
    ordinals: Vec<&'static str>,
    day_first: bool,
}

static DATES: LazyLock<Vec<Dates>> = LazyLock::new(|| Language::all().iter().map(Dates::of).collect());

impl Dates {
    fn of(language: &'static Language) -> Dates {
        let table = language.table("dates");
        let ordinals = table.rows().iter().filter(|it| it.get(1) == Some(&"ordinal"));
        Dates {
            code: language.code,
            lexicon: Lexicon::parse(table),
            ordinals: ordinals.map(|it| it[0]).collect(),
            day_first: table.get("order").and_then(|it| it.get(1)) != Some(&"mdy"),
        }
    }
}

/// All date expressions of a text, in order.
pub fn find(text: &str, language: &Language, reference: Option<Date>) -> Vec<Expression> {
    let Some(dates) = DATES.iter().find(|it| it.code == language.code) else { return Vec::new() };
    let mut tokens = Vec::new();
    tokens::of(text, Span::new(0, text.len()), usize::MAX / 2, &mut tokens);
    let parts = parts(text, dates, &tokens);
    let mut scan = Scan { text, dates, tokens: &tokens, parts: &parts, reference, spoken: None };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match scan.expression(at) {
            Some((end, expression)) => {
                if let Some(Value { start, grain: Grain::Day }) = expression.value {
                    scan.spoken = Some(start);
                }
                found.push(expression);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// What each token may be, and how many tokens each reading takes.
fn parts(text: &str, dates: &Dates, tokens: &[Token]) -> Vec<Vec<(Part, usize)>> {
    let mut parts = vec![Vec::new(); tokens.len()];
    for hit in dates.lexicon.find(tokens) {
        if let Some(part) = part(hit.group, tokens[hit.at].span.of(text)) {
            parts[hit.at].push((part, hit.len));
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if let Some(number) = digits(&token.lower, &dates.ordinals) {
            parts[at].push((Part::Digits(number), 1));
        }
        // The longest reading first.
        parts[at].sort_by_key(|it| std::cmp::Reverse(it.1));
    }
    parts
}

fn part(group: &str, word: &str) -> Option<Part> {
    let (name, value) = group.rsplit_once(' ').unwrap_or((group, ""));
    let number = || value.parse::<i32>().ok();
    let small = || value.parse::<i8>().ok();
    let capital = word.starts_with(char::is_uppercase);
    Some(match (name, value) {
        ("weekday", _) => Part::Weekday(small()?),
        ("month", _) => Part::Month(small()?),
        ("Month", _) if capital => Part::Month(small()?),
        ("number", _) => Part::Number(number()?),
        ("shift", _) => Part::Shift(number()?),
        ("day", _) => Part::Day(number()?),
        ("eve", _) => Part::Eve(number()?),
        ("season", _) => Part::Season(small()?),
        ("holiday", _) => {
            let (month, day) = value.split_once('-')?;
            Part::Holiday(month.parse().ok()?, day.parse().ok()?)
        }
        ("unit", "hour") => Part::Unit(Unit::Hour),
        ("unit", "day") => Part::Unit(Unit::Of(Grain::Day)),
        ("unit", "week") => Part::Unit(Unit::Of(Grain::Week)),
        ("unit", "weekend") => Part::Unit(Unit::Of(Grain::Weekend)),
        ("unit", "month") => Part::Unit(Unit::Of(Grain::Month)),
        ("unit", "quarter") => Part::Unit(Unit::Of(Grain::Quarter)),
        ("unit", "year") => Part::Unit(Unit::Of(Grain::Year)),
        ("unit", "decade") => Part::Unit(Unit::Of(Grain::Decade)),
        ("ago", "after") => Part::AgoAfter,
        _ => match group {
            "ago" => Part::Ago,
            "in" => Part::In,
            "later" => Part::Later,
            "part" => Part::OfDay,
            "edge" => Part::Edge,
            "intro" => Part::Intro,
            "filler" => Part::Filler,
            "of" => Part::Of,
            _ => return None,
        },
    })
}

/// `12`, `1er`, `21st`.
fn digits(word: &str, ordinals: &[&str]) -> Option<i32> {
    let end = word.find(|it: char| !it.is_ascii_digit()).unwrap_or(word.len());
    let (number, rest) = word.split_at_checked(end)?;
    if number.is_empty() || number.len() > 4 || !(rest.is_empty() || ordinals.contains(&rest)) {
        return None;
    }
    number.parse().ok()
}

struct Scan<'a> {
    text: &'a str,
    dates: &'a Dates,
    tokens: &'a [Token],
    parts: &'a [Vec<(Part, usize)>],
    reference: Option<Date>,
    /// The day that the text named last.
    spoken: Option<Date>,
}

/// Where an expression ends and what it comes to.
struct Found {
    end: usize,
    value: Option<Value>,
    relative: bool,
    how: String,
}

impl Scan<'_> {
    fn expression(&self, at: usize) -> Option<(usize, Expression)> {
        if self.parts[at].is_empty() {
            return None;
        }
        let found = self
            .written(at)
            .or_else(|| self.month_in_figures(at))
            .or_else(|| self.calendar(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.named(at))
            .or_else(|| self.shifted(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.holiday(at))
            .or_else(|| self.vague(at))
            .or_else(|| self.day_alone(at))?;
        let span = Span::new(self.tokens[at].span.start, self.tokens.get(found.end - 1)?.span.end);
        let Found { end, value, relative, how } = found;
        let how = match (value, relative, self.reference) {
            (None, true, None) => format!("{how}; the article has no date, so the day stays open"),
            _ => how,
        };
        let of = |at: usize| self.is(at, Part::Of).is_some();
        let attached = of(at) || at.checked_sub(1).is_some_and(of);
        Some((end, Expression { span, value, attached, relative, how }))
    }

    /// The reading of one kind at a token, and the token behind it.
    fn read<T>(&self, at: usize, want: impl Fn(Part) -> Option<T>) -> Option<(T, usize)> {
        let (value, len) = self.parts.get(at)?.iter().find_map(|(part, len)| Some((want(*part)?, *len)))?;
        Some((value, at + len))
    }

    fn is(&self, at: usize, want: Part) -> Option<usize> {
        self.read(at, |it| (it == want).then_some(())).map(|it| it.1)
    }

    /// Past words that only join, never over a sentence's end.
    fn past_fillers(&self, mut at: usize) -> usize {
        // More than a few in a row are no expression, and looking through them again and again is slow.
        for _ in 0..4 {
            let Some(next) = self.is(at, Part::Filler).filter(|_| self.joined(at)) else { break };
            at = next;
        }
        at
    }

    /// Does nothing but white space, a comma, a hyphen stand before this token?
    fn joined(&self, at: usize) -> bool {
        let Some(gap) = self.gap(at) else { return false };
        gap.len() <= 4
            && gap.chars().all(|it| it.is_whitespace() && it != '\n' || matches!(it, ',' | '-' | '.' | '‑'))
            && !gap.contains("\n")
    }

    fn gap(&self, at: usize) -> Option<&str> {
        let before = self.tokens.get(at.checked_sub(1)?)?.span.end;
        self.text.get(before..self.tokens.get(at)?.span.start)
    }

    fn number(&self, at: usize) -> Option<(i32, usize)> {
        self.read(at, |it| match it {
            Part::Number(number) | Part::Digits(number) => Some(number),
            _ => None,
        })
    }

    fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let (number, end) = self.number(at)?;
        Some((i8::try_from(number).ok().filter(|it| (1..=31).contains(it))?, end))
    }

    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let (number, end) = self.read(at, |it| if let Part::Digits(it) = it { Some(it) } else { None })?;
        let four = self.tokens[at].lower.len() == 4;
        (four && (1000..=2200).contains(&number)).then_some((number as i16, end))
    }

    fn month(&self, at: usize) -> Option<(i8, usize)> {
        self.read(at, |it| if let Part::Month(it) = it { Some(it) } else { None })
    }

    fn weekday_at(&self, at: usize) -> Option<(i8, usize)> {
        self.read(at, |it| if let Part::Weekday(it) = it { Some(it) } else { None })
    }

    fn shift(&self, at: usize) -> Option<(i32, usize)> {
        self.read(at, |it| if let Part::Shift(it) = it { Some(it) } else { None })
    }

    fn unit(&self, at: usize) -> Option<(Unit, usize)> {
        self.read(at, |it| if let Part::Unit(it) = it { Some(it) } else { None })
    }

    /// `2020-05-12`, `12/05/2020`, `12.5.20`.
    fn written(&self, at: usize) -> Option<Found> {
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
    fn figures(&self, at: usize) -> Option<i32> {
        let word = self.tokens.get(at)?.lower.as_str();
        let end = word.find(|it: char| !it.is_ascii_digit()).unwrap_or(word.len());
        let rest = word.get(end..)?;
        (rest.is_empty() || rest.starts_with('t')).then(|| word.get(..end)?.parse().ok())?
    }

    /// `3/2015`, `2016-11`, `22/04`.
    fn month_in_figures(&self, at: usize) -> Option<Found> {
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
        if mark != "/" || (a, b) == (24, 7) || !(a > 12 || b > 12 || long(at) && long(at + 1)) {
            return None;
        }
        let (day, month) =
            if b > 12 || !self.dates.day_first && a <= 12 { (b, month(a)?) } else { (a, month(b)?) };
        let value = self.reference.and_then(|it| nearest(it, month, i8::try_from(day).ok()?, None, -1));
        let how = self.about("a day and month in figures, the last such day on or before the article's date");
        Some(Found { end: at + 2, value: value.map(Value::day), relative: true, how })
    }

    /// `Tuesday 12 May 2020`, `le 1er juillet`, `May 12`, `March 2019`, `mars dernier`, `in March`, `end of March`.
    fn calendar(&self, at: usize) -> Option<Found> {
        let (weekday, from) = match self.weekday_at(at) {
            Some((weekday, next)) => (Some(weekday), self.past_fillers(next)),
            None => (None, at),
        };
        if weekday.is_some() && !self.joined(from) {
            return None;
        }
        self.day_of_month(from, weekday).or_else(|| self.whole_month(at))
    }

    fn day_of_month(&self, at: usize, weekday: Option<i8>) -> Option<Found> {
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
        let next = self.past_fillers(end);
        if let Some((year, end)) = self.year(next).filter(|_| self.joined(next)) {
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

    fn whole_month(&self, at: usize) -> Option<Found> {
        let month_of = |date: Date| Value::around(date, Grain::Month);
        if let Some((month, next)) = self.month(at) {
            let year_at = self.past_fillers(next);
            if let Some((year, end)) = self.year(year_at).filter(|_| self.joined(year_at)) {
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

    fn bare_month(&self, month: i8, shift: i32, end: usize) -> Found {
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

    /// `il y a deux semaines`, `two weeks ago`, `in three days`, `deux jours plus tard`.
    fn counted(&self, at: usize) -> Option<Found> {
        if let Some(next) = self.is(at, Part::Ago) {
            let next = self.past_fillers(next);
            let (number, next) = self.number(next)?;
            let (unit, end) = self.unit(next)?;
            return Some(self.moved(unit, -number, end, self.reference, "the article's date"));
        }
        if let Some(next) = self.is(at, Part::In) {
            let (number, next) = self.number(self.past_fillers(next))?;
            let (unit, end) = self.unit(next)?;
            return Some(self.moved(unit, number, end, self.reference, "the article's date"));
        }
        let (number, next) = self.number(at)?;
        let (unit, next) = self.unit(next).filter(|_| self.joined(next))?;
        if !self.joined(next) {
            return None;
        }
        if let Some(end) = self.is(next, Part::AgoAfter) {
            return Some(self.moved(unit, -number, end, self.reference, "the article's date"));
        }
        let end = self.is(next, Part::Later)?;
        let from = self.spoken.or(self.reference);
        Some(self.moved(unit, number, end, from, "the date named before"))
    }

    fn moved(&self, unit: Unit, by: i32, end: usize, from: Option<Date>, whose: &str) -> Found {
        let value = from.map(|from| {
            let by = i64::from(by);
            match unit {
                Unit::Hour => Value::day(from),
                Unit::Of(Grain::Day) => Value::day(plus(from, by)),
                Unit::Of(Grain::Week | Grain::Weekend) => Value::day(plus(from, 7 * by)),
                Unit::Of(Grain::Month) => Value::around(plus_months(from, by), Grain::Month),
                Unit::Of(Grain::Quarter) => Value::around(plus_months(from, 3 * by), Grain::Month),
                Unit::Of(Grain::Decade) => Value::around(plus_months(from, 120 * by), Grain::Year),
                Unit::Of(_) => Value::around(plus_months(from, 12 * by), Grain::Year),
            }
        });
        let way = if by < 0 { "back" } else { "on" };
        let from = from.map_or(String::new(), |it| format!(", {it}"));
        Found { end, value, relative: true, how: format!("counted {way} from {whose}{from}") }
    }

    /// `hier`, `today`, `la veille`, `the next day`.
    fn named(&self, at: usize) -> Option<Found> {
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

    fn of_something(&self, at: usize) -> bool {
        self.is(at, Part::Of).is_some() && self.joined(at)
    }

    fn past_part_of_day(&self, at: usize) -> usize {
        let next = self.past_fillers(at);
        self.is(next, Part::OfDay).filter(|_| self.joined(next)).unwrap_or(at)
    }

    /// `ce matin`, `la semaine dernière`, `next month`, `last summer`, `ce 29 juillet`.
    fn shifted(&self, at: usize) -> Option<Found> {
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
            let (shift, end) = self.shift(next).filter(|_| self.joined(next))?;
            return self.whole(unit, shift, end);
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

    /// “next week on Friday”: a weekday behind a week is the day of that week.
    fn with_weekday(&self, found: Found) -> Found {
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

    /// “Friday of next week”, “vendredi cette semaine”.
    fn week_behind(&self, weekday: i8, at: usize) -> Option<Found> {
        let next = self.past_fillers(at);
        let next = self.is(next, Part::Of).unwrap_or(next);
        let next = self.past_fillers(next);
        let found = self.shifted(next).filter(|_| self.joined(next))?;
        let week = found.value.filter(|it| it.grain == Grain::Week)?;
        Some(Found { value: Some(Value::day(plus(week.start, i64::from(weekday) - 1))), ..found })
    }

    fn season(&self, at: usize) -> Option<(i8, usize)> {
        self.read(at, |it| if let Part::Season(it) = it { Some(it) } else { None })
    }

    fn of_season(&self, season: i8, shift: i32, end: usize) -> Found {
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

    fn whole(&self, unit: Unit, shift: i32, end: usize) -> Option<Found> {
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

    /// `jeudi`, `vendredi dernier`, `mardi soir`, `lundi prochain`, `jeudi 12`.
    fn weekday(&self, at: usize) -> Option<Found> {
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

    /// “jeudi 12”: the last month in which that day was that weekday, looking four months round.
    fn weekday_and_number(&self, weekday: i8, at: usize) -> Option<Found> {
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
    fn toward(&self, weekday: i8, shift: i32) -> Option<Value> {
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

    fn about_weekday(&self, shift: i32) -> String {
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

    fn about(&self, what: &str) -> String {
        self.reference.map_or(what.into(), |it| format!("{what}, {it}"))
    }

    /// `en 2019`, `fin 2017`, `dans la matinée`, `cet été`.
    fn vague(&self, at: usize) -> Option<Found> {
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
        let (year, end) = self.year(next).filter(|_| self.joined(next))?;
        let start = Date::new(year, 1, 1).ok()?;
        // “in 2019 cases”, “de 1500 euros”: a year stands alone.
        if self.counts_things(end) {
            return None;
        }
        let value = Some(Value { start, grain: Grain::Year });
        Some(Found { end, value, relative: false, how: "a year".into() })
    }

    /// `Noël`, `Christmas 2019`.
    fn holiday(&self, at: usize) -> Option<Found> {
        let ((month, day), next) =
            self.read(at, |it| if let Part::Holiday(month, day) = it { Some((month, day)) } else { None })?;
        let year_at = self.past_fillers(next);
        if let Some((year, end)) = self.year(year_at).filter(|_| self.joined(year_at)) {
            let value = Date::new(year, month, day).ok().map(Value::day);
            return Some(Found { end, value, relative: false, how: "a feast and year".into() });
        }
        let value = self.reference.and_then(|it| nearest(it, month, day, None, -1)).map(Value::day);
        Some(Found {
            end: next,
            value,
            relative: true,
            how: self.about("the last such feast on or before the article's date"),
        })
    }

    /// `le 15`, `on the 15th`: the last day of that number; `mars`, where nothing makes it a name.
    fn day_alone(&self, at: usize) -> Option<Found> {
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
        if !figures || self.tokens.get(end).is_some() && self.gap(end).is_some_and(|it| it.trim().is_empty())
        {
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

    /// Does a noun follow at once, as behind a number that counts?
    fn counts_things(&self, at: usize) -> bool {
        let plain = self.gap(at).is_some_and(|it| it.chars().all(char::is_whitespace) && !it.contains('\n'));
        plain && self.tokens.get(at).is_some_and(|it| it.lower.chars().count() > 4 && it.lower.ends_with('s'))
    }
}

fn weekday_name(date: Date) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [date.weekday().to_monday_zero_offset().clamp(0, 6) as usize]
}

/// The day of that month (and weekday, if one is told) next to the reference on the side asked for.
fn nearest(reference: Date, month: i8, day: i8, weekday: Option<i8>, shift: i32) -> Option<Date> {
    let years = |it: i16| Date::new(reference.year().checked_add(it)?, month, day).ok();
    let fits = |it: &Date| weekday.is_none_or(|day| it.weekday().to_monday_one_offset() == day);
    if shift == 1 {
        return years(0).filter(|it| *it > reference).or_else(|| years(1));
    }
    let last = [0, -1, -2, -3, -4].into_iter().filter_map(years).find(|it| *it <= reference);
    if weekday.is_none() {
        return last;
    }
    // A weekday that fits a coming day better means that one; one that fits none is a slip.
    last.filter(fits).or_else(|| years(0).filter(fits)).or_else(|| years(1).filter(fits)).or(last)
}
