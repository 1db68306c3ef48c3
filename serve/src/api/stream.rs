//! Everything, a line of JSON a row, as it is read.
//!
//! Each load is a question of its own, so that no reader holds one state of the ledger for as long as a
//! slow guest takes.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use selon_ledger::{Error, Ledger};
use serde::Serialize;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::Shared;

const LOAD: usize = 500;

/// Does the guest ask for lines?
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|it| it.trim().starts_with("application/x-ndjson"))
}

/// All rows behind that one, in the order of their numbers.
pub fn lines<T: Serialize + Send + 'static>(
    app: Shared,
    after: i64,
    ask: impl Fn(&Ledger, i64, usize) -> Result<Vec<T>, Error> + Clone + Send + Sync + 'static,
    number: impl Fn(&T) -> i64 + Send + 'static,
) -> Response {
    let (out, rows) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(2);
    tokio::spawn(async move {
        let mut after = after;
        loop {
            let ask = ask.clone();
            let load = match app.pool.read(move |ledger| ask(ledger, after, LOAD)).await {
                Ok(load) => load,
                // The answer has begun: all that can be done is to break it off, so that nobody takes it for whole.
                Err(_) => return drop(out.send(Err(std::io::Error::other("the ledger"))).await),
            };
            let Some(last) = load.last().map(&number) else { return };
            after = last;
            let mut text = String::new();
            for row in &load {
                text += &serde_json::to_string(row).unwrap_or_default();
                text.push('\n');
            }
            // Who asked has heard enough.
            if out.send(Ok(text)).await.is_err() {
                return;
            }
        }
    });
    let kind = HeaderValue::from_static("application/x-ndjson");
    ([(header::CONTENT_TYPE, kind)], Body::from_stream(ReceiverStream::new(rows))).into_response()
}
