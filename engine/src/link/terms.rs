//! A stretch of text → its telling words, as keys that two languages share.
//!
//! Accents and case are folded away, endings cut by a table, and a word that
//! `concepts.tsv` files under another language's word gets that word's key: so
//! *navire* and *ship* meet. Each term weighs what it tells: the rarer in the
//! press, the more.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::folded::{self, Folded};
use crate::{
    Language,
    language::{Each, Table},
};

/// A telling word: its key and how much it tells (the logarithm of how rare it is).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Of the stem of the concept.
    pub key: u32,
    /// Natural logarithm of (articles / articles that have it).
    pub weight: f32,
}

/// What is in every fifth article tells nothing.
const LEAST: f32 = 1.7;
/// What no article of the pools has; about one in twenty thousand.
const UNSEEN: f32 = 9.0;
/// A number seldom stands in two articles by chance.
const NUMBER: f32 = 6.0;
/// Shorter stems would fall together with others.
const STEM: usize = 4;

/// Lower case, without accents and ligatures.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| folded::letter(c, |it| out.push(it)));
    out
}

/// The folded words of a text: runs of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    Folded::of(text).words().map(String::from).collect()
}

/// The telling words of a text, each once, by key.
pub fn of(text: &str, language: &Language) -> Vec<Term> {
    let tables = TABLES.get(language);
    once(Folded::of(text).words().filter_map(|it| tables.term(it)).collect())
}

/// Each once, by key.
fn once(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_by_key(|it| it.key);
    terms.dedup_by_key(|it| it.key);
    terms
}

/// The words of a whole text with what each tells, looked up once for all stretches of it.
pub struct Told<'t> {
    text: &'t str,
    /// In which language.
    pub language: &'t Language,
    /// The words.
    pub folded: Folded,
    terms: Vec<Option<Term>>,
}

impl<'t> Told<'t> {
    /// Of a text.
    pub fn of(text: &'t str, language: &'t Language) -> Told<'t> {
        let (tables, folded) = (TABLES.get(language), Folded::of(text));
        let mut known: FxHashMap<&str, Option<Term>> = FxHashMap::default();
        let terms = folded.words().map(|it| *known.entry(it).or_insert_with(|| tables.term(it))).collect();
        Told { text, language, folded, terms }
    }

    /// The telling words of a stretch, each once, by key.
    pub fn within(&self, start: usize, end: usize) -> Vec<Term> {
        match self.folded.within(start, end) {
            Some(words) => once(self.terms[words].iter().flatten().copied().collect()),
            None => of(self.text.get(start..end).unwrap_or_default(), self.language),
        }
    }

    /// Every telling word and where it begins.
    pub fn all(&self) -> impl Iterator<Item = (usize, Term)> {
        self.terms.iter().enumerate().filter_map(|(at, it)| Some((self.folded.place(at).0, (*it)?)))
    }
}

/// The numbers of a text, thousands joined: `84 000` is one.
pub fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut number = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (at, c) in characters.iter().enumerate() {
        let between = number.ends_with(|it: char| it.is_ascii_digit())
            && characters.get(at + 1).is_some_and(char::is_ascii_digit);
        match c {
            c if c.is_ascii_digit() => number.push(*c),
            '.' | ',' if between => number.push(','),
            ' ' | '\u{a0}' | '\u{202f}' if between && thousands(&characters[at + 1..]) => {}
            _ if !number.is_empty() => found.push(plain(std::mem::take(&mut number))),
            _ => {}
        }
    }
    if !number.is_empty() {
        found.push(plain(number));
    }
    found.sort();
    found.dedup();
    found
}

/// `2,104` is two thousand in one language and two and a bit in another: three digits are thousands.
fn plain(number: String) -> String {
    match number.split_once(',') {
        Some((whole, rest)) if rest.split(',').all(|it| it.len() == 3) && whole.len() <= 3 => {
            number.replace(',', "")
        }
        _ => number,
    }
}

/// Three digits and no fourth.
fn thousands(rest: &[char]) -> bool {
    rest.iter().take_while(|it| it.is_ascii_digit()).count() == 3
}

/// Counts of the text's runs of four letters, hashed, by hash: spelling variants and cognates share most.
pub fn grams(text: &str) -> Vec<(u32, f32)> {
    let folded = Folded::of(text);
    let letters = folded.joined();
    let starts = letters.char_indices().map(|it| it.0);
    // The fourth letter from each on; the last runs end where the text does.
    let ends = starts.clone().skip(4).chain([letters.len()]);
    let mut hashes: Vec<u32> = starts.zip(ends).map(|(from, end)| hash(&letters[from..end])).collect();
    if letters.chars().nth(3).is_none() {
        hashes.clear();
    }
    hashes.sort_unstable();
    hashes.chunk_by(|a, b| a == b).map(|it| (it[0], it.len() as f32)).collect()
}

/// FNV-1a of 32 bits: stable over versions, for keys that are stored.
pub fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a language's tables say of words.
struct Tables {
    endings: FxHashSet<&'static str>,
    /// Bytes of the longest ending.
    longest: usize,
    concepts: &'static Table,
    rarity: FxHashMap<&'static str, f32>,
}

static TABLES: Each<Tables> = Each::new(Tables::of);

impl Tables {
    fn of(language: &'static Language) -> Tables {
        let endings: FxHashSet<_> = language.table("suffixes").rows().iter().map(|it| it[0]).collect();
        let longest = endings.iter().map(|it| it.len()).max().unwrap_or(0);
        let rows = language.table("frequencies").rows().iter();
        let rarity = rows.filter_map(|it| Some((it[0], it.get(1)?.parse().ok()?))).collect();
        Tables { endings, longest, concepts: language.table("concepts"), rarity }
    }

    fn term(&self, word: &str) -> Option<Term> {
        if word.bytes().all(|it| it.is_ascii_digit()) {
            return (word.len() > 1).then(|| Term { key: hash(word), weight: NUMBER });
        }
        let stem = self.stem(word);
        let weight = self.rarity.get(stem).copied().unwrap_or(UNSEEN);
        let told = weight >= LEAST && word.chars().count() > 2;
        told.then(|| Term { key: self.key(word, stem), weight })
    }

    fn key(&self, word: &str, stem: &str) -> u32 {
        let concept = self.concepts.get(word).or_else(|| self.concepts.get(stem));
        concept.and_then(|it| it.get(1)).map_or_else(|| hash(stem), |it| hash(it))
    }

    /// Without the longest ending that leaves enough.
    fn stem<'w>(&self, word: &'w str) -> &'w str {
        let cuts = word.len().saturating_sub(self.longest)..word.len();
        let cut = cuts.filter_map(|at| Some((word.get(..at)?, word.get(at..)?)));
        let fits = |stem: &str| stem.len() >= STEM && stem.chars().count() >= STEM;
        cut.into_iter()
            .find(|(stem, ending)| fits(stem) && self.endings.contains(ending))
            .map_or(word, |it| it.0)
    }
}

/// The stem of a folded word, as the tables of frequencies count it.
pub fn stem<'w>(word: &'w str, language: &Language) -> &'w str {
    TABLES.get(language).stem(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, shared: bool) {
        let language = |code| Language::get(code).expect("a language");
        let (a, b) = (of(one, language("fr")), of(other, language("en")));
        assert_eq!(a.iter().any(|it| b.iter().any(|or| it.key == or.key)), shared, "{one} / {other}");
    }

    #[test]
    fn accents_case_and_endings_are_no_difference() {
        check("Les Dirigeables de Vallebrunè", "VALLEBRUNE", true);
        let french = Language::get("fr").expect("a language");
        assert_eq!(of("vedettes", french), of("vedette", french));
    }

    #[test]
    fn two_languages_meet_in_a_concept() {
        check("une rivière", "the rivers", true);
        check("une rivière", "the bakery", false);
    }

    #[test]
    fn thousands_are_one_number_however_they_are_written() {
        assert_eq!(numbers("84 000 couronnes, 84,000 crowns, 2,4 tonnes"), ["2,4", "84000"]);
    }
}
