//! Pronouns → whom they mean.
//!
//! Everybody whom the article has meant shortly before is weighed; the weights are
//! learned, so none of them says much alone. They stand in `data/common/antecedents.tsv`:
//! a softmax over the candidates, fitted by `lab/choices.py`.

use std::{ops::Range, sync::LazyLock};

use super::{
    cast::Figure,
    phrase,
    refer::{Found, MEMORY, NOBODY, Seen, Walk},
    tokens::{Class, Gender},
};
use crate::{SpeakerType, language};

/// What is weighed of somebody whom a pronoun may mean, in the order of [`Walk::features`].
pub const FEATURES: [&str; 26] = [
    "sentences",
    "back",
    "same-sentence",
    "sentence-before",
    "person",
    "unnamed",
    "organisation",
    "neuter-organisation",
    "speaks",
    "spoke-last",
    "complement",
    "quoted",
    "subject",
    "mentions",
    "gender",
    "spoke-last-incise",
    "subject-opens",
    "paragraphs",
    "same-paragraph",
    "named",
    "state",
    "by-pronoun",
    "last-fitting",
    "quoted-spoke-last",
    "described",
    "incise-speaks",
];

static WEIGHTS: LazyLock<[f32; FEATURES.len()]> =
    LazyLock::new(|| language::weights("antecedents", FEATURES));

/// What a pronoun looks for.
pub struct Sought {
    /// The pronoun.
    pub at: usize,
    pub gender: Gender,
    /// May it stand for what is no person?
    pub neuter: bool,
    pub plural: bool,
}

/// Somebody whom a pronoun may mean.
pub struct Candidate {
    pub figure: usize,
    /// Sentences since they were meant.
    pub apart: u32,
    /// What is weighed.
    pub features: [f32; FEATURES.len()],
}

/// What a source looks for that is a pronoun of the third person.
pub fn sought(walk: &Walk, words: Range<usize>) -> Option<Sought> {
    let token = walk.tokens.get(words.start).filter(|_| words.len() == 1)?;
    let row = walk.pronouns.get(&token.lower)?;
    let plural = match *row.get(1)? {
        "he" | "his" => false,
        "they" => true,
        _ => return None,
    };
    let gender = row.get(2).and_then(|it| Gender::from_name(it)).unwrap_or(Gender::Either);
    Some(Sought { at: words.start, gender, neuter: row.get(2) == Some(&"n"), plural })
}

impl Walk<'_, '_> {
    pub fn pronoun(&mut self, class: &str, gender: Gender, neuter: bool, words: Range<usize>) -> Found {
        let at = words.start;
        let found = |figure: Option<usize>, how| Found { figure, how };
        match class {
            "he" | "his" => found(
                self.likeliest(&Sought { at, gender, neuter, plural: false }, |_| true),
                "a pronoun: the likeliest one named before it",
            ),
            "they" => {
                // *ils*, of a firm: those who work there.
                let plural = self.likeliest(&Sought { at, gender, neuter, plural: true }, |_| true);
                found(plural.or_else(|| self.last_body(at)), "a pronoun: the last ones named before it")
            }
            "who" => self.relative(at),
            "house" => self.house(at),
            "some" => {
                let kind = SpeakerType::Unnamed;
                let figure = Figure { plural: true, ..Figure::new(self.text(words), kind) };
                found(Some(self.add(figure)), "some, whom the text does not name")
            }
            _ => NOBODY,
        }
    }

    /// The last body that speaks under its name.
    fn last_body(&self, at: usize) -> Option<usize> {
        let before = self.seen.iter().rev().filter(|it| it.start < at).take(MEMORY).map(|it| it.figure);
        let body = |it: &usize| {
            let figure = &self.figures[*it];
            figure.kind == SpeakerType::Organisation && figure.named && self.speakers.contains(it)
        };
        before.into_iter().find(body)
    }

    /// The likeliest of those whom a pronoun may mean, as far as they are able.
    pub fn likeliest(&self, sought: &Sought, able: impl Fn(&Candidate) -> bool) -> Option<usize> {
        let mut best: Option<(f32, usize)> = None;
        for it in self.antecedents(sought).iter().filter(|it| able(it)) {
            let score: f32 = it.features.iter().zip(*WEIGHTS).map(|it| it.0 * it.1).sum();
            if best.is_none_or(|it| score > it.0) {
                best = Some((score, it.figure));
            }
        }
        best.map(|it| it.1)
    }

    /// Everybody whom a pronoun may mean, a place where they were meant each, the last one first.
    pub fn antecedents(&self, sought: &Sought) -> Vec<Candidate> {
        let Sought { at, gender, neuter, plural } = *sought;
        let last_speaker = self.seen.iter().rev().find(|it| it.speaks && it.start < at).map(|it| it.figure);
        let before = self.seen.iter().rev().filter(|it| it.start < at).take(MEMORY).enumerate();
        let fits = before.filter(|(_, seen)| {
            let figure = &self.figures[seen.figure];
            let number =
                figure.plural == plural || plural && figure.kind == SpeakerType::Organisation && neuter;
            number && figure.gender.is_none_or(|it| it.fits(gender))
        });
        let mut first = None;
        fits.map(|(back, seen)| {
            let is_first = *first.get_or_insert(seen.figure) == seen.figure;
            let features = self.features(seen, back, at, neuter, last_speaker, is_first);
            let apart = self.tokens[at].sentence.saturating_sub(self.tokens[seen.start].sentence);
            Candidate { figure: seen.figure, apart, features }
        })
        .collect()
    }

    /// What speaks for one who was meant before.
    fn features(
        &self,
        seen: &Seen,
        back: usize,
        at: usize,
        neuter: bool,
        last: Option<usize>,
        first: bool,
    ) -> [f32; FEATURES.len()] {
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
        let state = self.places.state(&figure.name).is_some();
        let by_pronoun = seen.end == seen.start + 1 && self.pronouns.has(&token.lower);
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
            (figure.mentions.partition_point(|it| it.start < here.span.start) as f32).min(6.0),
            is(figure.gender.is_some_and(|it| it != Gender::Either)),
            is(last == Some(seen.figure) && incise),
            is(subject && opens),
            paragraphs.min(5.0),
            is(paragraphs == 0.0 && !incise),
            is(figure.named),
            is(state),
            is(by_pronoun),
            is(first),
            is(here.quoted && last == Some(seen.figure)),
            is(figure.told.is_some()),
            is(incise && seen.speaks && sentences <= 1.0),
        ]
    }

    /// Does it stand where subjects stand: first in its sentence?
    pub fn is_subject(&self, seen: &Seen) -> bool {
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
        // *Mme Valmy a reconnu les faits, elle qui les niait*
        if let Some(at) = end.checked_sub(1)
            && let Some(sought) = sought(self, at..at + 1).filter(|_| end == at + 1)
            && !self.seen.iter().rev().take(12).any(|it| it.end == end)
        {
            return Found { figure: self.likeliest(&sought, |_| true), how };
        }
        let near = self.seen.iter().rev().take(12).filter(|it| it.start < end && it.end + 1 >= end);
        if let Some(seen) = near.min_by_key(|it| (it.complement, it.start)) {
            return Found { figure: Some(seen.figure), how };
        }
        let sentence = self.tokens.get(at).map(|it| it.sentence);
        let inside = |it: &usize| Some(self.tokens[*it].sentence) == sentence && end - it < 12;
        // *au parquet*: the article may be in the preposition.
        let opens = |at: usize| match self.tokens[at].class {
            Class::Prep => self.tokens.get(at + 1).is_some_and(|it| it.noun.is_some() && at + 1 < end),
            class => class.is_determiner(),
        };
        let start = (0..end).rev().take_while(inside).find(|it| opens(*it));
        let start = start.map(|it| it + usize::from(self.tokens[it].class == Class::Prep));
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
}
