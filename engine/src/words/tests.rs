use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// Words with a `·` between, a sentence a line, an empty line between paragraphs; `_`
/// stands for what cannot be seen.
fn draw(code: &str, text: &str) -> String {
    let words = split(text, Language::get(code).expect("there is data for it"));
    let mut out = String::new();
    for paragraph in &words.paragraphs {
        for sentence in
            words.sentences.iter().filter(|it| it.start >= paragraph.start && it.end <= paragraph.end)
        {
            let line: Vec<_> = words.words[sentence.clone()].iter().map(|it| it.span.of(text)).collect();
            out += &(line.join("·") + "\n");
        }
        out += "\n";
    }
    out.trim_end().replace(is_unseen, "_") + "\n"
}

fn check(code: &str, text: &str, expected: Expect) {
    expected.assert_eq(&draw(code, text));
}

#[test]
fn elided_words_and_pronouns_behind_their_verb_stand_alone() {
    check(
        "fr",
        "L'Onu a-t-elle dit qu'il viendrait jusqu’à Port-Hélier, aujourd'hui ? Donnez-le-moi, dit-on.",
        expect![[r#"
            L'·Onu·a·-t-·elle·dit·qu'·il·viendrait·jusqu’·à·Port-Hélier·,·aujourd'hui·?
            Donnez·-·le·-·moi·,·dit·-·on·.
        "#]],
    );
}

#[test]
fn whole_words_keep_their_apostrophe_and_hyphen() {
    check(
        "fr",
        "Quelqu'un, c'est-à-dire le porte-parole de N'Dava, prend rendez-vous à Villeneuve-d'Orme ; l'« ami » d'ORTA.",
        expect![[r#"
            Quelqu'un·,·c'est-à-dire·le·porte-parole·de·N'Dava·,·prend·rendez-vous·à·Villeneuve-d'Orme·;·l'·«·ami·»·d'·ORTA·.
        "#]],
    );
}

#[test]
fn clitics_leave_their_host() {
    check(
        "en",
        "Ada Vell's aides didn’t say they'd leave; you wouldn't've, the U.S.'s envoy can't. O'Dell, ma'am.",
        expect![[r#"
            Ada·Vell·'s·aides·did·n’t·say·they·'d·leave·;·you·would·n't·'ve·,·the·U.S.·'s·envoy·ca·n't·.
            O'Dell·,·ma'am·.
        "#]],
    );
}

#[test]
fn numbers_dates_and_hours_are_one_word() {
    check(
        "fr",
        "12\u{a0}000 euros, 1.200.000 ou 3,5 (50%) le 12/05/2020 à 10h30, de 2020-2021 à 18:45 ; 2020\u{a0}300.",
        expect![[r#"
            12 000·euros·,·1.200.000·ou·3,5·(·50·%·)·le·12/05/2020·à·10h30·,·de·2020-2021·à·18:45·;·2020·300·.
        "#]],
    );
}

#[test]
fn titles_and_initials_keep_their_dot_and_end_no_sentence() {
    check(
        "fr",
        "M. Orvel et Mme Vell. Le Dr. X. Dune, J.-C. Lam, etc. Elle part. Le plan B. Le maire rit. Karim B. a fui, p. 12.",
        expect![[r#"
            M.·Orvel·et·Mme·Vell·.
            Le·Dr.·X.·Dune·,·J.-C.·Lam·,·etc.
            Elle·part·.
            Le·plan·B·.
            Le·maire·rit·.
            Karim·B.·a·fui·,·p.·12·.
        "#]],
    );
}

#[test]
fn a_dotted_name_ends_a_sentence_before_a_word_that_begins_one() {
    check(
        "en",
        "The U.S. Senate met at 5 p.m. The mayor, J.K. Dunn Jr. of Ardence, left the U.S. He spoke to Sen. Ada Vell, R-Tenn., on Jan. 6. It rained.",
        expect![[r#"
            The·U.S.·Senate·met·at·5·p.m.
            The·mayor·,·J.K.·Dunn·Jr.·of·Ardence·,·left·the·U.S.
            He·spoke·to·Sen.·Ada·Vell·,·R-Tenn.·,·on·Jan.·6·.
            It·rained·.
        "#]],
    );
}

#[test]
fn addresses_handles_and_tags_are_one_word() {
    check(
        "en",
        "Write to ada.vell@press.example.org, see https://ardence.example/a?b=c. Or (www.ardence.example), ardence.org. @AdaVell #Dyke5.",
        expect![[r#"
            Write·to·ada.vell@press.example.org·,·see·https://ardence.example/a?b=c·.
            Or·(·www.ardence.example·)·,·ardence.org·.
            @AdaVell·#Dyke5·.
        "#]],
    );
}

#[test]
fn a_question_inside_a_quotation_ends_no_sentence() {
    check(
        "fr",
        "« Pourquoi ? », demande-t-il. « Non ! » crie-t-elle. « Oui. » Elle rit... Puis rien… « Bien. » – Vous ?",
        expect![[r#"
            «·Pourquoi·?·»·,·demande·-t-·il·.
            «·Non·!·»·crie·-t-·elle·.
            «·Oui·.·»
            Elle·rit·...
            Puis·rien·…
            «·Bien·.·»
            –·Vous·?
        "#]],
    );
}

#[test]
fn a_blank_line_ends_a_paragraph_and_a_long_line_does() {
    check(
        "fr",
        "Un titre\nLa maire d'Ardence a dit mardi que la digue tiendrait encore dix ans, mais que nul ne savait si le port tiendrait aussi longtemps qu'elle.\nElle part.\r\n\r\nFin",
        expect![[r#"
            Un·titre

            La·maire·d'·Ardence·a·dit·mardi·que·la·digue·tiendrait·encore·dix·ans·,·mais·que·nul·ne·savait·si·le·port·tiendrait·aussi·longtemps·qu'·elle·.

            Elle·part·.

            Fin
        "#]],
    );
}

#[test]
fn a_text_wrapped_by_a_machine_is_not_cut_at_its_lines() {
    check(
        "en",
        "The mayor of Ardence said on Tuesday that\nthe dyke would hold for ten more years and\nthat nobody knew whether the harbour would\nhold as long as that.\n\nShe left for the capital on the following\nday, aides said.",
        expect![[r#"
            The·mayor·of·Ardence·said·on·Tuesday·that·the·dyke·would·hold·for·ten·more·years·and·that·nobody·knew·whether·the·harbour·would·hold·as·long·as·that·.

            She·left·for·the·capital·on·the·following·day·,·aides·said·.
        "#]],
    );
}

#[test]
fn what_cannot_be_seen_stays_in_its_word() {
    check(
        "fr",
        "\u{feff}La di\u{ad}gue d'E\u{301}rable a\u{300} l\u{2019}e\u{301}te\u{301}, zé\u{200b}ro ‑ dit‑il.",
        expect![[r#"
            _La·di_gue·d'·Érable·à·l’·été·,·zé_ro·‑·dit·‑·il·.
        "#]],
    );
}

#[test]
fn a_text_without_spaces_or_ends_is_cut() {
    let language = Language::get("fr").expect("there is data for it");
    let words = split(&"x".repeat(1000), language);
    assert_eq!(words.words.len(), 5);
    let words = split(&"mot ".repeat(5000), language);
    assert_eq!(words.sentences.len(), 3);
}

proptest! {
    #[test]
    fn words_cover_every_text(text in "\\PC{0,40}|[ .'’«»\"\n\r\u{a0}\u{301}a-cE0-9@#/:-]{0,80}") {
        for language in Language::all() {
            laws(&text, language);
        }
    }
}

fn laws(text: &str, language: &Language) {
    let words = split(text, language);
    assert_eq!(words, split(text, language));
    let mut end = 0;
    for (i, word) in words.words.iter().enumerate() {
        assert!(text[end..word.span.start].chars().all(char::is_whitespace));
        assert!(!word.span.of(text).is_empty());
        assert!(words.sentences[word.sentence as usize].contains(&i));
        assert!(words.paragraphs[word.paragraph as usize].contains(&i));
        end = word.span.end;
    }
    assert!(text[end..].chars().all(char::is_whitespace));
}
