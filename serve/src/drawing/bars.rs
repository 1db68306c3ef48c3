//! Counts of sources → bars and columns, each with the numbers that its table shows.

use std::collections::{BTreeMap, BTreeSet};

use selon_ledger::views::Month;

use crate::visitor::Visitor;

/// Sorts of source in the order in which they are drawn, each with its class.
pub const KINDS: [(&str, &str); 5] =
    [("person", "k1"), ("organisation", "k2"), ("group", "k3"), ("document", "k4"), ("unnamed", "k5")];

/// A bar of one colour.
pub struct Share {
    pub name: String,
    pub note: String,
    pub class: &'static str,
    pub count: i64,
    /// Hundredths of the longest bar.
    pub width: String,
    /// Hundredths of all.
    pub percent: String,
}

/// A bar made of the sorts of source.
pub struct Row {
    pub name: String,
    pub total: i64,
    pub counts: Vec<i64>,
    pub pieces: Vec<Piece>,
    /// Hundredths that are unnamed.
    pub unnamed: String,
}

/// A piece of a bar or column: class, where it begins and how long it is.
pub struct Piece {
    pub class: &'static str,
    pub from: String,
    pub length: String,
    pub title: String,
}

/// Columns over time.
pub struct Columns {
    pub columns: Vec<Column>,
    pub height: i64,
    pub label: String,
}

/// One column.
pub struct Column {
    pub name: String,
    pub x: String,
    pub width: String,
    pub middle: String,
    /// Is its name written below?
    pub named: bool,
    pub counts: Vec<i64>,
    pub total: i64,
    pub pieces: Vec<Piece>,
}

/// More columns than this are drawn a year each.
const MONTHS: i64 = 48;
const OUTLETS: usize = 20;
const HEIGHT: i64 = 150;

/// Months since the year 0 of `2024-05`.
fn number(month: &str) -> Option<i64> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(12 * year + month - 1)
}

fn index(source: &str) -> usize {
    KINDS.iter().position(|it| it.0 == source).unwrap_or(KINDS.len() - 1)
}

fn percent(part: i64, whole: i64) -> String {
    format!("{:.1}", 100.0 * part as f64 / whole.max(1) as f64)
}

/// All statements by sort of source.
pub fn kinds(v: &Visitor, months: &[Month]) -> Vec<Share> {
    let mut counts = [0; KINDS.len()];
    months.iter().for_each(|it| counts[index(&it.source)] += it.statements);
    let (most, all) = (counts.iter().copied().max().unwrap_or(0), counts.iter().sum());
    let share = |((source, class), count): (&(&str, &'static str), i64)| Share {
        name: v.of_value("source", source).to_owned(),
        note: String::new(),
        class,
        count,
        width: percent(count, most),
        percent: percent(count, all),
    };
    KINDS.iter().zip(counts).map(share).collect()
}

/// The most frequent roles.
pub fn roles(roles: &[(String, String, i64)]) -> Vec<Share> {
    let most = roles.iter().map(|it| it.2).max().unwrap_or(0);
    let share = |(role, source, count): &(String, String, i64)| Share {
        name: role.clone(),
        note: source.clone(),
        class: KINDS[index(source)].1,
        count: *count,
        width: percent(*count, most),
        percent: String::new(),
    };
    roles.iter().map(share).collect()
}

fn group(months: &[Month], key: impl Fn(&Month) -> Option<String>) -> BTreeMap<String, [i64; KINDS.len()]> {
    let mut groups: BTreeMap<String, [i64; KINDS.len()]> = BTreeMap::new();
    for it in months {
        if let Some(key) = key(it) {
            groups.entry(key).or_default()[index(&it.source)] += it.statements;
        }
    }
    groups
}

fn pieces(v: &Visitor, counts: &[i64], whole: f64, scale: f64, upwards: Option<i64>) -> Vec<Piece> {
    let mut before = 0.0;
    let mut pieces = Vec::new();
    for ((source, class), count) in KINDS.iter().zip(counts) {
        let length = scale * *count as f64 / whole.max(1.0);
        let from = upwards.map_or(before, |height| height as f64 - before - length);
        if *count > 0 {
            pieces.push(Piece {
                class,
                from: format!("{from:.2}"),
                length: format!("{length:.2}"),
                title: format!("{}: {count}", v.of_value("source", source)),
            });
        }
        before += length;
    }
    pieces
}

/// By outlet, those of most statements first.
pub fn outlets(v: &Visitor, months: &[Month]) -> Vec<Row> {
    let groups = group(months, |it| Some(it.outlet.clone().unwrap_or_else(|| v.t("no-outlet").to_owned())));
    let row = |(name, counts): (String, [i64; KINDS.len()])| {
        let total = counts.iter().sum();
        let pieces = pieces(v, &counts, total as f64, 100.0, None);
        let unnamed = percent(counts[KINDS.len() - 1], total);
        Row { name, total, counts: counts.into(), pieces, unnamed }
    };
    let mut rows: Vec<Row> = groups.into_iter().map(row).collect();
    rows.sort_by_key(|it| std::cmp::Reverse(it.total));
    rows.truncate(OUTLETS);
    rows
}

/// By month, or by year where there are too many months.
pub fn months(v: &Visitor, months: &[Month]) -> Option<Columns> {
    let month = |it: &Month| number(it.month.as_deref()?);
    let (first, last) = (months.iter().filter_map(month).min()?, months.iter().filter_map(month).max()?);
    let by_month = last - first < MONTHS;
    let name = |at: i64| {
        if by_month { format!("{:04}-{:02}", at / 12, at % 12 + 1) } else { format!("{:04}", at / 12) }
    };
    let mut groups = group(months, |it| Some(name(month(it)?)));
    // A month in which nobody is quoted is a gap, and seen as one. Of hundreds of years the last are drawn.
    let first = first.max(last - if by_month { MONTHS } else { 12 * MONTHS });
    let wanted: BTreeSet<String> = (first..=last).map(name).collect();
    groups.retain(|it, _| wanted.contains(it));
    for it in wanted {
        groups.entry(it).or_default();
    }
    let groups: Vec<_> = groups.into_iter().collect();
    if groups.len() < 2 {
        return None;
    }
    let most: i64 = groups.iter().map(|it| it.1.iter().sum()).max()?;
    let slot = 100.0 / groups.len() as f64;
    let every = groups.len().div_ceil(7);
    let label = format!("{} – {}", groups.first()?.0, groups.last()?.0);
    let columns = groups.into_iter().enumerate().map(|(at, (name, counts))| Column {
        x: format!("{:.2}", slot * at as f64 + slot * 0.12),
        width: format!("{:.2}", slot * 0.76),
        middle: format!("{:.2}", slot * (at as f64 + 0.5)),
        named: at % every == 0,
        total: counts.iter().sum(),
        pieces: pieces(v, &counts, most as f64, HEIGHT as f64, Some(HEIGHT)),
        counts: counts.into(),
        name,
    });
    Some(Columns { columns: columns.collect(), height: HEIGHT, label })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn drawn(months: &[&str]) -> Vec<(String, i64)> {
        let month = |it: &&str| Month {
            outlet: None,
            month: Some((*it).into()),
            source: "person".into(),
            statements: 2,
            with_role: 0,
        };
        let months: Vec<_> = months.iter().map(month).collect();
        let columns = super::months(&Visitor::plain(&Words::all()[0]), &months);
        columns.map_or(Vec::new(), |it| it.columns.into_iter().map(|it| (it.name, it.total)).collect())
    }

    #[test]
    fn a_gap_is_seen_as_one_and_long_times_are_drawn_in_years() {
        let named = |it: &[(&str, i64)]| it.iter().map(|it| (it.0.to_owned(), it.1)).collect::<Vec<_>>();
        assert_eq!(
            drawn(&["2023-11", "2024-02"]),
            named(&[("2023-11", 2), ("2023-12", 0), ("2024-01", 0), ("2024-02", 2)])
        );
        assert_eq!(
            drawn(&["2019-10", "2024-05", "2024-06"]),
            named(&[("2019", 2), ("2020", 0), ("2021", 0), ("2022", 0), ("2023", 0), ("2024", 4)])
        );
        assert!(drawn(&["2024-05"]).is_empty() && drawn(&["jeudi", "2024-13", "9999-12"]).is_empty());
        assert!(drawn(&["0001-01", "9999-12"]).len() <= 50);
    }
}
