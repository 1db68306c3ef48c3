//! A ledger as pages ask it: statements keep their address, mended words hold, nobody overwrites another.

use selon::{Article, article::Given};
use selon_ledger::{
    Error, Ledger, Spans, Subject, Verb,
    views::{Unsure, Wanted},
};

const ACCUSED: &str = "Le maire de Vallebrune, Tarek Lindqvist, a accusé mardi la société Carrelet d'avoir livré du béton de mauvaise \
    qualité pour la digue.";
const DENIED: &str = "La société Carrelet a démenti mercredi avoir livré du béton de mauvaise qualité pour la digue de Vallebrune. \
    « Ces accusations sont fausses », a déclaré sa directrice, Odile Marchetti.";

fn add(ledger: &mut Ledger, id: &str, text: &str) {
    let given = Given { id: id.into(), outlet: Some("Le Courrier".into()), ..Given::default() };
    let article = Article::of_text(text.into(), &given).expect("an article");
    ledger.add(&article, &selon::read(&article)).expect("added");
}

fn filled() -> Ledger {
    let mut ledger = Ledger::in_memory().expect("a ledger");
    add(&mut ledger, "mardi", ACCUSED);
    add(&mut ledger, "mercredi", DENIED);
    ledger
}

#[test]
fn a_statement_is_found_by_its_address_whatever_has_become_of_its_article() {
    let mut ledger = filled();
    let told = ledger.statements_after(0, 1).expect("rows").remove(0);
    assert_eq!(ledger.cited(&told.id).expect("a statement"), told);
    add(&mut ledger, "mardi", DENIED);
    let cited = ledger.cited(&told.id).expect("a statement");
    assert_eq!((cited.words, cited.current), (told.words.clone(), false));
    assert_eq!(ledger.version_of(&told).expect("a text").text, ACCUSED);
    // Made anew in another order, the ledger gives the article another number.
    let mut anew = Ledger::in_memory().expect("a ledger");
    add(&mut anew, "mercredi", DENIED);
    add(&mut anew, "mardi", ACCUSED);
    assert_eq!(anew.cited(&told.id).expect("a statement").words, told.words);
    for wrong in ["", "x", "0-0-0", "0123456789abcdef-1-1", "%-1-1", "'-1-1"] {
        assert!(matches!(ledger.cited(wrong), Err(Error::Missing(_))), "{wrong}");
    }
}

#[test]
fn mended_words_are_searched_hold_for_a_changed_page_and_are_put_back() {
    let mut ledger = filled();
    let told = ledger.statements_after(0, 1).expect("rows").remove(0);
    let subject = Subject::Statement(told.doc.clone(), told.number);
    let from = ACCUSED.find("d'avoir livré").expect("it stands there");
    let to = from + "d'avoir livré du béton".len();
    let old = ledger.spans_of(told.row).expect("spans");
    let spans = Spans { content: vec![(from, to)], ..old.clone() };
    let number = ledger.correct("Ada", "too much", &Verb::Mend(spans), &subject).expect("mended");
    let mended = |ledger: &Ledger| ledger.statement_of("mardi", told.number).expect("a statement").words;
    assert_eq!(mended(&ledger), "d'avoir livré du béton");
    let found = |ledger: &Ledger| {
        let wanted =
            Wanted { words: Some("mauvaise".into()), speaker: Some("Lindqvist".into()), ..Wanted::default() };
        ledger.find(&wanted, 0, 10).expect("found").total
    };
    assert_eq!(found(&ledger), 0, "what it no longer says does not find it");
    assert_eq!(ledger.check().expect("checked"), Vec::<String>::new());
    let nonsense = Spans { content: vec![(1, ACCUSED.len() + 9)], ..Spans::default() };
    assert!(ledger.correct("Ada", "", &Verb::Mend(nonsense), &subject).is_err());
    ledger.undo(number).expect("undone");
    assert_eq!((mended(&ledger), ledger.spans_of(told.row).expect("spans")), (told.words.clone(), old));
    assert_eq!(found(&ledger), 1);
    assert_eq!(ledger.check().expect("checked"), Vec::<String>::new());
}

#[test]
fn a_correction_that_has_not_seen_the_last_one_is_not_recorded() {
    let mut ledger = filled();
    let told = ledger.unsure(Unsure::Findings, 0, 1).expect("rows").remove(0);
    let claim = Subject::Claim(told.claim.expect("a claim"));
    for subject in [Subject::Statement(told.doc, told.number), claim] {
        let seen = ledger.mark(&subject).expect("a mark");
        let first = ledger.correct_seen("Ada", "", &Verb::Reject, &subject, Some(&seen)).expect("recorded");
        let second = ledger.correct_seen("Bo", "", &Verb::Confirm, &subject, Some(&seen));
        assert!(matches!(second, Err(Error::Changed(_))), "{second:?}");
        ledger.undo(first).expect("undone");
        assert_eq!(ledger.mark(&subject).expect("a mark"), seen, "it stands as it did");
    }
    assert_eq!(ledger.log().expect("rows").len(), 2);
}

#[test]
fn counts_of_a_search_are_those_of_what_it_is_narrowed_down_to() {
    let ledger = filled();
    let all = ledger.find(&Wanted::default(), 0, 100).expect("found");
    assert_eq!((all.total, all.capped), (all.statements.len(), false));
    for (act, count) in &all.facets.act {
        let wanted = Wanted { act: Some(act.clone()), ..Wanted::default() };
        assert_eq!(ledger.find(&wanted, 0, 100).expect("found").total, *count, "{act}");
    }
    let page = ledger.find(&Wanted::default(), 1, 1).expect("found").statements;
    assert_eq!(page, all.statements[1..2], "pages follow each other");
}

#[test]
fn a_reader_writes_nothing_and_sees_one_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger");
    let mut writer = Ledger::open(&path).expect("a ledger");
    add(&mut writer, "mardi", ACCUSED);
    let mut reader = Ledger::open_to_read(&path).expect("a reader");
    let before = reader.counts().expect("counts").articles;
    let (first, second) = reader
        .at_once(|it| {
            let first = it.counts()?.articles;
            add(&mut writer, "mercredi", DENIED);
            Ok((first, it.counts()?.articles))
        })
        .expect("answers");
    assert_eq!((first, second), (before, before), "what is written meanwhile is not seen");
    assert_eq!(reader.counts().expect("counts").articles, before + 1);
    assert!(reader.undo(1).is_err() && reader.remove("mardi").is_err());
}
