//! Records → readings under a chosen convention, as `selon read --format jsonl` writes them.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use selon::{Article, Language, Mode, export};

/// Articles that run through the network together.
const ABREAST: usize = 64;

/// Reads JSON lines with `id`, `text` and, where known, `language`; writes a `selon/1` line each.
pub fn read(input: impl BufRead, mut output: impl Write, mode: Mode) -> Result<()> {
    let options = export::Options { explain: mode.explain, ..export::Options::default() };
    let mut articles = Vec::with_capacity(ABREAST);
    for (number, line) in input.lines().enumerate() {
        articles.push(article(&line?).with_context(|| format!("record {}", number + 1))?);
        if articles.len() == ABREAST {
            write(&mut articles, &mut output, mode, &options)?;
        }
    }
    write(&mut articles, &mut output, mode, &options)?;
    Ok(output.flush()?)
}

/// The article of a record.
pub fn article(line: &str) -> Result<Article> {
    let record: serde_json::Value = serde_json::from_str(line)?;
    let text = record["text"].as_str().context("no `text`")?;
    let id = record["id"].as_str().context("no `id`")?;
    let mut article = match record["language"].as_str().and_then(Language::get) {
        Some(language) => Article::of_language(id, text, language),
        None => Article::plain(id, text)?,
    };
    article.published = record["published"].as_str().and_then(|it| it.get(..10)?.parse().ok());
    Ok(article)
}

fn write(
    articles: &mut Vec<Article>,
    output: &mut impl Write,
    mode: Mode,
    options: &export::Options,
) -> Result<()> {
    let readings = selon::read_all(articles, mode);
    for (article, reading) in articles.iter().zip(&readings) {
        output.write_all(export::jsonl(article, reading, options).as_bytes())?;
    }
    articles.clear();
    Ok(())
}
