//! Tokens, names and sources → who each source is.
//!
//! The article is walked once from its start; whoever has been named or meant
//! so far may be taken up by a pronoun or a description. A description may also
//! be of somebody whose name comes only later.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    cast::{self, Figure},
    extent::{self, Grammar, Reach},
    names::{self, Kind, Name},
    phrase::{self, Phrase},
    places::Places,
    roles,
    tokens::{Class, Gender, Sort, Token},
};
use crate::{Document, Span, SpeakerType, language::Table};

/// All that the walk knows.
pub struct Walk<'a, 't> {
    pub document: &'a Document<'t>,
    pub tokens: &'a [Token<'t>],
    pub names: &'a [Name],
    pub grammar: &'a Grammar,
    pub places: &'a Places,
    pub pronouns: &'static Table,
    /// Whom each name may mean.
    pub of_name: Vec<Vec<usize>>,
    /// Everybody so far, and all who have names.
    pub figures: Vec<Figure>,
    /// Whom the article has meant so far, in order.
    pub seen: Vec<Seen>,
    /// Those with names who speak anywhere in the article.
    pub speakers: HashSet<usize>,
    /// The states that have spoken.
    pub states: HashMap<&'static str, usize>,
    /// Figures with names, by the nouns that the article uses of them anywhere.
    pub by_lemma: HashMap<String, Vec<usize>>,
    /// Figures by the full name, small, that an acronym is short for.
    pub full: HashMap<String, usize>,
}

/// One place where a figure was named or meant.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub figure: usize,
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// Does it depend on another noun: *of X*?
    pub complement: bool,
    /// Is it the source of an attribution?
    pub speaks: bool,
}

/// Who a source is, and how that was found.
pub struct Found {
    pub figure: Option<usize>,
    pub how: &'static str,
}

const NOBODY: Found = Found { figure: None, how: "the text does not say who" };
/// How much each of [`Walk::features`] weighs.
const WEIGHTS: [f32; 20] = [
    -0.14, -0.09, 1.0, 0.9, 0.88, 1.56, -2.51, 2.0, -0.34, 0.39, -0.96, -3.68, 0.24, 0.06, -0.16, 0.58, 1.3,
    -0.87, 0.94, 3.92,
];
/// What a description looks back over.
const REMEMBERED: usize = 400;
/// What a pronoun looks back over: farther back nobody is remembered.
const MEMORY: usize = 40;

impl<'a, 't> Walk<'a, 't> {
    /// Who a source is that fills these words.
    pub fn source(&mut self, words: Range<usize>) -> Found {
        let whole = cast::text(self.document, self.tokens, words.clone()).to_lowercase().replace('’', "'");
        if let Some(row) = self.pronouns.get(whole.trim()) {
            let class = row.get(1).copied().unwrap_or_default();
            let gender = row.get(2).and_then(|it| Gender::from_name(it)).unwrap_or(Gender::Either);
            let neuter = row.get(2) == Some(&"n");
            return self.pronoun(class, gender, neuter, words.start);
        }
        if let Some(found) = self.by_name(words.clone()) {
            return found;
        }
        match phrase::read(self.tokens, words, self.grammar) {
            Some(phrase) => self.phrase(&phrase, true),
            None => NOBODY,
        }
    }

    /// Takes down who speaks under a name of their own in these words.
    pub fn foresee(&mut self, words: Range<usize>) {
        let first = self.names.partition_point(|it| it.words.start < words.start);
        let inside = (first..self.names.len()).take_while(|at| self.names[*at].words.start < words.end);
        let main = inside.into_iter().filter(|at| self.is_main(&self.names[*at], &words));
        for at in main.collect::<Vec<_>>() {
            let Some(figure) = self.of_name[at].first().copied() else { continue };
            self.speakers.insert(figure);
            self.take_for_person(at, figure);
        }
    }

    /// Who a source is that stands in several pieces: *on ... au rectorat*, *X ... and Y*.
    pub fn pieces(&mut self, pieces: &[Range<usize>]) -> Found {
        let Some(first) = pieces.first().cloned() else { return NOBODY };
        let found = self.source(first.clone());
        let last = pieces[pieces.len() - 1].clone();
        if pieces.len() < 2 || last.start < first.end {
            return found;
        }
        if found.figure.is_none() {
            return self.source(last);
        }
        if last.end - first.start > 30
            || self.pronouns.has(&self.tokens[first.start].lower) && first.len() == 1
        {
            return found;
        }
        let mut figure = Figure::new(self.text(first.start..last.end), SpeakerType::Group);
        figure.plural = true;
        Found { figure: Some(self.add(figure)), how: "several sources" }
    }

    /// The figure whose name the words hold as their main part.
    fn by_name(&mut self, words: Range<usize>) -> Option<Found> {
        let first = self.names.partition_point(|it| it.words.start < words.start);
        let inside: Vec<usize> =
            (first..self.names.len()).take_while(|at| self.names[*at].words.start < words.end).collect();
        let main: Vec<usize> =
            inside.into_iter().filter(|at| self.is_main(&self.names[*at], &words)).collect();
        let people: Vec<usize> = main
            .iter()
            .copied()
            .filter(|at| self.figure_of(*at).is_some_and(|it| self.figures[it].kind == SpeakerType::Person))
            .collect();
        if people.len() > 1 && self.joined(&people) {
            let (first, last) = (&self.names[people[0]], &self.names[people[people.len() - 1]]);
            let mut figure = Figure::new(self.text(first.words.start..last.words.end), SpeakerType::Person);
            figure.plural = true;
            figure.named = true;
            return Some(Found { figure: Some(self.add(figure)), how: "several names" });
        }
        let at = people.first().or(main.first()).copied()?;
        let name = &self.names[at];
        let written = self.text(name.words.clone());
        let person = self.figure_of(at).is_some_and(|it| self.figures[it].kind == SpeakerType::Person);
        if let Some(state) = self.places.state(&written).filter(|_| name.kind != Kind::Person && !person) {
            let how = "a state, or its capital that stands for it";
            return Some(Found { figure: Some(self.state(state)), how });
        }
        if let Some(figure) = self.figure_of(at) {
            self.take_for_person(at, figure);
        }
        let how = if name.words.len() > 1 { "the name" } else { "the name, as the article gives it in full" };
        let figure = self.figure_of(at);
        if let Some(figure) = figure {
            self.roles(figure, at, &words);
        }
        Some(if figure.is_some() { Found { figure, how } } else { NOBODY })
    }

    /// Two words or more that speak and are no place name somebody.
    fn take_for_person(&mut self, name: usize, figure: usize) {
        let name = &self.names[name];
        let written = self.text(name.words.clone());
        let place = self.places.is_seat(&written)
            || self.places.state(&written).is_some()
            || self.places.state(self.tokens[name.words.start].text).is_some();
        if name.kind == Kind::Unknown && name.words.len() > 1 && !place {
            self.figures[figure].kind = SpeakerType::Person;
        }
    }

    /// Roles that the source itself gives beside the name.
    fn roles(&mut self, figure: usize, name: usize, words: &Range<usize>) {
        let name = &self.names[name];
        let lead = name.titled.unwrap_or(name.words.start);
        let behind = name.bracket.map_or(name.words.end, |it| it + 2);
        let commas = (behind..words.end).filter(|it| self.tokens[*it].class == Class::Comma);
        let mut cuts: Vec<usize> = commas.collect();
        cuts.insert(0, behind);
        cuts.push(words.end);
        let apposed = cuts.windows(2).map(|pair| pair[0]..pair[1]);
        let before = words.start..lead;
        for piece in std::iter::once(before).chain(apposed).filter(|it| it.start < it.end) {
            let his = self.tokens[piece.start].class == Class::His;
            if let Some(role) = roles::within(self.tokens, piece, self.grammar) {
                if let Some(owner) = self.possessor(role.words.start).filter(|it| his && *it != figure) {
                    let whole = self.of(&self.text(role.words.clone()), &self.figures[owner].name);
                    let owner = self.figures[owner].name.clone();
                    self.figures[figure].has_role(whole);
                    self.figures[figure].affiliation.get_or_insert(owner);
                }
                cast::plays(self.document, self.tokens, self.places, &role, &mut self.figures[figure]);
            }
        }
    }

    /// Is the name what the phrase is about, and not a complement in it?
    fn is_main(&self, name: &Name, words: &Range<usize>) -> bool {
        let next = self.tokens.get(name.words.end).filter(|_| name.words.end < words.end);
        // *Oslo's mayor*: the possessor is not who speaks.
        if next.is_some_and(|it| it.lower.starts_with('\'')) && name.words.end + 1 < words.end {
            return false;
        }
        let lead = name.titled.unwrap_or(name.words.start);
        if lead > words.start + 1 && names::is_complement(self.tokens, lead) {
            return false;
        }
        if name.kind == Kind::Person {
            // *a Republican close to Jean*: nothing but a role or a mark leads to a main name.
            return true;
        }
        // A name of a body is whole only if the phrase does not go on.
        // *le candidat PX*: the noun before it is the head.
        let before = (lead > words.start).then(|| &self.tokens[lead - 1]);
        if before
            .and_then(|it| it.noun)
            .is_some_and(|it| !matches!(it.sort, Sort::Organisation | Sort::Document))
        {
            return false;
        }
        let ends = next.is_none_or(|it| {
            matches!(it.class, Class::Comma | Class::Open_ | Class::Mark | Class::And | Class::Rel)
        });
        // *un cadre de la région X*: a complement, unless a medium names itself so.
        let mut inside = words.start..lead;
        let medium =
            inside.clone().find_map(|at| self.tokens[at].noun).is_some_and(|it| it.field.contains("medium"));
        if !medium
            && inside.any(|at| self.tokens[at].class == Class::Of)
            && before.is_none_or(|it| it.class != Class::Comma && it.class != Class::The)
        {
            return false;
        }
        let opens = lead == words.start
            || name.article
            || name.before.is_some()
            || self.tokens[lead - 1].class == Class::Comma
            || self.tokens[lead - 1].class == Class::And;
        ends && opens
    }

    /// Are the names coordinated, not in apposition?
    fn joined(&self, people: &[usize]) -> bool {
        people.windows(2).any(|pair| {
            let (Some(a), Some(b)) = (self.names.get(pair[0]), self.names.get(pair[1])) else { return false };
            let lead = b.before.as_ref().map_or(b.titled.unwrap_or(b.words.start), |it| it.words.start);
            (a.words.end..b.words.start).any(|at| self.tokens[at].class == Class::And) && lead >= a.words.end
        })
    }

    fn state(&mut self, name: &'static str) -> usize {
        if let Some(known) = self.states.get(name) {
            return *known;
        }
        let figure = Figure { named: true, ..Figure::new(name.to_owned(), SpeakerType::Organisation) };
        let at = self.add(figure);
        self.states.insert(name, at);
        at
    }

    fn pronoun(&mut self, class: &str, gender: Gender, neuter: bool, at: usize) -> Found {
        let found = |figure: Option<usize>, how| Found { figure, how };
        match class {
            "he" | "his" => found(
                self.antecedent(at, gender, neuter, false),
                "a pronoun: the likeliest one named before it",
            ),
            "they" => {
                let plural = self.antecedent(at, gender, neuter, true);
                found(plural, "a pronoun: the last ones named before it")
            }
            "who" => self.relative(at),
            "some" => {
                let kind = SpeakerType::Unnamed;
                let figure = Figure { plural: true, ..Figure::new(self.text(at..at + 1), kind) };
                found(Some(self.add(figure)), "some, whom the text does not name")
            }
            _ => NOBODY,
        }
    }

    /// The likeliest figure for a pronoun at a word.
    fn antecedent(&self, at: usize, gender: Gender, neuter: bool, plural: bool) -> Option<usize> {
        let last_speaker = self.seen.iter().rev().find(|it| it.speaks && it.start < at).map(|it| it.figure);
        let mut best: Option<(f32, usize)> = None;
        for (back, seen) in self.seen.iter().rev().filter(|it| it.start < at).take(MEMORY).enumerate() {
            let figure = &self.figures[seen.figure];
            if figure.plural != plural && !(plural && figure.kind == SpeakerType::Organisation && neuter) {
                continue;
            }
            if figure.gender.is_some_and(|it| !it.fits(gender)) {
                continue;
            }
            let features = self.features(seen, back, at, neuter, last_speaker);
            let score: f32 = features.iter().zip(WEIGHTS).map(|it| it.0 * it.1).sum();
            if best.is_none_or(|it| score > it.0) {
                best = Some((score, seen.figure));
            }
        }
        best.map(|it| it.1)
    }

    /// What speaks for one who was meant before.
    fn features(&self, seen: &Seen, back: usize, at: usize, neuter: bool, last: Option<usize>) -> [f32; 20] {
        let (token, here) = (&self.tokens[seen.start], &self.tokens[at]);
        let figure = &self.figures[seen.figure];
        let sentences = here.sentence.saturating_sub(token.sentence) as f32;
        let is = |it: bool| if it { 1.0 } else { 0.0 };
        let paragraph = |it: usize| self.document.words.words.get(it).map_or(0, |it| it.paragraph);
        let paragraphs = paragraph(at).saturating_sub(paragraph(seen.start)) as f32;
        let subject = self.is_subject(seen);
        // *dit-il*: the pronoun stands behind its verb.
        let opens = at.checked_sub(1).is_none_or(|it| self.tokens[it].sentence != here.sentence);
        let incise = at.checked_sub(1).is_some_and(|it| self.tokens[it].text.ends_with('-'))
            || self.document.text.get(..here.span.start).is_some_and(|it| it.ends_with('-'));
        let kind = |it: SpeakerType| is(figure.kind == it && !neuter);
        [
            sentences.min(8.0),
            back as f32 / 4.0,
            is(sentences == 0.0),
            is(sentences == 1.0),
            kind(SpeakerType::Person),
            kind(SpeakerType::Unnamed),
            kind(SpeakerType::Organisation),
            is(neuter && figure.kind == SpeakerType::Organisation),
            is(seen.speaks),
            is(last == Some(seen.figure)),
            is(seen.complement),
            is(token.quoted && !here.quoted),
            is(subject),
            (figure.mentions.len() as f32).min(6.0),
            is(figure.gender.is_some_and(|it| it != Gender::Either)),
            is(last == Some(seen.figure) && incise),
            is(subject && opens),
            paragraphs.min(5.0),
            is(paragraphs == 0.0 && !incise),
            is(figure.named),
        ]
    }

    /// Does it stand where subjects stand: first in its sentence?
    fn is_subject(&self, seen: &Seen) -> bool {
        let sentence = self.tokens[seen.start].sentence;
        !seen.complement
            && (seen.start.saturating_sub(3)..seen.start).all(|it| {
                self.tokens[it].sentence != sentence
                    || self.tokens[it].class.is_determiner()
                    || self.tokens[it].class == Class::Open
            })
    }

    /// What stands right before a relative pronoun.
    fn relative(&mut self, at: usize) -> Found {
        let how = "a relative: what stands right before it";
        let mut end = at;
        while end.checked_sub(1).is_some_and(|it| {
            matches!(self.tokens[it].class, Class::Comma | Class::Mark | Class::Prep | Class::Of)
        }) {
            end -= 1;
        }
        let near = self.seen.iter().rev().take(12).filter(|it| it.start < end && it.end + 1 >= end);
        if let Some(seen) = near.min_by_key(|it| (it.complement, it.start)) {
            return Found { figure: Some(seen.figure), how };
        }
        let sentence = self.tokens.get(at).map(|it| it.sentence);
        let inside = |it: &usize| Some(self.tokens[*it].sentence) == sentence && end - it < 12;
        let start = (0..end).rev().take_while(inside).find(|it| self.tokens[*it].class.is_determiner());
        let run = (0..end)
            .rev()
            .take_while(|it| inside(it) && matches!(self.tokens[*it].class, Class::Open | Class::Of));
        let start = start.or_else(|| run.last());
        let phrase = start.and_then(|it| phrase::read(self.tokens, it..end, self.grammar));
        match phrase {
            Some(phrase) => Found { how, ..self.phrase(&phrase, true) },
            None => {
                Found { figure: self.seen.iter().rev().find(|it| it.start < at).map(|it| it.figure), how }
            }
        }
    }

    /// Whom a phrase without a name means: somebody known, or somebody new.
    ///
    /// What only passes by is taken up by its own noun alone.
    pub fn phrase(&mut self, phrase: &Phrase, speaks: bool) -> Found {
        let sort = phrase.sort(self.tokens, self.grammar);
        let bracket = phrase.core.clone().find(|at| self.tokens[*at].class == Class::Open_);
        let plain = self.text(phrase.core.start..bracket.unwrap_or(phrase.core.end)).to_lowercase();
        if let Some(figure) = self.full.get(&plain) {
            return Found {
                figure: Some(*figure),
                how: "the full name, for which the article has a short one",
            };
        }
        if phrase.same || phrase.determiner == Class::This && sort == Some(Sort::Source) {
            let unnamed = |it: usize| phrase.same || self.figures[it].kind == SpeakerType::Unnamed;
            let last = self.seen.iter().rev().find(|it| it.speaks && unnamed(it.figure)).map(|it| it.figure);
            if last.is_some() && sort == Some(Sort::Source) {
                return Found { figure: last, how: "the same source: who spoke last" };
            }
        }
        let known = match phrase.determiner {
            Class::His => self.his(phrase),
            Class::A | Class::Some => None,
            _ if phrase.plural => self.known_group(phrase),
            _ => self.known(phrase, sort, speaks),
        };
        if let Some(found) = known {
            let figure = found.figure.unwrap_or_default();
            if matches!(sort, Some(Sort::Role)) && self.figures[figure].kind == SpeakerType::Person {
                let role = self.text(phrase.core.clone());
                self.figures[figure].has_role(role);
            }
            let head = &self.tokens[phrase.head];
            let fuller = self.text(phrase.core.clone());
            let known = &mut self.figures[figure];
            if !known.named
                && known.kind != SpeakerType::Person
                && !known.name.contains(' ')
                && fuller.len() > known.name.len()
            {
                known.name = fuller;
            }
            known.is_a(head);
            return found;
        }
        let figure = self.fresh(phrase, sort);
        Found { figure: Some(figure), how: "as the text describes it" }
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
                && self.agrees(figure, &rest)
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
        let person = |at: &usize| {
            let figure = &self.figures[*at];
            figure.kind == SpeakerType::Person
                && !figure.plural
                && phrase.gender.zip(figure.gender).is_none_or(|(a, b)| a.fits(b))
        };
        let recent = before.clone().take(MEMORY);
        if !speaks {
            return None;
        }
        // *la dirigeante de PX* takes up *secrétaire générale de PX*.
        if matches!(sort, Some(Sort::Role)) && !rest.is_empty() {
            let field = phrase.noun.map(|it| it.field);
            let alike = |at: &usize| {
                let figure = &self.figures[*at];
                person(at)
                    && figure.named
                    && field.is_some_and(|it| figure.fields.contains(&it))
                    && self.agrees(figure, &rest)
            };
            if let Some(figure) = before.clone().find(alike) {
                return found(figure, "a description: one of the same field, said to belong there");
            }
        }
        match sort {
            Some(Sort::Role | Sort::People)
                if phrase.determiner != Class::Open && (phrase.bare || phrase.determiner == Class::This) =>
            {
                let field = phrase.noun.map(|it| it.field);
                let anybody = phrase.determiner == Class::This || sort == Some(Sort::People);
                let alike = |at: &usize| {
                    person(at)
                        && field.is_some_and(|it| it == "life" || self.figures[*at].fields.contains(&it))
                };
                let figure =
                    recent.clone().find(alike).or_else(|| recent.clone().find(person).filter(|_| anybody))?;
                found(figure, "a description: the last one named before it whom it fits")
            }
            Some(Sort::Organisation) if phrase.bare && phrase.noun.is_some_and(|it| it.field != "body") => {
                let field = phrase.noun.map(|it| it.field);
                let body = |at: &usize| {
                    self.figures[*at].kind == SpeakerType::Organisation && self.figures[*at].named
                };
                let alike =
                    |at: &usize| body(at) && field.is_some_and(|it| self.figures[*at].fields.contains(&it));
                let open = |at: &usize| {
                    body(at)
                        && self.figures[*at].fields.is_empty()
                        && self.places.state(&self.figures[*at].name).is_none()
                };
                let figure = recent.clone().find(alike).or_else(|| recent.clone().find(open))?;
                found(figure, "a description: the last body named before it")
            }
            Some(Sort::Document)
                if phrase.bare
                    && (phrase.determiner == Class::This
                        || phrase.noun.is_some_and(|it| it.field == "any")) =>
            {
                let figure = recent.clone().find(|it| self.figures[*it].kind == SpeakerType::Document)?;
                found(figure, "a description: the last document told of before it")
            }
            _ => None,
        }
    }

    /// *son avocat*: somebody known as such to the same possessor, never anybody else.
    fn his(&self, phrase: &Phrase) -> Option<Found> {
        let whole = self.possessed(phrase)?;
        let how = "a description: the one of that possessor";
        let fits = |at: &usize| self.figures[*at].roles.contains(&whole) || self.figures[*at].name == whole;
        self.before(phrase).find(fits).map(|it| Found { figure: Some(it), how })
    }

    /// A phrase with its possessor spelled out: *avocat de Jean Valmy*.
    fn possessed(&self, phrase: &Phrase) -> Option<String> {
        let owner = self.possessor(phrase.words.start)?;
        let core = self.text(phrase.core.clone());
        Some(self.of(&core, &self.figures[owner].name))
    }

    /// Whose it is that a possessive at a word means: the last subject.
    fn possessor(&self, at: usize) -> Option<usize> {
        let near =
            self.seen.iter().rev().filter(|it| it.start < at && !self.figures[it.figure].plural).take(8);
        let here = self.tokens.get(at)?.sentence;
        let close = near.filter(|it| here - self.tokens[it.start].sentence.min(here) <= 2);
        let subject = close.clone().find(|it| self.is_subject(it));
        subject.or_else(|| close.clone().next()).map(|it| it.figure)
    }

    /// *X of Y* in the article's language.
    fn of(&self, what: &str, whose: &str) -> String {
        let language = self.document.language;
        let vowel = whose.chars().next().is_some_and(|it| "aeiouyéèêâîôhAEIOUYÉÈÊÂÎÔH".contains(it));
        let word =
            language.setting("of-vowel").filter(|_| vowel).or(language.setting("of")).unwrap_or_default();
        let space = if word.ends_with('\'') { "" } else { " " };
        format!("{what} {word}{space}{whose}")
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
    fn rest(&self, phrase: &Phrase) -> Vec<&str> {
        let open = |at: &usize| *at != phrase.head && self.tokens[*at].class == Class::Open;
        phrase.core.clone().filter(open).map(|at| self.tokens[at].lower.as_str()).collect()
    }

    /// Is one of these words said of the figure, or nothing that tells it apart?
    fn agrees(&self, figure: &Figure, rest: &[&str]) -> bool {
        let said = |word: &&str| {
            figure.name.to_lowercase().contains(*word)
                || figure.roles.iter().any(|it| it.to_lowercase().contains(*word))
        };
        let bare = figure.kind != SpeakerType::Person && !figure.named && !figure.name.contains(' ');
        rest.is_empty() || bare || rest.iter().any(said)
    }

    /// A figure that the article has not spoken of before.
    fn fresh(&mut self, phrase: &Phrase, sort: Option<Sort>) -> usize {
        let definite = matches!(phrase.determiner, Class::The | Class::This | Class::His);
        let kind = match sort {
            Some(Sort::Source) => SpeakerType::Unnamed,
            Some(Sort::Document) => SpeakerType::Document,
            Some(Sort::Group) => SpeakerType::Group,
            Some(Sort::Organisation) if phrase.plural => SpeakerType::Group,
            Some(Sort::Organisation) => SpeakerType::Organisation,
            Some(Sort::Role | Sort::People) if phrase.plural && definite => SpeakerType::Group,
            Some(Sort::Role | Sort::People) if definite => SpeakerType::Person,
            Some(Sort::Role | Sort::People) => SpeakerType::Unnamed,
            None if phrase.plural => SpeakerType::Group,
            None if phrase.determiner == Class::A => SpeakerType::Unnamed,
            None => SpeakerType::Organisation,
        };
        let core = self.text(phrase.core.clone());
        let his = phrase.determiner == Class::His && kind != SpeakerType::Document;
        let name = if his { self.possessed(phrase).unwrap_or(core) } else { core };
        let mut figure = Figure::new(name.clone(), kind);
        figure.plural = phrase.plural;
        figure.gender = phrase.gender;
        figure.is_a(&self.tokens[phrase.head]);
        if sort == Some(Sort::Role) && kind != SpeakerType::Document {
            figure.roles.push(name);
        }
        self.add(figure)
    }

    /// A noun phrase of running text that begins with a determiner at `at`.
    pub fn passing(&mut self, at: usize) -> Option<()> {
        let token = &self.tokens[at];
        let mut head = at + 1;
        while self.tokens.get(head)?.noun.is_none() {
            let near = self
                .tokens
                .get(head)
                .is_some_and(|it| it.class == Class::Open && it.sentence == token.sentence && !it.capital);
            if !near || head > at + 2 {
                return None;
            }
            head += 1;
        }
        let noun = self.tokens[head].noun?;
        if noun.sort == Sort::Document && token.class != Class::A {
            return None;
        }
        let end = extent::end(self.tokens, head, self.grammar, Reach::Near);
        // A name inside the phrase has its own mention.
        let named = self.names.partition_point(|it| it.words.start < at);
        if self.names.get(named).is_some_and(|it| it.words.start < end && !it.complement) {
            return None;
        }
        let phrase = phrase::read(self.tokens, at..end, self.grammar)?;
        let figure = self.phrase(&phrase, false).figure?;
        self.note(figure, at..end, false);
        Some(())
    }

    /// Remembers that a figure was meant.
    pub fn note(&mut self, figure: usize, words: Range<usize>, speaks: bool) {
        let led = words
            .start
            .checked_sub(1)
            .filter(|it| self.tokens[*it].sentence == self.tokens[words.start].sentence);
        let complement = led.is_some_and(|it| matches!(self.tokens[it].class, Class::Of | Class::Prep));
        self.seen.push(Seen { figure, start: words.start, end: words.end, complement, speaks });
        if let (Some(first), Some(last)) =
            (self.tokens.get(words.start), self.tokens.get(words.end.saturating_sub(1)))
        {
            self.figures[figure].mentions.push(Span::new(first.span.start, last.span.end));
        }
    }

    /// The figure of a name.
    pub fn figure_of(&self, name: usize) -> Option<usize> {
        match self.of_name.get(name)?.as_slice() {
            [one] => Some(*one),
            // Two of one surname: whoever alone has been named so far.
            several => {
                let mut named =
                    several.iter().take(MEMORY).filter(|it| !self.figures[**it].mentions.is_empty());
                named.next().copied().filter(|_| named.next().is_none())
            }
        }
    }

    fn add(&mut self, figure: Figure) -> usize {
        self.figures.push(figure);
        self.figures.len() - 1
    }

    fn text(&self, words: Range<usize>) -> String {
        cast::text(self.document, self.tokens, words)
    }
}
