//! A statement as pages show it, wherever it stands.

use selon_ledger::views::Told;

use crate::{text, visitor::Visitor, words::Words};

/// What is shown of a statement.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub id: String,
    /// Where it can be cited.
    pub href: String,
    pub day: String,
    pub speaker: String,
    pub unnamed: bool,
    pub actor: Option<String>,
    pub role: String,
    pub act: String,
    /// `deny`, `accuse` or nothing: what a colour stands for.
    pub class: &'static str,
    pub target: String,
    /// Words for what is not said flatly.
    pub doubt: String,
    pub outlet: String,
    pub article: String,
    pub language: String,
    pub words: String,
    /// Does the article give all of it in quotation marks?
    pub quoted: bool,
    /// The quotation marks of its language.
    pub marks: (&'static str, &'static str),
    pub confirmed: bool,
    pub rejected: bool,
    pub copy: bool,
    pub percent: i64,
    pub claim: Option<String>,
    pub position: String,
    pub position_class: &'static str,
    /// The words in the page where they stand.
    pub original: Option<String>,
    /// What it answers, and where that is.
    pub answers: Option<(String, String)>,
}

/// Words of a statement that are shown in a list.
const SHOWN: usize = 420;

/// A statement for a list.
pub fn card(v: &Visitor, told: &Told) -> Card {
    let name = told.speaker.clone().unwrap_or_else(|| v.t("nobody-named").to_owned());
    let role = [told.role.as_deref(), told.affiliation.as_deref()];
    let mut said = name.to_lowercase();
    let mut facts = Vec::new();
    for fact in role.into_iter().flatten() {
        if !said.contains(&fact.to_lowercase()) {
            said += &fact.to_lowercase();
            facts.push(fact);
        }
    }
    let position = told.position.as_deref().unwrap_or_default();
    Card {
        id: told.id.clone(),
        href: format!("/s/{}", told.id),
        day: told.day.clone().unwrap_or_else(|| v.t("no-day").to_owned()),
        unnamed: told.speaker_type == "unnamed",
        actor: told.actor.filter(|_| told.speaker_type != "unnamed").map(|it| format!("/actor/{it}")),
        role: facts.join(", "),
        act: v.of_value("act", &told.act).to_owned(),
        class: class(&told.act),
        target: told.target.clone().unwrap_or_default(),
        doubt: if told.certainty == "certain" {
            String::new()
        } else {
            v.of_value("certainty", &told.certainty).to_owned()
        },
        outlet: told.outlet.clone().unwrap_or_else(|| v.t("no-outlet").to_owned()),
        article: format!("/article/{}#n{}", told.article, told.number),
        language: told.language.clone(),
        words: text::short(&told.words, SHOWN),
        quoted: told.kind == "direct",
        marks: marks(v, &told.language),
        confirmed: told.state.as_deref() == Some("confirmed"),
        rejected: told.state.as_deref() == Some("rejected"),
        copy: told.copy,
        percent: (told.confidence * 100.0).round() as i64,
        claim: told.claim.map(|it| format!("/claim/{it}")),
        position: if told.claim.is_some() {
            v.of_value("position", position).to_owned()
        } else {
            String::new()
        },
        position_class: position_class(position),
        original: text::fragment(told.url.as_deref(), &told.words),
        answers: None,
        speaker: name,
    }
}

/// Statements for a list.
pub fn cards(v: &Visitor, told: &[Told]) -> Vec<Card> {
    told.iter().map(|it| card(v, it)).collect()
}

/// The quotation marks of a language, else the visitor's.
pub fn marks(v: &Visitor, language: &str) -> (&'static str, &'static str) {
    let words = Words::of(language).unwrap_or(v.words);
    (words.known("quote.open"), words.known("quote.close"))
}

/// Which acts have a colour.
pub fn class(act: &str) -> &'static str {
    match act {
        "deny" => "deny",
        "accuse" => "accuse",
        _ => "",
    }
}

/// How a position is drawn.
pub fn position_class(position: &str) -> &'static str {
    match position {
        "affirm" => "affirm",
        "deny" => "deny",
        _ => "open",
    }
}
