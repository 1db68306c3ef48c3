//! Which articles may speak of one affair.
//!
//! Articles are met through the telling terms they share; only neighbours'
//! statements are compared, so the work grows with the articles and not with
//! their square.

use std::collections::HashMap;

use super::{page::Page, terms::Term};

/// An article is compared with so many others at most.
pub const MOST: usize = 16;
/// From here on two articles of one language may speak of one affair: those of the six affairs and the seeds lie at 0.18 to 0.59
/// but for one pair, and of the pools' pairs beyond 0.12 three of four lie below 0.18.
const NEAR: f32 = 0.17;
/// Likewise two articles of different languages, which have fewer terms in common.
pub const NEAR_TRANSLATED: f32 = 0.12;
/// Two articles of one language that are as near as this speak of one affair: nineteen in twenty pairs of
/// the annotated affairs are nearer. Those of two languages have fewer terms in common.
const ONE_AFFAIR: f32 = 0.2;
const ONE_AFFAIR_TRANSLATED: f32 = 0.13;
/// So many of the nearest are compared statement by statement, and all from this nearness on; of the
/// others only those statements that have telling words in common.
const NEAREST: usize = 2;
const CLOSE: f32 = 0.25;
/// A term that so many articles are about finds nobody.
pub const COMMON: usize = 400;

/// May two articles speak of one affair?
pub fn is_near(nearness: f32, one_language: bool) -> bool {
    nearness >= if one_language { NEAR } else { NEAR_TRANSLATED }
}

/// The cosine of what two articles are about.
pub fn nearness(a: &[Term], b: &[Term]) -> f32 {
    let (mut shared, mut i, mut j) = (0.0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.key.cmp(&y.key) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += x.weight * y.weight;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    let norm = |it: &[Term]| it.iter().map(|it| it.weight * it.weight).sum::<f32>().sqrt();
    shared / (norm(a) * norm(b)).max(f32::EPSILON)
}

/// Of the probability that two statements are about one proposition, what is left for the articles they stand in:
/// the less these have in common, the less.
pub fn share(a: &Page, b: &Page) -> f32 {
    let enough = if a.language == b.language { ONE_AFFAIR } else { ONE_AFFAIR_TRANSLATED };
    (nearness(&a.about, &b.about) / enough).min(1.0).powi(2)
}

/// Groups of articles that hang together by neighbourhood, with the pairs that are neighbours.
pub struct Affair {
    /// Indices of articles, ascending.
    pub articles: Vec<usize>,
    /// Neighbours among them.
    pub pairs: Vec<Pair>,
}

/// Two neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The smaller index.
    pub earlier: usize,
    /// The greater one.
    pub later: usize,
    /// Are they compared statement by statement?
    pub close: bool,
}

/// The pairs of an article and its neighbours, the nearest first.
fn paired(near: impl Iterator<Item = (f32, usize)>, later: usize) -> impl Iterator<Item = Pair> {
    near.enumerate().map(move |(rank, (nearness, earlier))| Pair {
        earlier,
        later,
        close: rank < NEAREST || nearness >= CLOSE,
    })
}

/// The last of these pages and all others, its neighbours.
pub fn of_last(pages: &[Page]) -> Affair {
    let articles: Vec<usize> = (0..pages.len()).collect();
    let Some((last, others)) = pages.split_last() else { return Affair { articles, pairs: Vec::new() } };
    let mut near: Vec<(f32, usize)> =
        others.iter().map(|it| nearness(&it.about, &last.about)).zip(0..).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut pairs: Vec<Pair> = paired(near.into_iter(), others.len()).collect();
    pairs.sort_unstable();
    Affair { articles, pairs }
}

/// The affairs that articles speak of; an article without neighbours is an affair of its own.
pub fn affairs(pages: &[Page]) -> Vec<Affair> {
    let pairs = pairs(pages);
    let mut of: Vec<usize> = (0..pages.len()).collect();
    for pair in &pairs {
        let (a, b) = (root(&mut of, pair.earlier), root(&mut of, pair.later));
        of[a.max(b)] = a.min(b);
    }
    let mut affairs: Vec<Affair> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    for at in 0..pages.len() {
        let number = *place.entry(root(&mut of, at)).or_insert(affairs.len());
        if number == affairs.len() {
            affairs.push(Affair { articles: Vec::new(), pairs: Vec::new() });
        }
        affairs[number].articles.push(at);
    }
    for pair in pairs {
        affairs[place[&root(&mut of, pair.earlier)]].pairs.push(pair);
    }
    affairs
}

fn root(of: &mut [usize], mut at: usize) -> usize {
    while of[at] != at {
        of[at] = of[of[at]];
        at = of[at];
    }
    at
}

/// Every article with its nearest earlier ones.
fn pairs(pages: &[Page]) -> Vec<Pair> {
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let mut met: HashMap<usize, f32> = HashMap::new();
        for term in &page.about {
            let posted = index.entry(term.key).or_default();
            posted.iter().for_each(|it| *met.entry(*it).or_default() += term.weight);
            if posted.len() < COMMON {
                posted.push(at);
            }
        }
        let mut near: Vec<(f32, usize)> =
            met.into_keys().map(|it| (nearness(&page.about, &pages[it].about), it)).collect();
        near.retain(|it| is_near(it.0, page.language == pages[it.1].language));
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        pairs.extend(paired(near.into_iter().take(MOST), at));
    }
    pairs.sort_unstable();
    pairs
}
