//! Text → words, without sentences and paragraphs.

use unicode_normalization::char::is_combining_mark;

use super::{Word, is_apostrophe, is_hyphen, is_unseen, plain, small};
use crate::{
    Language, Span,
    language::{self, Table},
};

/// No word is longer, in bytes: it is cut. An address may be.
const LONGEST: usize = 200;
const LONGEST_ADDRESS: usize = 2000;
/// No row of `clitics.tsv` is longer, in bytes.
const LONGEST_CLITIC: usize = 40;

/// Words and marks of a text, in order.
pub(super) fn words(text: &str, language: &Language) -> Vec<Word> {
    let mut scan = Scan {
        text,
        clitics: language.table("clitics"),
        abbreviations: language.table("abbreviations"),
        starters: language.table("starters"),
        domains: language::common("domains"),
        at_sign: text.find('@').unwrap_or(text.len()),
        words: Vec::with_capacity(text.len() / 6),
    };
    let mut at = 0;
    while let Some(c) = scan.char(at) {
        at = if c.is_whitespace() { at + c.len_utf8() } else { scan.next(at, c) };
    }
    scan.words
}

struct Scan<'t> {
    text: &'t str,
    clitics: &'t Table,
    abbreviations: &'t Table,
    starters: &'t Table,
    domains: &'t Table,
    /// Where the next `@` stands, so that few words need to be tried as an e-mail address.
    at_sign: usize,
    words: Vec<Word>,
}

impl Scan<'_> {
    /// Takes what begins here, which is no white space; tells where it ends.
    fn next(&mut self, at: usize, c: char) -> usize {
        if let Some(end) = self.address(at, c) {
            return self.push(at, end);
        }
        if is_inner(c) {
            return self.word(at);
        }
        if is_apostrophe(c)
            && let Some(end) = self.clitic_behind_mark(at)
        {
            return self.push(at, end);
        }
        self.push(at, self.mark(at, c))
    }

    fn push(&mut self, start: usize, end: usize) -> usize {
        self.words.push(Word { span: Span::new(start, end), sentence: 0, paragraph: 0 });
        end
    }

    fn char(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The end of the run of characters from here, at most so many bytes on.
    fn run(&self, at: usize, longest: usize, is: impl Fn(char) -> bool) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        let end = rest.char_indices().find(|(i, c)| *i >= longest || !is(*c)).map_or(rest.len(), |(i, _)| i);
        at + end
    }

    /// Where a web or e-mail address, a handle or a tag that begins here ends.
    fn address(&mut self, at: usize, c: char) -> Option<usize> {
        if matches!(c, '@' | '#') {
            let end = self.run(at + 1, LONGEST, is_inner);
            return (end > at + 1).then_some(end);
        }
        if matches!(c, 'h' | 'H' | 'w' | 'W' | 'f' | 'F') && self.begins_as_link(at) {
            return Some(self.link_end(at)).filter(|end| *end > at + 8);
        }
        if c.is_ascii_alphanumeric() { self.email(at) } else { None }
    }

    fn begins_as_link(&self, at: usize) -> bool {
        let begins = |with: &str| {
            let here = self.text.as_bytes().get(at..at + with.len());
            here.is_some_and(|it| it.eq_ignore_ascii_case(with.as_bytes()))
        };
        ["http://", "https://", "www.", "ftp://"].into_iter().any(begins)
    }

    /// A link ends at white space or a quotation mark; marks at its end belong to the sentence.
    fn link_end(&self, at: usize) -> usize {
        let end = self.run(at, LONGEST_ADDRESS, |c| !c.is_whitespace() && !"<>\"«»“”„".contains(c));
        let link = self.text.get(at..end).unwrap_or("");
        at + link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '…', '*']).len()
    }

    fn email(&mut self, at: usize) -> Option<usize> {
        if self.at_sign < at {
            self.at_sign = self.text[at..].find('@').map_or(self.text.len(), |it| at + it);
        }
        if self.at_sign > at + 64 || self.at_sign == self.text.len() {
            return None;
        }
        let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        if !self.text[at..self.at_sign].chars().all(is_local) {
            return None;
        }
        let host = self.at_sign + 1;
        let end = self.run(host, LONGEST, |c| c.is_alphanumeric() || c == '.' || c == '-');
        let end = host + self.text[host..end].trim_end_matches(['.', '-']).len();
        (end > host).then_some(end)
    }

    /// The `'s` of `U.S.'s`, which no letter precedes.
    fn clitic_behind_mark(&self, at: usize) -> Option<usize> {
        if self.words.last()?.span.end != at {
            return None;
        }
        let end = self.run(at, 8, |c| is_apostrophe(c) || is_inner(c));
        let form = small(self.text.get(at..end)?);
        self.is_clitic(&form, "suffix").then_some(end)
    }

    /// A mark stands alone; the same one repeated (`...`, `--`, `!!!`) is one word,
    /// but not quotation marks and brackets, which come in pairs.
    fn mark(&self, at: usize, c: char) -> usize {
        let first = at + c.len_utf8();
        if matches!(c, '\'' | '`') && self.char(first) == Some(c) {
            // Two make a double quotation mark.
            return first + 1;
        }
        let paired = "\"'«»“”‘’‹›„‚()[]{}<>`".contains(c);
        let end = if paired { first } else { self.run(at, LONGEST, |it| it == c) };
        self.run(end.max(first), LONGEST, is_combining_mark)
    }

    /// Takes the word, and the clitics in it, that begins here.
    fn word(&mut self, at: usize) -> usize {
        if let Some(end) = self.initials(at) {
            return self.push(at, end);
        }
        let letters = self.run(at, LONGEST, is_inner);
        if let Some(end) = self.elision(at, letters) {
            return self.push(at, end);
        }
        let mut end = self.extent(at, letters, LONGEST);
        let whole = &self.text[at..end];
        if !whole.contains(|c| is_apostrophe(c) || is_hyphen(c)) {
            end = self.dotted(at, end);
            return self.push(at, end);
        }
        if self.is_whole(whole) {
            return self.push(at, end);
        }
        let cuts = self.cuts(at, end);
        if cuts.is_empty() {
            end = self.dotted(at, end);
        }
        let mut from = at;
        for cut in cuts {
            from = self.push(from, cut);
        }
        self.push(from, end)
    }

    /// Where clitics at the word's end are cut from it and from each other.
    fn cuts(&self, at: usize, end: usize) -> Vec<usize> {
        match self.suffix(at, end) {
            // A stem may carry two: wouldn't've.
            Some(last) => self.suffix(at, last).into_iter().chain([last]).collect(),
            None => self.inversion(at, end),
        }
    }

    fn is_clitic(&self, form: &str, kind: &str) -> bool {
        self.clitics.get(form).is_some_and(|row| row.get(1) == Some(&kind))
    }

    /// Dotted letters: `U.S.`, `J.K.`, `J.-C.`, `U.S.-led`.
    fn initials(&self, at: usize) -> Option<usize> {
        let mut end = at;
        let mut count = 0;
        loop {
            let letter = if count > 0 && self.char(end) == Some('-') { end + 1 } else { end };
            let Some(c) = self.char(letter).filter(|c| c.is_alphabetic()) else { break };
            let after = self.run(letter + c.len_utf8(), 8, is_combining_mark);
            match self.char(after) {
                Some('.') if count < 16 => (end, count) = (after + 1, count + 1),
                Some(c) if is_inner(c) => break,
                // The last dot may be lacking: U.S
                _ if count > 0 && letter == end => return Some(after),
                _ => break,
            }
        }
        if count < 2 {
            return None;
        }
        let joined = self.char(end).is_some_and(is_hyphen);
        Some(if joined { self.extent(at, end, LONGEST) } else { end })
    }

    /// Where the longest word ends that runs from `at` over `end`, hyphens,
    /// apostrophes and the separators in numbers included.
    fn extent(&self, at: usize, mut end: usize, longest: usize) -> usize {
        let mut last = self.text[..end].chars().next_back().unwrap_or(' ');
        let before = self.text[at..end].bytes().rev();
        let mut digits = before.take_while(u8::is_ascii_digit).count();
        while let Some(c) = self.char(end) {
            if end - at >= longest {
                break;
            }
            if !is_inner(c) && !self.joins(last, c, end + c.len_utf8(), digits) {
                break;
            }
            digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
            last = c;
            end += c.len_utf8();
        }
        end
    }

    /// Does the mark belong to the word before and behind it?
    fn joins(&self, before: char, mark: char, behind: usize, digits: usize) -> bool {
        let Some(next) = self.char(behind) else { return false };
        if is_hyphen(mark) || is_apostrophe(mark) {
            return is_inner(next);
        }
        match mark {
            '.' | ',' | ':' | '/' => before.is_ascii_digit() && next.is_ascii_digit(),
            '&' => before.is_uppercase() && next.is_uppercase(),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => {
                (1..=3).contains(&digits) && self.run(behind, 4, |c| c.is_ascii_digit()) == behind + 3
            }
            _ => false,
        }
    }

    /// The end of the elided word of which the letters end here: `l'`, `jusqu'`.
    fn elision(&self, at: usize, apostrophe: usize) -> Option<usize> {
        if apostrophe > at + LONGEST_CLITIC {
            return None;
        }
        let cut = apostrophe + self.char(apostrophe).filter(|c| is_apostrophe(*c))?.len_utf8();
        let form = small(&self.text[at..cut]);
        if !self.is_clitic(&form, "elided") {
            return None;
        }
        let start: String =
            form.chars().chain(self.char(cut).into_iter().flat_map(char::to_lowercase)).collect();
        let whole = &self.text[at..self.extent(at, cut, LONGEST_CLITIC + 1)];
        (!self.is_clitic(&start, "whole-start") && !self.is_whole(whole)).then_some(cut)
    }

    fn is_whole(&self, word: &str) -> bool {
        word.len() <= LONGEST_CLITIC && self.is_clitic(&small(word), "whole")
    }

    /// Where the clitic at the word's end begins: `'s`, `n't`.
    fn suffix(&self, at: usize, end: usize) -> Option<usize> {
        let word = &self.text[at..end];
        let (place, _) = word.char_indices().rfind(|(_, c)| is_apostrophe(*c))?;
        if word.len() > place + LONGEST_CLITIC {
            return None;
        }
        let longer = word[..place].char_indices().next_back().map(|(i, _)| i);
        let cuts = [longer, Some(place)];
        let found = cuts
            .into_iter()
            .flatten()
            .find(|cut| *cut > 0 && self.is_clitic(&small(&word[*cut..]), "suffix"));
        found.map(|cut| at + cut)
    }

    /// Where to cut a verb from the pronouns hung to it: `a|-t-|il`, `donnez|-|le|-|moi`.
    /// The last place is where the last pronoun begins.
    fn inversion(&self, at: usize, end: usize) -> Vec<usize> {
        let mut cuts = Vec::new();
        let mut rest = &self.text[at..end];
        while let Some((place, hyphen)) = rest.char_indices().rfind(|(_, c)| is_hyphen(*c)) {
            let pronoun = &rest[place..];
            let form = small(pronoun);
            if place == 0
                || pronoun.len() > LONGEST_CLITIC
                || is_name(&pronoun[hyphen.len_utf8()..])
                || !self.is_clitic(&form, "inverted")
            {
                break;
            }
            cuts.push(at + place + hyphen.len_utf8());
            let stem = &rest[..place];
            let linked = stem
                .char_indices()
                .rfind(|(_, c)| is_hyphen(*c))
                .filter(|(i, _)| *i > 0 && self.is_clitic(&(small(&stem[*i..]) + "-"), "link"));
            rest = linked.map_or(stem, |(i, _)| &stem[..i]);
            cuts.push(at + rest.len());
        }
        cuts.reverse();
        cuts
    }

    /// The word with its dot, if the dot is part of it.
    fn dotted(&self, at: usize, end: usize) -> usize {
        if self.char(end) != Some('.') || end - at >= LONGEST {
            return end;
        }
        if let Some(end) = self.domain(end) {
            return end;
        }
        let form = plain(&self.text[at..=end]);
        let row = super::abbreviation(self.abbreviations, &form);
        let keeps = match row {
            Some("number") => self.next_char(end + 1).is_some_and(|c| c.is_ascii_digit()),
            Some(_) => true,
            None => self.is_initial(at, end),
        };
        if keeps { end + 1 } else { end }
    }

    /// `lemonde.fr/article`: the word before the dot is a host's name.
    fn domain(&self, mut dot: usize) -> Option<usize> {
        loop {
            let end = self.run(dot + 1, 24, |c| c.is_ascii_alphanumeric() || c == '-');
            let label = self.text.get(dot + 1..end)?;
            if label.is_empty() {
                return None;
            }
            match self.char(end) {
                Some('.') if self.char(end + 1).is_some_and(|c| c.is_ascii_lowercase()) => dot = end,
                next => {
                    let known = self.domains.has(&label.to_lowercase()) && !next.is_some_and(is_inner);
                    return known.then(|| if next == Some('/') { self.link_end(end) } else { end });
                }
            }
            if dot > end + LONGEST {
                return None;
            }
        }
    }

    /// `W.` in a name, not the `B.` of a plan B at a sentence's end.
    fn is_initial(&self, at: usize, dot: usize) -> bool {
        let word = plain(&self.text[at..dot]);
        let mut letters = word.chars();
        if !letters.next().is_some_and(char::is_uppercase) || letters.next().is_some() {
            return false;
        }
        let next = self.run(dot + 1, 8, |c| c.is_whitespace() && !matches!(c, '\n' | '\r'));
        let end = self.run(next, 24, is_inner);
        match self.char(next) {
            Some(c) if c.is_alphabetic() => {
                c.is_lowercase() || !self.starters.has(&small(&self.text[next..end]))
            }
            Some(c) => c == ',' || c == '-',
            None => false,
        }
    }

    fn next_char(&self, at: usize) -> Option<char> {
        self.char(self.run(at, 8, char::is_whitespace))
    }
}

/// Letters, digits and what hangs to them.
fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_unseen(c) || (!c.is_ascii() && is_combining_mark(c))
}

/// A capital and then small letters: `Elle`, but neither `elle` nor `ELLE`.
fn is_name(piece: &str) -> bool {
    let mut letters = piece.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}
