//! `selon add URL` and `selon watch` against a site of our own on this machine.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

mod secure;
mod server;
mod watch;

use server::{Reply, Server};

/// A folder with a ledger in it, and the program.
struct Desk(TempDir);

/// What the program said and how it ended.
#[derive(Debug)]
struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Desk {
    fn new() -> Desk {
        Desk(TempDir::new().expect("a folder for the test"))
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_selon"));
        command.args(args).current_dir(self.folder()).env_remove("SELON_CONTACT").env_remove("SELON_LEDGER");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn selon(&self, args: &[&str]) -> Said {
        Said::of(&self.command(args).output().expect("the program runs"))
    }

    /// `selon add` of these pages, the site's own address allowed and without a pause.
    fn add(&self, server: &Server, more: &[&str], paths: &[&str]) -> Said {
        let address = server.address.to_string();
        let urls: Vec<String> = paths.iter().map(|it| server.url(it)).collect();
        let mut args = vec!["add", "--allow-address", &address];
        if !more.contains(&"--pause") {
            args.extend(["--pause", "0"]);
        }
        args.extend(more);
        args.extend(urls.iter().map(String::as_str));
        self.selon(&args)
    }

    /// What the ledger holds, in words.
    fn words(&self) -> String {
        self.selon(&["export"]).out
    }
}

impl Said {
    fn of(output: &Output) -> Said {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said { out: text(&output.stdout), err: text(&output.stderr), code: output.status.code() }
    }

    #[track_caller]
    fn is(&self, code: i32, words: &str) -> &Said {
        assert!(self.err.contains(words) && self.code == Some(code), "not {code}, `{words}`: {self:?}");
        self
    }
}

/// A page with an article that quotes somebody.
fn page(who: &str) -> String {
    format!(
        "<!doctype html><html lang=\"fr\"><head><meta property=\"og:site_name\" content=\"Le Fanal\">\
         <title>La digue</title></head><body><article><h1>La digue</h1>\
         <p>« La digue de Port-Renard tiendra encore cet hiver », a déclaré mardi {who}, venue sur place \
         avec les pompiers et les élus de la commune.</p>\
         <p>Le chantier, commencé à l'été, doit durer jusqu'au printemps, selon la préfecture.</p>\
         </article></body></html>"
    )
}

fn article(who: &str) -> Option<Reply> {
    Some(Reply::page(page(who)))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("in memory")
}

#[test]
fn a_page_is_added_and_known_the_next_time() {
    let server = Server::start(|it| (it.path == "/digue.html").then(|| article("Odile Marchetti"))?);
    let desk = Desk::new();
    desk.add(&server, &["--contact", "desk@fanal.example"], &["/digue.html"])
        .is(0, "1 added, 0 changed, 0 known");
    assert!(desk.words().contains("Odile Marchetti"), "{}", desk.words());
    let shown = desk.selon(&["show", &server.url("/digue.html")]);
    assert!(shown.out.contains("Le Fanal"), "{shown:?}");
    desk.add(&server, &[], &["/digue.html"]).is(0, "0 added, 0 changed, 1 known");
    let agents: Vec<_> =
        server.requests().iter().filter_map(|it| it.header("user-agent").map(str::to_owned)).collect();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(agents, [format!("selon/{version} (+desk@fanal.example)"), format!("selon/{version}")]);
}

#[test]
fn redirects_are_followed_to_where_the_page_is() {
    let server = Server::start(|it| match it.path.as_str() {
        "/1" => Some(Reply::redirect(301, "/2")),
        "/2" => Some(Reply::redirect(302, "3")),
        "/3" => Some(Reply::redirect(307, format!("//{}/4#bas", it.header("host")?))),
        "/4" => Some(Reply::redirect(308, "/digue")),
        "/digue" => article("Odile Marchetti"),
        _ => None,
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/1"]).is(0, "1 added");
    assert_eq!(server.paths(), ["/1", "/2", "/3", "/4", "/digue"]);
    desk.add(&server, &[], &["/digue"]).is(0, "1 known");
}

#[test]
fn too_many_redirects_and_circles_are_refused() {
    let server = Server::start(|it| match it.path.as_str() {
        "/circle" => Some(Reply::redirect(302, "/back")),
        "/back" => Some(Reply::redirect(302, "/circle")),
        "/self" => Some(Reply::redirect(301, "/self")),
        "/nowhere" => Some(Reply::status(301)),
        "/digue" => article("Odile Marchetti"),
        path => Some(Reply::redirect(302, format!("{path}x"))),
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/circle"]).is(2, "its redirects lead in a circle");
    desk.add(&server, &[], &["/self"]).is(2, "its redirects lead in a circle");
    desk.add(&server, &[], &["/a"]).is(2, "more than 5 redirects");
    desk.add(&server, &[], &["/nowhere"]).is(2, "it redirects without saying where");
    desk.add(&server, &[], &["/circle", "/self", "/a", "/digue"])
        .is(2, "1 added, 0 changed, 0 known, 3 refused");
}

#[test]
fn what_the_site_marks_as_the_same_is_not_sent_again() {
    let server = Server::start(|it| {
        let reply = match it.header("if-none-match") {
            Some("\"1\"") => Reply::status(304),
            _ => Reply::page(page("Odile Marchetti")),
        };
        Some(reply.with("ETag", "\"1\"").with("Last-Modified", "Tue, 03 Mar 2026 08:00:00 GMT"))
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/digue"]).is(0, "1 added");
    desk.add(&server, &[], &["/digue"]).is(0, "0 added, 0 changed, 1 known");
    let requests = server.requests();
    assert_eq!(requests[0].header("if-none-match"), None);
    assert_eq!(requests[1].header("if-none-match"), Some("\"1\""));
    assert_eq!(requests[1].header("if-modified-since"), Some("Tue, 03 Mar 2026 08:00:00 GMT"));
}

#[test]
fn an_article_that_was_taken_out_is_fetched_when_somebody_asks_for_it_again() {
    let server = Server::start(|it| match it.header("if-none-match") {
        Some(_) => Some(Reply::status(304)),
        None => Some(Reply::page(page("Odile Marchetti")).with("ETag", "\"1\"")),
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/digue"]).is(0, "1 added");
    desk.selon(&["remove", &server.url("/digue")]);
    assert_eq!(desk.words(), "");
    desk.add(&server, &[], &["/digue"]).is(0, "1 changed");
    assert!(desk.words().contains("Odile Marchetti"));
}

#[test]
fn a_changed_page_is_a_new_version_of_the_same_article() {
    let server = Server::start(|it| {
        let (who, tag) = [("Odile Marchetti", "\"1\""), ("Basile Orvan", "\"2\"")][it.before.min(1)];
        Some(Reply::page(page(who)).with("ETag", tag))
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/digue"]).is(0, "1 added, 0 changed");
    desk.add(&server, &[], &["/digue"]).is(0, "0 added, 1 changed");
    let words = desk.words();
    assert!(words.contains("Basile Orvan") && !words.contains("Odile Marchetti"), "{words}");
}

#[test]
fn a_page_cannot_pass_for_one_of_another_site() {
    let server = Server::start(|_| {
        let html = page("Odile Marchetti");
        let link = "<head><link rel=\"canonical\" href=\"https://autre.example/digue\">";
        Some(Reply::page(html.replace("<head>", link)))
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/digue"]).is(0, "1 added");
    assert!(desk.selon(&["show", "https://autre.example/digue"]).out.is_empty());
    assert!(!desk.selon(&["show", &server.url("/digue")]).out.is_empty());
}

#[test]
fn a_page_that_is_not_there_is_told_and_the_rest_goes_on() {
    let server = Server::start(|it| match it.path.as_str() {
        "/digue" => article("Odile Marchetti"),
        "/gone" => Some(Reply::status(410)),
        "/paid" => Some(Reply::status(402)),
        _ => None,
    });
    let desk = Desk::new();
    let said = desk.add(&server, &[], &["/none", "/gone", "/paid", "/digue"]);
    said.is(2, &format!("cannot add {}: there is no such page (404)", server.url("/none")));
    said.is(2, "it was taken away (410)").is(2, "it is not open to everybody (402)").is(2, "1 added");
}

#[test]
fn a_site_that_is_asked_too_often_is_given_the_time_it_wants() {
    let server = Server::start(|it| match it.before {
        0 => Some(Reply::status(429).with("Retry-After", "1")),
        _ => article("Odile Marchetti"),
    });
    Desk::new().add(&server, &[], &["/digue"]).is(0, "1 added");
    let requests = server.requests();
    let waited = requests[1].at - requests[0].at;
    assert!(waited >= Duration::from_secs(1) && requests.len() == 2, "{waited:?}");
}

#[test]
fn a_site_that_wants_more_time_than_anybody_has_is_left_alone() {
    let server = Server::start(|_| Some(Reply::status(429).with("Retry-After", "7200")));
    let said = Desk::new().add(&server, &[], &["/a", "/b", "/c"]);
    said.is(2, "its site is asked too often (429); its site asks to wait 2 h")
        .is(2, "/b: its site is left alone for 2 h");
    assert_eq!(server.paths(), ["/a"]);
}

#[test]
fn a_site_that_always_asks_to_wait_is_given_up() {
    let server = Server::start(|_| Some(Reply::status(503)));
    Desk::new().add(&server, &[], &["/a"]).is(2, "its site failed (503)");
    assert_eq!(server.paths().len(), 3);
}

#[test]
fn a_site_that_fails_again_and_again_is_left_alone() {
    let server = Server::start(|_| Some(Reply::status(500)));
    let said = Desk::new().add(&server, &[], &["/a", "/b", "/c", "/d", "/e", "/f"]);
    said.is(2, "/d: its site failed (500)").is(2, "/f: its site is left alone for 10 min");
    assert_eq!(server.paths(), ["/a", "/b", "/c", "/d"]);
}

#[test]
fn a_site_that_fails_may_do_better_the_next_time() {
    let server = Server::start(|it| match it.before {
        0 => Some(Reply::status(500)),
        _ => article("Odile Marchetti"),
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/digue"]).is(2, "its site failed (500)");
    desk.add(&server, &[], &["/digue"]).is(0, "1 added");
}

/// Writes a byte every 50 ms, as long as anybody listens.
fn drip(start: &'static str) -> Option<Reply> {
    Some(Reply::Own(Box::new(move |out| {
        out.write_all(start.as_bytes())?;
        loop {
            out.write_all(b"x")?;
            thread::sleep(Duration::from_millis(50));
        }
    })))
}

#[test]
fn what_only_drips_is_given_up() {
    let server = Server::start(|it| match it.path.as_str() {
        "/body" => drip("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        "/head" => drip("HTTP/1.1 200 OK\r\nX-Long: "),
        _ => article("Odile Marchetti"),
    });
    let started = Instant::now();
    let said = Desk::new().add(&server, &["--patience", "1"], &["/body", "/head", "/digue"]);
    said.is(2, "/body: it came too slowly").is(2, "/head: it took longer than 1 s").is(2, "1 added");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_charset_is_believed_to_the_bytes_rather_than_to_the_header() {
    let server = Server::start(|it| {
        let html = page("Hélène Étienne");
        let latin = |html: &str| html.chars().map(|it| it as u8).collect();
        let (charset, bytes) = match it.path.as_str() {
            "/utf8" => ("iso-8859-1", html.into_bytes()),
            "/latin1" => ("utf-8", latin(&html)),
            _ => ("ISO-8859-1", latin(&html)),
        };
        Some(Reply::Whole(200, vec![("Content-Type", format!("text/html; charset={charset}"))], bytes))
    });
    for path in ["/utf8", "/latin1", "/told"] {
        let desk = Desk::new();
        desk.add(&server, &[], &[path]).is(0, "1 added");
        assert!(desk.words().contains("préfecture"), "{path}: {}", desk.words());
    }
}

#[test]
fn a_packed_page_is_unpacked() {
    let server = Server::start(|it| {
        let packing = if it.path == "/gzip" { "gzip" } else { "br" };
        Some(Reply::page(gzip(page("Odile Marchetti").as_bytes())).with("Content-Encoding", packing))
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/gzip"]).is(0, "1 added");
    assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip"));
    desk.add(&server, &[], &["/br"]).is(2, "it is packed as `br`, which was not asked for");
}

#[test]
fn a_body_without_end_is_cut_off() {
    let server = Server::start(|it| {
        let head = match it.path.as_str() {
            "/digue" => return article("Odile Marchetti"),
            "/chunked" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\n\r\n",
        };
        let chunk = match it.path.as_str() {
            "/chunked" => format!("10000\r\n{}\r\n", "<p>a</p>".repeat(1 << 13)),
            _ => "<p>a</p>".repeat(1 << 13),
        };
        Some(Reply::Own(Box::new(move |out| {
            out.write_all(head.as_bytes())?;
            loop {
                out.write_all(chunk.as_bytes())?;
            }
        })))
    });
    let said = Desk::new().add(&server, &[], &["/chunked", "/plain", "/digue"]);
    said.is(2, "/chunked: it is longer than 16 MB").is(2, "/plain: it is longer than 16 MB").is(2, "1 added");
}

#[test]
fn a_head_without_end_is_cut_off() {
    let server = Server::start(|_| {
        Some(Reply::Own(Box::new(|out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
            loop {
                out.write_all(&[b'x'; 1 << 12])?;
            }
        })))
    });
    Desk::new().add(&server, &[], &["/digue"]).is(2, "its head is longer than 64 kB");
}

#[test]
fn what_unpacks_to_far_more_than_it_is_is_refused() {
    // 1 GB of nothing in 1 MB.
    let bomb = {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        io::copy(&mut io::Read::take(io::repeat(b' '), 1 << 30), &mut packer).expect("in memory");
        packer.finish().expect("in memory")
    };
    let server = Server::start(move |it| match it.path.as_str() {
        "/digue" => article("Odile Marchetti"),
        _ => Some(Reply::page(bomb.clone()).with("Content-Encoding", "gzip")),
    });
    let said = Desk::new().add(&server, &[], &["/bomb", "/digue"]);
    said.is(2, "/bomb: it unpacks to more than 100 times its size").is(2, "1 added");
}

#[test]
fn a_page_that_breaks_off_is_not_recorded() {
    let server = Server::start(|it| {
        let html = page("Odile Marchetti");
        let packed = gzip(html.as_bytes());
        let (extra, bytes) = match it.path.as_str() {
            "/gzip" => (String::from("Content-Encoding: gzip\r\n"), packed[..packed.len() - 9].to_vec()),
            _ => (format!("Content-Length: {}\r\n", html.len() + 1), html.into_bytes()),
        };
        Some(Reply::Own(Box::new(move |out| {
            write!(out, "HTTP/1.1 200 OK\r\n{extra}\r\n")?;
            out.write_all(&bytes)
        })))
    });
    let desk = Desk::new();
    let said = desk.add(&server, &[], &["/short", "/gzip"]);
    said.is(2, "/short: the connection broke off").is(2, "/gzip: the connection broke off");
    assert_eq!(desk.words(), "");
}

#[test]
fn this_machine_and_the_networks_around_it_are_not_visited() {
    let server = Server::start(|_| article("Odile Marchetti"));
    let port = server.address.port();
    let said = |url: &str| Desk::new().selon(&["add", "--pause", "0", url]);
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::ffff:127.0.0.1]"] {
        said(&format!("http://{host}:{port}/digue")).is(2, "is this machine, not on the public internet");
    }
    for (host, what) in [
        ("169.254.169.254", "a link-local address"),
        ("10.0.0.1", "a private address"),
        ("[fd00:ec2::254]", "a private address"),
        ("[::1]", "this machine"),
        ("0.0.0.0", "no address"),
    ] {
        said(&format!("http://{host}:{port}/")).is(2, &format!("is {what}, not on the public internet"));
    }
    assert!(server.is_untouched());
}

#[test]
fn a_host_that_is_not_there_is_told() {
    let said = Desk::new().selon(&["add", "--pause", "0", "http://fanal.invalid/digue"]);
    said.is(2, "cannot add http://fanal.invalid/digue: nobody knows its host");
    let said = Desk::new().selon(&["add", "--pause", "0", "http://[::1/digue"]);
    said.is(2, "cannot add http://[::1/digue: invalid IPv6 address");
}

#[test]
fn a_redirect_does_not_lead_to_where_nobody_may_go() {
    let inner = Server::start(|_| article("Odile Marchetti"));
    let (port, target) = (inner.address.port(), inner.url("/secret"));
    let server = Server::start(move |it| {
        let target = match it.path.as_str() {
            "/loopback" => target.clone(),
            "/name" => format!("http://localhost:{port}/secret"),
            "/mapped" => format!("http://[::ffff:7f00:1]:{port}/secret"),
            "/cloud" => "http://169.254.169.254/latest/meta-data/".into(),
            "/file" => "file:///etc/passwd".into(),
            "/keys" => "http://user:secret@192.0.2.1/".into(),
            _ => return article("Odile Marchetti"),
        };
        Some(Reply::redirect(302, target))
    });
    for (path, why) in [
        ("/loopback", "its address 127.0.0.1 is this machine, not on the public internet"),
        ("/name", "is this machine, not on the public internet"),
        ("/mapped", "is this machine, not on the public internet"),
        ("/cloud", "its address 169.254.169.254 is a link-local address"),
        ("/file", "`file` is neither http nor https"),
        ("/keys", "its address holds a name or password"),
    ] {
        Desk::new().add(&server, &[], &[path, "/digue"]).is(2, why).is(2, "1 added");
    }
    assert!(inner.is_untouched());
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    let proxy = Server::start(|_| article("Odile Marchetti"));
    let desk = Desk::new();
    let mut command = desk.command(&["add", "--pause", "0", "http://127.0.0.1:9/digue"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, proxy.url(""));
    }
    Said::of(&command.output().expect("the program runs")).is(2, "this machine, not on the public internet");
    assert!(proxy.is_untouched());
}

#[test]
fn what_robots_txt_does_not_want_fetched_is_not() {
    let server = Server::with_rules(|it| match it.path.as_str() {
        "/robots.txt" => Some(Reply::redirect(301, "/rules.txt")),
        "/rules.txt" => Some(Reply::Whole(200, vec![], b"User-agent: *\nDisallow: /archives\n".into())),
        "/moved" => Some(Reply::redirect(302, "/archives/1")),
        _ => article("Odile Marchetti"),
    });
    let desk = Desk::new();
    let said = desk.add(&server, &[], &["/archives/2", "/moved", "/digue"]);
    said.is(2, "/archives/2: its site's robots.txt does not want it fetched");
    said.is(2, "/moved: its site's robots.txt does not want it fetched").is(2, "1 added");
    // The rules are asked for once.
    assert_eq!(server.paths(), ["/rules.txt", "/moved", "/digue"]);
}

#[test]
fn without_the_rules_nothing_is_fetched() {
    let server = Server::with_rules(|it| match it.path.as_str() {
        "/robots.txt" => Some(Reply::status(503)),
        _ => article("Odile Marchetti"),
    });
    let said = Desk::new().add(&server, &[], &["/digue"]);
    said.is(2, "its site's robots.txt could not be had: its site failed (503)");
    assert_eq!(server.paths(), Vec::<String>::new());
}

#[test]
fn a_site_is_given_a_pause_between_two_visits() {
    let server = Server::start(|_| article("Odile Marchetti"));
    Desk::new().add(&server, &["--pause", "0.4"], &["/a", "/b"]).is(0, "2 added");
    let requests = server.requests();
    let between = requests[1].at - requests[0].at;
    assert!(between >= Duration::from_millis(400), "{between:?}");
}

#[test]
fn what_is_no_page_is_told() {
    let server = Server::start(|it| match it.path.as_str() {
        "/photo" => Some(Reply::Whole(200, vec![("Content-Type", "image/jpeg".into())], vec![0xFF])),
        "/empty" => Some(Reply::page("")),
        "/links" => Some(Reply::page("<html><body><ul><li><a href=/a>Politique</a></ul>")),
        _ => None,
    });
    let said = Desk::new().add(&server, &[], &["/photo", "/empty", "/links"]);
    said.is(2, "/photo: it is image, not a page").is(2, "/empty: it is empty");
    said.is(2, "/links: no article found in it");
}

#[test]
fn a_contact_is_an_address_and_nothing_else() {
    let said = Desk::new().selon(&["add", "--contact", "a\r\nX: b", "http://fanal.example/"]);
    said.is(2, "is neither a mail nor a web address");
}

#[test]
fn pages_and_files_may_be_added_together() {
    let server = Server::start(|_| article("Odile Marchetti"));
    let desk = Desk::new();
    fs::write(desk.folder().join("orvan.html"), page("Basile Orvan")).expect("a file for the test");
    desk.add(&server, &["orvan.html"], &["/digue"]).is(0, "2 added");
    let words = desk.words();
    assert!(words.contains("Odile Marchetti") && words.contains("Basile Orvan"), "{words}");
}
