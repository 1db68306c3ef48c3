//! The same words in several places, and what became of them.
//!
//! Two contents are laid word against word; where enough telling words meet in
//! order they are one quotation, and the words that do not meet are its changes.

use super::{
    page::{Said, is_quoted},
    pairs::Weighed,
    terms,
};
use crate::{Kind, language};

/// One quotation in two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeated {
    /// Does it say it otherwise?
    pub altered: bool,
    /// Runs of words, in order: kept, taken out, put in.
    pub changes: Vec<Change>,
    /// How much they are alike, to choose between several.
    pub likeness: f32,
}

/// A run of words of a quotation that was taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Both have it.
    Kept(String),
    /// Only the earlier one has it.
    Out(String),
    /// Only the later one has it.
    In(String),
}

/// So many words are laid against one another at most; the work grows with their square.
const LONGEST: usize = 160;
/// So much of the shorter one's telling weight must meet in the other's order.
const ENOUGH: f32 = 0.55;
/// And so much weight in all, a word or two: common words are no quotation.
const WEIGHT: f32 = 4.5;
/// Less will do where one speaker's shorter words are there nearly whole.
const WHOLE: f32 = 0.9;
const LEAST: f32 = 2.5;
/// What another speaker says without quotation marks must have so much in common to be a quotation.
const UNMARKED: f32 = 7.0;
/// So many words running that one speaker is given twice between quotation marks are one quotation, however common.
const RUN: usize = 5;
/// Who adds as many words at an end or fewer has changed the quotation; more are another cut of it.
const ADDED: usize = 2;

/// Are these the same words? Either may be a report of the other's quotation.
pub fn compare(earlier: &Weighed, later: &Weighed, one_speaker: bool) -> Option<Repeated> {
    if !is_quoted(earlier.said) && !is_quoted(later.said) {
        return None;
    }
    let [a, b] = [earlier, later].map(|it| it.quoted.get_or_init(|| words(it.said)).as_slice());
    same_words((earlier.said, a), (later.said, b), one_speaker)
}

fn same_words(
    (earlier, a): (&Said, &[Word]),
    (later, b): (&Said, &[Word]),
    one_speaker: bool,
) -> Option<Repeated> {
    let both = is_quoted(earlier) && is_quoted(later);
    let shorter = total(a).min(total(b));
    let (most, count) = common(a, b);
    if most < ENOUGH * shorter && count < RUN {
        return None;
    }
    let kept = alignment(a, b);
    let weight: f32 = kept.iter().map(|(at, _)| a[*at].weight).sum();
    let (share, longer) = (weight / shorter.max(f32::EPSILON), total(a).max(total(b)));
    let telling = share >= ENOUGH
        && if weight < WEIGHT {
            one_speaker && weight >= LEAST && share >= WHOLE
        } else {
            both || one_speaker || weight >= UNMARKED
        };
    let running = both && one_speaker && longest_run(&kept) >= RUN;
    if !telling && !running {
        return None;
    }
    let quoted = [earlier, later].into_iter().filter(|it| is_quoted(it)).count() as f32;
    let likeness = weight / longer + 0.2 * share + 0.1 * quoted;
    let changes = changes(a, b, &kept);
    Some(Repeated { altered: is_altered(a, b, &kept), changes, likeness })
}

/// A word of a quotation.
pub(super) struct Word {
    shown: String,
    /// Hashed.
    stem: u32,
    weight: f32,
}

fn total(words: &[Word]) -> f32 {
    words.iter().map(|it| it.weight).sum()
}

/// The weight of the first one's words that stand somewhere in the second, and how many: in order there are no more.
fn common(a: &[Word], b: &[Word]) -> (f32, usize) {
    let mut there: Vec<u32> = b.iter().map(|it| it.stem).collect();
    there.sort_unstable();
    let met = a.iter().filter(|it| there.binary_search(&it.stem).is_ok());
    met.fold((0.0, 0), |(weight, count), it| (weight + it.weight, count + 1))
}

/// So many pairs of words follow one another on both sides.
fn longest_run(kept: &[(usize, usize)]) -> usize {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for (i, j) in kept.iter().copied() {
        run = if last == Some((i, j)) { run + 1 } else { 1 };
        last = Some((i + 1, j + 1));
        longest = longest.max(run);
    }
    longest
}

/// What stands between quotation marks in a content that is quoted in part; all of any other.
fn quoted(said: &Said) -> String {
    if said.kind != Kind::Mixed.name() {
        return said.content.clone();
    }
    let (mut open, mut out) = (false, String::new());
    for c in said.content.chars() {
        match c {
            '\u{ab}' | '\u{201c}' => open = true,
            '\u{bb}' | '\u{201d}' => {
                open = false;
                out.push(' ');
            }
            '"' => {
                open = !open;
                out.push(' ');
            }
            c if open => out.push(c),
            _ => {}
        }
    }
    if out.trim().is_empty() { said.content.clone() } else { out }
}

fn words(said: &Said) -> Vec<Word> {
    let mut out = Vec::new();
    let quoted = quoted(said);
    for shown in quoted.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).take(LONGEST) {
        let folded = terms::fold(shown);
        let little = language::Language::all().iter().any(|it| it.table("little").has(&folded));
        let end = folded.char_indices().nth(STEM).map_or(folded.len(), |it| it.0);
        let stem = terms::hash(if little { &folded } else { &folded[..end] });
        let weight = if little { LITTLE } else { folded.chars().count().min(9) as f32 / 3.0 };
        out.push(Word { shown: shown.into(), stem, weight });
    }
    out
}

/// Words count as one that begin with so many same letters: inflection is no change of words.
const STEM: usize = 5;
/// What an article or a preposition weighs against a noun's one to three.
const LITTLE: f32 = 0.25;

/// Pairs of places with the same word, ascending in both, of the greatest weight.
fn alignment(a: &[Word], b: &[Word]) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0.0_f32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let skip = best[i + 1][j].max(best[i][j + 1]);
            let meet = if a[i].stem == b[j].stem { best[i + 1][j + 1] + a[i].weight } else { 0.0 };
            best[i][j] = skip.max(meet);
        }
    }
    let (mut i, mut j, mut kept) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i].stem == b[j].stem && best[i][j] == best[i + 1][j + 1] + a[i].weight {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

/// Words changed, left out from the middle or added; a part taken word by word is no change.
fn is_altered(a: &[Word], b: &[Word], kept: &[(usize, usize)]) -> bool {
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return true };
    let changed = kept.iter().any(|(i, j)| terms::fold(&a[*i].shown) != terms::fold(&b[*j].shown));
    let gaps = last.0 - first.0 != last.1 - first.1 || kept.len() != last.0 - first.0 + 1;
    // The longer may go on at its ends; the shorter has to be whole.
    let whole = |words: &[Word], from: usize, to: usize| from == 0 && to + 1 == words.len();
    let added = b.len() - (last.1 + 1 - first.1);
    let part = whole(b, first.1, last.1) || (whole(a, first.0, last.0) && added > ADDED);
    changed || gaps || !part
}

fn changes(a: &[Word], b: &[Word], kept: &[(usize, usize)]) -> Vec<Change> {
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    let run = |words: &[Word]| words.iter().map(|it| it.shown.as_str()).collect::<Vec<_>>().join(" ");
    let ends = [(a.len(), b.len())];
    let mut same: Vec<&str> = Vec::new();
    for (x, y) in kept.iter().chain(&ends) {
        if i < *x || j < *y {
            if !same.is_empty() {
                out.push(Change::Kept(std::mem::take(&mut same).join(" ")));
            }
            if i < *x {
                out.push(Change::Out(run(&a[i..*x])));
            }
            if j < *y {
                out.push(Change::In(run(&b[j..*y])));
            }
        }
        if let Some(word) = a.get(*x).filter(|_| *x < a.len() && *y < b.len()) {
            same.push(&word.shown);
        }
        (i, j) = (x + 1, y + 1);
    }
    if !same.is_empty() {
        out.push(Change::Kept(same.join(" ")));
    }
    out
}

/// May two statements be compared as quotations? What one carries is the same words by nature.
pub fn may_repeat(a: &Weighed, b: &Weighed) -> bool {
    a.article != b.article
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct(content: &str) -> Said {
        Said { content: content.into(), kind: "direct".into(), ..Said::default() }
    }

    fn same(earlier: &Said, later: &Said, one_speaker: bool) -> Option<Repeated> {
        same_words((earlier, &words(earlier)), (later, &words(later)), one_speaker)
    }

    /// `None` for other words, else whether they are altered.
    fn check(earlier: &str, later: &str, expected: Option<bool>) {
        let found = same(&direct(earlier), &direct(later), true);
        assert_eq!(found.map(|it| it.altered), expected, "{earlier} / {later}");
    }

    #[test]
    fn a_part_taken_word_by_word_is_the_same_quotation() {
        check(
            "La digue tiendra, et les travaux commenceront en mai",
            "les travaux commenceront en mai",
            Some(false),
        );
    }

    #[test]
    fn a_changed_word_and_a_lost_negation_are_told() {
        check("The dyke will never hold another winter", "The dyke will hold another winter", Some(true));
        check("the dyke will hold another winter", "the dyke will last another winter", Some(true));
    }

    #[test]
    fn a_word_added_at_the_end_is_told() {
        check(
            "La digue a cédé, tour deux. Je recommande l'arrêt",
            "La digue a cédé, tour deux. Je recommande l'arrêt immédiat",
            Some(true),
        );
    }

    #[test]
    fn common_words_running_are_one_quotation_of_one_speaker() {
        check(
            "They are ours. They have our herrings in them",
            "They are ours. They have our blood in them",
            Some(true),
        );
    }

    #[test]
    fn of_a_content_quoted_in_part_only_the_quotation_counts() {
        let part = Said { kind: "mixed".into(), ..direct("the rest are « broken beyond repair") };
        let found = same(&direct("The boats are broken beyond repair"), &part, true);
        assert_eq!(found.map(|it| it.altered), Some(false));
    }

    #[test]
    fn a_few_words_that_somebody_else_reports_are_no_quotation() {
        let report = Said { kind: "indirect".into(), ..direct("three hundred boats") };
        assert_eq!(same(&direct("Three hundred boats, not one more"), &report, false), None);
    }

    #[test]
    fn other_words_are_another_quotation() {
        check("The dyke will hold another winter", "The mayor has lost his mind", None);
    }
}
