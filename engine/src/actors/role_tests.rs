//! Which role an article gives to whom.

use expect_test::expect;

use super::tests::check;

#[test]
fn an_apposition_makes_an_unknown_name_a_person() {
    check(
        "fr",
        "« Oui », a expliqué à l'AGP [Anol Pitel, un responsable de la zone entourant le parc de Loriel]. « Non », a dit [M. Pitel]. \
         Jeudi, [Jules Tournel, le Défenseur des droits], a protesté.",
        expect![[r#"
            Anol Pitel, un responsable de la zone entourant le parc de Loriel: Anol Pitel | person | responsable de la zone entourant le parc de Loriel
            M. Pitel: Anol Pitel | person | responsable de la zone entourant le parc de Loriel
            Jules Tournel, le Défenseur des droits: Jules Tournel | person | Défenseur des droits
        "#]],
    );
}

#[test]
fn an_apposition_needs_no_verb_to_end() {
    check(
        "fr",
        "On parle de Marc Dupret, ce journaliste de la RTX suspendu brièvement en janvier à la suite d'un courriel. [Marc Dupret] proteste. \
         Le tireur, Gaston Brouillon, un retraité de 71 ans, a lui-même appelé. [Gaston Brouillon] avoue.",
        expect![[r#"
            Marc Dupret: Marc Dupret | person | journaliste de la RTX
            Gaston Brouillon: Gaston Brouillon | person | tireur, retraité de 71 ans
        "#]],
    );
}

#[test]
fn a_comma_that_closes_what_stands_in_front_makes_no_apposition() {
    check(
        "fr",
        "Deux ans après la mort d'un homme sous les genoux d'un policier blanc, Colin Bastide a promis une enquête. [Colin Bastide] insiste.",
        expect![[r#"
            Colin Bastide: Colin Bastide | person | -
        "#]],
    );
}

#[test]
fn who_speaks_behind_a_place_is_no_apposition_of_it() {
    check(
        "en",
        "Several shops were looted in Lorielle, [authorities] said. In the city of Orvane, [police] said nobody was hurt.",
        expect![[r#"
            authorities: authorities | organisation | -
            police: police | organisation | -
        "#]],
    );
}

#[test]
fn two_of_one_post_are_two() {
    check(
        "fr",
        "Le juge en chef Rossi et le juge Randall Bocquet gèrent la cause. [Le juge Bocquet] ajoute.",
        expect![[r#"
            Le juge Bocquet: Randall Bocquet | person | juge
        "#]],
    );
}

#[test]
fn the_name_of_a_festival_goes_on_with_the_role() {
    check(
        "fr",
        "L'ex-directeur du festival Les Équinoxes, Lothaire Desgrange, a été reconnu coupable. [Lothaire Desgrange] nie.",
        expect![[r#"
            Lothaire Desgrange: Lothaire Desgrange | person | ex-directeur du festival Les Équinoxes
        "#]],
    );
}

#[test]
fn a_possessive_is_spelled_out() {
    check(
        "fr",
        "Gilles Balcon nie tout. Son avocat Loïc Dumoret réagit. [Le célèbre avocat] s'explique.",
        expect![[r#"
            Le célèbre avocat: Loïc Dumoret | person | avocat de Gilles Balcon, célèbre avocat
        "#]],
    );
    check(
        "en",
        "Clara Denholm spoke to Robert Negrel. Her lawyer, Jane Aldous, objected. [Jane Aldous] appealed.",
        expect![[r#"
            Jane Aldous: Jane Aldous | person | lawyer of Clara Denholm
        "#]],
    );
}

#[test]
fn a_thing_is_no_post() {
    check(
        "fr",
        "[Milo Rombert] a menacé. Il refuse l'atome militaire dans le cadre de l'effort. L'objectif numéro 1 est là. [Rombert] promet.",
        expect![[r#"
            Milo Rombert: Milo Rombert | person | -
            Rombert: Milo Rombert | person | -
        "#]],
    );
}

#[test]
fn a_body_is_told_what_it_is() {
    check(
        "fr",
        "[Le tabloïd norlandais The Becon] écrit. Le journal portugais Correio da Praia le dit. [Le Correio da Praia] ajoute. \
         [L'agence nationale des statistiques, l'Insoe,] annonce.",
        expect![[r#"
            Le tabloïd norlandais The Becon: The Becon | organisation | tabloïd norlandais
            Le Correio da Praia: Correio da Praia | organisation | journal portugais
            L'agence nationale des statistiques, l'Insoe,: Insoe | organisation | agence nationale des statistiques
        "#]],
    );
}

#[test]
fn a_sentence_tells_a_role_before_or_behind_its_subject() {
    check(
        "fr",
        "Chef du service d'infectiologie à l'hôpital de Loriel, le praticien appelle à l'aide. [Alban Caumont] avise. \
         Odile Marchetta est la première actionnaire et la présidente du conseil de Loriel. [Odile Marchetta] se tait. \
         Jean Dubost est accusé de vol. [Jean Dubost] nie.",
        expect![[r#"
            Alban Caumont: Alban Caumont | person | praticien, Chef du service d'infectiologie à l'hôpital de Loriel
            Odile Marchetta: Odile Marchetta | person | première actionnaire et la présidente du conseil de Loriel
            Jean Dubost: Jean Dubost | person | -
        "#]],
    );
}

#[test]
fn a_witness_plays_a_part_and_a_woman_does_not() {
    check(
        "fr",
        "[Des internautes] protestent. [Une femme] les approuve. [Deux éclusiers] attendent.",
        expect![[r#"
            Des internautes: internautes | unnamed | internautes
            Une femme: femme | unnamed | -
            Deux éclusiers: éclusiers | unnamed | éclusiers
        "#]],
    );
}
