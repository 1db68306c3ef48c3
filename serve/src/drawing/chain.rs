//! A chain of provenance → boxes with arrows between them.

use selon_ledger::views::Chain;

use crate::{text, visitor::Visitor};

/// A chain in its place.
pub struct Drawn {
    pub boxes: Vec<Placed>,
    pub arrows: Vec<(i64, i64)>,
    pub width: i64,
    /// The chain in words.
    pub label: String,
    /// Statements that have come this way: their addresses.
    pub statements: Vec<String>,
}

/// A name in its box.
pub struct Placed {
    pub x: i64,
    pub width: i64,
    pub middle: i64,
    pub name: String,
    pub unnamed: bool,
}

/// Letters of a name that are shown, and how wide one is at most, in pixels.
const LETTERS: usize = 30;
const LETTER: f64 = 7.4;
const ARROW: i64 = 34;

/// From the outlet on the left to whoever vouches on the right.
pub fn draw(v: &Visitor, chain: &Chain) -> Drawn {
    let (mut boxes, mut arrows, mut x) = (Vec::new(), Vec::new(), 1);
    let mut names = Vec::new();
    for (name, unnamed) in chain.names.iter().zip(&chain.unnamed) {
        let name = name.as_deref().unwrap_or(v.t("nobody-named"));
        names.push(name.to_owned());
        let name = text::short(name, LETTERS);
        let width = (name.chars().count() as f64 * LETTER) as i64 + 22;
        if x > 1 {
            arrows.push((x + 3, x + ARROW - 4));
            x += ARROW;
        }
        boxes.push(Placed { x, width, middle: x + width / 2, name, unnamed: *unnamed });
        x += width;
    }
    Drawn { boxes, arrows, width: x + 1, label: names.join(" ← "), statements: chain.statements.clone() }
}
