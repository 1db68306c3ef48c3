//! Statements of an affair → claims: which of them put forward or reject one proposition.
//!
//! A learned scorer says of two statements how likely they are about one
//! proposition; those that are likeliest on the average are put together first,
//! until no two groups are likely enough.

use std::{collections::BinaryHeap, sync::LazyLock};

use rustc_hash::FxHashMap;

use super::{
    forest::Forest,
    pairs::{self, Weighed},
};

static SAME: LazyLock<Forest> =
    LazyLock::new(|| Forest::decode(include_bytes!("../../data/common/same.forest")));

/// Two groups of statements are one claim from this mean probability on, each affair judged by a scorer that had not
/// seen it (`lab/links.py --fields gold found`). Annotated statements come out best from 0.16 and found ones
/// from 0.10.
pub const LIKELY: f32 = 0.12;

/// From so many statements on a claim must be the likelier the more it would hold, twice as likely at twice as many:
/// of the annotated affairs' claims one in fifty is larger. Affairs are grouped as well with it as without, and what
/// is long disputed in many articles does not run together.
const BROAD: f32 = 15.0;

/// Of two indices, the smaller first, how likely they are about one proposition.
pub type Likely = FxHashMap<(usize, usize), f32>;

/// How likely two statements are about one proposition.
pub fn probability(a: &Weighed, b: &Weighed) -> f32 {
    SAME.probability(&pairs::features(a, b))
}

/// What moved that probability most, in words: `(what, by how much)`.
pub fn reasons(a: &Weighed, b: &Weighed) -> Vec<(&'static str, f32)> {
    let moved = SAME.reasons(&pairs::features(a, b)).into_iter().take(3);
    moved.map(|(feature, by)| (pairs::NAMES[feature], by)).collect()
}

/// Groups of statements, each in order, from the probabilities of pairs; pairs that are not there are unlikely.
pub fn group(count: usize, probabilities: &Likely) -> Vec<Vec<usize>> {
    grow(Vec::new(), count, probabilities)
}

/// Like [`group`], beginning with claims that are known; no two of them become one.
pub fn grow(known: Vec<Vec<usize>>, count: usize, probabilities: &Likely) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(known, count, probabilities);
    while groups.merge_likeliest() {}
    let mut groups: Vec<_> = groups.members.into_iter().filter(|it| !it.is_empty()).collect();
    groups.iter_mut().for_each(|it| it.sort_unstable());
    groups.sort();
    groups
}

struct Groups {
    members: Vec<Vec<usize>>,
    /// Has the group been there before?
    known: Vec<bool>,
    /// Of each group, its sum of probabilities with each other group.
    sums: Vec<FxHashMap<usize, f32>>,
    queue: BinaryHeap<Candidate>,
}

/// Two groups that might be one, the likeliest on top; its sizes tell whether it is out of date.
struct Candidate {
    /// Their mean probability to what groups of their size need.
    worth: f32,
    pair: (usize, usize),
    sizes: (usize, usize),
}

impl Groups {
    fn new(known: Vec<Vec<usize>>, count: usize, probabilities: &Likely) -> Groups {
        let mut of: Vec<usize> = (0..count).collect();
        let mut members: Vec<Vec<usize>> = (0..count).map(|it| vec![it]).collect();
        let mut is_known = vec![false; count];
        for claim in known {
            // A claim goes by its first statement here.
            let Some(first) = claim.first().copied().filter(|it| *it < count) else { continue };
            for it in claim.iter().copied().filter(|it| *it < count && *it != first) {
                of[it] = first;
                members[it].clear();
            }
            is_known[first] = true;
            members[first] = claim;
        }
        let (sums, queue) = (vec![FxHashMap::default(); count], BinaryHeap::new());
        let mut groups = Groups { members, known: is_known, sums, queue };
        for ((a, b), probability) in probabilities {
            let (a, b) = (of[*a], of[*b]);
            if a != b {
                *groups.sums[a].entry(b).or_default() += probability;
                *groups.sums[b].entry(a).or_default() += probability;
            }
        }
        for a in 0..count {
            let mut others: Vec<_> = groups.sums[a].keys().copied().filter(|b| a < *b).collect();
            others.sort_unstable();
            others.into_iter().for_each(|b| groups.consider(a, b));
        }
        groups
    }

    fn consider(&mut self, a: usize, b: usize) {
        let sizes = (self.members[a].len(), self.members[b].len());
        let sum = self.sums[a].get(&b).copied().unwrap_or(0.0);
        let mean = sum / (sizes.0 * sizes.1).max(1) as f32;
        let needed = LIKELY * ((sizes.0 + sizes.1) as f32 / BROAD).max(1.0);
        if mean >= needed && !(self.known[a] && self.known[b]) {
            self.queue.push(Candidate { worth: mean / needed, pair: (a, b), sizes });
        }
    }

    fn merge_likeliest(&mut self) -> bool {
        while let Some(Candidate { pair: (a, b), sizes, .. }) = self.queue.pop() {
            if sizes == (self.members[a].len(), self.members[b].len()) {
                self.merge(a, b);
                return true;
            }
        }
        false
    }

    fn merge(&mut self, a: usize, b: usize) {
        let moved = std::mem::take(&mut self.members[b]);
        self.members[a].extend(moved);
        self.known[a] |= self.known[b];
        for (other, sum) in std::mem::take(&mut self.sums[b]) {
            self.sums[other].remove(&b);
            if other != a {
                *self.sums[a].entry(other).or_default() += sum;
                *self.sums[other].entry(a).or_default() += sum;
            }
        }
        let mut others: Vec<_> = self.sums[a].keys().copied().collect();
        others.sort_unstable();
        for other in others {
            self.consider(a.min(other), a.max(other));
        }
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.worth.total_cmp(&other.worth).then_with(|| other.pair.cmp(&self.pair))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(usize, usize, f32)], expected: &[&[usize]]) {
        let probabilities = pairs.iter().map(|(a, b, p)| ((*a, *b), *p)).collect();
        assert_eq!(group(4, &probabilities), expected);
    }

    #[test]
    fn likely_pairs_are_one_claim() {
        check(&[(0, 1, 0.9), (2, 3, 0.8)], &[&[0, 1], &[2, 3]]);
    }

    #[test]
    fn one_bridge_does_not_make_two_claims_one() {
        check(&[(0, 1, 0.9), (2, 3, 0.8), (1, 2, 0.4)], &[&[0, 1], &[2, 3]]);
    }
}
