//! Annotated attributions → their features, their words and gold values, for `lab/acts.py`.

use std::{
    collections::{BTreeSet, HashMap},
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::{Context, Result};
use selon::{
    Document,
    act::{
        company::Company,
        features::{self, View},
        parts::{self, MARGIN, Parts},
    },
    features::{Features, of as words_of},
    quotes,
};
use serde_json::json;

use crate::gold;

/// Writes a line an attribution to standard output.
pub fn dump(folders: &[PathBuf]) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for gold in folders.iter().map(|it| gold::read(it)).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        let notes = gold::notes(&gold)?;
        let document = Document::new(&gold.article);
        let views: Vec<View> = gold.attributions.iter().map(|it| View::of(&document, it)).collect();
        let company = Company::of(views.iter());
        let depths = quotes::depths(&document.quotes, &document.words.words);
        let words = words_of(&document, 0..document.words.words.len(), &depths);
        for (attribution, view) in gold.attributions.iter().zip(&views) {
            let note = notes.get(&attribution.id).context("an id without a note")?;
            let (seen, places) = seen(&words, &parts::of(&document, attribution));
            let row = json!({
                "folder": gold.folder, "doc": gold.article.id, "id": attribution.id,
                "act": note["act"], "certainty": note["certainty"],
                "features": features::of(&document, attribution, view, &company),
                "words": seen, "parts": places,
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

/// What is read of the words of these parts (bucket, shape, quotation state), and where each part's words stand among them.
fn seen(words: &[Features], parts: &Parts) -> (Vec<[u32; 3]>, Vec<Vec<usize>>) {
    let near = |it: &usize| it.saturating_sub(MARGIN)..(it + MARGIN + 1).min(words.len());
    let seen: BTreeSet<usize> = parts.iter().flatten().flat_map(near).collect();
    let place: HashMap<usize, usize> = seen.iter().copied().zip(0..).collect();
    let places = parts.iter().map(|part| part.iter().map(|it| place[it]).collect()).collect();
    (seen.iter().map(|it| [words[*it].word, words[*it].shape, words[*it].quote]).collect(), places)
}
