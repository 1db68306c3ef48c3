//! What articles say together → the end of the digest, for a person at a terminal.
//!
//! First the contested claims, in two columns: who affirms, who denies. Then who
//! has changed position, which quotations were altered, what comes from whom, and
//! which articles are one text. Who is right is not said.

use crate::{
    export::{
        Options,
        linked::voucher,
        quoted::shortened,
        terminal::{Paint, Run, columns_of, painted, run, wrap},
    },
    link::{Claim, Links, Page, Position, Said, Stance, Statement, quotes::Change},
};

/// Below this there is one column.
const NARROW: usize = 72;
const WIDEST: usize = 130;
/// Columns of a statement's words, about two lines.
const WORDS: usize = 110;
/// So many of a kind are shown unless all are asked for.
const MANY: usize = 12;

/// The digest of several articles; nothing if there is nothing to tell.
pub fn together(pages: &[Page], links: &Links, options: &Options) -> String {
    let width = options.width.clamp(24, WIDEST);
    let mut digest = Digest { pages, links, options, width, out: String::new() };
    digest.claims();
    digest.turns();
    digest.altered();
    digest.chains();
    digest.copies();
    if digest.out.is_empty() {
        return String::new();
    }
    let head = painted(&[run("WHAT THEY SAY TOGETHER", Paint::Strong)], options.color);
    format!("{head}\n{}\n", digest.out)
}

struct Digest<'a> {
    pages: &'a [Page],
    links: &'a Links,
    options: &'a Options,
    width: usize,
    out: String,
}

impl<'a> Digest<'a> {
    fn said(&self, at: Statement) -> Option<(&'a Page, &'a Said)> {
        let page = self.pages.get(at.article)?;
        Some((page, page.said.iter().find(|it| it.id == at.id)?))
    }

    fn most(&self) -> usize {
        if self.options.full { usize::MAX } else { MANY }
    }

    /// Contested claims, those with most statements first.
    fn claims(&mut self) {
        let mut contested: Vec<_> = self.links.claims.iter().filter(|it| it.is_contested()).collect();
        contested.sort_by_key(|it| std::cmp::Reverse(it.statements.len()));
        let left = contested.len().saturating_sub(self.most());
        for (at, claim) in contested.into_iter().take(self.most()).enumerate() {
            self.claim(at + 1, claim);
        }
        self.more(left, "contested claims");
    }

    fn claim(&mut self, number: usize, claim: &Claim) {
        let of = |position| claim.statements.iter().filter(move |it| it.position == position);
        let open = of(Position::Unknown).count();
        let open = if open > 0 { format!(" · {open} open") } else { String::new() };
        let tally =
            format!("   {} affirm · {} deny{open}", of(Position::Affirm).count(), of(Position::Deny).count());
        self.out.push('\n');
        let head = [
            run(&format!("{number}  "), Paint::Faint),
            run(&self.cut(&claim.text), Paint::Strong),
            run(&tally, Paint::Faint),
        ];
        self.lines(&head, 0, 3);
        self.out.push('\n');
        let column = if self.width < NARROW { self.width - 3 } else { (self.width - 6) / 2 };
        let side = |label: &str, paint, position| {
            let mut lines = vec![vec![run(label, paint)]];
            of(position).for_each(|it| lines.extend(self.stance(it, column)));
            lines
        };
        let left = side("affirmed by", Paint::Accuse, Position::Affirm);
        let right = side("denied by", Paint::Deny, Position::Deny);
        if self.width < NARROW {
            left.iter().chain(&right).for_each(|it| self.row(it, &[], column));
            return;
        }
        for at in 0..left.len().max(right.len()) {
            let cell = |side: &[Vec<Run>]| side.get(at).cloned().unwrap_or_default();
            self.row(&cell(&left), &cell(&right), column);
        }
    }

    /// Who, how surely, when, where; and the words.
    fn stance(&self, stance: &Stance, column: usize) -> Vec<Vec<Run>> {
        let Some((page, said)) = self.said(stance.statement) else { return Vec::new() };
        let name = said.speaker.as_deref().unwrap_or("no source named");
        let unnamed = if said.is_unnamed() { " (unnamed)" } else { "" };
        let role = said.actor.and_then(|at| page.cast.get(at)).and_then(|it| it.role.as_deref());
        let role = role.filter(|it| *it != name).map(|it| format!(", {it}")).unwrap_or_default();
        let mut runs = vec![run(name, Paint::Strong), run(&format!("{unnamed}{role}"), Paint::Plain)];
        if stance.certainty == "hedged" {
            runs.extend([run(" ", Paint::Plain), run("hedged", Paint::Hedge)]);
        }
        let date = said.when.as_deref().or(page.published.as_deref()).map(|it| format!(" {it}"));
        let outlet = page.outlet.as_deref().unwrap_or(&page.doc);
        runs.push(run(&format!("{} · {outlet}", date.unwrap_or_default()), Paint::Faint));
        let mut lines = wrap(&runs, column);
        let words = self.cut(&said.content);
        let words = if said.kind == "direct" { format!("“{words}”") } else { words };
        let indent = |line: Vec<Run>| [vec![run("  ", Paint::Plain)], line].concat();
        lines.extend(wrap(&[run(&words, Paint::Plain)], column.saturating_sub(2)).into_iter().map(indent));
        lines
    }

    fn turns(&mut self) {
        if self.links.changes.is_empty() {
            return;
        }
        self.head("CHANGES OF POSITION");
        for turn in &self.links.changes {
            let position = |at: Statement| {
                let stance = self.links.claims[turn.claim].statements.iter().find(|it| it.statement == at);
                if stance.is_some_and(|it| it.position == Position::Deny) { "denies" } else { "affirms" }
            };
            let tell = |at: Statement| {
                let (page, said) = self.said(at)?;
                let date = said.when.as_deref().or(page.published.as_deref()).unwrap_or("no date");
                Some(format!(
                    "{} ({date}, {}): {}",
                    position(at),
                    page.outlet.as_deref().unwrap_or(&page.doc),
                    self.cut(&said.content)
                ))
            };
            let (Some(from), Some(to)) = (tell(turn.from), tell(turn.to)) else { continue };
            self.lines(&[run(&turn.speaker, Paint::Strong)], 3, 5);
            self.lines(&[run(&from, Paint::Plain)], 5, 7);
            self.lines(&[run(&to, Paint::Plain)], 5, 7);
        }
    }

    fn altered(&mut self) {
        let altered: Vec<_> = self.links.quotes.iter().filter(|it| it.altered).collect();
        if altered.is_empty() {
            return;
        }
        self.head("ALTERED QUOTATIONS");
        let left = altered.len().saturating_sub(self.most());
        for quote in altered.into_iter().take(self.most()) {
            let tell = |at: Statement| {
                let (page, said) = self.said(at)?;
                let name = said.speaker.as_deref().unwrap_or("no source named");
                Some(format!("{name}, {}", page.outlet.as_deref().unwrap_or(&page.doc)))
            };
            let (Some(from), Some(to)) = (tell(quote.same[0]), tell(quote.same[1])) else { continue };
            self.lines(&[run(&format!("{from} → {to}"), Paint::Faint)], 3, 5);
            let mut runs = Vec::new();
            for change in &quote.changes {
                // Marks as well as colours, so that nothing is lost without them.
                let (words, paint) = match change {
                    Change::Kept(words) => (words.clone(), Paint::Plain),
                    Change::Out(words) => (format!("[-{words}-]"), Paint::Accuse),
                    Change::In(words) => (format!("{{+{words}+}}"), Paint::Deny),
                };
                runs.extend([run(&words, paint), run(" ", Paint::Plain)]);
            }
            self.lines(&runs, 5, 5);
        }
        self.more(left, "altered quotations");
    }

    /// Chains of more than one mouth.
    fn chains(&mut self) {
        let long: Vec<_> = self.links.provenance.iter().filter(|it| it.1.len() > 2).collect();
        if long.is_empty() {
            return;
        }
        self.head("WHERE IT COMES FROM");
        let left = long.len().saturating_sub(self.most());
        for (at, chain) in long.into_iter().take(self.most()) {
            let Some((_, said)) = self.said(*at) else { continue };
            let chain = chain.iter().map(voucher).collect::<Vec<_>>().join(" → ");
            self.lines(
                &[run(&chain, Paint::Strong), run(&format!(": {}", self.cut(&said.content)), Paint::Plain)],
                3,
                5,
            );
        }
        self.more(left, "chains");
    }

    fn copies(&mut self) {
        if self.links.copies.is_empty() {
            return;
        }
        self.head("ONE TEXT IN SEVERAL PLACES");
        for group in &self.links.copies {
            let docs: Vec<_> =
                group.iter().filter_map(|it| self.pages.get(*it)).map(|it| it.doc.as_str()).collect();
            self.lines(&[run(&docs.join(" = "), Paint::Plain)], 3, 5);
        }
    }

    fn head(&mut self, words: &str) {
        self.out.push('\n');
        self.lines(&[run(words, Paint::Strong)], 0, 0);
    }

    fn more(&mut self, left: usize, what: &str) {
        if left > 0 {
            self.lines(&[run(&format!("and {left} more {what}; --full shows all"), Paint::Faint)], 3, 3);
        }
    }

    fn cut(&self, words: &str) -> String {
        let limit = if self.options.full { usize::MAX / 2 } else { WORDS };
        shortened(words, limit).map_or_else(|| words.to_owned(), |it| format!("{it} […]"))
    }

    /// Two cells side by side.
    fn row(&mut self, left: &[Run], right: &[Run], column: usize) {
        let gap = " ".repeat((column + 3).saturating_sub(columns_of(left)));
        let color = self.options.color;
        let line = format!("   {}{gap}{}", painted(left, color), painted(right, color));
        self.out += line.trim_end();
        self.out.push('\n');
    }

    fn lines(&mut self, runs: &[Run], first: usize, indent: usize) {
        for (at, line) in wrap(runs, self.width.saturating_sub(indent.max(first))).iter().enumerate() {
            self.out += &" ".repeat(if at == 0 { first } else { indent });
            self.out += painted(line, self.options.color).trim_end();
            self.out.push('\n');
        }
    }
}
