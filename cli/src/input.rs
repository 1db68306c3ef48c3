//! What the reader named → files to be opened, in order.
//!
//! A file that is named is always tried. In a folder that is walked through,
//! pictures, notes and programs lie beside articles: what does not end like an
//! article is taken only if it is a page or records, and passed over in silence if not.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

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
    /// The bytes.
    pub fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match &self.path {
            Some(path) => Box::new(File::open(path)?),
            None => Box::new(io::stdin().lock()),
        })
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        self.path.as_ref().map_or("standard input".into(), |it| it.display().to_string())
    }

    /// What its article is called: the file's name without its ending.
    pub fn id(&self) -> String {
        let stem = self.path.as_ref().and_then(|it| it.file_stem());
        stem.map_or("stdin".into(), |it| it.to_string_lossy().into_owned())
    }
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
            let expected = ends_like_an_article(&path);
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

fn ends_like_an_article(path: &Path) -> bool {
    let Some(ending) = path.extension() else { return true };
    let ending = ending.to_string_lossy().to_lowercase();
    ["txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson"].contains(&ending.as_str())
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
