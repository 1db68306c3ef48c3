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
