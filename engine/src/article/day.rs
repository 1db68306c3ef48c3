//! A date as metadata write it → the day.
//!
//! The day is that of the place of publication: `2026-03-05T00:30:00+01:00` is
//! the 5th, though in UTC it is still the 4th.

use jiff::{Timestamp, civil::Date, fmt::rfc2822::DateTimeParser, tz::TimeZone};

/// The day, if it is told whole and beyond doubt; `05/03/2026` is not.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| compact(text)).or_else(|| mail(text))
}

fn iso(text: &str) -> Option<Date> {
    let rest = text.get(10..)?;
    if rest.starts_with(|it: char| it.is_ascii_digit()) {
        return None;
    }
    text.get(..10)?.replace('/', "-").parse().ok()
}

fn compact(text: &str) -> Option<Date> {
    let digits = text.get(..8)?;
    let alone = text[8..].chars().next().is_none_or(|it| !it.is_ascii_digit());
    (alone && digits.bytes().all(|it| it.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// The day, in Greenwich, that lies so many seconds after 1970, or thousandths of seconds if there are 13 figures.
pub fn of_seconds(figures: &str) -> Option<Date> {
    let seconds = if figures.len() == 13 { &figures[..10] } else { figures };
    Some(Timestamp::from_second(seconds.parse().ok()?).ok()?.to_zoned(TimeZone::UTC).date())
}

fn mail(text: &str) -> Option<Date> {
    Some(DateTimeParser::new().parse_zoned(text).ok()?.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, day: Option<&str>) {
        assert_eq!(parse(text).map(|it| it.to_string()).as_deref(), day, "{text}");
    }

    #[test]
    fn the_day_is_that_of_the_place() {
        check("2026-03-05", Some("2026-03-05"));
        check("2026-03-05T00:30:00+01:00", Some("2026-03-05"));
        check(" 2026-03-05 23:59:59 ", Some("2026-03-05"));
        check("20260305", Some("2026-03-05"));
        check("Thu, 5 Mar 2026 23:59:00 -0500", Some("2026-03-05"));
    }

    #[test]
    fn a_doubtful_day_is_unknown() {
        check("05/03/2026", None);
        check("2026-13-05", None);
        check("2026-03", None);
        check("jeudi", None);
        check("", None);
        check("éééééééééé", None);
    }
}
