//! Folders of annotated articles → [`Gold`]: texts with their attributions' spans.
//!
//! Annotators type the words, not offsets: a string that stands several times
//! in the article is told apart by its occurrence, and occurrences may overlap.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use selon::{Article, Attribution, Kind, Language, Span};
use serde_json::Value;

/// An annotated article.
pub struct Gold {
    /// The folder that it stands in.
    pub folder: PathBuf,
    /// Its text, with the metadata that the annotation gives.
    pub article: Article,
    /// Spans, kind and parent as annotated; the other fields as if nothing were known.
    pub attributions: Vec<Attribution>,
}

/// The annotated articles of a folder, by name.
pub fn read(folder: &Path) -> Result<Vec<Gold>> {
    let mut paths = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .map(|it| Ok(it?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.retain(|it| it.extension().is_some_and(|it| it == "json"));
    paths.retain(|it| it.file_stem().is_some_and(|it| it != "dossier"));
    paths.sort();
    paths.iter().map(|it| one(it).with_context(|| it.display().to_string())).collect()
}

/// What the annotators wrote of an article's attributions, by id.
pub fn notes(gold: &Gold) -> Result<HashMap<u32, Value>> {
    let path = gold.folder.join(&gold.article.id).with_extension("json");
    let note: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let rows = note["attributions"].as_array().cloned().unwrap_or_default();
    Ok(rows.into_iter().filter_map(|it| Some((it["id"].as_u64()? as u32, it))).collect())
}

fn one(path: &Path) -> Result<Gold> {
    let text = fs::read_to_string(path.with_extension("txt"))?;
    let note: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let code = note["language"].as_str().unwrap_or("fr");
    let article = Article {
        id: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        language: Language::get(code).with_context(|| format!("no language {code}"))?,
        outlet: None,
        title: None,
        standfirst: None,
        byline: None,
        url: None,
        published: note["published"].as_str().and_then(|it| it.parse().ok()),
        boilerplate: spans(&text, &note["boilerplate"]),
        parts: Vec::new(),
        text,
    };
    let rows = note["attributions"].as_array().context("no attributions")?;
    let attributions = rows.iter().map(|it| attribution(&article.text, it)).collect::<Result<_>>()?;
    Ok(Gold { folder: path.parent().unwrap_or(path).to_path_buf(), article, attributions })
}

fn attribution(text: &str, row: &Value) -> Result<Attribution> {
    let kind = row["kind"].as_str().and_then(Kind::from_name).context("no kind")?;
    let id = row["id"].as_u64().context("no id")? as u32;
    let place = |role: &str| spans(text, &row[role]);
    Ok(Attribution {
        parent: row["parent"].as_u64().map(|it| it as u32),
        ..Attribution::of_words(id, kind, place("source"), place("cue"), place("content"))
    })
}

fn spans(text: &str, items: &Value) -> Vec<Span> {
    items.as_array().into_iter().flatten().filter_map(|it| find(text, it)).collect()
}

fn find(text: &str, item: &Value) -> Option<Span> {
    let want = item.as_str().or(item["t"].as_str()).filter(|it| !it.is_empty())?;
    let which = item["n"].as_u64().unwrap_or(1) as usize;
    let mut starts = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(want));
    let start = starts.nth(which.saturating_sub(1))?;
    Some(Span::new(start, start + want.len()))
}
