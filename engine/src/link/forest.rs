//! Features → a probability, by a forest of small trees, and which features led there.
//!
//! `lab/links.py` grows the forests and writes them as `data/common/*.forest`: a
//! count of trees, then for each tree its count of nodes and the nodes, eight
//! bytes each: the feature (255 at a leaf), a value, the threshold, the way right.

/// A forest, decoded.
pub struct Forest {
    /// Of all trees, one behind the other.
    nodes: Vec<Node>,
    /// Where each tree ends.
    ends: Vec<usize>,
}

/// Left is the next node. In eight bytes, so that a forest stays near the processor.
#[derive(Clone, Copy)]
struct Node {
    threshold: f32,
    /// Counted from the tree's first node.
    right: u16,
    /// 255 at a leaf.
    feature: u8,
    /// Of the cases below this node, how many of 255 are true.
    share: u8,
}

impl Forest {
    /// Of the bytes that the lab wrote; what cannot be read is left out.
    pub fn decode(bytes: &[u8]) -> Forest {
        let mut reader = bytes;
        let mut forest = Forest { nodes: Vec::new(), ends: Vec::new() };
        let count = take::<2>(&mut reader).map_or(0, u16::from_le_bytes);
        for _ in 0..count {
            let Some(tree) = tree(&mut reader) else { break };
            forest.nodes.extend(tree);
            forest.ends.push(forest.nodes.len());
        }
        forest
    }

    /// Has anything been learned?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The probability, from 0 to 1.
    pub fn probability(&self, features: &[f32]) -> f32 {
        if self.is_empty() {
            return 0.0;
        }
        let sum: u32 = self.trees().map(|it| u32::from(walk(it, features, |_, _| ()))).sum();
        sum as f32 / (255 * self.ends.len()) as f32
    }

    /// How much each feature moved the probability, the strongest first.
    pub fn reasons(&self, features: &[f32]) -> Vec<(usize, f32)> {
        let mut moved = vec![0_i32; features.len()];
        for tree in self.trees() {
            walk(tree, features, |feature, step| moved[feature] += step);
        }
        let whole = (255 * self.ends.len()).max(1) as f32;
        let moved = moved.into_iter().map(|it| it as f32 / whole).enumerate();
        let mut moved: Vec<_> = moved.filter(|it| it.1.abs() > 0.005).collect();
        moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        moved
    }

    fn trees(&self) -> impl Iterator<Item = &[Node]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, end)| &self.nodes[from..*end])
    }
}

/// Down to a leaf, whose share it gives; `told` hears of each step how much its feature moved the share.
fn walk(tree: &[Node], features: &[f32], mut told: impl FnMut(usize, i32)) -> u8 {
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        let feature = usize::from(node.feature);
        let Some(value) = features.get(feature) else { return node.share };
        // Every way leads on, so the walk ends.
        let next = if *value <= node.threshold { at + 1 } else { usize::from(node.right).max(at + 1) };
        if let Some(below) = tree.get(next) {
            told(feature, i32::from(below.share) - i32::from(node.share));
        }
        at = next;
    }
    0
}

fn tree(reader: &mut &[u8]) -> Option<Vec<Node>> {
    let count = u16::from_le_bytes(take(reader)?);
    (0..count).map(|_| node(reader)).collect()
}

fn node(reader: &mut &[u8]) -> Option<Node> {
    let [feature, share] = take::<2>(reader)?;
    let threshold = f32::from_le_bytes(take(reader)?);
    let right = u16::from_le_bytes(take(reader)?);
    Some(Node { threshold, right, feature, share })
}

fn take<const N: usize>(reader: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = reader.split_first_chunk::<N>()?;
    *reader = rest;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: u8 = 255;

    /// One tree: feature 1 above a half is true.
    fn sample() -> Forest {
        let node = |feature: u8, share: u8, threshold: f32, right: u16| {
            [&[feature, share][..], &threshold.to_le_bytes(), &right.to_le_bytes()].concat()
        };
        let nodes = [node(1, 51, 0.5, 2), node(LEAF, 0, 0.0, 0), node(LEAF, 255, 0.0, 0)].concat();
        Forest::decode(&[&1_u16.to_le_bytes()[..], &3_u16.to_le_bytes(), &nodes].concat())
    }

    #[test]
    fn a_threshold_divides() {
        assert_eq!(sample().probability(&[9.0, 0.5]), 0.0);
        assert_eq!(sample().probability(&[9.0, 0.6]), 1.0);
    }

    #[test]
    fn the_reason_is_the_feature_that_moved_it() {
        assert_eq!(sample().reasons(&[9.0, 0.6]), [(1, 0.8)]);
    }

    #[test]
    fn broken_bytes_are_an_empty_forest() {
        assert!(Forest::decode(&[7, 0, 200]).is_empty());
        assert_eq!(Forest::decode(&[]).probability(&[1.0]), 0.0);
    }
}
