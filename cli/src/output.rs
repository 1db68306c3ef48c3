//! Readings → standard output or a folder, in the format that was asked for.
//!
//! Formats that stand for themselves article by article are written as they
//! come; `json` and `html` speak of all articles together and wait for the last.

use std::{
    collections::HashSet,
    fs,
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use selon::{
    Article, Reading,
    export::{self, Options},
    link::{self, Page},
};

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A digest to read
    Text,
    /// A line of JSON an article, for programs
    Jsonl,
    /// One JSON document on all articles
    Json,
    /// A row a finding, for spreadsheets and statistics
    Csv,
    /// A page with the words underlined, for a browser
    Html,
    /// Stand-off annotation (.ann), for the brat editor
    Brat,
}

/// One article's findings, as far as they can be written without the others.
pub enum Rendered {
    Text(String),
    /// And what linking has to remember of it, for the end.
    Digest(String, Box<Page>),
    Kept(Box<(Article, Reading)>),
}

/// Writes one article's findings, or keeps them for the end.
pub fn render(article: Article, reading: Reading, format: Format, into: bool, options: &Options) -> Rendered {
    Rendered::Text(match format {
        Format::Text => {
            let page = Page::of(&article, &reading);
            return Rendered::Digest(export::text(&article, &reading, options), Box::new(page));
        }
        Format::Jsonl => export::jsonl(&article, &reading, options),
        Format::Csv => export::csv(&article, &reading, options),
        Format::Brat if !into => export::brat(&article, &reading),
        _ => return Rendered::Kept(Box::new((article, reading))),
    })
}

/// Of so many articles at most it is told what they say together.
const MANY: usize = 1000;

/// Where results go.
pub struct Output {
    out: io::BufWriter<Box<dyn Write>>,
    format: Format,
    options: Options,
    folder: Option<PathBuf>,
    kept: Vec<(Article, Reading)>,
    pages: Vec<Page>,
    names: HashSet<String>,
}

impl Output {
    /// Into standard output, or into a file of findings.
    pub fn new(
        format: Format,
        options: Options,
        folder: Option<PathBuf>,
        findings: Option<fs::File>,
    ) -> Result<Output> {
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let mut out = io::BufWriter::new(match findings {
            Some(file) => Box::new(file) as Box<dyn Write>,
            None => Box::new(io::stdout()),
        });
        if format == Format::Csv {
            out.write_all(export::csv_header().as_bytes())?;
        }
        Ok(Output {
            out,
            format,
            options,
            folder,
            kept: Vec::new(),
            pages: Vec::new(),
            names: HashSet::new(),
        })
    }

    pub fn add(&mut self, rendered: Rendered) -> Result<()> {
        match rendered {
            Rendered::Text(text) => self.out.write_all(text.as_bytes())?,
            Rendered::Digest(text, page) => {
                self.out.write_all(text.as_bytes())?;
                // What a thousand articles say together nobody reads off a terminal.
                if self.pages.len() <= MANY {
                    self.pages.push(*page);
                }
            }
            Rendered::Kept(pair) if self.folder.is_some() => self.stand_off(&pair.0, &pair.1)?,
            Rendered::Kept(pair) => self.kept.push(*pair),
        }
        Ok(())
    }

    /// Where formats that stand for themselves are written to.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// What has been written is out.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    /// Writes what was kept for the end.
    pub fn end(mut self) -> Result<()> {
        let text = match self.format {
            Format::Json => export::json(&self.kept, &self.options),
            Format::Text if (2..=MANY).contains(&self.pages.len()) => {
                export::together(&self.pages, &link::link_pages(&self.pages), &self.options)
            }
            Format::Html if !self.kept.is_empty() => export::html(&self.kept, &self.options),
            _ => String::new(),
        };
        self.out.write_all(text.as_bytes())?;
        self.flush()
    }

    /// One `.txt` and one `.ann`, each whole or not there.
    fn stand_off(&mut self, article: &Article, reading: &Reading) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let name = file_name(&article.id, &mut self.names);
        for (ending, text) in [("txt", &article.text), ("ann", &export::brat(article, reading))] {
            let path = folder.join(format!("{name}.{ending}"));
            let draft = folder.join(format!(".{name}.{ending}.draft"));
            fs::write(&draft, text)
                .and_then(|()| fs::rename(&draft, &path))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// A file name for an article: what an id holds must not lead out of the folder,
/// nor one article's file over another's.
fn file_name(id: &str, taken: &mut HashSet<String>) -> String {
    let tame = |it: char| if it.is_alphanumeric() || "-_.".contains(it) { it } else { '_' };
    let name: String = id.chars().take(100).map(tame).collect();
    let name = name.trim_start_matches('.');
    let name = if name.is_empty() { "article" } else { name };
    let free = (1..).map(|it| if it == 1 { name.to_owned() } else { format!("{name}-{it}") });
    // Names that differ in case alone are one file on some systems.
    let name = free.into_iter().find(|it| taken.insert(it.to_lowercase()));
    name.unwrap_or_default()
}

/// May standard output be given colours? `NO_COLOR` is a reader's standing wish.
pub fn wants_color() -> bool {
    let is_wish = |name, value: Option<&str>| match std::env::var(name) {
        Ok(it) => value.map_or(!it.is_empty(), |value| it == value),
        Err(_) => false,
    };
    io::stdout().is_terminal() && !is_wish("NO_COLOR", None) && !is_wish("TERM", Some("dumb"))
}

/// Columns of the terminal; elsewhere what a printed page has.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|it| it.parse().ok());
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(100)
}

/// Has the reader of our output gone?
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.root_cause().downcast_ref::<io::Error>();
    cause.is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
}
