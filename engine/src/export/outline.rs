//! Attributions → who hangs under whom.
//!
//! A parent that does not exist, or that hangs under its own child, is no
//! parent: every attribution stands in the outline exactly once.

use std::collections::HashMap;

use crate::Attribution;

/// A place in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of the attribution.
    pub index: usize,
    /// Index of the one that carries it.
    pub parent: Option<usize>,
    /// 0 for one that nothing carries.
    pub depth: usize,
}

/// All attributions in order, each directly followed by what it carries.
pub fn outline(attributions: &[Attribution]) -> Vec<Entry> {
    let by_id: HashMap<u32, usize> = attributions.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut roots = Vec::new();
    for (index, attribution) in attributions.iter().enumerate() {
        match attribution.parent.and_then(|it| by_id.get(&it)) {
            Some(parent) if *parent != index => children.entry(*parent).or_default().push(index),
            _ => roots.push(index),
        }
    }
    let mut entries = Vec::with_capacity(attributions.len());
    let mut placed = vec![false; attributions.len()];
    // What only hangs in a circle is reached by no root, so everything is tried once more.
    for root in roots.into_iter().chain(0..attributions.len()) {
        place(root, &children, &mut placed, &mut entries);
    }
    entries
}

/// Puts down `root` and, below it, everything that hangs under it.
fn place(root: usize, children: &HashMap<usize, Vec<usize>>, placed: &mut [bool], entries: &mut Vec<Entry>) {
    let mut stack = vec![Entry { index: root, parent: None, depth: 0 }];
    while let Some(entry) = stack.pop() {
        if std::mem::replace(&mut placed[entry.index], true) {
            continue;
        }
        entries.push(entry);
        let below = children.get(&entry.index).into_iter().flatten().rev();
        stack.extend(below.map(|it| Entry { index: *it, parent: Some(entry.index), depth: entry.depth + 1 }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use expect_test::{Expect, expect};

    /// `ID<PARENT`, drawn as a tree.
    fn check(relations: &[(u32, u32)], expect: Expect) {
        let attributions: Vec<_> = relations
            .iter()
            .map(|(id, parent)| Attribution {
                parent: (*parent > 0).then_some(*parent),
                ..sample::said("", *id, "", "", "")
            })
            .collect();
        let lines = outline(&attributions).into_iter().map(|it| {
            let parent = it.parent.map(|it| format!(" in {}", attributions[it].id)).unwrap_or_default();
            format!("{}{}{parent}\n", "  ".repeat(it.depth), attributions[it.index].id)
        });
        expect.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn the_carried_stand_below_what_carries_them() {
        check(
            &[(1, 2), (2, 0), (3, 2), (4, 3), (5, 0)],
            expect![[r#"
                2
                  1 in 2
                  3 in 2
                    4 in 3
                5
            "#]],
        );
    }

    #[test]
    fn a_circle_and_a_missing_parent_lose_nobody() {
        check(
            &[(1, 2), (2, 1), (3, 3), (4, 99)],
            expect![[r#"
                3
                4
                1
                  2 in 1
            "#]],
        );
    }
}
