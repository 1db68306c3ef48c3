//! A range of tokens → [`Phrase`]: determiner, head and number of a noun phrase.
//!
//! The head is the first known noun where adjectives follow it, the last one
//! before a preposition where they stand in front; a table says which.

use std::ops::Range;

use super::{
    extent::Grammar,
    tokens::{Class, Gender, Noun, Sort, Token},
};

/// A noun phrase without a name of its own.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// All of it.
    pub words: Range<usize>,
    /// Without determiner, up to the first relative clause or comma.
    pub core: Range<usize>,
    /// The core without its clause and without an age.
    pub short: Range<usize>,
    /// What it opens with.
    pub determiner: Class,
    /// The word that says what it is.
    pub head: usize,
    /// What the table says of the head.
    pub noun: Option<Noun>,
    /// Of the head or its determiner.
    pub gender: Option<Gender>,
    /// Several?
    pub plural: bool,
    /// Is it said to be the same as before?
    pub same: bool,
    /// Does anything follow the head that tells it from others of its sort?
    pub bare: bool,
    /// A share or a large number of people: *71 % des Français*, *une trentaine de salariés*.
    pub counted: bool,
}

/// The phrase that fills a range; `None` if there is no word in it.
pub fn read(tokens: &[Token], range: Range<usize>, grammar: &Grammar) -> Option<Phrase> {
    let mut start = range.start;
    let mut determiner = Class::Open;
    let mut gender = None;
    let mut plural = false;
    let mut same = false;
    while let Some(token) = tokens.get(start).filter(|_| start < range.end) {
        // *the 31-year-old* is somebody, *a 40-page report* is not.
        let next = tokens.get(start + 1).filter(|_| start + 1 < range.end);
        let alone = token.text.contains('-') && next.is_none_or(|it| it.class != Class::Open);
        let class = if is_number(token) && !alone { Class::Some } else { token.class };
        let skipped = matches!(class, Class::Mark | Class::Title | Class::Same)
            || class == Class::Of && (determiner != Class::Open || next_counts(tokens, start));
        if !class.is_determiner() && !skipped {
            break;
        }
        same |= class == Class::Same;
        if class.is_determiner() {
            // *les trois ministres* are definite, *trois des ministres* are not.
            determiner = if determiner == Class::Open { class } else { determiner };
            gender = gender.or(token.gender);
            plural |= class == Class::Some || plural_article(token);
        }
        start += 1;
    }
    let mut end = core_end(tokens, start..range.end);
    end = reached(tokens, start..end, grammar);
    // *ceux qui ...*, *a woman who ...*: a lone noun says too little without its clause.
    if end == start + 1
        && tokens.get(end).is_some_and(|it| it.class == Class::Rel)
        && end < range.end
        && !grammar.is_aside(&tokens[end..range.end])
    {
        end = range.end;
    }
    let head = head(tokens, start..end, grammar)?;
    let noun = tokens[head].noun;
    let gender =
        noun.map(|it| it.gender).filter(|it| *it != Gender::Either).or(gender).or(noun.map(|it| it.gender));
    plural |= noun.is_some_and(|it| it.plural)
        && (grammar.head_last
            || determiner == Class::Open
            || tokens[head].class == Class::Open
                && determiner != Class::A
                && !singular_article(tokens, start));
    let short = start
        ..without_measure(tokens, start..reached(tokens, start..core_end(tokens, start..range.end), grammar));
    let bare = short.end == head + 1;
    let counted =
        tokens[range.start..head].iter().any(|it| it.text == "%" || is_number(it) && it.text.len() > 1);
    Some(Phrase {
        words: range,
        core: start..end,
        short,
        determiner,
        head,
        noun,
        gender,
        plural,
        same,
        bare,
        counted,
    })
}

/// The end without how the source was come by: *un pompier joint par téléphone*.
fn reached(tokens: &[Token], range: Range<usize>, grammar: &Grammar) -> usize {
    let led = |at: usize| matches!(tokens.get(at).map(|it| it.class), Some(Class::Prep | Class::Of));
    let tells =
        |at: &usize| tokens[*at].class == Class::Open && grammar.is_reached(&tokens[*at]) && led(at + 1);
    range.clone().skip(1).find(tells).filter(|it| !led(it - 1)).unwrap_or(range.end)
}

/// The end without a measure: *l'actrice de 34 ans* is the actress, whoever she is.
pub fn without_measure(tokens: &[Token], range: Range<usize>) -> usize {
    let Some([of, number, unit]) = tokens.get(range.clone()).and_then(|it| it.last_chunk()) else {
        return range.end;
    };
    let measure = of.class == Class::Of && is_number(number) && unit.class == Class::Open;
    if measure { range.end - 3 } else { range.end }
}

/// *de nombreux habitants*: the preposition belongs to the article behind it.
fn next_counts(tokens: &[Token], of: usize) -> bool {
    tokens.get(of + 1).is_some_and(|it| it.class == Class::Some)
}

fn is_number(token: &Token) -> bool {
    token.text.starts_with(|it: char| it.is_ascii_digit())
}

fn plural_article(token: &Token) -> bool {
    // The determiners that show their number carry no gender.
    matches!(token.class, Class::The | Class::This | Class::His)
        && token.gender.is_none()
        && token.lower.ends_with('s')
        && token.lower.len() > 2
        && !token.lower.ends_with("is")
}

fn singular_article(tokens: &[Token], start: usize) -> bool {
    start.checked_sub(1).is_some_and(|at| tokens[at].gender.is_some())
}

/// The core ends before a relative clause, a comma, a mark.
fn core_end(tokens: &[Token], range: Range<usize>) -> usize {
    let stop = |at: &usize| {
        let token = &tokens[*at];
        *at > range.start && matches!(token.class, Class::Comma | Class::Rel)
            || *at > range.start
                && token.class == Class::Mark
                && !token.quoted
                && token.text.chars().all(|it| ".;:!?—–".contains(it))
    };
    range.clone().find(stop).unwrap_or(range.end)
}

fn head(tokens: &[Token], range: Range<usize>, grammar: &Grammar) -> Option<usize> {
    let first = range.clone().find(|at| tokens.get(*at).is_some_and(|it| it.class == Class::Open))?;
    let stop = |at: &usize| !matches!(tokens[*at].class, Class::Open);
    let run = first..(first..range.end).find(stop).unwrap_or(range.end);
    let known = |at: &usize| tokens[*at].noun.is_some();
    if grammar.head_last {
        // *sources close to*: an adjective behind the head does not hide it.
        return Some(run.clone().rev().find(known).unwrap_or(run.end - 1));
    }
    let person = |at: &usize| grammar.person(&tokens[*at]).is_some();
    let noun = run.clone().take(5).find(known);
    let before = noun.filter(|it| *it > first).map(|it| it - 1);
    if let Some(head) = before.filter(|it| grammar.is_head_before(&tokens[*it], &tokens[it + 1])) {
        return Some(head);
    }
    Some(noun.or_else(|| run.clone().take(3).find(person)).unwrap_or(first))
}

impl Phrase {
    /// What it names: the table's word, else what its ending and its capital tell.
    pub fn sort(&self, tokens: &[Token], grammar: &Grammar) -> Option<Sort> {
        let token = &tokens[self.head];
        match self.noun {
            Some(noun) => Some(noun.sort),
            None if grammar.is_people(token) => Some(Sort::People),
            None if token.capital && !token.initial => None,
            // An age tells no post.
            None if token.text.starts_with(|it: char| it.is_ascii_digit()) => {
                grammar.person(token).map(|_| Sort::People)
            }
            None => grammar.person(token).map(|_| Sort::Role),
        }
    }
}
