//! What the reader named → files, in order → what is found in them.
//!
//! A file that is named is always tried. In a folder that is walked through,
//! pictures, notes and programs lie beside articles: what does not end like an
//! article is taken only if it is a page or records, and passed over in silence if not.

use std::{
    cell::Cell,
    fs::{self, File},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    rc::Rc,
};

use anyhow::Result;
use selon::{
    Error,
    article::{Given, Trouble, Way},
};

mod guard;
mod packed;
mod place;
mod warc;
mod zip;

use guard::{Counted, Meter};
pub use packed::{Found, Take};
pub use place::Place;

/// Bytes that are had from a file at once.
const BUFFER: usize = 64 << 10;

/// One thing to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    /// Which of the names that were given led here.
    pub root: usize,
    /// Must it be an article, or may it be something else?
    pub expected: bool,
}

/// A name that led nowhere, and why.
pub struct Missing {
    pub path: PathBuf,
    pub why: String,
}

impl Input {
    /// Hands over all that is found in it, through all its layers. `at` hears how many bytes of it are done.
    pub fn read(&self, given: &Given, way: &Way, at: &Rc<Cell<u64>>, take: &mut Take) -> Result<()> {
        let place = Place::new(self.name());
        let given = Given { id: self.id(), ..given.clone() };
        match self.open() {
            Ok(source) => read_from(source, place, given, self.expected, way, at, take),
            Err(error) => {
                let trouble = Trouble { line: None, error: Error::Read(reason(&error)) };
                take(Found { place: &place, expected: self.expected, piece: Err(trouble) })
            }
        }
    }

    fn open(&self) -> io::Result<Box<dyn BufRead>> {
        Ok(match &self.path {
            Some(path) => Box::new(BufReader::with_capacity(BUFFER, File::open(path)?)),
            None => Box::new(io::stdin().lock()),
        })
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        self.path.as_ref().map_or("standard input".into(), |it| it.display().to_string())
    }

    /// How many bytes it has, if that can be known.
    pub fn size(&self) -> Option<u64> {
        self.path.as_ref()?.metadata().ok().filter(fs::Metadata::is_file).map(|it| it.len())
    }

    /// What its article is called.
    fn id(&self) -> String {
        self.path.as_ref().map_or("stdin".into(), |it| id_of(&it.to_string_lossy()))
    }
}

/// Hands over all that is found in what a reader gives.
pub fn read_from(
    source: impl BufRead,
    place: Place,
    given: Given,
    expected: bool,
    way: &Way,
    at: &Rc<Cell<u64>>,
    take: &mut Take,
) -> Result<()> {
    let level = packed::Level { place, given, expected, depth: 0 };
    let job = packed::Job { way, meter: &Meter::new(at) };
    packed::read(&mut Counted::new(source, at), level, &job, take)
}

/// What the article in a file is called: the file's name without its endings.
fn id_of(name: &str) -> String {
    let name = name.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or(name);
    let plain = without_packing(name);
    let stem = plain.rsplit_once('.').map_or(plain, |(stem, _)| stem);
    if stem.is_empty() { plain.to_owned() } else { stem.to_owned() }
}

/// Without the ending that tells how it is packed.
fn without_packing(name: &str) -> &str {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_packed = ["gz", "zst", "zstd"].iter().any(|it| ending.eq_ignore_ascii_case(it));
    if is_packed && !stem.is_empty() { stem } else { name }
}

/// All there is to read under these names, folders walked through in order.
pub fn find(names: &[PathBuf]) -> Vec<Result<Input, Missing>> {
    let mut found = Vec::new();
    for (root, name) in names.iter().enumerate() {
        if name == Path::new("-") {
            found.push(Ok(Input { path: None, root, expected: true }));
            continue;
        }
        match fs::metadata(name) {
            Ok(it) if it.is_dir() => walk(name, root, &mut found),
            Ok(_) => found.push(Ok(Input { path: Some(name.clone()), root, expected: true })),
            Err(error) => found.push(Err(Missing { path: name.clone(), why: reason(&error) })),
        }
    }
    found
}

fn walk(folder: &Path, root: usize, found: &mut Vec<Result<Input, Missing>>) {
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        // A link to a folder may lead back to where it stands, so links are not followed there.
        let is_folder = path == folder || path.symlink_metadata().is_ok_and(|it| it.is_dir());
        if !is_folder {
            let expected = ends_like_an_article(&path.to_string_lossy());
            found.push(Ok(Input { path: Some(path), root, expected }));
            continue;
        }
        match children(&path) {
            // The last is taken next.
            Ok(children) => open.extend(children.into_iter().rev()),
            Err(error) => found.push(Err(Missing { path, why: reason(&error) })),
        }
    }
}

/// What lies in a folder and is not hidden, in the order of its names.
fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link to a folder and a pipe are neither an article nor a folder to walk.
        let is_readable = fs::metadata(entry.path()).is_ok_and(|it| it.is_file())
            || entry.file_type().is_ok_and(|it| it.is_dir());
        if is_readable && !is_hidden {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// Endings of files that hold articles as a rule.
const ARTICLES: &[&str] =
    &["txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "rss", "atom", "warc", "zip", "tar", "tgz"];

fn ends_like_an_article(name: &str) -> bool {
    has_ending(name, ARTICLES, true)
}

fn ends_like_a_table(name: &str) -> bool {
    has_ending(name, &["csv", "tsv", "tab"], false)
}

fn has_ending(name: &str, endings: &[&str], without: bool) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = without_packing(name);
    match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((_, ending)) => endings.iter().any(|it| ending.eq_ignore_ascii_case(it)),
        None => without,
    }
}

/// What the system says, in words for a reader.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = error.to_string().to_lowercase();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

#[cfg(test)]
mod tests;
