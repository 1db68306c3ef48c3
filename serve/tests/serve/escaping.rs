//! What articles say is text, whatever it looks like: 200 payloads in title, outlet, name, role, address and words.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use html5gum::{DefaultEmitter, Token, Tokenizer};
use selon::{Act, Actor, Article, Attribution, Certainty, Kind, Language, Reading, Span, SpeakerType};
use selon_ledger::Ledger;

use crate::{client::get, desk::desk};

const PAYLOADS: &str = include_str!("payloads.txt");

fn payloads() -> Vec<String> {
    let unescaped =
        |it: &str| it.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\u{1}").replace("\\r", "\r");
    PAYLOADS.lines().filter(|it| !it.starts_with("##") && !it.is_empty()).map(unescaped).collect()
}

/// An article in which everything is the payload.
fn article(id: usize, payload: &str) -> (Article, Reading) {
    let before = "Il a dit : ";
    let text = format!("{before}{payload}\n\nUn autre alinéa : {payload} et encore.");
    let mut article = Article::of_language(&format!("{id} {payload}"), &text, &Language::all()[0]);
    article.title = Some(payload.into());
    article.outlet = Some(payload.into());
    article.url =
        Some(if id.is_multiple_of(2) { payload.into() } else { format!("https://a.example/{id}?{payload}") });
    let said = |id: u32, start: usize, act: Act| Attribution {
        kind: Kind::Direct,
        actor: Some(0),
        speaker: Some(payload.into()),
        speaker_type: SpeakerType::Person,
        role: Some(payload.into()),
        affiliation: Some(format!("{payload} et Cie")),
        act,
        target: Some(payload.into()),
        certainty: Certainty::Hedged,
        when_value: Some(payload.into()),
        ..Attribution::of_words(
            id,
            Kind::Direct,
            vec![Span::new(0, 2)],
            vec![Span::new(3, 8)],
            vec![Span::new(start, start + payload.len())],
        )
    };
    let second = text.rfind(payload).expect("it stands there");
    let actor = Actor {
        name: payload.into(),
        kind: SpeakerType::Person,
        role: Some(payload.into()),
        affiliation: None,
        mentions: vec![Span::new(0, 2)],
    };
    let attributions = vec![said(1, before.len(), Act::Accuse), said(2, second, Act::Deny)];
    (
        article,
        Reading {
            language: Language::all()[0].code,
            actors: vec![actor],
            attributions,
            boilerplate: Vec::new(),
        },
    )
}

fn filled(ledger: &mut Ledger, payloads: &[String]) {
    for (id, payload) in payloads.iter().enumerate() {
        let (article, reading) = article(id, payload);
        ledger.add(&article, &reading).expect("added");
    }
}

/// Elements with the names of their attributes, and the values that could do something.
#[derive(Default)]
struct Seen {
    shapes: BTreeMap<String, BTreeSet<String>>,
    links: BTreeSet<String>,
    text: String,
}

fn seen(page: &str) -> Seen {
    let mut seen = Seen::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
                let shape = seen.shapes.entry(text(&tag.name)).or_default();
                for (name, value) in &tag.attributes {
                    shape.insert(text(name));
                    if [&b"href"[..], b"src", b"action", b"xlink:href", b"formaction"]
                        .contains(&name.0.as_slice())
                    {
                        seen.links.insert(text(value));
                    }
                }
            }
            Token::String(text) => seen.text += &String::from_utf8_lossy(&text),
            Token::Comment(_) => panic!("a comment in {page}"),
            _ => {}
        }
    }
    seen
}

/// All pages on which something of an article stands.
fn pages(at: SocketAddr, ledger: &Ledger) -> Vec<(String, String)> {
    let mut paths: Vec<String> =
        ["/", "/claims", "/actors", "/search", "/sources", "/review", "/review?by=links", "/review/log"]
            .map(String::from)
            .into();
    for it in ledger.statements_after(0, 1_000).expect("rows") {
        paths.push(format!("/article/{}", it.article));
        paths.push(format!("/s/{}", it.id));
        paths.extend(it.claim.map(|it| format!("/claim/{it}")));
        paths.extend(it.actor.map(|it| format!("/actor/{it}")));
        let words: String = it.words.chars().take(60).collect();
        paths.push(format!("/search?q={0}&speaker={0}&outlet={0}", crate::client::encoded(&words)));
        paths.push(format!("/claims?about={}", crate::client::encoded(&words)));
    }
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| (path.clone(), get(at, &path).body)).collect()
}

#[test]
fn two_hundred_payloads_are_shown_as_text_on_every_page() {
    let payloads = payloads();
    assert!(payloads.iter().collect::<BTreeSet<_>>().len() >= 200, "{}", payloads.len());
    // What pages look like when nobody means harm.
    let harmless: Vec<String> = (0..6).map(|it| format!("la digue numéro {it} tiendra")).collect();
    let plain = desk(None, |ledger| filled(ledger, &harmless));
    let mut usual = Seen::default();
    for (_, page) in pages(plain.at, &crate::desk::ledger(&plain)) {
        for (tag, attributes) in seen(&page).shapes {
            usual.shapes.entry(tag).or_default().extend(attributes);
        }
    }
    // What only a claim of many, or a longer list, shows.
    for (tag, attributes) in [
        ("a", &["rel", "aria-current", "class"][..]),
        ("ins", &[]),
        ("del", &[]),
        ("circle", &["cx", "cy", "r", "class"]),
        ("title", &[]),
        ("polyline", &["points"]),
        ("rect", &["x", "y", "width", "height", "rx", "class"]),
        ("line", &["x1", "x2", "y1", "y2", "class"]),
        ("text", &["x", "y", "text-anchor"]),
        ("svg", &["class", "width", "height", "role", "aria-label", "aria-hidden"]),
        ("figure", &["class"]),
        ("figcaption", &["class"]),
        ("q", &["lang"]),
    ] {
        usual.shapes.entry(tag.into()).or_default().extend(attributes.iter().map(|it| String::from(*it)));
    }
    let hostile = desk(None, |ledger| filled(ledger, &payloads));
    let mut shown = 0;
    for (path, page) in pages(hostile.at, &crate::desk::ledger(&hostile)) {
        assert!(page.starts_with("<!doctype html>"), "{path}: {page}");
        let seen = seen(&page);
        for (tag, attributes) in &seen.shapes {
            let known =
                usual.shapes.get(tag).unwrap_or_else(|| panic!("{path} has an element <{tag}>: {page}"));
            let more: Vec<_> = attributes.difference(known).collect();
            assert!(more.is_empty(), "{path}: <{tag}> has {more:?}");
        }
        for link in &seen.links {
            let outward = link.starts_with("https://") || link.to_ascii_lowercase().starts_with("http");
            assert!(
                outward || link.starts_with(['/', '#', '?']) && !link.starts_with("//"),
                "{path} leads to {link}"
            );
        }
        shown += usize::from(payloads.iter().any(|it| it.len() > 8 && seen.text.contains(it.as_str())));
    }
    assert!(shown > 400, "the words themselves are there: {shown}");
}
