//! The words of the interface: one table a language, `data/CODE.tsv`.

use std::{collections::HashMap, sync::OnceLock};

/// The interface in one language.
#[derive(Debug)]
pub struct Words {
    /// Its code.
    pub code: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    table: HashMap<&'static str, &'static str>,
}

const TABLES: [(&str, &str); 2] =
    [("en", include_str!("../data/en.tsv")), ("fr", include_str!("../data/fr.tsv"))];

impl Words {
    /// Every language; the first is what is spoken where nothing else is asked for.
    pub fn all() -> &'static [Words] {
        static ALL: OnceLock<Vec<Words>> = OnceLock::new();
        ALL.get_or_init(|| TABLES.iter().map(|(code, text)| Words::parse(code, text)).collect())
    }

    fn parse(code: &'static str, text: &'static str) -> Words {
        let rows = text.lines().filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once('\t'));
        let table: HashMap<_, _> = rows.collect();
        Words { code, name: table.get("language").copied().unwrap_or(code), table }
    }

    /// The language of that code.
    pub fn of(code: &str) -> Option<&'static Words> {
        Words::all().iter().find(|it| it.code == code)
    }

    /// The language that `Accept-Language` likes best of ours.
    pub fn accepted(header: &str) -> &'static Words {
        let weighed = header.split(',').filter_map(|it| {
            let mut parts = it.trim().split(';');
            let code = parts.next()?.split('-').next()?.to_ascii_lowercase();
            let weight = parts.find_map(|it| it.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            Some((Words::of(&code)?, weight))
        });
        let best = weighed.reduce(|best, it| if it.1 > best.1 { it } else { best });
        best.filter(|it| it.1 > 0.0).map_or(&Words::all()[0], |it| it.0)
    }

    /// The words of that key; the key itself if there are none.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.table.get(key).copied().unwrap_or(key)
    }

    /// The words of a key that is made up as it is needed; none if there are none.
    pub fn known(&self, key: &str) -> &'static str {
        self.table.get(key).copied().unwrap_or_default()
    }

    /// Does a noun beside that number stand in the plural?
    pub fn is_many(&self, number: i64) -> bool {
        // The table names the greatest number that is still one: 0 and 1 are in French, in English 1 alone.
        let zero_is_one = self.known("zero-is-one") == "yes";
        number.abs() > 1 || (number == 0 && !zero_is_one)
    }

    /// Is there such a key?
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_spoken() {
        for (header, code) in [
            ("", "en"),
            ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
            ("de, en;q=0.3, fr;q=0.7", "fr"),
            ("fr;q=0, en;q=0.1", "en"),
            ("xx", "en"),
            ("fr;q=x", "fr"),
        ] {
            assert_eq!(Words::accepted(header).code, code, "{header}");
        }
    }

    #[test]
    fn every_table_has_the_same_keys_sorted_and_none_is_empty() {
        let keys = |text: &str| -> Vec<String> {
            let rows = text.lines().filter(|it| !it.starts_with('#'));
            rows.map(|it| it.split_once('\t').filter(|it| !it.1.is_empty()).expect(it).0.to_owned()).collect()
        };
        let first = keys(TABLES[0].1);
        for (code, text) in TABLES {
            assert!(text.starts_with("# "), "{code} does not explain itself");
            assert_eq!(keys(text), first, "{code}");
            assert!(
                first.windows(2).all(|it| it[0] < it[1]),
                "{code} is not sorted: {:?}",
                first.windows(2).find(|it| it[0] >= it[1])
            );
        }
    }

    #[test]
    fn every_key_that_a_template_or_a_source_asks_for_is_there() {
        let mut asked = BTreeSet::new();
        for folder in ["templates", "src"] {
            let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
            while let Some(folder) = folders.pop() {
                for path in fs::read_dir(folder).expect("a folder").flatten().map(|it| it.path()) {
                    if path.is_dir() {
                        folders.push(path);
                        continue;
                    }
                    let text = fs::read_to_string(&path).expect("UTF-8");
                    for call in [".t(\"", "known(\""] {
                        let keys = text.split(call).skip(1).filter_map(|it| it.split('"').next());
                        asked.extend(keys.filter(|it| !it.is_empty()).map(str::to_owned));
                    }
                }
            }
        }
        assert!(asked.len() > 50, "{asked:?}");
        let missing: Vec<_> = asked.iter().filter(|it| !Words::all()[0].has(it)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
