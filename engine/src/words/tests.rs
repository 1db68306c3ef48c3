use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// Words with a `·` between, a sentence a line, an empty line between paragraphs.
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
    out.trim_end().to_owned() + "\n"
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
