//! A class or an id → the parts of a page that its names speak of.
//!
//! `articleShare-bar` is cut into words, and single words and neighbouring ones are
//! looked up; what they weigh is learned, together with all else that is known of a block.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::language;

/// The parts that a mark may name, in the order of their bits.
pub const PARTS: &[&str] = &[
    "body",
    "article",
    "main",
    "comment",
    "share",
    "related",
    "nav",
    "breadcrumb",
    "pager",
    "footer",
    "header",
    "consent",
    "newsletter",
    "ad",
    "author",
    "date",
    "meta",
    "tags",
    "caption",
    "teaser",
    "sidebar",
    "widget",
    "hidden",
    "popup",
    "form",
    "button",
    "media",
    "infobox",
    "rating",
    "paywall",
];

static TABLE: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let rows = language::common("page-marks").rows();
    rows.iter().filter_map(|row| Some((row[0], bits(&[row.get(1)?])))).collect()
});

/// The bits of these parts.
pub const fn bits(parts: &[&str]) -> u32 {
    let (mut found, mut at) = (0, 0);
    while at < PARTS.len() {
        let mut asked = 0;
        while asked < parts.len() {
            if is_same(PARTS[at], parts[asked]) {
                found |= 1 << at;
            }
            asked += 1;
        }
        at += 1;
    }
    found
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The parts that the names speak of, a bit each.
pub fn read(value: &str) -> u32 {
    names(value).map(of_name).fold(0, |all, it| all | it)
}

/// The names in a class or an id, however long it is: the first ones, but for those that nobody would write.
pub fn names(value: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 24;
    const LONGEST: usize = 80;
    let head = &value[..value.floor_char_boundary(MOST * (LONGEST + 1))];
    head.split_ascii_whitespace().take(MOST).filter(|it| it.len() <= LONGEST)
}

fn of_name(name: &str) -> u32 {
    let look = |word: &str| TABLE.get(word).copied().unwrap_or(0);
    // The last word and this one, with a blank between them.
    let (mut found, mut words, mut start) = (0, String::with_capacity(2 * name.len() + 1), 0);
    let mut before = '-';
    for c in name.chars().chain(['-']) {
        if words.len() > start && begins_word(before, c) {
            found |= look(&words[start..]);
            if start > 0 {
                found |= look(&words);
                words.drain(..start);
            }
            words.push(' ');
            start = words.len();
        }
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    found
}

fn begins_word(before: char, c: char) -> bool {
    !c.is_ascii_alphanumeric()
        || c.is_ascii_uppercase() && before.is_ascii_lowercase()
        || c.is_ascii_digit() != before.is_ascii_digit() && before.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_class_without_end_the_first_names_are_read() {
        assert_eq!(names(&"post ".repeat(1_000_000)).count(), 24);
        assert_eq!(names(&"post".repeat(1_000_000)).count(), 0);
        assert_eq!(names("  a é-b ").collect::<Vec<_>>(), ["a", "é-b"]);
    }

    #[test]
    fn names_are_cut_however_they_are_joined() {
        assert_eq!(read("article__share-bar"), bits(&["article", "share", "button"]));
        assert_ne!(read("storyBody") & bits(&["body"]), 0);
        assert_eq!(read("barack comrade"), 0);
    }
}
