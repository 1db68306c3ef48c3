//! Statements → dots on a line of time: above who affirms, on it who leaves open, below who denies.

use jiff::{ToSpan, Unit, civil::Date};

use super::Dot;
use crate::visitor::Visitor;

/// A line of time.
pub struct Drawn {
    pub label: String,
    pub dots: Vec<Placed>,
    pub ticks: Vec<Tick>,
    /// Height in pixels, and that of the line.
    pub height: i64,
    pub line: i64,
}

/// A dot in its place.
pub struct Placed {
    /// Hundredths of the width.
    pub x: String,
    /// Pixels from above.
    pub y: i64,
    pub class: &'static str,
    pub title: String,
}

/// A year or month on the line.
pub struct Tick {
    pub x: String,
    pub name: String,
}

/// Dots of one day and side that are stacked; more would leave the drawing.
const STACKED: i64 = 6;
const STEP: i64 = 11;
/// Free room at both ends, in hundredths.
const EDGE: f64 = 4.0;

/// A drawing of what has a day; nothing if less than two days would be on it.
pub fn draw(v: &Visitor, dots: &[Dot]) -> Option<Drawn> {
    let dated: Vec<(f64, &str, &Dot)> =
        dots.iter().filter_map(|it| Some((days(it.day.as_deref()?)?, it.day.as_deref()?, it))).collect();
    let first = dated.iter().map(|it| it.0).reduce(f64::min)?;
    let last = dated.iter().map(|it| it.0).reduce(f64::max)?;
    if last - first < 1.0 {
        return None;
    }
    let x = |day: f64| format!("{:.2}", EDGE + (100.0 - 2.0 * EDGE) * (day - first) / (last - first));
    let height = |above: bool| {
        let mut most = 0;
        for (day, ..) in &dated {
            let here = dated.iter().filter(|it| it.0 == *day && (it.2.class != "deny") == above);
            most = most.max((here.count() as i64).min(STACKED));
        }
        most * STEP
    };
    let line = height(true) + 8;
    let mut stacked: std::collections::HashMap<(String, bool), i64> = std::collections::HashMap::new();
    let mut placed = Vec::new();
    for (day, _, dot) in &dated {
        let above = dot.class != "deny";
        let x = x(*day);
        let level = stacked.entry((x.clone(), above)).or_default();
        *level += 1;
        let lift = (*level).min(STACKED) * STEP;
        let y = if above { line - lift + 3 } else { line + lift - 3 };
        placed.push(Placed { x, y, class: dot.class, title: dot.title.clone() });
    }
    let (from, to) = (
        dated.iter().min_by(|a, b| a.0.total_cmp(&b.0))?.1,
        dated.iter().max_by(|a, b| a.0.total_cmp(&b.0))?.1,
    );
    let label = format!("{} · {from} – {to} · {}", v.t("timeline"), placed.len());
    Some(Drawn {
        label,
        dots: placed,
        ticks: ticks(first, last, &x),
        height: line + height(false) + 26,
        line,
    })
}

/// About six names on the line: years, else months, else the first and the last day.
fn ticks(first: f64, last: f64, x: &impl Fn(f64) -> String) -> Vec<Tick> {
    let years = (year(first) + 1)..=year(last);
    let step = (years.clone().count() / 6 + 1) as i64;
    if years.clone().count() >= 2 {
        let wanted = years.filter(|it| it % step == 0 || step == 1);
        return wanted
            .filter_map(|it| Some(Tick { x: x(days(&format!("{it:04}"))?), name: it.to_string() }))
            .collect();
    }
    [first, last].map(|day| Tick { x: x(day), name: name(day) }).into()
}

fn year(day: f64) -> i64 {
    name(day).get(..4).and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// Days since 1970 of `2024`, `2024-05` or `2024-05-17`; what is not told is the first.
fn days(day: &str) -> Option<f64> {
    let whole = format!("{day}{}", "-01-01".get(day.len().checked_sub(4)?..).unwrap_or_default());
    let date: Date = whole.get(..10)?.parse().ok()?;
    date.since((Unit::Day, Date::constant(1970, 1, 1))).ok().map(|it| f64::from(it.get_days()))
}

/// The day of that number.
fn name(day: f64) -> String {
    let date = Date::constant(1970, 1, 1).checked_add((day as i64).days());
    date.map_or_else(|_| String::new(), |it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_comes_back_from_its_number() {
        for day in ["1970-01-01", "2000-02-29", "2024-05-17", "1999-12-31", "0001-01-01", "9999-12-31"] {
            assert_eq!(name(days(day).expect(day)), day);
        }
        assert_eq!(days("2024-05"), days("2024-05-01"));
        assert_eq!(days("2024"), days("2024-01-01"));
        assert_eq!(days("2024-05-17T09:00"), days("2024-05-17"));
        for wrong in ["", "x", "jeudi", "-5", "99999", "2024-13", "2023-02-29", "20\u{e9}4-05-17"] {
            assert!(days(wrong).is_none(), "{wrong}");
        }
    }
}
