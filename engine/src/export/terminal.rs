//! Words in colours → lines that fit a terminal.
//!
//! An article's words may hold escape sequences; what a terminal would obey is
//! shown as a picture of itself. No-break spaces stay, and hold lines together.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How words stand out, where there are colours; without them nothing is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As they are.
    Plain,
    /// Names and titles.
    Strong,
    /// What is beside the point.
    Faint,
    /// An accusation.
    Accuse,
    /// A denial.
    Deny,
    /// Something not said for sure.
    Hedge,
}

impl Paint {
    /// The escape sequence that turns it on.
    pub fn code(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Strong => "\x1b[1m",
            Paint::Faint => "\x1b[2m",
            Paint::Accuse => "\x1b[1;31m",
            Paint::Deny => "\x1b[1;34m",
            Paint::Hedge => "\x1b[33m",
        }
    }
}

/// Words in one paint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    words: String,
    paint: Paint,
}

/// Words in one paint, made harmless.
pub fn run(words: &str, paint: Paint) -> Run {
    Run { words: safe(words), paint }
}

/// On one line, and with nothing in it that a terminal would obey.
pub fn safe(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            ' ' | '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !safe.ends_with(' ') {
                    safe.push(' ');
                }
            }
            '\0'..='\x1f' => safe.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}')),
            '\x7f' => safe.push('\u{2421}'),
            // Of no width and no use but to turn the reader's line around, or to steer the terminal.
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// Columns that the words take.
pub fn columns(words: &str) -> usize {
    words.width()
}

/// Columns that the runs take on one line.
pub fn columns_of(runs: &[Run]) -> usize {
    runs.iter().map(|it| columns(&it.words)).sum()
}

/// The runs as lines no wider than `width`, broken at spaces where there are any.
pub fn wrap(runs: &[Run], width: usize) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for word in split(runs).into_iter().flat_map(|it| broken(it, width)) {
        let needed = columns_of(&word);
        let line = lines.last_mut().expect("there is always one");
        if used == 0 || used + 1 + needed > width {
            if used > 0 {
                lines.push(word);
            } else {
                line.extend(word);
            }
            used = needed;
        } else {
            push_space(line, &word);
            line.extend(word);
            used += 1 + needed;
        }
    }
    lines
}

/// A line as it is sent to the terminal.
pub fn painted(line: &[Run], color: bool) -> String {
    let mut out = String::new();
    let mut paint = Paint::Plain;
    for run in line {
        if color && run.paint != paint {
            out += if paint == Paint::Plain { "" } else { "\x1b[0m" };
            out += run.paint.code();
            paint = run.paint;
        }
        out += &run.words;
    }
    out + if color && paint != Paint::Plain { "\x1b[0m" } else { "" }
}

/// Words that stand between spaces, each of one or more runs.
fn split(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut words = vec![Vec::new()];
    for run in runs {
        for (at, piece) in run.words.split(' ').enumerate() {
            if at > 0 {
                words.push(Vec::new());
            }
            if let (false, Some(word)) = (piece.is_empty(), words.last_mut()) {
                word.push(Run { words: piece.into(), paint: run.paint });
            }
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// A word that is wider than a line, in pieces that are not.
fn broken(word: Vec<Run>, width: usize) -> Vec<Vec<Run>> {
    if columns_of(&word) <= width {
        return vec![word];
    }
    let mut lines: Vec<Vec<Run>> = Vec::new();
    let mut room = 0;
    for run in word {
        for character in run.words.chars() {
            let wide = character.width().unwrap_or(0);
            if wide > room {
                lines.push(Vec::new());
                room = width.max(1);
            }
            room = room.saturating_sub(wide);
            if lines.is_empty() {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                match line.last_mut() {
                    Some(last) if last.paint == run.paint => last.words.push(character),
                    _ => line.push(Run { words: character.into(), paint: run.paint }),
                }
            }
        }
    }
    lines
}

/// A space takes the paint of its neighbours if they have the same.
fn push_space(line: &mut Vec<Run>, word: &[Run]) {
    match (line.last_mut(), word.first()) {
        (Some(last), Some(next)) if last.paint == next.paint => last.words.push(' '),
        _ => line.push(Run { words: " ".into(), paint: Paint::Plain }),
    }
}
