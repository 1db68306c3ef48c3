//! Readings by hand, for the tests of the formats.

use crate::{
    Act, Actor, Article, Attribution, Certainty, Kind, Language, Reading, Reason, Span, SpeakerType,
};

/// An article in French, of which nothing is known.
pub fn article(text: &str) -> Article {
    Article {
        id: "digue-1".into(),
        text: text.into(),
        language: Language::get("fr").expect("there is data for it"),
        outlet: None,
        title: None,
        standfirst: None,
        byline: None,
        url: None,
        published: None,
        boilerplate: Vec::new(),
        parts: Vec::new(),
    }
}

/// Where the words first stand in the text.
pub fn place(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    Span::new(start, start + words.len())
}

/// Somebody says something; nothing written is nothing there, `|` parts pieces.
pub fn said(text: &str, id: u32, source: &str, cue: &str, content: &str) -> Attribution {
    let spans = |words: &str| -> Vec<Span> {
        words.split('|').filter(|it| !it.is_empty()).map(|it| place(text, it)).collect()
    };
    let kind = if cue.is_empty() { Kind::Free } else { Kind::Indirect };
    Attribution {
        speaker: (!source.is_empty()).then(|| source.to_string()),
        speaker_type: SpeakerType::Person,
        confidence: 0.9,
        ..Attribution::of_words(id, kind, spans(source), spans(cue), spans(content))
    }
}

/// A reading of these attributions and no more.
pub fn reading(attributions: Vec<Attribution>) -> Reading {
    Reading { language: "fr", actors: Vec::new(), attributions, boilerplate: Vec::new() }
}

const DAM: &str = "\
La préfète de Vallebrune, Odile Marchetti, a démenti jeudi les accusations du maire Tarek Lindqvist sur l'état de la digue. \
« La digue tiendra », a-t-elle déclaré, « et les travaux commenceront en mai, avant les grandes marées, comme la région \
l'avait demandé aux entreprises retenues l'an dernier. »

Selon des pêcheurs du port, la digue serait fissurée depuis l'hiver. L'entreprise Carrelet n'a pas souhaité répondre.

Abonnez-vous à la lettre du Courrier de Vallebrune !
";

/// An article with everything in it, and what it says.
pub fn dam() -> (Article, Reading) {
    let article = Article {
        outlet: Some("Le Courrier de Vallebrune".into()),
        title: Some("« La digue tiendra », assure la préfète".into()),
        url: Some("https://courrier-vallebrune.example/digue?page=1&vue=2".into()),
        published: Some(jiff::civil::date(2026, 3, 13)),
        ..article(DAM)
    };
    let prefect = |it: Attribution| Attribution {
        actor: Some(0),
        speaker: Some("Odile Marchetti".into()),
        role: Some("préfète de Vallebrune".into()),
        ..it
    };
    let denial = Attribution {
        act: Act::Deny,
        target: Some("Tarek Lindqvist".into()),
        when: Some(place(DAM, "jeudi")),
        when_value: Some("2026-03-12".into()),
        confidence: 0.934,
        why: vec![
            Reason { field: "act", words: Some(place(DAM, "a démenti")), how: "a verb of denial".into() },
            Reason { field: "speaker", words: None, how: "the subject of the cue".into() },
        ],
        ..prefect(said(
            DAM,
            1,
            "La préfète de Vallebrune, Odile Marchetti",
            "a démenti",
            "les accusations du maire Tarek Lindqvist sur l'état de la digue",
        ))
    };
    let accusation = Attribution {
        parent: Some(1),
        actor: Some(1),
        speaker: Some("Tarek Lindqvist".into()),
        role: Some("maire".into()),
        act: Act::Accuse,
        ..said(DAM, 2, "maire Tarek Lindqvist", "accusations", "l'état de la digue")
    };
    let promise = Attribution {
        kind: Kind::Direct,
        act: Act::Promise,
        ..prefect(said(
            DAM,
            3,
            "elle",
            "a-t-elle déclaré",
            "La digue tiendra|et les travaux commenceront en mai, avant les grandes marées, comme la région \
             l'avait demandé aux entreprises retenues l'an dernier",
        ))
    };
    let request = Attribution {
        parent: Some(3),
        act: Act::Request,
        ..said(
            DAM,
            4,
            "la région",
            "l'avait demandé",
            "les travaux commenceront en mai, avant les grandes marées",
        )
    };
    let fishers = Attribution {
        actor: Some(2),
        speaker: Some("pêcheurs du port".into()),
        speaker_type: SpeakerType::Unnamed,
        certainty: Certainty::Hedged,
        why: vec![Reason {
            field: "certainty",
            words: Some(place(DAM, "serait")),
            how: "a conditional of hearsay".into(),
        }],
        confidence: 0.81,
        ..said(DAM, 5, "des pêcheurs du port", "Selon", "la digue serait fissurée depuis l'hiver")
    };
    let silence = Attribution {
        act: Act::Decline,
        certainty: Certainty::Unknown,
        speaker: Some("Carrelet".into()),
        speaker_type: SpeakerType::Organisation,
        ..said(DAM, 6, "L'entreprise Carrelet", "n'a pas souhaité répondre", "")
    };
    let actor = |name: &str, kind, role: Option<&str>, mention: &str| Actor {
        name: name.into(),
        kind,
        role: role.map(String::from),
        affiliation: None,
        mentions: vec![place(DAM, mention)],
    };
    let reading = Reading {
        language: "fr",
        actors: vec![
            actor("Odile Marchetti", SpeakerType::Person, Some("préfète de Vallebrune"), "Odile Marchetti"),
            actor("Tarek Lindqvist", SpeakerType::Person, Some("maire"), "Tarek Lindqvist"),
            actor("pêcheurs du port", SpeakerType::Unnamed, None, "des pêcheurs du port"),
        ],
        attributions: vec![denial, accusation, promise, request, fishers, silence],
        boilerplate: vec![place(DAM, "Abonnez-vous à la lettre du Courrier de Vallebrune !")],
    };
    (article, reading)
}

/// Readings that no stage should make: spans outside, backwards, within characters, crossing; parents in circles.
pub fn broken() -> (Article, Reading) {
    let text = "Öl 🛢️ fuit, dit Zoé.\r\nNon 😀 !\n\n<b>Fin</b>";
    let spans = |all: &[(usize, usize)]| all.iter().map(|it| Span::new(it.0, it.1)).collect::<Vec<_>>();
    let mut attributions: Vec<Attribution> = (1..=4).map(|id| said(text, id, "Zoé", "dit", "fuit")).collect();
    attributions[0].content = spans(&[(1, 6), (9, 5), (4, 400), (usize::MAX, usize::MAX), (0, 0)]);
    attributions[0].parent = Some(2);
    attributions[1].content = spans(&[(0, 20), (12, 33)]);
    attributions[1].parent = Some(1);
    attributions[1].actor = Some(77);
    attributions[1].when = Some(Span::new(500, 600));
    attributions[2].content = spans(&[(16, 44)]);
    attributions[2].cue = spans(&[(16, 22), (70, 71)]);
    attributions[2].parent = Some(3);
    attributions[2].confidence = f32::NAN;
    attributions[3].id = 1;
    attributions[3].source = Vec::new();
    attributions[3].cue = Vec::new();
    attributions[3].content = Vec::new();
    attributions[3].parent = Some(99);
    attributions[3].confidence = 7.0;
    let actor = Actor {
        name: "Zoé".into(),
        kind: SpeakerType::Person,
        role: None,
        affiliation: None,
        mentions: spans(&[(3, 2)]),
    };
    let reading = Reading {
        language: "fr",
        actors: vec![actor],
        attributions,
        boilerplate: spans(&[(1, 2), (30, 99)]),
    };
    (article(text), reading)
}
