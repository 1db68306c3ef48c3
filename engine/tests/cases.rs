//! `data/CODE/cases/*.txt` → pieces of news that a reader can judge, each with
//! what is found in it today.
//!
//! `UPDATE=1 cargo test -p selon --test cases` writes what is found; the diff
//! is what one reviews. A known mistake stays a passing case with a line that
//! says what it should be (`# should be: ...`): such lines are kept as they are.

use std::{env, fs, path::Path};

use selon::{Article, Attribution, Certainty, Language, Reading, Span};

#[test]
fn every_case_says_what_is_found_today() {
    let update = env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    for (file, language) in files() {
        let before = fs::read_to_string(&file).expect("a case file is UTF-8");
        let (after, differences) = rewrite(&before, language);
        if update {
            fs::write(&file, after).expect("the case file can be written");
        }
        for it in differences {
            wrong += &format!("\n{}: {it}", file.display());
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}\nUPDATE=1 writes what is found today");
}

/// The case files of every language, in order.
fn files() -> Vec<(std::path::PathBuf, &'static Language)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files = Vec::new();
    for language in Language::all() {
        let folder = fs::read_dir(data.join(language.code).join("cases"));
        let folder = folder.expect("every language has a folder of cases");
        files.extend(folder.flatten().map(|it| (it.path(), language)));
    }
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

/// One case: a text and what is found in it.
struct Case {
    title: String,
    text: String,
    expected: String,
    comments: String,
}

/// The file with what is found today, and what differs from it.
fn rewrite(before: &str, language: &'static Language) -> (String, Vec<String>) {
    let (mut out, cases) = parse(before);
    let mut differences = Vec::new();
    for Case { title, text, expected, comments } in cases {
        let found = draw(&text, language);
        if found != expected {
            differences.push(format!("{title}\n{text}\n-- expected\n{expected}\n-- found\n{found}\n"));
        }
        out += &format!("\n== {title}\n{text}\n--\n");
        for part in [found, comments].iter().filter(|it| !it.is_empty()) {
            out += part;
            out += "\n";
        }
    }
    (out, differences)
}

/// The comment at the head of a file, and its cases.
fn parse(file: &str) -> (String, Vec<Case>) {
    let mut parts = file.split("\n== ");
    let head = format!("{}\n", parts.next().unwrap_or_default().trim_end());
    let cases = parts.map(|part| {
        let (title, rest) = part.split_once('\n').unwrap_or((part, ""));
        let (text, below) = rest.split_once("\n--").unwrap_or((rest, ""));
        let (comments, expected): (Vec<_>, Vec<_>) = below.trim().lines().partition(|it| it.starts_with('#'));
        Case {
            title: title.into(),
            text: text.into(),
            expected: expected.join("\n").trim().into(),
            comments: comments.join("\n"),
        }
    });
    (head, cases.collect())
}

/// What is found in a text, as the cases write it.
fn draw(text: &str, language: &'static Language) -> String {
    let reading = selon::read(&Article::of_language("case", text, language));
    let blocks: Vec<_> = reading.attributions.iter().map(|it| block(it, text, &reading)).collect();
    blocks.join("\n\n")
}

fn block(it: &Attribution, text: &str, reading: &Reading) -> String {
    let who = words(&it.source, text);
    let sure = if it.certainty == Certainty::Certain { "" } else { it.certainty.name() };
    let parent = it.parent.and_then(|id| reading.attributions.iter().position(|it| it.id == id));
    let lines = [
        ("who", who.clone()),
        ("is", speaker(it, &who)),
        ("cue", words(&it.cue, text)),
        ("what", words(&it.content, text)),
        ("act", it.act.name().into()),
        ("sure", sure.into()),
        ("in", parent.map_or(String::new(), |it| (it + 1).to_string())),
    ];
    let lines = lines.iter().filter(|it| !it.1.is_empty()).map(|(key, value)| format!("{key:5}{value}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The speaker, unless it is just the source without its article.
fn speaker(it: &Attribution, who: &str) -> String {
    let unknown = if who.is_empty() { "" } else { "?" };
    let name = it.speaker.as_deref().unwrap_or(unknown);
    let same = who.strip_suffix(name).is_some_and(|article| article.chars().count() <= 4);
    if same { String::new() } else { name.into() }
}

/// Spans on one line, every kind of space a plain one.
fn words(spans: &[Span], text: &str) -> String {
    let plain = |it: &Span| it.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    spans.iter().map(plain).collect::<Vec<_>>().join(" / ")
}
