//! An article and its reading → a [`Page`]: all that linking has to remember of it.
//!
//! Pages are what a ledger keeps to link later articles against, so they stand
//! for themselves: no text, no spans, keys that are stable over versions.

use serde::{Deserialize, Serialize};

use super::{
    copies,
    hearsay::{self, Heard},
    terms::{self, Term, Told},
};
use crate::{
    Act, Article, Attribution, Certainty, Document, Kind, Reading, Span, SpeakerType, act::features::View,
};

/// What linking remembers of an article.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// The article's id.
    pub doc: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The day of publication, ISO 8601.
    pub published: Option<String>,
    /// Language code.
    pub language: String,
    /// What the article is about: its most telling terms, by key.
    pub about: Vec<Term>,
    /// Of its runs of words, for finding copies.
    pub sketch: Vec<u32>,
    /// Its statements, in the order of the reading.
    pub said: Vec<Said>,
    /// Who speaks or is spoken of.
    pub cast: Vec<Figure>,
    /// Who stands beside the source of a statement, by the statement's id. It comes last: pages that were
    /// kept before there was such a list end here.
    pub heard: Vec<(u32, Heard)>,
}

/// What linking remembers of an actor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// The fullest name.
    pub name: String,
    /// `person`, `organisation`, ...
    pub kind: String,
    /// Role, title or function.
    pub role: Option<String>,
    /// The body or state it belongs to.
    pub affiliation: Option<String>,
    /// Other words that the article names it by.
    pub aliases: Vec<String>,
}

/// What linking remembers of a statement.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Said {
    /// The attribution's id.
    pub id: u32,
    /// The attribution that carries it.
    pub parent: Option<u32>,
    /// Who speaks, as fully as the article tells.
    pub speaker: Option<String>,
    /// The speaker's index in [`Page::cast`].
    pub actor: Option<usize>,
    /// `person`, `unnamed`, ...
    pub speaker_type: String,
    /// What is done by saying it.
    pub act: String,
    /// At whom it points.
    pub target: Option<String>,
    /// How surely it is said.
    pub certainty: String,
    /// `direct`, `mixed`, ...
    pub kind: String,
    /// The date of the saying, as far as it is known.
    pub when: Option<String>,
    /// What is put forward, pieces joined.
    pub content: String,
    /// The cue's words.
    pub cue: String,
    /// Bytes of the content in the text, pieces in order.
    pub spans: Vec<(usize, usize)>,
    /// The content's terms.
    pub terms: Vec<Term>,
    /// The terms of the sentences around.
    pub around: Vec<Term>,
    /// The terms of the paragraph.
    pub paragraph_terms: Vec<Term>,
    /// Runs of four letters of the content.
    pub grams: Vec<(u32, f32)>,
    /// Numbers in the content.
    pub numbers: Vec<String>,
    /// Which sentence and paragraph its cue stands in.
    pub place: (u32, u32),
    /// Signs in the content and groups of the cue, by name.
    pub signs: Vec<String>,
    /// Is it put as a question?
    pub question: bool,
    /// How sure the finding is.
    pub confidence: f32,
}

impl Said {
    /// What is done.
    pub fn act(&self) -> Act {
        Act::from_name(&self.act).unwrap_or(Act::Assert)
    }

    /// Is the speaker anonymous?
    pub fn is_unnamed(&self) -> bool {
        self.speaker_type == SpeakerType::Unnamed.name()
    }

    /// Does a sign or a group of the cue occur?
    pub fn has(&self, sign: &str) -> bool {
        self.signs.iter().any(|it| it == sign)
    }
}

/// So many terms tell what an article is about.
const ABOUT: usize = 40;
/// A statement longer than this is compared by its beginning.
const LONGEST: usize = 1200;

impl Page {
    /// Of an article and what was found in it.
    pub fn of(article: &Article, reading: &Reading) -> Page {
        let document = Document::new(article);
        let told = Told::of(&article.text, article.language);
        let said = |it| said(&document, &told, reading, it);
        Page {
            doc: article.id.clone(),
            outlet: article.outlet.clone(),
            published: article.published.map(|it| it.to_string()),
            language: reading.language.into(),
            about: about(article, &told),
            sketch: copies::sketch(&article.text, &article.boilerplate, &told.folded),
            said: reading.attributions.iter().map(said).collect(),
            cast: reading.actors.iter().map(|it| figure(&article.text, it)).collect(),
            heard: reading.attributions.iter().flat_map(|it| heard(&document, it)).collect(),
        }
    }
}

/// The terms that an article has most of, by what they tell.
fn about(article: &Article, told: &Told) -> Vec<Term> {
    let paragraphs: Vec<usize> = article.text.match_indices('\n').map(|it| it.0).collect();
    let paragraph = |at: usize| paragraphs.partition_point(|it| *it < at);
    let mut all: Vec<(u32, usize, f32)> =
        told.all().map(|(at, it)| (it.key, paragraph(at), it.weight)).collect();
    let title = terms::of(article.title.as_deref().unwrap_or_default(), article.language);
    all.extend(title.iter().map(|it| (it.key, usize::MAX, it.weight)));
    // The first weight in the text stands for a key.
    all.sort_by_key(|it| (it.0, it.1));
    all.dedup_by_key(|it| (it.0, it.1));
    let mut counted: Vec<(f32, Term)> = all
        .chunk_by(|a, b| a.0 == b.0)
        .map(|it| {
            let (key, _, rare) = it[0];
            let weight = (it.len() as f32).sqrt() * rare;
            (weight, Term { key, weight })
        })
        .collect();
    counted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
    let mut about: Vec<_> = counted.into_iter().take(ABOUT).map(|it| it.1).collect();
    about.sort_by_key(|it| it.key);
    about
}

fn heard(document: &Document, it: &Attribution) -> impl Iterator<Item = (u32, Heard)> {
    let id = it.id;
    hearsay::find(document, it).into_iter().map(move |it| (id, it))
}

fn figure(text: &str, actor: &crate::Actor) -> Figure {
    let mut aliases: Vec<String> =
        actor.mentions.iter().filter_map(|it| text.get(it.start..it.end)).map(String::from).collect();
    aliases.sort();
    aliases.dedup();
    aliases.retain(|it| it != &actor.name);
    Figure {
        name: actor.name.clone(),
        kind: actor.kind.name().into(),
        role: actor.role.clone(),
        affiliation: actor.affiliation.clone(),
        aliases,
    }
}

fn said(document: &Document, told: &Told, reading: &Reading, it: &Attribution) -> Said {
    let content = joined(document.text, &it.content, " ");
    let pieces = it.content.iter().chain(&it.cue).chain(&it.source);
    let (start, end) = pieces.fold((usize::MAX, 0), |(a, b), it| (a.min(it.start), b.max(it.end)));
    let at = it.cue.first().or(it.content.first()).map_or(0, |it| it.start);
    let place = place(document, at);
    let around = sentences(document, start.min(end), end);
    let paragraph = paragraph(document, place.1);
    let view = View::of(document, it);
    let mut signs: Vec<String> = view.signs.iter().map(|it| it.group.into()).collect();
    signs.extend(view.cues.iter().map(|it| format!("cue {}", it.group)));
    signs.sort();
    signs.dedup();
    let actor = it.actor.filter(|at| *at < reading.actors.len());
    Said {
        id: it.id,
        parent: it.parent,
        speaker: it.speaker.clone().or(actor.map(|at| reading.actors[at].name.clone())),
        actor,
        speaker_type: it.speaker_type.name().into(),
        act: it.act.name().into(),
        target: it.target.clone(),
        certainty: it.certainty.name().into(),
        kind: it.kind.name().into(),
        when: it.when_value.clone(),
        terms: terms_of(told, &it.content, &content),
        grams: terms::grams(&content),
        numbers: terms::numbers(&content),
        around: told.within(around.start, around.end),
        paragraph_terms: told.within(paragraph.start, paragraph.end),
        cue: joined(document.text, &it.cue, " "),
        spans: it.content.iter().map(|it| (it.start, it.end)).collect(),
        content,
        place,
        signs,
        question: view.question,
        confidence: it.confidence,
    }
}

fn joined(text: &str, pieces: &[Span], gap: &str) -> String {
    let pieces: Vec<_> = pieces.iter().filter_map(|it| text.get(it.start..it.end)).collect();
    let mut whole = pieces.join(gap);
    let cut = (0..=LONGEST.min(whole.len())).rev().find(|it| whole.is_char_boundary(*it)).unwrap_or(0);
    whole.truncate(cut);
    whole
}

/// The sentence and the paragraph that a byte stands in.
fn place(document: &Document, at: usize) -> (u32, u32) {
    let words = &document.words.words;
    let word = words.partition_point(|it| it.span.end <= at);
    words.get(word).or(words.last()).map_or((0, 0), |it| (it.sentence, it.paragraph))
}

/// The telling words of a content: all of its one piece, else of its pieces as they were joined and cut.
fn terms_of(told: &Told, pieces: &[Span], content: &str) -> Vec<Term> {
    match pieces {
        [one] if one.end - one.start == content.len() => told.within(one.start, one.end),
        _ => terms::of(content, told.language),
    }
}

/// The sentences that a stretch of text touches.
fn sentences(document: &Document, start: usize, end: usize) -> Span {
    let (first, last) = (place(document, start).0, place(document, end.saturating_sub(1)).0);
    let words = &document.words;
    let range = |it: u32| words.sentences.get(it as usize).cloned().unwrap_or_default();
    stretch(document, range(first).start, range(last).end)
}

fn paragraph(document: &Document, number: u32) -> Span {
    let range = document.words.paragraphs.get(number as usize).cloned().unwrap_or_default();
    stretch(document, range.start, range.end)
}

fn stretch(document: &Document, from: usize, to: usize) -> Span {
    let words = document.words.words.get(from..to).unwrap_or_default();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Span::new(0, 0) };
    Span::new(first.span.start, last.span.end)
}

/// The kind of a statement that stands wholly in quotation marks, or partly.
pub fn is_quoted(said: &Said) -> bool {
    said.kind == Kind::Direct.name() || said.kind == Kind::Mixed.name()
}

/// Is it left open by the way it is said?
pub fn is_open(said: &Said) -> bool {
    said.certainty == Certainty::Unknown.name()
}
