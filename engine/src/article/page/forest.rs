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

/// Eight bytes, as it is written.
#[derive(Clone, Copy)]
struct Node {
    /// Which number is compared; [`LEAF`] if none is.
    number: u16,
    /// How far on what is greater goes; what is not goes on with the next node.
    greater: u16,
    /// The bound, or the leaf's value.
    value: f32,
}

const LEAF: u16 = u16::MAX;

/// After so many trees, what is as unlikely as this is not made likely by the rest;
/// most blocks of a page are menus and links.
const FIRST_TREES: usize = 50;
const HOPELESS: f32 = -2.5;

static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::read(WEIGHTS));

/// How likely it is, 0 to 1.
pub fn likely(numbers: &[f32; COUNT]) -> f32 {
    let forest = &*FOREST;
    let sum = |roots: &[usize]| roots.iter().map(|root| forest.value(*root, numbers)).sum::<f32>();
    let (first, rest) = forest.roots.split_at(FIRST_TREES.min(forest.roots.len()));
    let first = forest.start + sum(first);
    let all = if first < HOPELESS { first } else { first + sum(rest) };
    1.0 / (1.0 + (-all).exp())
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
            let number = u16::from_le_bytes([it[0], it[1]]);
            let number = if usize::from(number) < COUNT { number } else { LEAF };
            // A step of none would never end.
            let greater = u16::from_le_bytes([it[2], it[3]]).max(1);
            let value = f32::from_le_bytes([it[4], it[5], it[6], it[7]]);
            open = if number == LEAF { open - 1 } else { open + 1 };
            forest.nodes.push(Node { number, greater, value });
        }
        forest
    }

    fn value(&self, root: usize, numbers: &[f32; COUNT]) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at) {
            let Some(number) = numbers.get(usize::from(node.number)) else { return node.value };
            at += if *number > node.value { usize::from(node.greater) } else { 1 };
        }
        0.0
    }
}
