//! Where a document stands: what it is called in messages.

use std::fmt;

/// A file, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// What lies in what, the outermost first.
    pub members: Vec<String>,
    /// A record of a crawl: its number and its address.
    pub record: Option<(u64, Option<String>)>,
}

impl Place {
    pub fn new(file: String) -> Place {
        Place { file, members: Vec::new(), record: None }
    }

    pub fn member(&self, name: &str) -> Place {
        let mut place = self.clone();
        place.members.push(name.to_owned());
        place
    }

    pub fn record(&self, number: u64, url: Option<&str>) -> Place {
        Place { record: Some((number, url.map(str::to_owned))), ..self.clone() }
    }

    /// The name of the innermost thing that has one.
    pub fn name(&self) -> String {
        self.members.last().unwrap_or(&self.file).clone()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        if let Some((number, url)) = &self.record {
            match url {
                Some(url) => write!(out, "record {number} ({}) in ", Shown(url))?,
                None => write!(out, "record {number} in ")?,
            }
        }
        for name in self.members.iter().rev() {
            write!(out, "{} in ", Shown(name))?;
        }
        out.write_str(&self.file)
    }
}

/// A name that somebody else chose: what could steer a terminal is shown and not sent.
struct Shown<'n>(&'n str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let plain =
            |it: &char| !it.is_control() && !matches!(*it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let mut letters = self.0.chars();
        for letter in letters.by_ref().take(200) {
            match Some(letter).filter(plain) {
                Some(letter) => write!(out, "{letter}")?,
                None => write!(out, "{}", letter.escape_default())?,
            }
        }
        if letters.next().is_some() { out.write_str("…") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_the_inside_out() {
        let place = Place::new("a.zip".into()).member("b.tar").member("../c\u{1B}[2J.warc").record(3, None);
        assert_eq!(place.to_string(), "record 3 in ../c\\u{1b}[2J.warc in b.tar in a.zip");
        assert_eq!(place.name(), "../c\u{1B}[2J.warc");
    }
}
