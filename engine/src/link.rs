//! Several readings → what they say together: claims, replies, quotations, copies, where things come from.
//!
//! Nothing here reads an article: an article and its reading become a [`Page`],
//! all that linking has to remember of it, so that a ledger may keep pages and
//! link later articles against them. Statements are compared only between
//! articles that share telling terms; see `neighbours`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Article, Reading};

pub mod cast;
pub mod changes;
pub mod claims;
pub mod copies;
pub mod folded;
pub mod forest;
pub mod hearsay;
pub mod names;
pub mod neighbours;
pub mod page;
pub mod pairs;
pub mod positions;
pub mod provenance;
pub mod quotes;
pub mod replies;
pub mod terms;

pub use page::{Page, Said};
use pairs::Weighed;

/// A statement of one of the articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Statement {
    /// Index of the article.
    pub article: usize,
    /// The attribution's id.
    pub id: u32,
}

/// What articles say together.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Who speaks or is spoken of, over all articles.
    pub actors: Vec<cast::Known>,
    /// What is affirmed, denied or left open.
    pub claims: Vec<Claim>,
    /// Who answers whom.
    pub replies: Vec<Reply>,
    /// The same words in several places.
    pub quotes: Vec<Quote>,
    /// Groups of articles that are one text.
    pub copies: Vec<Vec<usize>>,
    /// By which chain statements reach the reader.
    pub provenance: Vec<(Statement, Vec<provenance::Voucher>)>,
    /// Who has changed position.
    pub changes: Vec<changes::Turn>,
}

/// One proposition and who takes which position on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The words of the statement that puts it forward best.
    pub text: String,
    /// Which statement that is.
    pub best: Statement,
    /// In the order of articles and statements.
    pub statements: Vec<Stance>,
}

impl Claim {
    /// Do some affirm what others deny?
    pub fn is_contested(&self) -> bool {
        let has = |position| self.statements.iter().any(|it| it.position == position);
        has(Position::Affirm) && has(Position::Deny)
    }
}

/// A statement under a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Stance {
    /// Which.
    pub statement: Statement,
    /// For or against.
    pub position: Position,
    /// `certain`, `hedged` or `unknown`.
    pub certainty: String,
    /// How likely it is that it belongs here and takes this position.
    pub confidence: f32,
    /// What put it there: features and how much each moved the probability.
    pub why: Vec<(&'static str, f32)>,
}

/// A statement's position on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Says that it is so.
    Affirm,
    /// Says that it is not so.
    Deny,
    /// Asks, declines, or says that it is not known.
    Unknown,
}

impl Position {
    /// As it is written in the format.
    pub fn name(self) -> &'static str {
        match self {
            Position::Affirm => "affirm",
            Position::Deny => "deny",
            Position::Unknown => "unknown",
        }
    }
}

/// A statement that answers another.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The answer.
    pub from: Statement,
    /// What it answers.
    pub to: Statement,
    /// How.
    pub sort: Answer,
    /// How likely it is.
    pub confidence: f32,
}

/// How a statement answers another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Says that it is not so.
    Denies,
    /// Says that it is so.
    Confirms,
    /// Anything else.
    Answers,
}

impl Answer {
    /// As it is written in the format.
    pub fn name(self) -> &'static str {
        match self {
            Answer::Denies => "denies",
            Answer::Confirms => "confirms",
            Answer::Answers => "answers",
        }
    }
}

/// One quotation in two places, the earlier first.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Where.
    pub same: [Statement; 2],
    /// Does the later say it otherwise?
    pub altered: bool,
    /// Word by word.
    pub changes: Vec<quotes::Change>,
}

/// What these articles say together.
pub fn link(items: &[(Article, Reading)]) -> Links {
    let pages: Vec<Page> = items.iter().map(|(article, reading)| Page::of(article, reading)).collect();
    link_pages(&pages)
}

/// What the articles of these pages say together.
pub fn link_pages(pages: &[Page]) -> Links {
    let mut links = Links { actors: cast::merge(pages), copies: copies::find(pages), ..Links::default() };
    for affair in neighbours::affairs(pages) {
        Affair::of(pages, &affair).link(&mut links);
    }
    links.provenance = provenance(pages, &links);
    links.changes = changes::find(pages, &links);
    links
}

/// What a new article adds to what is known.
#[derive(Clone, Debug, Default)]
pub struct Joined {
    /// Of each of its statements that says something: the claim and the stance there.
    pub stances: Vec<(Joins, Stance)>,
    /// Replies of its statements.
    pub replies: Vec<Reply>,
    /// Quotations that it has in common with others.
    pub quotes: Vec<Quote>,
}

/// The claim that a statement joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joins {
    /// One that is known, by its index.
    Known(usize),
    /// A new one, numbered from 0.
    New(usize),
}

/// Links the last of these pages to the others, its neighbours, whose claims are known.
pub fn join(pages: &[Page], known: &[Vec<Statement>]) -> Joined {
    let Some(last) = pages.len().checked_sub(1) else { return Joined::default() };
    let affair = Affair::compare(pages, &neighbours::of_last(pages), &[last]);
    let place: FxHashMap<Statement, usize> =
        (0..affair.all.len()).map(|it| (affair.statement(it), it)).collect();
    let claims: Vec<Vec<usize>> =
        known.iter().map(|it| it.iter().filter_map(|it| place.get(it).copied()).collect()).collect();
    let of: FxHashMap<usize, usize> =
        claims.iter().enumerate().filter_map(|(claim, it)| Some((*it.first()?, claim))).collect();
    let mut joined = Joined::default();
    let mut fresh = 0;
    for group in claims::grow(claims.clone(), affair.all.len(), &affair.same) {
        let mine: Vec<_> = group.iter().copied().filter(|it| affair.all[*it].article == last).collect();
        if mine.is_empty() {
            continue;
        }
        let joins = group.iter().find_map(|it| of.get(it)).map_or(Joins::New(fresh), |it| Joins::Known(*it));
        fresh += usize::from(joins == Joins::New(fresh));
        joined.stances.extend(mine.into_iter().map(|at| (joins, affair.stance(&group, at))));
    }
    joined.replies = affair.replies(|it| it.article == last);
    joined.quotes = affair.quotes();
    joined
}

/// The statements of one affair, with how likely each two are about one proposition.
pub struct Affair<'a> {
    /// Its statements.
    pub all: Vec<Weighed<'a>>,
    /// Of two indices, the smaller first.
    pub same: claims::Likely,
}

impl<'a> Affair<'a> {
    /// Weighs and compares the statements of neighbours.
    pub fn of(pages: &'a [Page], affair: &neighbours::Affair) -> Affair<'a> {
        Affair::compare(pages, affair, &affair.articles)
    }

    /// Likewise; of statements of one article only those within these are compared.
    fn compare(pages: &'a [Page], affair: &neighbours::Affair, within: &[usize]) -> Affair<'a> {
        let all = pairs::weigh(pages, &affair.articles);
        let mut first: FxHashMap<usize, usize> = FxHashMap::default();
        for (at, it) in all.iter().enumerate() {
            first.entry(it.article).or_insert(at);
        }
        let range = |article: &usize| {
            let start = first.get(article).copied().unwrap_or(all.len());
            start..start + pages[*article].said.len()
        };
        let mut same = claims::Likely::default();
        let mut compare = |a: usize, b: usize, share: f32| {
            let probability = share * claims::probability(&all[a], &all[b]);
            same.insert((a.min(b), a.max(b)), probability);
        };
        for article in within {
            let mine = range(article);
            mine.clone().for_each(|a| (a + 1..mine.end).for_each(|b| compare(a, b, 1.0)));
        }
        for pair in &affair.pairs {
            let share = neighbours::share(&pages[pair.earlier], &pages[pair.later]);
            let both = range(&pair.earlier).flat_map(|a| range(&pair.later).map(move |b| (a, b)));
            both.filter(|(a, b)| pair.close || all[*a].touches(&all[*b]))
                .for_each(|(a, b)| compare(a, b, share));
        }
        Affair { all, same }
    }

    fn link(&self, links: &mut Links) {
        for group in claims::group(self.all.len(), &self.same) {
            links.claims.extend(self.claim(&group));
        }
        links.replies.extend(self.replies(|_| true));
        links.quotes.extend(self.quotes());
    }

    fn replies(&self, of: impl Fn(&Weighed) -> bool) -> Vec<Reply> {
        let found = replies::find(&self.all, &self.same, of).into_iter();
        let reply = |(from, to, confidence)| Reply {
            from: self.statement(from),
            to: self.statement(to),
            sort: replies::sort(&self.all[from]),
            confidence,
        };
        found.map(reply).collect()
    }

    fn statement(&self, at: usize) -> Statement {
        Statement { article: self.all[at].article, id: self.all[at].said.id }
    }

    /// Of two indices, how likely they are about one proposition.
    pub fn likely(&self, a: usize, b: usize) -> f32 {
        self.same.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0)
    }

    fn claim(&self, group: &[usize]) -> Option<Claim> {
        let judged: Vec<_> = group.iter().map(|at| positions::judge(&self.all, group, *at)).collect();
        let best = group.iter().zip(&judged).max_by(|a, b| {
            let worth = |(at, (position, _)): &(&usize, &(Position, f32))| {
                let said = self.all[**at].said;
                let central: f32 = group.iter().filter(|it| it != at).map(|it| self.likely(**at, *it)).sum();
                let length = (said.content.chars().count() as f32 / 40.0).min(1.0);
                let affirms = if *position == Position::Affirm { 2.0 } else { 1.0 };
                (0.2 + central) * length * affirms
            };
            worth(a).total_cmp(&worth(b)).then(b.0.cmp(a.0))
        })?;
        let best = *best.0;
        let statements = group.iter().map(|at| self.stance(group, *at));
        let text = self.all[best].said.content.clone();
        (!text.is_empty()).then(|| Claim {
            text,
            best: self.statement(best),
            statements: statements.collect(),
        })
    }

    fn stance(&self, group: &[usize], at: usize) -> Stance {
        let (position, sure) = positions::judge(&self.all, group, at);
        Stance {
            statement: self.statement(at),
            position,
            certainty: self.all[at].said.certainty.clone(),
            confidence: sure * if group.len() > 1 { self.belonging(group, at) } else { 1.0 },
            why: self.why(group, at),
        }
    }

    /// How likely a statement and its nearest of the group are about one proposition.
    fn belonging(&self, group: &[usize], at: usize) -> f32 {
        group.iter().filter(|it| **it != at).map(|it| self.likely(at, *it)).fold(0.0, f32::max)
    }

    fn why(&self, group: &[usize], at: usize) -> Vec<(&'static str, f32)> {
        let others = group.iter().filter(|it| **it != at);
        let nearest = others.max_by(|a, b| self.likely(at, **a).total_cmp(&self.likely(at, **b)));
        nearest.map(|it| claims::reasons(&self.all[at], &self.all[*it])).unwrap_or_default()
    }

    /// The earlier first.
    pub fn in_order(&self, a: usize, b: usize) -> (usize, usize) {
        if self.all[b].before(&self.all[a]) { (b, a) } else { (a, b) }
    }

    /// The likeliest first, each statement with one of another article at most: what carries a quotation repeats it too.
    fn quotes(&self) -> Vec<Quote> {
        let mut found = Vec::new();
        for (a, b) in self.same.keys().copied() {
            let (x, y) = self.in_order(a, b);
            found.extend(quotes::compare(&self.all[x], &self.all[y]).map(|it| (it.likely, x, y, it)));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut taken = FxHashSet::default();
        found.retain(|(_, x, y, _)| {
            let keys = [(*x, self.all[*y].article), (*y, self.all[*x].article)];
            !keys.iter().any(|it| taken.contains(it)) && keys.into_iter().all(|it| taken.insert(it))
        });
        let quote = |(_, x, y, it): (f32, usize, usize, quotes::Repeated)| Quote {
            same: [self.statement(x), self.statement(y)],
            altered: it.altered,
            changes: it.changes,
        };
        found.into_iter().map(quote).collect()
    }
}

fn provenance(pages: &[Page], links: &Links) -> Vec<(Statement, Vec<provenance::Voucher>)> {
    let statements = pages.iter().enumerate().flat_map(|(article, page)| {
        page.said.iter().filter(|it| !it.content.is_empty()).map(move |it| Statement { article, id: it.id })
    });
    let told = statements.map(|at| (at, provenance::chain(pages, links, at)));
    told.filter(|(at, chain)| provenance::is_told(&pages[at.article], at.id, chain)).collect()
}
