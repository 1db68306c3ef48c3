//! Articles that are one text: the same dispatch in two outlets.
//!
//! A text is sketched by the smallest hashes of its runs of five words, so that
//! two sketches share what the texts share; an index over the hashes finds
//! the few articles worth comparing.

use std::collections::HashMap;

use super::{folded::Folded, page::Page, terms};
use crate::Span;

/// Words in a run.
const RUN: usize = 5;
/// Hashes in a sketch.
const SKETCH: usize = 96;
/// Two articles are copies if so much of the smaller sketch's range is shared.
pub const ALIKE: f32 = 0.4;
/// A hash that so many articles have is a phrase of the house, not of the text.
const COMMON: usize = 64;

/// The smallest hashes of a text's runs of words, in order; `folded` is the whole text.
pub fn sketch(text: &str, boilerplate: &[Span], folded: &Folded) -> Vec<u32> {
    if boilerplate.is_empty() {
        return smallest(folded);
    }
    let mut kept = String::new();
    let mut at = 0;
    for waste in boilerplate {
        kept += text.get(at..waste.start).unwrap_or_default();
        at = waste.end.max(at);
    }
    kept += text.get(at..).unwrap_or_default();
    smallest(&Folded::of(&kept))
}

fn smallest(folded: &Folded) -> Vec<u32> {
    let runs = (folded.len() + 1).saturating_sub(RUN);
    let mut hashes: Vec<u32> = (0..runs).map(|it| terms::hash(folded.run(it, RUN))).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// How much of the smaller text stands in the other, estimated from their sketches.
pub fn likeness(a: &[u32], b: &[u32]) -> f32 {
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return 0.0 };
    // Only below the smaller end do both sketches hold all that there is.
    let end = if a.len() < SKETCH && b.len() < SKETCH {
        u32::MAX
    } else if a.len() < SKETCH {
        *last_b
    } else if b.len() < SKETCH {
        *last_a
    } else {
        *last_a.min(last_b)
    };
    let in_a = a.partition_point(|it| *it <= end);
    let in_b = b.partition_point(|it| *it <= end);
    let shared = a[..in_a].iter().filter(|it| b[..in_b].binary_search(it).is_ok()).count();
    shared as f32 / in_a.min(in_b).max(1) as f32
}

/// Groups of articles that are copies of one another, each in order.
pub fn find(pages: &[Page]) -> Vec<Vec<usize>> {
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut of: Vec<usize> = (0..pages.len()).collect();
    for (at, page) in pages.iter().enumerate() {
        let mut met: HashMap<usize, usize> = HashMap::new();
        for hash in &page.sketch {
            let posted = index.entry(*hash).or_default();
            posted.iter().for_each(|it| *met.entry(*it).or_default() += 1);
            if posted.len() < COMMON {
                posted.push(at);
            }
        }
        let mut met: Vec<_> = met.into_iter().filter(|it| it.1 > 2).map(|it| it.0).collect();
        met.sort_unstable();
        for other in met {
            if likeness(&page.sketch, &pages[other].sketch) >= ALIKE {
                let (a, b) = (root(&of, at), root(&of, other));
                of[a.max(b)] = a.min(b);
            }
        }
    }
    groups(&of)
}

fn root(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

fn groups(of: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); of.len()];
    (0..of.len()).for_each(|at| groups[root(of, at)].push(at));
    groups.retain(|it| it.len() > 1);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISPATCH: &str = "La digue de Port-Renard a cédé dans la nuit de mardi à mercredi, a annoncé la préfecture. \
        Deux cents habitants ont été relogés dans le gymnase de la commune voisine. Les secours cherchent encore un pêcheur.";

    fn check(other: &str, alike: bool) {
        let found = likeness(&smallest(&Folded::of(DISPATCH)), &smallest(&Folded::of(other)));
        assert_eq!(found >= ALIKE, alike, "{found} {other}");
    }

    #[test]
    fn a_copy_may_be_cut_or_put_a_word_otherwise() {
        check(&DISPATCH.replace("voisine", "d'à côté"), true);
        check(&DISPATCH[..150], true);
    }

    #[test]
    fn another_story_of_the_same_place_is_no_copy() {
        check(
            "La digue de Port-Renard sera reconstruite au printemps, a promis la préfecture, qui attend les crédits.",
            false,
        );
    }
}
