//! Corrections by hand: recorded, undone, and never over somebody else's.

use selon_ledger::Ledger;

use crate::{
    client::{Answer, Browser, field},
    desk::{Desk, desk, examples, ledger},
};

/// Opens the review of the least sure finding and answers the form.
fn answer(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let names = ["form", "back", "subject", "seen"];
    let hidden: Vec<_> = names.iter().map(|it| (*it, field(page, it))).collect();
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|it| (it.0, it.1.as_str())).collect();
    all.extend(fields);
    browser.post("/review/correct", &all)
}

fn state(desk: &Desk, subject: &str) -> Option<String> {
    let (place, number) = subject.rsplit_once('#').expect("a statement");
    ledger(desk).statement_of(place, number.parse().expect("a number")).expect("a statement").state
}

#[test]
fn a_finding_is_confirmed_leaves_the_queue_and_comes_back_when_that_is_undone() {
    let desk = desk(None, examples);
    let mut browser = Browser::new(desk.at);
    let queue = browser.get("/review").body;
    let subject = field(&queue, "subject");
    let done =
        answer(&mut browser, &queue, &[("verb", "confirm"), ("why", "as printed"), ("who", "Ada Rönn")]);
    assert_eq!(done.status, 303);
    let to = done.header("location").expect("a way back").to_owned();
    assert_eq!(to, "/review?done=1");
    assert_eq!(state(&desk, &subject).as_deref(), Some("confirmed"));
    let after = browser.get(&to).body;
    assert_ne!(field(&after, "subject"), subject, "the next one is shown");
    assert!(after.contains("Ada Rönn"), "the name is kept for the next one");
    let undone =
        browser.post("/review/undo", &[("form", &field(&after, "form")), ("back", "/review"), ("id", "1")]);
    assert_eq!((undone.status, undone.header("location")), (303, Some("/review")));
    assert_eq!(state(&desk, &subject).as_deref(), Some("suggested"));
    assert_eq!(field(&browser.get("/review").body, "subject"), subject);
    let log = browser.get("/review/log").body;
    assert!(log.contains("as printed") && log.contains("Ada Rönn") && log.contains("class=\"undone\""));
    assert_eq!(browser.post("/review/undo", &[("form", &field(&after, "form")), ("id", "1")]).status, 404);
}

#[test]
fn the_second_reviewer_sees_what_the_first_has_done_before_doing_otherwise() {
    let desk = desk(None, examples);
    let (mut ada, mut bo) = (Browser::new(desk.at), Browser::new(desk.at));
    let (hers, his) = (ada.get("/review").body, bo.get("/review").body);
    let subject = field(&hers, "subject");
    assert_eq!(subject, field(&his, "subject"));
    assert_eq!(
        answer(&mut ada, &hers, &[("verb", "confirm"), ("who", "Ada"), ("why", "I was there")]).status,
        303
    );
    let conflict = answer(&mut bo, &his, &[("verb", "reject"), ("who", "Bo"), ("why", "no source")]);
    assert_eq!(conflict.status, 409);
    for sign in ["Ada", "I was there", "no source", "Do it nevertheless"] {
        assert!(conflict.body.contains(sign), "{sign}: {}", conflict.body);
    }
    assert_eq!(state(&desk, &subject).as_deref(), Some("confirmed"), "nothing is overwritten");
    let start = conflict.body.find("id=\"yours\"").expect("his wish");
    let form = &conflict.body[start..];
    let fields = ["form", "back", "subject", "seen", "verb", "why", "who"].map(|it| (it, field(form, it)));
    let fields: Vec<_> = fields.iter().map(|it| (it.0, it.1.as_str())).collect();
    assert_eq!(bo.post("/review/correct", &fields).status, 303, "having seen it he may");
    assert_eq!(state(&desk, &subject).as_deref(), Some("rejected"));
    assert_eq!(ledger(&desk).log().expect("a log").len(), 2);
}

#[test]
fn a_hundred_who_correct_one_finding_at_once_leave_one_correction() {
    let desk = desk(None, examples);
    let page = Browser::new(desk.at).get("/review").body;
    let (subject, seen) = (field(&page, "subject"), field(&page, "seen"));
    let body =
        serde_json::json!({"subject": subject, "verb": "confirm", "seen": seen, "who": "many"}).to_string();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send = || {
            crate::client::ask(
                desk.at,
                "POST",
                "/api/v1/corrections",
                &[("Content-Type", "application/json")],
                &body,
            )
            .status
        };
        let all: Vec<_> = (0..40).map(|_| scope.spawn(send)).collect();
        all.into_iter().map(|it| it.join().expect("an answer")).collect()
    });
    assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|it| [201, 409, 503].contains(it)), "{statuses:?}");
    assert_eq!(ledger(&desk).log().expect("a log").len(), 1);
}

#[test]
fn words_are_mended_found_by_search_and_put_back() {
    let desk = desk(None, examples);
    let mut browser = Browser::new(desk.at);
    let told = ledger(&desk)
        .statements_after(0, 5)
        .expect("rows")
        .into_iter()
        .find(|it| it.words.split(' ').count() > 6)
        .expect("long");
    let path = format!("/s/{}", told.id);
    let page = browser.get(&path).body;
    let fewer: Vec<_> = told.words.split(' ').skip(2).collect();
    let fewer = fewer.join(" ");
    let spans = ledger(&desk).spans_of(told.row).expect("spans");
    let version = ledger(&desk).version_of(&told).expect("a text");
    let words = |it: &[(usize, usize)]| {
        it.iter().map(|it| version.text[it.0..it.1].to_owned()).collect::<Vec<_>>().join("\n")
    };
    let fields = [
        ("verb", "mend"),
        ("source", &words(&spans.source)),
        ("cue", &words(&spans.cue)),
        ("content", &fewer),
        ("why", "too much"),
    ];
    let done = answer(&mut browser, &page, &fields);
    assert_eq!(done.status, 303, "{}", done.body);
    let mended = ledger(&desk).cited(&told.id).expect("a statement");
    assert_eq!((mended.words.as_str(), mended.state.as_deref()), (fewer.as_str(), Some("confirmed")));
    assert_eq!(ledger(&desk).check().expect("checked"), Vec::<String>::new());
    let elsewhere = [("verb", "mend"), ("content", "these words the article does not have")];
    let again = browser.get(&path).body;
    assert_eq!(answer(&mut browser, &again, &elsewhere).status, 400);
    Ledger::open(&desk.folder.path().join("ledger")).expect("a ledger").undo(1).expect("undone");
    assert_eq!(ledger(&desk).cited(&told.id).expect("a statement").words, told.words);
    assert_eq!(ledger(&desk).check().expect("checked"), Vec::<String>::new());
}

#[test]
fn claims_and_actors_are_merged_and_statements_split_off_and_assigned() {
    let desk = desk(None, examples);
    let mut browser = Browser::new(desk.at);
    let claims = ledger(&desk).claims_after(0, false, 500).expect("claims").len();
    let page = browser.get("/claim/2").body;
    assert_eq!(answer(&mut browser, &page, &[("verb", "merge"), ("into", "C1")]).status, 303);
    assert_eq!(ledger(&desk).claims_after(0, false, 500).expect("claims").len(), claims - 1);
    let page = browser.get("/actor/2").body;
    assert_eq!(answer(&mut browser, &page, &[("verb", "merge"), ("into", "A1")]).status, 303);
    assert!(browser.get("/actor/1").body.contains("Also:"));
    let page = browser.get("/review").body;
    let subject = field(&page, "subject");
    assert_eq!(answer(&mut browser, &page, &[("verb", "split")]).status, 303);
    let told = browser.get("/review/log").body;
    assert!(told.contains(&subject.replace('&', "&amp;")), "{told}");
    let page = browser.get("/review").body;
    assert_eq!(
        answer(&mut browser, &page, &[("verb", "assign"), ("into", "C1"), ("position", "deny")]).status,
        303
    );
    assert_eq!(
        answer(&mut browser, &page, &[("verb", "assign"), ("into", "C1"), ("position", "both")]).status,
        400
    );
    assert_eq!(ledger(&desk).check().expect("checked"), Vec::<String>::new());
    for number in (1..=4).rev() {
        let form = field(&browser.get("/review/log").body, "form");
        assert_eq!(browser.post("/review/undo", &[("form", &form), ("id", &number.to_string())]).status, 303);
    }
    assert_eq!(ledger(&desk).claims_after(0, false, 500).expect("claims").len(), claims);
}
