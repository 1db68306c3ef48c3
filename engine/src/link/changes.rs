//! The same actor on the same claim, earlier and later: who has changed position.

use super::{
    Links, Position, Stance, Statement, names,
    page::{Page, Said},
};

/// Somebody said one thing and later the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Index of the claim.
    pub claim: usize,
    /// Who.
    pub speaker: String,
    /// The last statement of the old position.
    pub from: Statement,
    /// The first of the new one.
    pub to: Statement,
}

/// A position counts from this confidence on: below it turns were as often readings of one position
/// in two ways (the affairs 01 to 06).
const CLEAR: f32 = 0.65;

/// All turns, claim by claim; nobody turns twice on a claim in one article.
pub fn find(pages: &[Page], links: &Links) -> Vec<Turn> {
    let mut turns = Vec::new();
    for (claim, it) in links.claims.iter().enumerate() {
        let mut taken: Vec<(String, &Said, Statement, Position)> = Vec::new();
        let held = |it: &&Stance| it.position != Position::Unknown && it.confidence >= CLEAR;
        for stance in it.statements.iter().filter(held) {
            let page = &pages[stance.statement.article];
            let Some(said) = page.said.iter().find(|it| it.id == stance.statement.id) else { continue };
            if said.is_unnamed() || said.speaker.is_none() {
                continue;
            }
            let date = said.when.clone().or_else(|| page.published.clone()).unwrap_or_default();
            taken.push((date, said, stance.statement, stance.position));
        }
        // Without dates the order of the articles is all there is.
        taken.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.cmp(&b.2)));
        for (at, (date, said, statement, position)) in taken.iter().enumerate() {
            let mine = names::words(said.speaker.as_deref().unwrap_or_default());
            let same = |it: &Said| {
                names::same(
                    &mine,
                    &names::words(it.speaker.as_deref().unwrap_or_default()),
                    &said.speaker_type,
                )
            };
            let last = taken[..at].iter().rev().find(|it| same(it.1));
            let Some((before, _, from, old)) = last else { continue };
            // Two positions on one day in one article are two readings of one speech.
            let apart = before != date || from.article != statement.article;
            let mine = |it: &Turn| it.claim == claim && it.to.article == statement.article && it.to == *from;
            if old != position && apart && !turns.iter().any(mine) {
                let speaker = said.speaker.clone().unwrap_or_default();
                turns.push(Turn { claim, speaker, from: *from, to: *statement });
            }
        }
    }
    turns
}
