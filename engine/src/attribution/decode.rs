//! The network's scores → anchors and, for each, its source and content.

use std::ops::Range;

use crate::{
    Kind, Span,
    network::{Encoded, LABELS, Network},
    words::Word,
};

/// An attribution in the making. Words count from the chunk's start.
#[derive(Debug)]
pub struct Draft {
    pub cue_words: Vec<Range<usize>>,
    pub source_words: Vec<Range<usize>>,
    pub content_words: Vec<Range<usize>>,
    pub source: Vec<Span>,
    pub cue: Vec<Span>,
    pub content: Vec<Span>,
    /// How likely the anchor is one.
    pub anchor: f32,
    /// How likely its source and content are these, to the word.
    pub arguments: f32,
    /// How the content stands to quotation marks.
    pub kind: Kind,
    /// How likely the finding is right.
    pub confidence: f32,
}

/// An anchor needs this much probability against "no anchor" to be kept.
const THRESHOLD: f32 = 0.4;

/// All attributions of a chunk, by the place of the anchor.
pub fn decode(encoded: &Encoded, words: &[Word]) -> Vec<Draft> {
    let anchors = anchors(encoded);
    let mut begun = vec![0_i32; words.len()];
    for (first, _, _) in &anchors {
        begun[*first] += 1;
    }
    let mut count = 0;
    for it in &mut begun {
        count += *it;
        *it = count;
    }
    let place = |at: usize| [words[at].sentence as i32, words[at].paragraph as i32, begun[at]];
    let network = Network::shipped();
    let mut out = Vec::with_capacity(anchors.len());
    for (first, last, chance) in anchors {
        let (from, scores) = network.arguments(encoded, first, last, &place);
        let (labels, arguments) = best_path(network, &scores);
        let mut draft = Draft {
            cue_words: Vec::new(),
            source_words: Vec::new(),
            content_words: Vec::new(),
            source: Vec::new(),
            cue: Vec::new(),
            content: Vec::new(),
            anchor: chance,
            arguments,
            kind: Kind::Free,
            confidence: 0.0,
        };
        draft.cue_words.extend(last.map(|last| first..last + 1));
        collect(from, &labels, &mut draft);
        out.push(draft);
    }
    out
}

/// First word, last word (none for free content) and probability of each anchor.
fn anchors(encoded: &Encoded) -> Vec<(usize, Option<usize>, f32)> {
    const OUT: usize = 0;
    const IN_CUE: usize = 2;
    const FREE: usize = 3;
    let mut out: Vec<(usize, Option<usize>, f32)> = Vec::new();
    let mut open = false;
    for (at, scores) in encoded.anchors.iter().enumerate() {
        let chance = 1.0 - scores[OUT].exp();
        let best = (1..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap_or(OUT);
        if chance < THRESHOLD {
            open = false;
        } else if best == FREE {
            out.push((at, None, scores[FREE].exp()));
            open = false;
        } else if best == IN_CUE && open {
            if let Some((_, last, _)) = out.last_mut() {
                *last = Some(at);
            }
        } else {
            out.push((at, Some(at), chance));
            open = true;
        }
    }
    out
}

/// The best sequence of labels, and its probability among all.
fn best_path(network: &Network, scores: &[[f32; LABELS]]) -> (Vec<usize>, f32) {
    let mut back: Vec<[usize; LABELS]> = Vec::with_capacity(scores.len());
    let (mut best, mut total) = (network.starts, network.starts);
    for (at, here) in scores.iter().enumerate() {
        if at > 0 {
            let (mut next, mut sum, mut came) = ([0.0; LABELS], [0.0; LABELS], [0; LABELS]);
            for label in 0..LABELS {
                let from = |before: usize| best[before] + network.transitions[before][label];
                let top = (1..LABELS).fold(0, |top, it| if from(it) > from(top) { it } else { top });
                (next[label], came[label]) = (from(top), top);
                sum[label] = log_sum(&std::array::from_fn(|it| total[it] + network.transitions[it][label]));
            }
            (best, total) = (next, sum);
            back.push(came);
        }
        for label in 0..LABELS {
            best[label] += here[label];
            total[label] += here[label];
        }
    }
    let mut label = (1..LABELS).fold(0, |top, it| if best[it] > best[top] { it } else { top });
    let chance = (best[label] - log_sum(&total)).exp();
    let mut labels = vec![label; scores.len()];
    for at in (1..scores.len()).rev() {
        label = back[at - 1][label];
        labels[at - 1] = label;
    }
    (labels, chance)
}

fn log_sum(values: &[f32; LABELS]) -> f32 {
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if most == f32::NEG_INFINITY {
        return most;
    }
    most + values.iter().map(|it| (it - most).exp()).sum::<f32>().ln()
}

/// Labels → runs of words.
fn collect(from: usize, labels: &[usize], draft: &mut Draft) {
    for (at, &label) in labels.iter().enumerate() {
        let (pieces, begins) = match label {
            1 | 2 => (&mut draft.source_words, label == 1),
            3 | 4 => (&mut draft.content_words, label == 3),
            _ => continue,
        };
        match pieces.last_mut() {
            Some(last) if !begins && last.end == from + at => last.end += 1,
            _ => pieces.push(from + at..from + at + 1),
        }
    }
}
