//! Records → what the network sees of their words, for training.
//!
//! In: JSON lines with `text` and `language`. Out, for each, little-endian
//! `u32`s: the number of words, then for each word its start and end in code
//! points, whole-word bucket, edge buckets, shape, quotation state, place.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use selon::{Article, Document, Language, features, quotes};

/// Writes the features of every record of `input`.
pub fn dump(input: impl BufRead, mut output: impl Write) -> Result<()> {
    for (number, line) in input.lines().enumerate() {
        let record: serde_json::Value =
            serde_json::from_str(&line?).with_context(|| format!("record {}", number + 1))?;
        let text = record["text"].as_str().unwrap_or_default();
        let language = Language::get(record["language"].as_str().unwrap_or_default())
            .with_context(|| format!("record {}: no known language", number + 1))?;
        let article = Article::of_language("", text, language);
        let document = Document::new(&article);
        let spans = features::code_points(text, document.words.words.iter().map(|it| it.span));
        let mut row = Vec::with_capacity(spans.len() * 10 + 1);
        row.push(spans.len() as u32);
        let words = &document.words.words;
        let depths = quotes::depths(&document.quotes, words);
        let features = features::of(&document, 0..words.len(), &depths);
        for (it, (start, end)) in features.iter().zip(spans) {
            row.extend([start, end, it.word]);
            row.extend(it.edges);
            row.extend([it.shape, it.quote, it.place]);
        }
        for value in row {
            output.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(output.flush()?)
}
