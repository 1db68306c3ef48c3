use expect_test::{Expect, expect};

use super::*;
use crate::{Article, Language};

/// Each source in brackets, and who it is.
fn draw(code: &str, marked: &str) -> String {
    let mut text = String::new();
    let mut sources = Vec::new();
    for piece in marked.split_inclusive(['[', ']']) {
        let end = text.len() + piece.trim_end_matches(['[', ']']).len();
        if piece.ends_with(']') {
            sources.push(Span::new(text.len(), end));
        }
        text += piece.trim_end_matches(['[', ']']);
    }
    let article = Article::of_language("a", &text, Language::get(code).expect("there is data for it"));
    let mut attributions: Vec<_> = sources.iter().zip(1..).map(|(it, id)| attribution(id, *it)).collect();
    resolve(&Document::new(&article), &mut attributions);
    let line = |it: &Attribution| {
        let fields =
            [it.speaker.as_deref().unwrap_or("?"), it.speaker_type.name(), it.role.as_deref().unwrap_or("-")];
        format!("{}: {}\n", it.source[0].of(&text), fields.join(" | "))
    };
    attributions.iter().map(line).collect()
}

fn attribution(id: u32, source: Span) -> Attribution {
    Attribution::of_words(id, Kind::Indirect, vec![source], Vec::new(), Vec::new())
}

pub(super) fn check(code: &str, marked: &str, expected: Expect) {
    expected.assert_eq(&draw(code, marked));
}

#[test]
fn one_of_several_goes_by_the_name_behind_the_comma() {
    check(
        "fr",
        "[L'un des clients de la brasserie, Rodrigo Negrel,] se plaint. [Un de ses avocats, Me Didier Servan,] proteste. \
         [Un courrier du ministre Valmy] l'annonce.",
        expect![[r#"
            L'un des clients de la brasserie, Rodrigo Negrel,: Rodrigo Negrel | person | un des clients de la brasserie
            Un de ses avocats, Me Didier Servan,: Didier Servan | person | Un de ses avocats
            Un courrier du ministre Valmy: courrier du ministre Valmy | document | -
        "#]],
    );
    check(
        "en",
        "[One of the guests of the inn, Robert Negrel,] complains. [A friend of the minister, Jane Aldous,] objects.",
        expect![[r#"
            One of the guests of the inn, Robert Negrel,: Robert Negrel | person | One of the guests of the inn
            A friend of the minister, Jane Aldous,: Jane Aldous | person | friend of the minister
        "#]],
    );
}

#[test]
fn a_description_is_not_whom_it_names() {
    check(
        "fr",
        "Maël Cordier a disparu lundi. [Le père de Maël] a porté plainte. [L'actrice de 34 ans] le soutient.",
        expect![[r#"
            Le père de Maël: père de Maël | person | père de Maël
            L'actrice de 34 ans: actrice de 34 ans | person | actrice
        "#]],
    );
}

#[test]
fn a_name_follows_the_body_that_its_role_belongs_to() {
    check(
        "fr",
        "C'est faux, selon [le porte-parole du ministère russe de la Défense Ivan Konarenko]. [Ivan Konarenko] insiste. [Il] conclut. \
         Elle vise le secrétaire d’État américain Mick Pomelo, [qui] accuse. Les accusations du secrétaire d'État Jean Valmy, [qui] insiste.",
        expect![[r#"
            le porte-parole du ministère russe de la Défense Ivan Konarenko: Ivan Konarenko | person | porte-parole du ministère russe de la Défense
            Ivan Konarenko: Ivan Konarenko | person | porte-parole du ministère russe de la Défense
            Il: Ivan Konarenko | person | porte-parole du ministère russe de la Défense
            qui: Mick Pomelo | person | secrétaire d’État américain
            qui: Jean Valmy | person | secrétaire d'État
        "#]],
    );
}

#[test]
fn the_same_source_is_the_last_that_is_not_named() {
    check(
        "fr",
        "Selon [des sources bien informées], [la Norvège] a conclu que la digue cédera. C'est sûr, indique [la même source].",
        expect![[r#"
            des sources bien informées: sources bien informées | unnamed | -
            la Norvège: Norvège | organisation | -
            la même source: sources bien informées | unnamed | -
        "#]],
    );
}

#[test]
fn several_names_share_the_role_beside_them() {
    check(
        "fr",
        "[Les avocats du club, Karine Bardou et Hervé Tonnelier,] protestent. \
         [Jean Valmy et Odile Marchetta, maires des deux villes,] aussi.",
        expect![[r#"
            Les avocats du club, Karine Bardou et Hervé Tonnelier,: Karine Bardou et Hervé Tonnelier | person | avocats du club
            Jean Valmy et Odile Marchetta, maires des deux villes,: Jean Valmy et Odile Marchetta | person | maires des deux villes
        "#]],
    );
}

#[test]
fn an_age_tells_nobody_apart() {
    check(
        "fr",
        "La comédienne Odile Marchetta porte plainte. [La comédienne de 34 ans] l'accuse. [L'élue de 50 ans] doute.",
        expect![[r#"
            La comédienne de 34 ans: Odile Marchetta | person | comédienne
            L'élue de 50 ans: élue de 50 ans | person | élue
        "#]],
    );
}

#[test]
fn who_says_i_in_a_quotation_that_goes_on_is_who_spoke_last() {
    check(
        "fr",
        "« La digue tiendra », dit [Odile Marchetta]. « [J']ai demandé une visite. » [Je] demande à voir.",
        expect![[r#"
            Odile Marchetta: Odile Marchetta | person | -
            J': Odile Marchetta | person | -
            Je: ? | unnamed | -
        "#]],
    );
}

#[test]
fn a_role_stands_before_or_behind_its_name() {
    check(
        "fr",
        "[Le ministre de la Pêche, Jean Valmy], a promis une aide. [Odile Marchetta, maire de Port-Hélier,] en doute. \
         [M. Valmy] insiste.",
        expect![[r#"
            Le ministre de la Pêche, Jean Valmy: Jean Valmy | person | ministre de la Pêche
            Odile Marchetta, maire de Port-Hélier,: Odile Marchetta | person | maire de Port-Hélier
            M. Valmy: Jean Valmy | person | ministre de la Pêche
        "#]],
    );
}

#[test]
fn a_pronoun_means_the_last_person_of_its_gender() {
    check(
        "fr",
        "Le ministre Jean Valmy a reçu la maire Odile Marchetta. « J'attends », dit-[elle]. Puis [il] s'est tu.",
        expect![[r#"
            elle: Odile Marchetta | person | maire
            il: Jean Valmy | person | ministre
        "#]],
    );
}

#[test]
fn two_people_of_one_surname_are_kept_apart() {
    check(
        "en",
        "[Anna Torvik] said the harbour was safe. [Josef Torvik] said it was not. [Torvik] would not say more.",
        expect![[r#"
            Anna Torvik: Anna Torvik | person | -
            Josef Torvik: Josef Torvik | person | -
            Torvik: Torvik | person | -
        "#]],
    );
}

#[test]
fn an_acronym_in_brackets_is_its_full_name() {
    check(
        "fr",
        "[L'Agence des ports du Nord (APN)] a ouvert une enquête. Selon [l'APN], tout va bien.",
        expect![[r#"
            L'Agence des ports du Nord (APN): Agence des ports du Nord | organisation | -
            l'APN: Agence des ports du Nord | organisation | -
        "#]],
    );
}

#[test]
fn a_capital_that_speaks_is_its_state() {
    check(
        "fr",
        "[Oslo] dément, [la Suède] s'inquiète.",
        expect![[r#"
            Oslo: Norvège | organisation | -
            la Suède: Suède | organisation | -
        "#]],
    );
}

#[test]
fn a_source_without_a_name_stays_unnamed() {
    check(
        "en",
        "[Two officials close to the talks] said so. [A spokesman] declined. [The unions] protested. [A report] says more.",
        expect![[r#"
            Two officials close to the talks: officials close to the talks | unnamed | officials close to the talks
            A spokesman: spokesman | unnamed | spokesman
            The unions: unions | group | -
            A report: report | document | -
        "#]],
    );
}

#[test]
fn a_relative_means_what_stands_before_it() {
    check(
        "fr",
        "Lucien Pradelle, [qui] dirige le chantier, nie. Le syndicat du port, [qui] proteste, attend.",
        expect![[r#"
            qui: Lucien Pradelle | person | -
            qui: syndicat du port | organisation | -
        "#]],
    );
}

#[test]
fn a_post_and_a_name_in_neighbouring_sentences_are_one_person() {
    check(
        "fr",
        "[Irène Castaval] a parlé lundi. « Le port rouvrira », a dit [la présidente de la région]. [Elle] reviendra.",
        expect![[r#"
            Irène Castaval: Irène Castaval | person | présidente de la région
            la présidente de la région: Irène Castaval | person | présidente de la région
            Elle: Irène Castaval | person | présidente de la région
        "#]],
    );
}

#[test]
fn an_apposition_in_english_needs_no_article() {
    check(
        "en",
        "[Harbour master Paul Ederlin] said boats could leave. [Ingrid Malmeer, a lawyer for the owners,] disagreed. \
         [He] would not reply to [her].",
        expect![[r#"
            Harbour master Paul Ederlin: Paul Ederlin | person | Harbour master
            Ingrid Malmeer, a lawyer for the owners,: Ingrid Malmeer | person | lawyer for the owners
            He: Paul Ederlin | person | Harbour master
            her: Ingrid Malmeer | person | lawyer for the owners
        "#]],
    );
}

#[test]
fn a_name_runs_over_no_edge_of_a_source() {
    check(
        "fr",
        "« La digue tiendra », a déclaré à l'ASP [Jo Rinval, le responsable du port]. [Zorn, 22 ans], en doute. [M’jid El Karoui] aussi, dit M’jid El Karoui.",
        expect![[r#"
            Jo Rinval, le responsable du port: Jo Rinval | person | responsable du port
            Zorn, 22 ans: Zorn | person | -
            M’jid El Karoui: M’jid El Karoui | person | -
        "#]],
    );
}

#[test]
fn who_stands_first_speaks_and_not_who_is_named_in_the_apposition() {
    check(
        "fr",
        "Hier en point presse, [Stefan Seibold, le porte-parole de la chancelière Angela Dorn], a parlé. \
         [Le porte-parole de la chancelière Angela Dorn] se tait. [Les opposants aux ordonnances Valmy] protestent. \
         [Le vice-premier ministre Neue Vlak et ministre de la Pêche, Alexandre Dupuis], hésite.",
        expect![[r#"
            Stefan Seibold, le porte-parole de la chancelière Angela Dorn: Stefan Seibold | person | porte-parole de la chancelière Angela Dorn
            Le porte-parole de la chancelière Angela Dorn: Stefan Seibold | person | porte-parole de la chancelière Angela Dorn
            Les opposants aux ordonnances Valmy: opposants aux ordonnances Valmy | group | opposants aux ordonnances Valmy
            Le vice-premier ministre Neue Vlak et ministre de la Pêche, Alexandre Dupuis: Alexandre Dupuis | person | vice-premier ministre Neue Vlak et ministre de la Pêche
        "#]],
    );
}

#[test]
fn a_body_is_taken_up_by_what_it_is() {
    check(
        "fr",
        "[L'ONG Human Lake Watch] publie un rapport sur Gaza. [L'ONG] accuse. [HLW] insiste. Une plainte vise Lumisphère, une société de conseil. \
         [La société] dément.",
        expect![[r#"
            L'ONG Human Lake Watch: Human Lake Watch | organisation | ONG
            L'ONG: Human Lake Watch | organisation | ONG
            HLW: Human Lake Watch | organisation | ONG
            La société: Lumisphère | organisation | société de conseil
        "#]],
    );
}

#[test]
fn who_opens_an_article_is_named_later() {
    check(
        "fr",
        "[Une journaliste norvégienne] a porté plainte lundi. Le maire n'a rien dit.\n\n[Anna-Karin Strand, journaliste de 37 ans], raconte. [Elle] attend.",
        expect![[r#"
            Une journaliste norvégienne: Anna-Karin Strand | person | journaliste de 37 ans, journaliste norvégienne
            Anna-Karin Strand, journaliste de 37 ans: Anna-Karin Strand | person | journaliste de 37 ans, journaliste norvégienne
            Elle: Anna-Karin Strand | person | journaliste de 37 ans, journaliste norvégienne
        "#]],
    );
}

#[test]
fn autorites_are_a_body_and_a_share_of_people_is_a_group() {
    check(
        "fr",
        "[Les autorités] se taisent. [Les associations] protestent. [71 % des élus] approuvent. [Des élus] doutent. [De nombreux habitants] aussi. \
         On l'a appris auprès des [pompiers]. [Les Norvégiens] attendent. [Météo Norvège] et [Canal 9] annoncent la pluie.",
        expect![[r#"
            Les autorités: autorités | organisation | -
            Les associations: associations | group | -
            71 % des élus: élus | group | élus
            Des élus: élus | unnamed | élus
            De nombreux habitants: habitants | unnamed | habitants
            pompiers: pompiers | group | pompiers
            Les Norvégiens: Norvégiens | group | -
            Météo Norvège: Météo Norvège | organisation | -
            Canal 9: Canal 9 | organisation | -
        "#]],
    );
}

#[test]
fn words_are_of_who_says_them() {
    check(
        "fr",
        "Selon [les informations de La Voix du Lac], c'est faux. Odile Marchetta est, selon [ses propres mots], prudente. \
         Selon [on, dans l'entourage du maire], elle hésite.",
        expect![[r#"
            les informations de La Voix du Lac: Voix du Lac | organisation | -
            ses propres mots: Odile Marchetta | person | -
            on, dans l'entourage du maire: entourage du maire | unnamed | -
        "#]],
    );
}

#[test]
fn a_post_of_a_state_is_told_by_its_name_or_its_people() {
    check(
        "fr",
        "Le président norvégien Karl Dorn est venu. [Le président de la Norvège] proteste. \
         [Le père de la petite Maëva Corti] aussi. [Le septuagénaire Dorn] insiste.",
        expect![[r#"
            Le président de la Norvège: Karl Dorn | person | président norvégien, président de la Norvège, septuagénaire
            Le père de la petite Maëva Corti: père de la petite Maëva Corti | person | père de la petite Maëva Corti
            Le septuagénaire Dorn: Karl Dorn | person | président norvégien, président de la Norvège, septuagénaire
        "#]],
    );
}

#[test]
fn a_name_with_a_number_or_a_role_right_behind_it_speaks() {
    check(
        "fr",
        "[20Heures] l'annonce. [Corvo, le président de la région] se dit inquiet. [Joren Zaumann le vice-président du club] attend. \
         [Une trentaine de salariés du port] protestent.",
        expect![[r#"
            20Heures: 20Heures | organisation | -
            Corvo, le président de la région: Corvo | person | président de la région
            Joren Zaumann le vice-président du club: Joren Zaumann | person | vice-président du club
            Une trentaine de salariés du port: trentaine de salariés du port | group | -
        "#]],
    );
}

#[test]
fn an_infinitive_takes_the_speaker_of_the_clause_around_it() {
    let text = "Odile Marchetta dit avoir refusé un poste.";
    let article = Article::of_language("a", text, Language::get("fr").expect("there is data for it"));
    let at = |words: &str| {
        let start = text.find(words).expect("it is in the text");
        vec![Span::new(start, start + words.len())]
    };
    let outer = Attribution::of_words(
        1,
        Kind::Indirect,
        at("Odile Marchetta"),
        at("dit"),
        at("avoir refusé un poste"),
    );
    let mut inner = Attribution::of_words(2, Kind::Indirect, Vec::new(), at("avoir refusé"), at("un poste"));
    inner.parent = Some(1);
    let mut attributions = [outer, inner];
    resolve(&Document::new(&article), &mut attributions);
    assert_eq!(attributions[1].speaker.as_deref(), Some("Odile Marchetta"));
}
