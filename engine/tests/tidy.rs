//! The invariants of ARCHITECTURE.md that can be read off the source.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A source file of the engine: where it stands, its module, and its code
/// without comments and without its tests, which end a file.
struct Source {
    path: String,
    module: String,
    code: String,
}

/// The engine's own sources, without those that only tests see.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files(&root, "rs");
    let tests: BTreeSet<_> = files.iter().flat_map(|it| test_modules(it)).collect();
    files.iter().filter(|it| !tests.contains(*it)).map(|it| source(it, &root)).collect()
}

/// The files of the modules that a file declares for its tests alone.
fn test_modules(file: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file).expect("a source file is UTF-8");
    let declared =
        between(&text, "#[cfg(test)]\nmod ", '\n').into_iter().filter_map(|it| it.strip_suffix(';'));
    declared.map(|name| file.with_extension("").join(format!("{name}.rs"))).collect()
}

fn source(file: &Path, root: &Path) -> Source {
    let text = fs::read_to_string(file).expect("a source file is UTF-8");
    let path = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
    let module = path.split(['/', '.']).next().unwrap_or_default().to_owned();
    let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = shipped.lines().filter(|it| !it.trim_start().starts_with("//"));
    let code = lines.map(|it| it.split(" // ").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    Source { path, module, code }
}

/// All files below a folder with that ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for it in fs::read_dir(folder).expect("the folder can be read").flatten().map(|it| it.path()) {
            if it.is_dir() {
                folders.push(it);
            } else if it.extension().is_some_and(|it| it == ending) {
                found.push(it);
            }
        }
    }
    found.sort();
    found
}

/// The tables of the data folder, by folder name.
fn tables() -> BTreeMap<String, BTreeSet<String>> {
    let mut folders = BTreeMap::<_, BTreeSet<_>>::new();
    for file in files(&data(), "tsv") {
        let name = |it: Option<&std::ffi::OsStr>| it.unwrap_or_default().to_string_lossy().into_owned();
        let folder = name(file.parent().and_then(Path::file_name));
        folders.entry(folder).or_default().insert(name(file.file_stem()));
    }
    folders
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// What stands between `before` and the next `after`, everywhere in the code.
fn between<'c>(code: &'c str, before: &str, after: char) -> Vec<&'c str> {
    code.split(before).skip(1).filter_map(|it| it.split(after).next()).collect()
}

#[test]
fn no_source_names_a_language() {
    let codes: Vec<_> = selon::Language::all().iter().map(|it| format!("\"{}\"", it.code)).collect();
    for it in sources() {
        for code in &codes {
            assert!(
                !it.code.contains(code),
                "{} holds {code}; what differs between languages is data",
                it.path
            );
        }
    }
}

#[test]
fn no_source_holds_a_word_that_english_could_not_spell() {
    for it in sources() {
        // A letter alone may be a matter of spelling; two are a word.
        let words = it.code.split(|it: char| !it.is_alphabetic());
        let foreign: Vec<_> = words.filter(|it| !it.is_ascii() && it.chars().count() > 1).collect();
        assert!(foreign.is_empty(), "{}: words are data: {foreign:?}", it.path);
    }
}

#[test]
fn only_the_article_knows_html() {
    for it in sources().iter().filter(|it| it.module != "article") {
        for library in ["dom_smoothie", "dom_query", "html5ever", "scraper::"] {
            assert!(!it.code.contains(library), "{} knows of {library}", it.path);
        }
    }
}

#[test]
fn no_source_of_the_engine_knows_sql_or_does_input_and_output() {
    for it in sources() {
        for word in ["rusqlite", "SELECT ", "INSERT INTO ", "std::fs", "std::net", "println!", "eprintln!"] {
            assert!(!it.code.contains(word), "{} holds {word}", it.path);
        }
    }
}

#[test]
fn nothing_is_left_to_do_in_a_macro() {
    for it in sources() {
        for word in ["todo!(", "unimplemented!(", "dbg!("] {
            assert!(!it.code.contains(word), "{} holds {word}", it.path);
        }
    }
}

#[test]
fn the_rows_of_a_table_are_sorted_and_each_stands_once() {
    for file in files(&data(), "tsv") {
        let text = fs::read_to_string(&file).expect("a table is UTF-8");
        let rows: Vec<_> = text.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()).collect();
        for pair in rows.windows(2) {
            let key = |row: &str| row.split('\t').next().unwrap_or_default().to_owned();
            assert!(key(pair[0]) <= key(pair[1]), "{}: {:?} belongs before", file.display(), pair[1]);
        }
        let once: BTreeSet<_> = rows.iter().collect();
        assert_eq!(once.len(), rows.len(), "{}: a row stands twice", file.display());
    }
}

#[test]
fn every_table_explains_itself() {
    for file in files(&data(), "tsv") {
        let text = fs::read_to_string(&file).expect("a table is UTF-8");
        assert!(text.starts_with("# "), "{} does not say what it holds", file.display());
    }
}

#[test]
fn every_table_that_a_source_asks_for_is_there() {
    let tables = tables();
    let empty = BTreeSet::new();
    let common = tables.get("common").unwrap_or(&empty);
    for it in sources() {
        for name in between(&it.code, "common(\"", '"') {
            assert!(common.contains(name), "{} asks for data/common/{name}.tsv", it.path);
        }
        // A name with a dot is a tensor of the network's.
        let asked = between(&it.code, ".table(\"", '"');
        for name in asked.into_iter().filter(|it| !it.contains('.')) {
            for language in selon::Language::all() {
                assert!(
                    tables[language.code].contains(name),
                    "{} asks for data/{}/{name}.tsv",
                    it.path,
                    language.code
                );
            }
        }
    }
}

#[test]
fn every_table_is_asked_for() {
    let code: String = sources().iter().map(|it| it.code.as_str()).collect();
    for (folder, names) in tables() {
        for name in names {
            assert!(code.contains(&format!("\"{name}\"")), "nobody reads data/{folder}/{name}.tsv");
        }
    }
}

/// The modules in the order of `lib.rs`, and which of them each public name comes from.
fn order() -> (Vec<String>, BTreeMap<String, String>) {
    let lib = sources().into_iter().find(|it| it.path == "lib.rs").expect("there is a lib.rs").code;
    let declared = lib.lines().filter_map(|it| it.trim_start_matches("pub ").strip_prefix("mod "));
    let modules: Vec<_> = declared.map(|it| it.trim_end_matches(';').to_owned()).collect();
    let mut owner = BTreeMap::new();
    for statement in between(&lib, "pub use ", ';') {
        let (module, names) = statement.split_once("::").unwrap_or((statement, ""));
        for name in names.trim_matches(['{', '}']).split(',') {
            owner.insert(name.trim().to_owned(), module.to_owned());
        }
    }
    (modules, owner)
}

/// The first steps of the paths that lead from the crate's root: of
/// `crate::{Article, words::Word}`, `Article` and `words`.
fn roots(code: &str) -> Vec<String> {
    let first =
        |it: &str| it.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
    let mut found = Vec::new();
    for path in code.split("crate::").skip(1) {
        let Some(group) = path.strip_prefix('{') else {
            found.push(first(path));
            continue;
        };
        let mut depth = 0;
        for piece in group.split_inclusive(['{', '}', ',']) {
            if depth == 0 {
                found.push(first(piece.trim()));
            }
            match piece.chars().last() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                break;
            }
        }
    }
    found.retain(|it| !it.is_empty());
    found
}

#[test]
fn a_module_looks_only_up_the_list() {
    let (modules, owner) = order();
    let place = |name: &str| modules.iter().position(|it| it == name);
    for it in sources().iter().filter(|it| it.module != "lib") {
        let Some(mine) = place(&it.module) else { panic!("{} is in no list", it.path) };
        for name in roots(&it.code) {
            let module = owner.get(&name).unwrap_or(&name);
            let Some(theirs) = place(module) else { continue };
            assert!(theirs <= mine, "{} looks down to {name} of {module}", it.path);
        }
    }
}
