//! The other statements of an article → what they do, by their cues.
//!
//! *Said* denies more often where others accuse: a dispute is seen from the whole
//! article before it is seen from one sentence.

use super::features::View;

/// The groups that are counted.
pub(super) const GROUPS: [&str; 5] = ["accuse", "deny", "request", "criticise", "support"];

/// How many statements have a cue of each group.
#[derive(Clone, Copy, Debug, Default)]
pub struct Company {
    counts: [u32; GROUPS.len()],
}

impl Company {
    /// Counts over all statements of an article.
    pub fn of<'v>(views: impl Iterator<Item = &'v View>) -> Company {
        let mut company = Company::default();
        for view in views {
            for (count, group) in company.counts.iter_mut().zip(GROUPS) {
                *count += u32::from(view.cued(group));
            }
        }
        company
    }

    /// Each group, and how many statements beside this one have a cue of it.
    pub(super) fn beside(&self, view: &View) -> impl Iterator<Item = (&'static str, u32)> {
        GROUPS.into_iter().zip(self.counts).map(|(group, count)| {
            // Its own cue tells of itself already.
            (group, count.saturating_sub(u32::from(view.cued(group))))
        })
    }
}
