//! Date expressions with reference dates and values (Microsoft's Recognizers) → how many come out right.
//!
//! What names no date is left out and counted: clock times, durations, sets,
//! ranges with two ends that are not a calendar unit.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use jiff::civil::Date;
use selon::{Language, dates};
use serde_json::Value;

/// Prints a table; with `misses` every case that comes out wrong.
pub fn score(folder: &Path, misses: bool) -> Result<()> {
    let mut left_out = BTreeMap::<String, usize>::new();
    for (code, name) in [("fr", "French"), ("en", "English")] {
        let language = Language::get(code).context("no such language")?;
        let (mut all, mut found_all) = (0, 0);
        for kind in ["DateParser", "DatePeriodParser", "DateTimeParser", "HolidayParser"] {
            let path = folder.join(format!("ms_{name}_{kind}.json"));
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let cases: Vec<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
            let (mut right, mut asked) = (0, 0);
            for case in &cases {
                match judge(case, language) {
                    Verdict::LeftOut(why) => {
                        *left_out.entry(format!("{name} {kind}: {why}")).or_default() += 1
                    }
                    Verdict::Right => (right, asked) = (right + 1, asked + 1),
                    Verdict::Wrong(how) => {
                        asked += 1;
                        if misses {
                            println!("  {how}");
                        }
                    }
                }
            }
            (all, found_all) = (all + asked, found_all + right);
            println!(
                "{name:8} {kind:18} {right:4} of {asked:4}  {:5.1}",
                100.0 * f64::from(right) / f64::from(asked.max(1))
            );
        }
        println!(
            "{name:8} {:18} {found_all:4} of {all:4}  {:5.1}",
            "all",
            100.0 * f64::from(found_all) / f64::from(all.max(1))
        );
    }
    for (why, count) in left_out {
        println!("left out: {why}: {count}");
    }
    Ok(())
}

/// The suite's own day.
const SUITE: Date = Date::constant(2016, 11, 7);

enum Verdict {
    Right,
    Wrong(String),
    LeftOut(&'static str),
}

fn judge(case: &Value, language: &Language) -> Verdict {
    let input = case["Input"].as_str().unwrap_or_default();
    let reference =
        case["Context"]["ReferenceDateTime"].as_str().and_then(|it| it.get(..10)?.parse::<Date>().ok());
    let results = case["Results"].as_array().map_or(&[][..], |it| it);
    let [result] = results else { return Verdict::LeftOut("no date or several in it") };
    let timex = result["Value"]["Timex"].as_str().unwrap_or_default();
    let want = match wanted(result, timex) {
        Ok(it) => it,
        Err(why) => return Verdict::LeftOut(why),
    };
    // Without a reference only what bears its own year can be judged.
    let figures = |it: &str| it.split(|c: char| !c.is_ascii_digit()).any(|it| it.len() == 4);
    if reference.is_none() && !result["Text"].as_str().is_some_and(figures) {
        return Verdict::LeftOut("no reference date");
    }
    let reference = reference.unwrap_or(SUITE);
    let found = dates::find(input, language, Some(reference));
    let values: Vec<dates::Value> = found.iter().filter_map(|it| it.value).collect();
    let got: Vec<String> = values.iter().map(|it| it.start.to_string()).collect();
    // “two years ago” is a year to us and a day there: right if the day lies in it.
    let counted = |it: &dates::Value| {
        matches!(it.grain, dates::Grain::Month | dates::Grain::Year)
            && timex.len() == 10
            && want.iter().any(|day| day.starts_with(&it.iso()))
    };
    // “late last month”, “late last week”: the month or week is right, its second half is nobody's business here.
    let same = |it: &dates::Value| match it.grain {
        dates::Grain::Week => iso_week(it.start) == timex,
        dates::Grain::Month => it.iso() == timex || Some(&it.iso()[4..]) == timex.strip_prefix("XXXX"),
        _ => it.iso() == timex,
    };
    if got.iter().any(|it| want.contains(it)) || values.iter().any(|it| counted(it) || same(it)) {
        return Verdict::Right;
    }
    Verdict::Wrong(format!("{input:60} {reference} {timex} want {want:?} got {got:?}"))
}

/// `2017-W45`.
fn iso_week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The first day of what is meant, in either direction where the case leaves that open.
fn wanted(result: &Value, timex: &str) -> Result<Vec<String>, &'static str> {
    let kind = result["Type"].as_str().unwrap_or_default();
    let value = &result["Value"];
    let read =
        |which: &str, key: &str| value[which][key].as_str().and_then(|it| Some(it.get(..10)?.to_string()));
    let both = |key: &str| -> Vec<String> {
        ["PastResolution", "FutureResolution"].iter().filter_map(|it| read(it, key)).collect()
    };
    match kind {
        _ if timex.ends_with("_REF") => Err("no date: now, as soon as possible"),
        "date" if both("date").iter().any(|it| it.starts_with("0001")) => Err("no such day"),
        _ if timex.contains('#')
            || timex.contains("-W0") && !timex.contains("-W0-") && kind == "daterange" =>
        {
            Err("the nth weekday or week of a month or year")
        }
        "date" if timex.contains("-WXX-") && timex.len() > 10 => Err("a feast that moves or an nth weekday"),
        "date" => Ok(both("date")),
        "daterange" if timex.starts_with('(') => Err("a range with two ends"),
        "daterange" if both("startDate").is_empty() => Err("open to one side"),
        "daterange" => Ok(both("startDate")),
        "datetime" => Ok(both("dateTime")),
        _ => Err("no date"),
    }
}
