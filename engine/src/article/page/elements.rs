//! The elements of HTML, with all that reading a page asks of them.

use std::sync::LazyLock;

/// An element; words have one, too.
#[derive(Debug, PartialEq, Eq)]
pub struct Element {
    /// Lower case; `""` for words, `"?"` if nobody knows it.
    pub name: &'static str,
    traits: u8,
}

/// What an element may be.
const INLINE: u8 = 1;
const VOID: u8 = 2;
const HEAD: u8 = 4;
const PARTS: u8 = 8;
const SILENT: u8 = 16;
const RAW: u8 = 32;

impl Element {
    /// Does it stand within a line?
    pub fn is_inline(&self) -> bool {
        self.traits & INLINE != 0
    }

    /// Has it no content?
    pub fn is_void(&self) -> bool {
        self.traits & VOID != 0
    }

    /// May it stand in the page's head?
    pub fn is_in_head(&self) -> bool {
        self.traits & HEAD != 0
    }

    /// Does a paragraph end where it begins?
    pub fn ends_paragraph(&self) -> bool {
        self.traits & PARTS != 0
    }

    /// Are its words no part of a text?
    pub fn is_silent(&self) -> bool {
        self.traits & SILENT != 0
    }

    /// Is its content no markup?
    pub fn is_raw(&self) -> bool {
        self.traits & RAW != 0
    }
}

/// What words are.
pub static WORDS: Element = Element { name: "", traits: 0 };
static UNKNOWN: Element = Element { name: "?", traits: 0 };

/// The element of that name, in whatever case.
pub fn named(name: &str) -> &'static Element {
    let Some((letter, key)) = key(name) else { return &UNKNOWN };
    let table = &*TABLE;
    let own = usize::from(table.first[letter])..usize::from(table.first[letter + 1]);
    let found = table.elements[own].iter().find(|it| it.0 == key);
    found.map_or(&UNKNOWN, |it| &it.1)
}

/// A name as one number, with its first letter's place in the alphabet.
fn key(name: &str) -> Option<(usize, u128)> {
    let mut lower = [0u8; 16];
    let room = lower.get_mut(..name.len())?;
    room.copy_from_slice(name.as_bytes());
    room.make_ascii_lowercase();
    let letter = room.first().filter(|it| it.is_ascii_lowercase())?;
    Some((usize::from(letter - b'a'), u128::from_le_bytes(lower)))
}

struct Table {
    /// By first letter.
    elements: Vec<(u128, Element)>,
    /// Where each letter's begin.
    first: [u8; 27],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let before = |letter: u8| ELEMENTS.iter().filter(|it| it.0.as_bytes()[0] < letter).count() as u8;
    let element =
        |&(name, traits): &(&'static str, u8)| key(name).map(|(_, key)| (key, Element { name, traits }));
    Table {
        elements: ELEMENTS.iter().filter_map(element).collect(),
        first: std::array::from_fn(|at| before(b'a' + at as u8)),
    }
});

/// Sorted by name.
const ELEMENTS: &[(&str, u8)] = &[
    ("a", INLINE),
    ("abbr", INLINE),
    ("acronym", INLINE),
    ("address", PARTS),
    ("amp-iframe", 0),
    ("area", VOID),
    ("article", PARTS),
    ("aside", PARTS),
    ("audio", SILENT),
    ("b", INLINE),
    ("base", VOID | HEAD),
    ("basefont", HEAD),
    ("bdi", INLINE),
    ("bdo", INLINE),
    ("bgsound", HEAD),
    ("big", INLINE),
    ("blockquote", PARTS),
    ("body", 0),
    ("br", INLINE | VOID),
    ("button", 0),
    ("canvas", SILENT),
    ("caption", 0),
    ("center", PARTS),
    ("cite", INLINE),
    ("code", INLINE),
    ("col", VOID),
    ("colgroup", 0),
    ("data", INLINE),
    ("datalist", SILENT),
    ("dd", PARTS),
    ("del", INLINE),
    ("details", PARTS),
    ("dfn", INLINE),
    ("dialog", PARTS),
    ("dir", PARTS),
    ("div", PARTS),
    ("dl", PARTS),
    ("dt", PARTS),
    ("em", INLINE),
    ("embed", VOID | SILENT),
    ("fieldset", PARTS),
    ("figcaption", PARTS),
    ("figure", PARTS),
    ("font", INLINE),
    ("footer", PARTS),
    ("form", PARTS),
    ("frame", VOID | SILENT),
    ("frameset", SILENT),
    ("h1", PARTS),
    ("h2", PARTS),
    ("h3", PARTS),
    ("h4", PARTS),
    ("h5", PARTS),
    ("h6", PARTS),
    ("head", SILENT),
    ("header", PARTS),
    ("hgroup", PARTS),
    ("hr", VOID | PARTS),
    ("html", 0),
    ("i", INLINE),
    ("iframe", SILENT | RAW),
    ("img", INLINE | VOID),
    ("input", VOID | SILENT),
    ("ins", INLINE),
    ("kbd", INLINE),
    ("keygen", VOID),
    ("label", INLINE),
    ("legend", 0),
    ("li", PARTS),
    ("link", VOID | HEAD),
    ("main", PARTS),
    ("map", SILENT),
    ("mark", INLINE),
    ("math", SILENT),
    ("menu", PARTS),
    ("meta", VOID | HEAD),
    ("meter", SILENT),
    ("nav", PARTS),
    ("nobr", INLINE),
    ("noembed", RAW),
    ("noframes", SILENT | RAW),
    ("noscript", HEAD | SILENT),
    ("object", SILENT),
    ("ol", PARTS),
    ("optgroup", 0),
    ("option", SILENT),
    ("output", 0),
    ("p", PARTS),
    ("param", VOID),
    ("picture", 0),
    ("pre", PARTS),
    ("progress", SILENT),
    ("q", INLINE),
    ("rp", SILENT),
    ("rt", SILENT),
    ("rtc", 0),
    ("ruby", INLINE),
    ("s", INLINE),
    ("samp", INLINE),
    ("script", HEAD | SILENT | RAW),
    ("section", PARTS),
    ("select", SILENT),
    ("small", INLINE),
    ("source", VOID),
    ("span", INLINE),
    ("strike", INLINE),
    ("strong", INLINE),
    ("style", HEAD | SILENT | RAW),
    ("sub", INLINE),
    ("summary", PARTS),
    ("sup", INLINE),
    ("svg", SILENT),
    ("table", PARTS),
    ("tbody", 0),
    ("td", 0),
    ("template", HEAD | SILENT),
    ("textarea", SILENT | RAW),
    ("tfoot", 0),
    ("th", 0),
    ("thead", 0),
    ("time", INLINE),
    ("title", HEAD | RAW),
    ("tr", 0),
    ("track", VOID),
    ("tt", INLINE),
    ("u", INLINE),
    ("ul", PARTS),
    ("var", INLINE),
    ("video", SILENT),
    ("wbr", INLINE | VOID),
    ("xmp", RAW),
];
