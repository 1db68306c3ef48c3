//! States, their capitals and the seats of power → the state or body that speaks.

use rustc_hash::FxHashMap;

use crate::language::{Language, Table};

/// What a place name stands for when it speaks.
pub struct Places {
    /// `countries.tsv`.
    pub countries: &'static Table,
    seats: &'static Table,
    capitals: FxHashMap<&'static str, &'static str>,
    demonyms: FxHashMap<&'static str, &'static str>,
}

impl Places {
    /// The places that a language's tables know.
    pub fn of(language: &'static Language) -> Places {
        let countries = language.table("countries");
        let (mut capitals, mut demonyms) = (FxHashMap::default(), FxHashMap::default());
        for row in countries.rows() {
            let column = |at: usize| row.get(at).copied().filter(|it| !it.is_empty());
            let Some(name) = column(1) else { continue };
            capitals.extend(column(2).map(|it| (it, name)));
            for demonym in [column(3), column(4)].into_iter().flatten() {
                demonyms.entry(demonym).or_insert(name);
            }
        }
        Places { countries, seats: language.table("seats"), capitals, demonyms }
    }

    /// The state that a name means: its own, one of its names, its capital.
    pub fn state(&self, name: &str) -> Option<&'static str> {
        let own = self.countries.get(name).and_then(|it| it.get(1)).copied();
        own.or_else(|| self.capitals.get(name).copied())
    }

    /// Is it a palace or a street that stands for those inside?
    pub fn is_seat(&self, name: &str) -> bool {
        self.seats.has(name)
    }

    /// The state whose people are called so.
    pub fn of_people(&self, word: &str) -> Option<&'static str> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        self.demonyms.get(word).or_else(|| self.demonyms.get(singular)).copied()
    }
}
