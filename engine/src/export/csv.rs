//! A reading → CSV, a row an attribution.
//!
//! A cell that a spreadsheet would run as a formula (it begins with `=`, `+`,
//! `-`, `@`, a tab or a carriage return) gets a `'` before it: the words come from
//! pages that anybody may have written, and the table is for people who open it
//! in a spreadsheet. Programs that need every byte read `jsonl`. Offsets are
//! written `176..229`, since `1-12` would be taken for a date.

use crate::{
    Article, Attribution, Reading, Span,
    export::{Options, json::rounded, offsets::Ruler, piece},
};

const COLUMNS: [&str; 22] = [
    "doc",
    "outlet",
    "published",
    "id",
    "parent",
    "kind",
    "speaker",
    "speaker_type",
    "role",
    "affiliation",
    "act",
    "target",
    "certainty",
    "when",
    "when_value",
    "source",
    "cue",
    "content",
    "confidence",
    "source_offsets",
    "cue_offsets",
    "content_offsets",
];

/// The names of the columns, one line.
pub fn csv_header() -> String {
    written([COLUMNS.map(String::from)])
}

/// One article's findings, a row each; nothing if there are none.
pub fn csv(article: &Article, reading: &Reading, options: &Options) -> String {
    let ruler = Ruler::new(&article.text, options.offsets);
    written(reading.attributions.iter().map(|it| row(article, it, &ruler)))
}

fn row(article: &Article, it: &Attribution, ruler: &Ruler) -> [String; COLUMNS.len()] {
    let text = article.text.as_str();
    [
        cell(&article.id),
        optional(article.outlet.as_deref()),
        article.published.map(|it| it.to_string()).unwrap_or_default(),
        it.id.to_string(),
        it.parent.map(|it| it.to_string()).unwrap_or_default(),
        it.kind.name().into(),
        optional(it.speaker.as_deref()),
        it.speaker_type.name().into(),
        optional(it.role.as_deref()),
        optional(it.affiliation.as_deref()),
        it.act.name().into(),
        optional(it.target.as_deref()),
        it.certainty.name().into(),
        optional(it.when.map(|it| piece::words_of(text, it))),
        optional(it.when_value.as_deref()),
        optional(piece::joined(text, &it.source).as_deref()),
        optional(piece::joined(text, &it.cue).as_deref()),
        optional(piece::joined(text, &it.content).as_deref()),
        rounded(it.confidence).to_string(),
        places(&it.source, ruler),
        places(&it.cue, ruler),
        places(&it.content, ruler),
    ]
}

fn optional(value: Option<&str>) -> String {
    value.map(cell).unwrap_or_default()
}

/// The value as a spreadsheet shows it and does not run it.
fn cell(value: &str) -> String {
    let runs = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs { format!("'{value}") } else { value.into() }
}

fn places(spans: &[Span], ruler: &Ruler) -> String {
    let places: Vec<_> = ruler.spans(spans).iter().map(|[start, end]| format!("{start}..{end}")).collect();
    places.join(";")
}

fn written(rows: impl IntoIterator<Item = [String; COLUMNS.len()]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Memory takes every row, and all have the same number of cells.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use expect_test::{Expect, expect};

    /// The rows as pairs of column and value, without the empty ones.
    fn check(article: &Article, reading: &Reading, expect: Expect) {
        let table = csv_header() + &csv(article, reading, &Options::default());
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let names = reader.headers().expect("a header").clone();
        let mut drawing = String::new();
        for row in reader.records().map(|it| it.expect("a row as long as the header")) {
            let cells = names.iter().zip(&row).filter(|(_, value)| !value.is_empty());
            drawing += &cells.map(|(name, value)| format!("{name:<16} {value:?}\n")).collect::<String>();
            drawing += "\n";
        }
        expect.assert_eq(&drawing);
    }

    #[test]
    fn a_row_tells_all_of_one_attribution() {
        let (article, mut reading) = sample::dam();
        reading.attributions.truncate(3);
        check(
            &article,
            &reading,
            expect![[r#"
            doc              "digue-1"
            outlet           "Le Courrier de Vallebrune"
            published        "2026-03-13"
            id               "1"
            kind             "indirect"
            speaker          "Odile Marchetti"
            speaker_type     "person"
            role             "préfète de Vallebrune"
            act              "deny"
            target           "Tarek Lindqvist"
            certainty        "certain"
            when             "jeudi"
            when_value       "2026-03-12"
            source           "La préfète de Vallebrune, Odile Marchetti"
            cue              "a démenti"
            content          "les accusations du maire Tarek Lindqvist sur l'état de la digue"
            confidence       "0.93"
            source_offsets   "0..41"
            cue_offsets      "43..52"
            content_offsets  "59..122"

            doc              "digue-1"
            outlet           "Le Courrier de Vallebrune"
            published        "2026-03-13"
            id               "2"
            parent           "1"
            kind             "indirect"
            speaker          "Tarek Lindqvist"
            speaker_type     "person"
            role             "maire"
            act              "accuse"
            certainty        "certain"
            source           "maire Tarek Lindqvist"
            cue              "accusations"
            content          "l'état de la digue"
            confidence       "0.9"
            source_offsets   "78..99"
            cue_offsets      "63..74"
            content_offsets  "104..122"

            doc              "digue-1"
            outlet           "Le Courrier de Vallebrune"
            published        "2026-03-13"
            id               "3"
            kind             "direct"
            speaker          "Odile Marchetti"
            speaker_type     "person"
            role             "préfète de Vallebrune"
            act              "promise"
            certainty        "certain"
            source           "elle"
            cue              "a-t-elle déclaré"
            content          "La digue tiendra […] et les travaux commenceront en mai, avant les grandes marées, comme la région l'avait demandé aux entreprises retenues l'an dernier"
            confidence       "0.9"
            source_offsets   "150..154"
            cue_offsets      "146..162"
            content_offsets  "126..142;166..297"

        "#]],
        );
    }

    #[test]
    fn words_that_look_like_a_formula_stay_words() {
        let text = "=HYPERLINK(\"//evil.example\") dit\n+1, @Zoé, -5";
        let article = sample::article(text);
        let odd = Attribution {
            speaker: Some("@Zoé".into()),
            target: Some("-5".into()),
            ..sample::said(text, 1, "+1", "dit", "=HYPERLINK(\"//evil.example\")|+1, @Zoé")
        };
        check(
            &article,
            &sample::reading(vec![odd]),
            expect![[r#"
                doc              "digue-1"
                id               "1"
                kind             "indirect"
                speaker          "'@Zoé"
                speaker_type     "person"
                act              "assert"
                target           "'-5"
                certainty        "certain"
                source           "'+1"
                cue              "dit"
                content          "'=HYPERLINK(\"//evil.example\") […] +1, @Zoé"
                confidence       "0.9"
                source_offsets   "33..35"
                cue_offsets      "29..32"
                content_offsets  "0..28;33..41"

            "#]],
        );
    }

    #[test]
    fn broken_readings_give_rows_all_the_same() {
        let (article, reading) = sample::broken();
        check(
            &article,
            &reading,
            expect![[r#"
            doc              "digue-1"
            id               "1"
            parent           "2"
            kind             "indirect"
            speaker          "Zoé"
            speaker_type     "person"
            act              "assert"
            certainty        "certain"
            source           "Zoé"
            cue              "dit"
            content          "Öl  […] 🛢\u{fe0f} fuit, dit Zoé.\r\nNon 😀 !\n\n<b>Fin</b>"
            confidence       "0.9"
            source_offsets   "16..19"
            cue_offsets      "12..15"
            content_offsets  "0..3;3..41"

            doc              "digue-1"
            id               "2"
            parent           "1"
            kind             "indirect"
            speaker          "Zoé"
            speaker_type     "person"
            act              "assert"
            certainty        "certain"
            source           "Zoé"
            cue              "dit"
            content          "Öl 🛢\u{fe0f} fuit, di […] fuit, dit Zoé.\r\nNon "
            confidence       "0.9"
            source_offsets   "16..19"
            cue_offsets      "12..15"
            content_offsets  "0..14;6..26"

            doc              "digue-1"
            id               "3"
            parent           "3"
            kind             "indirect"
            speaker          "Zoé"
            speaker_type     "person"
            act              "assert"
            certainty        "certain"
            source           "Zoé"
            cue              ", dit "
            content          ", dit Zoé.\r\nNon 😀 !\n\n<b>"
            confidence       "0"
            source_offsets   "16..19"
            cue_offsets      "10..16"
            content_offsets  "10..34"

            doc              "digue-1"
            id               "1"
            parent           "99"
            kind             "indirect"
            speaker          "Zoé"
            speaker_type     "person"
            act              "assert"
            certainty        "certain"
            confidence       "1"

        "#]],
        );
    }
}
