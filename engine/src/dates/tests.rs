use expect_test::{Expect, expect};

use super::{Value, find};
use crate::Language;

/// A language, an article's date (or none) and a text → its date expressions with their values.
fn check(code: &str, published: &str, text: &str, expected: Expect) {
    let language = Language::get(code).expect("a test's language is known");
    let found = find(text, language, published.parse().ok());
    let row = |it: &super::Expression| {
        format!("{} = {}", it.span.of(text), it.value.map_or("?".into(), Value::iso))
    };
    expected.assert_eq(&found.iter().map(row).collect::<Vec<_>>().join("; "));
}

#[test]
fn a_weekday_is_the_last_one_on_or_before_the_article() {
    check(
        "fr",
        "2031-05-09",
        "Elle l'a dit jeudi, puis vendredi soir.",
        expect!["jeudi = 2031-05-08; vendredi soir = 2031-05-09"],
    );
}

#[test]
fn a_weekday_to_come_says_so() {
    check("fr", "2031-05-09", "Le vote aura lieu lundi prochain.", expect!["lundi prochain = 2031-05-12"]);
    check(
        "en",
        "2031-05-09",
        "She spoke last Tuesday, and the vote is next Monday.",
        expect!["last Tuesday = 2031-05-06; next Monday = 2031-05-12"],
    );
}

#[test]
fn the_eve_hangs_on_the_day_that_the_text_named_last() {
    check(
        "fr",
        "2031-05-09",
        "Le 2 mai, il a cédé. La veille, il refusait.",
        expect!["2 mai = 2031-05-02; La veille = 2031-05-01"],
    );
}

#[test]
fn the_eve_of_something_is_not_reckoned() {
    check("fr", "2031-05-09", "À la veille du scrutin, il se tait.", expect![[""]]);
}

#[test]
fn whole_dates_need_no_article() {
    check(
        "fr",
        "",
        "Le 1er juillet 2029, puis le 12/05/2030, enfin jeudi.",
        expect!["1er juillet 2029 = 2029-07-01; le 12/05/2030 = 2030-05-12; jeudi = ?"],
    );
    check(
        "en",
        "",
        "On July 1st, 2029 and on 2030-05-12; then on Thursday.",
        expect!["July 1st, 2029 = 2029-07-01; 2030-05-12 = 2030-05-12; Thursday = ?"],
    );
}

#[test]
fn months_and_years_are_partial() {
    check(
        "fr",
        "2031-05-09",
        "En mars, fin avril 2028, en 2019 et en juin dernier.",
        expect!["En mars = 2031-03; fin avril 2028 = 2028-04; en 2019 = 2019; en juin dernier = 2030-06"],
    );
    check(
        "en",
        "2031-05-09",
        "In March, in late April 2028, in 2019 and last June.",
        expect!["In March = 2031-03; in late April 2028 = 2028-04; in 2019 = 2019; last June = 2030-06"],
    );
}

#[test]
fn spans_of_time_are_counted_from_the_article() {
    check(
        "fr",
        "2031-05-09",
        "Il y a deux semaines, il y a trois mois, hier, ce matin.",
        expect![
            "Il y a deux semaines = 2031-04-25; il y a trois mois = 2031-02; hier = 2031-05-08; ce matin = 2031-05-09"
        ],
    );
    check(
        "en",
        "2031-05-09",
        "Two weeks ago, three months ago, yesterday, this morning.",
        expect![
            "Two weeks ago = 2031-04-25; three months ago = 2031-02; yesterday = 2031-05-08; this morning = 2031-05-09"
        ],
    );
}

#[test]
fn counted_things_are_no_years() {
    // Should be nothing at all: “de 1500” counts too.
    check(
        "fr",
        "2031-05-09",
        "Elle en a vu, en 2019 exemplaires, plus de 1500 en tout.",
        expect!["de 1500 = 1500"],
    );
}

#[test]
fn several_units_make_one_stretch() {
    check(
        "en",
        "2031-05-09",
        "They met two months and three days ago.",
        expect!["two months and three days ago = 2031-03-06"],
    );
    check(
        "en",
        "2031-05-09",
        "It opens three weeks from tomorrow.",
        expect!["three weeks from tomorrow = 2031-05-31"],
    );
}

#[test]
fn a_feast_that_moves_has_its_day_in_each_year() {
    check("en", "2031-05-09", "It rained on Good Friday 2030.", expect!["Good Friday 2030 = 2030-04-19"]);
    check(
        "fr",
        "2031-05-09",
        "Il a plu le lundi de Pâques 2030.",
        expect!["lundi de Pâques 2030 = 2030-04-22"],
    );
}
