//! Through which every request comes and every answer goes.
//!
//! In: is the server called by its own name, is there room, who asks, may he. Out: how it may be shown and
//! kept, a tag by which it is told whether it has changed, a line on standard error without a word of what
//! was asked for or answered.

use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};

use crate::{
    Right, api,
    app::Shared,
    failure::Failure,
    forms, pages, routes,
    visitor::{FORM, Visitor},
};

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// An answer longer than this is a stream and gets no tag.
const TAGGED: usize = 16 << 20;

/// Names by which the server may be called. A page of another site whose name is made to lead here
/// calls it by that name, and gets nothing.
pub struct Hosts {
    listen: SocketAddr,
    names: Vec<String>,
}

impl Hosts {
    pub fn new(listen: SocketAddr, names: &[String]) -> Hosts {
        Hosts { listen, names: names.iter().map(|it| it.to_ascii_lowercase()).collect() }
    }

    /// Is `name:port` one of ours?
    fn has(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let name = match host.strip_prefix('[').and_then(|it| it.split_once(']')) {
            Some((name, _)) => name,
            None => host.split(':').next().unwrap_or_default(),
        };
        match name.parse::<IpAddr>() {
            // An address is nobody's name. Where all addresses are listened on, any of them may be called.
            Ok(ip) => {
                ip == self.listen.ip()
                    || (ip.is_loopback() && self.listen.ip().is_loopback())
                    || self.listen.ip().is_unspecified()
            }
            Err(_) => name == "localhost" || self.names.iter().any(|it| it == name),
        }
    }
}

/// The way in and out.
pub async fn gate(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let from = request.extensions().get::<SocketAddr>().copied();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let here = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let visitor = Visitor::of(&app, request.headers(), crate::text::local(here));
    let headers = request.headers().clone();
    let is_api = path.starts_with("/api/");
    request.extensions_mut().insert(visitor.clone());
    let response = match admitted(&app, &visitor, &method, &path, &headers) {
        Err(failure) => told(&visitor, &failure, is_api, &path),
        Ok(()) => match app.requests.try_acquire() {
            Err(_) => told(&visitor, &Failure::Busy, is_api, &path),
            Ok(_permit) => match tokio::time::timeout(PATIENCE, next.run(request)).await {
                Err(_) => told(&visitor, &Failure::Busy, is_api, &path),
                Ok(response) => match response.extensions().get::<Failure>().cloned() {
                    Some(failure) => told(&visitor, &failure, is_api, &path),
                    None => plain_words(&visitor, response, is_api, &path),
                },
            },
        },
    };
    let response = finished(&visitor, tagged(response, &method, &headers).await, is_api);
    if app.log {
        let from = from.map_or("-".into(), |it| it.ip().to_string());
        let (status, length) = (response.status().as_u16(), length(&response));
        say(&format!(
            "{} {from} {method} {path} {status} {length} {} ms",
            now(),
            started.elapsed().as_millis()
        ));
    }
    response
}

/// May this be asked by this visitor?
fn admitted(
    app: &Shared,
    visitor: &Visitor,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<(), Failure> {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !app.hosts.has(host) {
        return Err(Failure::Host);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|it| it > routes::LONGEST) {
        return Err(Failure::Large);
    }
    let is_safe = method == Method::GET || method == Method::HEAD;
    if !is_safe && forms::is_foreign(headers) {
        return Err(Failure::Form);
    }
    let is_free = path.starts_with("/static/") || path == "/login" || path.starts_with("/language/");
    let is_review = path == "/review" || path.starts_with("/review/");
    let is_correction = !is_safe && path.starts_with("/api/v1/corrections");
    match visitor.right {
        _ if is_free => Ok(()),
        None => Err(Failure::Unknown),
        Some(Right::Read) if is_review || is_correction => Err(Failure::Denied),
        Some(_) => Ok(()),
    }
}

/// A failure in words: a problem document for programs, a page for people.
fn told(visitor: &Visitor, failure: &Failure, is_api: bool, path: &str) -> Response {
    if let Failure::Inner(why) = failure {
        say(&format!("selon: {path}: {why}"));
    }
    let mut response = if is_api { api::problem(failure, path) } else { pages::failed(visitor, failure) };
    // Who has to sign in first is led there; a program is told so.
    if is_api || !matches!(failure, Failure::Unknown) {
        *response.status_mut() = failure.status();
    }
    let headers = response.headers_mut();
    match failure {
        Failure::Busy => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"))),
        Failure::Unknown if is_api => {
            drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
        }
        _ => {}
    }
    response
}

/// What axum itself refuses comes as bare words; they get our form.
fn plain_words(visitor: &Visitor, response: Response, is_api: bool, path: &str) -> Response {
    let failure = match response.status() {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            Failure::Asked("it cannot be read as what is expected here".into())
        }
        StatusCode::NOT_FOUND => Failure::Missing(path.to_owned()),
        StatusCode::METHOD_NOT_ALLOWED => Failure::Method,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::Large,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::Type,
        _ => return response,
    };
    if response.extensions().get::<Ours>().is_some() {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = told(visitor, &failure, is_api, path);
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Marks an answer of ours whose status would look like a refusal by the framework.
#[derive(Clone, Copy)]
pub struct Ours;

/// With a tag of its content; without the content where the visitor has it.
async fn tagged(response: Response, method: &Method, headers: &HeaderMap) -> Response {
    let kind =
        response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_stream = kind.starts_with("application/x-ndjson");
    let asks = method == Method::GET || method == Method::HEAD;
    if response.status() != StatusCode::OK || is_stream || !asks {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, TAGGED).await else {
        return Response::builder()
            .status(StatusCode::INTERNAL_SERVER_ERROR)
            .body(Body::empty())
            .unwrap_or_default();
    };
    let digest = Sha256::digest(&bytes);
    let tag = digest.iter().take(12).map(|it| format!("{it:02x}")).collect::<String>();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|it| it.trim().trim_start_matches("W/") == tag || it.trim() == "*");
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Nothing from elsewhere, no script or style within a page, no frame around it, no address told to other sites.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Not `no-referrer`: under it browsers send our own forms with an origin of `null`.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

fn finished(visitor: &Visitor, mut response: Response, is_api: bool) -> Response {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    if !is_api {
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    } else {
        headers.insert(header::VARY, HeaderValue::from_static("Accept, Authorization, Cookie"));
    }
    if let (true, Some(cookie)) = (is_page, visitor.cookie.as_deref().filter(|it| !it.is_empty())) {
        let cookie = format!("{FORM}={cookie}; Path=/; HttpOnly; SameSite=Strict");
        headers.extend(HeaderValue::from_str(&cookie).ok().map(|it| (header::SET_COOKIE, it)));
    }
    response
}

/// A line on standard error; if that is closed there is nobody left to tell.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn length(response: &Response) -> String {
    use axum::body::HttpBody;
    response.body().size_hint().exact().map_or("-".into(), |it| it.to_string())
}

/// Seconds are enough for a log.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_called_by_its_own_names_only() {
        let here = Hosts::new("127.0.0.1:7878".parse().expect("an address"), &["desk.example".into()]);
        for host in ["127.0.0.1:7878", "localhost:7878", "localhost", "[::1]:7878", "DESK.example:80"] {
            assert!(here.has(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.3",
            "localhost.evil.example:7878",
            "[evil]",
        ] {
            assert!(!here.has(host), "{host}");
        }
        let everywhere = Hosts::new("0.0.0.0:80".parse().expect("an address"), &[]);
        assert!(everywhere.has("10.0.0.3:80") && !everywhere.has("evil.example"));
    }
}
