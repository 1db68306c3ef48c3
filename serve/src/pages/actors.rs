//! Actors: found by name, and one with roles, positions, and what is said by and about it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use selon_ledger::{
    Subject,
    views::{ActorRow, Position, RoleRow},
};
use serde::Deserialize;

use super::{
    card::{Card, cards},
    number, page,
};
use crate::{
    app::Shared,
    drawing::{self, timeline},
    failure::Failure,
    paging,
    visitor::Visitor,
};

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    name: String,
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "actors.html")]
struct Actors<'a> {
    v: &'a Visitor,
    title: &'a str,
    name: &'a str,
    actors: Vec<ActorRow>,
    next: Option<String>,
}

const LISTED: usize = 60;

pub async fn list(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let after = paging::begin(wanted.page.as_deref())?;
    let name = wanted.name.trim().to_owned();
    let actors = app.pool.read(move |ledger| match name.is_empty() {
        true => ledger.actors_after(after, LISTED),
        false => ledger.actors_named(&name, LISTED),
    });
    let actors = actors.await?;
    let is_list = wanted.name.trim().is_empty();
    let next = actors.last().filter(|_| is_list && actors.len() == LISTED).map(|it| paging::token(it.actor));
    page(&Actors { v: &v, title: v.t("actors"), name: wanted.name.trim(), actors, next })
}

#[derive(Template)]
#[template(path = "actor.html")]
struct Actor<'a> {
    v: &'a Visitor,
    title: &'a str,
    actor: ActorRow,
    merged: Vec<ActorRow>,
    roles: Vec<RoleRow>,
    acts: Vec<(String, i64)>,
    total: i64,
    positions: Vec<Position>,
    timeline: Option<timeline::Drawn>,
    said: Vec<Card>,
    about: Vec<Card>,
    next: Option<String>,
    mark: String,
    subject: String,
}

/// Statements of one page, by the actor and about it.
const SAID: usize = 40;
const ABOUT: usize = 20;
const POSITIONS: usize = 20;

pub async fn actor(
    State(app): State<Shared>,
    Extension(v): Extension<Visitor>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let id = number(&id, 'A')?;
    let behind = paging::begin(wanted.page.as_deref())? as usize;
    let found = app.pool.read(move |ledger| {
        let actor = ledger.actor(id)?;
        let said = ledger.said_by(id, behind, SAID)?;
        let about = if behind == 0 { ledger.said_about(&actor, ABOUT)? } else { Vec::new() };
        let mark = ledger.mark(&Subject::Actor(id))?;
        let facts =
            (ledger.roles(id)?, ledger.acts(id)?, ledger.positions(id, POSITIONS)?, ledger.merged_into(id)?);
        Ok((actor, said, about, mark, facts))
    });
    let (actor, said, about, mark, (roles, acts, positions, merged)) = found.await?;
    let dots: Vec<_> = said.iter().map(|it| drawing::Dot::of_act(&v, it)).collect();
    page(&Actor {
        v: &v,
        title: &actor.name.clone(),
        subject: format!("A{}", actor.actor),
        next: (said.len() == SAID).then(|| paging::token((behind + SAID) as i64)),
        said: cards(&v, &said),
        about: cards(&v, &about),
        timeline: timeline::draw(&v, &dots),
        total: acts.iter().map(|it| it.1).sum(),
        actor,
        merged,
        roles,
        acts,
        positions,
        mark,
    })
}
