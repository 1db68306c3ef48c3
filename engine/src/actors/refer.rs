//! Tokens, names and sources → who each source is.
//!
//! The article is walked once from its start; whoever has been named or meant
//! so far may be taken up by a pronoun or a description. A description may also
//! be of somebody whose name comes only later.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cast::{self, Figure},
    extent::Grammar,
    names::{Kind, Name},
    phrase,
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
    pub speakers: FxHashSet<usize>,
    /// The states that have spoken.
    pub states: FxHashMap<&'static str, usize>,
    /// Figures with names, by the nouns that the article uses of them anywhere.
    pub by_lemma: FxHashMap<String, Vec<usize>>,
    /// Those who speak under a surname that others bear too.
    pub families: FxHashMap<String, usize>,
    /// Figures by the full name, small, that an acronym is short for.
    pub full: FxHashMap<String, usize>,
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

/// Nobody is told.
pub const NOBODY: Found = Found { figure: None, how: "the text does not say who" };
/// Words of *on* with the place of those who are meant, fewer than.
const PLACE: usize = 30;
/// What a pronoun looks back over: farther back nobody is remembered.
pub const MEMORY: usize = 40;

impl<'a, 't> Walk<'a, 't> {
    /// Who a source is that fills these words.
    pub fn source(&mut self, words: Range<usize>) -> Found {
        let whole = cast::text(self.document, self.tokens, words.clone()).to_lowercase().replace('’', "'");
        // *dit-il*, where the verb was taken for a part of the source.
        let behind_verb = whole.rsplit_once('-').filter(|_| words.len() == 1).map(|it| it.1);
        let row = self.pronouns.get(whole.trim()).or_else(|| self.pronouns.get(behind_verb?));
        if let Some(row) = row {
            let class = row.get(1).copied().unwrap_or_default();
            let gender = row.get(2).and_then(|it| Gender::from_name(it)).unwrap_or(Gender::Either);
            let neuter = row.get(2) == Some(&"n");
            let several = if class == "some" { self.one_of_several(&words) } else { None };
            return several.unwrap_or_else(|| self.pronoun(class, gender, neuter, words));
        }
        // *celui qui est aussi député*: the clause only adds to whom it means.
        let clause =
            self.tokens.get(words.start + 1).is_some_and(|it| it.class == Class::Rel) && words.len() > 2;
        let first = self.tokens.get(words.start).and_then(|it| self.pronouns.get(&it.lower));
        if let Some(row) = first.filter(|it| clause && it.get(1) == Some(&"he")) {
            let gender = row.get(2).and_then(|it| Gender::from_name(it)).unwrap_or(Gender::Either);
            return self.pronoun("he", gender, false, words.start..words.start + 1);
        }
        // *on, dans l'entourage du maire*: those whom the place tells.
        if first.is_some_and(|it| matches!(it.get(1), Some(&"anyone" | &"house")))
            && (3..PLACE).contains(&words.len())
        {
            let leads = |it: &usize| {
                matches!(self.tokens[*it].class, Class::Prep | Class::Of | Class::Comma | Class::Verb)
            };
            let place = words.clone().skip(1).find(|it| !leads(it)).unwrap_or(words.end);
            return self.source(place..words.end);
        }
        if let Some(found) = self.by_name(words.clone()) {
            return found;
        }
        if let Some(found) = self.one_of_several(&words) {
            return found;
        }
        match phrase::read(self.tokens, words, self.grammar) {
            Some(phrase) => match self.places.state(&self.text(phrase.core.clone())) {
                // A capital that opens a sentence is not seen to be a name.
                Some(state) => {
                    let figure = Some(self.state(state));
                    Found { figure, how: "a state, or its capital that stands for it" }
                }
                None => self.phrase(&phrase, true),
            },
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
            let name = &self.names[at];
            if name.words.start == words.start && self.role_behind(name, &words) {
                self.figures[figure].kind = SpeakerType::Person;
            }
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
        let alone = last.len() == 1 && self.pronouns.has(&self.tokens[last.start].lower);
        if alone
            || last.end - first.start > 30
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
        let main = self.without_apposed(main, &words);
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
            figure.members = people.iter().filter_map(|it| self.figure_of(*it)).collect();
            let beside = (words.start..first.titled.unwrap_or(first.words.start), last.words.end);
            let figure = self.add(figure);
            self.roles(figure, false, beside, &words);
            return Some(Found { figure: Some(figure), how: "several names" });
        }
        if people.is_empty() && main.len() > 1 && self.joined(&main) {
            let (first, last) = (&self.names[main[0]], &self.names[main[main.len() - 1]]);
            let text = self.text(first.words.start..last.words.end);
            let figure = Figure { plural: true, named: true, ..Figure::new(text, SpeakerType::Organisation) };
            return Some(Found { figure: Some(self.add(figure)), how: "several names" });
        }
        let at = self.behind_role(&people, &words).or(people.first().copied()).or(main.first().copied())?;
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
        let figure = self.figure_of(at).or_else(|| self.one_of_a_family(at));
        if let Some(figure) = figure {
            let name = &self.names[at];
            let behind = name.bracket.map_or(name.words.end, |it| it + 2);
            let unknown = name.kind == Kind::Unknown && self.figures[figure].kind != SpeakerType::Person;
            let before = words.start..name.titled.unwrap_or(name.words.start);
            self.roles(figure, unknown, (before, behind), &words);
        }
        Some(if figure.is_some() { Found { figure, how } } else { NOBODY })
    }

    /// Roles that the source itself gives beside the name: in the words before it, and from a word behind it on.
    fn roles(
        &mut self,
        figure: usize,
        unknown: bool,
        (before, behind): (Range<usize>, usize),
        words: &Range<usize>,
    ) {
        let commas = (behind..words.end).filter(|it| self.tokens[*it].class == Class::Comma);
        let mut cuts: Vec<usize> = commas.collect();
        cuts.insert(0, behind);
        cuts.push(words.end);
        let apposed = cuts.windows(2).map(|pair| pair[0]..pair[1]);
        for piece in std::iter::once(before).chain(apposed).filter(|it| it.start < it.end) {
            if let Some(role) = roles::within(self.tokens, piece.clone(), self.grammar) {
                // *Valmy, le maire de Loriel*: who has a post is a person.
                let post = self.tokens[role.head].noun.is_some_and(|it| it.sort == Sort::Role && !it.plural);
                if unknown && post && (piece.start >= behind || role.words.start > piece.start) {
                    self.figures[figure].kind = SpeakerType::Person;
                }
                self.belongs(figure, &role);
                cast::plays(self.document, self.tokens, self.places, &role, &mut self.figures[figure]);
            }
        }
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
            // Two of one surname: whoever alone a title fits, or has been named so far.
            several => {
                let gender = self.names[name].gender;
                let fits = |it: &&usize| {
                    let of = self.figures[**it].gender;
                    of.zip(gender).is_none_or(|(a, b)| a.fits(b))
                };
                let fit: Vec<usize> = several.iter().take(MEMORY).filter(fits).copied().collect();
                if let [one] = fit.as_slice() {
                    return Some(*one);
                }
                let mut named = fit.iter().filter(|it| !self.figures[**it].mentions.is_empty());
                named.next().copied().filter(|_| named.next().is_none())
            }
        }
    }

    /// Somebody of whom only a surname is told that several bear.
    fn one_of_a_family(&mut self, name: usize) -> Option<usize> {
        let several = self.of_name.get(name).filter(|it| it.len() > 1)?;
        let people = several.iter().take(MEMORY).any(|it| self.figures[*it].kind == SpeakerType::Person);
        let written = self.text(self.names[name].words.clone());
        if let Some(known) = self.families.get(&written).filter(|_| people) {
            return Some(*known);
        }
        let figure = Figure { named: true, ..Figure::new(written.clone(), SpeakerType::Person) };
        let figure = people.then(|| self.add(figure))?;
        self.families.insert(written, figure);
        Some(figure)
    }

    /// A new figure, and its place.
    pub fn add(&mut self, figure: Figure) -> usize {
        self.figures.push(figure);
        self.figures.len() - 1
    }

    /// The words of a range, with single spaces.
    pub fn text(&self, words: Range<usize>) -> String {
        cast::text(self.document, self.tokens, words)
    }
}
