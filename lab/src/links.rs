//! Folders of annotated affairs → Readings, for linking alone: what the annotators found is taken as found.
//!
//! With `--fields engine` the spans are theirs and who, act and certainty the
//! engine's own; with `--fields gold` all is theirs, with `--fields found` nothing.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufWriter, Write, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use selon::{
    Act, Actor, Article, Attribution, Certainty, Document, Language, Reading, Span, SpeakerType,
    export::{self, Options},
    link::{self, Affair, Page, folded::Folded, neighbours, pairs, positions, quotes, replies, terms},
};
use serde_json::{Value, json};

use crate::gold;

/// Whose fields stand on the annotators' spans.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Fields {
    /// The annotators'
    Gold,
    /// Those that the engine fills in
    Engine,
    /// The engine's, on statements that it finds itself; they go by the ids of the annotators' where these are the same
    Found,
}

/// Writes one `selon/1` document an affair into a folder, by the affair's name.
pub fn write(folders: &[PathBuf], fields: Fields, into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for folder in folders {
        let items = affair(folder, fields)?;
        let name = folder.file_name().context("a folder has a name")?.to_string_lossy();
        fs::write(into.join(format!("{name}.json")), export::json(&items, &Options::default()))?;
    }
    Ok(())
}

/// Writes the features of every pair of statements, of every statement's position and of every possible reply.
///
/// Readings come from the annotations, or from `selon/1` documents with the texts in them.
pub fn features(folders: &[PathBuf], fields: Fields) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for folder in folders {
        let items = affair(folder, fields)?;
        let pages: Vec<Page> = items.iter().map(|(article, reading)| Page::of(article, reading)).collect();
        let name = folder.file_name().context("a folder has a name")?.to_string_lossy().into_owned();
        for it in neighbours::affairs(&pages) {
            of_affair(&name, &pages, &Affair::of(&pages, &it), &mut out)?;
        }
    }
    Ok(())
}

fn of_affair(name: &str, pages: &[Page], affair: &Affair, out: &mut impl Write) -> Result<()> {
    let all = &affair.all;
    let key = |at: usize| json!([pages[all[at].article].doc, all[at].said.id]);
    let mut pairs: Vec<_> = affair.same.keys().copied().collect();
    pairs.sort_unstable();
    for (a, b) in pairs.iter().copied() {
        let (one, other) = (all[a].article, all[b].article);
        let share = if one == other { 1.0 } else { neighbours::share(&pages[one], &pages[other]) };
        let row = json!({"set": name, "what": "same", "a": key(a), "b": key(b), "at": [a, b], "share": share,
            "x": pairs::features(&all[a], &all[b]).to_vec()});
        writeln!(out, "{row}")?;
    }
    for (a, b) in pairs {
        let (x, y) = affair.in_order(a, b);
        if let Some((numbers, _)) = quotes::features(&all[x], &all[y]) {
            writeln!(
                out,
                "{}",
                json!({"set": name, "what": "quotes", "a": key(x), "b": key(y), "x": numbers.to_vec()})
            )?;
        }
    }
    let groups = link::claims::group(all.len(), &affair.same);
    for group in groups {
        for at in &group {
            let row = json!({"set": name, "what": "position", "a": key(*at), "x": positions::features(all, &group, *at).to_vec()});
            writeln!(out, "{row}")?;
        }
    }
    for (from, candidates) in replies::candidates(all, &affair.same, |_| true).into_iter().enumerate() {
        for (to, x) in candidates.iter().zip(replies::features(all, &candidates, from)) {
            let row =
                json!({"set": name, "what": "answers", "a": key(from), "b": key(to.to), "x": x.to_vec()});
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

/// The articles of an affair with what the annotators found in them.
pub fn affair(folder: &Path, fields: Fields) -> Result<Vec<(Article, Reading)>> {
    let dossier: Value = serde_json::from_str(&fs::read_to_string(folder.join("dossier.json"))?)?;
    let mut items = Vec::new();
    for gold in gold::read(folder)? {
        let mut article = gold.article;
        let about = dossier["articles"].as_array().into_iter().flatten();
        if let Some(about) = about.into_iter().find(|it| it["id"] == article.id.as_str()) {
            let text = |key: &str| about[key].as_str().map(String::from);
            (article.outlet, article.title, article.url) = (text("outlet"), text("title"), text("url"));
            article.published = about["published"].as_str().and_then(|it| it.parse().ok());
        }
        if fields == Fields::Found {
            let mut reading = selon::read(&article);
            aligned(&mut reading, &gold.attributions);
            items.push((article, reading));
            continue;
        }
        let document = Document::new(&article);
        let mut reading = selon::complete(&document, gold.attributions, selon::Mode::default());
        if fields == Fields::Gold {
            annotated(folder, &article.id, &mut reading)?;
        }
        items.push((article, reading));
    }
    Ok(items)
}

/// What the annotators did not find goes by ids from here on.
const EXTRA: u32 = 1000;
/// So much of two contents together must be in both for them to be one statement.
const ALIKE: f64 = 0.5;

/// Gives statements the ids of the annotators' statements that they are.
fn aligned(reading: &mut Reading, gold: &[Attribution]) {
    let mut pairs: Vec<(f64, u32, u32)> = Vec::new();
    for it in &reading.attributions {
        pairs.extend(gold.iter().map(|other| (alike(&it.content, &other.content), it.id, other.id)));
    }
    pairs.retain(|it| it.0 >= ALIKE);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut known: HashMap<u32, u32> = HashMap::new();
    for (_, found, annotated) in pairs {
        if !known.contains_key(&found) && !known.values().any(|it| *it == annotated) {
            known.insert(found, annotated);
        }
    }
    let name = |id: u32| known.get(&id).copied().unwrap_or(EXTRA + id);
    for it in &mut reading.attributions {
        (it.id, it.parent) = (name(it.id), it.parent.map(name));
    }
}

/// The bytes in both of what is in either.
fn alike(a: &[Span], b: &[Span]) -> f64 {
    let length = |it: &[Span]| it.iter().map(|it| it.end - it.start).sum::<usize>();
    let both: usize =
        a.iter().flat_map(|x| b.iter().map(|y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum();
    both as f64 / (length(a) + length(b) - both).max(1) as f64
}

/// The annotators' fields in place of the engine's.
fn annotated(folder: &Path, id: &str, reading: &mut Reading) -> Result<()> {
    let note: Value = serde_json::from_str(&fs::read_to_string(folder.join(format!("{id}.json")))?)?;
    let rows = note["attributions"].as_array().context("no attributions")?;
    reading.actors.clear();
    for (it, row) in reading.attributions.iter_mut().zip(rows) {
        let text = |key: &str| row[key].as_str().filter(|it| *it != "?").map(String::from);
        let name = |key: &str| row[key].as_str().unwrap_or_default();
        it.speaker = text("speaker");
        it.speaker_type = SpeakerType::from_name(name("speaker_type")).context("speaker_type")?;
        (it.role, it.affiliation, it.target) = (text("role"), text("affiliation"), text("target"));
        it.act = Act::from_name(name("act")).context("act")?;
        it.certainty = Certainty::from_name(name("certainty")).context("certainty")?;
        it.when_value = text("when_value");
        it.actor = it.speaker.clone().map(|name| {
            let known = reading.actors.iter().position(|it| it.name == name);
            known.unwrap_or_else(|| {
                let (kind, role, affiliation) = (it.speaker_type, it.role.clone(), it.affiliation.clone());
                reading.actors.push(Actor { name, kind, role, affiliation, mentions: it.source.clone() });
                reading.actors.len() - 1
            })
        });
    }
    Ok(())
}

/// How rare each stem is in records on standard input: `stem TAB ln(articles / articles that have it)`.
pub fn frequencies(code: &str, least: usize, input: impl BufRead, mut out: impl Write) -> Result<()> {
    let language = Language::get(code).with_context(|| format!("no language {code}"))?;
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    let mut articles = 0;
    for line in input.lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let mut stems: Vec<String> = terms::words(record["text"].as_str().unwrap_or_default())
            .iter()
            .map(|it| terms::stem(it, language).into())
            .collect();
        stems.sort();
        stems.dedup();
        articles += 1;
        stems.into_iter().for_each(|it| *counts.entry(it).or_default() += 1);
    }
    writeln!(
        out,
        "# How rare a stem is: the natural logarithm of articles per article that has it, in {articles} articles."
    )?;
    writeln!(
        out,
        "# Written by `selon-lab frequencies`; stems of fewer than {least} articles are left out and count as rarest."
    )?;
    writeln!(out, "# stem\trarity")?;
    for (stem, count) in
        counts.into_iter().filter(|it| it.1 >= least && it.0.chars().any(char::is_alphabetic))
    {
        writeln!(out, "{stem}\t{:.1}", (articles as f64 / count as f64).ln())?;
    }
    Ok(())
}

/// Groups of records on standard input that are copies of one another; a list of ids a line.
pub fn copies(input: impl BufRead, mut out: impl Write) -> Result<()> {
    let mut pages = Vec::new();
    for line in input.lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| record[key].as_str().unwrap_or_default();
        let sketch = link::copies::sketch(text("text"), &[], &Folded::of(text("text")));
        pages.push(Page { doc: text("id").into(), sketch, ..Page::default() });
    }
    for group in link::copies::find(&pages) {
        let ids: Vec<_> = group.iter().map(|it| pages[*it].doc.as_str()).collect();
        writeln!(out, "{}", json!(ids))?;
    }
    Ok(())
}
