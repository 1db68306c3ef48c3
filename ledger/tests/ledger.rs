//! A ledger as a desk uses it: articles are added, changed and corrected, and it holds together throughout.

use selon::{Article, article::Given};
use selon_ledger::{Added, Asked, Ledger, Subject, Verb, Visit};

const ACCUSED: &str = "Le maire de Vallebrune, Tarek Lindqvist, a accusé mardi la société Carrelet d'avoir livré du béton de mauvaise \
    qualité pour la digue.";
const DENIED: &str = "La société Carrelet a démenti mercredi avoir livré du béton de mauvaise qualité pour la digue de Vallebrune. \
    « Ces accusations sont fausses », a déclaré sa directrice, Odile Marchetti.";

fn article(id: &str, text: &str) -> Article {
    let given = Given { id: id.into(), outlet: Some("Le Courrier".into()), ..Given::default() };
    Article::of_text(text.into(), &given).expect("an article")
}

fn add(ledger: &mut Ledger, id: &str, text: &str) -> Added {
    let article = article(id, text);
    ledger.add(&article, &selon::read(&article)).expect("added")
}

fn filled() -> Ledger {
    let mut ledger = Ledger::in_memory().expect("a ledger");
    assert_eq!(add(&mut ledger, "mardi", ACCUSED), Added::New);
    assert_eq!(add(&mut ledger, "mercredi", DENIED), Added::New);
    ledger
}

fn is_sound(ledger: &Ledger) {
    assert_eq!(ledger.check().expect("checked"), Vec::<String>::new());
}

#[test]
fn adding_again_changes_nothing() {
    let mut ledger = filled();
    let before = ledger.export().expect("rows");
    assert!(!before.is_empty());
    assert_eq!(add(&mut ledger, "mardi", ACCUSED), Added::Known);
    assert_eq!(ledger.export().expect("rows"), before);
    is_sound(&ledger);
}

#[test]
fn a_changed_page_is_a_new_version_of_the_same_article() {
    let mut ledger = filled();
    let longer = format!("{ACCUSED} « La digue tiendra », a déclaré le préfet, Basile Orvan.");
    assert_eq!(add(&mut ledger, "mardi", &longer), Added::Changed);
    let shown = ledger.show("mardi").expect("rows");
    assert!(shown.iter().any(|it| it.words.contains("tiendra")), "{shown:?}");
    is_sound(&ledger);
    assert_eq!(add(&mut ledger, "mardi", ACCUSED), Added::Changed, "the old text stands there again");
    assert!(ledger.show("mardi").expect("rows").iter().all(|it| !it.words.contains("tiendra")));
    is_sound(&ledger);
}

#[test]
fn a_correction_survives_a_changed_page_and_can_be_undone() {
    let mut ledger = filled();
    let before = ledger.show("mardi").expect("rows");
    let first = Subject::parse(&before[0].statement).expect("a statement");
    let number = ledger.correct("Ada", "not what he said", &Verb::Reject, &first).expect("corrected");
    let is_shown =
        |ledger: &Ledger| ledger.show("mardi").expect("rows").iter().any(|it| it.words == before[0].words);
    assert!(!is_shown(&ledger));
    let longer = format!("{ACCUSED} « La digue tiendra », a déclaré le préfet, Basile Orvan.");
    add(&mut ledger, "mardi", &longer);
    assert!(!is_shown(&ledger), "read again, still rejected");
    ledger.undo(number).expect("undone");
    assert!(is_shown(&ledger));
    let log = ledger.log().expect("rows");
    assert_eq!((log.len(), log[0].undone, log[0].who.as_str()), (1, true, "Ada"));
    is_sound(&ledger);
}

#[test]
fn claims_are_merged_and_split_by_hand() {
    let mut ledger = filled();
    let elsewhere =
        "La boulangère du port, Odile Ferrac, a annoncé que le pain coûterait dix centimes de plus.";
    add(&mut ledger, "jeudi", elsewhere);
    let claims = ledger.claims(&Asked::default()).expect("rows");
    assert!(claims.len() > 1, "{claims:?}");
    let [a, b] = [&claims[0], &claims[1]].map(|it| Subject::parse(&it.claim).expect("a claim"));
    let merged = ledger.correct("Ada", "one thing", &Verb::Merge(a.clone()), &b).expect("merged");
    assert_eq!(ledger.claims(&Asked::default()).expect("rows").len(), claims.len() - 1);
    is_sound(&ledger);
    ledger.undo(merged).expect("undone");
    assert_eq!(ledger.claims(&Asked::default()).expect("rows"), claims);
    let statement = Subject::parse(&ledger.show("mardi").expect("rows")[0].statement).expect("a statement");
    ledger.correct("Ada", "another thing", &Verb::Split, &statement).expect("split");
    let row = &ledger.show("mardi").expect("rows")[0];
    assert_eq!(row.state.as_deref(), Some("confirmed"));
    is_sound(&ledger);
}

#[test]
fn a_removed_article_is_neither_shown_nor_lost() {
    let mut ledger = filled();
    assert_eq!(ledger.remove("mardi").expect("removed"), 1);
    assert!(ledger.show("mardi").expect("rows").is_empty());
    is_sound(&ledger);
    assert_eq!(add(&mut ledger, "mardi", ACCUSED), Added::Changed);
    assert!(!ledger.show("mardi").expect("rows").is_empty());
    is_sound(&ledger);
}

#[test]
fn accents_and_signs_are_no_hindrance_to_a_search() {
    let ledger = filled();
    let asked = |words: &str| Asked { words: Some(words.into()), ..Asked::default() };
    assert!(!ledger.search(&asked("beton DIGUE")).expect("rows").is_empty());
    assert!(ledger.search(&asked("\"' OR 1=1 --*(")).expect("rows").is_empty());
}

#[test]
fn an_interrupted_add_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger");
    let mut ledger = Ledger::open(&file).expect("a ledger");
    add(&mut ledger, "mardi", ACCUSED);
    let before = ledger.export().expect("rows");
    // The ledger is locked by somebody else: the add fails as a whole.
    let other = rusqlite::Connection::open(&file).expect("the same file");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let article = article("mercredi", DENIED);
    assert!(ledger.add(&article, &selon::read(&article)).is_err());
    other.execute_batch("ROLLBACK").expect("free");
    assert_eq!(ledger.export().expect("rows"), before);
    assert_eq!(add(&mut ledger, "mercredi", DENIED), Added::New);
    is_sound(&ledger);
}

#[test]
fn a_visit_is_remembered_until_the_next() {
    let mut ledger = filled();
    let url = "https://courrier.example/mardi";
    assert_eq!(ledger.visit(url).expect("rows"), None);
    let first =
        Visit { etag: Some("\"1\"".into()), place: Some("Le Courrier/mardi".into()), ..Visit::default() };
    let second = Visit { last_modified: Some("hier".into()), at: 2, ..first.clone() };
    for visit in [first, second] {
        ledger.visited(url, &visit).expect("written");
        assert_eq!(ledger.visit(url).expect("rows"), Some(visit));
    }
    assert!(!ledger.is_removed("Le Courrier/mardi").expect("rows"));
    ledger.remove("mardi").expect("removed");
    assert!(ledger.is_removed("Le Courrier/mardi").expect("rows"));
    is_sound(&ledger);
}
