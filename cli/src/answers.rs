//! A ledger's rows → text, JSON lines or CSV on standard output.

use std::io::{self, Write};

use anyhow::Result;
use clap::ValueEnum;
use selon_ledger::{ClaimRow, Correction, SourceRow, StatementRow, TurnRow};
use serde::Serialize;

use crate::Outcome;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// To read
    Text,
    /// A line of JSON a row, for programs
    Jsonl,
    /// For spreadsheets and statistics
    Csv,
}

impl Form {
    /// Lines of JSON where nothing else was asked for.
    pub fn for_programs(self) -> Form {
        if self == Form::Text { Form::Jsonl } else { self }
    }
}

/// Claims, a line or two each.
pub fn claims(rows: &[ClaimRow], form: Form) -> Result<Outcome> {
    write(rows, form, |out, it| {
        let days = [&it.first, &it.last].map(|it| it.as_deref().unwrap_or("?"));
        let when = if days[0] == days[1] { days[0].into() } else { days.join(" to ") };
        let confirmed =
            if it.confirmed > 0 { format!(" · {} confirmed", it.confirmed) } else { String::new() };
        writeln!(out, "{:6} {}", it.claim, tame(&it.words))?;
        writeln!(
            out,
            "       {} affirm · {} deny · {} statements in {} outlets · {when}{confirmed}",
            it.affirm, it.deny, it.statements, it.outlets
        )
    })
}

/// One claim: those who affirm it, those who deny it, those who leave it open, and who changed sides.
pub fn claim(claim: &ClaimRow, rows: &[StatementRow], turns: &[TurnRow], form: Form) -> Result<Outcome> {
    if form != Form::Text {
        return statements(rows, form);
    }
    claims(std::slice::from_ref(claim), form)?;
    for (label, position) in [("affirmed by", "affirm"), ("denied by", "deny"), ("left open by", "unknown")] {
        let mine: Vec<_> =
            rows.iter().filter(|it| it.position.as_deref() == Some(position)).cloned().collect();
        if !mine.is_empty() {
            println(&format!("\n{label}"))?;
            statements(&mine, form)?;
        }
    }
    for turn in turns {
        let [from, to] = [&turn.from, &turn.to].map(|it| it.day.as_deref().unwrap_or("?"));
        let name = turn.to.speaker.as_deref().unwrap_or("?");
        println(&format!("\nchanged position: {} ({from} → {to})", tame(name)))?;
    }
    Ok(Outcome::Found)
}

/// Statements, two lines each.
pub fn statements(rows: &[StatementRow], form: Form) -> Result<Outcome> {
    write(rows, form, |out, it| {
        let unnamed = if it.speaker_type == "unnamed" { " (unnamed)" } else { "" };
        let role = it.role.as_deref().map(|it| format!(", {it}")).unwrap_or_default();
        let hedged = if it.certainty == "hedged" { ", hedged" } else { "" };
        let claim = it.claim.as_deref().zip(it.position.as_deref());
        let claim = claim.map(|(claim, position)| format!(" · {position} {claim}")).unwrap_or_default();
        let state = it
            .state
            .as_deref()
            .filter(|it| *it != "suggested")
            .map(|it| format!(" · {it}"))
            .unwrap_or_default();
        writeln!(
            out,
            "  {}  {}{unnamed}{} · {}{hedged} · {}{claim}{state} · {}",
            it.day.as_deref().unwrap_or("no date   "),
            tame(it.speaker.as_deref().unwrap_or("no source named")),
            tame(&role),
            it.act,
            tame(it.outlet.as_deref().unwrap_or("no outlet")),
            tame(&it.statement),
        )?;
        writeln!(out, "      {}", tame(&it.words))
    })
}

/// Somebody's roles over time, what he says and what others say of him.
pub fn who(said: &[StatementRow], about: &[StatementRow], form: Form) -> Result<Outcome> {
    if form != Form::Text {
        return statements(&[said, about].concat(), form);
    }
    let mut roles: Vec<(&str, &str, &str)> = Vec::new();
    for row in said {
        let (Some(role), Some(day)) = (row.role.as_deref(), row.day.as_deref()) else { continue };
        match roles.iter_mut().find(|it| it.0 == role) {
            Some(known) => known.2 = day,
            None => roles.push((role, day, day)),
        }
    }
    if !roles.is_empty() {
        println("roles")?;
    }
    for (role, first, last) in roles.iter().take(ROLES) {
        let when = if first == last { (*first).into() } else { format!("{first} to {last}") };
        println(&format!("  {}  {when}", tame(role)))?;
    }
    for (label, rows) in [("says", said), ("others say", about)] {
        if !rows.is_empty() {
            println(&format!("\n{label}"))?;
            statements(rows, form)?;
        }
    }
    Ok(if said.is_empty() && about.is_empty() { Outcome::NothingFound } else { Outcome::Found })
}

/// More roles are the same ones in other words.
const ROLES: usize = 12;

/// Kinds of sources, a line each.
pub fn sources(rows: &[SourceRow], form: Form) -> Result<Outcome> {
    write(rows, form, |out, it| {
        let outlet = it.outlet.as_deref().map(|it| format!("{}  ", tame(it))).unwrap_or_default();
        let role = tame(it.role.as_deref().unwrap_or("-"));
        writeln!(
            out,
            "{:7} in {:6} articles  {outlet}{}  {role}",
            it.statements, it.articles, it.speaker_type
        )
    })
}

/// Corrections, a line each.
pub fn log(rows: &[Correction], form: Form) -> Result<Outcome> {
    write(rows, form, |out, it| {
        let undone = if it.undone { " (undone)" } else { "" };
        writeln!(
            out,
            "{:5} {} {} {} {}{undone}  {}",
            it.id,
            it.day,
            tame(&it.who),
            it.verb,
            tame(&it.subject),
            tame(&it.why)
        )
    })
}

fn write<T: Serialize>(
    rows: &[T],
    form: Form,
    text: impl Fn(&mut dyn Write, &T) -> io::Result<()>,
) -> Result<Outcome> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match form {
        Form::Text => rows.iter().try_for_each(|it| text(&mut out, it))?,
        Form::Jsonl => {
            for row in rows {
                serde_json::to_writer(&mut out, row)?;
                writeln!(out)?;
            }
        }
        Form::Csv => {
            let mut table = csv::Writer::from_writer(&mut out);
            rows.iter().try_for_each(|it| table.serialize(it))?;
            table.flush()?;
        }
    }
    out.flush()?;
    Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Found })
}

fn println(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// On one line, and with nothing in it that a terminal would obey.
fn tame(words: &str) -> String {
    words.chars().map(|it| if it.is_control() || it.is_whitespace() { ' ' } else { it }).collect()
}
