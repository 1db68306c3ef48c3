//! Bytes of any kind → pieces, through as many layers of packing as there are.
//!
//! What a layer is, is told by its first bytes: a `.txt` that begins as gzip is gzip.
//! Nothing is written to disk and nothing held but one document; a member's name is
//! only what it is called, wherever it may point to.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Cursor, Read},
    rc::Rc,
};

use anyhow::Result;
use flate2::bufread::MultiGzDecoder;
use selon::{
    Error,
    article::{self, Given, Piece, Trouble, Way},
};

use super::{
    ends_like_a_table, ends_like_an_article,
    guard::{Counted, Meter, Unpacked, damaged},
    id_of,
    place::Place,
    warc, zip,
};

/// Most layers: a crawl in a packed archive in an archive has five.
const DEEPEST: usize = 6;
/// Buffers of layers, in bytes.
const BUFFER: usize = 64 << 10;
/// Longest name of a member, in bytes.
const LONGEST_NAME: u64 = 64 << 10;

/// What was found in an input: something that will be an article, or trouble.
pub struct Found<'f> {
    pub place: &'f Place,
    /// Must it be an article, or may it be something else?
    pub expected: bool,
    pub piece: Result<Piece, Trouble>,
}

/// Where what is found goes.
pub type Take<'t> = dyn FnMut(Found) -> Result<()> + 't;

/// What holds on the whole way down.
pub struct Job<'j> {
    pub way: &'j Way,
    pub meter: &'j Meter,
}

/// Where on the way down something stands.
#[derive(Clone)]
pub struct Level {
    pub place: Place,
    pub given: Given,
    pub expected: bool,
    pub depth: usize,
}

impl Level {
    /// One layer down, with what comes out called the same.
    fn unpacked(&self) -> Level {
        Level { depth: self.depth + 1, ..self.clone() }
    }

    /// One layer down, in a member of that name.
    fn member(&self, name: &str) -> Level {
        let given = Given { id: id_of(name), ..self.given.clone() };
        let place = self.place.member(name);
        Level { place, given, expected: ends_like_an_article(name), depth: self.depth + 1 }
    }

    fn tell(&self, error: Error, take: &mut Take) -> Result<()> {
        let trouble = Trouble { line: None, error };
        take(Found { place: &self.place, expected: self.expected, piece: Err(trouble) })
    }
}

/// Hands over all that is found in these bytes.
pub fn read(source: &mut dyn BufRead, level: Level, job: &Job, take: &mut Take) -> Result<()> {
    let mut head = Vec::new();
    if let Err(error) = (&mut *source).take(512).read_to_end(&mut head) {
        return level.tell(Error::of_reading(&error), take);
    }
    let layer = Layer::of(&head);
    let mut source = Cursor::new(head).chain(source);
    if layer.is_some() && level.depth >= DEEPEST {
        return level.tell(Error::Packed("archives lie in archives beyond reason".into()), take);
    }
    match layer {
        None => plain(&mut source, &level, job, take),
        Some(Layer::Gzip) => {
            unpack(|it| Ok(Box::new(MultiGzDecoder::new(it))), &mut source, &level, job, take)
        }
        Some(Layer::Zstd) => {
            unpack(|it| Ok(Box::new(zstd::Decoder::with_buffer(it)?)), &mut source, &level, job, take)
        }
        Some(Layer::Zip) => archive(&mut source, &level, job, take),
        Some(Layer::Tar) => tape(&mut source, &level, job, take),
        Some(Layer::Crawl) => crawl(&mut source, &level, job, take),
    }
}

/// What holds other things.
enum Layer {
    Gzip,
    Zstd,
    Zip,
    Tar,
    Crawl,
}

impl Layer {
    fn of(head: &[u8]) -> Option<Layer> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Layer::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Layer::Zstd),
            // Some frames hold only what is to be stepped over.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Layer::Zstd),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', b'0', b'0', ..] => {
                Some(Layer::Zip)
            }
            _ if warc::is_crawl(head) => Some(Layer::Crawl),
            _ if is_tape(head) => Some(Layer::Tar),
            _ => None,
        }
    }
}

/// Does a tar begin here? Its first block holds a sum of its bytes, with blanks for the sum.
fn is_tape(head: &[u8]) -> bool {
    let Some(sum) = head.get(148..156).filter(|_| head.len() == 512 && head[0] != 0) else { return false };
    let Ok(sum) = std::str::from_utf8(sum) else { return false };
    let told = u32::from_str_radix(sum.trim_matches(['\0', ' ']), 8);
    let bytes = head.iter().enumerate();
    let blank = |(at, byte): (usize, &u8)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) };
    told == Ok(bytes.map(blank).sum())
}

fn plain(source: &mut dyn BufRead, level: &Level, job: &Job, take: &mut Take) -> Result<()> {
    let way = Way { is_table: ends_like_a_table(&level.place.name()), ..job.way.clone() };
    for piece in article::pieces_by(source, level.given.clone(), way) {
        take(Found { place: &level.place, expected: level.expected, piece })?;
    }
    Ok(())
}

type Decoder<'s> = Box<dyn Read + 's>;

fn unpack<'s>(
    decoder: impl FnOnce(Counted<&'s mut dyn BufRead>) -> io::Result<Decoder<'s>>,
    source: &'s mut dyn BufRead,
    level: &Level,
    job: &Job,
    take: &mut Take,
) -> Result<()> {
    let eaten = Rc::new(Cell::new(0));
    match decoder(Counted::new(source, &eaten)) {
        Ok(decoder) => {
            let unpacked = Unpacked::new(decoder, eaten, job.meter);
            read(&mut BufReader::with_capacity(BUFFER, unpacked), level.unpacked(), job, take)
        }
        Err(error) => level.tell(Error::of_reading(&damaged(error)), take),
    }
}

/// Members by which other formats are told that are zip archives underneath.
const DOCUMENTS: &[(&str, &str)] = &[
    ("[Content_Types].xml", "an office document"),
    ("mimetype", "an office document or a book"),
    ("META-INF/MANIFEST.MF", "a program"),
];

fn archive(source: &mut dyn BufRead, level: &Level, job: &Job, take: &mut Take) -> Result<()> {
    let mut other = None;
    let mut first = true;
    let end = zip::members(source, job.meter, |head, bytes| {
        if std::mem::take(&mut first) {
            other = DOCUMENTS.iter().find(|(it, _)| *it == head.name).map(|(_, what)| *what);
        }
        if other.is_some() || head.name.ends_with('/') {
            return Ok(());
        }
        let level = level.member(&head.name);
        match bytes {
            Ok(bytes) => read(&mut BufReader::with_capacity(BUFFER, bytes), level, job, take),
            Err(error) => level.tell(error, take),
        }
    })?;
    match (other, end) {
        (Some(what), _) => level.tell(Error::Binary(what), take),
        (None, Err(error)) => level.tell(error, take),
        (None, Ok(())) => Ok(()),
    }
}

fn tape(source: &mut dyn BufRead, level: &Level, job: &Job, take: &mut Take) -> Result<()> {
    let mut tape = tar::Archive::new(source);
    let damaged = |error| Error::of_reading(&damaged(error));
    let entries = match tape.entries() {
        Ok(entries) => entries,
        Err(error) => return level.tell(damaged(error), take),
    };
    let mut long_name = None;
    // Raw, because names are otherwise read into memory however long they are.
    for entry in entries.raw(true) {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return level.tell(damaged(error), take),
        };
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut bytes = Vec::new();
            if let Err(error) = (&mut entry).take(LONGEST_NAME).read_to_end(&mut bytes) {
                return level.tell(damaged(error), take);
            }
            let told = if kind.is_gnu_longname() { Some(bytes) } else { path_of(&bytes) };
            long_name = told.or(long_name);
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let name = String::from_utf8_lossy(&name);
        if kind.is_file() || kind.is_contiguous() {
            let level = level.member(name.trim_end_matches('\0'));
            read(&mut BufReader::with_capacity(BUFFER, entry), level, job, take)?;
        }
    }
    Ok(())
}

/// The name in an extended head: `30 path=...` on a line of so many bytes.
fn path_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut extensions = tar::PaxExtensions::new(bytes).flatten();
    extensions.find(|it| it.key_bytes() == b"path").map(|it| it.value_bytes().to_vec())
}

fn crawl(source: &mut dyn BufRead, level: &Level, job: &Job, take: &mut Take) -> Result<()> {
    let end = warc::pages(source, job.meter, |head, page| {
        let id = format!("{}-{}", level.given.id, head.number);
        let (url, charset) = (head.url.clone(), head.charset.clone());
        let place = level.place.record(head.number, url.as_deref());
        let given = Given { id, url, charset, ..level.given.clone() };
        // Not every page is an article.
        let level = Level { place, given, expected: false, depth: level.depth };
        plain(&mut BufReader::with_capacity(BUFFER, page), &level, job, take)
    })?;
    match end {
        Ok(()) => Ok(()),
        Err(error) => level.tell(error, take),
    }
}
