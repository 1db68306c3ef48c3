//! Definite phrases → whom of those told of they take up.
//!
//! A noun takes up whoever was called so; where nobody was, a post or a trade
//! goes to the likeliest person, a sort of body to the last of its sort.

use super::{
    cast::Figure,
    phrase::{self, Phrase},
    pronoun::Sought,
    refer::{Found, MEMORY, Walk},
    tokens::{Class, Gender, Sort},
};
use crate::SpeakerType;

/// What a description looks back over.
const REMEMBERED: usize = 400;

impl Walk<'_, '_> {
    /// Somebody told of before whom a phrase takes up; what only passes by is taken up by its own noun alone.
    pub fn taken_up(&self, phrase: &Phrase, sort: Option<Sort>, speaks: bool) -> Option<Found> {
        match phrase.determiner {
            Class::His => self.his(phrase),
            Class::A | Class::Some => None,
            _ if phrase.plural => self.known_group(phrase),
            _ => self.known(phrase, sort, speaks),
        }
    }

    /// Somebody known whom a definite singular takes up.
    fn known(&self, phrase: &Phrase, sort: Option<Sort>, speaks: bool) -> Option<Found> {
        let lemma = phrase.noun.map_or(self.tokens[phrase.head].lower.as_str(), |it| it.lemma);
        let rest = self.rest(phrase);
        let fits = |at: usize| {
            let figure = &self.figures[at];
            figure.plural == phrase.plural
                && phrase.gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b))
                && figure.lemmas.iter().any(|it| it == lemma)
                && (self.agrees(figure, &rest) || self.is_of_one_state(figure, phrase))
        };
        let found = |figure, how| Some(Found { figure: Some(figure), how });
        let before = self.before(phrase);
        if let Some(figure) = before.clone().find(|it| fits(*it)) {
            return found(figure, "a description: the last one called so before it");
        }
        let elsewhere = self.by_lemma.get(lemma).map_or(&[][..], Vec::as_slice);
        if let Some(figure) = elsewhere.iter().copied().take(MEMORY).find(|it| fits(*it)) {
            return found(figure, "a description: somebody called so elsewhere in the article");
        }
        if !speaks {
            return None;
        }
        match sort {
            Some(Sort::Role | Sort::People) if phrase.determiner != Class::Open => {
                self.somebody(phrase, sort)
            }
            Some(Sort::Organisation) if phrase.bare => self.body(phrase),
            Some(Sort::Document) => self.document(phrase),
            _ => None,
        }
    }

    /// Could the figure be the one person that a phrase means?
    fn is_person(&self, at: usize, phrase: &Phrase) -> bool {
        let figure = &self.figures[at];
        let one = figure.kind == SpeakerType::Person && !figure.plural;
        one && phrase.gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b))
    }

    /// *l'intéressé*, *ce père de famille*, *le praticien*: the last person it fits.
    fn somebody(&self, phrase: &Phrase, sort: Option<Sort>) -> Option<Found> {
        let pointing = phrase.determiner == Class::This;
        if !phrase.bare && !pointing {
            return None;
        }
        let field = phrase.noun.map(|it| it.field);
        let alike = |at: &usize| {
            let fields = &self.figures[*at].fields;
            self.is_person(*at, phrase) && field.is_some_and(|it| it == "life" || fields.contains(&it))
        };
        let gender = phrase.gender.unwrap_or(Gender::Either);
        let sought = Sought { at: phrase.words.start, gender, neuter: false, plural: false };
        let anybody = || self.likeliest(&sought, |it| self.is_person(it.figure, phrase));
        let figure = self
            .likeliest(&sought, |it| alike(&it.figure))
            .or_else(|| anybody().filter(|_| pointing || sort == Some(Sort::People)))?;
        let how = "a description: the last one named before it whom it fits";
        Some(Found { figure: Some(figure), how })
    }

    /// *le groupe*, *le quotidien*: the last body with a name that it fits.
    fn body(&self, phrase: &Phrase) -> Option<Found> {
        let field = phrase.noun.map(|it| it.field).filter(|it| *it != "body")?;
        let body =
            |at: &usize| self.figures[*at].kind == SpeakerType::Organisation && self.figures[*at].named;
        let alike = |at: &usize| body(at) && self.figures[*at].fields.contains(&field);
        let open = |at: &usize| {
            let figure = &self.figures[*at];
            let speaks = self.speakers.contains(at);
            body(at) && speaks && figure.fields.is_empty() && self.places.state(&figure.name).is_none()
        };
        let mut recent = self.before(phrase).take(MEMORY);
        let figure = recent.find(alike).or_else(|| self.before(phrase).take(MEMORY).find(open))?;
        Some(Found { figure: Some(figure), how: "a description: the last body of its kind named before it" })
    }

    /// *ce rapport*, *le texte*: the last document.
    fn document(&self, phrase: &Phrase) -> Option<Found> {
        let any = phrase.noun.is_some_and(|it| it.field == "any");
        if !phrase.bare || !any && phrase.determiner != Class::This {
            return None;
        }
        let document = |at: &usize| self.figures[*at].kind == SpeakerType::Document;
        let figure = self.before(phrase).take(MEMORY).find(document)?;
        Some(Found { figure: Some(figure), how: "a description: the last document told of before it" })
    }

    /// *son avocat*: somebody known as such to the same possessor, never anybody else.
    fn his(&self, phrase: &Phrase) -> Option<Found> {
        let whole = self.possessed(phrase)?;
        let how = "a description: the one of that possessor";
        let fits = |at: &usize| self.figures[*at].roles.contains(&whole) || self.figures[*at].name == whole;
        self.before(phrase).find(fits).map(|it| Found { figure: Some(it), how })
    }

    /// The figures that were meant before a phrase, the last one first.
    fn before(&self, phrase: &Phrase) -> impl Iterator<Item = usize> + Clone {
        let start = phrase.words.start;
        self.seen.iter().rev().filter(move |it| it.start < start).map(|it| it.figure).take(REMEMBERED)
    }

    fn known_group(&self, phrase: &Phrase) -> Option<Found> {
        let lemma = phrase.noun.map_or(self.tokens[phrase.head].lower.as_str(), |it| it.lemma);
        let rest = self.rest(phrase);
        let fits = |at: &usize| {
            let figure = &self.figures[*at];
            figure.plural && figure.lemmas.iter().any(|it| it == lemma) && self.agrees(figure, &rest)
        };
        let figure = self.before(phrase).take(MEMORY).find(fits)?;
        Some(Found { figure: Some(figure), how: "a description: the last ones called so before it" })
    }

    /// The words that tell a phrase's head from others of its sort.
    pub fn rest(&self, phrase: &Phrase) -> Vec<&str> {
        let open = |at: &usize| *at != phrase.head && self.tokens[*at].class == Class::Open;
        let end = phrase::without_measure(self.tokens, phrase.core.clone());
        (phrase.core.start..end).filter(open).map(|at| self.tokens[at].lower.as_str()).collect()
    }

    /// *le président américain*, then *le président des États-Unis*.
    fn is_of_one_state(&self, figure: &Figure, phrase: &Phrase) -> bool {
        let lands = phrase.core.clone().filter(|it| *it != phrase.head).filter_map(|it| {
            let token = &self.tokens[it];
            self.places.of_people(&token.lower).or_else(|| self.places.state(token.text))
        });
        let of = |land: &str| {
            let mut words = figure.roles.iter().flat_map(|it| it.split([' ', '\'', '’']));
            words.any(|it| self.places.of_people(it) == Some(land) || self.places.state(it) == Some(land))
        };
        lands.into_iter().any(of)
    }

    /// Is one of these words said of the figure?
    fn is_said(&self, figure: &Figure, rest: &[&str]) -> bool {
        rest.iter().any(|word| {
            figure.name.to_lowercase().contains(word)
                || figure.roles.iter().any(|it| it.to_lowercase().contains(word))
        })
    }

    /// Is one of these words said of the figure, or nothing that tells it apart?
    fn agrees(&self, figure: &Figure, rest: &[&str]) -> bool {
        let bare = figure.kind != SpeakerType::Person && !figure.named && !figure.name.contains(' ');
        // *le roi*, then *le roi de X*: a post told without its place may have any.
        let open = figure.roles.iter().any(|it| !it.contains(' '));
        rest.is_empty() || bare || open || self.is_said(figure, rest)
    }
}
