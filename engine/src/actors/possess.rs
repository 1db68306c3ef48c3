//! Possessives → whose lawyer, mother or spokesman somebody is.

use super::{
    cast::Figure,
    phrase::Phrase,
    refer::{Seen, Walk},
    roles::Role,
    tokens::{Class, Gender, Noun},
};
use crate::SpeakerType;

impl Walk<'_, '_> {
    /// *son avocat Jean Valmy*: whose lawyer he is.
    pub fn belongs(&mut self, figure: usize, role: &Role) {
        let his = role.words.start.checked_sub(1).filter(|it| self.tokens[*it].class == Class::His);
        let owner = his.and_then(|it| self.possessor(it, self.tokens[role.head].noun));
        if let Some(owner) = owner.filter(|it| self.figures[*it].named && *it != figure) {
            let whole = self.of(&self.text(role.words.clone()), &self.figures[owner].name);
            let owner = self.figures[owner].name.clone();
            self.figures[figure].has_role(whole);
            self.figures[figure].affiliation.get_or_insert(owner);
        }
    }

    /// A phrase with its possessor spelled out: *avocat de Jean Valmy*.
    pub fn possessed(&self, phrase: &Phrase) -> Option<String> {
        let owner = self.possessor(phrase.words.start, phrase.noun).filter(|it| self.figures[*it].named)?;
        let core = self.text(phrase.core.clone());
        Some(self.of(&core, &self.figures[owner].name))
    }

    /// Whose it is that a possessive at a word means: the last subject that can have what the noun names.
    pub fn possessor(&self, at: usize, noun: Option<Noun>) -> Option<usize> {
        // Where the head stands last the possessive tells the gender of the owner.
        let word = self.tokens.get(at).filter(|_| self.grammar.head_last);
        let gender =
            word.and_then(|it| self.pronouns.get(&it.lower)).and_then(|it| Gender::from_name(it.get(2)?));
        let one =
            |figure: &Figure| !figure.plural && gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b));
        let near = self.seen.iter().rev().filter(|it| it.start < at && one(&self.figures[it.figure])).take(8);
        // People have mothers before anything else has.
        let person = noun.is_some_and(|it| it.field.contains("life"));
        let fits = |it: &&Seen| !person || self.figures[it.figure].kind == SpeakerType::Person;
        let here = self.tokens.get(at)?.sentence;
        let close = near.filter(|it| here - self.tokens[it.start].sentence.min(here) <= 2);
        let people = close.clone().filter(fits);
        let subject = people.clone().find(|it| self.is_subject(it));
        subject.or_else(|| people.clone().next()).or_else(|| close.clone().next()).map(|it| it.figure)
    }

    /// *X of Y* in the article's language.
    fn of(&self, what: &str, whose: &str) -> String {
        let language = self.document.language;
        let vowels = language.setting("vowels").unwrap_or_default();
        let vowel = whose.chars().flat_map(char::to_lowercase).next().is_some_and(|it| vowels.contains(it));
        let word =
            language.setting("of-vowel").filter(|_| vowel).or(language.setting("of")).unwrap_or_default();
        let space = if word.ends_with('\'') { "" } else { " " };
        format!("{what} {word}{space}{whose}")
    }
}
