//! No bytes of any format make reading panic, hang, or give more than they could hold.

use std::{
    io::{Cursor, Seek, Write},
    rc::Rc,
};

use ::zip::{ZipWriter, write::SimpleFileOptions};
use proptest::prelude::*;
use selon::article::{Given, Piece, Way};

use super::{Found, Place, read_from};

const TEXT: &[u8] = b"The mayor said on Tuesday that the bridge was safe.\n";
const RECORDS: &[u8] =
    b"{\"id\": \"a\", \"text\": \"The mayor said so.\"}\n{\"text\": \"The baker said no.\"}\n";
const TABLE: &[u8] = b"id,text,date\n1,\"The mayor, they say, \"\"said\"\" so.\",2026-03-05\n2,\"a\nb\",\n";
const PAGE: &[u8] = b"<!doctype html><html lang=en><head><title>a</title><meta property=og:title content='b'></head><body>\
    <nav><a href=/>c</a></nav><article><p>The mayor said on Tuesday that the bridge was &eacute; safe.<ul><li>d</ul></article>";
const RSS: &[u8] = b"<?xml version='1.0' encoding='latin1'?><rss><channel><title>a</title><item><title>b &amp; c</title>\
    <description><![CDATA[<p>The mayor said so.</p>]]></description><pubDate>Thu, 5 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>";
const ATOM: &[u8] = b"<feed xmlns='a'><title>b</title><entry><id>1</id><link href='https://a.example/b'/><content type='xhtml'>\
    <div><p>The mayor said so.</p></div></content></entry></feed>";
const JSON_FEED: &[u8] = b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"id\": 1, \"content_html\": \"<p>The mayor said so.</p>\"}]}";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zip(is_piped: bool) -> Vec<u8> {
    fn fill<W: Write + Seek>(mut out: ZipWriter<W>) -> W {
        for (name, bytes) in [("a.txt", TEXT), ("../b.html", PAGE), ("c.jsonl", RECORDS)] {
            out.start_file(name, SimpleFileOptions::default()).expect("memory");
            out.write_all(bytes).expect("memory");
        }
        out.finish().expect("memory")
    }
    match is_piped {
        true => fill(ZipWriter::new_stream(Vec::new())).into_inner(),
        false => fill(ZipWriter::new(Cursor::new(Vec::new()))).into_inner(),
    }
}

fn tar() -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, bytes) in [("a.txt".to_owned(), TEXT), ("b/".repeat(80) + "c.html", PAGE)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        out.append_data(&mut header, name, bytes).expect("memory");
    }
    out.into_inner().expect("memory")
}

fn crawl() -> Vec<u8> {
    let body = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n",
        format!("{:x}\r\n", PAGE.len()).as_bytes(),
        PAGE,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: https://a.example\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body, b"\r\n\r\n"].concat().repeat(2)
}

/// A whole input of each format, by name.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let zstd = zstd::encode_all(RECORDS, 3).expect("memory");
    vec![
        ("a.txt", TEXT.to_vec()),
        ("a.jsonl", RECORDS.to_vec()),
        ("a.csv", TABLE.to_vec()),
        ("a.html", PAGE.to_vec()),
        ("a.rss", RSS.to_vec()),
        ("a.atom", ATOM.to_vec()),
        ("feed.json", JSON_FEED.to_vec()),
        ("a.txt.gz", gzip(TEXT)),
        ("a.jsonl.zst", zstd),
        ("a.zip", zip(false)),
        ("piped.zip", zip(true)),
        ("a.tar", tar()),
        ("a.tgz", gzip(&tar())),
        ("a.warc", crawl()),
        ("a.warc.gz", gzip(&crawl())),
    ]
}

/// How many articles and how many troubles there are in it.
fn outcome(name: &str, bytes: &[u8]) -> (usize, usize) {
    let (mut articles, mut troubles) = (0, 0);
    let given = Given { language: selon::Language::all().first(), ..Given::default() };
    let way = Way { longest: 1 << 20, ..Way::default() };
    let mut take = |found: Found| {
        assert!(!found.place.to_string().contains('\x1B'), "a terminal could be steered");
        match found.piece.and_then(Piece::article) {
            Ok(_) => articles += 1,
            Err(_) => troubles += 1,
        }
        Ok(())
    };
    let place = Place::new(name.into());
    read_from(bytes, place, given, true, &way, &Rc::default(), &mut take).expect("taking cannot fail");
    (articles, troubles)
}

#[test]
fn every_sample_is_read() {
    for (name, bytes) in samples() {
        let (articles, troubles) = outcome(name, &bytes);
        assert!(articles > 0 && troubles == 0, "{name}: {articles} articles, {troubles} troubles");
    }
}

#[test]
fn every_sample_may_break_off_anywhere() {
    for (name, bytes) in samples() {
        for end in 0..bytes.len().min(1500) {
            outcome(name, &bytes[..end]);
        }
    }
}

/// What happens to bytes on their way, each with two places and a byte.
fn change(bytes: &mut Vec<u8>, (kind, one, other, byte): (u8, usize, usize, u8)) {
    if bytes.is_empty() {
        return;
    }
    let (one, other) = (one % bytes.len(), other % bytes.len());
    let (start, end) = (one.min(other), one.max(other));
    match kind {
        0 => bytes[one] = byte,
        1 => bytes[one] ^= 1 << (byte % 8),
        2 => bytes.insert(one, byte),
        3 => drop(bytes.drain(start..end.min(start + 64))),
        4 => bytes.extend_from_within(start..end),
        5 => bytes[start..end.min(start + 4)].fill(0xFF),
        6 => bytes[start..end.min(start + 8)].fill(0),
        _ => bytes.truncate(end),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_it_panic(
        sample in 0..15_usize,
        changes in prop::collection::vec((0..8_u8, any::<usize>(), any::<usize>(), any::<u8>()), 1..12),
    ) {
        let (name, mut bytes) = samples().swap_remove(sample);
        changes.into_iter().for_each(|it| change(&mut bytes, it));
        let (articles, troubles) = outcome(name, &bytes);
        // Each takes a byte at least, and what is packed swells 200 times at most beyond the free amount.
        prop_assert!(articles + troubles <= 200 * bytes.len() + 100, "{name}: {articles} {troubles}");
    }

    #[test]
    fn no_bytes_behind_a_magic_make_it_panic(sample in 0..15_usize, kept in 2..600_usize, noise in prop::collection::vec(any::<u8>(), 0..600)) {
        let (name, mut bytes) = samples().swap_remove(sample);
        bytes.truncate(kept);
        bytes.extend(noise);
        outcome(name, &bytes);
    }
}
