//! Who may do what, from where, and how much of it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::{
    client::{Browser, ask, encoded, field, get, raw},
    desk::{desk, examples, shared},
};

const TOKENS: &str = "read reader-0123456789\nreview reviewer-0123456789 Ada Rönn\n";

#[test]
fn every_answer_says_how_it_may_be_used() {
    for path in ["/", "/claim/1", "/nothing", "/static/selon.css", "/api/v1/claims", "/api/v1/nothing"] {
        let answer = get(shared().at, path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
    }
}

#[test]
fn a_server_that_is_called_by_another_name_answers_nothing() {
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""] {
        for path in ["/", "/api/v1/claims", "/static/selon.css"] {
            let answer = ask(shared().at, "GET", path, &[("Host", host)], "");
            assert!(matches!(answer.status, 400 | 421), "{host} {path}: {}", answer.status);
            assert!(!answer.body.contains("Verdec") && !answer.body.contains("\"items\""), "{host}");
        }
    }
    let port = shared().at.port();
    assert_eq!(ask(shared().at, "GET", "/", &[("Host", &format!("localhost:{port}"))], "").status, 200);
}

#[test]
fn without_a_token_nothing_is_told_and_a_reader_corrects_nothing() {
    let desk = desk(Some(TOKENS), examples);
    let page = get(desk.at, "/claim/1?x=1");
    assert_eq!((page.status, page.header("location")), (303, Some("/login?to=%2Fclaim%2F1%3Fx%3D1")));
    assert!(!page.body.contains("Verdec"));
    let api = get(desk.at, "/api/v1/claims/1");
    assert_eq!((api.status, api.header("www-authenticate")), (401, Some("Bearer")));
    let with = |method: &str, path: &str, token: &str, body: &str| {
        let headers =
            [("Authorization", format!("Bearer {token}")), ("Content-Type", "application/json".into())];
        let headers = headers.each_ref().map(|it| (it.0, it.1.as_str()));
        ask(desk.at, method, path, &headers, body).status
    };
    let correction = r#"{"subject": "C1", "verb": "confirm"}"#;
    assert_eq!(with("GET", "/api/v1/claims/1", "reader-0123456789", ""), 200);
    assert_eq!(with("GET", "/review", "reader-0123456789", ""), 403);
    assert_eq!(with("POST", "/api/v1/corrections", "reader-0123456789", correction), 403);
    assert_eq!(with("DELETE", "/api/v1/corrections/1", "reader-0123456789", ""), 403);
    assert_eq!(with("POST", "/api/v1/corrections", "reviewer-0123456789", correction), 201);
    for wrong in ["", "reader-012345678", "reader-01234567890", "READER-0123456789", "reader-0123456789 x"] {
        assert_eq!(with("GET", "/api/v1/claims/1", wrong, ""), 401, "{wrong}");
    }
    let log = crate::desk::ledger(&desk).log().expect("a log");
    assert_eq!(log[0].who, "Ada Rönn", "the token's own name signs");
}

#[test]
fn a_token_is_shown_once_and_kept_by_the_browser() {
    let desk = desk(Some(TOKENS), examples);
    let mut browser = Browser::new(desk.at);
    let form = field(&browser.get("/login?to=%2Freview").body, "form");
    let wrong = browser.post("/login", &[("form", &form), ("token", "guess-0123456789")]);
    assert!(wrong.status == 200 && wrong.body.contains("Nobody has this token"));
    let right =
        browser.post("/login", &[("form", &form), ("token", "reviewer-0123456789"), ("to", "/review")]);
    assert_eq!((right.status, right.header("location")), (303, Some("/review")));
    assert!(right.head.contains("HttpOnly; SameSite=Strict"), "{}", right.head);
    assert_eq!(browser.get("/review").status, 200);
}

#[test]
fn a_form_that_is_not_ours_changes_nothing() {
    let desk = desk(None, examples);
    let mut browser = Browser::new(desk.at);
    let page = browser.get("/review").body;
    let (form, subject, seen) = (field(&page, "form"), field(&page, "subject"), field(&page, "seen"));
    let fields = |form: &str| format!("form={form}&subject={}&seen={seen}&verb=confirm", encoded(&subject));
    let post = |headers: &[(&str, &str)], body: &str| {
        let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        ask(desk.at, "POST", "/review/correct", &all, body).status
    };
    assert_eq!(post(&[], &fields(&form)), 403, "without the cookie");
    assert_eq!(
        post(&[("Cookie", "selon_form=00000000000000000000000000000000")], &fields(&form)),
        403,
        "with another's"
    );
    for wrong in ["", "x", &"0".repeat(32)] {
        let answer = browser.post(
            "/review/correct",
            &[("form", wrong), ("subject", &subject), ("seen", &seen), ("verb", "confirm")],
        );
        assert_eq!(answer.status, 403, "{wrong}");
        assert_eq!(browser.post("/review/undo", &[("form", wrong), ("id", "1")]).status, 403);
        assert_eq!(browser.post("/read", &[("form", wrong), ("text", "x")]).status, 403);
    }
    for foreign in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        assert_eq!(post(&[foreign], &fields(&form)), 403, "{foreign:?}");
        let json = [foreign, ("Content-Type", "application/json")];
        let api =
            ask(desk.at, "POST", "/api/v1/corrections", &json, r#"{"subject": "C1", "verb": "confirm"}"#);
        assert_eq!(api.status, 403, "{foreign:?}");
    }
    let plain = ask(
        desk.at,
        "POST",
        "/api/v1/corrections",
        &[("Content-Type", "text/plain")],
        r#"{"subject": "C1", "verb": "confirm"}"#,
    );
    assert_eq!(plain.status, 415, "what a foreign form could send");
    assert!(crate::desk::ledger(&desk).log().expect("a log").is_empty());
}

#[test]
fn an_address_that_others_reach_needs_tokens() {
    let folder = tempfile::tempdir().expect("a folder");
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let settings = selon_serve::Settings {
            ledger: folder.path().join("ledger"),
            listen: listen.parse().expect("an address"),
            rights: None,
            hosts: Vec::new(),
            log: false,
        };
        let refused = selon_serve::serve(settings, |_| panic!("it listens on {listen}"));
        assert!(matches!(refused, Err(selon_serve::Error::Open(_))), "{refused:?}");
    }
}

#[test]
fn nothing_beside_the_ledger_is_served() {
    for path in [
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/article/..%2f..%2fetc%2fpasswd",
        "/s/..%2f..",
        "/s/0000000000000000-1-1",
        "/claim/-1",
        "/claim/1e3",
        "/claim/99999999999999999999",
        "/actor/%00",
        "/article/1?version=99",
        "/static/",
    ] {
        assert_eq!(get(shared().at, path).status, 404, "{path}");
    }
}

#[test]
fn too_much_is_refused_and_the_rest_goes_on() {
    let desk = desk(None, examples);
    let long = format!(
        "POST /api/v1/read HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 5000000\r\n\r\n",
        desk.at
    );
    assert_eq!(raw(desk.at, long.as_bytes()).status, 413, "before it is sent");
    let words = "Le maire a dit que la digue tient. ".repeat(20_000);
    assert_eq!(ask(desk.at, "POST", "/api/v1/read", &[("Content-Type", "text/plain")], &words).status, 413);
    let head = format!("GET /{} HTTP/1.1\r\nHost: {}\r\n\r\n", "x".repeat(1 << 20), desk.at);
    assert!([0, 400, 414, 431].contains(&raw(desk.at, head.as_bytes()).status));
    assert_eq!(raw(desk.at, b"\x16\x03\x01 no HTTP at all\r\n\r\n").status, 400);
    // Who only begins to ask is shown out.
    let mut slow = TcpStream::connect(desk.at).expect("a connection");
    slow.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("a beginning");
    let started = std::time::Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(get(desk.at, "/claim/1").status, 200);
}

#[test]
fn only_so_many_are_answered_at_once_and_nobody_waits_for_ever() {
    let desk = desk(None, examples);
    let text = "Le maire, Tarek Lindqvist, a dit que la digue tient et que le pont est ouvert. ".repeat(400);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send = || ask(desk.at, "POST", "/api/v1/read", &[("Content-Type", "text/plain")], &text).status;
        let all: Vec<_> = (0..120).map(|_| scope.spawn(send)).collect();
        all.into_iter().map(|it| it.join().expect("an answer")).collect()
    });
    assert!(statuses.iter().all(|it| [200, 503].contains(it)), "{statuses:?}");
    assert!(statuses.contains(&503) && statuses.contains(&200), "{statuses:?}");
    assert_eq!(get(desk.at, "/").status, 200);
}
