//! Bytes → text, as it was written: only a byte order mark is dropped.
//!
//! Nothing is normalised, since offsets point into what was read. UTF-8 wins
//! whenever it can be right: a page that declares Latin-1 and is valid UTF-8 is
//! UTF-8, and so is a text with a broken character in a hundred good ones.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The text that the bytes stand for.
///
/// A byte that cannot be read becomes U+FFFD; there is no failure.
pub fn decode(bytes: Vec<u8>) -> String {
    decode_as(bytes, None)
}

/// The text, with the charset that was told of it in case it is not UTF-8.
pub fn decode_as(mut bytes: Vec<u8>, told: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding != UTF_8 {
            return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
        }
        bytes.drain(..mark);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    if is_mostly_utf8(&bytes) {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let told = told.and_then(|it| Encoding::for_label(it.trim().as_bytes()));
    // UTF-8 it is not, whatever was told.
    let told = told.filter(|it| it.is_ascii_compatible() && *it != UTF_8);
    let encoding = declared(&bytes).or(told).unwrap_or_else(|| guess(&bytes));
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

/// The beginning as text, for a look at what it is.
pub fn peek(head: &[u8]) -> String {
    match Encoding::for_bom(head) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&head[mark..]).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    }
}

/// Does the text begin with the mark of an encoding of two bytes a character?
pub fn is_wide(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_some_and(|(encoding, _)| encoding != UTF_8)
}

/// Do whole UTF-8 characters outnumber the broken bytes by far?
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // In Latin-1 two accented letters seldom meet, and hardly ever form a UTF-8 pair.
    whole >= 4 * broken
}

/// The charset that a page or feed names for itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let declaration = head.trim_start().strip_prefix("<?xml").and_then(|it| it.split_once("?>"));
    let in_xml = declaration.and_then(|(it, _)| it.split_once("encoding="));
    let (_, rest) = in_xml.or_else(|| head.split_once("charset="))?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(['"', '\'', ' ', '>', ';', '/']).unwrap_or(label.len());
    // A page whose declaration could be read byte by byte is not UTF-16.
    Encoding::for_label(&label.as_bytes()[..end]).filter(|it| it.is_ascii_compatible() && *it != UTF_8)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str) {
        assert_eq!(decode(bytes.to_vec()), text);
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_nothing_else() {
        check(b"\xEF\xBB\xBFUn\r\n", "Un\r\n");
        check("e\u{301}te\u{301}\u{202F}!".as_bytes(), "e\u{301}te\u{301}\u{202F}!");
    }

    #[test]
    fn utf16_is_read_in_both_orders() {
        check(b"\xFF\xFE\xC9\x00t\x00\xE9\x00", "Été");
        check(b"\xFE\xFF\x00\xC9\x00t\x00\xE9", "Été");
    }

    #[test]
    fn french_in_latin_1_keeps_its_accents_and_guillemets() {
        check(
            b"Le pr\xE9fet a d\xE9clar\xE9 : \xAB La crue est pass\xE9e \xBB.",
            "Le préfet a déclaré : « La crue est passée ».",
        );
        check(b"L\x92\xE9t\xE9 \x96 \x93fini\x94 \x85", "L’été – “fini” …");
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_latin_1() {
        let mut bytes = "Le préfet a déclaré que l'été était passé, répète-t-il. ".as_bytes().to_vec();
        bytes.push(0xE9);
        check(&bytes, "Le préfet a déclaré que l'été était passé, répète-t-il. \u{FFFD}");
    }

    #[test]
    fn a_page_may_name_its_charset() {
        check(
            b"<html><meta charset=\"iso-8859-15\"><p>10 \xA4</p>",
            "<html><meta charset=\"iso-8859-15\"><p>10 €</p>",
        );
        check(
            b"<?xml version='1.0' encoding='ISO-8859-15'?><rss>10 \xA4",
            "<?xml version='1.0' encoding='ISO-8859-15'?><rss>10 €",
        );
    }
}
