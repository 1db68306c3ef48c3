//! What articles say together → the lists at the end of a `selon/1` document.

use serde::Serialize;

use crate::{
    export::{Options, json::rounded},
    link::{Links, Page, Statement, cast::Known, provenance::Voucher, quotes::Change},
};

/// `"actors":[…],…,"changes":[…]`, without the braces around.
pub fn lists(pages: &[Page], links: &Links, options: &Options) -> String {
    let document = serde_json::to_string(&document(pages, links, options)).unwrap_or_default();
    document.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_owned()
}

/// A statement: its article's id and its own.
type Place<'a> = (&'a str, u32);

#[derive(Serialize)]
struct Document<'a> {
    actors: Vec<ActorRow<'a>>,
    claims: Vec<ClaimRow<'a>>,
    replies: Vec<ReplyRow<'a>>,
    quotes: Vec<QuoteRow<'a>>,
    copies: Vec<Vec<&'a str>>,
    provenance: Vec<ChainRow<'a>>,
    changes: Vec<ChangeRow<'a>>,
}

#[derive(Serialize)]
struct ActorRow<'a> {
    id: String,
    name: &'a str,
    kind: &'a str,
    aliases: &'a [String],
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    members: Vec<(&'a str, String)>,
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    id: String,
    text: &'a str,
    contested: bool,
    statements: Vec<StanceRow<'a>>,
}

#[derive(Serialize)]
struct StanceRow<'a> {
    s: Place<'a>,
    position: &'a str,
    certainty: &'a str,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<(&'a str, f64)>>,
}

#[derive(Serialize)]
struct ReplyRow<'a> {
    from: Place<'a>,
    to: Place<'a>,
    r#type: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct QuoteRow<'a> {
    same: [Place<'a>; 2],
    altered: bool,
    changes: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct ChainRow<'a> {
    s: Place<'a>,
    chain: Vec<String>,
}

#[derive(Serialize)]
struct ChangeRow<'a> {
    claim: String,
    speaker: &'a str,
    from: Place<'a>,
    to: Place<'a>,
}

fn document<'a>(pages: &'a [Page], links: &'a Links, options: &Options) -> Document<'a> {
    let place = |it: Statement| (pages.get(it.article).map_or("", |it| it.doc.as_str()), it.id);
    let docs =
        |it: &Vec<usize>| it.iter().filter_map(|it| pages.get(*it)).map(|it| it.doc.as_str()).collect();
    let claims = links.claims.iter().enumerate().map(|(at, it)| ClaimRow {
        id: claim_id(at),
        text: &it.text,
        contested: it.is_contested(),
        statements: it
            .statements
            .iter()
            .map(|it| StanceRow {
                s: place(it.statement),
                position: it.position.name(),
                certainty: &it.certainty,
                confidence: rounded(it.confidence),
                why: options.explain.then(|| {
                    it.why
                        .iter()
                        .map(|(what, by)| (*what, (f64::from(*by) * 100.0).round() / 100.0))
                        .collect()
                }),
            })
            .collect(),
    });
    Document {
        actors: links.actors.iter().enumerate().map(|(at, it)| actor(at, it, pages)).collect(),
        claims: claims.collect(),
        replies: links
            .replies
            .iter()
            .map(|it| ReplyRow {
                from: place(it.from),
                to: place(it.to),
                r#type: it.sort.name(),
                confidence: rounded(it.confidence),
            })
            .collect(),
        quotes: links
            .quotes
            .iter()
            .map(|it| QuoteRow {
                same: it.same.map(place),
                altered: it.altered,
                changes: it.changes.iter().map(change).collect(),
            })
            .collect(),
        copies: links.copies.iter().map(docs).collect(),
        provenance: links
            .provenance
            .iter()
            .map(|(at, chain)| ChainRow { s: place(*at), chain: chain.iter().map(voucher).collect() })
            .collect(),
        changes: links
            .changes
            .iter()
            .map(|it| ChangeRow {
                claim: claim_id(it.claim),
                speaker: &it.speaker,
                from: place(it.from),
                to: place(it.to),
            })
            .collect(),
    }
}

fn actor<'a>(at: usize, it: &'a Known, pages: &'a [Page]) -> ActorRow<'a> {
    let members = it
        .members
        .iter()
        .filter_map(|(article, actor)| Some((pages.get(*article)?.doc.as_str(), format!("a{}", actor + 1))));
    ActorRow {
        id: format!("A{}", at + 1),
        name: &it.name,
        kind: &it.kind,
        aliases: &it.aliases,
        role: it.role.as_deref(),
        affiliation: it.affiliation.as_deref(),
        members: members.collect(),
    }
}

fn claim_id(at: usize) -> String {
    format!("C{}", at + 1)
}

fn change(it: &Change) -> (&'static str, &str) {
    match it {
        Change::Kept(words) => ("kept", words),
        Change::Out(words) => ("out", words),
        Change::In(words) => ("in", words),
    }
}

/// `pêcheurs du port (unnamed)`; `?` for whom the text does not tell.
pub fn voucher(it: &Voucher) -> String {
    match (&it.name, it.unnamed) {
        (Some(name), true) => format!("{name} (unnamed)"),
        (Some(name), false) => name.clone(),
        (None, _) => "?".into(),
    }
}
