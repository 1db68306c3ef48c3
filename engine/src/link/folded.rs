//! A text → its words in lower case, without accents, each with its place in the text.
//!
//! All words of a text stand in one string, so that going over an article makes
//! no string a word.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

/// The folded words of a text: runs of letters and digits.
#[derive(Debug, Default)]
pub struct Folded {
    /// A space behind each.
    letters: String,
    places: Vec<Place>,
}

/// A word, in the text and in the folded letters.
#[derive(Clone, Copy, Debug)]
struct Place {
    text: (usize, usize),
    letters: (usize, usize),
}

impl Folded {
    /// Of a text.
    pub fn of(text: &str) -> Folded {
        let mut folded = Folded { letters: String::with_capacity(text.len() + 1), places: Vec::new() };
        let mut open = None;
        for (at, c) in text.char_indices() {
            letter(c, |c| match (c.is_alphanumeric(), open) {
                (true, _) => {
                    open.get_or_insert((at, folded.letters.len()));
                    folded.letters.push(c);
                }
                (false, Some(from)) => {
                    folded.close(from, at);
                    open = None;
                }
                (false, None) => {}
            });
        }
        if let Some(from) = open {
            folded.close(from, text.len());
        }
        folded
    }

    fn close(&mut self, from: (usize, usize), end: usize) {
        let letters = (from.1, self.letters.len());
        self.places.push(Place { text: (from.0, end), letters });
        self.letters.push(' ');
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|it| self.run(it, 1))
    }

    /// So many words from this one on, a space between.
    pub fn run(&self, first: usize, count: usize) -> &str {
        &self.letters[self.places[first].letters.0..self.places[first + count - 1].letters.1]
    }

    /// All words, a space between.
    pub fn joined(&self) -> &str {
        self.letters.trim_end()
    }

    /// The bytes of the text in which a word stands.
    pub fn place(&self, word: usize) -> (usize, usize) {
        self.places[word].text
    }

    /// The words that stand within these bytes of the text; none if their ends cut a word.
    pub fn within(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let first = self.places.partition_point(|it| it.text.1 <= start);
        let last = self.places.partition_point(|it| it.text.0 < end).max(first);
        let cut = |it: &Place| it.text.0 < start || it.text.1 > end;
        let words = &self.places[first..last];
        let is_cut = words.first().is_some_and(cut) || words.last().is_some_and(cut);
        (!is_cut).then_some(first..last)
    }
}

/// In lower case, without accents and ligatures: the letters that a letter becomes, one by one.
pub fn letter(c: char, mut told: impl FnMut(char)) {
    if c.is_ascii() {
        return told(c.to_ascii_lowercase());
    }
    decompose_canonical(c, |part| {
        for c in part.to_lowercase() {
            match c {
                '\u{300}'..='\u{36f}' => {}
                '\u{153}' => "oe".chars().for_each(&mut told),
                '\u{e6}' => "ae".chars().for_each(&mut told),
                c => told(c),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_place() {
        let text = "L'Évêque — œil e\u{301}mu";
        let folded = Folded::of(text);
        assert_eq!(folded.joined(), "l eveque oeil emu");
        let shown: Vec<_> = (0..folded.len()).map(|it| folded.place(it)).map(|(a, b)| &text[a..b]).collect();
        assert_eq!(shown, ["L", "Évêque", "œil", "e\u{301}mu"]);
    }

    #[test]
    fn a_stretch_has_its_words_unless_it_cuts_one() {
        let folded = Folded::of("un deux trois");
        assert_eq!(folded.within(3, 8), Some(1..2));
        assert_eq!(folded.within(2, 13), Some(1..3));
        assert_eq!(folded.within(4, 13), None);
        assert_eq!(folded.within(3, 10), None);
        assert_eq!(folded.within(13, 13), Some(3..3));
    }
}
