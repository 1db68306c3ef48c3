//! What can go wrong on the way to a page, in words for a reader.

use std::{error::Error, io, time::Duration};

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use ureq::{Timeout, http::StatusCode};

use super::{address::Refused, limits};

/// Why a page could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In lower case, and without the address, which the caller knows.
    pub why: String,
    /// Should it be asked for again as soon as its site may be visited?
    pub again: bool,
    /// May it be different tomorrow?
    pub passing: bool,
}

impl Failure {
    /// It will be the same tomorrow.
    pub fn last(why: impl Into<String>) -> Failure {
        Failure { why: why.into(), again: false, passing: false }
    }

    /// It may be different tomorrow.
    pub fn later(why: impl Into<String>) -> Failure {
        Failure { passing: true, ..Failure::last(why) }
    }
}

/// What a status means that is neither a page nor a redirect.
pub fn of_status(status: StatusCode) -> Failure {
    let code = status.as_u16();
    match code {
        401..=403 | 407 => Failure::last(format!("it is not open to everybody ({code})")),
        404 => Failure::last("there is no such page (404)"),
        410 => Failure::last("it was taken away (410)"),
        451 => Failure::last("it is withheld for legal reasons (451)"),
        429 => Failure::later("its site is asked too often (429)"),
        500..=599 => Failure::later(format!("its site failed ({code})")),
        _ => Failure::last(format!("its site answered with {code}")),
    }
}

/// What went wrong before there was an answer.
pub fn of_error(error: &ureq::Error, patience: Duration) -> Failure {
    use ureq::Error as E;
    match error {
        E::Timeout(Timeout::Connect | Timeout::Resolve) => {
            Failure::later(format!("no connection within {}", span(limits::CONNECT)))
        }
        E::Timeout(Timeout::Global) => Failure::later(format!("it took longer than {}", span(patience))),
        E::Timeout(_) => Failure::later(format!("it was silent for {}", span(limits::SILENCE))),
        E::HostNotFound => Failure::later("nobody knows its host"),
        E::LargeResponseHeader(..) => {
            Failure::last(format!("its head is longer than {} kB", limits::HEAD >> 10))
        }
        E::Other(inner) => match inner.downcast_ref::<Refused>() {
            Some(refused) => Failure::last(format!("{refused}, not on the public internet")),
            None => Failure::later(inner.to_string()),
        },
        E::Io(error) => of_io(error),
        E::Tls(why) => Failure::later(format!("no secure connection: {why}")),
        E::Rustls(error) => insecure(error),
        E::Protocol(error) => Failure::later(format!("it does not answer as the web does: {error}")),
        other => Failure::later(other.to_string()),
    }
}

/// What went wrong while the answer was read.
pub fn of_reading(error: &io::Error) -> Failure {
    match error.get_ref().and_then(|it| it.downcast_ref::<ureq::Error>()) {
        Some(ureq::Error::Timeout(Timeout::Global)) => Failure::later("it came too slowly"),
        Some(inner) => of_error(inner, limits::SILENCE),
        None => of_io(error),
    }
}

/// Why nobody could be sure of whom one speaks with, or that nobody else listens.
fn insecure(error: &rustls::Error) -> Failure {
    use rustls::{CertificateError as C, Error as E};
    let why = match error {
        E::InvalidCertificate(C::UnknownIssuer) => "nobody who is trusted has signed its certificate".into(),
        E::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => "its certificate has expired".into(),
        E::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
            "its certificate is another site's".into()
        }
        other => other.to_string(),
    };
    Failure::later(format!("no secure connection: {why}"))
}

fn of_io(error: &io::Error) -> Failure {
    use io::ErrorKind as K;
    if let Some(error) = error.get_ref().and_then(|it| it.downcast_ref::<rustls::Error>()) {
        return insecure(error);
    }
    Failure::later(match error.kind() {
        K::ConnectionRefused => "nobody answers there".into(),
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof => {
            "the connection broke off".into()
        }
        K::HostUnreachable | K::NetworkUnreachable | K::AddrNotAvailable => "there is no way to it".into(),
        K::InvalidData | K::InvalidInput => format!("its packing is broken: {error}"),
        K::TimedOut | K::WouldBlock => format!("it was silent for {}", span(limits::SILENCE)),
        _ => {
            let text = error.source().map_or_else(|| error.to_string(), |it| it.to_string()).to_lowercase();
            match text.contains("lookup") {
                true => "nobody knows its host, or there is no network".into(),
                false => text.split(" (os error").next().unwrap_or(&text).to_owned(),
            }
        }
    })
}

/// How long `Retry-After` asks to wait: seconds, or a date.
pub fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::try_from(until.duration_since(Timestamp::now())).unwrap_or_default())
}

/// A stretch of time for a reader.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        it if it < 120.0 => format!("{} s", it.ceil()),
        it if it < 7_000.0 => format!("{} min", (it / 60.0).round()),
        it => format!("{} h", (it / 3_600.0).round()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_as_a_date() {
        assert_eq!(retry_after("120"), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let far = retry_after("Fri, 31 Dec 2100 23:59:59 GMT").expect("a date");
        assert!(far > Duration::from_secs(86_400), "{far:?}");
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("-5"), None);
    }

    #[test]
    fn stretches_of_time_are_short_to_read() {
        assert_eq!(span(Duration::from_millis(1_400)), "2 s");
        assert_eq!(span(Duration::from_secs(600)), "10 min");
        assert_eq!(span(Duration::from_secs(86_400)), "24 h");
    }
}
