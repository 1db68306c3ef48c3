//! An attribution → the phrases that a person reads, in a digest or on a page.

use crate::{Act, Attribution, Certainty, Language, Reading, SpeakerType, export::piece};

/// The act as a verb that a name may stand before.
pub fn verb(act: Act) -> &'static str {
    match act {
        Act::Assert => "says",
        Act::Accuse => "accuses",
        Act::Deny => "denies",
        Act::Confirm => "confirms",
        Act::Concede => "admits",
        Act::Request => "urges",
        Act::Promise => "promises",
        Act::Threaten => "threatens",
        Act::Warn => "warns",
        Act::Support => "backs",
        Act::Criticise => "criticises",
        Act::Ask => "asks",
        Act::Decline => "no comment",
    }
}

/// Who speaks: the actor, else the name, else nobody known.
pub type Speaker<'a> = (Option<usize>, Option<&'a str>);

/// Who speaks, to compare.
pub fn speaker(it: &Attribution) -> Speaker<'_> {
    if it.actor.is_some() { (it.actor, None) } else { (None, it.speaker.as_deref()) }
}

/// The speaker's name; `None` if the article gives none.
pub fn name<'a>(it: &'a Attribution, reading: &'a Reading) -> Option<&'a str> {
    let actor = it.actor.and_then(|at| reading.actors.get(at));
    it.speaker.as_deref().or(actor.map(|it| it.name.as_str()))
}

/// What is to be told of the speaker besides the name: anonymous, role, affiliation, none twice.
pub fn facts<'a>(it: &'a Attribution, reading: &'a Reading) -> Vec<&'a str> {
    let actor = it.actor.and_then(|at| reading.actors.get(at));
    let role = it.role.as_deref().or(actor.and_then(|it| it.role.as_deref()));
    let affiliation = it.affiliation.as_deref().or(actor.and_then(|it| it.affiliation.as_deref()));
    let mut told = name(it, reading).unwrap_or("").to_lowercase();
    let mut facts = Vec::new();
    for fact in [role, affiliation].into_iter().flatten() {
        if !told.contains(&fact.to_lowercase()) {
            facts.push(fact);
            told += &fact.to_lowercase();
        }
    }
    facts
}

/// Is the speaker one whom the article does not name?
pub fn unnamed(it: &Attribution) -> bool {
    it.speaker_type == SpeakerType::Unnamed
}

/// `hedged (serait)`, `open`; `None` for what is said flatly.
pub fn doubt(it: &Attribution, text: &str) -> Option<String> {
    match it.certainty {
        Certainty::Certain => None,
        Certainty::Hedged => Some(format!("hedged{}", hedge(it, text))),
        // Questions and refusals are open by nature.
        Certainty::Unknown => (!matches!(it.act, Act::Ask | Act::Decline)).then(|| "open".into()),
    }
}

/// The words that hedge, where they are known.
fn hedge(it: &Attribution, text: &str) -> String {
    let reasons = it.why.iter().filter(|it| it.field == "certainty").filter_map(|it| it.words);
    let words: Vec<_> = reasons.map(|it| piece::words_of(text, it)).filter(|it| !it.is_empty()).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

/// `jeudi (2026-03-12)`: when it was said, in the article's words and as a date.
pub fn when(it: &Attribution, text: &str) -> Option<String> {
    let words = it.when.map(|it| piece::words_of(text, it)).filter(|it| !it.is_empty());
    match (words, it.when_value.as_deref()) {
        (Some(words), Some(value)) if !words.contains(value) => Some(format!("{words} ({value})")),
        (words, value) => words.or(value).map(String::from),
    }
}

/// `3 statements`.
pub fn count(reading: &Reading) -> String {
    match reading.attributions.len() {
        0 => "nobody is reported to say anything".into(),
        1 => "1 statement".into(),
        count => format!("{count} statements"),
    }
}

/// The language's name in English.
pub fn language(reading: &Reading) -> &'static str {
    Language::get(reading.language).map_or(reading.language, |it| it.name)
}
