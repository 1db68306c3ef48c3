//! Numbers → how likely a block is part of the article: boosted trees.
//!
//! The weights are written by `lab/pages.py`: a start, then the trees, a node each
//! of number, bound, and where to go on; a negative number ends with a value.

use std::sync::LazyLock;

use super::features::COUNT;

static WEIGHTS: &[u8] = include_bytes!("../../../data/common/page.bin");

struct Forest {
    start: f32,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
}

struct Tree {
    root: u32,
    /// How many steps lead to the farthest leaf.
    depth: u32,
}

/// Where a number is compared, or a leaf.
#[derive(Clone, Copy)]
struct Node {
    /// Which number is compared.
    number: u16,
    /// How far on what is not greater goes, and how much farther what is; a leaf leads to itself.
    other: u8,
    more: u8,
    /// The bound, or the leaf's value.
    value: f32,
}

/// After so many trees, what is as unlikely as this is not made likely by the rest;
/// most blocks of a page are menus and links.
const HOPELESS: [(usize, f32); 2] = [(25, -2.4), (50, -2.5)];

/// So many blocks are judged abreast.
const LANES: usize = 8;

static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::read(WEIGHTS));

/// How likely each of the blocks is, 0 to 1.
pub fn likely(rows: &[[f32; COUNT]]) -> Vec<f32> {
    let forest = &*FOREST;
    let mut sums = vec![forest.start; rows.len()];
    let mut open: Vec<usize> = (0..rows.len()).collect();
    let mut from = 0;
    for (upto, bound) in HOPELESS.into_iter().chain([(forest.trees.len(), f32::MIN)]) {
        let upto = upto.min(forest.trees.len());
        for group in open.chunks(LANES) {
            // A group that is not full is filled with its first.
            let own = std::array::from_fn(|lane| &rows[*group.get(lane).unwrap_or(&group[0])]);
            let added = forest.sums(&forest.trees[from..upto], own);
            for (at, added) in group.iter().zip(added) {
                sums[*at] += added;
            }
        }
        open.retain(|at| sums[*at] >= bound);
        from = upto;
    }
    sums.into_iter().map(|it| 1.0 / (1.0 + (-it).exp())).collect()
}

impl Forest {
    /// Little-endian: start (f32), then nodes of number (i16; negative for a leaf), distance to `greater` (u16) and
    /// value (f32); a tree ends where as many leaves have come as it has forks, and one.
    fn read(bytes: &[u8]) -> Forest {
        let (start, rest) = bytes.split_at(4.min(bytes.len()));
        let start = f32::from_le_bytes(start.try_into().unwrap_or_default());
        let mut forest = Forest { start, trees: Vec::new(), nodes: Vec::new() };
        let mut open = 0;
        for (at, it) in rest.chunks_exact(8).enumerate() {
            if open == 0 {
                forest.trees.push(Tree { root: at as u32, depth: 0 });
                open = 1;
            }
            let number = u16::from_le_bytes([it[0], it[1]]);
            let is_leaf = usize::from(number) >= COUNT;
            open = if is_leaf { open - 1 } else { open + 1 };
            let (number, other, more) =
                if is_leaf { (0, 0, 0) } else { (number, 1, it[2].saturating_sub(1)) };
            let value = f32::from_le_bytes([it[4], it[5], it[6], it[7]]);
            forest.nodes.push(Node { number, other, more, value });
        }
        for at in 0..forest.trees.len() {
            let root = forest.trees[at].root;
            forest.trees[at].depth = forest.depth(root as usize);
        }
        forest
    }

    fn depth(&self, at: usize) -> u32 {
        let Some(node) = self.nodes.get(at).filter(|it| it.other > 0) else { return 0 };
        1 + self.depth(at + 1).max(self.depth(at + 1 + usize::from(node.more)))
    }

    /// What the trees say of each of the blocks. All paths of a tree are walked to the same
    /// length: so nothing has to be guessed, and no block waits for another.
    fn sums(&self, trees: &[Tree], rows: [&[f32; COUNT]; LANES]) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for tree in trees {
            let mut at = [tree.root as usize; LANES];
            for _ in 0..tree.depth {
                for (at, numbers) in at.iter_mut().zip(rows) {
                    let node = self.nodes[*at];
                    let is_greater = numbers[usize::from(node.number)] > node.value;
                    *at += usize::from(node.other + u8::from(is_greater) * node.more);
                }
            }
            for (sum, at) in sums.iter_mut().zip(at) {
                *sum += self.nodes[at].value;
            }
        }
        sums
    }
}
