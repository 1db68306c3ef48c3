//! Annotated spans → the fields that the engine fills in behind them, as `selon/1` lines.
//!
//! Source, cue, content, kind and parent are the annotators', so the scores of
//! speaker, role, act, certainty and date say nothing about finding them.

use std::{
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::Result;
use selon::{Attribution, Document, Mode, Span};
use serde_json::{Value, json};

use crate::gold::{self, Gold};

/// Writes a line an article to standard output.
pub fn write(folders: &[PathBuf], explain: bool) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for folder in folders {
        for gold in gold::read(folder)? {
            writeln!(out, "{}", line(&gold, explain))?;
        }
    }
    Ok(())
}

fn line(gold: &Gold, explain: bool) -> Value {
    let article = &gold.article;
    let (document, attributions) = (Document::new(article), gold.attributions.clone());
    let reading = selon::complete(&document, attributions, Mode { explain, ..Mode::default() });
    let points = CodePoints::of(&article.text);
    let actors = reading.actors.iter().enumerate().map(|(at, it)| {
        json!({"id": format!("a{}", at + 1), "name": it.name, "kind": it.kind.name(), "role": it.role,
            "affiliation": it.affiliation, "mentions": points.all(&it.mentions)})
    });
    json!({
        "schema": "selon/1",
        // Dossiers number their articles alike; the folder tells them apart.
        "folder": gold.folder,
        "doc": article.id,
        "language": reading.language,
        "offsets": "codepoints",
        "actors": actors.collect::<Vec<_>>(),
        "boilerplate": points.all(&reading.boilerplate),
        "attributions": reading.attributions.iter().map(|it| row(it, &points, explain)).collect::<Vec<_>>(),
    })
}

fn row(it: &Attribution, points: &CodePoints, explain: bool) -> Value {
    let mut row = json!({
        "id": it.id, "source": points.all(&it.source), "cue": points.all(&it.cue),
        "content": points.all(&it.content), "kind": it.kind.name(), "parent": it.parent,
        "actor": it.actor.map(|it| format!("a{}", it + 1)), "speaker": it.speaker,
        "speaker_type": it.speaker_type.name(), "role": it.role, "affiliation": it.affiliation,
        "act": it.act.name(), "target": it.target, "certainty": it.certainty.name(),
        "when": it.when.map(|it| points.one(it)), "when_value": it.when_value, "confidence": it.confidence,
    });
    if explain {
        let why = it.why.iter().map(|it| json!([it.field, it.words.map(|it| points.one(it)), it.how]));
        row["why"] = why.collect();
    }
    row
}

/// Bytes → code points of one text.
struct CodePoints(Vec<u32>);

impl CodePoints {
    fn of(text: &str) -> CodePoints {
        let mut count = 0;
        let mut table = Vec::with_capacity(text.len() + 1);
        for byte in text.bytes() {
            table.push(count);
            // The bytes inside a character count as its end, so no span shrinks.
            count += u32::from(byte & 0xC0 != 0x80);
        }
        table.push(count);
        CodePoints(table)
    }

    fn one(&self, span: Span) -> [u32; 2] {
        let last = self.0.len() - 1;
        [self.0[span.start.min(last)], self.0[span.end.min(last)]]
    }

    fn all(&self, spans: &[Span]) -> Vec<[u32; 2]> {
        spans.iter().map(|it| self.one(*it)).collect()
    }
}
