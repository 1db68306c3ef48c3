//! Numbers → how likely a block is part of the article: boosted trees.
//!
//! The weights are written by `lab/pages.py`: a start, then the trees, a node each
//! of number, bound, and where to go on; a negative number ends with a value.

use std::sync::LazyLock;

use super::features::COUNT;

static WEIGHTS: &[u8] = include_bytes!("../../../data/common/page.bin");

struct Forest {
    start: f32,
    /// Where each tree begins.
    roots: Vec<usize>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    /// Which number is compared; `None` at a leaf.
    number: Option<usize>,
    /// The bound, or the leaf's value.
    value: f32,
    /// Where what is greater goes on; what is not goes on with the next node.
    greater: usize,
}

static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::read(WEIGHTS));

/// How likely it is, 0 to 1.
pub fn likely(numbers: &[f32; COUNT]) -> f32 {
    let forest = &*FOREST;
    let sum: f32 = forest.roots.iter().map(|root| forest.value(*root, numbers)).sum();
    1.0 / (1.0 + (-(forest.start + sum)).exp())
}

impl Forest {
    /// Little-endian: start (f32), then nodes of number (i16), distance to `greater` (u16) and
    /// value (f32); a tree ends where as many leaves have come as it has forks, and one.
    fn read(bytes: &[u8]) -> Forest {
        let (start, rest) = bytes.split_at(4.min(bytes.len()));
        let start = f32::from_le_bytes(start.try_into().unwrap_or_default());
        let mut forest = Forest { start, roots: Vec::new(), nodes: Vec::new() };
        let mut open = 0;
        for (at, it) in rest.chunks_exact(8).enumerate() {
            if open == 0 {
                forest.roots.push(at);
                open = 1;
            }
            let number = usize::try_from(i16::from_le_bytes([it[0], it[1]])).ok().filter(|it| *it < COUNT);
            let greater = at + usize::from(u16::from_le_bytes([it[2], it[3]]));
            let value = f32::from_le_bytes([it[4], it[5], it[6], it[7]]);
            open = if number.is_some() { open + 1 } else { open - 1 };
            forest.nodes.push(Node { number, value, greater });
        }
        forest
    }

    fn value(&self, root: usize, numbers: &[f32; COUNT]) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at) {
            match node.number {
                None => return node.value,
                Some(number) if numbers[number] > node.value => at = node.greater,
                Some(_) => at += 1,
            }
        }
        0.0
    }
}
