//! Annotated attributions → their features and gold values, for `lab/acts.py`.

use std::{
    collections::HashMap,
    fs,
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::{Context, Result};
use selon::{
    Document,
    act::{
        company::Company,
        features::{self, View},
    },
};
use serde_json::{Value, json};

use crate::gold::{self, Gold};

/// Writes a line an attribution to standard output.
pub fn dump(folders: &[PathBuf]) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for gold in folders.iter().map(|it| gold::read(it)).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        let notes = notes(&gold)?;
        let document = Document::new(&gold.article);
        let views: Vec<View> = gold.attributions.iter().map(|it| View::of(&document, it)).collect();
        let company = Company::of(views.iter());
        for (attribution, view) in gold.attributions.iter().zip(&views) {
            let note = notes.get(&attribution.id).context("an id without a note")?;
            let row = json!({
                "folder": gold.folder, "doc": gold.article.id, "id": attribution.id,
                "act": note["act"], "certainty": note["certainty"],
                "features": features::of(&document, attribution, view, &company),
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

/// What the annotators wrote, by id.
fn notes(gold: &Gold) -> Result<HashMap<u32, Value>> {
    let path = gold.folder.join(&gold.article.id).with_extension("json");
    let note: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let rows = note["attributions"].as_array().cloned().unwrap_or_default();
    Ok(rows.into_iter().filter_map(|it| Some((it["id"].as_u64()? as u32, it))).collect())
}
