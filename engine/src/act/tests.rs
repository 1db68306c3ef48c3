use expect_test::{Expect, expect};

use crate::{Act, Article, Attribution, Document, Kind, Span, certainty};

/// A sentence with its source between `<>`, its cue between `{}` and its content between `[]` → act, target, certainty.
fn check(marked: &str, expected: Expect) {
    let mut text = String::new();
    let (mut source, mut cue, mut content, mut open) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '<' | '{' | '[' => open = text.len(),
            '>' => source.push(Span::new(open, text.len())),
            '}' => cue.push(Span::new(open, text.len())),
            ']' => content.push(Span::new(open, text.len())),
            _ => text.push(c),
        }
    }
    let article = Article::plain("a", &text).expect("a test's text is in a known language");
    let document = Document::new(&article);
    let mut found = [Attribution::of_words(1, Kind::Indirect, source, cue, content)];
    let read = super::judge(&document, &mut found);
    certainty::judge(&read, &mut found);
    let it = &found[0];
    let target = it.target.as_deref().unwrap_or("-");
    expected.assert_eq(&format!("{} {} {}", it.act.name(), target, it.certainty.name()));
}

#[test]
fn an_accusation_points_at_whom_it_names() {
    check(
        "La maire de Brume-sur-Orle {a accusé} [la société Kervalle d'avoir pollué la rivière].",
        expect!["accuse Kervalle certain"],
    );
}

#[test]
fn a_denial_is_told_by_its_verb() {
    check("Le groupe Kervalle {a démenti} [toute pollution de la rivière].", expect!["deny - certain"]);
}

#[test]
fn a_refusal_to_comment_leaves_it_open() {
    check(
        "Le groupe Kervalle {n'a pas souhaité commenter} [ces informations].",
        expect!["decline - unknown"],
    );
}

#[test]
fn hearsay_is_told_by_the_conditional() {
    check(
        "{Selon} <une source proche du dossier>, [la digue aurait cédé dans la nuit].",
        expect!["assert - hedged"],
    );
}

#[test]
fn a_future_told_from_the_past_is_no_doubt() {
    check(
        "Le préfet {a indiqué} que [la route serait rouverte dans la soirée].",
        expect!["assert - certain"],
    );
}

#[test]
fn an_english_demand_is_a_request() {
    check(
        "The mayor of Brackwater {urged} [residents to leave their homes before nightfall].",
        expect!["request - certain"],
    );
}

#[test]
fn every_act_has_its_row_in_the_plover_table() {
    let missing = Act::ALL.iter().filter(|it| !crate::language::common("plover").has(it.name()));
    assert_eq!(missing.count(), 0);
    assert_eq!(super::plover(Act::Criticise), Some(("ACCUSE", Some("disapprove"))));
    assert_eq!(super::plover(Act::Ask), None);
}
