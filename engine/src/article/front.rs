//! A plain text with a head of `key: value` lines → the head and the text.
//!
//! The head stands between two lines of `---`, as many writing tools put it.
//! The text begins behind the second: offsets count from there.

use serde_json::Value;

use super::record::Record;

/// Most lines of a head; what is longer is a text that begins with a rule.
const MOST_LINES: usize = 50;

/// The head as a record and the text behind it, if the text has a head.
pub fn split(text: &str) -> Option<(Record, &str)> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().filter(|it| it.trim_end() == "---")?;
    let mut at = opening.len();
    let mut record = Record::new();
    for line in lines.take(MOST_LINES) {
        at += line.len();
        if line.trim_end() == "---" {
            return Some((record, &text[at..]));
        }
        let (key, value) = line.split_once(':')?;
        if key.is_empty() || !key.chars().all(|it| it.is_ascii_alphanumeric() || it == '_') {
            return None;
        }
        record.insert(key.to_ascii_lowercase(), Value::String(unquoted(value.trim()).into()));
    }
    None
}

/// Without the marks that some tools put around a value.
fn unquoted(value: &str) -> &str {
    let inner = |mark| value.strip_prefix(mark)?.strip_suffix(mark);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rest: Option<&str>) {
        assert_eq!(split(text).map(|(_, rest)| rest), rest);
    }

    #[test]
    fn a_head_is_cut_off_to_the_byte() {
        check("---\noutlet: Le Fanal\ndate: 2026-03-05\n---\n\nLe maire.", Some("\nLe maire."));
        check("---\r\noutlet: Le Fanal\r\n---\r\nLe maire.", Some("Le maire."));
    }

    #[test]
    fn a_rule_is_no_head() {
        check("---\nLe maire a dit : oui.\n---\n", None);
        check("---\noutlet: Le Fanal\nLe maire.", None);
        check("- dit-il", None);
    }
}
