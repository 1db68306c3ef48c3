//! Small turns of text: addresses, fragments, words cut short.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What may stand in a query or a text fragment as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'~');

/// For a query, a cookie or a text fragment.
pub fn encoded(it: &str) -> String {
    utf8_percent_encode(it, &PLAIN).to_string()
}

/// The other way round.
pub fn unescaped(it: &str) -> String {
    percent_decode_str(it).decode_utf8_lossy().into_owned()
}

/// The address if a browser may safely go there.
pub fn safe_link(url: Option<&str>) -> Option<String> {
    let url = url?.trim();
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let safe = lower.starts_with("http://") || lower.starts_with("https://");
    (safe && !url.chars().any(|it| it.is_control() || it.is_whitespace())).then(|| url.to_owned())
}

/// The address of these words in a page, for browsers that know text fragments.
pub fn fragment(url: Option<&str>, words: &str) -> Option<String> {
    let url = safe_link(url)?;
    let words: Vec<&str> = words.split_whitespace().collect();
    let text = match words.len() {
        0 => return Some(url),
        1..=8 => encoded(&words.join(" ")),
        many => format!("{},{}", encoded(&words[..4].join(" ")), encoded(&words[many - 4..].join(" "))),
    };
    let text = text.replace('-', "%2D");
    let sign = if url.contains('#') { "" } else { "#" };
    Some(format!("{url}{sign}:~:text={text}"))
}

/// At most so many characters, cut between words.
pub fn short(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let cut: String = words.chars().take(most).collect();
    let cut = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |it| it.0);
    format!("{cut} […]")
}

/// A path of this server; nothing that leads elsewhere.
pub fn local(path: &str) -> &str {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|it| it.is_ascii_graphic());
    if is_local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked_to() {
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//x.example",
            "http://a b",
            " ",
            "HTTPS:x",
            "ftp://x",
        ] {
            assert_eq!(safe_link(Some(url)), None, "{url}");
        }
        assert_eq!(safe_link(Some(" HTTPS://a.example/?q=1")).as_deref(), Some("HTTPS://a.example/?q=1"));
    }

    #[test]
    fn a_fragment_names_the_first_and_the_last_words() {
        let at = |words| fragment(Some("https://a.example/x"), words).expect("a link");
        assert_eq!(at("un, deux-trois"), "https://a.example/x#:~:text=un%2C%20deux%2Dtrois");
        assert_eq!(at("a b c d e f g h i j"), "https://a.example/x#:~:text=a%20b%20c%20d,g%20h%20i%20j");
        assert_eq!(at(""), "https://a.example/x");
    }

    #[test]
    fn the_way_back_leads_nowhere_else() {
        for path in ["//evil.example", "https://evil.example", "/\\evil.example", "/a b", "/a\nb", ""] {
            assert_eq!(local(path), "/", "{path}");
        }
        assert_eq!(local("/claim/3?x=1"), "/claim/3?x=1");
    }
}
