//! Bytes as they arrive → [`Piece`]s that are an article each.
//!
//! Records are taken one by one, so that a crawl of any size needs the memory of
//! its longest article. A piece is still raw: making an [`Article`] of it is the
//! dear part, and can be done for many pieces at once.

use std::io::{BufRead, BufReader, Cursor, Read};

use serde_json::Value;

use super::{
    Article, Given, charset, feed, front, page,
    record::{self, Record},
    shape::{self, Shape},
};
use crate::Error;

/// What will be one article.
#[derive(Debug)]
pub struct Piece {
    line: Option<u64>,
    given: Given,
    matter: Matter,
}

#[derive(Debug)]
enum Matter {
    Page(Vec<u8>),
    Plain(Vec<u8>),
    Line(Vec<u8>),
    Record(Record),
    Entry(Box<feed::Entry>),
}

/// What went wrong, and in which line if the input has lines of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Counted from 1.
    pub line: Option<u64>,
    /// What it was.
    pub error: Error,
}

impl Piece {
    /// The article; its text is what the offsets of a reading point into.
    pub fn article(self) -> Result<Article, Trouble> {
        let line = self.line;
        let article = match self.matter {
            Matter::Page(bytes) => page::article(&charset::decode(bytes), &self.given),
            Matter::Plain(bytes) => plain(charset::decode(bytes), &self.given),
            Matter::Line(bytes) => {
                record::parse(charset::decode(bytes).trim()).and_then(|it| record::article(&it, &self.given))
            }
            Matter::Record(record) => record::article(&record, &self.given),
            Matter::Entry(entry) => entry.article(&self.given),
        };
        article.map_err(|error| Trouble { line, error })
    }

    /// Is it plain text, which nothing but its ending tells from any other file?
    pub fn is_plain(&self) -> bool {
        matches!(self.matter, Matter::Plain(_))
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        match &self.matter {
            Matter::Page(bytes) | Matter::Plain(bytes) | Matter::Line(bytes) => bytes.len(),
            Matter::Record(record) => record.values().filter_map(Value::as_str).map(str::len).sum(),
            Matter::Entry(entry) => entry.size(),
        }
    }
}

fn plain(text: String, given: &Given) -> Result<Article, Error> {
    let Some((mut record, rest)) = front::split(&text) else {
        return Article::of_text(text, given);
    };
    record.insert("text".into(), Value::String(rest.into()));
    record::article(&record, given)
}

/// An iterator over the pieces of an input.
pub type Pieces<'r> = Box<dyn Iterator<Item = Result<Piece, Trouble>> + 'r>;

/// The pieces of what a reader gives, whatever its format.
pub fn pieces<'r>(mut source: impl Read + 'r, given: Given) -> Pieces<'r> {
    let mut head = Vec::new();
    if let Err(error) = source.by_ref().take(shape::HEAD as u64).read_to_end(&mut head) {
        return failed(read_error(&error));
    }
    let shape = match shape::of(&head) {
        Ok(shape) => shape,
        Err(error) => return failed(error),
    };
    let wide = charset::is_wide(&head);
    let source = Cursor::new(head).chain(source);
    match shape {
        Shape::Page | Shape::Plain | Shape::Json | Shape::Feed => whole(source, shape, given),
        // A table in UTF-16 is rare enough to be held in memory as a whole.
        _ if wide => match read_all(source) {
            Ok(bytes) => records(Cursor::new(charset::decode(bytes).into_bytes()), shape, given),
            Err(error) => failed(error),
        },
        _ => records(source, shape, given),
    }
}

fn failed<'r>(error: Error) -> Pieces<'r> {
    Box::new(std::iter::once(Err(Trouble { line: None, error })))
}

fn read_error(error: &std::io::Error) -> Error {
    Error::Read(error.to_string().to_lowercase())
}

fn read_all(mut source: impl Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|it| read_error(&it))?;
    Ok(bytes)
}

fn whole<'r>(source: impl Read, shape: Shape, given: Given) -> Pieces<'r> {
    let bytes = match read_all(source) {
        Ok(bytes) => bytes,
        Err(error) => return failed(error),
    };
    let matter = match shape {
        Shape::Json => return json(&charset::decode(bytes), given),
        Shape::Feed => return entries(bytes, &given),
        Shape::Page => Matter::Page(bytes),
        _ => Matter::Plain(bytes),
    };
    Box::new(std::iter::once(Ok(Piece { line: None, given, matter })))
}

fn entries<'r>(bytes: Vec<u8>, given: &Given) -> Pieces<'r> {
    let feed = match feed::parse(bytes) {
        Ok(feed) if feed.entries.is_empty() => {
            return failed(Error::Record("the feed has no entries".into()));
        }
        Ok(feed) => feed,
        Err(error) => return failed(error),
    };
    let given = given.clone();
    let broken = feed.broken.map(|error| Err(Trouble { line: None, error }));
    let pieces = feed.entries.into_iter().zip(1..).map(move |(entry, number)| {
        Ok(Piece { line: None, given: numbered(&given, number), matter: Matter::Entry(Box::new(entry)) })
    });
    Box::new(pieces.chain(broken))
}

/// One record over several lines, several such, or an array.
fn json<'r>(text: &str, given: Given) -> Pieces<'r> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(Value::Array(items)) => found.extend(items.into_iter().map(Ok)),
            Ok(value) => found.push(Ok(value)),
            Err(error) => {
                let line = Some(error.line() as u64).filter(|it| *it > 0);
                found.push(Err(Trouble { line, error: record::complaint(&error) }));
            }
        }
    }
    let is_alone = found.len() == 1;
    Box::new(found.into_iter().zip(1..).map(move |(value, number)| {
        let given = if is_alone { given.clone() } else { numbered(&given, number) };
        match value? {
            Value::Object(record) => Ok(Piece { line: None, given, matter: Matter::Record(record) }),
            _ => Err(Trouble { line: None, error: Error::Record(format!("item {number} is not a record")) }),
        }
    }))
}

fn records<'r>(source: impl Read + 'r, shape: Shape, given: Given) -> Pieces<'r> {
    match shape {
        Shape::Table(separator) => table(source, separator, given),
        _ => Box::new(lines(BufReader::with_capacity(shape::HEAD, source), given)),
    }
}

fn lines<'r>(source: impl BufRead + 'r, given: Given) -> impl Iterator<Item = Result<Piece, Trouble>> + 'r {
    let numbered_lines = source.split(b'\n').zip(1..);
    numbered_lines.filter_map(move |(bytes, number)| match bytes {
        Ok(bytes) if bytes.trim_ascii().is_empty() => None,
        Ok(bytes) => {
            let given = numbered(&given, number);
            Some(Ok(Piece { line: Some(number), given, matter: Matter::Line(bytes) }))
        }
        Err(error) => Some(Err(Trouble { line: Some(number), error: read_error(&error) })),
    })
}

/// What stands in a line without an id is called after the file and the line.
fn numbered(given: &Given, number: u64) -> Given {
    Given { id: format!("{}-{number}", given.id), ..given.clone() }
}

fn table<'r>(source: impl Read + 'r, separator: u8, given: Given) -> Pieces<'r> {
    let mut table = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let names: Vec<String> = match table.byte_headers() {
        Ok(header) => header.iter().map(|it| shape::column(&charset::decode(it.into()))).collect(),
        Err(error) => return failed(Error::Record(error.to_string())),
    };
    Box::new(table.into_byte_records().map(move |row| {
        let row = row.map_err(|error| {
            let line = error.position().map(csv::Position::line);
            Trouble { line, error: Error::Record(error.to_string()) }
        })?;
        let line = row.position().map(csv::Position::line);
        let given = numbered(&given, line.unwrap_or(0));
        Ok(Piece { line, given, matter: Matter::Record(fields(&names, &row)) })
    }))
}

/// A row's fields by name. The charset is that of the row, not of each field: the
/// more letters, the better the guess.
fn fields(names: &[String], row: &csv::ByteRecord) -> Record {
    let separator: &[u8] = b"\x1F";
    let joined = row.iter().collect::<Vec<_>>().join(separator);
    let text = charset::decode(joined);
    let cells = text.split('\x1F').map(|it| Value::String(it.into()));
    names.iter().cloned().zip(cells).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(bytes: &[u8], expect: Expect) {
        let given = Given { id: "file".into(), language: crate::Language::all().first(), ..Given::default() };
        let shown: String = pieces(bytes, given)
            .map(|it| match it.and_then(Piece::article) {
                Ok(it) => format!(
                    "{}: {:?}{}\n",
                    it.id,
                    it.text,
                    it.outlet.map_or(String::new(), |it| format!(" ({it})"))
                ),
                Err(it) => format!("line {}: {}\n", it.line.unwrap_or(0), it.error),
            })
            .collect();
        expect.assert_eq(&shown);
    }

    #[test]
    fn a_broken_line_does_not_stop_the_others() {
        check(
            b"{\"id\": \"a\", \"text\": \"Oui.\"}\n\n{\"id\": \"b\", \"text\": }\n[1]\n{\"outlet\": \"Le Fanal\", \"body\": \"Non.\"}\n{\"id\": 5}",
            expect![[r#"
                a: "Oui."
                line 3: it is not JSON: expected value at column 21
                line 4: it is JSON, but not a record
                file-5: "Non." (Le Fanal)
                line 6: the record has no text (text, body, content, html)
            "#]],
        );
    }

    #[test]
    fn a_row_may_run_over_lines_and_lack_an_id() {
        check(
            b"text;outlet\n\"Oui.\r\n\nNon.\";Le Fanal\n;Le Fanal\nPeut-\xEAtre.;La D\xE9p\xEAche du port\n",
            expect![[r#"
                file-2: "Oui.\r\n\nNon." (Le Fanal)
                line 5: it is empty
                file-6: "Peut-être." (La Dépêche du port)
            "#]],
        );
    }

    #[test]
    fn records_may_stand_in_an_array() {
        check(
            b"[{\"text\": \"Oui.\", \"outlet\": \"Le Fanal\"},\n {\"id\": \"n\", \"text\": \"Non.\"}, 3]",
            expect![[r#"
                file-1: "Oui." (Le Fanal)
                n: "Non."
                line 0: item 3 is not a record
            "#]],
        );
        check(
            b"{\n \"text\": \"Oui.\"\n}",
            expect![[r#"
                file: "Oui."
            "#]],
        );
    }

    #[test]
    fn a_plain_text_keeps_every_character_and_may_have_a_head() {
        check(
            b"\xEF\xBB\xBFOui.\r\n\r\nNon.",
            expect![[r#"
                file: "Oui.\r\n\r\nNon."
            "#]],
        );
        check(
            b"---\noutlet: Le Fanal\n---\nOui.",
            expect![[r#"
                file: "Oui." (Le Fanal)
            "#]],
        );
    }

    #[test]
    fn records_may_be_in_utf16() {
        let wide: Vec<u8> = "\u{FEFF}{\"text\": \"Été.\"}\n{\"text\": \"Hiver.\"}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(
            &wide,
            expect![[r#"
                file-1: "Été."
                file-2: "Hiver."
            "#]],
        );
    }
}
