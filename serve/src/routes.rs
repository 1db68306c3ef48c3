//! Which address leads where.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use crate::{api, app::Shared, assets, failure::Failure, gate, pages};

/// No body is longer, in bytes: a page of a news site with all that is in it.
pub const LONGEST: usize = 4 << 20;

/// All addresses.
pub fn router(app: Shared) -> Router {
    Router::new()
        .route("/", get(pages::home::home))
        .route("/claims", get(pages::claims::list))
        .route("/claim/{id}", get(pages::claims::claim))
        .route("/actors", get(pages::actors::list))
        .route("/actor/{id}", get(pages::actors::actor))
        .route("/article/{id}", get(pages::article::article))
        .route("/s/{id}", get(pages::statement::statement))
        .route("/search", get(pages::search::search))
        .route("/sources", get(pages::sources::sources))
        .route("/read", get(pages::read::form).post(pages::read::read))
        .route("/review", get(pages::review::queue))
        .route("/review/log", get(pages::review::log))
        .route("/review/correct", post(pages::review::correct))
        .route("/review/undo", post(pages::review::undo))
        .route("/login", get(pages::login::form).post(pages::login::enter))
        .route("/language/{code}", get(pages::login::language))
        .route("/static/{name}", get(assets::file))
        .nest("/api/v1", api::router())
        .fallback(async |uri: axum::http::Uri| Failure::Missing(uri.path().to_owned()))
        .method_not_allowed_fallback(async || Failure::Method)
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::from_fn_with_state(app.clone(), gate::gate))
        .with_state(app)
}
