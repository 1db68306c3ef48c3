//! What became of each document: counted, and written down where that was asked for.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::input::Place;

/// Counts, and a line of JSON a document if there is a file for it.
#[derive(Default)]
pub struct Report {
    out: Option<BufWriter<File>>,
    counts: BTreeMap<&'static str, u64>,
    reasons: BTreeMap<String, u64>,
}

/// Most reasons that are told apart.
const MANY: usize = 100;

/// What became of what could not be read.
pub const REFUSED: &str = "refused";

impl Report {
    pub fn new(path: Option<&Path>) -> Result<Report> {
        let create =
            |path: &Path| File::create(path).with_context(|| format!("cannot write {}", path.display()));
        let out = path.map(create).transpose()?.map(BufWriter::new);
        Ok(Report { out, ..Report::default() })
    }

    /// One document more came to this: `read`, `known`, ...
    pub fn became(
        &mut self,
        outcome: &'static str,
        place: &Place,
        line: Option<u64>,
        doc: &str,
    ) -> Result<()> {
        *self.counts.entry(outcome).or_default() += 1;
        self.write(outcome, place, line, &[("doc", doc)])
    }

    /// One could not be read.
    pub fn refuse(&mut self, place: &Place, line: Option<u64>, why: &str, hint: Option<&str>) -> Result<()> {
        *self.counts.entry(REFUSED).or_default() += 1;
        let is_known = self.reasons.contains_key(why) || self.reasons.len() < MANY;
        *self.reasons.entry(if is_known { why } else { "other reasons" }.into()).or_default() += 1;
        self.write(REFUSED, place, line, &[("why", why), ("hint", hint.unwrap_or_default())])
    }

    /// How many came to this.
    pub fn count(&self, outcome: &str) -> u64 {
        self.counts.get(outcome).copied().unwrap_or(0)
    }

    /// Why documents were refused, with how many, the most frequent reason first.
    pub fn reasons(&self) -> Vec<(&str, u64)> {
        let mut reasons: Vec<_> = self.reasons.iter().map(|(why, count)| (why.as_str(), *count)).collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }

    fn write(
        &mut self,
        outcome: &str,
        place: &Place,
        line: Option<u64>,
        more: &[(&str, &str)],
    ) -> Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        let mut row = Map::new();
        row.insert("outcome".into(), json!(outcome));
        row.insert("file".into(), json!(place.file));
        if !place.members.is_empty() {
            row.insert("members".into(), json!(place.members));
        }
        if let Some((number, url)) = &place.record {
            row.insert("record".into(), json!(number));
            row.extend(url.as_ref().map(|it| ("url".into(), json!(it))));
        }
        row.extend(line.map(|it| ("line".into(), json!(it))));
        let more = more.iter().filter(|(_, it)| !it.is_empty());
        row.extend(more.map(|(name, value)| ((*name).to_owned(), json!(value))));
        writeln!(out, "{}", Value::Object(row)).context("cannot write the report")
    }

    /// What has been told is out.
    pub fn flush(&mut self) -> Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush).context("cannot write the report")
    }

    /// Writes the counts.
    pub fn end(&mut self) -> Result<()> {
        if let Some(out) = &mut self.out {
            writeln!(out, "{}", json!({"outcome": "end", "counts": self.counts, "reasons": self.reasons}))
                .context("cannot write the report")?;
        }
        self.flush()
    }
}
