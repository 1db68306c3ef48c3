//! Phrases without a name → somebody known, or somebody new.
//!
//! A definite phrase takes up whoever was called so; an indefinite one is
//! always somebody new, and stays unnamed.

use super::{
    cast::{Figure, Told},
    extent::{self, Reach},
    phrase::{self, Phrase},
    predicate,
    pronoun::Sought,
    refer::{Found, Walk},
    roles::Role,
    tokens::{Class, Gender, Sort},
};
use crate::SpeakerType;

/// Words of whom somebody's words are, at most.
const OWNER: usize = 12;

impl Walk<'_, '_> {
    /// Whom a phrase without a name means: somebody known, or somebody new.
    ///
    /// What only passes by is taken up by its own noun alone.
    pub fn phrase(&mut self, phrase: &Phrase, speaks: bool) -> Found {
        let sort = phrase.sort(self.tokens, self.grammar);
        if let Some(found) = self.whose_words(phrase).filter(|_| speaks) {
            return found;
        }
        let bracket = phrase.core.clone().find(|at| self.tokens[*at].class == Class::Open_);
        let plain = self.text(phrase.core.start..bracket.unwrap_or(phrase.core.end)).to_lowercase();
        if let Some(figure) = self.full.get(&plain) {
            return Found {
                figure: Some(*figure),
                how: "the full name, for which the article has a short one",
            };
        }
        if phrase.same || phrase.determiner == Class::This && sort == Some(Sort::Source) {
            let mut speakers = self.seen.iter().rev().filter(|it| it.speaks).map(|it| it.figure);
            let last_of = |kind| speakers.clone().find(|it| self.figures[*it].kind == kind);
            let unnamed = last_of(SpeakerType::Unnamed).or_else(|| last_of(SpeakerType::Group));
            let last = unnamed.or_else(|| speakers.next().filter(|_| phrase.same));
            if last.is_some() && sort == Some(Sort::Source) {
                return Found { figure: last, how: "the same source: who spoke last" };
            }
        }
        let known = self.taken_up(phrase, sort, speaks);
        let opening = predicate::opening(self.tokens, phrase.words.start, self.grammar);
        if let Some((figure, found)) = known.and_then(|it| Some((it.figure?, it))) {
            self.learn(figure, phrase, sort);
            self.is_told(figure, opening);
            return found;
        }
        let figure = self.fresh(phrase, sort);
        if speaks {
            self.hangs(figure, phrase);
        }
        self.is_told(figure, opening);
        Found { figure: Some(figure), how: "as the text describes it" }
    }

    /// *les informations de PX*, *ses propres mots*: who said them.
    fn whose_words(&mut self, phrase: &Phrase) -> Option<Found> {
        phrase.noun.filter(|it| it.field == "words")?;
        let how = "somebody's words: whose they are";
        if phrase.determiner == Class::His {
            let figure = self.possessor(phrase.words.start, phrase.noun)?;
            return Some(Found { figure: Some(figure), how });
        }
        let mut behind = phrase.head + 1..phrase.core.end;
        // *du*, *des*, *de l'*: what tells of an owner, and its article.
        let of = behind.next().filter(|it| matches!(self.tokens[*it].class, Class::Of | Class::Some))?;
        // What is longer names no owner, and would be looked into once for every noun of its kind.
        let owner = Some(of + 1..phrase.core.end).filter(|it| it.len() <= OWNER)?;
        let figure = self.source(owner).figure?;
        let able = matches!(self.figures[figure].kind, SpeakerType::Organisation | SpeakerType::Person);
        able.then_some(Found { figure: Some(figure), how })
    }

    /// What the sentence says of a person before it comes to them.
    fn is_told(&mut self, figure: usize, opening: Option<Role>) {
        let Some(role) = opening.filter(|_| self.figures[figure].kind == SpeakerType::Person) else { return };
        let text = self.text(role.words);
        self.figures[figure].has_role(text);
        self.figures[figure].is_a(&self.tokens[role.head]);
    }

    /// What a description adds to whom it means.
    fn learn(&mut self, figure: usize, phrase: &Phrase, sort: Option<Sort>) {
        let (role, fuller) = (self.text(phrase.short.clone()), self.text(phrase.core.clone()));
        let figure = &mut self.figures[figure];
        let person = figure.kind == SpeakerType::Person;
        if person && (sort == Some(Sort::Role) || phrase.noun.is_some_and(|it| it.part)) {
            figure.has_role(role);
        }
        // *la police*, later *la police de Loriel*.
        if !person && !figure.named && !figure.name.contains(' ') && fuller.len() > figure.name.len() {
            figure.name = fuller;
        }
        figure.is_a(&self.tokens[phrase.head]);
    }

    /// *la direction*, *sa mère*: names whose it is.
    fn hangs(&mut self, figure: usize, phrase: &Phrase) -> Option<()> {
        let noun =
            phrase.noun.filter(|it| phrase.bare && !it.plural && self.grammar.is_relational(it.lemma))?;
        let new = self.figures[figure].name.contains(' ') || phrase.determiner == Class::A;
        let life = noun.field.contains("life") || noun.field == "collective";
        if new && (life || self.figures[figure].name.contains(' ')) {
            return None;
        }
        let sought = Sought { at: phrase.words.start, gender: Gender::Either, neuter: !life, plural: false };
        let owner = self.likeliest(&sought, |it| {
            let it = &self.figures[it.figure];
            it.named && (it.kind == SpeakerType::Person) == life && self.places.state(&it.name).is_none()
        })?;
        let whole = self.of(&self.text(phrase.core.clone()), &self.figures[owner].name);
        let figure = &mut self.figures[figure];
        figure.roles.iter_mut().filter(|it| **it == figure.name).for_each(|it| it.clone_from(&whole));
        figure.name = whole;
        Some(())
    }

    /// A figure that the article has not spoken of before.
    fn fresh(&mut self, phrase: &Phrase, sort: Option<Sort>) -> usize {
        // Where nouns have articles a bare one has lost its own to a preposition: *auprès [des] pompiers*.
        let bare = phrase.determiner == Class::Open && !self.grammar.head_last;
        let definite = bare || matches!(phrase.determiner, Class::The | Class::This | Class::His);
        // *autorités* are a body; *associations* are several.
        let several = phrase.plural && phrase.noun.is_none_or(|it| it.plural);
        let kind = match sort {
            Some(Sort::Role | Sort::People) if phrase.counted => SpeakerType::Group,
            Some(Sort::Source) => SpeakerType::Unnamed,
            Some(Sort::Document) => SpeakerType::Document,
            Some(Sort::Group) => SpeakerType::Group,
            Some(Sort::Organisation) if several => SpeakerType::Group,
            Some(Sort::Organisation) => SpeakerType::Organisation,
            Some(Sort::Role | Sort::People) if phrase.plural && definite => SpeakerType::Group,
            Some(Sort::Role | Sort::People) if definite => SpeakerType::Person,
            Some(Sort::Role | Sort::People) => SpeakerType::Unnamed,
            None if phrase.plural => SpeakerType::Group,
            None if phrase.determiner == Class::A => SpeakerType::Unnamed,
            None => SpeakerType::Organisation,
        };
        let core = self.text(phrase.core.clone());
        let his = phrase.determiner == Class::His;
        let name = if his { self.possessed(phrase).unwrap_or(core) } else { core };
        let mut figure = Figure::new(name.clone(), kind);
        let whose = phrase.words.clone().find(|it| self.tokens[*it].class == Class::His);
        figure.told = Some(Told {
            determiner: phrase.determiner,
            sort,
            rest: self.rest(phrase).into_iter().map(str::to_owned).collect(),
            owner: whose.and_then(|it| self.possessor(it, phrase.noun)),
        });
        figure.plural = phrase.plural;
        figure.gender = phrase.gender;
        figure.is_a(&self.tokens[phrase.head]);
        let part = sort == Some(Sort::Role) || phrase.noun.is_some_and(|it| it.part);
        if part && kind != SpeakerType::Document {
            let role = if his { name } else { self.text(phrase.short.clone()) };
            figure.roles.push(role);
        }
        self.add(figure)
    }

    /// *PX, une société de conseil*: the body whose name a comma parts from the phrase that begins here.
    fn apposed(&self, at: usize) -> Option<usize> {
        let comma = at.checked_sub(1).filter(|it| self.tokens[*it].class == Class::Comma)?;
        let name = self.names.partition_point(|it| it.words.start < comma).checked_sub(1)?;
        let figure = self.figure_of(name).filter(|_| self.names[name].words.end == comma)?;
        let body = self.figures[figure].kind == SpeakerType::Organisation;
        (body && self.tokens[at].class == Class::A).then_some(figure)
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
        if noun.thing || noun.sort == Sort::Document && token.class != Class::A {
            return None;
        }
        if noun.sort == Sort::Organisation
            && let Some(figure) = self.apposed(at)
        {
            self.figures[figure].is_a(&self.tokens[head]);
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
}
