//! Texts longer than any article → sections that are read one by one.
//!
//! A year's transcripts in one file are no article: who *il* is, is not told
//! half a million words before. Each section is read for itself, so that what
//! reading needs does not grow with the text; the findings count on from section
//! to section and their spans lie in the whole text.

use std::{collections::HashMap, ops::Range};

use crate::{Actor, Article, Attribution, Mode, Reading, Span, SpeakerType};

/// From so many bytes on a text is read in sections: the longest articles have a tenth of it.
pub const LONG: usize = 1 << 20;
/// Bytes in a section, at most.
const SECTION: usize = 1 << 14;

/// Cuts a text after paragraphs, else after sentences, words or characters.
pub fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let from = start;
        start += cut(&text[from..]);
        (from < start).then_some(from..start)
    })
}

/// Where the section that the text begins with ends.
fn cut(text: &str) -> usize {
    if text.len() <= SECTION {
        return text.len();
    }
    let head = &text[..text.floor_char_boundary(SECTION)];
    let ends = ["\n", ". ", " "].into_iter();
    let after = |end: &str| Some(head.rfind(end)? + end.len()).filter(|it| *it > SECTION / 2);
    ends.filter_map(after).next().unwrap_or(head.len())
}

/// A section as an article of its own.
pub fn article(whole: &Article, range: Range<usize>) -> Article {
    let inside = whole.boilerplate.iter().filter(|it| it.overlaps(Span::new(range.start, range.end)));
    let moved = inside.map(|it| {
        let end = it.end.min(range.end) - range.start;
        Span::new(it.start.saturating_sub(range.start), end)
    });
    Article { text: whole.text[range.clone()].to_owned(), boilerplate: moved.collect(), ..about(whole) }
}

/// All of an article but its text.
fn about(whole: &Article) -> Article {
    Article {
        id: whole.id.clone(),
        text: String::new(),
        language: whole.language,
        outlet: whole.outlet.clone(),
        title: whole.title.clone(),
        standfirst: whole.standfirst.clone(),
        byline: whole.byline.clone(),
        url: whole.url.clone(),
        published: whole.published,
        boilerplate: Vec::new(),
        parts: Vec::new(),
    }
}

/// Reads one section; its spans lie in the whole text, its ids count from 1.
pub fn read(whole: &Article, range: Range<usize>, mode: Mode) -> Reading {
    let section = article(whole, range.clone());
    let mut reading = crate::read_all(std::slice::from_ref(&section), mode).remove(0);
    let by = range.start;
    reading.actors.iter_mut().flat_map(|it| &mut it.mentions).for_each(|it| it.shift(by));
    reading.boilerplate.iter_mut().for_each(|it| it.shift(by));
    for it in &mut reading.attributions {
        let spans = it.source.iter_mut().chain(&mut it.cue).chain(&mut it.content).chain(&mut it.when);
        spans.for_each(|it| it.shift(by));
        it.why.iter_mut().filter_map(|it| it.words.as_mut()).for_each(|it| it.shift(by));
    }
    reading
}

/// The sections' findings as those of one article.
#[derive(Debug, Default)]
pub struct Joined {
    /// Who speaks in the sections so far.
    pub actors: Vec<Actor>,
    known: HashMap<(String, SpeakerType), usize>,
    count: u32,
}

impl Joined {
    /// The next section's attributions with ids and actors that hold in the whole.
    pub fn next(&mut self, section: Reading) -> Vec<Attribution> {
        let actors: Vec<usize> = section.actors.into_iter().map(|it| self.actor(it)).collect();
        let (before, mut attributions) = (self.count, section.attributions);
        for it in &mut attributions {
            it.id += before;
            it.parent = it.parent.map(|parent| parent + before);
            it.actor = it.actor.and_then(|at| actors.get(at).copied());
        }
        self.count = attributions.iter().map(|it| it.id).max().unwrap_or(before);
        attributions
    }

    fn actor(&mut self, actor: Actor) -> usize {
        let next = self.actors.len();
        let at = *self.known.entry((actor.name.clone(), actor.kind)).or_insert(next);
        match self.actors.get_mut(at) {
            None => self.actors.push(actor),
            Some(known) => {
                known.mentions.extend(actor.mentions);
                known.role = known.role.take().or(actor.role);
                known.affiliation = known.affiliation.take().or(actor.affiliation);
            }
        }
        at
    }
}

/// Reads a long article, section by section.
pub fn read_whole(article: &Article, mode: Mode) -> Reading {
    let mut joined = Joined::default();
    let mut attributions = Vec::new();
    for range in ranges(&article.text) {
        attributions.extend(joined.next(read(article, range, mode)));
    }
    let (language, boilerplate) = (article.language.code, article.boilerplate.clone());
    Reading { language, actors: joined.actors, attributions, boilerplate }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    const SENTENCE: &str = "Yvon Delsart, le maire, a déclaré jeudi : « La digue tiendra. » ";

    fn long(separator: &str) -> Article {
        let text = format!("{SENTENCE}{separator}").repeat(LONG / 50);
        Article::of_language("long", &text, Language::get("fr").expect("French"))
    }

    #[test]
    fn sections_follow_each_other_and_end_where_a_reader_would_stop() {
        for (separator, end) in [("\n\n", "\n"), ("", ". "), ("é", " ")] {
            let text = long(separator).text;
            let mut at = 0;
            for range in ranges(&text) {
                assert_eq!(range.start, at);
                assert!(range.len() <= SECTION);
                assert!(range.end == text.len() || text[range.clone()].ends_with(end));
                at = range.end;
            }
            assert_eq!(at, text.len());
        }
        let unbroken = "é".repeat(SECTION);
        assert_eq!(ranges(&unbroken).map(|it| it.len()).sum::<usize>(), unbroken.len());
        assert_eq!(ranges("").count(), 0);
    }

    #[test]
    fn a_long_text_is_read_like_its_sections_with_spans_in_the_whole() {
        let article = long("\n\n");
        let reading = crate::read_all(std::slice::from_ref(&article), Mode::default()).remove(0);
        assert!(reading.attributions.len() > LONG / 100);
        for (id, it) in (1..).zip(&reading.attributions) {
            assert_eq!(it.id, id);
            assert!(
                it.parent.is_none_or(|parent| parent != id && parent as usize <= reading.attributions.len())
            );
            for span in it.source.iter().chain(&it.cue).chain(&it.content) {
                assert!(SENTENCE.contains(span.of(&article.text).trim()), "{:?}", span.of(&article.text));
            }
        }
        let mayor = reading.actors.iter().filter(|it| it.name == "Yvon Delsart").count();
        assert_eq!(mayor, 1, "one actor over all sections");
    }
}
