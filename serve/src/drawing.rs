//! Numbers → where things stand in a drawing. The templates write the SVG; what stands here knows no markup.
//!
//! Widths are in hundredths of the drawing, so that it grows and shrinks with the page while its letters do not.

use selon_ledger::views::Told;

use crate::{pages::card, visitor::Visitor};

pub mod bars;
pub mod chain;
pub mod timeline;

/// A statement on a line of time.
pub struct Dot {
    pub day: Option<String>,
    /// `affirm`, `deny`, `open`; of an actor's acts `accuse`, `deny` or `open`.
    pub class: &'static str,
    pub title: String,
}

impl Dot {
    /// By its position on a claim.
    pub fn of(v: &Visitor, told: &Told) -> Dot {
        let position = told.position.as_deref().unwrap_or_default();
        Dot {
            class: card::position_class(position),
            ..Dot::titled(v, told, v.of_value("position", position))
        }
    }

    /// By what is done.
    pub fn of_act(v: &Visitor, told: &Told) -> Dot {
        let class = match told.act.as_str() {
            "deny" => "deny",
            "accuse" => "accuse",
            _ => "affirm",
        };
        Dot { class, ..Dot::titled(v, told, v.of_value("act", &told.act)) }
    }

    fn titled(v: &Visitor, told: &Told, what: &str) -> Dot {
        let name = told.speaker.as_deref().unwrap_or(v.t("nobody-named"));
        let day = told.day.as_deref().unwrap_or(v.t("no-day"));
        Dot { day: told.day.clone(), class: "", title: format!("{day} · {name} · {what}") }
    }
}
