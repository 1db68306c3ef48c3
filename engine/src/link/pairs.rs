//! Two statements of one affair → the features by which they are told to be about one proposition.
//!
//! What all statements of an affair have in common tells nothing within it, so
//! terms weigh by their rarity in the press and by their rarity in the affair.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::{
    folded::Folded,
    names,
    page::{Page, Said, is_quoted},
    quotes,
    terms::{self, Term},
};
use crate::Act;

/// What the numbers of [`features`] say, in their order.
pub const NAMES: [&str; 40] = [
    "telling words in common",
    "the shorter one's words in the longer",
    "weight of the common words",
    "the most telling common word",
    "words around in common",
    "words of the first around the second",
    "words of the second around the first",
    "paragraphs in common",
    "letters in common",
    "numbers in common",
    "numbers that differ",
    "one article",
    "statements between",
    "one paragraph",
    "one sentence",
    "contents that overlap",
    "one carries the other",
    "carried by one",
    "one speaker",
    "one names the other's speaker",
    "one points at the other's speaker",
    "denials",
    "accusations",
    "confirmations",
    "questions and refusals",
    "demands, promises, judgements",
    "a denial of an accusation",
    "one act",
    "words of the shorter",
    "words of the longer",
    "one sort of speaker",
    "one speaker in two articles",
    "one speaker in one article",
    "one speaker and one act",
    "days between",
    "one outlet",
    "words that refer back",
    "both quoted",
    "letters of the shorter in the longer",
    "neighbours and few words",
];

/// As many features.
pub const COUNT: usize = NAMES.len();

/// A statement, weighed within its affair.
pub struct Weighed<'a> {
    /// Index of the article.
    pub article: usize,
    /// Place among the article's statements.
    pub order: usize,
    /// The statement.
    pub said: &'a Said,
    page: &'a Page,
    terms: Terms,
    around: Terms,
    paragraph: Terms,
    /// Of the letters of the content, the length of their vector and how many there are.
    letters: (f32, f32),
    /// What is done by saying it.
    pub act: Act,
    /// Is it put in quotation marks?
    pub is_quoted: bool,
    /// Does it refer back to a claim?
    refers: bool,
    speaker: Name,
    target: Name,
    /// Of the content, hashed and sorted.
    words: OnceCell<Vec<u32>>,
    /// Of the quotation, with what each word weighs.
    pub(super) quoted: OnceCell<Vec<quotes::Word>>,
    day: Option<i64>,
}

/// A name in words.
struct Name {
    words: Vec<String>,
    /// Bits that its words set: names without a bit in common have no word in common.
    bits: u64,
    /// Of the words that are long enough to tell, hashed.
    telling: Vec<u32>,
}

impl Name {
    fn of(name: Option<&str>) -> Name {
        let words = names::words(name.unwrap_or(""));
        let bits = words.iter().fold(0, |bits, it| bits | 1 << (terms::hash(it) >> 26));
        let telling = words.iter().filter(|it| it.chars().count() > 3).map(|it| terms::hash(it)).collect();
        Name { words, bits, telling }
    }

    /// Is one of its telling words among those of `other`?
    fn meets(&self, other: &Name) -> bool {
        self.bits & other.bits != 0 && self.telling.iter().any(|it| other.telling.contains(it))
    }
}

/// Telling words, weighed within the affair.
struct Terms {
    all: Vec<Term>,
    /// The length of their vector.
    norm: f32,
    total: f32,
}

impl Terms {
    fn of(terms: &[Term], factor: impl Fn(u32) -> f32) -> Terms {
        let weighed = |it: &Term| Term { key: it.key, weight: it.weight * factor(it.key) };
        let all: Vec<Term> = terms.iter().map(weighed).collect();
        let norm = all.iter().map(|it| it.weight * it.weight).sum::<f32>().sqrt();
        let total = all.iter().map(|it| it.weight).sum();
        Terms { all, norm, total }
    }
}

/// Terms are this much rarer than the statements at hand show: a few statements are no census.
const PRIOR: f32 = 20.0;

/// The statements of these articles, weighed.
pub fn weigh<'a>(pages: &'a [Page], articles: &[usize]) -> Vec<Weighed<'a>> {
    let all = || articles.iter().flat_map(|it| &pages[*it].said);
    let mut having: FxHashMap<u32, f32> = FxHashMap::default();
    all().flat_map(|it| &it.terms).for_each(|it| *having.entry(it.key).or_default() += 1.0);
    let count = all().count() as f32 + PRIOR;
    let rarity = |having: f32| (count / (having + 1.0)).ln() / count.ln();
    having.values_mut().for_each(|it| *it = rarity(*it));
    let unseen = rarity(0.0);
    let factor = |key| having.get(&key).copied().unwrap_or(unseen);
    let weighed = articles.iter().flat_map(|article| {
        let page = &pages[*article];
        page.said.iter().enumerate().map(move |(order, said)| (*article, page, order, said))
    });
    weighed
        .map(|(article, page, order, said)| Weighed {
            article,
            order,
            said,
            page,
            terms: Terms::of(&said.terms, factor),
            around: Terms::of(&said.around, factor),
            paragraph: Terms::of(&said.paragraph_terms, factor),
            letters: (
                said.grams.iter().map(|it| it.1 * it.1).sum::<f32>().sqrt(),
                said.grams.iter().map(|it| it.1).sum(),
            ),
            act: said.act(),
            is_quoted: is_quoted(said),
            refers: said.has("claim") || said.has("cue claim"),
            speaker: Name::of(said.speaker.as_deref()),
            target: Name::of(said.target.as_deref()),
            words: OnceCell::new(),
            quoted: OnceCell::new(),
            day: day(said.when.as_deref().or(page.published.as_deref())),
        })
        .collect()
}

/// Days since the year 0, roughly; enough to count between two.
fn day(date: Option<&str>) -> Option<i64> {
    let mut parts = date?.split('-').map(|it| it.parse::<i64>().ok());
    let (year, month, day) =
        (parts.next()??, parts.next().flatten().unwrap_or(6), parts.next().flatten().unwrap_or(15));
    Some(year * 365 + month * 30 + day)
}

impl Weighed<'_> {
    /// Does the content name that speaker?
    fn names(&self, speaker: &Name) -> bool {
        let words = self.words.get_or_init(|| {
            let mut words: Vec<u32> = Folded::of(&self.said.content).words().map(terms::hash).collect();
            words.sort_unstable();
            words
        });
        speaker.telling.iter().any(|it| words.binary_search(it).is_ok())
    }

    /// Is it at the speaker of `other` that this one points?
    fn points_at(&self, other: &Weighed) -> bool {
        self.target.meets(&other.speaker)
    }

    /// Is it by the same speaker?
    pub fn same_speaker(&self, other: &Weighed) -> bool {
        let (mine, its) = (&self.speaker, &other.speaker);
        // Without a word in common only letters may stand for words.
        let may_be = mine.bits & its.bits != 0 || mine.words.len() == 1 || its.words.len() == 1;
        may_be && names::same(&mine.words, &its.words, &self.said.speaker_type)
    }

    /// Does it stand earlier, in an earlier article or farther up?
    pub fn before(&self, other: &Weighed) -> bool {
        if self.article == other.article {
            return self.order < other.order;
        }
        let dates = (&self.page.published, &other.page.published);
        if let (Some(mine), Some(its)) = dates
            && mine != its
        {
            return mine < its;
        }
        self.article < other.article
    }

    /// Has its content a telling word in common with that of `other`?
    pub fn shares_a_term(&self, other: &Weighed) -> bool {
        let (mine, its) = (&self.terms.all, &other.terms.all);
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (mine.get(i), its.get(j)) {
            if x.key == y.key {
                return true;
            }
            (i, j) = (i + usize::from(x.key < y.key), j + usize::from(y.key < x.key));
        }
        false
    }

    /// Have the contents so much in common that two articles farther apart are compared there?
    pub fn touches(&self, other: &Weighed) -> bool {
        cosine(&self.terms, &other.terms) >= TOUCH
    }
}

/// Of statements of neighbours in the pools 94 % have less in common, and one in a thousand of these is likely one proposition.
const TOUCH: f32 = 0.05;

/// What two statements have in common and what tells them apart; the same whichever stands first.
pub fn features(a: &Weighed, b: &Weighed) -> [f32; COUNT] {
    let (a, b) = if (b.article, b.order) < (a.article, a.order) { (b, a) } else { (a, b) };
    let (x, y) = (a.said, b.said);
    let flag = |it: bool| if it { 1.0 } else { 0.0 };
    let both = |acts: &[Act]| flag(acts.contains(&a.act)) + flag(acts.contains(&b.act));
    let one_article = a.article == b.article;
    let common = shared(&a.terms, &b.terms);
    let speaker = a.same_speaker(b);
    let few = a.terms.all.len().min(b.terms.all.len()) as f32;
    let between = if one_article { (b.order - a.order).min(9) as f32 } else { 10.0 };
    let (grams, within) = letters(a, b);
    let numbers = x.numbers.iter().filter(|it| y.numbers.contains(it)).count();
    let differ = !x.numbers.is_empty() && !y.numbers.is_empty() && numbers == 0;
    let days = a.day.zip(b.day).map_or(-1.0, |(a, b)| (a - b).abs().min(400) as f32);
    [
        common.cosine,
        common.sum / a.terms.total.min(b.terms.total).max(1.0),
        common.sum,
        common.most,
        cosine(&a.around, &b.around),
        shared(&a.terms, &b.around).sum / a.terms.total.max(1.0),
        shared(&b.terms, &a.around).sum / b.terms.total.max(1.0),
        if one_article { 0.0 } else { cosine(&a.paragraph, &b.paragraph) },
        grams,
        numbers as f32,
        flag(differ),
        flag(one_article),
        between,
        flag(one_article && x.place.1 == y.place.1),
        flag(one_article && x.place.0 == y.place.0),
        if one_article { overlap(&x.spans, &y.spans) } else { 0.0 },
        flag(one_article && (x.parent == Some(y.id) || y.parent == Some(x.id))),
        flag(one_article && x.parent.is_some() && x.parent == y.parent),
        flag(speaker),
        flag(a.names(&b.speaker)) + flag(b.names(&a.speaker)),
        flag(a.points_at(b) || b.points_at(a)),
        both(&[Act::Deny]),
        both(&[Act::Accuse]),
        both(&[Act::Confirm, Act::Concede]),
        both(&[Act::Ask, Act::Decline]),
        both(&[Act::Request, Act::Promise, Act::Threaten, Act::Support, Act::Criticise, Act::Warn]),
        flag([(a.act, b.act), (b.act, a.act)].contains(&(Act::Deny, Act::Accuse))),
        flag(a.act == b.act),
        few,
        a.terms.all.len().max(b.terms.all.len()) as f32,
        flag(x.speaker_type == y.speaker_type),
        flag(speaker && !one_article),
        flag(speaker && one_article),
        flag(speaker && a.act == b.act),
        days,
        flag(a.page.outlet.is_some() && a.page.outlet == b.page.outlet),
        flag(a.refers) + flag(b.refers),
        flag(a.is_quoted && b.is_quoted),
        within,
        flag(one_article && between <= 1.0 && few <= 2.0),
    ]
}

struct Shared {
    sum: f32,
    most: f32,
    cosine: f32,
}

fn shared(a: &Terms, b: &Terms) -> Shared {
    let (mut sum, mut most, mut product) = (0.0, 0.0_f32, 0.0);
    meet(&a.all, &b.all, |x, y| {
        sum += x.min(y);
        most = most.max(x.min(y));
        product += x * y;
    });
    Shared { sum, most, cosine: product / (a.norm * b.norm).max(f32::EPSILON) }
}

fn cosine(a: &Terms, b: &Terms) -> f32 {
    shared(a, b).cosine
}

/// The weights of each key that both have; both are sorted by key.
fn meet(a: &[Term], b: &[Term], mut told: impl FnMut(f32, f32)) {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.key == y.key {
            told(x.weight, y.weight);
        }
        (i, j) = (i + usize::from(x.key <= y.key), j + usize::from(y.key <= x.key));
    }
}

/// The cosine of two contents' letters, and how much of the shorter stands in the longer.
fn letters(a: &Weighed, b: &Weighed) -> (f32, f32) {
    let (mut dot, mut least, mut i, mut j) = (0.0, 0.0, 0, 0);
    while let (Some(x), Some(y)) = (a.said.grams.get(i), b.said.grams.get(j)) {
        if x.0 == y.0 {
            dot += x.1 * y.1;
            least += x.1.min(y.1);
        }
        // Without a branch that nobody could foretell.
        (i, j) = (i + usize::from(x.0 <= y.0), j + usize::from(y.0 <= x.0));
    }
    let ((norm_a, count_a), (norm_b, count_b)) = (a.letters, b.letters);
    (dot / (norm_a * norm_b).max(f32::EPSILON), least / count_a.min(count_b).max(1.0))
}

/// How much of the shorter content stands in the other one.
fn overlap(a: &[(usize, usize)], b: &[(usize, usize)]) -> f32 {
    let length = |it: &[(usize, usize)]| it.iter().map(|it| it.1.saturating_sub(it.0)).sum::<usize>();
    let common: usize =
        a.iter().flat_map(|x| b.iter().map(move |y| x.1.min(y.1).saturating_sub(x.0.max(y.0)))).sum();
    common as f32 / length(a).min(length(b)).max(1) as f32
}
