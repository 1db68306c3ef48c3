//! Possessives → whose lawyer, mother or spokesman somebody is.

use super::{
    phrase::Phrase,
    pronoun::{Candidate, Sought},
    refer::Walk,
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

    /// Whose it is that a possessive at a word means: the likeliest one close before it that can have what the noun names.
    pub fn possessor(&self, at: usize, noun: Option<Noun>) -> Option<usize> {
        let row = self.pronouns.get(&self.tokens.get(at)?.lower);
        let column = |which: usize| row.and_then(|it| it.get(which).copied());
        // Where the head stands last the possessive tells the gender of the owner.
        let told = column(2).filter(|_| self.grammar.head_last);
        let gender = told.and_then(Gender::from_name).unwrap_or(Gender::Either);
        let neuter = told == Some("n");
        // *our correspondent*, in the outlet's own words: no one whom the article tells of.
        if matches!(column(1), Some("i" | "we")) && !self.tokens[at].quoted {
            return None;
        }
        let sought = Sought { at, gender, neuter, plural: column(1) == Some("they") };
        // People have mothers before anything else has.
        let person = noun.is_some_and(|it| it.field.contains("life")) || matches!(told, Some("m" | "f"));
        let is_person = |it: &Candidate| self.figures[it.figure].kind == SpeakerType::Person;
        let near = |it: &Candidate| it.apart <= 2 && !(neuter && is_person(it));
        self.likeliest(&sought, |it| near(it) && (!person || is_person(it)))
            .or_else(|| self.likeliest(&sought, near))
    }

    /// *X of Y* in the article's language.
    pub fn of(&self, what: &str, whose: &str) -> String {
        let language = self.document.language;
        let vowels = language.setting("vowels").unwrap_or_default();
        let vowel = whose.chars().flat_map(char::to_lowercase).next().is_some_and(|it| vowels.contains(it));
        let word =
            language.setting("of-vowel").filter(|_| vowel).or(language.setting("of")).unwrap_or_default();
        let space = if word.ends_with('\'') { "" } else { " " };
        format!("{what} {word}{space}{whose}")
    }
}
