//! The same words in several places, and what became of them.
//!
//! Two contents are laid word against word, so that as much weight as can be
//! meets in order. How much that is, and how like the statements are otherwise,
//! tells a forest whether they are one quotation; the words that do not meet are
//! its changes.

use std::sync::LazyLock;

use super::{
    forest::Forest,
    page::{Said, is_quoted},
    pairs::{self, Weighed},
    terms,
};
use crate::{Kind, language};

static QUOTES: LazyLock<Forest> =
    LazyLock::new(|| Forest::decode(include_bytes!("../../data/common/quotes.forest")));

/// One quotation in two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeated {
    /// Does it say it otherwise?
    pub altered: bool,
    /// Runs of words, in order: kept, taken out, put in.
    pub changes: Vec<Change>,
    /// How likely it is one quotation, to choose between several.
    pub likely: f32,
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
/// From this probability on it is one quotation: best F1 on annotated affairs, each judged by a forest that had not seen it.
const LIKELY: f32 = 0.2;
/// What the alignment tells, before the features of the pair.
const LAID: usize = 9;
/// As many features.
pub const COUNT: usize = LAID + pairs::COUNT;

/// Are these the same words? Either may be a report of the other's quotation.
pub fn compare(earlier: &Weighed, later: &Weighed) -> Option<Repeated> {
    let (features, laid) = features(earlier, later)?;
    let likely = QUOTES.probability(&features);
    (likely >= LIKELY).then(|| Repeated { altered: laid.is_altered(), changes: laid.changes(), likely })
}

/// May one repeat the other? Statements of one article carry one another or tell the same words twice; such
/// without quotation marks on either side or without a telling word in common are no quotation.
fn may_repeat(a: &Weighed, b: &Weighed) -> bool {
    a.article != b.article && (a.is_quoted || b.is_quoted) && a.shares_a_term(b)
}

/// What tells whether two statements are one quotation, and how their words meet, if one may repeat the other.
pub fn features<'w>(earlier: &'w Weighed, later: &'w Weighed) -> Option<([f32; COUNT], Laid<'w>)> {
    if !may_repeat(earlier, later) {
        return None;
    }
    let [a, b] = [earlier, later].map(|it| it.quoted.get_or_init(|| words(it.said)).as_slice());
    let laid = Laid::of(a, b);
    let mut features = [0.0; COUNT];
    let (mine, pair) = features.split_at_mut(LAID);
    mine.copy_from_slice(&laid.features([earlier.said, later.said]));
    pair.copy_from_slice(&pairs::features(earlier, later));
    Some((features, laid))
}

/// Two contents, word against word.
pub struct Laid<'w> {
    a: &'w [Word],
    b: &'w [Word],
    /// Places with the same word, ascending in both.
    kept: Vec<(usize, usize)>,
}

impl<'w> Laid<'w> {
    fn of(a: &'w [Word], b: &'w [Word]) -> Laid<'w> {
        Laid { a, b, kept: alignment(a, b) }
    }

    fn features(&self, said: [&Said; 2]) -> [f32; LAID] {
        let total = |it: &[Word]| it.iter().map(|it| it.weight).sum::<f32>();
        let (a, b) = (total(self.a), total(self.b));
        let weight: f32 = self.kept.iter().map(|(at, _)| self.a[*at].weight).sum();
        let share = |of: f32| if of > 0.0 { weight / of } else { 0.0 };
        let counts = (self.a.len() as f32, self.b.len() as f32);
        [
            weight,
            share(a.min(b)),
            share(a.max(b)),
            longest_run(&self.kept) as f32,
            self.kept.len() as f32,
            counts.0.min(counts.1),
            counts.0.max(counts.1),
            said.into_iter().filter(|it| is_quoted(it)).count() as f32,
            a.min(b),
        ]
    }

    /// Left out, added, cut or put otherwise: only word by word the same is not.
    fn is_altered(&self) -> bool {
        let folded = |it: &[Word]| it.iter().map(|it| terms::fold(&it.shown)).collect::<Vec<_>>();
        folded(self.a) != folded(self.b)
    }

    fn changes(&self) -> Vec<Change> {
        changes(self.a, self.b, &self.kept)
    }
}

/// A word of a quotation.
pub(super) struct Word {
    shown: String,
    /// Hashed.
    stem: u32,
    weight: f32,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn direct(content: &str) -> Said {
        Said { content: content.into(), kind: "direct".into(), ..Said::default() }
    }

    /// Is it altered, and how much of the shorter one's weight is kept?
    fn check(earlier: &Said, later: &Said, altered: bool, least: f32) {
        let (a, b) = (words(earlier), words(later));
        let laid = Laid::of(&a, &b);
        let share = laid.features([earlier, later])[1];
        assert_eq!(laid.is_altered(), altered, "{} / {}", earlier.content, later.content);
        assert!(share >= least, "{share} of {} / {}", earlier.content, later.content);
    }

    #[test]
    fn marks_and_accents_are_no_change() {
        check(&direct("La digue tiendra, dit-on"), &direct("« la digue tiendra », dit on"), false, 0.99);
    }

    #[test]
    fn a_part_is_all_there_and_yet_another_quotation() {
        let whole = direct("La digue tiendra, et les travaux commenceront en mai");
        check(&whole, &direct("les travaux commenceront en mai"), true, 0.99);
    }

    #[test]
    fn a_changed_word_and_a_lost_negation_are_told() {
        let said = direct("The dyke will never hold another winter");
        check(&said, &direct("The dyke will hold another winter"), true, 0.99);
        let (a, b) = (words(&said), words(&direct("The dyke will never last another winter")));
        let laid = Laid::of(&a, &b);
        let kept = |it: &str| Change::Kept(it.into());
        let (out, new) = (Change::Out("hold".into()), Change::In("last".into()));
        assert_eq!(laid.changes(), [kept("The dyke will never"), out, new, kept("another winter")]);
    }

    #[test]
    fn of_a_content_quoted_in_part_only_the_quotation_counts() {
        let part = Said { kind: "mixed".into(), ..direct("the rest are « broken beyond repair") };
        check(&direct("broken beyond repair"), &part, false, 0.99);
    }

    #[test]
    fn other_words_have_little_in_common() {
        let [a, b] =
            ["The dyke will hold another winter", "The mayor has lost his mind"].map(|it| words(&direct(it)));
        let laid = Laid::of(&a, &b);
        assert!(laid.kept.len() <= 1, "{:?}", laid.kept);
    }
}
