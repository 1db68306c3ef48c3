//! Marks → quotations.

use super::{
    Quote,
    marks::{Kind, Mark},
};
use crate::Span;

/// No text quotes deeper; further opening marks are passed over.
const DEEPEST: usize = 8;
/// So many marks are looked ahead at, to keep the time linear.
const AHEAD: usize = 64;
/// Over so many paragraphs a quotation runs that no paragraph opens again.
const PARAGRAPHS_AHEAD: usize = 8;

/// The quotations, in no particular order, their depth not yet counted.
pub(super) fn find(text: &str, marks: &[Mark], starts: &[usize]) -> Vec<Quote> {
    let mut pairs = Pairs { text, marks, starts, open: Vec::new(), quotes: Vec::new() };
    let mut carried = None;
    for (at, mark) in marks.iter().enumerate() {
        let new = at == 0 || marks[at - 1].paragraph != mark.paragraph;
        if new && at > 0 {
            carried = pairs.end_paragraph(at);
        }
        // Old books open each paragraph of a quotation with its closing mark.
        let again = new && mark.leads && carried == Some(mark.kind);
        pairs.take(at, *mark, again);
    }
    pairs.end_paragraph(marks.len());
    pairs.quotes
}

struct Pairs<'t> {
    text: &'t str,
    marks: &'t [Mark],
    starts: &'t [usize],
    open: Vec<Open>,
    quotes: Vec<Quote>,
}

/// An opening mark whose partner has not come yet.
struct Open {
    mark: Mark,
    /// Where a mark of its own kind opens inside it: should its partner be lost, it
    /// was lost before that.
    child: Option<usize>,
}

impl Pairs<'_> {
    fn take(&mut self, at: usize, mark: Mark, again: bool) {
        if mark.kind.is_single() {
            return self.take_single(at, mark);
        }
        if again || (mark.opens && !mark.closes) {
            return self.push(mark);
        }
        match self.partner(at, mark) {
            Some(place) => self.close(place, mark),
            None if mark.opens => self.push(mark),
            None => {}
        }
    }

    fn push(&mut self, mark: Mark) {
        if self.open.len() == DEEPEST {
            return;
        }
        // What is open between the two runs over this mark, and must not cross the cut.
        let mut cut = mark.start;
        for open in self.open.iter_mut().rev() {
            if open.mark.kind == mark.kind {
                open.child.get_or_insert(cut);
            }
            cut = open.mark.start;
        }
        self.open.push(Open { mark, child: None });
    }

    /// The place among the open marks that this one closes.
    fn partner(&self, at: usize, mark: Mark) -> Option<usize> {
        let own = self.open.iter().rposition(|it| is_partner(it.mark.kind, mark.kind));
        own.or_else(|| self.stranger(at, mark))
    }

    /// A mark of another kind closes only where the opener's own partner is not to come,
    /// or is to close what a mark of this kind opens first: “A" he said, "B”.
    fn stranger(&self, at: usize, mark: Mark) -> Option<usize> {
        if mark.kind == Kind::Angle {
            return None;
        }
        let place = self.open.iter().rposition(|it| !it.mark.kind.is_single())?;
        let opener = self.open[place].mark;
        if opener.kind == Kind::Angle || opener.paragraph != mark.paragraph {
            return None;
        }
        let ahead = self.marks[at + 1..].iter().take(AHEAD);
        let next = ahead.take_while(|it| it.paragraph == mark.paragraph).find(|it| {
            let other = it.kind == mark.kind && it.opens && !it.closes;
            other || it.kind == opener.kind || (it.closes && is_partner(opener.kind, it.kind))
        });
        let own_comes = next.is_some_and(|it| it.closes && !(it.opens && it.kind == opener.kind));
        (!own_comes).then_some(place)
    }

    fn close(&mut self, place: usize, mark: Mark) {
        for lost in self.open.split_off(place + 1) {
            self.lose(&lost, mark.start, false);
        }
        if let Some(open) = self.open.pop() {
            self.emit(open.mark, mark.end, Some(mark), false);
        }
    }

    /// A single mark pairs with its neighbour or is an apostrophe.
    fn take_single(&mut self, at: usize, mark: Mark) {
        let open = self.open.last().filter(|it| it.mark.kind.is_single()).map(|it| it.mark);
        if mark.opens {
            if open.is_some() {
                self.open.pop();
            }
            return self.push(mark);
        }
        if let Some(open) = open
            && (open.kind == mark.kind || open.kind == Kind::Single)
            && !self.is_possessive(at, mark)
        {
            self.close(self.open.len() - 1, mark);
        }
    }

    /// The first mark of ‘the workers’ own words,’ closes nothing: one behind
    /// punctuation is to come.
    fn is_possessive(&self, at: usize, mark: Mark) -> bool {
        let spaced = self.text[mark.end..].starts_with(char::is_whitespace);
        if !spaced || !self.text[..mark.start].ends_with(['s', 'S', 'z', 'x']) {
            return false;
        }
        let ahead = self.marks[at + 1..].iter().take(AHEAD);
        let next = ahead.take_while(|it| it.paragraph == mark.paragraph).find(|it| it.kind == mark.kind);
        let behind_punctuation = |it: &Mark| self.text[..it.start].ends_with([',', '.', '!', '?', '…']);
        next.is_some_and(|it| it.closes && behind_punctuation(it))
    }

    /// Ends what is open where the next mark, the one at this index, stands in
    /// another paragraph; tells the kind of the quotation that goes on.
    fn end_paragraph(&mut self, next: usize) -> Option<Kind> {
        let mut going = None;
        let mut inside = false;
        let last = next.checked_sub(1).and_then(|it| self.marks.get(it))?;
        let end = self.starts.get(last.paragraph + 1).copied().unwrap_or(self.text.len());
        for open in std::mem::take(&mut self.open) {
            let candidate = going.is_none() && open.child.is_none() && !open.mark.kind.is_single();
            if candidate && self.reopens(&open.mark, last.paragraph, next) {
                going = Some(open.mark.kind);
                inside = true;
                self.lose(&open, end, true);
            } else if candidate && !inside && self.closes_later(&open.mark, next) {
                self.open.push(open);
            } else {
                self.lose(&open, end, false);
                inside |= candidate;
            }
        }
        going
    }

    /// Does the next paragraph begin with a mark of that kind?
    fn reopens(&self, open: &Mark, paragraph: usize, next: usize) -> bool {
        let Some(mark) = self.marks.get(next) else { return false };
        mark.leads && mark.paragraph == paragraph + 1 && mark.kind == open.kind
    }

    /// Is the next mark of that kind, some paragraphs on, a closing one?
    fn closes_later(&self, open: &Mark, next: usize) -> bool {
        let mut ahead = self.marks[next..].iter().take(AHEAD);
        let mark = ahead.find(|it| it.kind == open.kind || is_partner(open.kind, it.kind));
        mark.is_some_and(|it| it.closes && !it.opens && it.paragraph <= open.paragraph + PARAGRAPHS_AHEAD)
    }

    /// A quotation without its closing mark; a single mark alone was an apostrophe.
    fn lose(&mut self, open: &Open, end: usize, continues: bool) {
        if !open.mark.kind.is_single() {
            self.emit(open.mark, open.child.unwrap_or(end), None, continues);
        }
    }

    fn emit(&mut self, open: Mark, end: usize, close: Option<Mark>, continues: bool) {
        let inner_end = close.map_or(end, |it| it.start);
        let inside = &self.text[open.end.min(inner_end)..inner_end];
        let words = inside.trim();
        if words.is_empty() {
            return;
        }
        let start = open.end + (inside.len() - inside.trim_start().len());
        let inner = Span::new(start, start + words.len());
        let outer = Span::new(open.start, if close.is_some() { end } else { inner.end });
        self.quotes.push(Quote { outer, inner, depth: 0, closed: close.is_some(), continues });
    }
}

/// Is this the kind of mark that closes what that one opened?
fn is_partner(opener: Kind, closer: Kind) -> bool {
    opener == closer || (opener == Kind::Low && closer == Kind::Curly)
}
