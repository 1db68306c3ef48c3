//! Actors of several articles → who is one and the same.

use std::collections::HashMap;

use super::{
    names,
    page::{Figure, Page},
};
use crate::SpeakerType;

/// Somebody who speaks or is spoken of in one article or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The fullest name.
    pub name: String,
    /// `person`, `organisation`, ...
    pub kind: String,
    /// What else the articles call it, roles too.
    pub aliases: Vec<String>,
    /// Role, title or function, as first told.
    pub role: Option<String>,
    /// The body or state it belongs to, as first told.
    pub affiliation: Option<String>,
    /// Where: the article, and the index into its actors.
    pub members: Vec<(usize, usize)>,
}

/// Who is who over all articles. Anonymous sources are nobody's second mention.
pub fn merge(pages: &[Page]) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    let mut words: Vec<Vec<String>> = Vec::new();
    // A person's surname, or any word of another's name, leads to those who might be the same.
    let mut index: HashMap<String, Vec<usize>> = HashMap::new();
    for (article, page) in pages.iter().enumerate() {
        for (at, figure) in page.cast.iter().enumerate() {
            let name = names::words(&figure.name);
            let keys = keys(&name, &figure.kind);
            let found = keys.iter().flat_map(|it| index.get(it).into_iter().flatten()).copied();
            let found = found.into_iter().find(|it| is_same(&known[*it], &words[*it], figure, &name));
            let place = found.unwrap_or(known.len());
            match found {
                Some(it) => add(&mut known[it], &mut words[it], figure, name),
                None => {
                    known.push(fresh(figure));
                    words.push(name);
                }
            }
            known[place].members.push((article, at));
            for key in keys {
                let posted = index.entry(key).or_default();
                if !posted.contains(&place) {
                    posted.push(place);
                }
            }
        }
    }
    known
}

fn keys(name: &[String], kind: &str) -> Vec<String> {
    if kind == SpeakerType::Unnamed.name() {
        return Vec::new();
    }
    if kind == SpeakerType::Person.name() {
        return name.last().cloned().into_iter().collect();
    }
    let letters: String = name.iter().filter_map(|it| it.chars().next()).collect();
    name.iter().cloned().chain((name.len() > 1).then_some(letters)).collect()
}

fn is_same(known: &Known, words: &[String], figure: &Figure, name: &[String]) -> bool {
    known.kind == figure.kind && names::same(words, name, &figure.kind)
}

fn fresh(figure: &Figure) -> Known {
    Known {
        name: figure.name.clone(),
        kind: figure.kind.clone(),
        aliases: figure.aliases.clone(),
        role: figure.role.clone(),
        affiliation: figure.affiliation.clone(),
        members: Vec::new(),
    }
}

fn add(known: &mut Known, words: &mut Vec<String>, figure: &Figure, name: Vec<String>) {
    if name.len() > words.len() {
        known.aliases.push(std::mem::replace(&mut known.name, figure.name.clone()));
        *words = name;
    } else {
        known.aliases.push(figure.name.clone());
    }
    known.aliases.extend(figure.aliases.iter().cloned());
    known.aliases.sort();
    known.aliases.dedup();
    known.aliases.retain(|it| it != &known.name);
    known.role = known.role.take().or_else(|| figure.role.clone());
    known.affiliation = known.affiliation.take().or_else(|| figure.affiliation.clone());
}

/// Is this speaker the outlet of that name? An agency may be cited by its letters.
pub fn is_outlet(speaker: &str, outlet: &str) -> bool {
    let (a, b) = (names::words(speaker), names::words(outlet));
    names::same(&a, &b, SpeakerType::Organisation.name())
        || (a.len() == 1 && a[0].len() > 2 && b.contains(&a[0]))
}
