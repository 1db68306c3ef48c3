//! Articles as they lie about: packed, archived, crawled, exported; whole, broken and
//! built to exhaust. The real program is run on each.

use std::{
    fs,
    io::{Cursor, Write},
    thread,
    time::{Duration, Instant},
};

use expect_test::{Expect, expect};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

mod desk;

use desk::Desk;

const BRIDGE: &str = "The mayor said on Tuesday that the bridge was safe.\n";
const DYKE: &str = "Le préfet a déclaré mardi que la digue tiendrait.\n";

/// Which articles are read, and what is said of the rest.
fn check(files: &[(&str, &[u8])], args: &str, expect: Expect) {
    let output = Desk::with(files).selon(&format!("read --format jsonl --with-text {args}"), b"");
    let articles: String = text(&output.stdout).lines().map(drawn).collect();
    let code = output.status.code().map_or("killed".into(), |it| it.to_string());
    expect.assert_eq(&format!("{articles}{}exit {code}\n", text(&output.stderr)));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what it says is UTF-8")
}

fn drawn(line: &str) -> String {
    let article: Value = serde_json::from_str(line).expect("a line is JSON");
    let known = ["doc", "title", "outlet", "url", "published"].map(|it| article[it].as_str());
    let known: Vec<_> = known.into_iter().flatten().collect();
    let body: String = article["body"].as_str().unwrap_or_default().chars().take(60).collect();
    format!("{}: {body:?}\n", known.join(", "))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, SimpleFileOptions::default()).expect("memory");
        out.write_all(bytes).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// As programs write it that cannot go back: sizes stand behind the members.
fn piped_zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in members {
        out.start_file(*name, SimpleFileOptions::default()).expect("memory");
        out.write_all(bytes).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // Straight into the block: the library would not write a name that leads upwards.
        if name.contains("..") {
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            out.append(&header, *bytes).expect("memory");
        } else {
            out.append_data(&mut header, name, *bytes).expect("memory");
        }
    }
    out.into_inner().expect("memory")
}

fn page(words: &str) -> String {
    format!(
        "<html><head><title>Bridge</title></head><body><article><p>{words} Nobody who lives beside it believed her, \
         the baker said.</p></article></body></html>"
    )
}

fn record(kind: &str, url: &str, body: &[u8]) -> Vec<u8> {
    let content = if kind == "response" { "application/http; msgtype=response" } else { "text/plain" };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn answer(fields: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html{fields}\r\n\r\n").as_bytes(), body].concat()
}

fn crawl() -> Vec<Vec<u8>> {
    let plain = page("The mayor said on Tuesday that the bridge was safe.");
    let latin: Vec<u8> =
        page("Le préfet a déclaré mardi que la digue tiendrait.").chars().map(|it| it as u8).collect();
    let (one, two) = plain.split_at(40);
    let chunked = format!("{:x}\r\n{one}\r\n{:X};x=y\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
    let at = |name: &str| format!("https://lantern.example/{name}");
    vec![
        record("warcinfo", "", b"software: ours"),
        record("request", &at("a"), b"GET /a HTTP/1.1\r\n\r\n"),
        record("response", &at("plain"), &answer("; charset=utf-8", plain.as_bytes())),
        record("response", &at("latin"), &answer("; charset=ISO-8859-1", &latin)),
        record("response", &at("chunked"), &answer("\r\nTransfer-Encoding: chunked", chunked.as_bytes())),
        record("response", &at("joined"), &answer("\r\nTransfer-Encoding: chunked", plain.as_bytes())),
        record("response", &at("gzip"), &answer("\r\nContent-Encoding: gzip", &gzip(plain.as_bytes()))),
        record("response", &at("br"), &answer("\r\nContent-Encoding: br", b"\x1B\x2A\x00\xF8\x25")),
        record(
            "response",
            &at("list"),
            &answer("", b"<ul><li><a href=/a>Politics</a><li><a href=/b>Sport and more</a></ul>"),
        ),
        record(
            "response",
            &at("gone"),
            b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>The page said it was gone.</p>",
        ),
        record("response", &at("logo"), b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
        record("response", &at("empty"), &answer("", b"")),
    ]
}

#[test]
fn what_is_packed_is_unpacked_whatever_it_is_called() {
    let lines = "{\"text\": \"The mayor said that the bridge was safe.\"}\n";
    let twice = [gzip(BRIDGE.as_bytes()), gzip(DYKE.as_bytes())].concat();
    check(
        &[
            ("a.txt.gz", &gzip(BRIDGE.as_bytes())),
            ("b.txt", &zstd(DYKE.as_bytes())),
            ("c.jsonl.zst", &zstd(lines.as_bytes())),
            ("d.gz", &gzip(&gzip(BRIDGE.as_bytes()))),
            ("e.txt.gz", &twice),
        ],
        "a.txt.gz b.txt c.jsonl.zst d.gz e.txt.gz",
        expect![[r#"
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            c-1: "The mayor said that the bridge was safe."
            d: "The mayor said on Tuesday that the bridge was safe.\n"
            e: "The mayor said on Tuesday that the bridge was safe.\nLe préfe"
            exit 0
        "#]],
    );
}

#[test]
fn archives_are_walked_through_like_folders() {
    let members: &[(&str, &[u8])] = &[
        ("press/a.txt", BRIDGE.as_bytes()),
        ("press/logo.png", b"\x89PNG\r\n\x1a\n"),
        ("press/void.txt", b""),
        ("../../etc/b.html", b"<p>The mayor said on Tuesday that the bridge was safe.</p>"),
    ];
    let long = format!("{}/c.txt", "deep/".repeat(60));
    let tgz = gzip(&tar(&[(&long, DYKE.as_bytes()), ("d.zip", &zip(members))]));
    check(
        &[
            ("a.zip", &zip(members)),
            ("b.zip", &piped_zip(members)),
            ("c.tar", &tar(members)),
            ("d.tgz", &tgz),
        ],
        "a.zip b.zip c.tar d.tgz",
        expect![[r#"
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "The mayor said on Tuesday that the bridge was safe."
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "The mayor said on Tuesday that the bridge was safe."
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "The mayor said on Tuesday that the bridge was safe."
            c: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "The mayor said on Tuesday that the bridge was safe."
            selon: cannot read press/void.txt in a.zip: it is empty
            selon: cannot read press/void.txt in b.zip: it is empty
            selon: cannot read press/void.txt in c.tar: it is empty
            selon: cannot read press/void.txt in d.zip in d.tgz: it is empty
            exit 2
        "#]],
    );
}

#[test]
fn an_office_document_is_no_archive_of_articles() {
    let members: &[(&str, &[u8])] = &[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")];
    check(
        &[("a.docx", &zip(members)), ("b.zip", &zip(&[("a.png", b"\x89PNG")]))],
        "a.docx b.zip",
        expect![[r#"
            selon: cannot read a.docx: it is an office document, not text
            selon: cannot read b.zip: there is no article in it
            exit 2
        "#]],
    );
}

#[test]
fn a_crawl_gives_its_pages_however_they_were_sent() {
    let records = crawl();
    let packed: Vec<u8> = records.iter().flat_map(|it| gzip(it)).collect();
    check(
        &[("a.warc", &records.concat())],
        "a.warc",
        expect![[r#"
            a-3, Bridge, https://lantern.example/plain: "The mayor said on Tuesday that the bridge was safe. Nobody w"
            a-4, Bridge, https://lantern.example/latin: "Le préfet a déclaré mardi que la digue tiendrait. Nobody who"
            a-5, Bridge, https://lantern.example/chunked: "The mayor said on Tuesday that the bridge was safe. Nobody w"
            a-6, Bridge, https://lantern.example/joined: "The mayor said on Tuesday that the bridge was safe. Nobody w"
            a-7, Bridge, https://lantern.example/gzip: "The mayor said on Tuesday that the bridge was safe. Nobody w"
            exit 0
        "#]],
    );
    let desk = Desk::with(&[("a.warc", &records.concat()), ("b.warc.gz", &packed)]);
    let plain = text(&desk.selon("read --format jsonl a.warc", b"").stdout).replace("a-", "b-");
    assert_eq!(plain, text(&desk.selon("read --format jsonl b.warc.gz", b"").stdout));
}

#[test]
fn what_breaks_off_gives_what_came_before() {
    let records: Vec<u8> = crawl().iter().take(4).flat_map(|it| gzip(it)).collect();
    let archive = tar(&[("a.txt", BRIDGE.as_bytes()), ("b.txt", DYKE.as_bytes())]);
    let zipped = zip(&[("a.txt", BRIDGE.as_bytes()), ("b.txt", DYKE.as_bytes())]);
    let mut wrong = zip(&[("a.txt", BRIDGE.as_bytes()), ("b.txt", DYKE.as_bytes())]);
    // The checksum of the first member.
    wrong[14] ^= 1;
    check(
        &[
            ("a.warc.gz", &records[..records.len() - 30]),
            ("b.tar", &archive[..1100]),
            ("c.zip", &zipped[..zipped.len() / 4]),
            ("d.zip", &wrong),
            ("e.txt.gz", &gzip(BRIDGE.as_bytes())[..20]),
        ],
        "a.warc.gz b.tar c.zip d.zip e.txt.gz",
        expect![[r#"
            a-3, Bridge, https://lantern.example/plain: "The mayor said on Tuesday that the bridge was safe. Nobody w"
            a: "The mayor said on Tuesday that the bridge was safe.\n"
            b: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            selon: cannot read a.warc.gz: what is packed there is damaged or breaks off (incomplete deflate stream)
            selon: cannot read b.tar: what is packed there is damaged or breaks off (failed to read entire block)
            selon: cannot read a.txt in c.zip: what is packed there is damaged or breaks off (incomplete deflate stream)
            selon: cannot read c.zip: what is packed there is damaged or breaks off (failed to fill whole buffer)
            selon: cannot read a.txt in d.zip: what is packed there is damaged or breaks off (its checksum is wrong)
            selon: cannot read e.txt.gz: what is packed there is damaged or breaks off (incomplete deflate stream)
            exit 2
        "#]],
    );
}

/// A zip whose member is a zip, and so on.
fn nested(depth: usize) -> Vec<u8> {
    (0..depth).fold(zip(&[("a.txt", BRIDGE.as_bytes())]), |inner, _| zip(&[("inner.zip", &inner)]))
}

#[test]
fn what_is_built_to_exhaust_is_refused_and_the_rest_goes_on() {
    let zeros = vec![b'a'; 200 << 20];
    let bomb = gzip(&zeros);
    let lines = gzip("\n".repeat(100 << 20).as_bytes());
    let files: &[(&str, &[u8])] = &[
        ("bomb.gz", &bomb),
        ("bomb.jsonl.zst", &zstd(&zeros)),
        ("bomb.zip", &zip(&[("big.txt", &zeros), ("small.txt", BRIDGE.as_bytes())])),
        ("deep.zip", &nested(10)),
        ("deeper.gz", &gzip(&gzip(&bomb))),
        (
            "lines.jsonl.gz",
            &gzip(&[b"{\"text\": \"The mayor said so.\"}\n".to_vec(), vec![b'\n'; 100 << 20]].concat()),
        ),
        ("lines.gz", &lines),
        ("piped.zip", &piped_zip(&[("big.txt", &zeros), ("small.txt", BRIDGE.as_bytes())])),
        ("tags.html", &[b"<html><body>".to_vec(), b"<div>".repeat(1_000_000)].concat()),
        ("tar.tgz", &gzip(&tar(&[("big.txt", &zeros)]))),
        ("z.txt", DYKE.as_bytes()),
    ];
    let began = Instant::now();
    check(
        files,
        ".",
        expect![[r#"
        small: "The mayor said on Tuesday that the bridge was safe.\n"
        lines-1: "The mayor said so."
        z: "Le préfet a déclaré mardi que la digue tiendrait.\n"
        selon: cannot read ./bomb.gz: it swells to more than 200 times its size, as a bomb does
        hint: unpack it yourself, if you trust it, and read what comes out
        selon: cannot read ./bomb.jsonl.zst: it swells to more than 200 times its size, as a bomb does
        selon: cannot read big.txt in ./bomb.zip: it swells to more than 200 times its size, as a bomb does
        selon: cannot read inner.zip in inner.zip in inner.zip in inner.zip in inner.zip in inner.zip in ./deep.zip: archives lie in archives beyond reason
        selon: cannot read ./deeper.gz: it swells to more than 200 times its size, as a bomb does
        selon: cannot read ./lines.gz: it is empty
        selon: cannot read ./lines.jsonl.gz, line 20807651: it swells to more than 200 times its size, as a bomb does
        selon: cannot read big.txt in ./piped.zip: it swells to more than 200 times its size, as a bomb does
        selon: cannot read ./piped.zip: it swells to more than 200 times its size, as a bomb does
        selon: cannot read ./tags.html: the page's elements are nested beyond reason
        hint: save the article as plain text and read that
        selon: cannot read big.txt in ./tar.tgz: it swells to more than 200 times its size, as a bomb does
        selon: cannot read ./tar.tgz: it swells to more than 200 times its size, as a bomb does
        exit 2
    "#]],
    );
    assert!(began.elapsed() < Duration::from_secs(120), "{:?}", began.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_does_not_fill_the_memory() {
    let zeros = vec![b'a'; 300 << 20];
    let desk =
        Desk::with(&[("bomb.zip", &zip(&[("a.jsonl", &zeros), ("b.txt", &zeros), ("c.html", &zeros)]))]);
    let mut child = desk.start("read bomb.zip");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("it can be asked").is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    assert!((1..200_000).contains(&peak), "{peak} kB");
}

#[test]
fn a_document_that_is_too_long_is_refused_by_its_size() {
    let long = BRIDGE.repeat(30_000);
    let archive = tar(&[("long.txt", long.as_bytes()), ("short.txt", BRIDGE.as_bytes())]);
    check(
        &[("a.tar", &archive)],
        "--max-size 1 a.tar",
        expect![[r#"
        short: "The mayor said on Tuesday that the bridge was safe.\n"
        selon: cannot read long.txt in a.tar: it is longer than 1 MB
        hint: `--max-size MB` lets longer ones pass
        exit 2
    "#]],
    );
}

#[test]
fn a_page_that_takes_too_long_is_refused_by_its_time_and_the_rest_goes_on() {
    let slow = format!("<html><body>{}", "<p>The mayor said so.".repeat(100_000));
    check(
        &[("a.html", slow.as_bytes()), ("b.txt", BRIDGE.as_bytes())],
        "--max-time 0.001s a.html b.txt",
        expect![[r#"
        b: "The mayor said on Tuesday that the bridge was safe.\n"
        selon: cannot read a.html: it takes longer than 0.001 s
        hint: `--max-time TIME` gives it longer
        exit 2
    "#]],
    );
}

#[test]
fn columns_are_called_what_the_reader_says() {
    let rows = "Titre;Volltext;Jour\nDigue;Le préfet a déclaré mardi que la digue tiendrait.;2026-03-05\n";
    check(
        &[("a.csv", rows.as_bytes())],
        "a.csv",
        expect![[r#"
        selon: cannot read a.csv: no field of it is called text, body, content, html
        hint: `--map text=NAME` says which field or column holds the text
        exit 2
    "#]],
    );
    check(
        &[("a.csv", rows.as_bytes())],
        "--map title=Titre --map date=jour --map text=volltext a.csv",
        expect![[r#"
            a-2, Digue, 2026-03-05: "Le préfet a déclaré mardi que la digue tiendrait."
            exit 0
        "#]],
    );
    check(
        &[("a.jsonl", b"{\"article\": {\"full\": \"The mayor said that the bridge was safe.\"}, \"paper\": \"The Lantern\"}\n")],
        "--map text=article.full --map outlet=paper a.jsonl",
        expect![[r#"
            a-1, The Lantern: "The mayor said that the bridge was safe."
            exit 0
        "#]],
    );
    check(
        &[("a.csv", rows.as_bytes())],
        "--map colour=Titre a.csv",
        expect![[r#"
        selon: --map colour=Titre is not of the form FIELD=NAME (fields: byline, html, id, language, outlet, published, standfirst, text, title, url)
        exit 2
    "#]],
    );
}

#[test]
fn a_feed_gives_its_entries() {
    let feed = "<?xml version='1.0'?><rss><channel><title>The Lantern</title><item><title>Bridge</title><link>https://lantern.example/b</link>\
        <pubDate>Thu, 5 Mar 2026 08:00:00 GMT</pubDate><description>The mayor said that the bridge was safe.</description></item>\
        <item><title>Dyke</title></item></channel></rss>";
    check(
        &[("a.xml", feed.as_bytes()), ("b/c.rss", feed.as_bytes())],
        "a.xml b",
        expect![[r#"
        https://lantern.example/b, Bridge, The Lantern, https://lantern.example/b, 2026-03-05: "The mayor said that the bridge was safe."
        https://lantern.example/b, Bridge, The Lantern, https://lantern.example/b, 2026-03-05: "The mayor said that the bridge was safe."
        selon: cannot read a.xml: the entry has no text, only a link to it
        selon: cannot read b/c.rss: the entry has no text, only a link to it
        exit 2
    "#]],
    );
}

#[test]
fn the_report_tells_what_became_of_each() {
    let members: &[(&str, &[u8])] = &[("a.txt", BRIDGE.as_bytes()), ("b.txt", b""), ("c.png", b"\x89PNG")];
    let desk = Desk::with(&[
        ("a.zip", &zip(members)),
        ("b.jsonl", b"{\"text\": \"The mayor said so.\"}\n{\"text\": 1}\n"),
    ]);
    let output = desk.selon("read --report report.jsonl a.zip b.jsonl missing.txt", b"");
    let report = fs::read_to_string(desk.0.join("report.jsonl")).expect("a report");
    expect![[r#"
        {"doc":"a","file":"a.zip","members":["a.txt"],"outcome":"read"}
        {"file":"a.zip","members":["b.txt"],"outcome":"refused","why":"it is empty"}
        {"doc":"b-1","file":"b.jsonl","line":1,"outcome":"read"}
        {"file":"b.jsonl","line":2,"outcome":"refused","why":"it is empty"}
        {"file":"missing.txt","outcome":"refused","why":"there is no such file"}
        {"counts":{"read":2,"refused":3},"outcome":"end","reasons":{"it is empty":2,"there is no such file":1}}
        selon: cannot read b.txt in a.zip: it is empty
        selon: cannot read b.jsonl, line 2: it is empty
        selon: cannot read missing.txt: there is no such file
        selon: 2 read, 3 refused
    "#]].assert_eq(&format!("{report}{}", text(&output.stderr)));
    let output = desk.selon("add --report report.jsonl a.zip b.jsonl", b"");
    let report = fs::read_to_string(desk.0.join("report.jsonl")).expect("a report");
    expect![[r#"
        {"file":"a.zip","members":["b.txt"],"outcome":"refused","why":"it is empty"}
        {"file":"b.jsonl","line":2,"outcome":"refused","why":"it is empty"}
        {"doc":"a","file":"a.zip","members":["a.txt"],"outcome":"added"}
        {"doc":"b-1","file":"b.jsonl","line":1,"outcome":"added"}
        {"counts":{"added":2,"refused":2},"outcome":"end","reasons":{"it is empty":2}}
        selon: cannot add b.txt in a.zip: it is empty
        selon: cannot add b.jsonl, line 2: it is empty
        selon: 2 added, 0 changed, 0 known, 2 refused
    "#]]
    .assert_eq(&format!("{report}{}", text(&output.stderr)));
}

/// Records enough that a run can be stopped in its midst.
fn many() -> Vec<u8> {
    let line = |it: usize| {
        // Every seventh is like the one before.
        let it = if it.is_multiple_of(7) { it - 1 } else { it };
        format!(
            "{{\"id\": \"{it}\", \"text\": \"The mayor said on Tuesday that bridge {it} was safe. {}\"}}\n",
            "The baker denied it. ".repeat(20)
        )
    };
    (1..3000).map(line).collect::<String>().into_bytes()
}

#[test]
fn a_run_that_is_killed_goes_on_and_ends_the_same() {
    let lines = gzip(&many());
    let desk = Desk::with(&[("a.jsonl.gz", &lines)]);
    desk.selon("read --format jsonl --resume whole.jsonl a.jsonl.gz", b"");
    let whole = fs::read(desk.0.join("whole.jsonl")).expect("findings");
    assert!(whole.iter().filter(|it| **it == b'\n').count() > 2000);
    let part = desk.0.join("part.jsonl");
    let mut kills = 0;
    for wanted in (1..).map(|it| it * whole.len() as u64 / 5) {
        let mut child = desk.start("read --format jsonl --resume part.jsonl a.jsonl.gz");
        let length = || fs::metadata(&part).map_or(0, |it| it.len());
        while length() < wanted && child.try_wait().expect("it can be asked").is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        if child.try_wait().expect("it can be asked").is_some() {
            break;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        kills += 1;
    }
    assert!(kills > 1, "{kills}");
    assert!(fs::read(&part).expect("findings") == whole);
    let again = desk.selon("read --format jsonl --resume part.jsonl a.jsonl.gz", b"");
    expect![[r#"
        selon: 0 read, 2999 known already
    "#]]
    .assert_eq(&text(&again.stderr));
    assert!(fs::read(&part).expect("findings") == whole);
    let other = desk.selon("read --format jsonl --explain --resume part.jsonl a.jsonl.gz", b"");
    assert!(text(&other.stderr).contains("other options"), "{}", text(&other.stderr));
}

#[test]
fn adding_that_is_killed_goes_on_and_ends_the_same() {
    let lines: Vec<u8> = many().split_inclusive(|it| *it == b'\n').take(150).flatten().copied().collect();
    let desk = Desk::with(&[("a.jsonl", &lines)]);
    desk.selon("add --ledger whole.selon a.jsonl", b"");
    let mut child = desk.start("add --ledger part.selon a.jsonl");
    while fs::metadata(desk.0.join("part.selon-wal")).map_or(0, |it| it.len()) < 200_000
        && child.try_wait().expect("it can be asked").is_none()
    {
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let again = desk.selon("add --ledger part.selon a.jsonl", b"");
    assert!(again.status.success(), "{}", text(&again.stderr));
    let export =
        |ledger: &str| text(&desk.selon(&format!("export --format jsonl --ledger {ledger}"), b"").stdout);
    assert_eq!(export("whole.selon"), export("part.selon"));
}
