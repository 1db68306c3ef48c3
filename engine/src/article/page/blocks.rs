//! A tree → [`Block`]s: runs of words that no edge of an element divides, such as a paragraph.

use super::tree::{Id, Tree, unescape};

/// A run of words.
pub struct Block {
    /// The innermost element that is more than a part of a line.
    pub container: Id,
    /// First and last node of its words.
    pub first: Id,
    pub last: Id,
    /// Letters and other marks, without white space.
    pub chars: u32,
    /// How many of them stand in links.
    pub linked: u32,
    /// How many elements stand around its first word.
    pub depth: u32,
}

impl Block {
    /// Is it long enough to be a paragraph, and no list of links?
    pub fn is_prose(&self) -> bool {
        self.own() >= 60 && self.linked < self.own()
    }

    /// What does not stand in links.
    pub fn own(&self) -> u32 {
        self.chars - self.linked
    }

    /// The part that stands in links, 0 to 1.
    pub fn density(&self) -> f32 {
        self.linked as f32 / self.chars as f32
    }
}

/// The page's blocks, in order.
pub fn cut(tree: &Tree) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Each open element, with whether it is more than a part of a line, and whether it stands in a link.
    let mut open: Vec<(Id, bool, bool)> = vec![(0, true, false)];
    let mut begins = true;
    let mut id = 1;
    while id < tree.nodes.len() {
        while let Some(&(_, is_block, _)) = open.last().filter(|it| it.0 != 0 && tree.nodes[it.0].end <= id) {
            begins |= is_block;
            open.pop();
        }
        let node = &tree.nodes[id];
        let in_link = open.last().is_some_and(|it| it.2);
        if node.is_words() {
            let chars = letters(node.words);
            if chars > 0 {
                if begins || blocks.is_empty() {
                    let container = open.iter().rev().find(|it| it.1).map_or(0, |it| it.0);
                    let depth = open.len() as u32 - 1;
                    blocks.push(Block { container, first: id, last: id, chars: 0, linked: 0, depth });
                    begins = false;
                }
                if let Some(block) = blocks.last_mut() {
                    (block.chars, block.last) = (block.chars + chars, id);
                    block.linked += if in_link { chars } else { 0 };
                }
            }
        } else if node.element.is_silent() {
            begins |= node.name() != "script";
            id = node.end;
            continue;
        } else {
            let is_block = !node.element.is_inline();
            begins |= is_block;
            if node.end > id + 1 {
                open.push((id, is_block, in_link || node.name() == "a"));
            }
        }
        id += 1;
    }
    blocks
}

/// How many marks that are not white space.
fn letters(words: &str) -> u32 {
    let is_letter = |it: &&u8| !it.is_ascii_whitespace() && **it & 0xC0 != 0x80;
    match words.trim_ascii().trim() {
        "" | "&nbsp;" => 0,
        words => words.as_bytes().iter().filter(is_letter).count() as u32,
    }
}

/// A block's words as a browser shows them: white space is one blank, a break a new line.
pub fn words(tree: &Tree, block: &Block) -> String {
    let mut text = String::with_capacity(block.chars as usize * 5 / 4 + 8);
    let mut is_apart = false;
    let mut id = block.first;
    while id <= block.last {
        let node = &tree.nodes[id];
        if node.element.is_silent() {
            id = node.end;
            continue;
        }
        if node.is_words() {
            let words = unescape(node.words);
            let mut rest = &*words;
            while let Some(start) = rest.find(|it| !is_blank(it)) {
                is_apart |= start > 0;
                if is_apart && !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                rest = &rest[start..];
                let end = rest.find(is_blank).unwrap_or(rest.len());
                text.push_str(&rest[..end]);
                is_apart = false;
                rest = &rest[end..];
            }
            is_apart |= !rest.is_empty();
        } else if node.name() == "br" && !text.is_empty() && !text.ends_with("\n\n") {
            // Two breaks part paragraphs; more do no more.
            text.push('\n');
        }
        id += 1;
    }
    text.truncate(text.trim_end().len());
    text
}

fn is_blank(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\n' | '\r' | '\x0C')
}
