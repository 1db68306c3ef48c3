//! Bytes as they arrive → [`Piece`]s that are an article each.
//!
//! Records are taken one by one, so that a crawl of any size needs the memory of
//! its longest article. A piece is still raw: making an [`Article`] of it is the
//! dear part, and can be done for many pieces at once.

use std::io::{BufRead, BufReader, Cursor, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Article, Columns, Given, charset, feed, front, page,
    record::{self, Record},
    shape::{self, Shape},
};
use crate::Error;

mod bounded;

/// How input is taken apart.
#[derive(Clone, Debug)]
pub struct Way {
    /// What the fields of records mean.
    pub columns: Columns,
    /// Does its name say that it is a table? Then it is not taken for prose.
    pub is_table: bool,
    /// Longest document, line or row, in bytes. One of more is refused.
    pub longest: u64,
}

impl Default for Way {
    fn default() -> Way {
        Way { columns: Columns::default(), is_table: false, longest: LONGEST }
    }
}

/// Longest document, unless something else is asked for: a hundred novels.
pub const LONGEST: u64 = 100 << 20;

/// What will be one article.
#[derive(Debug)]
pub struct Piece {
    line: Option<u64>,
    given: Given,
    columns: Columns,
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
        let decode = |bytes| charset::decode_as(bytes, self.given.charset.as_deref());
        let of_record = |mut record| {
            self.columns.rename(&mut record);
            record::article(&record, &self.given)
        };
        let article = match self.matter {
            Matter::Page(bytes) => page::article(&decode(bytes), &self.given),
            Matter::Plain(bytes) => plain(decode(bytes), &self.given),
            Matter::Line(bytes) => record::parse(decode(bytes).trim()).and_then(of_record),
            Matter::Record(record) => of_record(record),
            Matter::Entry(entry) => entry.article(&self.given),
        };
        article.map_err(|error| Trouble { line, error })
    }

    /// Is it plain text, which nothing but its ending tells from any other file?
    pub fn is_plain(&self) -> bool {
        matches!(self.matter, Matter::Plain(_))
    }

    /// What tells it from all other content, wherever it stands.
    pub fn digest(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        match &self.matter {
            Matter::Page(bytes) | Matter::Plain(bytes) => hash.update(bytes),
            Matter::Line(bytes) => hash.update(bytes.trim_ascii()),
            Matter::Record(record) => hash.update(serde_json::to_vec(record).unwrap_or_default()),
            Matter::Entry(entry) => hash.update(format!("{entry:?}")),
        }
        let mut half = [0; 16];
        half.copy_from_slice(&hash.finalize()[..16]);
        half
    }

    /// In which line of records it stands, counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
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
pub fn pieces<'r>(source: impl Read + 'r, given: Given) -> Pieces<'r> {
    pieces_by(source, given, Way::default())
}

/// The pieces of what a reader gives, taken apart this way.
pub fn pieces_by<'r>(mut source: impl Read + 'r, given: Given, way: Way) -> Pieces<'r> {
    let mut head = Vec::new();
    if let Err(error) = source.by_ref().take(shape::HEAD as u64).read_to_end(&mut head) {
        return failed(Error::of_reading(&error));
    }
    let shape = match shape::of(&head, &way) {
        Ok(shape) => shape,
        Err(error) => return failed(error),
    };
    let wide = charset::is_wide(&head);
    let source = Cursor::new(head).chain(source);
    match shape {
        Shape::Page | Shape::Plain | Shape::Json | Shape::Feed => whole(source, shape, given, way),
        // A table in UTF-16 is rare enough to be held in memory as a whole.
        _ if wide => match bounded::read_all(source, way.longest) {
            Ok(bytes) => records(Cursor::new(charset::decode(bytes).into_bytes()), shape, given, way),
            Err(error) => failed(error),
        },
        _ => records(source, shape, given, way),
    }
}

fn failed<'r>(error: Error) -> Pieces<'r> {
    Box::new(std::iter::once(Err(Trouble { line: None, error })))
}

fn whole<'r>(source: impl Read, shape: Shape, given: Given, way: Way) -> Pieces<'r> {
    let bytes = match bounded::read_all(source, way.longest) {
        Ok(bytes) => bytes,
        Err(error) => return failed(error),
    };
    let matter = match shape {
        Shape::Json => return json(&charset::decode(bytes), given, way.columns),
        Shape::Feed => return entries(bytes, &given),
        Shape::Page => Matter::Page(bytes),
        _ => Matter::Plain(bytes),
    };
    Box::new(std::iter::once(Ok(Piece { line: None, given, columns: way.columns, matter })))
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
        let matter = Matter::Entry(Box::new(entry));
        Ok(Piece { line: None, given: numbered(&given, number), columns: Columns::default(), matter })
    });
    Box::new(pieces.chain(broken))
}

/// One record over several lines, several such, or an array.
fn json<'r>(text: &str, given: Given, columns: Columns) -> Pieces<'r> {
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
            Value::Object(record) => {
                let matter = Matter::Record(record);
                Ok(Piece { line: None, given, columns: columns.clone(), matter })
            }
            _ => Err(Trouble { line: None, error: Error::Record(format!("item {number} is not a record")) }),
        }
    }))
}

fn records<'r>(source: impl Read + 'r, shape: Shape, given: Given, way: Way) -> Pieces<'r> {
    match shape {
        Shape::Table(separator) => table(source, separator, given, way),
        _ => Box::new(lines(BufReader::with_capacity(shape::HEAD, source), given, way)),
    }
}

fn lines<'r>(
    source: impl BufRead + 'r,
    given: Given,
    way: Way,
) -> impl Iterator<Item = Result<Piece, Trouble>> + 'r {
    let numbered_lines = bounded::lines(source, way.longest).zip(1..);
    numbered_lines.filter_map(move |(bytes, number)| match bytes {
        Ok(bytes) if bytes.trim_ascii().is_empty() => None,
        Ok(bytes) => {
            let (given, columns) = (numbered(&given, number), way.columns.clone());
            Some(Ok(Piece { line: Some(number), given, columns, matter: Matter::Line(bytes) }))
        }
        Err(error) => Some(Err(Trouble { line: Some(number), error })),
    })
}

/// What stands in a line without an id is called after the file and the line.
fn numbered(given: &Given, number: u64) -> Given {
    Given { id: format!("{}-{number}", given.id), ..given.clone() }
}

fn table<'r>(source: impl Read + 'r, separator: u8, given: Given, way: Way) -> Pieces<'r> {
    let (source, budget) = bounded::budgeted(source, way.longest);
    let mut table = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let names: Vec<String> = match table.byte_headers() {
        Ok(header) => header.iter().map(|it| shape::column(&charset::decode(it.into()))).collect(),
        Err(error) => return failed(of_table(&error)),
    };
    let mut rows = table.into_byte_records();
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        budget.renew();
        let row = rows.next().filter(|_| !ended)?;
        Some(row.map_err(|error| {
            // Where the next row would begin cannot be told any more.
            ended = matches!(error.kind(), csv::ErrorKind::Io(_));
            let line = error.position().map(csv::Position::line);
            Trouble { line, error: of_table(&error) }
        }))
        .map(|row| {
            let row = row?;
            let line = row.position().map(csv::Position::line);
            let (given, columns) = (numbered(&given, line.unwrap_or(0)), way.columns.clone());
            Ok(Piece { line, given, columns, matter: Matter::Record(fields(&names, &row)) })
        })
    }))
}

fn of_table(error: &csv::Error) -> Error {
    match error.kind() {
        csv::ErrorKind::Io(error) => Error::of_reading(error),
        _ => Error::Record(error.to_string()),
    }
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
                line 6: no field of it is called text, body, content, html
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
    fn what_is_too_long_is_refused_and_the_rest_goes_on() {
        let way = Way { longest: 40, ..Way::default() };
        let shown = |bytes: &[u8]| {
            let found = pieces_by(bytes, Given::default(), way.clone()).map(|it| match it {
                Ok(it) => it.line().map_or("all".into(), |it| it.to_string()),
                Err(it) => it.error.to_string(),
            });
            found.collect::<Vec<_>>().join(", ")
        };
        let long = "a".repeat(100_000);
        assert_eq!(shown(long.as_bytes()), "it is longer than 1 MB");
        assert_eq!(
            shown(format!("{{\"text\": \"a\"}}\n{{\"text\": \"{long}\"}}\n{{}}\n").as_bytes()),
            "1, it is longer than 1 MB, 3"
        );
    }

    #[test]
    fn a_row_without_end_stops_at_the_limit() {
        let endless = format!("id,text\n1,a\n2,\"{}", "a,\n".repeat(1_000_000));
        let way = Way { longest: 1 << 20, ..Way::default() };
        let found: Vec<_> = pieces_by(endless.as_bytes(), Given::default(), way).collect();
        assert_eq!(found.len(), 2);
        assert!(matches!(&found[1], Err(Trouble { error: Error::TooLong(1), .. })), "{:?}", found[1]);
    }

    #[test]
    fn a_table_needs_a_column_that_is_known_to_be_the_text() {
        let rows = b"Volltext\tDay\nThe mayor said so.\t2026-03-05\n";
        let shown = |way: Way| {
            let found = pieces_by(&rows[..], Given::default(), way).next().expect("something");
            found
                .and_then(Piece::article)
                .map(|it| (it.text, it.published.map(|it| it.to_string())))
                .map_err(|it| it.error)
        };
        let text = "The mayor said so.".to_owned();
        let columns =
            Columns::default().with("text=Volltext").and_then(|it| it.with("date=Day")).expect("known");
        assert_eq!(shown(Way { columns, ..Way::default() }), Ok((text, Some("2026-03-05".into()))));
        let refused = shown(Way { is_table: true, ..Way::default() });
        assert!(matches!(refused, Err(Error::NoText(_))), "{refused:?}");
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
