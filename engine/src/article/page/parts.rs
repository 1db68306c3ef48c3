//! A block of a page → what it is marked up as: a heading, a quotation, an item of a list, an embedded post.

use super::{
    blocks::Block,
    marks,
    tree::{Id, Tree},
};
use crate::{article::PartKind, language};

/// An embedded post holds no more elements and words than this.
const LARGEST: usize = 200;

/// What the block is marked up as, with the element that says so; nothing of a paragraph.
pub fn of(tree: &Tree, block: &Block) -> Option<(PartKind, Id)> {
    let around = || std::iter::once(block.container).chain(tree.above(block.container)).filter(|it| *it != 0);
    // A post is often written as a quotation, with a list in it.
    let embed = around().filter(|it| is_embed(tree, *it)).last();
    if let Some(id) = embed {
        return Some((PartKind::Embed, id));
    }
    around().find_map(|id| {
        let kind = match tree.nodes[id].name() {
            "blockquote" => PartKind::Quote,
            "li" => PartKind::Item,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => PartKind::Heading,
            _ => return None,
        };
        Some((kind, id))
    })
}

/// Does a class or an id of the element say that it was posted elsewhere?
fn is_embed(tree: &Tree, id: Id) -> bool {
    let node = &tree.nodes[id];
    let may = matches!(node.name(), "blockquote" | "figure" | "div" | "section" | "aside");
    let is_small = || node.end - id <= LARGEST;
    let marks = || tree.attributes(id).iter().filter(|it| matches!(it.0, "class" | "id"));
    may && is_small() && marks().any(|it| speaks_of_posts(it.1))
}

fn speaks_of_posts(mark: &str) -> bool {
    let table = language::common("embed-marks");
    let words = marks::names(mark).flat_map(|it| it.split(|it: char| !it.is_ascii_alphanumeric()));
    words.filter(|it| !it.is_empty()).any(|it| table.get(&it.to_ascii_lowercase()).is_some())
}
