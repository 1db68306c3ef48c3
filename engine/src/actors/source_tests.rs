//! What a source is called that has no name of its own.

use expect_test::expect;

use super::tests::check;

#[test]
fn how_somebody_was_come_by_is_not_who_they_are() {
    check(
        "fr",
        "[Un pompier joint par téléphone] confirme. [Un notaire qui ne veut pas être nommé] s'étonne. \
         [Un éclusier qui a suivi le chantier] proteste. [Trois marins que nous avons rencontrés] en doutent.",
        expect![[r#"
            Un pompier joint par téléphone: pompier | unnamed | pompier
            Un notaire qui ne veut pas être nommé: notaire | unnamed | notaire
            Un éclusier qui a suivi le chantier: éclusier qui a suivi le chantier | unnamed | éclusier
            Trois marins que nous avons rencontrés: marins | unnamed | marins
        "#]],
    );
    check(
        "en",
        "[A clerk who would not give her name] agreed. [Two bargemen interviewed by the Lantern] did not. \
         [A woman who saw the flood] wept.",
        expect![[r#"
            A clerk who would not give her name: clerk | unnamed | clerk
            Two bargemen interviewed by the Lantern: bargemen | group | -
            A woman who saw the flood: woman who saw the flood | unnamed | -
        "#]],
    );
}

#[test]
fn a_name_that_belongs_somewhere_is_a_name() {
    check(
        "en",
        "[Ysolde Karrin of the Harbour Guild] refused. [She] left.",
        expect![[r#"
            Ysolde Karrin of the Harbour Guild: Ysolde Karrin | person | -
            She: Ysolde Karrin | person | -
        "#]],
    );
}

#[test]
fn what_is_always_somebodys_is_told_with_whose_it_is() {
    check(
        "fr",
        "La biscuiterie Valmarin ferme. [La direction] regrette. Odile Cordier proteste, [sa mère] aussi.",
        expect![[r#"
            La direction: direction de Valmarin | organisation | -
            sa mère: mère d'Odile Cordier | person | mère d'Odile Cordier
        "#]],
    );
    check(
        "en",
        "[The Corvane Group] closed the dam. [A spokeswoman] had no comment. [Jonas Trell] sued; [his lawyers] gave no reason.",
        expect![[r#"
            The Corvane Group: Corvane Group | organisation | -
            A spokeswoman: spokeswoman of Corvane Group | unnamed | spokeswoman of Corvane Group
            Jonas Trell: Jonas Trell | person | -
            his lawyers: lawyers of Jonas Trell | group | lawyers of Jonas Trell
        "#]],
    );
}

#[test]
fn ours_is_the_outlets() {
    check(
        "fr",
        "Octave Dorn est parti. [Nos confrères du Phare] l'affirment.",
        expect![[r#"
            Nos confrères du Phare: confrères du Phare | group | confrères du Phare
        "#]],
    );
}

#[test]
fn what_leads_to_a_source_is_no_part_of_it() {
    check(
        "fr",
        "Yvain Ostrel conteste par la voix de [son avocat Richard Sorel].",
        expect![[r#"
            son avocat Richard Sorel: Richard Sorel | person | avocat d'Yvain Ostrel
        "#]],
    );
}

#[test]
fn brackets_and_marks_keep_their_other_half() {
    check(
        "fr",
        "[La mission de la Ligue des rives (LDR)] confirme. [Le « témoin bleu »] nie.",
        expect![[r#"
            La mission de la Ligue des rives (LDR): mission de la Ligue des rives (LDR) | organisation | -
            Le « témoin bleu »: témoin bleu | person | témoin bleu
        "#]],
    );
}

#[test]
fn one_of_several_is_called_by_their_noun() {
    check(
        "fr",
        "[Deux anciens éclusiers] ont parlé. [L'un d'eux] accuse le port ; [l'autre] s'en défend. \
         [L'une d'elles, batelière,] rit. [L'un d'eux, Anselme Dorn,] signe.",
        expect![[r#"
            Deux anciens éclusiers: anciens éclusiers | unnamed | anciens éclusiers
            L'un d'eux: ancien éclusier | unnamed | -
            l'autre: ancien éclusier | unnamed | -
            L'une d'elles, batelière,: batelière | unnamed | -
            L'un d'eux, Anselme Dorn,: Anselme Dorn | person | -
        "#]],
    );
    check(
        "en",
        "[Three divers] saw the wreck. [One of them, who asked for anonymity,] blamed the pilot. [Several] agreed.",
        expect![[r#"
            Three divers: divers | unnamed | divers
            One of them, who asked for anonymity,: diver | unnamed | -
            Several: Several | unnamed | -
        "#]],
    );
}

#[test]
fn nobody_in_particular_speaks_for_the_house() {
    check(
        "fr",
        "À la mairie, [on] dément. Rien n'est signé, assure-t-[on] dans l'entourage du maire. \
         Au bord du fleuve, [on] murmure. [On] verra.",
        expect![[r#"
            on: mairie | organisation | -
            on: entourage du maire | unnamed | -
            on: ? | unnamed | -
            On: ? | unnamed | -
        "#]],
    );
}

#[test]
fn a_title_tells_which_of_a_family_speaks() {
    check(
        "en",
        "Mr Karim Tamrin and Ms Zohra Tamrin own the mill. [Ms Tamrin] denied it. “[I] never sold,” said [the 31-year-old].",
        expect![[r#"
            Ms Tamrin: Zohra Tamrin | person | -
            I: Zohra Tamrin | person | -
            the 31-year-old: Zohra Tamrin | person | -
        "#]],
    );
}

#[test]
fn the_same_is_who_spoke_before() {
    check(
        "fr",
        "[Philippe Naudier] dément. La veille, [le même] promettait un procès.",
        expect![[r#"
            Philippe Naudier: Philippe Naudier | person | -
            le même: Philippe Naudier | person | -
        "#]],
    );
}

#[test]
fn a_relative_takes_up_what_stands_before_it() {
    check(
        "fr",
        "Mme Odile Valmy a reconnu les faits devant les marins, elle [qui] les niait. \
         La mairie de Loriel nous a renvoyés au parquet, [lequel] n'a pas répondu.",
        expect![[r#"
            qui: Odile Valmy | person | -
            lequel: parquet | organisation | -
        "#]],
    );
}

#[test]
fn several_names_have_the_roles_of_each() {
    check(
        "fr",
        "La dessinatrice Odile Valmy est partie, le batelier Jean Dorn aussi. [Odile Valmy et Jean Dorn] se taisent.",
        expect![[r#"
            Odile Valmy et Jean Dorn: Odile Valmy et Jean Dorn | person | dessinatrice, batelier
        "#]],
    );
}

#[test]
fn a_body_is_what_its_description_tells() {
    check(
        "fr",
        "[Une société d'analyse de données] retire son étude. [Norvane] la défendait lundi. [Norvane] se tait.",
        expect![[r#"
            Une société d'analyse de données: Norvane | organisation | société d'analyse de données
            Norvane: Norvane | organisation | société d'analyse de données
            Norvane: Norvane | organisation | société d'analyse de données
        "#]],
    );
}

#[test]
fn what_stands_before_a_post_is_no_name_of_a_person() {
    check(
        "en",
        "[A senior Velmar official] agreed. [A former Tolmane executive] did not. [Two senior Veltish officers] left.",
        expect![[r#"
            A senior Velmar official: senior Velmar official | unnamed | senior Velmar official
            A former Tolmane executive: former Tolmane executive | unnamed | former Tolmane executive
            Two senior Veltish officers: senior Veltish officers | unnamed | senior Veltish officers
        "#]],
    );
}
