//! What holds for every text, whatever it says.

use std::sync::LazyLock;

use proptest::prelude::*;
use selon::{
    Article, Attribution, Language, Reading, Span,
    article::{self, Given, Piece},
};

/// Pieces that news is made of, and pieces that break what reads it.
static FRAGMENTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let fragments = "\
        «|»|« |»|“|”|„|‚|‘|’|‹|›|\"|'|'|''|—|–|-|(|)|[|]|:|;|,|, |.|. |...|…|?|!|¿| |\u{a0}|\u{202f}|\u{2009}|\n|\n\n|\r\n|\t|\u{feff}|\u{200b}|\u{301}|\
        a déclaré|a-t-il dit|dit-elle|selon|Selon |d'après|D’après|pour |accuse|a démenti|les accusations de|le démenti de|\
        précisant que|réfutant|qui a affirmé que|n'a pas souhaité commenter|il a été annoncé que|aurait|peut-être|\
        said|told reporters|according to|According to |accused|denied|declined to comment|who insisted that|it was alleged that|might|\
        la ministre|M. |Mme Dastrac|Yvon Delsart|le porte-parole|des sources|il|elle|she|they|Mr. Orlune|U.S. |l'Onu|\
        jeudi|le 12 mars 2021|last Tuesday|on Monday|1er|3 000|VALMORÈS, 12 mars (ALP) - |\
        que la digue tiendra|that the dyke holds|de la rivière|the river|𝔘nicode|😀|e\u{301}|İ|ß|ﬁ|漢字|\u{0}";
    fragments.split('|').chain(["|"]).collect()
});

/// Text that looks like news in places.
fn news() -> impl Strategy<Value = String> {
    let fragment = prop::sample::select(FRAGMENTS.clone()).prop_map(str::to_owned);
    let spaced = fragment.clone().prop_map(|it| it + " ");
    prop::collection::vec(prop_oneof![3 => fragment, 4 => spaced, 1 => ".{0,8}"], 0..60)
        .prop_map(|it| it.concat())
}

/// Text of every kind.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => news(), 1 => "(?s).{0,300}"]
}

fn readings(text: &str) -> Vec<Reading> {
    Language::all().iter().map(|it| selon::read(&Article::of_language("law", text, it))).collect()
}

fn spans(it: &Attribution) -> impl Iterator<Item = Span> {
    [&it.source, &it.cue, &it.content].into_iter().flatten().copied().chain(it.when)
}

/// Do two pieces overlap without one lying in the other?
fn cross(one: Span, other: Span) -> bool {
    one.overlaps(other) && !one.contains(other) && !other.contains(one)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asserted_can_be_underlined(text in text()) {
        for reading in readings(&text) {
            let found = reading.attributions.iter().flat_map(spans);
            let named = reading.actors.iter().flat_map(|it| it.mentions.iter().copied());
            let reasons = reading.attributions.iter().flat_map(|it| it.why.iter().filter_map(|it| it.words));
            for span in found.chain(named).chain(reasons).chain(reading.boilerplate.iter().copied()) {
                prop_assert!(text.get(span.start..span.end).is_some_and(|it| !it.is_empty()), "{span:?}");
            }
        }
    }

    #[test]
    fn the_same_text_gives_the_same_answer(text in text()) {
        prop_assert_eq!(readings(&text), readings(&text));
    }

    #[test]
    fn contents_nest_or_stand_apart(text in text()) {
        for reading in readings(&text) {
            let pieces: Vec<_> = reading.attributions.iter().flat_map(|it| &it.content).collect();
            for (at, one) in pieces.iter().enumerate() {
                let crossed = pieces[at + 1..].iter().find(|it| cross(**one, ***it));
                prop_assert!(crossed.is_none(), "{one:?} {crossed:?}");
            }
        }
    }

    #[test]
    fn ids_ascend_and_parents_exist(text in text()) {
        for reading in readings(&text) {
            let found = &reading.attributions;
            prop_assert!(found.iter().map(|it| it.id).eq(1..=found.len() as u32));
            for it in found {
                let parent = it.parent.is_none_or(|id| id != it.id && found.iter().any(|it| it.id == id));
                prop_assert!(parent, "{it:?}");
                prop_assert!(it.actor.is_none_or(|at| at < reading.actors.len()), "{it:?}");
            }
        }
    }

    #[test]
    fn nothing_is_its_own_ancestor(text in text()) {
        for reading in readings(&text) {
            let parent = |id| reading.attributions.iter().find(|it| it.id == id)?.parent;
            for it in &reading.attributions {
                let steps = std::iter::successors(it.parent, |id| parent(*id)).take(100).count();
                prop_assert!(steps < 100, "{it:?}");
            }
        }
    }

    #[test]
    fn every_finding_says_something_and_how_surely(text in text()) {
        for it in readings(&text).iter().flat_map(|it| &it.attributions) {
            prop_assert!(!it.content.is_empty() || it.act == selon::Act::Decline, "{it:?}");
            prop_assert!((0.0..=1.0).contains(&it.confidence), "{it:?}");
        }
    }
}

/// How files begin, and how they end.
const HEADS: &[&str] = &[
    "",
    "\u{feff}",
    "---\ntitle: a\n---\n",
    "<html><body><p>",
    "{\"text\": \"",
    "id,text\n1,\"",
    "[{",
    "<!--",
];
const TAILS: &[&str] = &["", "\"}\n", "</p></body></html>", "\n---\n", "\"\n2,", "\0"];

/// Bytes of every kind: noise, and news whose encoding or format is broken somewhere.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let noise = || prop::collection::vec(any::<u8>(), 0..12);
    let broken = (prop::sample::select(HEADS), noise(), news(), noise(), prop::sample::select(TAILS));
    let broken = broken.prop_map(|(head, before, text, after, tail)| {
        [head.as_bytes(), &before, text.as_bytes(), &after, tail.as_bytes()].concat()
    });
    prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..600), 2 => broken]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_become_articles_or_a_message(bytes in bytes()) {
        for piece in article::pieces(&bytes[..], Given::default()).take(100) {
            let Ok(article) = piece.and_then(Piece::article) else { continue };
            prop_assert!(!article.text.trim().is_empty());
            for span in &article.boilerplate {
                prop_assert!(article.text.get(span.start..span.end).is_some());
            }
            selon::read(&article);
        }
    }
}
