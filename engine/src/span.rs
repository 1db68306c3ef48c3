//! A stretch of text.

/// Bytes `start..end` of an article's text.
///
/// Every span that the engine gives out lies inside the text, on character
/// boundaries; the type itself promises nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// `start..end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The words themselves.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// Does `other` lie wholly inside?
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Do the two share a byte?
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// How many bytes it is long.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Moves it towards the end by so many bytes.
    pub fn shift(&mut self, by: usize) {
        self.start += by;
        self.end += by;
    }

    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// What is left of it outside of spans that stand in order, without white space at the edges.
    pub(crate) fn without(self, others: &[Span], text: &str) -> Vec<Span> {
        let mut rest = self;
        let mut left = Vec::new();
        for other in others.iter().filter(|it| it.overlaps(self)) {
            left.push(Span::new(rest.start, other.start.max(rest.start)));
            rest.start = other.end.min(rest.end);
        }
        if rest == self {
            return vec![self];
        }
        left.push(rest);
        let trimmed = |it: Span| {
            let words = it.of(text);
            let start = it.start + words.len() - words.trim_start().len();
            Span::new(start, start + words.trim().len())
        };
        left.into_iter().map(trimmed).filter(|it| !it.is_empty()).collect()
    }
}
