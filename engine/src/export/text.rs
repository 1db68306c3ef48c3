//! A reading → a digest for a person at a terminal.
//!
//! One glance tells who, what act, how sure, against whom; the second the
//! words. What a statement carries hangs below it, so a speaker's statements
//! stand together but for those that he makes through somebody else.

use std::collections::HashMap;

use crate::{
    Act, Article, Attribution, Reading, Span,
    export::{
        Options,
        json::rounded,
        outline::{Entry, outline},
        phrase::{self, Speaker, speaker},
        piece::{self, words_of},
        quoted::{quoted, shortened},
        terminal::{Paint, Run, columns, columns_of, painted, run, wrap},
    },
};

/// Below this a terminal is given one column.
const NARROW: usize = 60;
/// Lines that are longer tire the eye.
const WIDEST: usize = 110;
/// The acts' column: `criticises` and two spaces.
const VERB: usize = 12;
/// The paragraphs' column at the right edge.
const MARGIN: usize = 6;

/// One article's findings, one block that ends in an empty line.
pub fn text(article: &Article, reading: &Reading, options: &Options) -> String {
    let mut digest = Digest::new(article, reading, options);
    digest.head();
    for group in groups(reading) {
        digest.group(&group);
    }
    digest.waste();
    digest.out.push('\n');
    digest.out
}

struct Digest<'a> {
    article: &'a Article,
    reading: &'a Reading,
    options: &'a Options,
    paragraphs: Vec<Span>,
    width: usize,
    out: String,
}

impl<'a> Digest<'a> {
    fn new(article: &'a Article, reading: &'a Reading, options: &'a Options) -> Digest<'a> {
        let paragraphs = piece::paragraphs(article);
        Digest {
            article,
            reading,
            options,
            paragraphs,
            width: options.width.clamp(24, WIDEST),
            out: String::new(),
        }
    }

    /// Which article it is and how much is in it.
    fn head(&mut self) {
        if let Some(title) = &self.article.title {
            self.lines("", 2, &[run(title, Paint::Strong)], None);
        }
        let date = self.article.published.map_or("no date".into(), |it| it.to_string());
        let language = phrase::language(self.reading).to_string();
        let count = phrase::count(self.reading);
        let about: Vec<_> = self.article.outlet.iter().cloned().chain([language, date]).collect();
        let id =
            run(&self.article.id, if self.article.title.is_some() { Paint::Plain } else { Paint::Strong });
        self.lines("", 2, &[id, run(&format!(" · {} · {count}", about.join(", ")), Paint::Faint)], None);
    }

    /// All that one speaker says on his own account, and what hangs below it.
    fn group(&mut self, entries: &[Entry]) {
        self.out.push('\n');
        let named = self.named(entries[0]);
        self.lines("  ", 4, &named, None);
        let mut last = entries[0];
        for (at, entry) in entries.iter().enumerate() {
            let above = entry.parent.map(|it| &self.reading.attributions[it]);
            let speaks_himself = above.is_some_and(|it| speaker(it) == speaker(self.of(*entry)));
            let goes_on =
                at > 0 && last.parent == entry.parent && speaker(self.of(last)) == speaker(self.of(*entry));
            let indent = self.indent(entry.depth);
            let hook = format!("{}╰ ", " ".repeat(indent.saturating_sub(2)));
            if entry.depth > 0 && !speaks_himself && !goes_on {
                let named = self.named(*entry);
                self.lines(&hook, indent + 2, &named, None);
            }
            let first = if speaks_himself { hook } else { " ".repeat(indent) };
            self.statement(self.of(*entry), &first, indent);
            last = *entry;
        }
    }

    fn of(&self, entry: Entry) -> &'a Attribution {
        &self.reading.attributions[entry.index]
    }

    /// Deep nesting is flattened before it leaves no room for words.
    fn indent(&self, depth: usize) -> usize {
        if self.narrow() { 4 + 2 * depth.min(3) } else { 4 + 4 * depth.min(4) }
    }

    fn narrow(&self) -> bool {
        self.width < NARROW
    }

    /// `Odile Marchetti · préfète de Vallebrune`.
    fn named(&self, entry: Entry) -> Vec<Run> {
        let it = self.of(entry);
        let Some(name) = phrase::name(it, self.reading) else {
            return vec![run("no source named", Paint::Faint)];
        };
        let unnamed = if phrase::unnamed(it) { " (unnamed)" } else { "" };
        let facts: String = phrase::facts(it, self.reading).iter().map(|it| format!(" · {it}")).collect();
        vec![run(name, Paint::Strong), run(&format!("{unnamed}{facts}"), Paint::Plain)]
    }

    /// What is done, how surely, when, in which words, in which paragraph; and why, if that was asked for.
    fn statement(&mut self, it: &Attribution, first: &str, indent: usize) {
        let (verb, paint) = (phrase::verb(it.act), paint(it.act));
        let mut details = self.details(it);
        let margin = self.paragraph(it);
        let below = if self.narrow() { indent + 2 } else { indent + VERB };
        let room = self.width.saturating_sub(below + MARGIN);
        let limit = match (self.options.full, self.narrow()) {
            (true, _) => usize::MAX / 2,
            (false, true) => 3 * room,
            (false, false) => (2 * room).saturating_sub(columns_of(&details)),
        };
        let words = run(&self.words(it, limit.max(room)), Paint::Plain);
        if self.narrow() {
            details.splice(0..0, [run(verb, paint), run(" ", Paint::Plain)]);
            self.lines(first, indent + 2, &details, Some(&margin));
            self.lines(&" ".repeat(below), below, &[words], None);
        } else {
            if !details.is_empty() && columns_of(std::slice::from_ref(&words)) > 0 {
                details.push(run(": ", Paint::Plain));
            }
            details.push(words);
            let pad = " ".repeat(VERB.saturating_sub(columns(verb)));
            let first = format!("{first}{}{pad}", painted(&[run(verb, paint)], self.options.color));
            self.lines(&first, below, &details, Some(&margin));
        }
        if self.options.explain {
            self.reasons(it, below);
        }
    }

    /// `la Russie, hedged (serait), jeudi (2026-03-12)`.
    fn details(&self, it: &Attribution) -> Vec<Run> {
        let text = self.article.text.as_str();
        let mut details = Vec::new();
        details.extend(it.target.as_deref().map(|it| run(it, Paint::Plain)));
        details.extend(phrase::doubt(it, text).map(|it| run(&it, Paint::Hedge)));
        details.extend(phrase::when(it, text).map(|it| run(&it, Paint::Plain)));
        let comma = run(", ", Paint::Plain);
        let mut joined: Vec<Run> = details.into_iter().flat_map(|it| [it, comma.clone()]).collect();
        joined.pop();
        joined
    }

    /// What is put forward; where nothing is, the words that say so.
    fn words(&self, it: &Attribution, limit: usize) -> String {
        let spans = [&it.content, &it.cue, &it.source];
        let words = spans.into_iter().map(|it| quoted(&self.article.text, it, limit));
        words.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
    }

    /// `¶3`, counted from 1.
    fn paragraph(&self, it: &Attribution) -> String {
        let first = [&it.cue, &it.content, &it.source].into_iter().find_map(|it| it.first());
        first.map(|it| self.paragraph_at(*it)).unwrap_or_default()
    }

    fn paragraph_at(&self, span: Span) -> String {
        let number = self.paragraphs.partition_point(|it| it.start <= span.start).max(1);
        format!("¶{number}")
    }

    fn reasons(&mut self, it: &Attribution, indent: usize) {
        for reason in &it.why {
            let words = reason.words.map(|it| words_of(&self.article.text, it)).filter(|it| !it.is_empty());
            let words = words.map(|it| format!("“{it}” · ")).unwrap_or_default();
            let line = format!("{}: {words}{}", reason.field, reason.how);
            self.lines(&" ".repeat(indent), indent + 2, &[run(&line, Paint::Faint)], None);
        }
        let line = format!("confidence {}", rounded(it.confidence));
        self.lines(&" ".repeat(indent), indent + 2, &[run(&line, Paint::Faint)], None);
    }

    /// What in the text is not article.
    fn waste(&mut self) {
        if !self.reading.boilerplate.is_empty() {
            self.out.push('\n');
        }
        for span in &self.reading.boilerplate {
            let words = crate::export::terminal::safe(words_of(&self.article.text, *span));
            let room = if self.options.full { usize::MAX / 2 } else { self.width.saturating_sub(45) };
            let words = shortened(&words, room).map_or(words.clone(), |it| format!("{it} […]"));
            let line = run(&format!("not article: {}", words.trim()), Paint::Faint);
            self.lines("  ", 4, &[line], Some(&self.paragraph_at(*span)));
        }
    }

    /// Writes the runs, the first line behind `first`, all others `indent` columns in, the margin at the right edge.
    fn lines(&mut self, first: &str, indent: usize, runs: &[Run], margin: Option<&str>) {
        let margin = margin.unwrap_or("");
        let room = self.width.saturating_sub(indent + if margin.is_empty() { 0 } else { MARGIN }).max(8);
        for (at, line) in wrap(runs, room).iter().enumerate() {
            let start = if at == 0 { first.to_string() } else { " ".repeat(indent) };
            let words = painted(line, self.options.color);
            self.out += &start;
            self.out += &words;
            if at == 0 && !margin.is_empty() {
                let used = bare(&start) + columns_of(line);
                self.out += &" ".repeat(self.width.saturating_sub(used + columns(margin)).max(1));
                self.out += &painted(&[run(margin, Paint::Faint)], self.options.color);
            }
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.out.push('\n');
        }
    }
}

/// Columns of a line's start, which may be in colour.
fn bare(start: &str) -> usize {
    start
        .split('\x1b')
        .enumerate()
        .map(|(at, it)| columns(if at == 0 { it } else { it.split_once('m').map_or(it, |it| it.1) }))
        .sum()
}

/// What a speaker says on his own account, with what hangs below; speakers in the order in which they first speak.
fn groups(reading: &Reading) -> Vec<Vec<Entry>> {
    let mut groups: Vec<Vec<Entry>> = Vec::new();
    let mut known: HashMap<Speaker, usize> = HashMap::new();
    let mut current = 0;
    for entry in outline(&reading.attributions) {
        if entry.depth == 0 {
            let speaker = speaker(&reading.attributions[entry.index]);
            current = *known.entry(speaker).or_insert(groups.len());
            if current == groups.len() {
                groups.push(Vec::new());
            }
        }
        groups[current].push(entry);
    }
    groups
}

fn paint(act: Act) -> Paint {
    match act {
        Act::Accuse => Paint::Accuse,
        Act::Deny => Paint::Deny,
        _ => Paint::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use expect_test::{Expect, expect};

    fn check(item: &(Article, Reading), options: &Options, expect: Expect) {
        let drawing = text(&item.0, &item.1, options);
        for line in drawing.lines().filter(|_| !options.color) {
            assert!(columns(line) <= options.width, "too wide: {line}");
        }
        expect.assert_eq(&drawing);
    }

    #[test]
    fn speakers_stand_in_order_with_what_they_say() {
        check(
            &sample::dam(),
            &Options::default(),
            expect![[r#"
                « La digue tiendra », assure la préfète
                digue-1 · Le Courrier de Vallebrune, French, 2026-03-13 · 6 statements

                  Odile Marchetti · préfète de Vallebrune
                    denies      Tarek Lindqvist, jeudi (2026-03-12): les accusations du maire Tarek Lindqvist     ¶1
                                sur l'état de la digue
                      ╰ Tarek Lindqvist · maire
                        accuses     l'état de la digue                                                            ¶1
                    promises    « La digue tiendra » […] « et les travaux commenceront en mai, avant les          ¶1
                                grandes marées, comme la région l'avait demandé aux entreprises retenues l'an
                                dernier. »
                      ╰ la région
                        urges       les travaux commenceront en mai, avant les grandes marées                     ¶1

                  pêcheurs du port (unnamed)
                    says        hedged (serait): la digue serait fissurée depuis l'hiver                          ¶2

                  Carrelet
                    no comment  n'a pas souhaité répondre                                                         ¶2

                  not article: Abonnez-vous à la lettre du Courrier de Vallebrune !                               ¶3

            "#]],
        );
    }

    #[test]
    fn a_narrow_terminal_has_one_column() {
        check(
            &sample::dam(),
            &Options { width: 44, ..Options::default() },
            expect![[r#"
                « La digue tiendra », assure la préfète
                digue-1 · Le Courrier de Vallebrune,
                  French, 2026-03-13 · 6 statements

                  Odile Marchetti · préfète de Vallebrune
                    denies Tarek Lindqvist, jeudi         ¶1
                      (2026-03-12)
                      les accusations du maire Tarek
                      Lindqvist sur l'état de la digue
                    ╰ Tarek Lindqvist · maire
                      accuses                             ¶1
                        l'état de la digue
                    promises                              ¶1
                      « La digue tiendra » […] « et les
                      travaux commenceront en mai, avant les
                      grandes marées […] »
                    ╰ la région
                      urges                               ¶1
                        les travaux commenceront en mai,
                        avant les grandes marées

                  pêcheurs du port (unnamed)
                    says hedged (serait)                  ¶2
                      la digue serait fissurée depuis
                      l'hiver

                  Carrelet
                    no comment                            ¶2
                      n'a pas souhaité répondre

                  not article: […]                        ¶3

            "#]],
        );
    }

    #[test]
    fn everything_is_told_on_demand() {
        check(
            &sample::dam(),
            &Options { full: true, explain: true, ..Options::default() },
            expect![[r#"
                « La digue tiendra », assure la préfète
                digue-1 · Le Courrier de Vallebrune, French, 2026-03-13 · 6 statements

                  Odile Marchetti · préfète de Vallebrune
                    denies      Tarek Lindqvist, jeudi (2026-03-12): les accusations du maire Tarek Lindqvist     ¶1
                                sur l'état de la digue
                                act: “a démenti” · a verb of denial
                                speaker: the subject of the cue
                                confidence 0.93
                      ╰ Tarek Lindqvist · maire
                        accuses     l'état de la digue                                                            ¶1
                                    confidence 0.9
                    promises    « La digue tiendra » […] « et les travaux commenceront en mai, avant les          ¶1
                                grandes marées, comme la région l'avait demandé aux entreprises retenues l'an
                                dernier. »
                                confidence 0.9
                      ╰ la région
                        urges       les travaux commenceront en mai, avant les grandes marées                     ¶1
                                    confidence 0.9

                  pêcheurs du port (unnamed)
                    says        hedged (serait): la digue serait fissurée depuis l'hiver                          ¶2
                                certainty: “serait” · a conditional of hearsay
                                confidence 0.81

                  Carrelet
                    no comment  n'a pas souhaité répondre                                                         ¶2
                                confidence 0.9

                  not article: Abonnez-vous à la lettre du Courrier de Vallebrune !                               ¶3

            "#]],
        );
    }

    #[test]
    fn colours_mark_accusations_and_denials() {
        let (article, mut reading) = sample::dam();
        reading.attributions.truncate(2);
        let colours = text(&article, &reading, &Options { color: true, ..Options::default() });
        let plain = text(&article, &reading, &Options::default());
        expect![[r#"
            ESC[1m« La digue tiendra », assure la préfèteESC[0m
            digue-1 ESC[2m· Le Courrier de Vallebrune, French, 2026-03-13 · 2 statementsESC[0m

              ESC[1mOdile MarchettiESC[0m · préfète de Vallebrune
                ESC[1;34mdeniesESC[0m      Tarek Lindqvist, jeudi (2026-03-12): les accusations du maire Tarek Lindqvist     ESC[2m¶1ESC[0m
                            sur l'état de la digue
                  ╰ ESC[1mTarek LindqvistESC[0m · maire
                    ESC[1;31maccusesESC[0m     l'état de la digue                                                            ESC[2m¶1ESC[0m

              ESC[2mnot article: Abonnez-vous à la lettre du Courrier de Vallebrune !ESC[0m                               ESC[2m¶3ESC[0m

        "#]].assert_eq(&colours.replace('\x1b', "ESC"));
        let mut bared = colours;
        for paint in [Paint::Strong, Paint::Faint, Paint::Accuse, Paint::Deny, Paint::Hedge] {
            bared = bared.replace(paint.code(), "").replace("\x1b[0m", "");
        }
        assert_eq!(bared, plain);
    }

    #[test]
    fn an_article_may_tell_of_no_statement() {
        let article = sample::article("Il pleut sur Vallebrune.");
        check(
            &(article, sample::reading(Vec::new())),
            &Options::default(),
            expect![[r#"
            digue-1 · French, no date · nobody is reported to say anything

        "#]],
        );
    }

    #[test]
    fn the_terminal_obeys_no_article() {
        let words = "Zoé dit : « \x1b]0;owned\x07\x1b[2J\u{202e}oui\u{9b}31m\r\n\tnon »";
        let odd = Attribution {
            role: Some("\x1b[31mmaire\n\n\n".into()),
            ..sample::said(words, 1, "Zoé", "dit", "\x1b]0;owned\x07\x1b[2J\u{202e}oui\u{9b}31m\r\n\tnon")
        };
        let article = Article { title: Some("\x1b[5mTitre".into()), ..sample::article(words) };
        check(
            &(article, sample::reading(vec![odd])),
            &Options { explain: true, ..Options::default() },
            expect![[r#"
                ␛[5mTitre
                digue-1 · French, no date · 1 statement

                  Zoé · ␛[31mmaire
                    says        « ␛]0;owned␇␛[2J�oui�31m non »                                                    ¶1
                                confidence 0.9

            "#]],
        );
    }

    #[test]
    fn broken_readings_are_shown_all_the_same() {
        for width in [0, 1, 30, 59, 60, 61, 10_000] {
            let (article, reading) = sample::broken();
            text(
                &article,
                &reading,
                &Options { width, explain: true, full: width % 2 == 0, ..Options::default() },
            );
        }
        check(
            &sample::broken(),
            &Options { width: 70, ..Options::default() },
            expect![[r#"
                digue-1 · French, no date · 4 statements

                  Zoé
                    says        , dit Zoé. Non 😀 ! <b>                             ¶1
                    says
                      ╰ Zoé
                        says        Öl 🛢️ fuit, di […] fuit, dit Zoé. Non           ¶1
                          ╰ Zoé
                            says        Öl […] 🛢️ fuit, dit Zoé. Non 😀 !           ¶1
                                        <b>Fin</b>

                  not article: Ö                                                    ¶1
                  not article: on 😀 ! <b>Fin</b>                                   ¶2

            "#]],
        );
    }

    #[test]
    fn wide_letters_and_long_words_fit_the_line() {
        let words = format!("Zoé dit : 我们明天会修好大坝，请大家放心，不要惊慌 {}", "x".repeat(90));
        let content = words.split_once(": ").expect("a colon").1.to_string();
        let reading = sample::reading(vec![sample::said(&words, 1, "Zoé", "dit", &content)]);
        check(
            &(sample::article(&words), reading),
            &Options { width: 60, full: true, ..Options::default() },
            expect![[r#"
                digue-1 · French, no date · 1 statement

                  Zoé
                    says        我们明天会修好大坝，请大家放心，不要惊    ¶1
                                慌
                                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                                xxxxxxxxxxxxxx

            "#]],
        );
    }
}
