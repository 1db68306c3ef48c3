//! Annotated attributions → the figures that their sources may mean, for `lab/choices.py`.

use std::{
    collections::HashMap,
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::Result;
use selon::{
    Attribution, Document,
    actors::choices::{self, Choice, FEATURES},
};
use serde_json::{Value, json};

use crate::gold;

/// Writes the names of what is weighed, then a line a choice, to standard output.
pub fn dump(folders: &[PathBuf]) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "{}", json!(HashMap::from(FEATURES)))?;
    for gold in folders.iter().map(|it| gold::read(it)).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        let notes = gold::notes(&gold)?;
        let document = Document::new(&gold.article);
        type Find = fn(&Document, &mut [Attribution]) -> Vec<Choice>;
        let tables: [(&str, Find); 2] = [("bodies", choices::bodies), ("antecedents", choices::pronouns)];
        for (table, find) in tables {
            for choice in find(&document, &mut gold.attributions.clone()) {
                writeln!(out, "{}", row(&gold, table, choice, &notes))?;
            }
        }
    }
    Ok(())
}

/// A choice, with whom the annotators took each of its statements to be by.
fn row(gold: &gold::Gold, table: &str, choice: Choice, notes: &HashMap<u32, Value>) -> Value {
    let annotated = choice.statements.iter().filter_map(|it| notes.get(it));
    let speakers: Vec<_> = annotated.map(|it| json!([it["speaker"], it["speaker_type"]])).collect();
    let candidates: Vec<_> =
        choice.candidates.into_iter().map(|(name, features)| json!([name, features])).collect();
    json!({
        "table": table, "folder": gold.folder, "doc": gold.article.id,
        "name": choice.name, "speakers": speakers, "candidates": candidates,
    })
}
