//! The least sure findings and links, and what people do with them. Nobody overwrites what another has
//! said meanwhile: whoever comes second sees it first.

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use selon_ledger::{Correction, Subject, views::Unsure};
use serde::Deserialize;

use super::{
    card::{Card, card},
    page,
};
use crate::{
    app::Shared,
    correction::{self, Asked},
    failure::Failure,
    gate::Ours,
    paging, text,
    visitor::{NAME, Visitor},
};

/// What the queue is sorted by, and where its page begins.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    by: String,
    page: Option<String>,
}

/// A finding that waits for a judgement.
struct Waiting {
    card: Card,
    percent: i64,
    subject: String,
    mark: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Queue<'a> {
    v: &'a Visitor,
    title: &'a str,
    links: bool,
    waiting: Vec<Waiting>,
    next: Option<String>,
}

const LISTED: usize = 20;

pub async fn queue(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let behind = paging::begin(wanted.page.as_deref())? as usize;
    let links = wanted.by == "links";
    let of = if links { Unsure::Links } else { Unsure::Findings };
    let found = app.pool.read(move |ledger| {
        let told = ledger.unsure(of, behind, LISTED)?;
        let marked = told.into_iter().map(|it| {
            let subject = Subject::Statement(it.place.clone(), it.number);
            Ok((ledger.mark(&subject)?, subject.to_string(), it))
        });
        marked.collect::<Result<Vec<_>, selon_ledger::Error>>()
    });
    let found = found.await?;
    let next = (found.len() == LISTED).then(|| paging::token((behind + LISTED) as i64));
    let waiting = found.into_iter().map(|(mark, subject, told)| {
        let sure = if links { told.link_confidence.unwrap_or(1.0) } else { told.confidence };
        Waiting { card: card(&v, &told), percent: (sure * 100.0).round() as i64, subject, mark }
    });
    page(&Queue { v: &v, title: v.t("review"), links, waiting: waiting.collect(), next })
}

#[derive(Template)]
#[template(path = "log.html")]
struct Log<'a> {
    v: &'a Visitor,
    title: &'a str,
    log: Vec<Correction>,
    next: Option<String>,
}

const LOGGED: usize = 100;

pub async fn log(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let before = paging::begin(wanted.page.as_deref())?;
    let before = Some(before).filter(|it| *it > 0);
    let log = app.pool.read(move |ledger| ledger.corrections(before, None, LOGGED)).await?;
    let next = log.last().filter(|_| log.len() == LOGGED).map(|it| paging::token(it.id));
    page(&Log { v: &v, title: v.t("log"), log, next })
}

/// A correction as a form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    form: String,
    back: String,
    who: String,
    #[serde(flatten)]
    asked: Asked,
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct Conflict<'a> {
    v: &'a Visitor,
    title: &'a str,
    sent: &'a Sent,
    verb: String,
    card: Option<Card>,
    log: Vec<Correction>,
    mark: String,
}

pub async fn correct(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    v.sent(&sent.form)?;
    let who = correction::signature(&v, &sent.who);
    let subject = correction::subject(&sent.asked.subject)?;
    let verb = correction::verb(&app, &subject, &sent.asked).await?;
    // A form without a mark would overwrite whatever stands there.
    let seen = sent.asked.seen.clone();
    let (why, name, about) = (sent.asked.why.clone(), who.clone(), subject.clone());
    let written = app.pool.write(move |ledger| ledger.correct_seen(&name, &why, &verb, &about, Some(&seen)));
    match written.await {
        Ok(number) => Ok(back(&sent.back, Some(number), &who)),
        Err(Failure::Changed(_)) => conflict(&app, &v, &sent, subject).await,
        Err(other) => Err(other),
    }
}

/// Both: what somebody else has done, and what was wanted, which can still be done.
async fn conflict(app: &Shared, v: &Visitor, sent: &Sent, subject: Subject) -> Result<Response, Failure> {
    let found = app.pool.read(move |ledger| {
        let told = match &subject {
            Subject::Statement(place, number) => ledger.statement_of(place, *number).ok(),
            _ => None,
        };
        Ok((told, ledger.corrections(None, Some(&subject.to_string()), 5)?, ledger.mark(&subject)?))
    });
    let (told, log, mark) = found.await?;
    let verb = v.of_value("verb", &sent.asked.verb).to_owned();
    let card = told.map(|it| card(v, &it));
    let mut response = page(&Conflict { v, title: v.t("conflict"), sent, verb, card, log, mark })?;
    *response.status_mut() = StatusCode::CONFLICT;
    response.extensions_mut().insert(Ours);
    Ok(response)
}

/// Which correction is taken back.
#[derive(Deserialize)]
pub struct Undone {
    #[serde(default)]
    form: String,
    #[serde(default)]
    back: String,
    id: i64,
}

pub async fn undo(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Form(undone): Form<Undone>,
) -> Result<Response, Failure> {
    v.sent(&undone.form)?;
    app.pool.write(move |ledger| ledger.undo(undone.id)).await?;
    Ok(back(&undone.back, None, &v.name))
}

/// Back to where the form stood, with the way to undo it.
fn back(to: &str, done: Option<i64>, who: &str) -> Response {
    let to = text::local(to);
    let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
    let mut to = path.to_owned();
    if let Some(done) = done {
        to += &format!("{}done={done}", if to.contains('?') { '&' } else { '?' });
    }
    if !anchor.is_empty() {
        to += &format!("#{anchor}");
    }
    let year = 365 * 86_400;
    let cookie = format!("{NAME}={}; Path=/; Max-Age={year}; HttpOnly; SameSite=Strict", text::encoded(who));
    let headers: [(HeaderName, String); 1] = [(header::SET_COOKIE, cookie)];
    let mut response = (headers, Redirect::to(&to)).into_response();
    response.extensions_mut().insert(Ours);
    response
}
