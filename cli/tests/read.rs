//! The whole command, as somebody at a keyboard meets it: files are laid out in
//! a folder, the real program is run there, and all that it says is compared.
//!
//! What is found in an article is other tests' matter; here it counts which
//! articles are read, as what, and what is said of those that are not.

use std::{fs, path::Path, process::Output};

use expect_test::{Expect, expect};
use serde_json::Value;

mod desk;

use desk::Desk;

/// What the program says to these files, word for word.
fn check_words(files: &[(&str, &[u8])], args: &str, expect: Expect) {
    let output = Desk::with(files).selon(args, b"");
    expect.assert_eq(&format!("{}{}{}", text(&output.stdout), text(&output.stderr), end(&output)));
}

/// Which articles the program reads from these files, and what it says to the others.
fn check(files: &[(&str, &[u8])], args: &str, expect: Expect) {
    check_piped(files, args, b"", expect);
}

fn check_piped(files: &[(&str, &[u8])], args: &str, stdin: &[u8], expect: Expect) {
    let output = Desk::with(files).selon(&format!("read --format jsonl --with-text {args}"), stdin);
    let articles: String = text(&output.stdout).lines().map(drawn).collect();
    expect.assert_eq(&format!("{articles}{}{}", text(&output.stderr), end(&output)));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what it says is UTF-8")
}

/// An article of the output: what it is called, what is known of it, its text.
fn drawn(line: &str) -> String {
    let article: Value = serde_json::from_str(line).expect("a line is JSON");
    let known = ["doc", "language", "title", "outlet", "published"].map(|it| article[it].as_str());
    let known: Vec<_> = known.into_iter().flatten().collect();
    format!("{}: {:?}\n", known.join(", "), article["body"].as_str().unwrap_or_default())
}

/// How it ended; whether something was found in the articles is not asked here.
fn end(output: &Output) -> String {
    match output.status.code() {
        Some(0 | 1) => "all read\n".into(),
        Some(code) => format!("exit {code}\n"),
        None => "killed\n".into(),
    }
}

const DYKE: &[u8] = "Le préfet a déclaré mardi que la digue tiendrait.\n".as_bytes();
const BRIDGE: &[u8] = b"The mayor said on Tuesday that the bridge was safe.\n";

#[test]
fn a_file_that_is_missing_does_not_stop_the_others() {
    check(
        &[("b.txt", DYKE)],
        "a.txt b.txt",
        expect![[r#"
            b, fr: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            selon: cannot read a.txt: there is no such file
            exit 2
        "#]],
    );
}

#[test]
fn what_is_not_text_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("a.txt", b""),
        ("b.txt", b" \r\n\t"),
        ("c.txt", b"PK\x03\x04\x14\x00"),
        ("d.txt", b"\x1F\x8B\x08\x00"),
        ("e.txt", b"%PDF-1.7\n"),
        ("f.txt", b"\x7FELF\x02\x01\x00\x00"),
        ("g.txt", BRIDGE),
    ];
    check(
        files,
        "a.txt b.txt c.txt d.txt e.txt f.txt g.txt",
        expect![[r#"
            g, en: "The mayor said on Tuesday that the bridge was safe.\n"
            selon: cannot read a.txt: it is empty
            selon: cannot read b.txt: it is empty
            selon: cannot read c.txt: what is packed there is damaged or breaks off (failed to fill whole buffer)
            selon: cannot read d.txt: what is packed there is damaged or breaks off (unexpected end of file)
            selon: cannot read e.txt: it is a PDF, not text
            hint: `pdftotext e.txt - | selon read -` takes the text out of it
            selon: cannot read f.txt: it is binary data, not text
            exit 2
        "#]],
    );
}

#[test]
fn a_folder_without_articles_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("empty/.hidden.txt", BRIDGE),
        ("pictures/a.png", b"\x89PNG\r\n\x1a\n"),
        ("pictures/notes.json", b"{\"width\": 640}"),
    ];
    check(
        files,
        "empty pictures",
        expect![[r#"
            selon: cannot read empty: there is no article in it
            selon: cannot read pictures: there is no article in it
            exit 2
        "#]],
    );
}

#[test]
fn a_folder_is_walked_through_in_order_and_what_is_no_article_passed_over() {
    let files: &[(&str, &[u8])] = &[
        ("press/b.txt", BRIDGE),
        ("press/a/z.html", b"<p>The mayor said on Tuesday that the bridge was safe.</p>"),
        ("press/a/c.txt", DYKE),
        ("press/a/c.json", b"{\"id\": \"c\", \"attributions\": []}"),
        ("press/a/c.ann", b"T1\tCue 10 19\ta declare\n"),
        (
            "press/a/records.json",
            b"[{\"id\": \"r\", \"text\": \"The mayor said that the bridge was safe.\"}]",
        ),
        ("press/list.tsv", b"id\toutlet\na\tLe Fanal\n"),
        ("press/photo.jpg", b"\xFF\xD8\xFF\xE0"),
        ("press/.cache/d.txt", BRIDGE),
        ("press/void.txt", b""),
    ];
    check(
        files,
        "press",
        expect![[r#"
            c, fr: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            r, en: "The mayor said that the bridge was safe."
            z, en: "The mayor said on Tuesday that the bridge was safe."
            b, en: "The mayor said on Tuesday that the bridge was safe.\n"
            selon: cannot read press/void.txt: it is empty
            exit 2
        "#]],
    );
}

#[test]
fn a_broken_line_is_named_and_the_others_are_read() {
    let good = "{\"id\": \"ID\", \"text\": \"The mayor said that the bridge was safe.\"}\n";
    let lines: String = (1..=9)
        .map(|it| match it {
            7 => "{\"id\": \"7\", \"text\": \"The mayor\n".to_owned(),
            8 => "{\"id\": \"8\", \"title\": \"The bridge\"}\n".to_owned(),
            _ => good.replace("ID", &it.to_string()),
        })
        .collect();
    check(
        &[("crawl.jsonl", lines.as_bytes())],
        "crawl.jsonl",
        expect![[r#"
            1, en: "The mayor said that the bridge was safe."
            2, en: "The mayor said that the bridge was safe."
            3, en: "The mayor said that the bridge was safe."
            4, en: "The mayor said that the bridge was safe."
            5, en: "The mayor said that the bridge was safe."
            6, en: "The mayor said that the bridge was safe."
            9, en: "The mayor said that the bridge was safe."
            selon: cannot read crawl.jsonl, line 7: the JSON breaks off at column 30
            selon: cannot read crawl.jsonl, line 8: no field of it is called text, body, content, html
            hint: `--map text=NAME` says which field or column holds the text
            exit 2
        "#]],
    );
}

#[test]
fn a_record_tells_of_its_article() {
    let files: &[(&str, &[u8])] = &[
        (
            "a.jsonl",
            b"{\"id\": 12, \"body\": \"The bridge is safe, the mayor said.\", \"title\": \"Bridge\", \"outlet\": \"The Lantern\", \"published\": \"2026-03-05T08:00:00Z\", \"language\": \"en-GB\", \"words\": 7}\n",
        ),
        ("b.csv", b"html,date,outlet\n\"<p>The bridge is safe, the mayor said.</p>\",2026-03-05,\"Lantern, The\"\n"),
        ("c.tsv", b"id\ttext\tdate\nc1\tThe bridge is safe, the mayor said.\t05/03/2026\n"),
        ("d.json", b"{\n  \"text\": \"The bridge is safe, the mayor said.\"\n}\n"),
    ];
    check(
        files,
        "a.jsonl b.csv c.tsv d.json",
        expect![[r#"
            12, en, Bridge, The Lantern, 2026-03-05: "The bridge is safe, the mayor said."
            b-2, en, Lantern, The, 2026-03-05: "The bridge is safe, the mayor said."
            c1, en: "The bridge is safe, the mayor said."
            d, en: "The bridge is safe, the mayor said."
            all read
        "#]],
    );
}

#[test]
fn a_plain_text_may_tell_of_itself_in_a_head() {
    let text = b"---\ntitle: \"The bridge\"\noutlet: The Lantern\npublished: 2026-03-05\n---\nThe bridge is safe, the mayor said.\n";
    check(
        &[("a.txt", text)],
        "a.txt",
        expect![[r#"
            a, en, The bridge, The Lantern, 2026-03-05: "The bridge is safe, the mayor said.\n"
            all read
        "#]],
    );
    check(
        &[("a.txt", text)],
        "a.txt --outlet Lantern --published 2026-03-06",
        expect![[r#"
            a, en, The bridge, Lantern, 2026-03-06: "The bridge is safe, the mayor said.\n"
            all read
        "#]],
    );
}

#[test]
fn text_is_kept_as_it_was_written_in_any_charset() {
    let wide: Vec<u8> =
        "\u{FEFF}« L’été », dit-elle.\r\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let files: &[(&str, &[u8])] = &[
        ("bom.txt", "\u{FEFF}« L'été est là », dit-elle.\r\n\r\nLe maire le nie.".as_bytes()),
        ("latin1.txt", b"Le pr\xE9fet a d\xE9clar\xE9 : \xAB\xA0L\x92\xE9t\xE9 est l\xE0\xA0\xBB."),
        (
            "nfd.txt",
            "Le pre\u{301}fet a de\u{301}clare\u{301} que l\u{2019}e\u{301}te\u{301} \u{E9}tait l\u{E0}."
                .as_bytes(),
        ),
        ("utf16.txt", &wide),
    ];
    check(
        files,
        "bom.txt latin1.txt nfd.txt utf16.txt",
        expect![[r#"
            bom, fr: "« L'été est là », dit-elle.\r\n\r\nLe maire le nie."
            latin1, fr: "Le préfet a déclaré : «\u{a0}L’été est là\u{a0}»."
            nfd, fr: "Le pre\u{301}fet a de\u{301}clare\u{301} que l’e\u{301}te\u{301} était là."
            utf16, fr: "« L’été », dit-elle.\r\n"
            all read
        "#]],
    );
}

#[test]
fn a_page_gives_its_article() {
    let page = r#"<!DOCTYPE html><html lang="en"><head><title>Bridge is safe | The Lantern</title>
        <meta property="og:site_name" content="The Lantern">
        <meta property="article:published_time" content="2026-03-05T08:00:00+01:00"></head>
        <body><nav><a href="/">Home</a> <a href="/town">Town</a></nav><article><h1>Bridge is safe</h1>
        <p>The bridge over the Orle is safe, mayor Ines Falk said on Tuesday, and will open in May.</p>
        <p>&ldquo;We have tested every bolt,&rdquo; she told the council, which had asked for a report.</p>
        </article><footer><a href="/imprint">Imprint</a></footer></body></html>"#;
    let menu = r#"<html><body><ul><li><a href="/">Home</a><li><a href="/town">Town</a></ul></body></html>"#;
    let deep = "<div>".repeat(10_000);
    let files: &[(&str, &[u8])] =
        &[("page.txt", page.as_bytes()), ("menu.html", menu.as_bytes()), ("deep.html", deep.as_bytes())];
    check(
        files,
        "page.txt menu.html deep.html",
        expect![[r#"
            page, en, Bridge is safe, The Lantern, 2026-03-05: "The bridge over the Orle is safe, mayor Ines Falk said on Tuesday, and will open in May.\n\n“We have tested every bolt,” she told the council, which had asked for a report."
            selon: cannot read menu.html: no article found in it, only navigation
            hint: save the article as plain text and read that
            selon: cannot read deep.html: the page's elements are nested beyond reason
            exit 2
        "#]],
    );
}

#[test]
fn a_page_tells_its_standfirst_its_byline_and_what_stands_apart() {
    let page = r#"<!DOCTYPE html><html lang="en"><head><title>Bridge is safe</title>
        <meta name="description" content="The mayor has seen the report.">
        <script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Sam Ode"}}</script></head>
        <body><article><h1>Bridge is safe</h1>
        <p>The bridge over the Orle is safe, mayor Ines Falk said on Tuesday, and will open in May.</p>
        <blockquote><p>We have tested every bolt of it, and we will test them again before it opens.</p></blockquote>
        <p>The council had asked for a report, which the town will publish on Thursday, she said.</p>
        </article></body></html>"#;
    let row = br#"{"id": "row", "text": "The bridge is safe, the mayor said.", "byline": "Ada Lund", "standfirst": "A report."}"#;
    let output = Desk::with(&[("page.html", page.as_bytes()), ("row.jsonl", row)])
        .selon("read --format jsonl --with-text page.html row.jsonl", b"");
    let drawn = |line: &str| {
        let article: Value = serde_json::from_str(line).expect("a line is JSON");
        let body: Vec<char> = article["body"].as_str().expect("a text").chars().collect();
        let at = |it: &Value| it.as_u64().expect("a number") as usize;
        let parts = article["parts"].as_array().expect("a list").iter().map(|it| {
            let words: String = body[at(&it["span"][0])..at(&it["span"][1])].iter().collect();
            format!("{}: {words}\n", it["kind"].as_str().unwrap_or_default())
        });
        format!("{} | {}\n{}", article["standfirst"], article["byline"], parts.collect::<String>())
    };
    expect![[r#"
        "The mayor has seen the report." | "Sam Ode"
        quote: We have tested every bolt of it, and we will test them again before it opens.
        "A report." | "Ada Lund"
    "#]]
    .assert_eq(&text(&output.stdout).lines().map(drawn).collect::<String>());
}

#[test]
fn another_language_is_said_and_the_rest_goes_on() {
    let german = "Der Bürgermeister hat am Dienstag erklärt, dass der Deich bis zum Frühling hält.";
    let files: &[(&str, &[u8])] = &[
        ("a.txt", german.as_bytes()),
        ("b.txt", BRIDGE),
        ("c.txt", "Ordföranden sade att dammen kommer att hålla till våren.".as_bytes()),
    ];
    check(
        files,
        "a.txt b.txt c.txt",
        expect![[r#"
            b, en: "The mayor said on Tuesday that the bridge was safe.\n"
            selon: cannot read a.txt: its language is German, not one of: en, fr
            hint: `--lang CODE` reads it as that language all the same
            selon: cannot read c.txt: its language is Swedish, not one of: en, fr
            exit 2
        "#]],
    );
    check(
        files,
        "--lang fr a.txt",
        expect![[r#"
            a, fr: "Der Bürgermeister hat am Dienstag erklärt, dass der Deich bis zum Frühling hält."
            all read
        "#]],
    );
}

#[test]
fn standard_input_is_read_where_it_is_named_or_nothing_is() {
    check_piped(
        &[],
        "",
        BRIDGE,
        expect![[r#"
            stdin, en: "The mayor said on Tuesday that the bridge was safe.\n"
            all read
        "#]],
    );
    check_piped(
        &[("a.txt", DYKE)],
        "a.txt -",
        BRIDGE,
        expect![[r#"
            a, fr: "Le préfet a déclaré mardi que la digue tiendrait.\n"
            stdin, en: "The mayor said on Tuesday that the bridge was safe.\n"
            all read
        "#]],
    );
    check_piped(
        &[],
        "-",
        b"",
        expect![[r#"
            selon: cannot read standard input: it is empty
            exit 2
        "#]],
    );
}

#[test]
fn what_cannot_be_meant_is_said_before_anything_is_read() {
    let files: &[(&str, &[u8])] = &[("a.txt", BRIDGE)];
    check_words(
        files,
        "read --lang xx a.txt",
        expect![[r#"
            selon: no language `xx` (known: en, fr)
            exit 2
        "#]],
    );
    check_words(
        files,
        "read --published Tuesday a.txt",
        expect![[r#"
            selon: `Tuesday` is no date (write it as 2026-03-05)
            exit 2
        "#]],
    );
    check_words(
        files,
        "read --min-confidence 50 a.txt",
        expect![[r#"
            selon: --min-confidence 50 is not between 0 and 1
            exit 2
        "#]],
    );
    check_words(
        files,
        "read --output out a.txt",
        expect![[r#"
            selon: --output is for --format brat; other formats go to standard output
            exit 2
        "#]],
    );
}

#[test]
fn the_end_tells_whether_somebody_spoke_nobody_did_or_something_went_wrong() {
    let desk = Desk::with(&[("a.txt", DYKE), ("b.txt", "Le pont est long de cent mètres.".as_bytes())]);
    let code = |args| desk.selon(args, b"").status.code();
    assert_eq!(code("read a.txt b.txt"), Some(0));
    assert_eq!(code("read b.txt"), Some(1));
    assert_eq!(code("read a.txt --min-confidence 1"), Some(1));
    assert_eq!(code("read a.txt missing.txt"), Some(2));
}

#[test]
fn stand_off_files_lie_in_the_folder_that_was_asked_for_and_nowhere_else() {
    let records = b"{\"id\": \"../up\", \"text\": \"The mayor said that the bridge was safe.\"}\n{\"id\": \".. up\", \"text\": \"The mayor said so.\"}\n";
    let desk = Desk::with(&[("in/a.jsonl", records)]);
    let output = desk.selon("read --format brat --output out/brat in", b"");
    assert_eq!(text(&output.stderr), "");
    assert_eq!(listing(&desk.0.join("out/brat")), ["_up-2.ann", "_up-2.txt", "_up.ann", "_up.txt"]);
    assert_eq!(listing(&desk.0), ["in", "out"]);
    let kept = fs::read_to_string(desk.0.join("out/brat/_up.txt")).expect("the text is there");
    assert_eq!(kept, "The mayor said that the bridge was safe.");
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let mut names: Vec<_> = entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn results_come_in_the_order_of_the_articles_however_many_are_read_at_once() {
    let lines: String = (0..600)
        .map(|it| format!("{{\"id\": \"{it}\", \"text\": \"The mayor said that bridge {it} was safe.\"}}\n"))
        .collect();
    let desk = Desk::with(&[("a.jsonl", lines.as_bytes())]);
    let alone = desk.selon("read --format jsonl --threads 1 a.jsonl", b"");
    let together = desk.selon("read --format jsonl --threads 4 a.jsonl", b"");
    assert_eq!(text(&alone.stdout), text(&together.stdout));
    let first: Vec<_> =
        text(&alone.stdout).lines().map(|it| it.split('"').nth(7).map(str::to_owned)).collect();
    assert_eq!(first, (0..600).map(|it| Some(it.to_string())).collect::<Vec<_>>());
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let lines = "{\"text\": \"The mayor said that the bridge was safe.\"}\n".repeat(5000);
    let desk = Desk::with(&[("a.jsonl", lines.as_bytes())]);
    let mut child = desk.start("read --format jsonl a.jsonl");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn no_bytes_make_it_panic_or_hang() {
    // A generator of our own, so that the bytes are the same every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let starts: [&[u8]; 8] =
        [b"", b"<html>", b"{\"text\":", b"[{", b"id,text\n", b"\xFF\xFE", b"---\n", b"\xEF\xBB\xBF"];
    let files: Vec<(String, Vec<u8>)> = (0..200)
        .map(|it| {
            let length = next() % 500;
            // Some of it without zero bytes, which would end the matter at once.
            let floor = if it % 2 == 0 { 1 } else { 0 };
            let noise = (0..length).map(|_| (next() % 256).max(floor) as u8);
            (format!("noise/{it}.txt"), starts[it % 8].iter().copied().chain(noise).collect())
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let output = Desk::with(&files).selon("read --format jsonl --lang fr noise", b"");
    assert!(matches!(output.status.code(), Some(0..=2)), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
}
