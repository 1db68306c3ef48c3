//! A language's table of date words → the parts that each word of a text may play.

use crate::{
    Language,
    act::{lexicon::Lexicon, tokens::Token},
    dates::value::Grain,
    language::Each,
};

use super::feasts::Feast;

/// The part that a word plays in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
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
    /// Joins two parts of a number or of a stretch of time: *and*.
    Joint,
    /// Counts from the day named behind it: two days *from* tomorrow.
    From,
    /// A hundred, a thousand.
    Scale(i32),
    Holiday(Feast),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Of(Grain),
}

/// What the engine knows of a language's dates.
pub(super) struct Dates {
    lexicon: Lexicon,
    ordinals: Vec<&'static str>,
    pub(super) day_first: bool,
}

static DATES: Each<Dates> = Each::new(Dates::of);

impl Dates {
    pub(super) fn for_language(language: &Language) -> &'static Dates {
        DATES.get(language)
    }

    fn of(language: &'static Language) -> Dates {
        let table = language.table("dates");
        let ordinals = table.rows().iter().filter(|it| it.get(1) == Some(&"ordinal"));
        Dates {
            lexicon: Lexicon::parse(table),
            ordinals: ordinals.map(|it| it[0]).collect(),
            day_first: table.get("order").and_then(|it| it.get(1)) != Some(&"mdy"),
        }
    }
}

/// What each token may be, and how many tokens each reading takes.
pub(super) fn of(text: &str, dates: &Dates, tokens: &[Token]) -> Vec<Vec<(Part, usize)>> {
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
        ("holiday", _) => Part::Holiday(Feast::fixed(value)?),
        ("easter", _) => Part::Holiday(Feast::Easter(small()?)),
        ("weekday-feast", _) => Part::Holiday(Feast::weekday(value)?),
        ("scale", _) => Part::Scale(number()?),
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
            "joint" => Part::Joint,
            "from" => Part::From,
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
