//! What a server answered, as a crawl keeps it → the page.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Cursor, Read},
    rc::Rc,
};

use anyhow::Result;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use selon::Error;

use super::super::guard::{Counted, Meter, Unpacked, damaged};

/// The head of an answer that holds a page.
pub struct Answer {
    pub charset: Option<String>,
    encoding: String,
    is_chunked: bool,
}

impl Answer {
    /// The head, if a page follows it.
    pub fn read(source: &mut dyn BufRead) -> io::Result<Option<Answer>> {
        let lines = super::head(source)?.unwrap_or_default();
        let (status, fields) = lines.split_first().map_or(("", &[][..]), |(status, rest)| (status, rest));
        let is_answered =
            status.starts_with("HTTP/") && status.split(' ').nth(1).is_some_and(|it| it.starts_with('2'));
        let field = |name: &str| {
            let named = fields.iter().filter_map(|it| it.split_once(':'));
            let mut named = named.filter(|(it, _)| it.trim().eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.trim().to_ascii_lowercase()).unwrap_or_default()
        };
        let content = field("content-type");
        let charset = content.split_once("charset=").map(|(_, it)| it);
        let charset = charset.and_then(|it| it.trim_matches(['"', '\'', ' ']).split([';', '"', ' ']).next());
        let answer = Answer {
            charset: charset.map(str::to_owned),
            encoding: field("content-encoding"),
            is_chunked: field("transfer-encoding").contains("chunked"),
        };
        Ok((is_answered && content.contains("html")).then_some(answer))
    }

    /// Hands over the page with its chunks joined and unpacked.
    pub fn open(
        &self,
        source: &mut dyn BufRead,
        meter: &Meter,
        take: &mut dyn FnMut(&mut dyn Read) -> Result<()>,
    ) -> Result<()> {
        // Which may have been done by the crawler without a word in the head.
        let is_chunked = self.is_chunked && source.fill_buf().is_ok_and(begins_with_a_length);
        match is_chunked {
            true => {
                self.unpack(&mut BufReader::new(Chunks { source, left: 0, has_begun: false }), meter, take)
            }
            false => self.unpack(source, meter, take),
        }
    }

    fn unpack(
        &self,
        mut source: &mut dyn BufRead,
        meter: &Meter,
        take: &mut dyn FnMut(&mut dyn Read) -> Result<()>,
    ) -> Result<()> {
        let mut head = Vec::new();
        if let Err(error) = (&mut source).take(4).read_to_end(&mut head) {
            return take(&mut Failed(Some(damaged(error))));
        }
        let begins = |magic: &[u8]| head.starts_with(magic);
        let (is_gzip, is_zstd) = (begins(b"\x1F\x8B"), begins(b"\x28\xB5\x2F\xFD"));
        let is_zlib = self.encoding == "deflate" && begins(b"\x78");
        let is_text = head.iter().all(|it| it.is_ascii_graphic() || it.is_ascii_whitespace() || *it >= 0x80);
        let eaten = Rc::new(Cell::new(0));
        let source = Counted::new(Cursor::new(&head).chain(source), &eaten);
        let unpacked = |decoder| Unpacked::new(decoder, Rc::clone(&eaten), meter);
        match self.encoding.as_str() {
            _ if is_gzip => take(&mut unpacked(Box::new(MultiGzDecoder::new(source)) as Box<dyn Read>)),
            _ if is_zlib => take(&mut unpacked(Box::new(ZlibDecoder::new(source)))),
            _ if is_zstd => match zstd::Decoder::with_buffer(source) {
                Ok(decoder) => take(&mut unpacked(Box::new(decoder))),
                Err(error) => take(&mut Failed(Some(damaged(error)))),
            },
            "" | "identity" => take(&mut { source }),
            _ if is_text && begins(b"<") => take(&mut { source }),
            other => {
                let why = format!("it is packed for sending by a method that is not known ({other})");
                take(&mut Failed(Some(io::Error::other(Error::Read(why)))))
            }
        }
    }
}

/// A reader that only tells why there is nothing to read.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn begins_with_a_length(head: &[u8]) -> bool {
    let line = head.split(|it| *it == b'\n').next().unwrap_or_default();
    length(line).is_some() && line.len() < head.len()
}

/// A chunk's length, in hexadecimal; words may follow it.
fn length(line: &[u8]) -> Option<u64> {
    let digits = line.split(|it| *it == b';').next()?.trim_ascii();
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A body that was sent in chunks, without their lengths.
struct Chunks<'r> {
    source: &'r mut dyn BufRead,
    left: u64,
    has_begun: bool,
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            let mut line = Vec::new();
            // The line that ends the chunk before, and the next one's length.
            for _ in 0..=usize::from(self.has_begun) {
                line.clear();
                (&mut *self.source).take(1024).read_until(b'\n', &mut line)?;
            }
            self.has_begun = true;
            self.left = match length(&line) {
                // What is missing at the end is missing in the page too.
                None | Some(0) => return Ok(0),
                Some(left) => left,
            };
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.source.read(&mut buffer[..most])?;
        self.left = if read == 0 { 0 } else { self.left - read as u64 };
        Ok(read)
    }
}
