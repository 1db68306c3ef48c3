//! Every page on a ledger of the example articles.

use std::collections::BTreeSet;

use crate::{
    client::{Browser, ask, field, get},
    desk::{desk, examples, ledger, shared},
};

/// Follows every link of this server from its first page on, and gives all pages.
fn walked() -> Vec<(String, String)> {
    let at = shared().at;
    let (mut met, mut ways, mut pages) = (BTreeSet::new(), vec!["/".to_owned()], Vec::new());
    while let Some(path) = ways.pop() {
        if !met.insert(path.clone()) || met.len() > 1_000 {
            continue;
        }
        let answer = get(at, &path);
        assert!(matches!(answer.status, 200 | 303), "{path}: {}", answer.status);
        let links = answer.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
        for link in links {
            let link = link.split('#').next().unwrap_or_default().replace("&amp;", "&");
            let link = if link.starts_with('?') {
                format!("{}{link}", path.split('?').next().unwrap_or_default())
            } else {
                link
            };
            // Every way to narrow a search leads to yet another one: some are enough.
            let narrowed = ways.iter().chain(&met).filter(|it| it.starts_with("/search?")).count();
            let is_new = link.starts_with('/') && !link.starts_with("/language/");
            if is_new && !(link.starts_with("/search?") && narrowed > 20) {
                ways.push(link);
            }
        }
        pages.push((path, answer.body));
    }
    pages
}

#[test]
fn every_link_leads_somewhere_and_every_kind_of_page_is_reached() {
    let pages = walked();
    for kind in [
        "/claims",
        "/claim/",
        "/actors",
        "/actor/",
        "/article/",
        "/s/",
        "/search",
        "/sources",
        "/read",
        "/review",
        "/review/log",
    ] {
        assert!(pages.iter().any(|it| it.0.starts_with(kind)), "{kind}");
    }
}

#[test]
fn a_page_asks_for_nothing_from_elsewhere_and_has_nothing_inline() {
    for (path, page) in walked().iter().filter(|it| it.1.starts_with("<!doctype html>")) {
        for sign in
            [" style=\"", "<style", "javascript:", " onclick", "src=\"http", "srcset", "<iframe", "@import"]
        {
            assert!(!page.contains(sign), "{path} has {sign}");
        }
        assert_eq!(page.matches("<script").count(), 1, "{path}");
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        for outward in page.split("href=\"http").skip(1) {
            let tag = outward.split('>').next().unwrap_or_default();
            assert!(tag.contains("rel=\"noopener noreferrer\""), "{path}: {tag}");
        }
    }
}

#[test]
fn no_key_of_the_tables_is_left_in_a_page() {
    for language in ["en", "fr"] {
        let cookie = format!("selon_language={language}");
        for path in
            ["/", "/claims", "/claim/1", "/actor/1", "/article/1", "/search", "/sources", "/read", "/review"]
        {
            let page = ask(shared().at, "GET", path, &[("Cookie", &cookie)], "").body;
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path}");
            let text: Vec<_> =
                page.split('<').filter_map(|it| it.split_once('>')).map(|it| it.1.trim()).collect();
            for key in ["n-", "act.", "verb.", "facet.", "position.", "source.", "failure."] {
                assert!(!text.iter().any(|it| it.starts_with(key)), "{path}: {key}");
            }
        }
    }
}

#[test]
fn a_claim_shows_both_sides_with_words_roles_outlets_and_how_surely() {
    // Which number a claim has is the linking's affair.
    let role = "porte-parole du ministère sarmène des Affaires étrangères";
    let mut pages = (1..=40).map(|it| get(shared().at, &format!("/claim/{it}")).body);
    let page = pages
        .find(|it| it.contains(role) && it.contains("id=\"side-deny\""))
        .expect("a claim that he denies");
    for sign in [
        "Ilan Verdec",
        "Agence lorvane de presse",
        "id=\"side-affirm\"",
        "id=\"side-deny\"",
        "class=\"timeline\"",
        "#:~:text=",
    ] {
        assert!(page.contains(sign), "{sign}");
    }
    assert!(page.len() < 90_000, "{}", page.len());
}

#[test]
fn an_article_is_shown_as_it_was_read_with_what_is_nested_visible() {
    let page = get(shared().at, "/article/1").body;
    for sign in [
        "class=\"source\"",
        "class=\"cue\"",
        "class=\"content",
        "class=\"content accuse",
        "<details>",
        "class=\"waste\"",
    ] {
        assert!(page.contains(sign), "{sign}");
    }
    assert!(page.contains("VALMORÈS, 12 mars 2021"));
    let nested =
        (1..=6).any(|it| get(shared().at, &format!("/article/{it}")).body.contains("class=\"note d1"));
    assert!(nested, "some statement carries another");
}

#[test]
fn a_statement_is_cited_by_an_address_that_outlives_a_change_of_its_article() {
    let desk = desk(None, examples);
    let told = ledger(&desk).statements_after(0, 1).expect("rows").remove(0);
    let path = format!("/s/{}", told.id);
    assert!(get(desk.at, &path).body.contains("<mark>"));
    let mut ledger = selon_ledger::Ledger::open(&desk.folder.path().join("ledger")).expect("a ledger");
    let given = selon::article::Given {
        id: told.doc.clone(),
        url: told.url.clone(),
        outlet: told.outlet.clone(),
        ..Default::default()
    };
    let article =
        selon::Article::of_text("La préfète, Odile Ferrac, a déclaré que tout est autrement.".into(), &given)
            .expect("an article");
    ledger.add(&article, &selon::read(&article)).expect("a newer text");
    let page = get(desk.at, &path);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<mark>") && page.body.contains("from a text that has changed since"));
    assert!(!page.body.contains("name=\"verb\""), "what no longer stands is not corrected");
}

#[test]
fn what_is_pasted_is_read_and_not_kept() {
    let desk = desk(None, examples);
    let before = ledger(&desk).counts().expect("counts");
    let mut browser = Browser::new(desk.at);
    let form = field(&browser.get("/read").body, "form");
    let text = "Le maire, Tarek Lindqvist, a accusé la société Carrelet d'avoir livré du mauvais béton.";
    let page = browser.post("/read", &[("form", &form), ("text", text)]);
    assert_eq!(page.status, 200);
    for sign in ["Tarek Lindqvist", "class=\"cue\"", "class=\"content accuse"] {
        assert!(page.body.contains(sign), "{sign}: {}", page.body);
    }
    assert_eq!(ledger(&desk).counts().expect("counts"), before);
    let empty = browser.post("/read", &[("form", &form), ("text", "  ")]);
    assert!(empty.status == 200 && empty.body.contains("role=\"alert\""));
}

#[test]
fn a_search_is_narrowed_down_by_facets_and_given_as_json_and_csv() {
    let at = shared().at;
    let all = get(at, "/api/v1/search?q=logiciel").json();
    let total = all["total"].as_u64().expect("a total");
    assert!(total > 1, "{all}");
    let act = all["facets"]["act"][0].clone();
    let narrowed =
        get(at, &format!("/api/v1/search?q=logiciel&act={}", act[0].as_str().expect("an act"))).json();
    assert_eq!(narrowed["total"], act[1]);
    let page = get(at, "/search?q=logiciel").body;
    assert!(page.contains("class=\"facets\"") && page.contains("format=csv"));
    let csv = get(at, "/search?q=logiciel&format=csv");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.body.starts_with("id,article,doc,number"));
    let json = get(at, "/search?q=logiciel&format=json").json();
    assert_eq!(json["total"].as_u64(), Some(total));
    assert!(get(at, "/search?q=zzzz").body.contains("None."));
}

#[test]
fn the_interface_speaks_the_language_that_is_asked_for_or_chosen() {
    let at = shared().at;
    let french = ask(at, "GET", "/", &[("Accept-Language", "fr-CH, en;q=0.5")], "").body;
    assert!(french.contains("<html lang=\"fr\">") && french.contains("Affirmations"));
    let chosen = get(at, "/language/fr?to=%2Fclaim%2F1");
    assert_eq!((chosen.status, chosen.header("location")), (303, Some("/claim/1")));
    assert_eq!(chosen.cookies(), ["selon_language=fr"]);
    let elsewhere = get(at, "/language/fr?to=%2F%2Fevil.example");
    assert_eq!(elsewhere.header("location"), Some("/"));
    assert_eq!(get(at, "/language/xx").status, 404);
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let at = shared().at;
    let mut browser = Browser::new(at);
    browser.get("/claim/1");
    for path in ["/static/selon.css", "/static/selon.js", "/api/v1/claims/1"] {
        let first = get(at, path);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned();
        let again = ask(at, "GET", path, &[("If-None-Match", &tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        assert_eq!(ask(at, "GET", path, &[("If-None-Match", "\"other\"")], "").status, 200);
    }
}
