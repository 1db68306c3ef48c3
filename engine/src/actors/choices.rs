//! An article → the choices that are learned: which of several figures a description or a pronoun means.
//!
//! Only the lab asks for them. What is weighed is what [`super::resolve`] weighs; whom each figure
//! turns out to be, once descriptions have their names, is told too.

use rustc_hash::FxHashMap;

use super::{bodies, merge, pronoun, walked, words_of};
use crate::{Attribution, Document};

/// What is weighed, by the table of `data/common` that holds its weights.
pub const FEATURES: [(&str, &[&str]); 2] =
    [("bodies", &bodies::FEATURES), ("antecedents", &pronoun::FEATURES)];

/// One choice among figures.
pub struct Choice {
    /// Whom the words mean by themselves: the description; nobody for a pronoun.
    pub name: Option<String>,
    /// The attributions whose source it is.
    pub statements: Vec<u32>,
    /// Each figure by what it is called in the end, and what is weighed of it.
    pub candidates: Vec<(String, Vec<f32>)>,
}

/// Every description of a body that is a source, with the bodies it may be.
pub fn bodies(document: &Document, attributions: &mut [Attribution]) -> Vec<Choice> {
    walked(document, attributions, |walk, found, attributions| {
        let mut statements: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
        for (found, attribution) in found.iter().zip(attributions) {
            if let Some(figure) = found.as_ref().and_then(|it| it.figure) {
                statements.entry(figure).or_default().push(attribution.id);
            }
        }
        let name = |it: usize| walk.figures[it].name.clone();
        let mut choices = Vec::new();
        bodies::described(&walk, |it| {
            let Some(statements) = statements.remove(&it.figure) else { return };
            let candidates = it.candidates.into_iter().map(|(it, features)| (name(it), features.to_vec()));
            choices.push(Choice {
                name: Some(name(it.figure)),
                statements,
                candidates: candidates.collect(),
            });
        });
        choices
    })
}

/// Every pronoun of the third person that is a source, with the figures it may mean.
pub fn pronouns(document: &Document, attributions: &mut [Attribution]) -> Vec<Choice> {
    walked(document, attributions, |walk, _, attributions| {
        let is = merge::find(&walk);
        let choices = attributions.iter().filter_map(|it| {
            let words = words_of(walk.tokens, *it.source.first()?);
            let sought = pronoun::sought(&walk, words)?;
            let name = |figure: usize| walk.figures[is[figure]].name.clone();
            let candidates =
                walk.antecedents(&sought).into_iter().map(|it| (name(it.figure), it.features.to_vec()));
            Some(Choice { name: None, statements: vec![it.id], candidates: candidates.collect() })
        });
        choices.collect()
    })
}
