//! A correction as a form or a program asks for it → what the ledger is told.

use selon_ledger::{Spans, Subject, Verb};
use serde::Deserialize;

use crate::{app::Shared, failure::Failure, visitor::Visitor};

/// What is to be corrected, and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A statement (`article#3` or its address), a claim (`C12`) or an actor (`A5`).
    pub subject: String,
    /// `confirm`, `reject`, `merge`, `split`, `assign`, `mend`.
    pub verb: String,
    /// What it is merged into or assigned to: `C12`, `A5`.
    pub into: String,
    /// `affirm`, `deny` or `unknown`.
    pub position: String,
    /// The reason.
    pub why: String,
    /// The mark of how it stood when it was looked at.
    pub seen: String,
    /// For `mend`: the words of the source, a piece a line.
    pub source: String,
    /// ... of the cue.
    pub cue: String,
    /// ... of the content.
    pub content: String,
}

/// Longest reason and name, in characters.
const LONGEST: usize = 2_000;

/// Who signs: the name of the token, else the one that was given.
pub fn signature(v: &Visitor, given: &str) -> String {
    let name = if v.named || given.trim().is_empty() { v.name.trim() } else { given.trim() };
    let name: String = name.chars().filter(|it| !it.is_control()).take(80).collect();
    if name.is_empty() { "somebody".into() } else { name }
}

/// What it is about.
pub fn subject(text: &str) -> Result<Subject, Failure> {
    let wrong = || Failure::Asked(format!("`{text}` is no statement (article#3), claim (C12) or actor (A5)"));
    Subject::parse(text.trim()).ok_or_else(wrong)
}

/// What is done to it.
pub async fn verb(app: &Shared, about: &Subject, asked: &Asked) -> Result<Verb, Failure> {
    if asked.why.chars().count() > LONGEST {
        return Err(Failure::Asked(format!("a reason has at most {LONGEST} characters")));
    }
    let into = || subject(&asked.into);
    Ok(match asked.verb.as_str() {
        "confirm" => Verb::Confirm,
        "reject" => Verb::Reject,
        "merge" => Verb::Merge(into()?),
        "split" => Verb::Split,
        "assign" => {
            let position = Some(asked.position.clone()).filter(|it| !it.is_empty());
            if position.as_deref().is_some_and(|it| !["affirm", "deny", "unknown"].contains(&it)) {
                return Err(Failure::Asked("a position is `affirm`, `deny` or `unknown`".into()));
            }
            Verb::Assign(into()?, position)
        }
        "mend" => Verb::Mend(spans(app, about, asked).await?),
        other => return Err(Failure::Asked(format!("nothing is corrected by `{other}`"))),
    })
}

/// Words, a piece a line → where they stand: nearest to where the statement stood.
async fn spans(app: &Shared, about: &Subject, asked: &Asked) -> Result<Spans, Failure> {
    let Subject::Statement(place, number) = about.clone() else {
        return Err(Failure::Asked("only a statement has words to mend".into()));
    };
    let found = app.pool.read(move |ledger| {
        let told = ledger.statement_of(&place, number)?;
        Ok((ledger.version_of(&told)?.text, ledger.spans_of(told.row)?))
    });
    let (text, old) = found.await?;
    let all = [&old.source, &old.cue, &old.content].map(|it| it.first().map(|it| it.0));
    let near = all.into_iter().flatten().min().unwrap_or(0);
    let places = |words: &str, was: &[(usize, usize)]| -> Result<Vec<(usize, usize)>, Failure> {
        let mut spans = Vec::new();
        for (at, piece) in words.lines().map(str::trim).filter(|it| !it.is_empty()).enumerate() {
            let near = was.get(at).or(was.last()).map_or(near, |it| it.0);
            let found = text.match_indices(piece).min_by_key(|it| it.0.abs_diff(near));
            let missing = || Failure::Asked(format!("the article does not say “{piece}”"));
            let start = found.ok_or_else(missing)?.0;
            spans.push((start, start + piece.len()));
        }
        spans.sort_unstable();
        Ok(spans)
    };
    Ok(Spans {
        source: places(&asked.source, &old.source)?,
        cue: places(&asked.cue, &old.cue)?,
        content: places(&asked.content, &old.content)?,
    })
}
