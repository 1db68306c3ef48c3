//! *L'un d'eux*, *one of them*, *on* → those of whom it is one, or the house that speaks.
//!
//! One of several is somebody whom the text does not name, called by the noun
//! of the several; *on* speaks for the place that its sentence tells.

use std::ops::Range;

use super::{
    cast::Figure,
    extent::{self, Reach},
    phrase,
    pronoun::Sought,
    refer::{Found, NOBODY, Walk},
    tokens::{Class, Gender, Sort},
};
use crate::SpeakerType;

/// No place of *on* is longer than this many words, or stands farther from it.
const PLACE: usize = 14;

impl Walk<'_, '_> {
    /// *L'un d'eux*, *two of the three*, *another*: whoever they are among those told of before.
    pub fn one_of_several(&mut self, words: &Range<usize>) -> Option<Found> {
        let (end, gender, one) = self.partitive(words)?;
        let sought = Sought { at: words.start, gender, neuter: false, plural: true };
        let name = self.apposed_noun(end, words.end).or_else(|| {
            let several = self.likeliest(&sought, |it| !self.figures[it.figure].named)?;
            Some(if one { self.singular(several) } else { self.figures[several].name.clone() })
        })?;
        let how = "one of several told of before it";
        let figure = Figure { plural: !one, ..Figure::new(name, SpeakerType::Unnamed) };
        Some(Found { figure: Some(self.add(figure)), how })
    }

    /// Where the words of a part of several end, the gender of the several, and whether the part is one alone.
    fn partitive(&self, words: &Range<usize>) -> Option<(usize, Gender, bool)> {
        let row = |at: usize| {
            let token = self.tokens.get(at).filter(|_| at < words.end)?;
            self.pronouns.get(&token.lower)
        };
        let class = |at: usize| self.tokens.get(at).filter(|_| at < words.end).map(|it| it.class);
        let counts = |at: usize| row(at).is_some_and(|it| it.get(1) == Some(&"some"));
        let article = |at: usize| matches!(class(at), Some(Class::The | Class::A));
        let mut end = words.start;
        while article(end) || counts(end) {
            end += 1;
        }
        let head = end.checked_sub(1).filter(|it| *it >= words.start)?;
        let part = self.text(words.start..end).to_lowercase().replace('’', "'");
        let part = self.pronouns.get(&part).filter(|it| it.get(1) == Some(&"some"));
        let single = part.is_some_and(|it| it.get(3) == Some(&"one"));
        if !counts(head) && class(head) != Some(Class::A) {
            return None;
        }
        let one = single || class(head) == Some(Class::A);
        let mut gender = row(head).and_then(|it| Gender::from_name(it.get(2)?)).unwrap_or(Gender::Either);
        let mut of_them = false;
        if class(end) == Some(Class::Of) {
            let mut at = end + 1;
            while matches!(class(at), Some(Class::Prep | Class::The))
                && row(at).is_none_or(|it| it.get(1) != Some(&"they"))
            {
                at += 1;
            }
            let them = row(at).is_some_and(|it| it.get(1) == Some(&"they"));
            let number = at > end + 1 && counts(at);
            if !them && !number {
                return None;
            }
            if let Some(of) = row(at).filter(|_| them).and_then(|it| Gender::from_name(it.get(2)?)) {
                gender = of;
            }
            end = at + 1;
            of_them = true;
        }
        let closed = matches!(class(end), None | Some(Class::Comma | Class::Rel | Class::Mark));
        (closed && (of_them || single)).then_some((end, gender, one))
    }

    /// *l'un d'eux, boulanger*: what stands behind the comma, if it says what somebody is.
    fn apposed_noun(&self, comma: usize, end: usize) -> Option<String> {
        self.tokens.get(comma).filter(|it| comma < end && it.class == Class::Comma)?;
        let phrase = phrase::read(self.tokens, comma + 1..end, self.grammar)?;
        let sort = phrase.noun.map(|it| it.sort);
        let told = matches!(sort, Some(Sort::Role | Sort::People)) && phrase.head <= comma + 3;
        told.then(|| self.text(phrase.core))
    }

    /// What one of several is called: their noun and the adjectives around it in the singular.
    fn singular(&self, several: usize) -> String {
        let closed = self.document.language.table("closed");
        let mut of_noun = true;
        let words = self.figures[several].name.split(' ').map(|word| {
            of_noun &= !closed.has(word) && !word.contains(['\'', '’']);
            if of_noun { self.grammar.singular(word) } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// *À la mairie, on assure*, *glisse-t-on dans son entourage*: the house that *on* speaks for.
    pub fn house(&mut self, at: usize) -> Found {
        let how = "nobody in particular, at the place that the sentence tells";
        for place in [self.place_behind(at), self.place_before(at)].into_iter().flatten() {
            if !self.speaks_as_house(&place) {
                continue;
            }
            let found = self.source(place);
            if found.figure.is_some() {
                return Found { how, ..found };
            }
        }
        NOBODY
    }

    fn place_behind(&self, at: usize) -> Option<Range<usize>> {
        let start = at + 2;
        let sentence = self.tokens[at].sentence;
        self.tokens.get(at + 1).filter(|it| it.class == Class::Prep && it.sentence == sentence)?;
        let inside = |it: &usize| self.tokens[*it].sentence == sentence;
        let near = (start..self.tokens.len().min(start + PLACE)).take_while(inside);
        let head = near.clone().find(|it| self.tokens[*it].class == Class::Open)?;
        let end = extent::end(self.tokens, head, self.grammar, Reach::Near);
        Some(start..end)
    }

    fn place_before(&self, at: usize) -> Option<Range<usize>> {
        let sentence = self.tokens[at].sentence;
        let class = |at: usize| self.tokens[at].class;
        let mut comma = at.checked_sub(1)?;
        // *à la mairie, où l'on assure*
        while comma > 0
            && matches!(class(comma), Class::Rel | Class::The)
            && self.tokens[comma].sentence == sentence
        {
            comma -= 1;
        }
        if class(comma) != Class::Comma || self.tokens[comma].sentence != sentence {
            return None;
        }
        let near = (comma.saturating_sub(PLACE)..comma).rev();
        let start = near.take_while(|it| self.tokens[*it].sentence == sentence).last()?;
        let opens = start == 0 || self.tokens[start - 1].sentence != sentence;
        let lead = opens && matches!(class(start), Class::Prep);
        lead.then_some(start + 1..comma)
    }

    /// Does a noun of a body stand first in these words, or a name that speaks elsewhere?
    fn speaks_as_house(&self, words: &Range<usize>) -> bool {
        if phrase::read(self.tokens, words.clone(), self.grammar).is_none_or(|it| it.plural) {
            return false;
        }
        let noun = words.clone().take(4).find_map(|it| self.tokens[it].noun);
        let body = noun.is_some_and(|it| {
            matches!(it.sort, Sort::Organisation | Sort::Source | Sort::Group) && !it.plural
        });
        let first = self.names.partition_point(|it| it.words.start < words.start);
        let name =
            self.names.get(first).filter(|it| it.words.start <= words.start + 1 && it.words.end <= words.end);
        let speaks = name.and_then(|_| self.figure_of(first)).is_some_and(|it| {
            self.figures[it].kind == SpeakerType::Organisation && self.speakers.contains(&it)
        });
        body || speaks
    }
}
