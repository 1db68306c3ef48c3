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
    names::{self, Kind, Name},
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
/// What a pronoun looks back over: farther back nobody is remembered.
pub const MEMORY: usize = 40;

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
        // *celui qui est aussi député*: the clause only adds to whom it means.
        let clause =
            self.tokens.get(words.start + 1).is_some_and(|it| it.class == Class::Rel) && words.len() > 2;
        let first = self.tokens.get(words.start).and_then(|it| self.pronouns.get(&it.lower));
        if let Some(row) = first.filter(|it| clause && it.get(1) == Some(&"he")) {
            let gender = row.get(2).and_then(|it| Gender::from_name(it)).unwrap_or(Gender::Either);
            return self.pronoun("he", gender, false, words.start);
        }
        // *on, dans l'entourage du maire*: those whom the place tells.
        if first.is_some_and(|it| it.get(1) == Some(&"anyone")) && words.len() > 2 {
            let leads = |it: &usize| {
                matches!(self.tokens[*it].class, Class::Prep | Class::Of | Class::Comma | Class::Verb)
            };
            let place = words.clone().skip(1).find(|it| !leads(it)).unwrap_or(words.end);
            return self.source(place..words.end);
        }
        if let Some(found) = self.by_name(words.clone()) {
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
            let beside = (words.start..first.titled.unwrap_or(first.words.start), last.words.end);
            let figure = self.add(figure);
            self.roles(figure, beside, &words);
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
        let figure = self.figure_of(at);
        if let Some(figure) = figure {
            let name = &self.names[at];
            let behind = name.bracket.map_or(name.words.end, |it| it + 2);
            self.roles(figure, (words.start..name.titled.unwrap_or(name.words.start), behind), &words);
        }
        Some(if figure.is_some() { Found { figure, how } } else { NOBODY })
    }

    /// *Le vice-premier ministre Neue Linke, Jean Valmy*: a full name that closes the source behind a comma.
    fn behind_role(&self, people: &[usize], words: &Range<usize>) -> Option<usize> {
        let [first, .., last] = people else { return None };
        let (first, name) = (&self.names[*first], &self.names[*last]);
        let comma = name.words.start.checked_sub(1).is_some_and(|it| self.tokens[it].class == Class::Comma);
        let known = |it: &Name| self.tokens[it.words.start].first_name.is_some() || it.titled.is_some();
        (comma && name.words.end + 1 >= words.end && known(name) && !known(first)).then_some(*last)
    }

    /// *Jean Valmy, porte-parole du maire Karl Dorn*: what stands behind the comma is told of the first.
    fn without_apposed(&self, mut main: Vec<usize>, words: &Range<usize>) -> Vec<usize> {
        let Some(first) = main.first().map(|it| &self.names[*it]) else { return main };
        let end = first.bracket.map_or(first.words.end, |it| it + 2);
        let apposed = first.titled.unwrap_or(first.words.start) == words.start
            && (first.after.is_some()
                || self.tokens.get(end).is_some_and(|it| it.class == Class::Comma)
                    && self.tokens.get(end + 1).is_some_and(|it| it.class.is_determiner()));
        let and = (end..words.end).any(|it| self.tokens[it].class == Class::And);
        if apposed && !and {
            main.truncate(1);
        }
        main
    }

    /// Two words or more that speak and are no place name somebody.
    fn take_for_person(&mut self, name: usize, figure: usize) {
        let name = &self.names[name];
        let written = self.text(name.words.clone());
        let place = self.places.is_seat(&written)
            || self.places.state(&written).is_some()
            || name.words.clone().any(|it| self.places.state(self.tokens[it].text).is_some());
        if name.kind == Kind::Unknown && name.words.len() > 1 && !place {
            self.figures[figure].kind = SpeakerType::Person;
        }
    }

    /// Roles that the source itself gives beside the name: in the words before it, and from a word behind it on.
    fn roles(&mut self, figure: usize, (before, behind): (Range<usize>, usize), words: &Range<usize>) {
        let commas = (behind..words.end).filter(|it| self.tokens[*it].class == Class::Comma);
        let mut cuts: Vec<usize> = commas.collect();
        cuts.insert(0, behind);
        cuts.push(words.end);
        let apposed = cuts.windows(2).map(|pair| pair[0]..pair[1]);
        for piece in std::iter::once(before).chain(apposed).filter(|it| it.start < it.end) {
            let his = self.tokens[piece.start].class == Class::His;
            if let Some(role) = roles::within(self.tokens, piece, self.grammar) {
                let owner = self.possessor(role.words.start).filter(|it| self.figures[*it].named);
                if let Some(owner) = owner.filter(|it| his && *it != figure) {
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
        // *un courrier du ministre Valmy*: a role that is a complement has a complement for a name.
        let role = name.before.as_ref().map(|it| it.words.start);
        if role.is_some_and(|it| it > words.start + 1 && names::is_complement(self.tokens, it))
            && !self.is_one_of(words.start..lead)
        {
            return false;
        }
        if self.has_role_in_complement(lead, words) {
            return false;
        }
        if name.kind == Kind::Person {
            // *a Republican close to Jean*: nothing but a role or a mark leads to a main name.
            return true;
        }
        // *le septuagénaire Valmy*: a person by what is said of the name elsewhere.
        let behind_noun = lead > words.start && !names::is_complement(self.tokens, lead - 1);
        let at = self.names.partition_point(|it| it.words.start < name.words.start);
        let person = self.figure_of(at).is_some_and(|it| self.figures[it].kind == SpeakerType::Person);
        let of_people = behind_noun
            && self.tokens[lead - 1].noun.is_some_and(|it| matches!(it.sort, Sort::Role | Sort::People));
        if person && of_people && next.is_none() {
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
            && inside.any(|at| matches!(self.tokens[at].class, Class::Of | Class::Prep))
            && before.is_none_or(|it| it.class != Class::Comma && it.class != Class::The)
        {
            return false;
        }
        let opens = lead == words.start
            || self.tokens[lead].class == Class::The
            || name.article
            || name.before.is_some()
            || self.tokens[lead - 1].class == Class::Comma
            || self.tokens[lead - 1].class == Class::And;
        ends && opens
    }

    /// *le porte-parole de la chancelière Valmy*: the noun beside the name is hers, and a complement.
    fn has_role_in_complement(&self, lead: usize, words: &Range<usize>) -> bool {
        let mut noun = lead;
        while noun > words.start + 1 && lead - noun < 2 {
            noun -= 1;
            let Some(known) = self.tokens[noun].noun else { continue };
            return known.sort == Sort::Role
                && !self.tokens[noun].capital
                && self.tokens[noun - 1].class != Class::Prep
                && names::is_complement(self.tokens, noun)
                && !self.is_one_of(words.start..lead);
        }
        false
    }

    /// *un des clients du bar,* before a name: what is set off by a comma is the one's, not the complement's.
    fn is_one_of(&self, before: Range<usize>) -> bool {
        let opens = before.clone().take(2).any(|it| self.tokens[it].class == Class::A);
        opens && before.last().is_some_and(|it| self.tokens[it].class == Class::Comma)
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
