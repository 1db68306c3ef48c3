//! Who speaks: the sources' words → [`Actor`]s with names, types, roles.
//!
//! Names are grouped over the whole article before anything is resolved, so a
//! minister who is named only in the last paragraph is known in the first.

mod acronyms;
mod bodies;
mod cast;
pub mod choices;
mod describe;
mod extent;
mod known;
mod merge;
mod names;
mod phrase;
mod places;
mod possess;
mod predicate;
mod pronoun;
mod refer;
mod roles;
mod some;
mod speaking;
mod tokens;

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Actor, Attribution, Document, Kind, Reason, Span, SpeakerType, language::Each};
use refer::{Found, Walk};
use tokens::{Class, Token};

static GRAMMAR: Each<extent::Grammar> = Each::new(extent::Grammar::of);
static PLACES: Each<places::Places> = Each::new(places::Places::of);

/// Fills in `actor`, `speaker`, `speaker_type`, `role` and `affiliation`.
pub fn resolve(document: &Document, attributions: &mut [Attribution]) -> Vec<Actor> {
    walked(document, attributions, |mut walk, mut found, attributions| {
        unite(&mut walk, &mut found);
        write(walk, attributions, found)
    })
}

/// What becomes of an article once it has been walked, and of whom each of its attributions means so far.
fn walked<T>(
    document: &Document,
    attributions: &mut [Attribution],
    then: impl FnOnce(Walk, Vec<Option<Found>>, &mut [Attribution]) -> T,
) -> T {
    let tokens = tokens::read(document);
    let (grammar, places) = (GRAMMAR.get(document.language), PLACES.get(document.language));
    let spans = attributions.iter().flat_map(|it| &it.source);
    let spoken: Vec<_> = spans.map(|it| words_of(&tokens, *it)).collect();
    let names = names::spot(&tokens, &spoken, grammar, places.countries);
    let (mut figures, mut of_name) = cast::group(document, &tokens, places, &names);
    let full = acronyms::spell(document, &tokens, &names, &mut figures, &mut of_name);
    let mut by_lemma: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, figure) in figures.iter().enumerate() {
        for lemma in &figure.lemmas {
            by_lemma.entry(lemma.clone()).or_default().push(at);
        }
    }
    let mut walk = Walk {
        document,
        tokens: &tokens,
        names: &names,
        grammar,
        places,
        pronouns: document.language.table("pronouns"),
        of_name,
        figures,
        seen: Vec::new(),
        speakers: FxHashSet::default(),
        states: FxHashMap::default(),
        by_lemma,
        families: FxHashMap::default(),
        full,
    };
    let mut found = along(&mut walk, attributions);
    hand_on(document, grammar, attributions, &mut found);
    then(walk, found, attributions)
}

/// Walks the article from its start and resolves each source where it stands.
fn along(walk: &mut Walk, attributions: &[Attribution]) -> Vec<Option<Found>> {
    let mut found: Vec<Option<Found>> = attributions.iter().map(|_| None).collect();
    let mut sources: Vec<(Range<usize>, usize)> = attributions
        .iter()
        .enumerate()
        .filter_map(|(at, it)| Some((words_of(walk.tokens, *it.source.first()?), at)))
        .collect();
    sources.sort_by_key(|it| (it.0.start, it.0.end));
    for (words, _) in &sources {
        walk.foresee(words.clone());
    }
    let (mut source, mut name) = (0, 0);
    let mut covered = 0;
    for at in 0..walk.tokens.len() {
        let mut last: Option<(Range<usize>, Option<usize>, &'static str)> = None;
        while let Some((words, attribution)) = sources.get(source).filter(|it| it.0.start <= at).cloned() {
            source += 1;
            // Several attributions share a source: it is one mention.
            let (figure, how) = match &last {
                Some((same, figure, how)) if *same == words => (*figure, *how),
                _ => {
                    let spans = &attributions[attribution].source;
                    let pieces: Vec<_> = spans.iter().map(|it| words_of(walk.tokens, *it)).collect();
                    let it = walk.pieces(&pieces);
                    if let Some(figure) = it.figure {
                        walk.note(figure, words.clone(), true);
                    }
                    (it.figure, it.how)
                }
            };
            covered = covered.max(words.end);
            last = Some((words, figure, how));
            found[attribution] = Some(Found { figure, how });
        }
        while let Some(next) = walk.names.get(name).filter(|it| it.words.start <= at) {
            let words = next.words.clone();
            let thing = next.complement && next.kind != names::Kind::Person;
            if let Some(figure) =
                walk.figure_of(name).filter(|it| !thing || walk.figures[*it].kind == SpeakerType::Person)
            {
                walk.note(figure, words.clone(), false);
                if let Some(role) = &next.before {
                    walk.belongs(figure, role);
                }
            }
            covered = covered.max(words.end);
            name += 1;
        }
        if at >= covered
            && walk.tokens[at].class.is_determiner()
            && !matches!(walk.tokens[at].class, Class::Some)
        {
            walk.passing(at);
        }
    }
    found
}

/// The words that a span holds.
fn words_of(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|it| it.span.end <= span.start);
    let end = tokens.partition_point(|it| it.span.start < span.end);
    start..end.max(start)
}

/// Gives sources that are *I* to who is quoted, and free speech to who spoke last.
fn hand_on(
    document: &Document,
    grammar: &extent::Grammar,
    attributions: &[Attribution],
    found: &mut [Option<Found>],
) {
    let pronouns = document.language.table("pronouns");
    let place = |it: &Attribution| it.cue.first().or(it.content.first()).map_or(0, |it| it.start);
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|at| place(&attributions[*at]));
    let by_id: FxHashMap<u32, usize> = attributions.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    let mut last: Option<usize> = None;
    let mut quoted = Vec::new();
    for at in order {
        let it = &attributions[at];
        let first_person = it.source.first().is_some_and(|span| {
            let word =
                document.text.get(span.start..span.end).unwrap_or_default().to_lowercase().replace('’', "'");
            pronouns.get(&word).is_some_and(|row| matches!(row.get(1), Some(&"i" | &"we")))
        });
        if first_person {
            // Who is quoted may be told only behind the words; in a quotation that goes on it is who spoke last.
            quoted.push((at, last));
        } else if it.source.is_empty() && it.kind != Kind::Free && is_infinitive(document, grammar, it) {
            quoted.push((at, None));
        } else if it.source.is_empty() && it.kind == Kind::Free {
            found[at] = Some(Found { figure: last, how: "no cue: who spoke last" });
        }
        if it.parent.is_none() && !first_person {
            last = found[at].as_ref().and_then(|it| it.figure).or(last);
        }
    }
    for (at, last) in quoted {
        let parent = attributions[at].parent.map(|id| by_id.get(&id).copied());
        let figure = match parent {
            Some(parent) => parent.and_then(|it| found[it].as_ref()?.figure),
            None => {
                last.filter(|_| !attributions[at].source.is_empty() && is_quoted(document, &attributions[at]))
            }
        };
        let how = match attributions[at].source.is_empty() {
            true => "an infinitive: who speaks in the main clause",
            false => "the first person: who is quoted",
        };
        found[at] = Some(Found { figure, how });
    }
}

/// Is the cue a verb in a form that takes its subject from the clause around it? *dit avoir refusé*
fn is_infinitive(document: &Document, grammar: &extent::Grammar, it: &Attribution) -> bool {
    let cue = it.cue.first().map_or("", |it| document.of(*it));
    cue.split_whitespace().take(2).any(|it| grammar.is_infinitive(it))
}

/// Does the source stand between quotation marks?
fn is_quoted(document: &Document, it: &Attribution) -> bool {
    let start = it.source.first().map_or(0, |it| it.start);
    document.quotes.iter().any(|it| it.outer.start < start && start < it.outer.end)
}

/// Gives descriptions to the names that they belong to.
fn unite(walk: &mut Walk, found: &mut [Option<Found>]) {
    let is = merge::find(walk);
    for (from, to) in is.iter().copied().enumerate().filter(|it| it.0 != it.1) {
        let description = walk.figures[from].clone();
        let name = &mut walk.figures[to];
        name.mentions.extend(description.mentions);
        // *une société d'analyse*: what tells a body from others is what it is.
        let body = description.kind == SpeakerType::Organisation && description.name.contains(' ');
        let told = body.then(|| description.name.clone());
        description.roles.into_iter().chain(told).for_each(|it| name.has_role(it));
        name.affiliation = name.affiliation.take().or(description.affiliation);
    }
    for found in found.iter_mut().flatten() {
        let one = found.figure.map(|it| is[it]);
        if one != found.figure {
            found.how =
                "a description: the person named in the sentences around it, of whom no other role is told";
        }
        found.figure = one;
    }
}

/// Writes the fields, and gives out those who speak or have a name.
fn write(walk: Walk, attributions: &mut [Attribution], found: Vec<Option<Found>>) -> Vec<Actor> {
    let mut place = vec![None; walk.figures.len()];
    let mut actors = Vec::new();
    let mut roles = Vec::new();
    let speaking: FxHashSet<usize> = found.iter().flatten().filter_map(|it| it.figure).collect();
    for (at, figure) in walk.figures.iter().enumerate() {
        let person = figure.named && figure.kind == SpeakerType::Person;
        if !person && !speaking.contains(&at) {
            continue;
        }
        place[at] = Some(actors.len());
        let members = figure.members.iter().map(|it| &walk.figures[*it]);
        let mut told: Vec<&str> = figure.roles.iter().map(String::as_str).collect();
        for role in members.flat_map(|it| it.roles.iter().chain(&it.title)) {
            if !told.contains(&role.as_str()) {
                told.push(role);
            }
        }
        let role = Some(told.join(", ")).filter(|it| !it.is_empty()).or(figure.title.clone());
        let mut mentions = figure.mentions.clone();
        mentions.sort();
        mentions.dedup();
        let words = figure.roles.first().or(figure.title.as_ref());
        roles.push(words.and_then(|it| beside(walk.document.text, it, &mentions)));
        let (name, affiliation) = (figure.name.clone(), figure.affiliation.clone());
        actors.push(Actor { name, kind: figure.kind, role, affiliation, mentions });
    }
    for (attribution, found) in attributions.iter_mut().zip(found) {
        attribution.speaker_type = SpeakerType::Unnamed;
        let Some(found) = found else { continue };
        let words = attribution.source.first().copied();
        attribution.why.push(Reason { field: "speaker", words, how: found.how.to_owned() });
        let Some(actor) = found.figure.and_then(|it| place[it]) else { continue };
        attribution.actor = Some(actor);
        let (actor, words) = (&actors[actor], roles[actor]);
        attribution.speaker = Some(actor.name.clone());
        attribution.speaker_type = actor.kind;
        attribution.role = actor.role.clone();
        if actor.role.is_some() {
            let how = "the article says so where it speaks of whom it means".into();
            attribution.why.push(Reason { field: "role", words, how });
        }
        attribution.affiliation = actor.affiliation.clone();
    }
    actors
}

/// Where these words stand near one of the first mentions.
fn beside(text: &str, words: &str, mentions: &[Span]) -> Option<Span> {
    mentions.iter().take(MENTIONS).find_map(|mention| {
        let mut start = mention.start.saturating_sub(NEAR);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = mention.end.saturating_add(NEAR).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let at = start + text.get(start..end)?.find(words)?;
        Some(Span::new(at, at + words.len()))
    })
}

/// So many bytes around a mention may hold its role.
const NEAR: usize = 300;
/// So many mentions are looked at.
const MENTIONS: usize = 8;

#[cfg(test)]
mod role_tests;
#[cfg(test)]
mod source_tests;
#[cfg(test)]
mod tests;
