//! A source's words → which of the names in them is who speaks.
//!
//! A name that depends on another noun (*la mère d'Anne*) or that stands in an
//! apposition to the first one is only told of, and speaks not.

use std::ops::Range;

use super::{
    names::{self, Kind, Name},
    refer::Walk,
    tokens::{Class, Sort},
};
use crate::SpeakerType;

impl Walk<'_, '_> {
    /// *Le vice-premier ministre Neue Linke, Jean Valmy*: a full name that closes the source behind a comma.
    pub fn behind_role(&self, people: &[usize], words: &Range<usize>) -> Option<usize> {
        let [first, .., last] = people else { return None };
        let (first, name) = (&self.names[*first], &self.names[*last]);
        let comma = name.words.start.checked_sub(1).is_some_and(|it| self.tokens[it].class == Class::Comma);
        // *la directrice de l'école Jean-Valmy, Anne Dorn*: a house that bears a name is nobody.
        let house = |it: &Name| {
            let before = it.words.start.checked_sub(1).and_then(|at| self.tokens[at].noun);
            before.is_some_and(|it| it.sort == Sort::Organisation)
        };
        let first_name = |it: &Name| self.tokens[it.words.start].first_name.is_some() && !house(it);
        let known = |it: &Name| first_name(it) || it.titled.is_some();
        (comma && name.words.end + 1 >= words.end && known(name) && !known(first)).then_some(*last)
    }

    /// *Jean Valmy, porte-parole du maire Karl Dorn*: what stands behind the comma is told of the first.
    pub fn without_apposed(&self, mut main: Vec<usize>, words: &Range<usize>) -> Vec<usize> {
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

    /// *Valmy, le président de la région*: does the source go on with an article and somebody's role?
    pub fn role_behind(&self, name: &Name, words: &Range<usize>) -> bool {
        let end = name.bracket.map_or(name.words.end, |it| it + 2);
        let comma = self.tokens.get(end).is_some_and(|it| it.class == Class::Comma);
        let start = end + usize::from(comma);
        let article = self.tokens.get(start).is_some_and(|it| it.class.is_determiner());
        let role = |at: usize| {
            let token = self.tokens.get(at).filter(|_| at < words.end);
            token.and_then(|it| it.noun).is_some_and(|it| it.sort == Sort::Role && !it.plural)
        };
        name.bracket.is_none() && article && (role(start + 1) || role(start + 2))
    }

    /// Two words or more that speak and are no place name somebody.
    pub fn take_for_person(&mut self, name: usize, figure: usize) {
        let name = &self.names[name];
        let written = self.text(name.words.clone());
        let place = self.places.is_seat(&written)
            || self.places.state(&written).is_some()
            || name.words.clone().any(|it| self.places.state(self.tokens[it].text).is_some());
        if name.kind == Kind::Unknown && name.words.len() > 1 && !place && !self.figures[figure].article {
            self.figures[figure].kind = SpeakerType::Person;
        }
    }

    /// Is the name what the phrase is about, and not a complement in it?
    pub fn is_main(&self, name: &Name, words: &Range<usize>) -> bool {
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
        if self.belongs_somewhere(name, words) {
            return true;
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
        let ends = self.role_behind(name, words)
            || next.is_none_or(|it| {
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

    /// *Ysolde Karrin of the Harbour Guild*: two names or more without an article, and whose they are.
    fn belongs_somewhere(&self, name: &Name, words: &Range<usize>) -> bool {
        let next = self.tokens.get(name.words.end).filter(|_| name.words.end < words.end);
        let body = |at: usize| self.tokens[at].noun.is_some();
        name.words.start == words.start
            && name.words.len() > 1
            && next.is_some_and(|it| it.class == Class::Of)
            && !name.words.clone().any(body)
            && self.tokens[words.start].class == Class::Open
    }

    /// *le porte-parole de la chancelière Valmy*: the noun beside the name is hers, and a complement.
    pub fn has_role_in_complement(&self, lead: usize, words: &Range<usize>) -> bool {
        let mut noun = lead;
        while noun > words.start + 1 && lead - noun < 2 {
            noun -= 1;
            let Some(known) = self.tokens[noun].noun else { continue };
            // What leads to the source is not part of it: *par la voix de* [*son avocat Jean Valmy*].
            let own = noun == words.start + 1 && self.tokens[words.start].class.is_determiner();
            return known.sort == Sort::Role
                && !own
                && !self.tokens[noun].capital
                && self.tokens[noun - 1].class != Class::Prep
                && names::is_complement(self.tokens, noun)
                && !self.is_one_of(words.start..lead);
        }
        false
    }

    /// *un des clients du bar,* before a name: what is set off by a comma is the one's, not the complement's.
    pub fn is_one_of(&self, before: Range<usize>) -> bool {
        let opens = before.clone().take(2).any(|it| self.tokens[it].class == Class::A);
        opens && before.last().is_some_and(|it| self.tokens[it].class == Class::Comma)
    }

    /// Are the names coordinated, not in apposition?
    pub fn joined(&self, people: &[usize]) -> bool {
        people.windows(2).any(|pair| {
            let (Some(a), Some(b)) = (self.names.get(pair[0]), self.names.get(pair[1])) else { return false };
            let lead = b.before.as_ref().map_or(b.titled.unwrap_or(b.words.start), |it| it.words.start);
            (a.words.end..b.words.start).any(|at| self.tokens[at].class == Class::And) && lead >= a.words.end
        })
    }
}
