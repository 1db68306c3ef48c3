//! What the fields of records mean, where their names do not tell: `text=body_html`.

use serde_json::Value;

use super::record::Record;

/// Names of fields, each with what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(&'static str, String)>);

/// What a field can be, and other names for it.
const MEANINGS: &[(&str, &[&str])] = &[
    ("byline", &["author"]),
    ("html", &[]),
    ("id", &["doc"]),
    ("language", &["lang"]),
    ("outlet", &["source", "publisher"]),
    ("published", &["date", "published_at"]),
    ("standfirst", &["subtitle"]),
    ("text", &["body", "content"]),
    ("title", &["headline"]),
    ("url", &["link"]),
];

impl Columns {
    /// With one more of the form `MEANING=NAME`; `None` if it is not of that form, or the meaning unknown.
    pub fn with(mut self, told: &str) -> Option<Columns> {
        let (meaning, name) = told.split_once('=')?;
        let meaning = meaning.trim().to_lowercase();
        let (known, _) =
            MEANINGS.iter().find(|(it, other)| *it == meaning || other.contains(&meaning.as_str()))?;
        let name = name.trim();
        (!name.is_empty()).then(|| self.0.push((known, name.to_owned())))?;
        Some(self)
    }

    /// What fields can be: for messages.
    pub fn meanings() -> String {
        MEANINGS.iter().map(|it| it.0).collect::<Vec<_>>().join(", ")
    }

    /// Does the field of that name hold the text?
    pub fn is_text(&self, name: &str) -> bool {
        self.0.iter().any(|(it, own)| matches!(*it, "text" | "html") && own.eq_ignore_ascii_case(name))
    }

    /// Gives the fields their proper names. What else goes by such a name is put aside.
    pub fn rename(&self, record: &mut Record) {
        let told: Vec<_> = self.0.iter().map(|(known, name)| (*known, take(record, name))).collect();
        for (known, value) in told {
            let others = MEANINGS.iter().filter(|it| it.0 == known).flat_map(|it| it.1);
            if value.is_some() {
                others.for_each(|it| drop(record.remove(*it)));
            }
            if let Some(value) = value {
                record.insert(known.into(), value);
            }
        }
        // A text that was told goes before a page that was not.
        if self.0.iter().any(|it| it.0 == "html") && record.contains_key("html") {
            ["text", "body", "content"].iter().for_each(|it| drop(record.remove(*it)));
        }
    }
}

/// The value of the field of that name in any case, else of the path `outer.inner`.
fn take(record: &mut Record, name: &str) -> Option<Value> {
    let key = record.keys().find(|it| it.eq_ignore_ascii_case(name)).cloned();
    if let Some(key) = key {
        return record.remove(&key);
    }
    let mut path = name.split('.');
    let outer = record.get(path.next()?)?;
    let found = path.try_fold(outer, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    });
    found.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(told: &[&str], record: &str, renamed: &str) {
        let columns = told.iter().try_fold(Columns::default(), |it, told| it.with(told)).expect("known");
        let mut record: Record = serde_json::from_str(record).expect("a record");
        columns.rename(&mut record);
        assert_eq!(serde_json::to_string(&record).expect("a record"), renamed);
    }

    #[test]
    fn fields_are_called_what_they_are() {
        check(&["text=Volltext"], r#"{"volltext": "a", "body": "b"}"#, r#"{"text":"a"}"#);
        check(
            &["date=day", "source=paper"],
            r#"{"day": "1", "paper": "L"}"#,
            r#"{"outlet":"L","published":"1"}"#,
        );
        check(
            &["text=article.parts.1"],
            r#"{"article": {"parts": ["a", "b"]}}"#,
            r#"{"article":{"parts":["a","b"]},"text":"b"}"#,
        );
        check(&["html=page"], r#"{"page": "<p>", "text": "teaser"}"#, r#"{"html":"<p>"}"#);
        check(&["text=none"], r#"{"body": "b"}"#, r#"{"body":"b"}"#);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for told in ["text", "text=", "colour=red", "=a"] {
            assert_eq!(Columns::default().with(told), None, "{told}");
        }
    }
}
