//! Text → date [`Expression`]s, with their values where a reference date allows.
//!
//! News looks back: a bare weekday, day or month is the last one on or before
//! the reference, unless a word (*next*, *tomorrow*) turns it round.

use jiff::civil::Date;

use self::parts::{Dates, Part, Unit};
use super::value::{Grain, Value};
use crate::{
    Language, Span,
    act::tokens::{self, Token},
};

mod calendar;
mod counted;
mod feasts;
mod figures;
mod near;
mod parts;
mod vague;
mod weekday;
mod years;

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
/// All date expressions of a text, in order.
pub fn find(text: &str, language: &Language, reference: Option<Date>) -> Vec<Expression> {
    let dates = Dates::for_language(language);
    let mut tokens = Vec::new();
    tokens::of(text, Span::new(0, text.len()), usize::MAX / 2, &mut tokens);
    let parts = parts::of(text, dates, &tokens);
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
            // “lundi de Pâques” is no Monday like others.
            .or_else(|| self.holiday(at))
            .or_else(|| self.weekday(at))
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

    fn about(&self, what: &str) -> String {
        self.reference.map_or(what.into(), |it| format!("{what}, {it}"))
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
