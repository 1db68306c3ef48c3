//! Pairs of sentences → what linking sees in them, to be told contradictions from what may both be so.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use selon::{
    Article, Attribution, Document, Kind, Language, Mode, Span,
    link::{Page, pairs, positions},
};
use serde_json::json;

/// Of `id TAB label TAB sentence TAB sentence` lines under a heading: a line of JSON with the features of both as
/// statements of one affair, each's position on the other's claim among them.
pub fn features(code: &str, input: impl BufRead, mut out: impl Write) -> Result<()> {
    let language = Language::get(code).with_context(|| format!("no language {code}"))?;
    for line in input.lines().skip(1) {
        let line = line?;
        let mut fields = line.split('\t');
        let mut next = || fields.next().with_context(|| format!("four fields: {line}"));
        let (id, label, one, other) = (next()?, next()?, next()?, next()?);
        let pages = [page("1", one, language), page("2", other, language)];
        let both = pairs::weigh(&pages, &[0, 1]);
        let mut x = pairs::features(&both[0], &both[1]).to_vec();
        for at in [0, 1] {
            x.extend(positions::features(&both, &[0, 1], at));
        }
        writeln!(out, "{}", json!({"id": id, "label": label, "x": x}))?;
    }
    Ok(())
}

/// A sentence as all that somebody says.
fn page(id: &str, text: &str, language: &'static Language) -> Page {
    let article = Article::of_language(id, text, language);
    let whole = vec![Span::new(0, text.len())];
    let said = Attribution::of_words(1, Kind::Indirect, Vec::new(), Vec::new(), whole);
    let reading = selon::complete(&Document::new(&article), vec![said], Mode::default());
    Page::of(&article, &reading)
}
