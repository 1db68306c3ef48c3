//! A text and spans that may cross → HTML in which everything nests.
//!
//! Elements open and close where spans do. Where an outer span ends before an
//! inner one, the inner element is closed with it and opened again behind: no
//! reader sees the seam. Every span keeps one identifier, on its first piece.

use std::fmt::Write;

use crate::{Span, export::escaped::escaped};

/// A span that becomes an element.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where it stands: inside the text, between characters.
    pub span: Span,
    /// Classes of the element.
    pub class: String,
    /// Identifier of the element, if something leads there.
    pub id: Option<String>,
    /// What a pointer that rests on it is told.
    pub title: Option<String>,
    /// HTML behind its end.
    pub after: Option<String>,
}

/// Deeper nesting than this is no help to a reader.
const DEEPEST: usize = 24;

/// Every paragraph with its marks, as the inside of an element.
pub fn marked(text: &str, paragraphs: &[Span], mut marks: Vec<Mark>) -> Vec<String> {
    // Of two that begin together the longer is the outer one.
    marks.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
    let mut begun = vec![false; marks.len()];
    let mut pieces: Vec<Vec<Piece>> = paragraphs.iter().map(|_| Vec::new()).collect();
    for (index, mark) in marks.iter().enumerate() {
        let first = paragraphs.partition_point(|it| it.end <= mark.span.start);
        for (paragraph, own) in paragraphs.iter().zip(&mut pieces).skip(first) {
            if paragraph.start >= mark.span.end {
                break;
            }
            let start = mark.span.start.max(paragraph.start);
            let ends = mark.span.end <= paragraph.end;
            own.push(Piece { index, start, end: mark.span.end.min(paragraph.end), ends });
        }
    }
    let paragraphs = paragraphs.iter().zip(pieces);
    paragraphs.map(|(it, pieces)| Writer::new(text, &marks, &mut begun).paragraph(*it, pieces)).collect()
}

/// What of a mark lies in one paragraph.
#[derive(Clone, Copy)]
struct Piece {
    index: usize,
    start: usize,
    end: usize,
    /// Is the mark's end here, or in a later paragraph?
    ends: bool,
}

struct Writer<'a> {
    text: &'a str,
    marks: &'a [Mark],
    begun: &'a mut [bool],
    open: Vec<Piece>,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, marks: &'a [Mark], begun: &'a mut [bool]) -> Writer<'a> {
        Writer { text, marks, begun, open: Vec::new(), out: String::new() }
    }

    fn paragraph(mut self, paragraph: Span, mut pieces: Vec<Piece>) -> String {
        pieces.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
        let mut at = paragraph.start;
        for piece in pieces {
            at = self.close_up_to(piece.start, at);
            self.words(at, piece.start);
            at = piece.start;
            self.begin(piece);
        }
        at = self.close_up_to(paragraph.end, at);
        self.words(at, paragraph.end);
        self.out
    }

    /// Writes on to the last end before `limit` and closes what ends there.
    fn close_up_to(&mut self, limit: usize, mut at: usize) -> usize {
        while let Some(next) = self.open.iter().map(|it| it.end).min().filter(|it| *it <= limit) {
            self.words(at, next);
            at = at.max(next);
            self.close(next);
        }
        at
    }

    fn words(&mut self, from: usize, to: usize) {
        self.out += &escaped(self.text.get(from..to).unwrap_or(""));
    }

    fn begin(&mut self, piece: Piece) {
        if self.open.len() < DEEPEST {
            self.element(piece);
            self.open.push(piece);
        }
    }

    fn element(&mut self, piece: Piece) {
        let mark = &self.marks[piece.index];
        let first = !std::mem::replace(&mut self.begun[piece.index], true);
        // Writing to a string cannot fail.
        let _ = write!(self.out, "<span class=\"{}\"", mark.class);
        if let (Some(id), true) = (&mark.id, first) {
            let _ = write!(self.out, " id=\"{id}\"");
        }
        if let Some(title) = &mark.title {
            let _ = write!(self.out, " title=\"{}\"", escaped(title));
        }
        self.out.push('>');
    }

    /// Closes all that ends here, with what stands inside it, and opens the rest again.
    fn close(&mut self, end: usize) {
        let Some(outermost) = self.open.iter().position(|it| it.end <= end) else {
            return;
        };
        let closed = self.open.split_off(outermost);
        self.out += &"</span>".repeat(closed.len());
        for piece in closed {
            if piece.end > end {
                self.element(piece);
                self.open.push(piece);
            } else if let (Some(after), true) = (&self.marks[piece.index].after, piece.ends) {
                self.out += after;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// Marks are drawn in lines below the text, a letter each.
    fn check(text: &str, drawn: &[&str], expect: Expect) {
        let marks = drawn.iter().map(|line| {
            let letter = line.trim().chars().next().expect("a letter");
            let (start, end) = (line.find(letter).unwrap_or(0), line.rfind(letter).unwrap_or(0) + 1);
            Mark {
                span: Span::new(start, end),
                class: letter.into(),
                id: Some(format!("id-{letter}")),
                title: None,
                after: Some(format!("<sup>{letter}</sup>")),
            }
        });
        let paragraphs: Vec<_> =
            text.split('|').map(|it| it.as_ptr() as usize - text.as_ptr() as usize).collect();
        let paragraphs: Vec<_> = paragraphs
            .iter()
            .map(|start| Span::new(*start, text[*start..].find('|').map_or(text.len(), |it| start + it)))
            .collect();
        expect.assert_eq(&(marked(text, &paragraphs, marks.collect()).join("\n") + "\n"));
    }

    #[test]
    fn what_nests_nests() {
        check(
            "one two three",
            &["aaaaaaaaaaaaa", "    bbb"],
            expect![[r#"
            <span class="a" id="id-a">one <span class="b" id="id-b">two</span><sup>b</sup> three</span><sup>a</sup>
        "#]],
        );
    }

    #[test]
    fn what_crosses_is_opened_again() {
        check(
            "one two three",
            &["aaaaaaa", "    bbbbbbbbb", "  c"],
            expect![[r#"
            <span class="a" id="id-a">on<span class="c" id="id-c">e</span><sup>c</sup> <span class="b" id="id-b">two</span></span><sup>a</sup><span class="b"> three</span><sup>b</sup>
        "#]],
        );
    }

    #[test]
    fn the_same_place_twice_is_two_elements() {
        check(
            "one two",
            &["aaa", "bbb"],
            expect![[r#"
            <span class="a" id="id-a"><span class="b" id="id-b">one</span></span><sup>a</sup><sup>b</sup> two
        "#]],
        );
    }

    #[test]
    fn a_paragraph_ends_every_element() {
        check(
            "one|two <&\"'|three",
            &["aaaaaaaaaaaaaaaaa", "    bbb"],
            expect![[r#"
            <span class="a" id="id-a">one</span>
            <span class="a"><span class="b" id="id-b">two</span><sup>b</sup> &lt;&amp;&quot;&#39;</span>
            <span class="a">thre</span><sup>a</sup>e
        "#]],
        );
    }
}
