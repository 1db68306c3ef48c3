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
    refer::{Found, MEMORY, Walk},
    roles::Role,
    tokens::{Class, Gender, Sort},
};
use crate::SpeakerType;

/// What a description looks back over.
const REMEMBERED: usize = 400;

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
        let known = match phrase.determiner {
            Class::His => self.his(phrase),
            Class::A | Class::Some => None,
            _ if phrase.plural => self.known_group(phrase),
            _ => self.known(phrase, sort, speaks),
        };
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
    fn rest(&self, phrase: &Phrase) -> Vec<&str> {
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
