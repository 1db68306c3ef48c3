//! A reading → brat stand-off, in the way of PolNeAR.
//!
//! An attribution is an event whose trigger lies on its cue; where there is no
//! cue, on its content. brat reads line by line, so a span that crosses a line
//! end is written in fragments, and `Inside` ties what is nested to what carries it.

use std::{collections::HashMap, fmt::Write};

use crate::{
    Article, Attribution, Reading, Span,
    export::{Offsets, offsets::Ruler, piece},
};

/// One article's findings as `.ann`, for a `.txt` that holds the text as it was read.
pub fn brat(article: &Article, reading: &Reading) -> String {
    let mut ann = Ann::new(&article.text);
    for waste in &reading.boilerplate {
        ann.mark("Discard", &[*waste]);
    }
    for attribution in &reading.attributions {
        ann.event(attribution);
    }
    for attribution in &reading.attributions {
        ann.nested(attribution);
    }
    ann.out
}

/// A stand-off file that is being written.
struct Ann<'t> {
    text: &'t str,
    ruler: Ruler<'t>,
    out: String,
    marks: usize,
    count: usize,
    attributes: usize,
    relations: usize,
    /// Which event an attribution became, by its id.
    events: HashMap<u32, usize>,
}

impl<'t> Ann<'t> {
    fn new(text: &'t str) -> Ann<'t> {
        let ruler = Ruler::new(text, Offsets::CodePoints);
        Ann {
            text,
            ruler,
            out: String::new(),
            marks: 0,
            count: 0,
            attributes: 0,
            relations: 0,
            events: HashMap::new(),
        }
    }

    /// `T1 Source 89 106 The New York Post`; the number, if there is anything to mark.
    fn mark(&mut self, kind: &str, spans: &[Span]) -> Option<usize> {
        let fragments = fragments(self.text, spans);
        if fragments.is_empty() {
            return None;
        }
        let places: Vec<_> =
            self.ruler.spans(&fragments).iter().map(|[start, end]| format!("{start} {end}")).collect();
        let words: Vec<_> = fragments.iter().map(|it| it.of(self.text)).collect();
        self.marks += 1;
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "T{}\t{kind} {}\t{}", self.marks, places.join(";"), words.join(" "));
        Some(self.marks)
    }

    /// `E1 Attribution:T4 Content:T3 Cue:T2 Source:T1` with its marks and attributes.
    fn event(&mut self, it: &Attribution) {
        let source = self.mark("Source", &it.source);
        let cue = self.mark("Cue", &it.cue);
        let content = self.mark("Content", &it.content);
        let anchors = [&it.cue, &it.content, &it.source];
        let Some(trigger) = anchors.into_iter().find_map(|spans| self.mark("Attribution", spans)) else {
            return;
        };
        self.count += 1;
        let event = self.count;
        let _ = write!(self.out, "E{event}\tAttribution:T{trigger}");
        for (role, mark) in [("Content", content), ("Cue", cue), ("Source", source)] {
            if let Some(mark) = mark {
                let _ = write!(self.out, " {role}:T{mark}");
            }
        }
        self.out.push('\n');
        self.attribute("Kind", event, it.kind.name());
        self.attribute("Act", event, it.act.name());
        self.attribute("Certainty", event, it.certainty.name());
        if let Some(speaker) = &it.speaker {
            let _ = writeln!(self.out, "#{event}\tAnnotatorNotes E{event}\tspeaker: {}", one_line(speaker));
        }
        self.events.insert(it.id, event);
    }

    fn attribute(&mut self, name: &str, event: usize, value: &str) {
        self.attributes += 1;
        let _ = writeln!(self.out, "A{}\t{name} E{event} {value}", self.attributes);
    }

    fn nested(&mut self, it: &Attribution) {
        let parent = it.parent.and_then(|parent| self.events.get(&parent));
        let (Some(inner), Some(outer)) = (self.events.get(&it.id), parent) else {
            return;
        };
        self.relations += 1;
        let _ = writeln!(self.out, "R{}\tInside Arg1:E{inner} Arg2:E{outer}", self.relations);
    }
}

/// The spans in order, none twice, none over a line's end or a tab.
fn fragments(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut fragments = Vec::new();
    for span in piece::merged(text, spans) {
        let mut at = span.start;
        for line in span.of(text).split(breaks) {
            let from = at + (line.len() - line.trim_start().len());
            let fragment = Span::new(from, from + line.trim().len());
            if !fragment.is_empty() {
                fragments.push(fragment);
            }
            at += line.len() + text[at + line.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }
    fragments
}

/// Does a reader of lines stop at that character?
fn breaks(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\u{b}'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn one_line(words: &str) -> String {
    words.split(breaks).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use expect_test::{Expect, expect};

    fn check(article: &Article, reading: &Reading, expect: Expect) {
        expect.assert_eq(&brat(article, reading));
    }

    #[test]
    fn an_attribution_is_an_event_on_its_cue() {
        let (article, mut reading) = sample::dam();
        reading.attributions.truncate(3);
        check(
            &article,
            &reading,
            expect![[r#"
            T1	Discard 421 473	Abonnez-vous à la lettre du Courrier de Vallebrune !
            T2	Source 0 41	La préfète de Vallebrune, Odile Marchetti
            T3	Cue 43 52	a démenti
            T4	Content 59 122	les accusations du maire Tarek Lindqvist sur l'état de la digue
            T5	Attribution 43 52	a démenti
            E1	Attribution:T5 Content:T4 Cue:T3 Source:T2
            A1	Kind E1 indirect
            A2	Act E1 deny
            A3	Certainty E1 certain
            #1	AnnotatorNotes E1	speaker: Odile Marchetti
            T6	Source 78 99	maire Tarek Lindqvist
            T7	Cue 63 74	accusations
            T8	Content 104 122	l'état de la digue
            T9	Attribution 63 74	accusations
            E2	Attribution:T9 Content:T8 Cue:T7 Source:T6
            A4	Kind E2 indirect
            A5	Act E2 accuse
            A6	Certainty E2 certain
            #2	AnnotatorNotes E2	speaker: Tarek Lindqvist
            T10	Source 150 154	elle
            T11	Cue 146 162	a-t-elle déclaré
            T12	Content 126 142;166 297	La digue tiendra et les travaux commenceront en mai, avant les grandes marées, comme la région l'avait demandé aux entreprises retenues l'an dernier
            T13	Attribution 146 162	a-t-elle déclaré
            E3	Attribution:T13 Content:T12 Cue:T11 Source:T10
            A7	Kind E3 direct
            A8	Act E3 promise
            A9	Certainty E3 certain
            #3	AnnotatorNotes E3	speaker: Odile Marchetti
            R1	Inside Arg1:E2 Arg2:E1
        "#]],
        );
    }

    #[test]
    fn without_a_cue_it_stands_on_its_content() {
        let text = "😀 Rien ne va plus. Zoé l'a dit.";
        let reading = sample::reading(vec![sample::said(text, 1, "Zoé", "", "Rien ne va plus")]);
        check(
            &sample::article(text),
            &reading,
            expect![[r#"
            T1	Source 19 22	Zoé
            T2	Content 2 17	Rien ne va plus
            T3	Attribution 2 17	Rien ne va plus
            E1	Attribution:T3 Content:T2 Source:T1
            A1	Kind E1 free
            A2	Act E1 assert
            A3	Certainty E1 certain
            #1	AnnotatorNotes E1	speaker: Zoé
        "#]],
        );
    }

    #[test]
    fn a_line_end_parts_a_span_into_fragments() {
        let text = "Zoé dit :\r\nRien\tne va. \n\n  Plus rien.";
        let reading =
            sample::reading(vec![sample::said(text, 1, "Zoé", "dit", "Rien\tne va. \n\n  Plus rien")]);
        check(
            &sample::article(text),
            &reading,
            expect![[r#"
            T1	Source 0 3	Zoé
            T2	Cue 4 7	dit
            T3	Content 11 15;16 22;27 36	Rien ne va. Plus rien
            T4	Attribution 4 7	dit
            E1	Attribution:T4 Content:T3 Cue:T2 Source:T1
            A1	Kind E1 indirect
            A2	Act E1 assert
            A3	Certainty E1 certain
            #1	AnnotatorNotes E1	speaker: Zoé
        "#]],
        );
    }

    #[test]
    fn fragments_come_in_order_and_none_overlaps() {
        let text = "Rien ne va plus, dit Zoé.";
        let reading = sample::reading(vec![sample::said(text, 1, "Zoé", "dit", "plus|ne va|Rien ne")]);
        check(
            &sample::article(text),
            &reading,
            expect![[r#"
            T1	Source 21 24	Zoé
            T2	Cue 17 20	dit
            T3	Content 0 10;11 15	Rien ne va plus
            T4	Attribution 17 20	dit
            E1	Attribution:T4 Content:T3 Cue:T2 Source:T1
            A1	Kind E1 indirect
            A2	Act E1 assert
            A3	Certainty E1 certain
            #1	AnnotatorNotes E1	speaker: Zoé
        "#]],
        );
    }

    #[test]
    fn broken_readings_give_lines_all_the_same() {
        let (article, reading) = sample::broken();
        check(
            &article,
            &reading,
            expect![[r#"
            T1	Discard 0 1	Ö
            T2	Discard 23 29;31 41	on 😀 ! <b>Fin</b>
            T3	Source 16 19	Zoé
            T4	Cue 12 15	dit
            T5	Content 0 2;3 20;22 29;31 41	Öl 🛢️ fuit, dit Zoé. Non 😀 ! <b>Fin</b>
            T6	Attribution 12 15	dit
            E1	Attribution:T6 Content:T5 Cue:T4 Source:T3
            A1	Kind E1 indirect
            A2	Act E1 assert
            A3	Certainty E1 certain
            #1	AnnotatorNotes E1	speaker: Zoé
            T7	Source 16 19	Zoé
            T8	Cue 12 15	dit
            T9	Content 0 20;22 25	Öl 🛢️ fuit, dit Zoé. Non
            T10	Attribution 12 15	dit
            E2	Attribution:T10 Content:T9 Cue:T8 Source:T7
            A4	Kind E2 indirect
            A5	Act E2 assert
            A6	Certainty E2 certain
            #2	AnnotatorNotes E2	speaker: Zoé
            T11	Source 16 19	Zoé
            T12	Cue 10 15	, dit
            T13	Content 10 20;22 29;31 34	, dit Zoé. Non 😀 ! <b>
            T14	Attribution 10 15	, dit
            E3	Attribution:T14 Content:T13 Cue:T12 Source:T11
            A7	Kind E3 indirect
            A8	Act E3 assert
            A9	Certainty E3 certain
            #3	AnnotatorNotes E3	speaker: Zoé
            R1	Inside Arg1:E1 Arg2:E2
            R2	Inside Arg1:E2 Arg2:E1
            R3	Inside Arg1:E3 Arg2:E3
        "#]],
        );
    }
}
