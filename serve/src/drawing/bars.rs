//! Counts of sources → bars and columns, each with the numbers that its table shows.

use std::collections::BTreeMap;

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
const MONTHS: usize = 48;
const OUTLETS: usize = 20;
const HEIGHT: i64 = 150;

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
    let dated = |it: &Month, letters: usize| it.month.as_deref()?.get(..letters).map(str::to_owned);
    let mut groups = group(months, |it| dated(it, 7));
    if groups.len() > MONTHS {
        groups = group(months, |it| dated(it, 4));
    }
    if groups.len() < 2 {
        return None;
    }
    // The latest are what is asked for, should there be hundreds of years.
    let skipped = groups.len().saturating_sub(MONTHS);
    let groups: Vec<_> = groups.into_iter().skip(skipped).collect();
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
