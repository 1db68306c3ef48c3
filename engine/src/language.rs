//! Language data: one folder a language, the same tables in each.
//!
//! No other module names a language: what differs between them stands in
//! `data/CODE/*.tsv`, rows of columns with a tab between, the first column the
//! key. Lines that begin with `#` explain the file.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::Error;

type Files = &'static [(&'static str, &'static str)];
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language that selon reads.
#[derive(Debug)]
pub struct Language {
    /// ISO 639-1, the folder's name.
    pub code: &'static str,
    /// Its name in English.
    pub name: &'static str,
    tables: FxHashMap<&'static str, Table>,
}

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FOLDERS.iter().map(|(code, files)| Language::parse(code, files)).collect());
/// What is made once of each language's tables.
pub struct Each<T> {
    of: fn(&'static Language) -> T,
    made: OnceLock<Vec<T>>,
}

impl<T> Each<T> {
    /// To be made by `of` when it is first asked for.
    pub const fn new(of: fn(&'static Language) -> T) -> Each<T> {
        Each { of, made: OnceLock::new() }
    }

    /// That of a language.
    pub fn get(&self, language: &Language) -> &T {
        let made = self.made.get_or_init(|| Language::all().iter().map(self.of).collect());
        let at = Language::all().iter().position(|it| it.code == language.code);
        &made[at.unwrap_or(0)]
    }
}

static SHARED: LazyLock<Language> = LazyLock::new(|| Language::parse("", COMMON));
static EMPTY: LazyLock<Table> = LazyLock::new(Table::default);

impl Language {
    /// All that there is data for, by code.
    pub fn all() -> &'static [Language] {
        &LANGUAGES
    }

    /// The codes of all, with commas: for messages.
    pub fn codes() -> String {
        Self::all().iter().map(|it| it.code).collect::<Vec<_>>().join(", ")
    }

    /// The language of that code (`fr`) or locale (`fr-CA`, `fr_FR`).
    pub fn get(code: &str) -> Option<&'static Language> {
        let plain = code.split(['-', '_']).next().unwrap_or(code);
        Self::all().iter().find(|it| it.code.eq_ignore_ascii_case(plain))
    }

    /// The language that a text is written in.
    ///
    /// Letter statistics decide where they are sure of themselves. In a text of a
    /// few words they are not, and the language with most function words wins.
    pub fn detect(text: &str) -> Result<&'static Language, Error> {
        let sample = sample(text);
        let guess = whatlang::detect(sample).map(|it| (it.lang(), it.confidence()));
        let known = guess
            .and_then(|(it, _)| Self::all().iter().find(|own| own.setting("iso639-3") == Some(it.code())));
        let trust = guess.map_or(0.0, |(_, trust)| trust);
        let found = match known {
            Some(language) if trust > LIKELY => Some(language),
            _ if trust > SURE => None,
            _ => by_function_words(sample, trust > LIKELY).or(known),
        };
        found.ok_or_else(|| {
            let name = guess.filter(|_| trust > LIKELY).map_or("not recognisable", |(it, _)| it.eng_name());
            Error::Language { found: name.into(), known: Self::codes() }
        })
    }

    /// A table of this language's folder, by file name; empty if there is none.
    pub fn table(&self, name: &str) -> &Table {
        self.tables.get(name).unwrap_or(&EMPTY)
    }

    /// A value of `language.tsv`.
    pub fn setting(&self, key: &str) -> Option<&'static str> {
        self.table("language").get(key)?.get(1).copied()
    }

    fn parse(code: &'static str, files: Files) -> Language {
        let tables: FxHashMap<_, _> = files.iter().map(|(name, text)| (*name, Table::parse(text))).collect();
        let name = tables.get("language").and_then(|it| it.get("name")).map_or("", |row| row[1]);
        Language { code, name, tables }
    }
}

/// From here on letter statistics are right about whole sentences: wrong guesses on
/// texts of three or four words stay below 0.15, right ones on a dozen words begin at 0.6.
const LIKELY: f64 = 0.5;
/// From here on they are right whatever the words say.
const SURE: f64 = 0.9;

/// Enough of a text to tell its language by.
fn sample(text: &str) -> &str {
    let text = text.trim_start();
    text.char_indices().nth(4000).map_or(text, |(end, _)| &text[..end])
}

/// The language whose function words make up most of the text.
///
/// Against a likely guess for another language they must be half of it; a cousin
/// language shares a quarter.
fn by_function_words(text: &str, against_a_guess: bool) -> Option<&'static Language> {
    let lower = text.to_lowercase();
    let words: Vec<_> = lower.split(|it: char| !it.is_alphabetic()).filter(|it| !it.is_empty()).collect();
    let hits = |language: &Language| {
        let table = language.table("function-words");
        words.iter().filter(|it| table.has(it)).count()
    };
    let (found, language) =
        Language::all().iter().map(|it| (hits(it), it)).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let needed = words.len().div_ceil(if against_a_guess { 2 } else { 6 });
    (found > 0 && found >= needed).then_some(language)
}

/// A table that no language owns (`data/common`).
pub fn common(name: &str) -> &'static Table {
    SHARED.table(name)
}

/// The weights of these names in a table that no language owns; 0 where it has none.
pub fn weights<const N: usize>(table: &str, names: [&str; N]) -> [f32; N] {
    let table = common(table);
    names.map(|name| table.get(name).and_then(|row| row.get(1)?.parse().ok()).unwrap_or(0.0))
}

/// Rows of columns, found by their first column.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<&'static str>>,
    index: FxHashMap<&'static str, usize>,
}

impl Table {
    fn parse(text: &'static str) -> Table {
        let mut table = Table::default();
        for line in text.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()) {
            let row: Vec<_> = line.split('\t').collect();
            table.index.entry(row[0]).or_insert(table.rows.len());
            table.rows.push(row);
        }
        table
    }

    /// The first row with that key, the key included.
    pub fn get(&self, key: &str) -> Option<&[&'static str]> {
        Some(&self.rows[*self.index.get(key)?])
    }

    /// Is there a row with that key?
    pub fn has(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// All rows, in the file's order.
    pub fn rows(&self) -> &[Vec<&'static str>] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, found: &str) {
        let shown = match Language::detect(text) {
            Ok(language) => language.code.to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, found, "{text}");
    }

    #[test]
    fn a_whole_sentence_tells_its_language() {
        check("Le préfet a déclaré mardi que la digue de Port-Renard tiendrait jusqu'au printemps.", "fr");
        check("The prefect said on Tuesday that the Port-Renard dyke would hold until spring.", "en");
    }

    #[test]
    fn a_few_words_tell_it_too() {
        check("« Non », dit-il.", "fr");
        check("\"No\", she said.", "en");
        check("Le maire dément.", "fr");
        check("OSLO, 3 March. The mayor denies it.", "en");
        check("Selon la police, ils étaient mille.", "fr");
    }

    #[test]
    fn another_language_is_named() {
        let german =
            "Der Bürgermeister hat am Dienstag erklärt, dass der Deich bis zum Frühling halten wird.";
        check(german, "its language is German, not one of: en, fr");
        let spanish = "El alcalde declaró el martes que el dique de la ciudad aguantará hasta la primavera.";
        check(spanish, "its language is Spanish, not one of: en, fr");
        check(
            "Мэр заявил во вторник, что дамба выдержит до весны.",
            "its language is Russian, not one of: en, fr",
        );
    }

    #[test]
    fn what_is_no_language_is_not_recognised() {
        check("12 345 678 — 9", "its language is not recognisable, not one of: en, fr");
    }
}
