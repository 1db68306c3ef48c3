use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::{Language, words};

/// A quotation a line, indented by its depth; `…` where no mark closes it, `↓`
/// where the next paragraph goes on with it.
fn check(text: &str, expected: Expect) {
    let mut out = String::new();
    for quote in find(text) {
        let end = if quote.continues {
            " ↓"
        } else if quote.closed {
            ""
        } else {
            " …"
        };
        let words = quote.outer.of(text).replace('\n', "⏎");
        out += &format!("{}{words}{end}\n", "  ".repeat(quote.depth.into()));
    }
    expected.assert_eq(&out);
}

#[test]
fn every_pair_of_marks_makes_a_quotation() {
    check(
        "« Un », “two”, \"three\", ''four'', „fünf“, ‹ six › et ‘seven’ or 'eight'.",
        expect![[r#"
            « Un »
            “two”
            "three"
            ''four''
            „fünf“
            ‹ six ›
            ‘seven’
            'eight'
        "#]],
    );
}

#[test]
fn a_quotation_stands_in_another() {
    check(
        "« Le maire m'a dit “je pars”, et il est resté », raconte Ada Vell. “She said ‘no’ twice.”",
        expect![[r#"
            « Le maire m'a dit “je pars”, et il est resté »
              “je pars”
            “She said ‘no’ twice.”
              ‘no’
        "#]],
    );
}

#[test]
fn apostrophes_and_inches_are_no_quotation() {
    check(
        "L'an '90s, the workers' 27\" screen of the '80s isn't O'Dell's. Rock 'n' roll.",
        expect![[r#"
        'n'
    "#]],
    );
}

#[test]
fn an_apostrophe_behind_a_plural_does_not_close() {
    check(
        "‘The workers’ own words,’ said Ada Vell. ‘Fine’ was the voters’ word.",
        expect![[r#"
        ‘The workers’ own words,’
        ‘Fine’
    "#]],
    );
}

#[test]
fn a_mark_of_another_kind_closes_where_its_own_is_lost() {
    check(
        "“We leave,\" she said. \"Tomorrow.” He said “the \"plan\" failed” and « it \" too.",
        expect![[r#"
            “We leave,"
            "Tomorrow.”
            “the "plan" failed”
              "plan"
            « it "
        "#]],
    );
}

#[test]
fn a_lost_mark_does_not_turn_the_next_paragraph_inside_out() {
    check(
        "« Nous partons, dit-elle.\n\nElle cite « la digue » et \"le port\".\n\n\"One, she said. \"Two,\" he said.\n\nThe \"third\" day.",
        expect![[r#"
            « Nous partons, dit-elle. …
            « la digue »
            "le port"
            "One, she said. …
            "Two,"
            "third"
        "#]],
    );
}

#[test]
fn a_long_quotation_opens_each_paragraph_again() {
    check(
        "« Premier jour.\n\n« Deuxième jour.\n\n« Troisième jour », dit-il. « Fin. »",
        expect![[r#"
        « Premier jour. ↓
        « Deuxième jour. ↓
        « Troisième jour »
        « Fin. »
    "#]],
    );
}

#[test]
fn a_quotation_may_run_over_paragraphs_that_open_nothing() {
    check(
        "« Premier jour.\n\nDeuxième jour.\n\nTroisième jour », dit-il.",
        expect![[r#"
        « Premier jour.⏎⏎Deuxième jour.⏎⏎Troisième jour »
    "#]],
    );
}

#[test]
fn a_stray_closing_mark_opens_nothing() {
    check(
        "Il part », dit-elle. We left,” she said. He stays,\" they said, \"here\".",
        expect![[r#"
        "here"
    "#]],
    );
}

#[test]
fn an_elided_word_may_stand_before_the_mark() {
    check(
        "l'\"ami\", d'« hier », the word—\"now\"—and (\"then\").",
        expect![[r#"
        "ami"
        « hier »
        "now"
        "then"
    "#]],
    );
}

#[test]
fn straight_marks_with_spaces_on_both_sides_alternate() {
    check(
        "Il dit : \" Je pars. \" Elle répond : \" Restez ! \"",
        expect![[r#"
        " Je pars. "
        " Restez ! "
    "#]],
    );
}

#[test]
fn marks_with_nothing_between_are_no_quotation() {
    check("« » and \"\" and “ ”.", expect![[""]]);
}

#[test]
fn the_name_of_a_work_and_a_doubled_tick_are_quoted() {
    check(
        "''We read `` The Dyke '' twice,'' he said.",
        expect![[r#"
        ''We read `` The Dyke '' twice,''
          `` The Dyke ''
    "#]],
    );
}

#[test]
fn every_word_knows_how_deep_it_stands() {
    let text = "Il dit « le “grand” jour ».";
    let words = words::split(text, Language::get("fr").expect("there is data for it"));
    let depths = depths(&find(text), &words.words);
    let drawn: Vec<_> =
        words.words.iter().zip(depths).map(|(it, depth)| format!("{}{depth}", it.span.of(text))).collect();
    expect!["Il0 dit0 «1 le1 “2 grand2 ”2 jour1 »1 .0"].assert_eq(&drawn.join(" "));
}

proptest! {
    #[test]
    fn quotations_stand_on_character_boundaries(text in "\\PC{0,40}|[ .,'’‘«»“”\"\n5sé„›‹-]{0,80}") {
        let quotes = find(&text);
        assert_eq!(quotes, find(&text));
        for quote in &quotes {
            assert!(quote.outer.contains(quote.inner));
            assert!(!quote.inner.of(&text).trim().is_empty());
            assert!(!quote.outer.of(&text).is_empty());
            for other in &quotes {
                let apart = !quote.outer.overlaps(other.outer);
                assert!(apart || quote.outer.contains(other.outer) || other.outer.contains(quote.outer));
            }
        }
        for language in Language::all() {
            let words = words::split(&text, language);
            assert_eq!(depths(&quotes, &words.words).len(), words.words.len());
        }
    }
}
