//! A table of word patterns → which groups occur in a stretch of text, and where.
//!
//! Inflection is met by patterns (`accus*`, `*ront`), not by a list of forms. A
//! word that the table has whole is not looked up by its beginning or end, and of
//! beginnings the longest counts (`confirm*` is not `confi*`), so exceptions are
//! rows like any other.

use rustc_hash::FxHashMap;

use super::tokens::Token;
use crate::language::Table;

/// So many letters of a word are looked at.
const LONGEST: usize = 40;

/// Patterns of words and the groups that they stand for.
#[derive(Debug, Default)]
pub struct Lexicon {
    whole: FxHashMap<&'static str, Vec<Entry>>,
    prefix: FxHashMap<&'static str, Vec<Entry>>,
    suffix: FxHashMap<&'static str, Vec<Entry>>,
}

/// What follows the first word of a pattern, and the groups of the whole.
#[derive(Clone, Debug)]
struct Entry {
    rest: Vec<&'static str>,
    groups: Vec<&'static str>,
}

/// A group met in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The group's name, as the table has it.
    pub group: &'static str,
    /// Index of the first token.
    pub at: usize,
    /// How many tokens.
    pub len: usize,
}

impl Lexicon {
    /// The patterns of a table: `pattern TAB group, group`.
    pub fn parse(table: &'static Table) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for row in table.rows() {
            let (Some(pattern), Some(groups)) = (row.first(), row.get(1)) else { continue };
            let mut words = pattern.split(' ');
            let Some(first) = words.next() else { continue };
            let groups = groups.split(", ").filter(|it| *it != "-").collect();
            let entry = Entry { rest: words.collect(), groups };
            let (map, key) = match (first.strip_suffix('*'), first.strip_prefix('*')) {
                (Some(stem), _) => (&mut lexicon.prefix, stem),
                (None, Some(end)) => (&mut lexicon.suffix, end),
                (None, None) => (&mut lexicon.whole, first),
            };
            map.entry(key).or_default().push(entry);
        }
        lexicon
    }

    /// Every group met, in the order of the text.
    pub fn find(&self, tokens: &[Token]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for at in 0..tokens.len() {
            self.at(tokens, at, &mut hits);
        }
        hits
    }

    fn at(&self, tokens: &[Token], at: usize, hits: &mut Vec<Hit>) {
        let word = tokens[at].lower.as_str();
        // Does a row of this word alone stand among the entries?
        let mut push = |entries: &[Entry], longer_only: bool| {
            for entry in entries.iter().filter(|it| !(longer_only && it.rest.is_empty())) {
                if follows(&entry.rest, &tokens[at + 1..]) {
                    let len = 1 + entry.rest.len();
                    hits.extend(entry.groups.iter().map(|group| Hit { group, at, len }));
                }
            }
            entries.iter().any(|it| it.rest.is_empty())
        };
        // A word that only begins a longer row is still looked up by its parts.
        if self.whole.get(word).is_some_and(|it| push(it, false)) {
            return;
        }
        // What is longer is no word of a language.
        let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
        let mut known = false;
        let shorter = word[..end].char_indices().rev().map(|(at, _)| at).filter(|it| *it > 0);
        for cut in std::iter::once(end).chain(shorter) {
            if let Some(entries) = self.prefix.get(&word[..cut]) {
                known |= push(entries, known);
            }
        }
        for (cut, _) in word[..end].char_indices().skip(1) {
            if let Some(entries) = self.suffix.get(&word[cut..]) {
                push(entries, false);
            }
        }
    }
}

fn follows(rest: &[&str], tokens: &[Token]) -> bool {
    rest.len() <= tokens.len()
        && rest.iter().zip(tokens).all(|(want, token)| match want.strip_suffix('*') {
            Some(stem) => token.lower.starts_with(stem),
            None => token.lower == *want,
        })
}
