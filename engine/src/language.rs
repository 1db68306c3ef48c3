//! Language data: one folder a language, the same tables in each.
//!
//! No other module names a language: what differs between them stands in
//! `data/CODE/*.tsv`, rows of columns with a tab between, the first column the
//! key. Lines that begin with `#` explain the file.

use std::{collections::HashMap, sync::LazyLock};

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
    tables: HashMap<&'static str, Table>,
}

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FOLDERS.iter().map(|(code, files)| Language::parse(code, files)).collect());
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
    /// A text with too few letters to tell is given to the first language in
    /// whose function words it has most in common.
    pub fn detect(text: &str) -> Result<&'static Language, Error> {
        let end = text.char_indices().nth(4000).map_or(text.len(), |(at, _)| at);
        let Some(info) = whatlang::detect(&text[..end]) else {
            return Err(Error::Language { found: "not recognisable".into(), known: Self::codes() });
        };
        let known = Self::all().iter().find(|it| it.setting("iso639-3") == Some(info.lang().code()));
        match known {
            Some(language) => Ok(language),
            None => {
                Err(Error::Language { found: info.lang().eng_name().to_lowercase(), known: Self::codes() })
            }
        }
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
        let tables: HashMap<_, _> = files.iter().map(|(name, text)| (*name, Table::parse(text))).collect();
        let name = tables.get("language").and_then(|it| it.get("name")).map_or("", |row| row[1]);
        Language { code, name, tables }
    }
}

/// A table that no language owns (`data/common`).
pub fn common(name: &str) -> &'static Table {
    SHARED.table(name)
}

/// Rows of columns, found by their first column.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<&'static str>>,
    index: HashMap<&'static str, usize>,
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
