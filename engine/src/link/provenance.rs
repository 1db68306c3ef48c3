//! A statement → the chain by which it reaches the reader: outlet, who is quoted there, whom he has it from.

use super::{
    Links, Statement, cast, names,
    page::{Page, Said},
};
use crate::SpeakerType;

/// No rumour comes through more mouths than this.
const LONGEST: usize = 8;
/// A carried content that makes up so much of its carrier's is what the carrier passes on.
const WHOLE: f32 = 0.6;

/// One link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Its name, or what it is described as; `None` if the text does not say.
    pub name: Option<String>,
    /// Is it anonymous?
    pub unnamed: bool,
}

/// From the outlet down to whoever vouches first.
pub fn chain(pages: &[Page], links: &Links, at: Statement) -> Vec<Voucher> {
    let page = &pages[at.article];
    let outlet = page.outlet.clone().unwrap_or_else(|| page.doc.clone());
    let mut chain = vec![Voucher { name: Some(outlet), unnamed: false }];
    let mut seen = Vec::new();
    extend(pages, links, at, &mut chain, &mut seen);
    chain.dedup_by(|next, last| next.name.is_some() && next.name == last.name);
    chain
}

fn extend(pages: &[Page], links: &Links, at: Statement, chain: &mut Vec<Voucher>, seen: &mut Vec<Statement>) {
    let page = &pages[at.article];
    let Some(said) = page.said.iter().find(|it| it.id == at.id) else { return };
    let mut above = carriers(page, said);
    above.reverse();
    above.push(said);
    let mut last = said;
    while let Some(below) = passed_on(page, last).filter(|it| !above.iter().any(|or| or.id == it.id)) {
        above.push(below);
        last = below;
    }
    for it in &above {
        let others = above.iter().filter_map(|it| it.speaker.as_deref());
        let told: Vec<_> =
            others.chain(chain.iter().filter_map(|it| it.name.as_deref())).map(names::words).collect();
        let beside = |below: bool| {
            let mine = page.heard.iter().filter(|heard| heard.0 == it.id);
            let heard = mine.map(|it| &it.1).filter(move |it| it.below == below);
            let fresh = heard.filter(|it| !told.iter().any(|or| meet(or, &names::words(&it.name))));
            fresh.map(|it| Voucher { name: Some(it.name.clone()), unnamed: it.unnamed })
        };
        chain.extend(beside(false));
        chain.push(Voucher { name: it.speaker.clone(), unnamed: it.is_unnamed() });
        chain.extend(beside(true));
        if chain.len() >= LONGEST {
            chain.truncate(LONGEST);
            return;
        }
        seen.push(Statement { article: at.article, id: it.id });
    }
    // Another outlet that is read here too says itself whom it has it from.
    if last.speaker_type == SpeakerType::Organisation.name()
        && let Some(original) = original(pages, links, at, last, seen)
    {
        extend(pages, links, original, chain, seen);
    }
}

/// Have two names a word in common?
fn meet(a: &[String], b: &[String]) -> bool {
    a.iter().any(|it| b.contains(it))
}

/// Those that carry a statement, the nearest first.
fn carriers<'p>(page: &'p Page, said: &Said) -> Vec<&'p Said> {
    let mut found: Vec<&Said> = Vec::new();
    let mut parent = said.parent;
    while let Some(it) = parent.and_then(|id| page.said.iter().find(|it| it.id == id)) {
        if found.len() >= LONGEST || found.iter().any(|or| or.id == it.id) {
            break;
        }
        // Who rejects a thing does not vouch for it, but it is through him that it is known.
        found.push(it);
        parent = it.parent;
    }
    found
}

/// What a statement only passes on: one that it carries and that makes up most of it.
fn passed_on<'p>(page: &'p Page, said: &Said) -> Option<&'p Said> {
    let length = |it: &Said| it.spans.iter().map(|it| it.1.saturating_sub(it.0)).sum::<usize>();
    let carried = page.said.iter().filter(|it| it.parent == Some(said.id));
    let whole = carried.filter(|it| length(it) as f32 >= WHOLE * length(said) as f32);
    whole.max_by_key(|it| length(it)).filter(|_| length(said) > 0)
}

/// Where the outlet that is cited says it itself.
fn original(
    pages: &[Page],
    links: &Links,
    at: Statement,
    cited: &Said,
    seen: &[Statement],
) -> Option<Statement> {
    let speaker = cited.speaker.as_deref()?;
    let claims = links.claims.iter().filter(|it| it.statements.iter().any(|it| it.statement == at));
    let candidates = claims.flat_map(|it| &it.statements).map(|it| it.statement);
    let mut candidates =
        candidates.filter(|it| it.article != at.article && !seen.contains(it)).filter(|it| {
            let outlet = pages[it.article].outlet.as_deref().unwrap_or_default();
            cast::is_outlet(speaker, outlet)
        });
    candidates.next()
}

/// Has this statement a chain worth telling: more than somebody with a name who says it to the outlet?
pub fn is_told(page: &Page, id: u32, chain: &[Voucher]) -> bool {
    let said = page.said.iter().find(|it| it.id == id);
    let indirect = |it: &Said| it.is_unnamed() || it.speaker_type == SpeakerType::Document.name();
    chain.len() > 2 || said.is_some_and(indirect)
}
