//! What one article tells: the nouns that every later stage and format speaks in.
//!
//! The values of the enumerations are those of the `selon/1` format; each has
//! a `name` as it is written there.

use crate::Span;

/// All that was found in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The article's language, as a code (`fr`, `en`).
    pub language: &'static str,
    /// Who speaks or is spoken of.
    pub actors: Vec<Actor>,
    /// Who says what, in the order of the cues.
    pub attributions: Vec<Attribution>,
    /// What in the text is not article.
    pub boilerplate: Vec<Span>,
}

/// One place where the article hands the responsibility for a content to somebody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// 1, 2, ... in the order of the cue's (else the content's) place.
    pub id: u32,
    /// The words that name the source where it speaks; empty if the text gives none.
    pub source: Vec<Span>,
    /// The words that tie source and content; empty for free speech.
    pub cue: Vec<Span>,
    /// What is put forward, in pieces; empty only for a refusal to comment.
    pub content: Vec<Span>,
    /// How the content stands to quotation marks.
    pub kind: Kind,
    /// The attribution whose content carries this one.
    pub parent: Option<u32>,
    /// Index into [`Reading::actors`].
    pub actor: Option<usize>,
    /// The source as fully as this article allows; `None` if the text does not say.
    pub speaker: Option<String>,
    /// What sort of source it is.
    pub speaker_type: SpeakerType,
    /// The speaker's role, title or function, as this article states it.
    pub role: Option<String>,
    /// The body or state that the speaker speaks for.
    pub affiliation: Option<String>,
    /// What is done by saying it.
    pub act: Act,
    /// At whom the act points, in the text's words.
    pub target: Option<String>,
    /// How surely it is said, as cue and content tell.
    pub certainty: Certainty,
    /// The words that date the saying (not the content).
    pub when: Option<Span>,
    /// The date of the saying: ISO 8601, whole (`2020-07-02`) or partial (`2020-07`).
    pub when_value: Option<String>,
    /// 0 to 1: how likely this finding is right.
    pub confidence: f32,
    /// Which words and which mechanism led to what.
    pub why: Vec<Reason>,
}

impl Attribution {
    /// Words alone: what the later stages fill in is as if nothing were known.
    pub fn of_words(
        id: u32,
        kind: Kind,
        source: Vec<Span>,
        cue: Vec<Span>,
        content: Vec<Span>,
    ) -> Attribution {
        Attribution {
            id,
            source,
            cue,
            content,
            kind,
            parent: None,
            actor: None,
            speaker: None,
            speaker_type: SpeakerType::Unnamed,
            role: None,
            affiliation: None,
            act: Act::Assert,
            target: None,
            certainty: Certainty::Certain,
            when: None,
            when_value: None,
            confidence: 1.0,
            why: Vec::new(),
        }
    }
}

/// One step of the explanation of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The field that it explains (`cue`, `speaker`, `act`, ...).
    pub field: &'static str,
    /// The words that led there, if words did.
    pub words: Option<Span>,
    /// The mechanism, in plain English.
    pub how: String,
}

/// Somebody or something that speaks, as this article presents it.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The fullest name that the article gives.
    pub name: String,
    /// Person, organisation, ...
    pub kind: SpeakerType,
    /// Role, title or function.
    pub role: Option<String>,
    /// The body or state it belongs to.
    pub affiliation: Option<String>,
    /// Where the article names or means it, in order.
    pub mentions: Vec<Span>,
}

/// A value of the format that is one of a closed list.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As it is written in `selon/1` and in the data files.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

named! {
    /// How the content stands to quotation marks.
    Kind {
        /// All of it stands in quotation marks.
        Direct = "direct",
        /// Part of it.
        Mixed = "mixed",
        /// None.
        Indirect = "indirect",
        /// Reported on without a cue.
        Free = "free",
    }
}

named! {
    /// What sort of source it is.
    SpeakerType {
        /// Somebody with a name or an identified post.
        Person = "person",
        /// Government, ministry, firm, party, medium, state.
        Organisation = "organisation",
        /// Identified but without a name: *les syndicats*.
        Group = "group",
        /// Report, study, law, post.
        Document = "document",
        /// Anonymous: *des sources bien informées*.
        Unnamed = "unnamed",
    }
}

named! {
    /// What is done by saying it.
    Act {
        /// States.
        Assert = "assert",
        /// Ascribes a wrong to an identified party.
        Accuse = "accuse",
        /// Says that a thing is not so, or rejects an accusation or a demand.
        Deny = "deny",
        /// Says that it is so indeed.
        Confirm = "confirm",
        /// Admits.
        Concede = "concede",
        /// Asks for, urges, demands, orders.
        Request = "request",
        /// Commits to or announces an own future action.
        Promise = "promise",
        /// Threatens, or warns of consequences by oneself.
        Threaten = "threaten",
        /// Warns.
        Warn = "warn",
        /// Praises, backs, thanks.
        Support = "support",
        /// Judges badly without accusing of a fact.
        Criticise = "criticise",
        /// Asks a question.
        Ask = "ask",
        /// Refuses or is unable to comment.
        Decline = "decline",
    }
}

named! {
    /// How surely it is said.
    Certainty {
        /// Flatly.
        Certain = "certain",
        /// With *peut-être*, *aurait*, *might*, *seems* ...
        Hedged = "hedged",
        /// Questions, refusals.
        Unknown = "unknown",
    }
}
