//! A crawl (WARC) → the pages that servers answered with, one by one.
//!
//! Requests, pictures, redirections and what else a crawler keeps are passed over.
//! Crawlers do not agree on whether a page is kept as it was sent or as it was meant, so
//! chunks and packing are undone where the bytes show them, not where a header says so.

use std::io::{self, BufRead, BufReader, Read};

use anyhow::Result;
use selon::Error;

use super::guard::{Meter, damaged};

mod http;

/// What a record is about.
pub struct Head {
    /// Its place among the records, counted from 1.
    pub number: u64,
    /// The page's address.
    pub url: Option<String>,
    /// What the server says of the charset.
    pub charset: Option<String>,
}

/// Longest head of a record or an answer, in bytes.
const LONGEST_HEAD: u64 = 64 << 10;

/// Is this the beginning of a crawl?
pub fn is_crawl(head: &[u8]) -> bool {
    head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.1")
}

/// Hands over each page with what is known of it.
pub fn pages(
    source: &mut dyn BufRead,
    meter: &Meter,
    mut take: impl FnMut(&Head, &mut dyn Read) -> Result<()>,
) -> Result<Result<(), Error>> {
    for number in 1.. {
        let fields = match Fields::of_record(source) {
            Ok(Some(fields)) => fields,
            Ok(None) => break,
            Err(error) => return Ok(Err(Error::of_reading(&damaged(error)))),
        };
        let mut body = (&mut *source).take(fields.length);
        if fields.is_answer() {
            let mut body = BufReader::new(&mut body);
            if let Some(answer) = http::Answer::read(&mut body).unwrap_or(None) {
                let head = Head { number, url: fields.url.clone(), charset: answer.charset.clone() };
                answer.open(&mut body, meter, &mut |page| take(&head, page))?;
            }
        }
        if let Err(error) = io::copy(&mut body, &mut io::sink()) {
            return Ok(Err(Error::of_reading(&damaged(error))));
        }
    }
    Ok(Ok(()))
}

/// The fields of a record's head that matter.
#[derive(Default)]
struct Fields {
    kind: String,
    content: String,
    url: Option<String>,
    length: u64,
}

impl Fields {
    /// The head of the next record; `None` where the crawl ends.
    fn of_record(source: &mut dyn BufRead) -> io::Result<Option<Fields>> {
        let Some(lines) = head(source)? else { return Ok(None) };
        let mut lines = lines.into_iter();
        if !lines.next().is_some_and(|it| it.starts_with("WARC/")) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no record begins where one should"));
        }
        let mut fields = Fields::default();
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => fields.kind = value.to_ascii_lowercase(),
                "content-type" => fields.content = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    let address = value.trim_matches(['<', '>']);
                    fields.url = Some(address.to_owned()).filter(|it| it.starts_with("http"));
                }
                "content-length" => {
                    let wrong =
                        |_| io::Error::new(io::ErrorKind::InvalidData, "a record's length is no number");
                    fields.length = value.parse().map_err(wrong)?;
                }
                _ => {}
            }
        }
        Ok(Some(fields))
    }

    fn is_answer(&self) -> bool {
        self.kind == "response" && self.content.starts_with("application/http")
    }
}

/// The lines up to an empty one, those before the first left out; `None` at the end.
fn head(source: &mut dyn BufRead) -> io::Result<Option<Vec<String>>> {
    let mut source = source.take(LONGEST_HEAD);
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        if source.read_until(b'\n', &mut line)? == 0 {
            return match (lines.is_empty(), source.limit()) {
                (_, 0) => Err(io::Error::new(io::ErrorKind::InvalidData, "a head without end")),
                (true, _) => Ok(None),
                (false, _) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends within a head")),
            };
        }
        let line = String::from_utf8_lossy(line.trim_ascii()).into_owned();
        match (line.is_empty(), lines.is_empty()) {
            (true, true) => {}
            (true, false) => return Ok(Some(lines)),
            (false, _) => lines.push(line),
        }
    }
}
