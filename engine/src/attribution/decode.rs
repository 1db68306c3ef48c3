//! The network's scores → anchors and, for each, its source and content.

use std::ops::Range;

use crate::{
    Kind, Span,
    network::{Encoded, Network},
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
    /// Does it stand in another's content?
    pub nested: bool,
    /// How likely the finding is right.
    pub confidence: f32,
}

/// Anchors are looked for this much more eagerly than the network gives them, in log-probability: an anchor too many is
/// left out by its confidence, one too few is lost.
const EAGERNESS: f32 = 0.4;

/// All attributions of a chunk, by the place of the anchor.
pub fn decode(encoded: &Encoded, words: &[Word]) -> Vec<Draft> {
    let network = Network::shipped();
    let anchors = anchors(network, encoded);
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
    let mut out = Vec::with_capacity(anchors.len());
    for (first, last, chance) in anchors {
        let (from, scores) = network.arguments(encoded, first, last, &place);
        let labels = network.labels.best(&scores);
        let arguments = network.labels.chance(&scores, &labels);
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
            nested: false,
            confidence: 0.0,
        };
        draft.cue_words.extend(last.map(|last| first..last + 1));
        collect(from, &labels, &mut draft);
        out.push(draft);
    }
    out
}

/// First word, last word (none for free content) and probability of each anchor.
fn anchors(network: &Network, encoded: &Encoded) -> Vec<(usize, Option<usize>, f32)> {
    const OUT: usize = 0;
    const CUE: usize = 1;
    const IN_CUE: usize = 2;
    const FREE: usize = 3;
    let chain = &network.anchors;
    let marginals = chain.marginals(&encoded.anchors);
    let mut eager = encoded.anchors.clone();
    for scores in &mut eager {
        scores[CUE] += EAGERNESS;
        scores[FREE] += EAGERNESS;
    }
    let mut out: Vec<(usize, Option<usize>, f32)> = Vec::new();
    for (at, label) in chain.best(&eager).into_iter().enumerate() {
        let chance = 1.0 - marginals[at][OUT];
        match (label, out.last_mut()) {
            (OUT, _) => {}
            (FREE, _) => out.push((at, None, marginals[at][FREE])),
            // A cue is as likely as its likeliest word: where it begins may be less sure.
            (IN_CUE, Some((_, last, most))) => (*last, *most) = (Some(at), most.max(chance)),
            _ => out.push((at, Some(at), chance)),
        }
    }
    out
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
