//! What has been read, remembered by content, beside the file that findings go to.
//!
//! A run that is stopped at any moment, and started again, ends with the file that it
//! would have ended with at once: the journal tells how long the findings were when
//! it was last written, and what came behind is cut off and read again.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};

/// Tells one content from all others.
pub type Digest = [u8; 16];

/// The journal, and the findings that it tells of.
pub struct Journal {
    journal: File,
    findings: File,
    known: HashSet<Digest>,
    fresh: String,
}

impl Journal {
    /// Opens both, or begins them. `options` are what the findings depend on; others would mix with them.
    pub fn open(path: &Path, options: &str) -> Result<Journal> {
        let mut name = path.as_os_str().to_owned();
        name.push(".journal");
        let beside = PathBuf::from(name);
        let text = match fs::read_to_string(&beside) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", beside.display())),
        };
        let title = format!("selon {} {options}\n", env!("CARGO_PKG_VERSION"));
        let length = fs::metadata(path).map_or(0, |it| it.len());
        // A first line that is not whole was all that there was.
        let is_new = !text.contains('\n');
        if is_new && length > 0 {
            return Err(anyhow!(
                "{} holds something else: name a file that is not there yet",
                path.display()
            ));
        }
        if !is_new && !text.starts_with(&title) {
            return Err(anyhow!(
                "{} was begun by another version or with other options: name another file, or remove it and {}",
                path.display(),
                beside.display()
            ));
        }
        let open = |path: &Path| {
            let file = OpenOptions::new().append(true).create(true).open(path);
            file.with_context(|| format!("cannot write {}", path.display()))
        };
        let (mut journal, findings) = (open(&beside)?, open(path)?);
        let kept = Kept::of(&text, length);
        journal.set_len(if is_new { 0 } else { kept.journal.max(title.len()) as u64 })?;
        findings.set_len(kept.findings)?;
        if is_new {
            journal.write_all(title.as_bytes())?;
        }
        Ok(Journal { journal, findings, known: kept.known, fresh: String::new() })
    }

    /// Where the findings go.
    pub fn findings(&self) -> Result<File> {
        Ok(self.findings.try_clone()?)
    }

    /// Has this content been read, or met in this run? From now on it has.
    pub fn knows(&mut self, content: Digest) -> bool {
        !self.known.insert(content)
    }

    /// This content has been read, and its findings are about to be written.
    pub fn add(&mut self, content: Digest) {
        self.fresh.push_str(&format!("{:032x}\n", u128::from_be_bytes(content)));
    }

    /// The findings of all that was added are written.
    pub fn keep(&mut self) -> Result<()> {
        if self.fresh.is_empty() {
            return Ok(());
        }
        let length = self.findings.metadata()?.len();
        self.fresh.push_str(&format!("= {length}\n"));
        self.journal.write_all(self.fresh.as_bytes()).context("cannot write the journal")?;
        self.fresh.clear();
        Ok(())
    }
}

/// What of a journal and its findings can be gone on from.
#[derive(Default)]
struct Kept {
    known: HashSet<Digest>,
    journal: usize,
    findings: u64,
}

impl Kept {
    /// All up to the last mark that the findings, of this length, reach.
    fn of(text: &str, length: u64) -> Kept {
        let mut kept = Kept::default();
        let mut some = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            at += line.len();
            let Some(line) = line.strip_suffix('\n') else { break };
            match line.strip_prefix("= ").map(str::parse::<u64>) {
                Some(Ok(findings)) if findings <= length => {
                    kept.known.extend(some.drain(..));
                    (kept.journal, kept.findings) = (at, findings);
                }
                Some(_) => break,
                None => some.extend(u128::from_str_radix(line, 16).ok().map(u128::to_be_bytes)),
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_gone_on_from_where_the_findings_reach() {
        let check = |text: &str, length: u64, known: usize, findings: u64| {
            let kept = Kept::of(text, length);
            assert_eq!((kept.known.len(), kept.findings), (known, findings), "{text} {length}");
        };
        let text = "selon\n01\n02\n= 20\n03\n= 30\n04\n= 4";
        check(text, 35, 3, 30);
        check(text, 29, 2, 20);
        check(text, 3, 0, 0);
        check("", 0, 0, 0);
        check("selon\n01\n02\n", 20, 0, 0);
    }
}
