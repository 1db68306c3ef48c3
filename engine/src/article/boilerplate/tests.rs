use crate::{Language, article::boilerplate};

/// The lines or parts of lines that are found, one a row.
fn check(code: &str, text: &str, found: &[&str]) {
    let language = Language::get(code).expect("a language");
    let spans = boilerplate::find(text, language);
    let shown: Vec<&str> = spans.iter().map(|it| &text[it.start..it.end]).collect();
    assert_eq!(shown, found, "{text}");
}

#[test]
fn pointers_to_other_pages_stand_in_the_middle_too() {
    check(
        "fr",
        "La digue tiendra, a dit la préfète.\n\nLire aussi : La digue en cinq dates\n\nLe maire en doute.",
        &["Lire aussi : La digue en cinq dates"],
    );
    check("fr", "➜ À LIRE AUSSI La crue vue du ciel", &["➜ À LIRE AUSSI La crue vue du ciel"]);
    check("en", "READ MORE: The dyke in five dates", &["READ MORE: The dyke in five dates"]);
}

#[test]
fn calls_are_about_what_an_outlet_offers() {
    let call = "Recevez chaque matin notre lettre dans votre boîte mail. Partager | Commenter (12)";
    check("fr", call, &[call]);
    check(
        "en",
        "Follow the Beacon on Facebook and never miss a tide.",
        &["Follow the Beacon on Facebook and never miss a tide."],
    );
    check("fr", "Recevez les sinistrés, a lancé le maire au préfet.", &[]);
    check("en", "Stay away from the dyke, the mayor said.", &[]);
}

#[test]
fn what_somebody_says_is_no_boilerplate() {
    check(
        "fr",
        "« Suivez-nous sur Telegram pour connaître nos revendications », écrivent les grévistes.",
        &[],
    );
    check("en", "“Subscribe to our newsletter if you want the truth,” the mayor told his critics.", &[]);
}

#[test]
fn buttons_and_signatures() {
    check(
        "fr",
        "Partager cet article • Imprimer • Signaler une erreur",
        &["Partager cet article • Imprimer • Signaler une erreur"],
    );
    check("fr", "© AFP", &["© AFP"]);
    check("fr", "Odile Marchetti/Agences", &["Odile Marchetti/Agences"]);
    check("fr", "PORT-RENARD (AFP) - La digue tiendra. (ats/afp)", &["PORT-RENARD (AFP) -", "(ats/afp)"]);
    check("en", "Published on Thursday 5 March 2026", &["Published on Thursday 5 March 2026"]);
    check("en", "Shares of the port fell.", &[]);
}

#[test]
fn what_a_desk_leaves_at_the_end() {
    check("fr", "abcd/ef/gh/ij", &["abcd/ef/gh/ij"]);
    check("fr", "abc-defg/hij/kl", &["abc-defg/hij/kl"]);
    check("fr", "05/03/2026 22:23:20\u{a0}-", &["05/03/2026 22:23:20\u{a0}-"]);
    check("fr", "© D.R.", &["© D.R."]);
    check("en", "6-4, 7-6, 6-3", &[]);
    check("en", "and/or", &[]);
}
