//! Forms that only our own pages can send.
//!
//! A cookie that scripts and other sites cannot read holds a random number; a form carries the digest
//! of that number and a secret of the process. Beside it, a browser that says where the request comes
//! from is believed.

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A new cookie.
pub fn cookie() -> String {
    let mut bytes = [0; 16];
    // Without random numbers no form is accepted: an empty cookie is none.
    if getrandom::fill(&mut bytes).is_err() {
        return String::new();
    }
    hex(&bytes)
}

/// Could it be a cookie of ours?
pub fn is_cookie(it: &str) -> bool {
    it.len() == 32 && it.bytes().all(|it| it.is_ascii_hexdigit())
}

/// What the forms of a visitor with that cookie carry.
pub fn token(secret: &[u8; 32], cookie: &str) -> String {
    let digest = Sha256::new().chain_update(secret).chain_update(cookie).finalize();
    hex(&digest[..16])
}

/// Is this what the visitor's own form would carry?
pub fn is_token(mine: &str, sent: &str) -> bool {
    mine.as_bytes().ct_eq(sent.as_bytes()).into()
}

/// Does the browser say that another site sent this?
pub fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|it| it.to_str().ok());
    let elsewhere = site.is_some_and(|it| it != "same-origin" && it != "none");
    let origin = text(header::ORIGIN).is_some_and(|origin| {
        let host = origin.split_once("://").map(|it| it.1);
        host.is_none() || host != text(header::HOST)
    });
    elsewhere || origin
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
