//! A line with what the table of its language says of its words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::Language;

/// What a phrase of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Leads to another page.
    Pointer,
    /// Leads there if a colon or a bar follows.
    PointerBefore,
    /// Calls to act.
    Call,
    /// Calls to do what can only be done with an outlet.
    LoudCall,
    /// What an outlet offers.
    Own,
    /// Stands on a button.
    Label,
    /// Says when, by whom, under whose right.
    Stamp,
    /// A news agency.
    Agency,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Pointer => "pointer",
            Kind::PointerBefore => "pointer+",
            Kind::Call => "call",
            Kind::LoudCall => "call!",
            Kind::Own => "own",
            Kind::Label => "label",
            Kind::Stamp => "stamp",
            Kind::Agency => "agency",
        }
    }
}

/// Is the phrase in the table, under this kind?
pub fn says(language: &Language, kind: Kind, phrase: &str) -> bool {
    longest(language, kind, phrase).is_some_and(|length| length == phrase.len())
}

/// Phrases by language, kind and first two letters.
type Phrases = FxHashMap<(&'static str, &'static str, [char; 2]), Vec<&'static str>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut out = Phrases::default();
    for language in Language::all() {
        for row in language.table("boilerplate").rows() {
            if let [phrase, kind, ..] = row.as_slice() {
                out.entry((language.code, *kind, front(phrase))).or_default().push(phrase);
            }
        }
    }
    out
});

/// The length of the longest phrase of that kind that the text begins with.
fn longest(language: &Language, kind: Kind, text: &str) -> Option<usize> {
    let [first, second] = front(text);
    let fronts = [[first, second], [first, char::default()]].into_iter();
    let phrases = fronts.filter_map(|front| PHRASES.get(&(language.code, kind.name(), front))).flatten();
    phrases.filter_map(|phrase| prefix(text, phrase)).max()
}

/// The first two letters, the second blank where there is one alone.
fn front(text: &str) -> [char; 2] {
    let mut letters = text.chars().map(fold);
    std::array::from_fn(|_| letters.next().unwrap_or_default())
}

/// The length of the phrase at the beginning of the text, where a word must end with it.
fn prefix(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text.chars();
    if !phrase.chars().all(|it| rest.next().is_some_and(|own| fold(own) == it)) {
        return None;
    }
    let rest = rest.as_str();
    let ends = !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
    ends.then(|| text.len() - rest.len())
}

/// The letter as the table writes it.
fn fold(letter: char) -> char {
    match letter {
        '\u{2019}' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        it => it.to_lowercase().next().unwrap_or(it),
    }
}

/// Without what decorates its beginning, such as an arrow.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|it: char| !it.is_alphanumeric() && it != '©')
}

/// What stands between bars and dots.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', '•', '·', '/', '\u{2022}']).map(str::trim)
}

/// The sentences of a line, by the marks that end them.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let ends = |(at, it): &(usize, char)| {
            let after = &rest[at + it.len_utf8()..];
            matches!(it, '.' | '!' | '?' | '…') && after.chars().next().is_none_or(char::is_whitespace)
        };
        let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, it)| at + it.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        (!sentence.is_empty()).then(|| sentence.trim())
    })
    .filter(|it| it.chars().any(char::is_alphanumeric))
}

/// The text from each of its words on.
fn from_each_word(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, it)| {
        let begins = it.is_alphanumeric() && !before.is_alphanumeric();
        before = it;
        begins.then(|| &text[at..])
    })
}

/// One line.
pub struct Line<'t> {
    pub text: &'t str,
    pub words: Vec<&'t str>,
    pub sentences: Vec<Sentence>,
    language: &'t Language,
}

/// One sentence of it, or what stands between two bars.
pub struct Sentence {
    pub calls: bool,
    pub calls_loudly: bool,
    /// Does it speak of what an outlet offers?
    pub is_own: bool,
    pub is_controls: bool,
}

impl<'t> Line<'t> {
    /// Cuts the line and looks its words up.
    pub fn read(text: &'t str, language: &'t Language) -> Line<'t> {
        let words = text.split_whitespace().collect();
        let mut line = Line { text, words, sentences: Vec::new(), language };
        line.sentences = line.judged();
        line
    }

    /// Its sentences; of a line that does not begin with a call only the first is looked at.
    fn judged(&self) -> Vec<Sentence> {
        let mut all = sentences(self.text).map(|it| self.sentence(it));
        match all.next() {
            Some(first) if first.calls => std::iter::once(first).chain(all).collect(),
            first => first.into_iter().collect(),
        }
    }

    fn sentence(&self, text: &str) -> Sentence {
        let begins = |kind| longest(self.language, kind, bare(text)).is_some();
        let calls_loudly = begins(Kind::LoudCall);
        let speaks = |rest: &str| longest(self.language, Kind::Own, rest).is_some();
        Sentence {
            calls: calls_loudly || begins(Kind::Call),
            calls_loudly,
            is_own: from_each_word(text).any(speaks),
            is_controls: parts(text).all(|it| self.is_label(it)),
        }
    }

    /// What follows the longest phrase of that kind that the line begins with.
    pub fn after(&self, kind: Kind) -> Option<&'t str> {
        let text = bare(self.text);
        longest(self.language, kind, text).map(|length| &text[length..])
    }

    /// Is that phrase in the language's table?
    pub fn language_says(&self, kind: Kind, phrase: &str) -> bool {
        says(self.language, kind, phrase)
    }

    /// What stands between bars, dots and dashes.
    pub fn parts(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        parts(self.text)
    }

    /// Is it what stands on a button, a number beside it or not?
    pub fn is_label(&self, part: &str) -> bool {
        let is_count = |it: char| it.is_ascii_digit() || it.is_whitespace() || "()[]:.+…!".contains(it);
        let label = part.trim_matches(is_count);
        label.is_empty() && !part.is_empty() && part.len() <= 8 && self.text.len() > part.len()
            || says(self.language, Kind::Label, label)
    }

    /// Does the line end like a sentence?
    pub fn ends_as_a_sentence(&self) -> bool {
        self.text.ends_with(['.', '!', '?', '…', '»', '”'])
    }

    /// Does somebody speak in it? A word or two between marks is a name.
    pub fn is_quoted(&self) -> bool {
        let opening = self.text.find(['«', '“']).or_else(|| self.text.find('"'));
        opening.is_some_and(|at| {
            let rest = &self.text[at..];
            let inner = rest.char_indices().nth(1).map_or("", |(at, _)| &rest[at..]);
            let end = inner.find(['»', '”', '"']).unwrap_or(inner.len());
            inner[..end].split_whitespace().count() > 4
        })
    }
}
