//! Feeds, added once and watched.

use std::{fs, thread, time::Duration};

use super::{Desk, Reply, Said, Server, article, page};

/// An RSS feed of these pages.
fn feed(paths: &[&str]) -> Vec<u8> {
    let item = |it: &&str| {
        format!(
            "<item><title>Page {it}</title><link>{it}</link><pubDate>Tue, 03 Mar 2026 08:00:00 +0100</pubDate></item>"
        )
    };
    let items: String = paths.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Le Fanal</title>{items}</channel></rss>"
    )
    .into()
}

impl Desk {
    /// Writes the list of feeds and watches them once.
    fn watch(&self, server: &Server, list: &str) -> Said {
        fs::write(self.folder().join("feeds.toml"), list).expect("a file for the test");
        let address = server.address.to_string();
        self.selon(&["watch", "feeds.toml", "--once", "--pause", "0", "--allow-address", &address])
    }
}

fn list(server: &Server, more: &str) -> String {
    format!("contact = \"desk@fanal.example\"\n[[feed]]\nurl = \"{}\"\n{more}", server.url("/rss"))
}

#[test]
fn the_pages_of_a_feed_are_added() {
    let server = Server::start(|it| match it.path.as_str() {
        "/rss" => Some(Reply::page(feed(&["/a", "/b"]))),
        path => article(if path == "/a" { "Odile Marchetti" } else { "Basile Orvan" }),
    });
    let desk = Desk::new();
    desk.add(&server, &[], &["/rss"]).is(0, "2 added");
    assert_eq!(server.paths(), ["/rss", "/a", "/b"]);
    let words = desk.words();
    assert!(words.contains("Odile Marchetti") && words.contains("Basile Orvan"), "{words}");
    assert!(words.contains("2026-03-03"), "the day is told by the feed: {words}");
}

#[test]
fn a_watched_feed_costs_no_more_than_what_is_new() {
    let server = Server::start(|it| match (it.path.as_str(), it.before) {
        ("/rss", 0) => Some(Reply::page(feed(&["/a"])).with("ETag", "\"1\"")),
        ("/rss", 1) => Some(Reply::status(304)),
        ("/rss", _) => Some(Reply::page(feed(&["/b", "/a"])).with("ETag", "\"2\"")),
        (path, _) => article(if path == "/a" { "Odile Marchetti" } else { "Basile Orvan" }),
    });
    let (desk, list) = (Desk::new(), list(&server, "outlet = \"Le Phare\""));
    desk.watch(&server, &list).is(0, "1 added");
    desk.watch(&server, &list).is(1, "0 added, 0 changed, 1 known");
    desk.watch(&server, &list).is(0, "1 added, 0 changed, 1 known");
    assert_eq!(server.paths(), ["/rss", "/a", "/rss", "/rss", "/b"]);
    let agent = format!("selon/{} (+desk@fanal.example)", env!("CARGO_PKG_VERSION"));
    assert!(server.requests().iter().all(|it| it.header("user-agent") == Some(&agent)));
    assert!(desk.words().contains("Le Phare"), "the list knows the outlet");
}

#[test]
fn pages_of_a_feed_are_asked_for_again_after_a_while() {
    let server = Server::start(|it| match (it.path.as_str(), it.before) {
        ("/rss", _) => Some(Reply::page(feed(&["/a"])).with("ETag", "\"1\"")),
        (_, 0) => article("Odile Marchetti"),
        _ => article("Basile Orvan"),
    });
    let (desk, list) = (Desk::new(), list(&server, "again = \"0s\""));
    desk.watch(&server, &list).is(0, "1 added");
    desk.watch(&server, &list).is(0, "0 added, 1 changed");
    assert!(
        server.requests().iter().all(|it| it.header("if-none-match").is_none()),
        "a feed that is due is read"
    );
}

#[test]
fn what_failed_is_tried_again_in_the_next_round_and_nothing_else() {
    let server = Server::start(|it| match (it.path.as_str(), it.before) {
        ("/rss", _) if it.header("if-none-match").is_some() => Some(Reply::status(304)),
        ("/rss", _) => Some(Reply::page(feed(&["/a", "/b", "/none"])).with("ETag", "\"1\"")),
        ("/b", 0) => Some(Reply::status(500)),
        ("/none", _) => None,
        _ => article("Odile Marchetti"),
    });
    let (desk, list) = (Desk::new(), list(&server, ""));
    desk.watch(&server, &list).is(2, "1 added, 0 changed, 0 known, 2 refused");
    desk.watch(&server, &list).is(0, "1 added, 0 changed, 2 known");
    desk.watch(&server, &list).is(1, "0 added, 0 changed, 1 known");
    assert_eq!(server.paths(), ["/rss", "/a", "/b", "/none", "/rss", "/b", "/rss"]);
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let server = Server::start(|it| match (it.path.as_str(), it.before) {
        ("/rss", _) if it.header("if-none-match").is_some() => Some(Reply::status(304)),
        ("/rss", _) => Some(Reply::page(feed(&["/a", "/b", "/c"])).with("ETag", "\"1\"")),
        ("/b", 0) => {
            thread::sleep(Duration::from_secs(30));
            None
        }
        (path, _) => Some(Reply::page(page(if path == "/c" { "Basile Orvan" } else { "Odile Marchetti" }))),
    });
    let (desk, address) = (Desk::new(), server.address.to_string());
    let mut child = desk
        .command(&["add", &server.url("/rss"), "--pause", "0", "--allow-address", &address])
        .spawn()
        .expect("the program starts");
    while !server.paths().contains(&"/b".into()) {
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().and_then(|()| child.wait()).expect("it was running");
    desk.add(&server, &[], &["/rss"]).is(0, "2 added, 0 changed, 1 known");
    assert_eq!(server.paths(), ["/rss", "/a", "/b", "/rss", "/b", "/c"]);
    desk.add(&server, &[], &["/rss"]).is(0, "0 added, 0 changed, 1 known");
}

#[test]
fn an_article_that_was_taken_out_does_not_come_back_by_itself() {
    let server = Server::start(|it| match it.path.as_str() {
        "/rss" => Some(Reply::page(feed(&["/a"]))),
        _ => article("Odile Marchetti"),
    });
    let (desk, list) = (Desk::new(), list(&server, "again = \"0s\""));
    desk.watch(&server, &list).is(0, "1 added");
    desk.selon(&["remove", &server.url("/a")]);
    desk.watch(&server, &list).is(1, "0 added, 0 changed, 1 known");
    assert_eq!(desk.words(), "");
}

#[test]
fn a_feed_may_be_all_that_is_fetched() {
    let server = Server::start(|it| {
        let text =
            "« La digue tiendra », a déclaré mardi Odile Marchetti, venue sur place avec les pompiers.";
        let feed = String::from_utf8(feed(&["/a"]))
            .expect("it is")
            .replace("<pubDate>", &format!("<description>{text}</description><pubDate>"));
        (it.path == "/rss").then(|| Reply::page(feed))
    });
    let desk = Desk::new();
    desk.watch(&server, &list(&server, "text = \"feed\"")).is(0, "1 added");
    assert_eq!(server.paths(), ["/rss"]);
    assert!(desk.words().contains("Odile Marchetti"));
}

#[test]
fn a_list_that_cannot_be_meant_is_refused_with_the_line() {
    let server = Server::start(|_| None);
    let desk = Desk::new();
    let url = server.url("/rss");
    for (list, why) in [
        (format!("[[feed]]\nurl = \"{url}\""), "does not say how sites can reach you"),
        ("contact = \"a@b.example\"".into(), "it lists no feed"),
        (
            format!("contact = \"a@b.example\"\n[[feed]]\nurl = \"{url}\"\nevry = \"1h\""),
            "line 4: unknown field `evry`",
        ),
        (format!("[[feed]]\nurl = \"{url}\"\nevery = \"often\""), "line 3: `often` is no length of time"),
        (format!("[[feed]]\nurl = \"{url}\"\n[[feed]]\nurl = \"{url}\""), "stands in it twice"),
        ("[[feed]]\nurl = \"rss.xml\"".into(), "line 2: "),
    ] {
        desk.watch(&server, &list).is(2, why);
    }
    desk.selon(&["watch", "none.toml"]).is(2, "cannot read none.toml: there is no such file");
    assert!(server.is_untouched());
}
