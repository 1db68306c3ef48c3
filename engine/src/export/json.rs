//! Readings → `selon/1`, as JSON lines or as one JSON document.
//!
//! The schema stands in `schema/selon-1.schema.json`. Rows are written from
//! borrowed structs: at a hundred thousand articles a tree of values would cost
//! more than the reading.

use std::io;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Actor, Article, Attribution, Reading, Reason,
    article::Part,
    export::{
        Options, linked,
        offsets::Ruler,
        piece::{joined, words_of},
    },
    link::{self, Page},
    sections::Joined,
};

/// The name of the format, in every line.
const SCHEMA: &str = "selon/1";

/// One article's findings: one line, its end included.
pub fn jsonl(article: &Article, reading: &Reading, options: &Options) -> String {
    let mut line = row(article, reading, options);
    line.push('\n');
    line
}

/// [`jsonl`] of a long article: each section's attributions are written before the next is read.
///
/// `sections` gives their readings in order ([`sections::read`]). The actors stand behind the attributions, for
/// only then they are all known.
pub fn write_jsonl(
    article: &Article,
    sections: impl Iterator<Item = Reading>,
    options: &Options,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let none = Reading {
        language: article.language.code,
        actors: Vec::new(),
        attributions: Vec::new(),
        boilerplate: article.boilerplate.clone(),
    };
    let ruler = Ruler::new(&article.text, options.offsets);
    let mut row = head(article, &none, options, &ruler);
    let body = row.body.take();
    let mut line = serde_json::to_string(&row)?;
    // All that follows the lists of actors and attributions, which are empty here.
    line.truncate(line.len() - "\"actors\":[],\"attributions\":[]}".len());
    write!(out, "{line}\"attributions\":[")?;
    let (mut joined, mut first) = (Joined::default(), true);
    for section in sections {
        let section = Reading { attributions: joined.next(section), ..none.clone() };
        for it in &section.attributions {
            let mut row = attribution(it, &article.text, &section, &ruler, options);
            row.actor = it.actor.map(actor_id);
            out.write_all(if first { b"" } else { b"," })?;
            serde_json::to_writer(&mut *out, &row)?;
            first = false;
        }
    }
    write!(out, "],\"actors\":")?;
    serde_json::to_writer(&mut *out, &actors(&joined.actors, &ruler))?;
    if let Some(body) = body {
        write!(out, ",\"body\":")?;
        serde_json::to_writer(&mut *out, body)?;
    }
    out.write_all(b"}\n")
}

/// The findings of all articles and what they say together, an article a line.
pub fn json(items: &[(Article, Reading)], options: &Options) -> String {
    let articles: Vec<_> = items.iter().map(|(article, reading)| row(article, reading, options)).collect();
    let articles = if articles.is_empty() { "".into() } else { format!("\n{}\n", articles.join(",\n")) };
    let pages: Vec<Page> = items.iter().map(|(article, reading)| Page::of(article, reading)).collect();
    let lists = linked::lists(&pages, &link::link_pages(&pages), options);
    format!("{{\"schema\":\"{SCHEMA}\",\"articles\":[{articles}],{lists}}}\n")
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    schema: &'a str,
    doc: &'a str,
    language: &'a str,
    published: Option<String>,
    outlet: Option<&'a str>,
    title: Option<&'a str>,
    standfirst: Option<&'a str>,
    byline: Option<&'a str>,
    url: Option<&'a str>,
    sha256: String,
    offsets: &'a str,
    boilerplate: Vec<[usize; 2]>,
    parts: Vec<PartRow<'a>>,
    actors: Vec<ActorRow<'a>>,
    attributions: Vec<AttributionRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

#[derive(Serialize)]
struct PartRow<'a> {
    kind: &'a str,
    span: [usize; 2],
}

#[derive(Serialize)]
struct ActorRow<'a> {
    id: String,
    name: &'a str,
    kind: &'a str,
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    mentions: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct AttributionRow<'a> {
    id: u32,
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    kind: &'a str,
    parent: Option<u32>,
    actor: Option<String>,
    speaker: Option<&'a str>,
    speaker_type: &'a str,
    role: Option<&'a str>,
    affiliation: Option<&'a str>,
    act: &'a str,
    target: Option<&'a str>,
    certainty: &'a str,
    when: Option<&'a str>,
    when_value: Option<&'a str>,
    confidence: f64,
    text: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<ReasonRow<'a>>>,
}

/// The words of the three spans, pieces joined by ` […] `.
#[derive(Serialize)]
struct Words {
    source: Option<String>,
    cue: Option<String>,
    content: Option<String>,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    field: &'a str,
    words: Option<&'a str>,
    span: Option<[usize; 2]>,
    how: &'a str,
}

fn row(article: &Article, reading: &Reading, options: &Options) -> String {
    let ruler = Ruler::new(&article.text, options.offsets);
    // Strings and numbers always serialise; only maps with other keys could fail.
    serde_json::to_string(&head(article, reading, options, &ruler)).unwrap_or_default()
}

fn head<'a>(article: &'a Article, reading: &'a Reading, options: &Options, ruler: &Ruler) -> ArticleRow<'a> {
    let text = article.text.as_str();
    ArticleRow {
        schema: SCHEMA,
        doc: &article.id,
        language: reading.language,
        published: article.published.map(|it| it.to_string()),
        outlet: article.outlet.as_deref(),
        title: article.title.as_deref(),
        standfirst: article.standfirst.as_deref(),
        byline: article.byline.as_deref(),
        url: article.url.as_deref(),
        sha256: format!("{:x}", Sha256::digest(text)),
        offsets: options.offsets.name(),
        boilerplate: ruler.spans(&reading.boilerplate),
        parts: article.parts.iter().filter_map(|it| part(it, ruler)).collect(),
        actors: actors(&reading.actors, ruler),
        attributions: reading
            .attributions
            .iter()
            .map(|it| attribution(it, text, reading, ruler, options))
            .collect(),
        body: options.with_text.then_some(text),
    }
}

fn part(it: &Part, ruler: &Ruler) -> Option<PartRow<'static>> {
    Some(PartRow { kind: it.kind.name(), span: ruler.span(it.span)? })
}

fn actors<'a>(actors: &'a [Actor], ruler: &Ruler) -> Vec<ActorRow<'a>> {
    let actors = actors.iter().enumerate();
    actors
        .map(|(at, it)| ActorRow {
            id: actor_id(at),
            name: &it.name,
            kind: it.kind.name(),
            role: it.role.as_deref(),
            affiliation: it.affiliation.as_deref(),
            mentions: ruler.spans(&it.mentions),
        })
        .collect()
}

fn attribution<'a>(
    it: &'a Attribution,
    text: &'a str,
    reading: &Reading,
    ruler: &Ruler,
    options: &Options,
) -> AttributionRow<'a> {
    AttributionRow {
        id: it.id,
        source: ruler.spans(&it.source),
        cue: ruler.spans(&it.cue),
        content: ruler.spans(&it.content),
        kind: it.kind.name(),
        parent: it.parent,
        actor: it.actor.filter(|at| *at < reading.actors.len()).map(actor_id),
        speaker: it.speaker.as_deref(),
        speaker_type: it.speaker_type.name(),
        role: it.role.as_deref(),
        affiliation: it.affiliation.as_deref(),
        act: it.act.name(),
        target: it.target.as_deref(),
        certainty: it.certainty.name(),
        when: it.when.map(|when| words_of(text, when)).filter(|when| !when.is_empty()),
        when_value: it.when_value.as_deref(),
        confidence: rounded(it.confidence),
        text: Words {
            source: joined(text, &it.source),
            cue: joined(text, &it.cue),
            content: joined(text, &it.content),
        },
        why: options.explain.then(|| it.why.iter().map(|why| reason(why, text, ruler)).collect()),
    }
}

fn reason<'a>(it: &'a Reason, text: &'a str, ruler: &Ruler) -> ReasonRow<'a> {
    let span = it.words.and_then(|words| ruler.span(words));
    let words = span.and(it.words).map(|span| words_of(text, span));
    ReasonRow { field: it.field, words, span, how: &it.how }
}

fn actor_id(index: usize) -> String {
    format!("a{}", index + 1)
}

/// A confidence with two digits, between 0 and 1 whatever it was.
pub(super) fn rounded(confidence: f32) -> f64 {
    let confidence = if confidence.is_nan() { 0.0 } else { f64::from(confidence.clamp(0.0, 1.0)) };
    (confidence * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Offsets, sample, schema};
    use expect_test::{Expect, expect};
    use serde_json::Value;

    /// The line fits the schema and looks like that, a field a line.
    fn check(article: &Article, reading: &Reading, options: &Options, expect: Expect) {
        let line = jsonl(article, reading, options);
        assert_eq!(line.find('\n'), Some(line.len() - 1), "one line");
        let value: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(schema::complaints(&value), "");
        expect.assert_eq(&drawn(&line));
    }

    /// Objects of objects in lines, without a parser that would sort the fields.
    fn drawn(line: &str) -> String {
        line.replace(",\"attributions\":[", ",\n\"attributions\":[\n")
            .replace(",\"actors\":[", ",\n\"actors\":[\n")
            .replace("},{", "},\n{")
            .replace("],\"kind\"", "],\n \"kind\"")
            .replace(",\"text\":", ",\n \"text\":")
            .replace(",\"why\":[", ",\n \"why\":[\n  ")
            .replace("],\"body\":", "],\n\"body\":")
    }

    #[test]
    fn a_line_holds_every_field() {
        let (article, reading) = sample::dam();
        check(
            &article,
            &reading,
            &Options::default(),
            expect![[r#"
                {"schema":"selon/1","doc":"digue-1","language":"fr","published":"2026-03-13","outlet":"Le Courrier de Vallebrune","title":"« La digue tiendra », assure la préfète","standfirst":null,"byline":null,"url":"https://courrier-vallebrune.example/digue?page=1&vue=2","sha256":"4b52106408be4dbd2a5492b810ded240e1e1d080e3a0fb44cb2d84e79d579cf4","offsets":"codepoints","boilerplate":[[421,473]],"parts":[],
                "actors":[
                {"id":"a1","name":"Odile Marchetti","kind":"person","role":"préfète de Vallebrune","affiliation":null,"mentions":[[26,41]]},
                {"id":"a2","name":"Tarek Lindqvist","kind":"person","role":"maire","affiliation":null,"mentions":[[84,99]]},
                {"id":"a3","name":"pêcheurs du port","kind":"unnamed","role":null,"affiliation":null,"mentions":[[308,328]]}],
                "attributions":[
                {"id":1,"source":[[0,41]],"cue":[[43,52]],"content":[[59,122]],
                 "kind":"indirect","parent":null,"actor":"a1","speaker":"Odile Marchetti","speaker_type":"person","role":"préfète de Vallebrune","affiliation":null,"act":"deny","target":"Tarek Lindqvist","certainty":"certain","when":"jeudi","when_value":"2026-03-12","confidence":0.93,
                 "text":{"source":"La préfète de Vallebrune, Odile Marchetti","cue":"a démenti","content":"les accusations du maire Tarek Lindqvist sur l'état de la digue"}},
                {"id":2,"source":[[78,99]],"cue":[[63,74]],"content":[[104,122]],
                 "kind":"indirect","parent":1,"actor":"a2","speaker":"Tarek Lindqvist","speaker_type":"person","role":"maire","affiliation":null,"act":"accuse","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"maire Tarek Lindqvist","cue":"accusations","content":"l'état de la digue"}},
                {"id":3,"source":[[150,154]],"cue":[[146,162]],"content":[[126,142],[166,297]],
                 "kind":"direct","parent":null,"actor":"a1","speaker":"Odile Marchetti","speaker_type":"person","role":"préfète de Vallebrune","affiliation":null,"act":"promise","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"elle","cue":"a-t-elle déclaré","content":"La digue tiendra […] et les travaux commenceront en mai, avant les grandes marées, comme la région l'avait demandé aux entreprises retenues l'an dernier"}},
                {"id":4,"source":[[234,243]],"cue":[[244,259]],"content":[[169,226]],
                 "kind":"indirect","parent":3,"actor":null,"speaker":"la région","speaker_type":"person","role":null,"affiliation":null,"act":"request","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"la région","cue":"l'avait demandé","content":"les travaux commenceront en mai, avant les grandes marées"}},
                {"id":5,"source":[[308,328]],"cue":[[302,307]],"content":[[330,369]],
                 "kind":"indirect","parent":null,"actor":"a3","speaker":"pêcheurs du port","speaker_type":"unnamed","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"hedged","when":null,"when_value":null,"confidence":0.81,
                 "text":{"source":"des pêcheurs du port","cue":"Selon","content":"la digue serait fissurée depuis l'hiver"}},
                {"id":6,"source":[[371,392]],"cue":[[393,418]],"content":[],
                 "kind":"indirect","parent":null,"actor":null,"speaker":"Carrelet","speaker_type":"organisation","role":null,"affiliation":null,"act":"decline","target":null,"certainty":"unknown","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"L'entreprise Carrelet","cue":"n'a pas souhaité répondre","content":null}}]}
            "#]],
        );
    }

    #[test]
    fn the_text_and_the_reasons_are_given_when_asked_for() {
        let (article, mut reading) = sample::dam();
        reading.attributions.drain(1..4);
        let options = Options { explain: true, with_text: true, ..Options::default() };
        check(
            &article,
            &reading,
            &options,
            expect![[r#"
                {"schema":"selon/1","doc":"digue-1","language":"fr","published":"2026-03-13","outlet":"Le Courrier de Vallebrune","title":"« La digue tiendra », assure la préfète","standfirst":null,"byline":null,"url":"https://courrier-vallebrune.example/digue?page=1&vue=2","sha256":"4b52106408be4dbd2a5492b810ded240e1e1d080e3a0fb44cb2d84e79d579cf4","offsets":"codepoints","boilerplate":[[421,473]],"parts":[],
                "actors":[
                {"id":"a1","name":"Odile Marchetti","kind":"person","role":"préfète de Vallebrune","affiliation":null,"mentions":[[26,41]]},
                {"id":"a2","name":"Tarek Lindqvist","kind":"person","role":"maire","affiliation":null,"mentions":[[84,99]]},
                {"id":"a3","name":"pêcheurs du port","kind":"unnamed","role":null,"affiliation":null,"mentions":[[308,328]]}],
                "attributions":[
                {"id":1,"source":[[0,41]],"cue":[[43,52]],"content":[[59,122]],
                 "kind":"indirect","parent":null,"actor":"a1","speaker":"Odile Marchetti","speaker_type":"person","role":"préfète de Vallebrune","affiliation":null,"act":"deny","target":"Tarek Lindqvist","certainty":"certain","when":"jeudi","when_value":"2026-03-12","confidence":0.93,
                 "text":{"source":"La préfète de Vallebrune, Odile Marchetti","cue":"a démenti","content":"les accusations du maire Tarek Lindqvist sur l'état de la digue"},
                 "why":[
                  {"field":"act","words":"a démenti","span":[43,52],"how":"a verb of denial"},
                {"field":"speaker","words":null,"span":null,"how":"the subject of the cue"}]},
                {"id":5,"source":[[308,328]],"cue":[[302,307]],"content":[[330,369]],
                 "kind":"indirect","parent":null,"actor":"a3","speaker":"pêcheurs du port","speaker_type":"unnamed","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"hedged","when":null,"when_value":null,"confidence":0.81,
                 "text":{"source":"des pêcheurs du port","cue":"Selon","content":"la digue serait fissurée depuis l'hiver"},
                 "why":[
                  {"field":"certainty","words":"serait","span":[339,345],"how":"a conditional of hearsay"}]},
                {"id":6,"source":[[371,392]],"cue":[[393,418]],"content":[],
                 "kind":"indirect","parent":null,"actor":null,"speaker":"Carrelet","speaker_type":"organisation","role":null,"affiliation":null,"act":"decline","target":null,"certainty":"unknown","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"L'entreprise Carrelet","cue":"n'a pas souhaité répondre","content":null},
                 "why":[
                  ]}],
                "body":"La préfète de Vallebrune, Odile Marchetti, a démenti jeudi les accusations du maire Tarek Lindqvist sur l'état de la digue. « La digue tiendra », a-t-elle déclaré, « et les travaux commenceront en mai, avant les grandes marées, comme la région l'avait demandé aux entreprises retenues l'an dernier. »\n\nSelon des pêcheurs du port, la digue serait fissurée depuis l'hiver. L'entreprise Carrelet n'a pas souhaité répondre.\n\nAbonnez-vous à la lettre du Courrier de Vallebrune !\n"}
            "#]],
        );
    }

    #[test]
    fn offsets_count_what_was_asked_for() {
        let text = "😀 E\u{301}té ]]></script><script>\r\ndit Zoé";
        let reading =
            sample::reading(vec![sample::said(text, 1, "Zoé", "dit", "E\u{301}té ]]></script><script>")]);
        for offsets in Offsets::ALL {
            let line =
                jsonl(&sample::article(text), &reading, &Options { offsets: *offsets, ..Options::default() });
            let value: Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(schema::complaints(&value), "");
            let row = &value["attributions"][0];
            assert_eq!(row["text"]["content"], "E\u{301}té ]]></script><script>");
            let number = |role: &str, edge: usize| row[role][0][edge].as_u64().expect("a number") as usize;
            for (role, words) in [("source", "Zoé"), ("content", "E\u{301}té ]]></script><script>")] {
                let (start, end) = (number(role, 0), number(role, 1));
                let found: String = match offsets {
                    Offsets::CodePoints => text.chars().skip(start).take(end - start).collect(),
                    Offsets::Bytes => text[start..end].into(),
                    Offsets::Utf16 => {
                        let units: Vec<u16> = text.encode_utf16().collect();
                        String::from_utf16(&units[start..end]).expect("no half of a pair")
                    }
                };
                assert_eq!(found, words, "{offsets:?}");
            }
        }
    }

    #[test]
    fn a_broken_reading_still_fits_the_schema() {
        let (article, reading) = sample::broken();
        check(
            &article,
            &reading,
            &Options { explain: true, ..Options::default() },
            expect![[r#"
                {"schema":"selon/1","doc":"digue-1","language":"fr","published":null,"outlet":null,"title":null,"standfirst":null,"byline":null,"url":null,"sha256":"5c3f90779d7dd25669f6d35719903f7e31c9e3b2ea1539cf7ba980da9f366478","offsets":"codepoints","boilerplate":[[0,1],[23,41]],"parts":[],
                "actors":[
                {"id":"a1","name":"Zoé","kind":"person","role":null,"affiliation":null,"mentions":[]}],
                "attributions":[
                {"id":1,"source":[[16,19]],"cue":[[12,15]],"content":[[0,3],[3,41]],
                 "kind":"indirect","parent":2,"actor":null,"speaker":"Zoé","speaker_type":"person","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"Zoé","cue":"dit","content":"Öl  […] 🛢️ fuit, dit Zoé.\r\nNon 😀 !\n\n<b>Fin</b>"},
                 "why":[
                  ]},
                {"id":2,"source":[[16,19]],"cue":[[12,15]],"content":[[0,14],[6,26]],
                 "kind":"indirect","parent":1,"actor":null,"speaker":"Zoé","speaker_type":"person","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.9,
                 "text":{"source":"Zoé","cue":"dit","content":"Öl 🛢️ fuit, di […] fuit, dit Zoé.\r\nNon "},
                 "why":[
                  ]},
                {"id":3,"source":[[16,19]],"cue":[[10,16]],"content":[[10,34]],
                 "kind":"indirect","parent":3,"actor":null,"speaker":"Zoé","speaker_type":"person","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":0.0,
                 "text":{"source":"Zoé","cue":", dit ","content":", dit Zoé.\r\nNon 😀 !\n\n<b>"},
                 "why":[
                  ]},
                {"id":1,"source":[],"cue":[],"content":[],
                 "kind":"indirect","parent":99,"actor":null,"speaker":"Zoé","speaker_type":"person","role":null,"affiliation":null,"act":"assert","target":null,"certainty":"certain","when":null,"when_value":null,"confidence":1.0,
                 "text":{"source":null,"cue":null,"content":null},
                 "why":[
                  ]}]}
            "#]],
        );
    }

    #[test]
    fn a_document_holds_the_same_rows() {
        let items = [sample::dam(), sample::broken()];
        let value: Value = serde_json::from_str(&json(&items, &Options::default())).expect("JSON");
        assert_eq!(schema::complaints(&value), "");
        for (at, (article, reading)) in items.iter().enumerate() {
            let line = jsonl(article, reading, &Options::default());
            assert_eq!(value["articles"][at], serde_json::from_str::<Value>(&line).expect("JSON"));
        }
        let empty: Value = serde_json::from_str(&json(&[], &Options::default())).expect("JSON");
        assert_eq!(schema::complaints(&empty), "");
    }

    #[test]
    fn what_is_read_fits_the_schema() {
        let (article, _) = sample::dam();
        let value: Value =
            serde_json::from_str(&jsonl(&article, &crate::read(&article), &Options::default()))
                .expect("JSON");
        assert_eq!(schema::complaints(&value), "");
    }
}
