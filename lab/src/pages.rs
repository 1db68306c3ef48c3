//! `selon-lab pages`: the main text of pages against snippets that must and must not
//! be in it, as trafilatura's own evaluation does; their days; what the judge of blocks learns from.
//!
//! Cases are a JSON object: a page's address, and under it `file`, `with`, `without`.

use std::{
    fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use cpu_time::ProcessTime;
use selon::article;
use serde_json::{Map, Value};

/// What to do with the pages.
pub struct Task {
    /// The folder of `evaldata.json`, with pages in `cache/` and `eval/`.
    pub folder: PathBuf,
    /// Look for the pages' days, too.
    pub days: bool,
    /// Print every snippet that comes out wrong.
    pub misses: bool,
    /// Write each block's features and words here, and score nothing.
    pub features: Option<PathBuf>,
}

/// Scores, or writes features.
pub fn run(task: &Task) -> Result<()> {
    let cases = fs::read_to_string(task.folder.join("evaldata.json")).context("cannot read evaldata.json")?;
    let cases: Map<String, Value> = serde_json::from_str(&cases)?;
    let pages = cases.iter().map(|(url, case)| Ok((url.as_str(), case, page(&task.folder, case)?)));
    let pages: Vec<(&str, &Value, Vec<u8>)> = pages.collect::<Result<_>>()?;
    match &task.features {
        Some(file) => features(&pages, file),
        None => {
            snippets(&pages, task.misses);
            if task.days {
                days(&pages, task.misses);
            }
            Ok(())
        }
    }
}

fn page(folder: &Path, case: &Value) -> Result<Vec<u8>> {
    let name = case["file"].as_str().context("a case without a file")?;
    let found = ["cache", "eval"].into_iter().find_map(|it| fs::read(folder.join(it).join(name)).ok());
    found.with_context(|| format!("no page {name}"))
}

fn snippets(pages: &[(&str, &Value, Vec<u8>)], misses: bool) {
    let start = ProcessTime::now();
    let text = |bytes: &Vec<u8>| article::main_text(&article::decode(bytes.clone())).unwrap_or_default();
    let texts: Vec<String> = pages.iter().map(|it| text(&it.2)).collect();
    let seconds = start.elapsed().as_secs_f64();
    let (mut right, mut false_, mut missed) = (0, 0, 0);
    for ((url, case, _), text) in pages.iter().zip(&texts) {
        let all = |key: &str| case[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        for it in all("with") {
            *if text.contains(it) { &mut right } else { &mut missed } += 1;
            if misses && !text.contains(it) {
                println!("  missed {it:?} in {url}");
            }
        }
        for it in all("without").filter(|it| text.contains(*it)) {
            false_ += 1;
            if misses {
                println!("  false {it:?} in {url}");
            }
        }
    }
    let share = |a: i32, b: i32| 100.0 * f64::from(a) / f64::from(b.max(1));
    println!("pages     {}, {:.0} a second of CPU time", pages.len(), pages.len() as f64 / seconds);
    println!("snippets  right {right}, false {false_}, missed {missed}");
    println!(
        "precision {:.1}  recall {:.1}  F1 {:.1}",
        share(right, right + false_),
        share(right, right + missed),
        share(2 * right, 2 * right + false_ + missed)
    );
}

/// Of the pages that tell their day to programs, how many show it otherwise, too.
fn days(pages: &[(&str, &Value, Vec<u8>)], misses: bool) {
    let (mut asked, mut right) = (0, 0);
    for (url, _, bytes) in pages {
        let html = article::decode(bytes.clone());
        let Some(day) = article::day_of_metadata(&html) else { continue };
        let found = article::day_without_metadata(&html, Some(url));
        asked += 1;
        right += i32::from(found == Some(day));
        if misses && found != Some(day) {
            println!("  day {day}, found {found:?} in {url}");
        }
    }
    println!("days      {right} of {asked}: {:.1}", 100.0 * f64::from(right) / f64::from(asked.max(1)));
}

/// `FILE` holds the features as little-endian f32, `FILE.txt` a line a block: the page's number, the words.
fn features(pages: &[(&str, &Value, Vec<u8>)], file: &Path) -> Result<()> {
    let mut numbers = BufWriter::new(fs::File::create(file)?);
    let mut words = BufWriter::new(fs::File::create(file.with_extension("txt"))?);
    for (at, (_, _, bytes)) in pages.iter().enumerate() {
        let html = article::decode(bytes.clone());
        for (row, text) in article::judged_blocks(&html).unwrap_or_default() {
            for number in row {
                numbers.write_all(&number.to_le_bytes())?;
            }
            writeln!(words, "{at}\t{}", text.replace(['\n', '\t'], " "))?;
        }
    }
    Ok(())
}
