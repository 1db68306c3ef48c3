//! Features → a probability, by boosted trees, and which features led there.
//!
//! `lab/links.py` grows the trees and writes them as `data/common/*.forest`: the
//! log odds to start from, then the nodes of one tree after the other, twelve
//! bytes each: the feature (65535 at a leaf), how far on the way for greater
//! values goes (the other is the next node), the bound, and what the cases below
//! add to the log odds. A tree ends where one more leaf than forks has come.

/// Trees, decoded.
pub struct Forest {
    start: f32,
    /// Where each tree begins.
    roots: Vec<usize>,
    /// Of all trees, one behind the other.
    nodes: Vec<Node>,
}

/// In twelve bytes, so that the trees stay near the processor.
struct Node {
    /// [`LEAF`] at a leaf.
    feature: u16,
    greater: u16,
    bound: f32,
    /// What is added to the log odds if nothing more is asked.
    adds: f32,
}

/// No feature has this number.
const LEAF: u16 = u16::MAX;
/// After so many trees, what is as unlikely as this is not made likely by the rest; most pairs are.
const FIRST_TREES: usize = 40;
const HOPELESS: f32 = -5.0;
/// What moves a probability by less is no reason.
const LITTLE: f32 = 0.005;

impl Forest {
    /// Of the bytes that the lab wrote; what cannot be read is left out.
    pub fn decode(bytes: &[u8]) -> Forest {
        let mut reader = bytes;
        let start = take(&mut reader).map_or(0.0, f32::from_le_bytes);
        let mut forest = Forest { start, roots: Vec::new(), nodes: Vec::new() };
        let mut open = 0_usize;
        while let Some(node) = node(&mut reader) {
            if open == 0 {
                forest.roots.push(forest.nodes.len());
                open = 1;
            }
            open = if node.feature == LEAF { open - 1 } else { open + 1 };
            forest.nodes.push(node);
        }
        forest
    }

    /// Has anything been learned?
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The probability, from 0 to 1.
    pub fn probability(&self, features: &[f32]) -> f32 {
        if self.is_empty() {
            return 0.0;
        }
        let sum = |roots: &[usize]| roots.iter().map(|it| self.leaf(*it, features, |_, _| ())).sum::<f32>();
        let (first, rest) = self.roots.split_at(FIRST_TREES.min(self.roots.len()));
        let odds = self.start + sum(first);
        logistic(if odds < HOPELESS { odds } else { odds + sum(rest) })
    }

    /// How much each feature moved the probability, the strongest first.
    pub fn reasons(&self, features: &[f32]) -> Vec<(usize, f32)> {
        let mut moved = vec![0.0; features.len()];
        let mut odds = self.start;
        for root in &self.roots {
            odds += self.leaf(*root, features, |feature, step| moved[feature] += step);
        }
        // Log odds as parts of a probability: each has its share of the way from where it started.
        let way = odds - self.start;
        let (from, to) = (logistic(self.start), logistic(odds));
        let slope = if way.abs() < LITTLE { to * (1.0 - to) } else { (to - from) / way };
        let moved = moved.into_iter().map(|it: f32| it * slope).enumerate();
        let mut moved: Vec<_> = moved.filter(|it| it.1.abs() > LITTLE).collect();
        moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        moved
    }

    /// Down to a leaf and what it adds; `told` hears of each step how much its feature moved the sum.
    fn leaf(&self, root: usize, features: &[f32], mut told: impl FnMut(usize, f32)) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at) {
            let feature = usize::from(node.feature);
            let Some(value) = features.get(feature) else { return node.adds };
            // Every way leads on, so the walk ends.
            at += if *value > node.bound { usize::from(node.greater.max(1)) } else { 1 };
            if let Some(below) = self.nodes.get(at) {
                told(feature, below.adds - node.adds);
            }
        }
        0.0
    }
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

fn node(reader: &mut &[u8]) -> Option<Node> {
    let feature = u16::from_le_bytes(take(reader)?);
    let greater = u16::from_le_bytes(take(reader)?);
    let (bound, adds) = (f32::from_le_bytes(take(reader)?), f32::from_le_bytes(take(reader)?));
    Some(Node { feature, greater, bound, adds })
}

fn take<const N: usize>(reader: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = reader.split_first_chunk::<N>()?;
    *reader = rest;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree that starts from even odds: feature 1 above a half is likely.
    fn sample() -> Forest {
        let node = |feature: u16, greater: u16, bound: f32, adds: f32| {
            let ways = [feature.to_le_bytes(), greater.to_le_bytes()].concat();
            [&ways[..], &bound.to_le_bytes(), &adds.to_le_bytes()].concat()
        };
        let nodes = [node(1, 2, 0.5, 0.0), node(LEAF, 0, 0.0, -3.0), node(LEAF, 0, 0.0, 3.0)].concat();
        Forest::decode(&[&0.0_f32.to_le_bytes()[..], &nodes].concat())
    }

    #[test]
    fn a_bound_divides() {
        assert!(sample().probability(&[9.0, 0.5]) < 0.05);
        assert!(sample().probability(&[9.0, 0.6]) > 0.95);
    }

    #[test]
    fn the_reason_is_the_feature_that_moved_it() {
        let forest = sample();
        let reasons = forest.reasons(&[9.0, 0.6]);
        let expected = forest.probability(&[9.0, 0.6]) - 0.5;
        assert!(matches!(reasons[..], [(1, moved)] if (moved - expected).abs() < 1e-6), "{reasons:?}");
    }

    #[test]
    fn broken_bytes_are_an_empty_forest() {
        assert!(Forest::decode(&[7, 0, 200]).is_empty());
        assert_eq!(Forest::decode(&[]).probability(&[1.0]), 0.0);
    }
}
