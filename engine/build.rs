//! Embeds `data/`: one folder a language, the same file names in each, and
//! `data/common/` for what no language owns. A new language is a new folder.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

fn main() {
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("data");
    println!("cargo::rerun-if-changed={}", data.display());
    let mut folders = BTreeMap::new();
    for folder in fs::read_dir(&data).unwrap().flatten().filter(|it| it.path().is_dir()) {
        let mut files = BTreeMap::new();
        for file in fs::read_dir(folder.path()).unwrap().flatten().map(|it| it.path()) {
            if file.extension().is_some_and(|it| it == "tsv") {
                println!("cargo::rerun-if-changed={}", file.display());
                files.insert(file.file_stem().unwrap().to_string_lossy().into_owned(), file);
            }
        }
        folders.insert(folder.file_name().to_string_lossy().into_owned(), files);
    }
    let common = folders.remove("common").unwrap_or_default();
    let mut names: Option<Vec<&String>> = None;
    for (code, files) in &folders {
        let mine: Vec<&String> = files.keys().collect();
        match &names {
            Some(known) => assert_eq!(known, &mine, "data/{code} has other files than its neighbour"),
            None => names = Some(mine),
        }
    }
    let table = |files: &BTreeMap<String, _>| {
        let mut out = String::from("&[");
        for (name, path) in files {
            let path: &std::path::PathBuf = path;
            write!(out, "({name:?}, include_str!({:?})), ", path.display().to_string()).unwrap();
        }
        out + "]"
    };
    let mut out = String::new();
    writeln!(out, "static COMMON: Files = {};", table(&common)).unwrap();
    writeln!(out, "static FOLDERS: &[(&str, Files)] = &[").unwrap();
    for (code, files) in &folders {
        writeln!(out, "    ({code:?}, {}),", table(files)).unwrap();
    }
    writeln!(out, "];").unwrap();
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("languages.rs"), out).unwrap();
}
