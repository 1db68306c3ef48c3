//! What can go wrong with a request. The gate tells it: as a page, or as a problem document (RFC 9457).

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Why a request is not answered as it hoped.
#[derive(Clone, Debug)]
pub enum Failure {
    /// There is no such thing.
    Missing(String),
    /// What was asked for makes no sense.
    Asked(String),
    /// It was changed by somebody else.
    Changed(String),
    /// A token is needed.
    Unknown,
    /// The token does not reach so far.
    Denied,
    /// The form is not one of ours, or an old one.
    Form,
    /// The server is not called by this name.
    Host,
    /// Nothing here answers that method.
    Method,
    /// What was sent is too long.
    Large,
    /// It is of no type that is read here.
    Type,
    /// Too much is asked at once, or it takes too long.
    Busy,
    /// It is our fault.
    Inner(String),
}

impl Failure {
    /// Our fault, whatever it was.
    pub fn inner(error: impl std::fmt::Display) -> Failure {
        Failure::Inner(error.to_string())
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Missing(_) => StatusCode::NOT_FOUND,
            Failure::Asked(_) => StatusCode::BAD_REQUEST,
            Failure::Changed(_) => StatusCode::CONFLICT,
            Failure::Unknown => StatusCode::UNAUTHORIZED,
            Failure::Denied | Failure::Form => StatusCode::FORBIDDEN,
            Failure::Host => StatusCode::MISDIRECTED_REQUEST,
            Failure::Method => StatusCode::METHOD_NOT_ALLOWED,
            Failure::Large => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Inner(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its words in the tables, and the word of this program's own language for logs and documents.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::Missing(_) => "missing",
            Failure::Asked(_) => "asked",
            Failure::Changed(_) => "changed",
            Failure::Unknown => "unknown",
            Failure::Denied => "denied",
            Failure::Form => "form",
            Failure::Host => "host",
            Failure::Method => "method",
            Failure::Large => "large",
            Failure::Type => "type",
            Failure::Busy => "busy",
            Failure::Inner(_) => "inner",
        }
    }

    /// What can be told of it beyond its kind; nothing of our own insides.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Failure::Missing(it) | Failure::Asked(it) | Failure::Changed(it) => Some(it),
            _ => None,
        }
    }
}

impl From<selon_ledger::Error> for Failure {
    fn from(error: selon_ledger::Error) -> Failure {
        match error {
            selon_ledger::Error::Missing(what) => Failure::Missing(what),
            selon_ledger::Error::Asked(what) => Failure::Asked(what),
            selon_ledger::Error::Changed(what) => Failure::Changed(what),
            other => Failure::inner(other),
        }
    }
}

impl IntoResponse for Failure {
    /// Only a status; the gate puts the words to it, in the visitor's language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
