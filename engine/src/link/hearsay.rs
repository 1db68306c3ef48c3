//! The words beside a source → whom it has its knowledge from, and who passes on what it says.
//!
//! *Sources cited by the agency*, *the paper, citing a witness*: a second source
//! that no statement is given to stands beside the first, tied to it by words of
//! `hearsay.tsv`.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::terms;
use crate::{Attribution, Document, Span, language::Each, words::Word};

/// A source that stands beside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Its name or description.
    pub name: String,
    /// Is it anonymous?
    pub unnamed: bool,
    /// Has the statement's speaker it from there? Otherwise it passes on what the speaker says.
    pub below: bool,
}

/// So many words may stand between a source, or its cue, and what ties another one to it.
const GAP: usize = 2;
/// No source is described in more words.
const LONGEST: usize = 10;

/// What ties a second source to the first: its words behind the first one, and the side on which it stands.
type Tie = (Vec<&'static str>, &'static str);

/// The rows of a language's `hearsay.tsv` by their first word.
type Ties = FxHashMap<&'static str, Vec<Tie>>;

static TIES: Each<Ties> = Each::new(|language| {
    let mut ties = Ties::default();
    for row in language.table("hearsay").rows() {
        let mut words = row[0].split(' ');
        if let (Some(first), Some(side)) = (words.next(), row.get(1)) {
            ties.entry(first).or_default().push((words.collect(), side));
        }
    }
    ties
});

/// Those that stand beside the source of a statement.
pub fn find(document: &Document, it: &Attribution) -> Vec<Heard> {
    let words = &document.words.words;
    let mut found = Vec::new();
    let ties = TIES.get(document.language);
    for start in places(words, it) {
        let Some(ties) = ties.get(bare(document.of(words[start].span)).as_str()) else { continue };
        let there = |tie: &&Tie| follows(document, start + 1, &tie.0);
        let Some((behind, side)) = ties.iter().filter(there).max_by_key(|it| it.0.len()) else { continue };
        if let Some(name) = name(document, it, start + 1 + behind.len()) {
            let unnamed = is_anonymous(document, name);
            found.push(Heard { name: name.into(), unnamed, below: *side == "below" });
        }
    }
    found.dedup();
    found
}

/// The words within a source and shortly behind it or its cue, of one sentence with it.
fn places(words: &[Word], it: &Attribution) -> Vec<usize> {
    let behind = |span: &Span| words.partition_point(|word| word.span.start < span.end);
    let within = |span: &Span| words.partition_point(|word| word.span.start < span.start);
    let sources = it.source.iter().map(|span| (within(span), behind(span)));
    let cues = it.cue.iter().map(|span| (behind(span), behind(span)));
    let mut places = Vec::new();
    for (from, end) in sources.chain(cues) {
        let Some(sentence) = end.checked_sub(1).and_then(|last| words.get(last)).map(|last| last.sentence)
        else {
            continue;
        };
        let reach = from..=end + GAP;
        places.extend(reach.filter(|at| words.get(*at).is_some_and(|it| it.sentence == sentence)));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Are the words from `start` on these?
fn follows(document: &Document, start: usize, wanted: &[&str]) -> bool {
    let there = document.words.words.get(start..start + wanted.len());
    there.is_some_and(|there| there.iter().zip(wanted).all(|(word, it)| bare(document.of(word.span)) == **it))
}

/// Folded, without an apostrophe.
fn bare(word: &str) -> String {
    terms::fold(word).trim_matches(|c: char| !c.is_alphanumeric()).into()
}

/// The description that begins at this word, up to a mark, a clause or the statement's own words.
fn name<'t>(document: &Document<'t>, it: &Attribution, from: usize) -> Option<&'t str> {
    let words = document.words.words.get(from..)?;
    let sentence = words.first()?.sentence;
    let begins = |word: &Word| it.cue.iter().chain(&it.content).any(|span| span.start == word.span.start);
    let little = |word: &Word| document.language.table("little").has(&bare(document.of(word.span)));
    let clause = |word: &Word| {
        let text = bare(document.of(word.span));
        text.is_empty() || document.language.table("complementisers").has(&text)
    };
    let skipped = words.iter().take_while(|word| little(word)).count();
    let kept = words[skipped..].iter().take(LONGEST);
    let kept: Vec<&Word> =
        kept.take_while(|word| word.sentence == sentence && !begins(word) && !clause(word)).collect();
    // What ends in a little word has lost what it leads to.
    let end = kept.iter().rposition(|word| !little(word))?;
    document.text.get(kept.first()?.span.start..kept[end].span.end)
}

/// Without a capital, and neither a paper nor a body.
fn is_anonymous(document: &Document, name: &str) -> bool {
    let head = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let class = document.language.table("sources").get(head).and_then(|it| it.get(1).copied());
    let first = class.unwrap_or_default().split(',').next().unwrap_or_default();
    !name.contains(char::is_uppercase) && !["document", "organisation"].contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, Kind, Language};

    /// `text` with the source between `[` and `]` and the content between `{` and `}`.
    fn check(code: &str, text: &str, expected: &[(&str, bool, bool)]) {
        let plain: String = text.chars().filter(|c| !"[]{}".contains(*c)).collect();
        let place = |mark| {
            let at = text.find(mark).expect("a mark");
            at - text[..at].chars().filter(|c| "[]{}".contains(*c)).count()
        };
        let span = |from, to| vec![Span { start: place(from), end: place(to) }];
        let article = Article::of_language("1", &plain, Language::get(code).expect("a language"));
        let document = Document::new(&article);
        let it = Attribution::of_words(1, Kind::Indirect, span('[', ']'), Vec::new(), span('{', '}'));
        let found = find(&document, &it);
        let shown: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.unnamed, it.below)).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn whoever_cites_a_source_stands_above_it() {
        check(
            "fr",
            "Selon [des diplomates] cités par l'agence Port-Info, {la digue sera vendue}.",
            &[("agence Port-Info", false, false)],
        );
    }

    #[test]
    fn whom_a_paper_cites_stands_below_it() {
        check(
            "en",
            "According to [the Harbour Post], citing an official, {the dyke will be sold}.",
            &[("official", true, true)],
        );
        check(
            "fr",
            "D'après [La Vigie], qui s'appuie sur un compte rendu interne, {la digue sera vendue}.",
            &[("compte rendu interne", false, true)],
        );
    }

    #[test]
    fn a_source_alone_has_nobody_beside_it() {
        check("en", "[The mayor] says that {the dyke will be sold}.", &[]);
    }
}
