//! An address on the web → what stands there, fetched politely and within limits.
//!
//! Only `http` and `https`, only public addresses ([`address`]), only what the
//! site's `robots.txt` allows ([`robots`]), one request at a time and with a pause
//! between two visits to a site. Redirects are followed one by one, each judged
//! like the first address. Proxies that the environment names are not used: behind
//! one nobody could tell which address is connected to.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use ureq::{
    Agent, Body,
    http::{Response, StatusCode, header},
    unversioned::transport::DefaultConnector,
};
use url::Url;

mod address;
mod body;
mod failure;
mod limits;
mod manners;
mod robots;

pub use failure::Failure;
pub use limits::{ENTRIES, TRIES};
pub use manners::{Manners, Options};
use robots::Robots;

/// The name that sites may address rules to.
const ROBOT: &str = "selon";
/// What is preferred where a site has several forms of one thing.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/rss+xml;q=0.9,application/atom+xml;q=0.9,\
    application/feed+json;q=0.9,application/xml;q=0.8,*/*;q=0.5";

/// By what a site tells whether a page is still the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The tag that the site gave it.
    pub etag: Option<String>,
    /// When it was changed, in the site's own words.
    pub last_modified: Option<String>,
}

/// What a site answers.
#[derive(Debug)]
pub enum Answer {
    /// It is the same as when it got its marks.
    Same,
    /// It is this.
    Page(Page),
}

/// What stood at an address.
#[derive(Debug)]
pub struct Page {
    /// Where it was found in the end.
    pub url: Url,
    /// Unpacked, in whatever charset.
    pub bytes: Vec<u8>,
    /// The charset that its site tells.
    pub charset: Option<String>,
    /// Its marks, for the next time.
    pub marks: Marks,
}

/// Fetches, and knows how each site wants to be visited.
pub struct Fetcher {
    agent: Agent,
    manners: Manners,
    sites: HashMap<String, Site>,
}

/// One site: scheme, host and port.
#[derive(Default)]
struct Site {
    robots: Option<(Result<Robots, String>, Instant)>,
    /// Not to be visited before.
    ready: Option<Instant>,
    /// To be left alone until then.
    closed: Option<Instant>,
    /// How many visits failed one after the other.
    failures: u32,
}

impl Fetcher {
    /// One for the whole run: what it learns of a site it keeps.
    pub fn new(manners: Manners) -> Fetcher {
        let contact = manners.contact.as_ref().map(|it| format!(" (+{it})")).unwrap_or_default();
        let config = Agent::config_builder()
            .user_agent(format!("selon/{}{contact}", env!("CARGO_PKG_VERSION")))
            .accept(ACCEPT)
            .accept_encoding("gzip")
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(limits::HEAD)
            .timeout_resolve(Some(limits::CONNECT))
            .timeout_connect(Some(limits::CONNECT))
            .timeout_per_read(Some(limits::SILENCE))
            .timeout_per_write(Some(limits::SILENCE))
            .build();
        let guard = address::Guard::new(manners.allowed.clone());
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Fetcher { agent, manners, sites: HashMap::new() }
    }

    /// Before when the site of that address may not be visited again, if it was visited before.
    pub fn ready(&self, url: &Url) -> Option<Instant> {
        self.sites.get(&site(url))?.ready
    }

    /// What stands there; `marks` tells what is known of an address, for each on the way.
    pub fn get(&mut self, url: &Url, marks: &dyn Fn(&Url) -> Marks) -> Result<Answer, Failure> {
        let answer = self.follow(url, marks);
        let site = self.sites.entry(site(url)).or_default();
        site.failures = match &answer {
            Err(failure) if failure.passing => site.failures + 1,
            _ => 0,
        };
        // Who waits in vain for one page after another would wait long.
        if site.failures >= limits::FAILURES && site.closed.is_none_or(|it| it < Instant::now()) {
            site.closed = Some(Instant::now() + limits::AGAIN);
            site.failures = 0;
        }
        answer
    }

    fn follow(&mut self, url: &Url, marks: &dyn Fn(&Url) -> Marks) -> Result<Answer, Failure> {
        let mut url = url.clone();
        let mut left = self.manners.patience;
        let mut way = Vec::new();
        loop {
            judge(&url)?;
            self.come_to(&url, &mut left)?;
            if !way.iter().any(|it: &Url| it.origin() == url.origin()) {
                let ready = self.ready(&url);
                thread::sleep(
                    ready.map_or(Duration::ZERO, |it| it.saturating_duration_since(Instant::now())),
                );
            }
            let marks = marks(&url);
            let response = self.ask(&url, &marks, &mut left);
            self.left(&url);
            let response = response?;
            let status = response.status();
            match status {
                StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => {
                    let marks = Marks {
                        etag: field(&response, header::ETAG),
                        last_modified: field(&response, header::LAST_MODIFIED),
                    };
                    let charset = charset(&response);
                    let bytes = body::read(response)?;
                    return Ok(Answer::Page(Page { url, bytes, charset, marks }));
                }
                StatusCode::NOT_MODIFIED if marks != Marks::default() => return Ok(Answer::Same),
                _ if is_redirect(status) => {
                    let next = target(&response, &url)?;
                    way.push(url);
                    if way.contains(&next) {
                        return Err(Failure::last("its redirects lead in a circle"));
                    }
                    if way.len() > limits::REDIRECTS {
                        return Err(Failure::last(format!("more than {} redirects", limits::REDIRECTS)));
                    }
                    url = next;
                }
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    return Err(self.asked_to_wait(&url, &response));
                }
                _ => return Err(failure::of_status(status)),
            }
        }
    }

    /// One request; the time it takes goes off what is left of the visit.
    fn ask(&self, url: &Url, marks: &Marks, left: &mut Duration) -> Result<Response<Body>, Failure> {
        let started = Instant::now();
        let timeout = Some((*left).max(Duration::from_millis(1)));
        let mut request = self.agent.get(url.as_str()).config().timeout_global(timeout).build();
        let known = [(header::IF_NONE_MATCH, &marks.etag), (header::IF_MODIFIED_SINCE, &marks.last_modified)];
        for (name, value) in known {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let answer = request.call().map_err(|it| failure::of_error(&it, self.manners.patience));
        *left = left.saturating_sub(started.elapsed());
        answer
    }

    /// Nothing is fetched before the site's rules are known and the site may be visited.
    fn come_to(&mut self, url: &Url, left: &mut Duration) -> Result<(), Failure> {
        let now = Instant::now();
        if let Some(until) = self.sites.get(&site(url)).and_then(|it| it.closed).filter(|it| *it > now) {
            return Err(Failure::later(format!("its site is left alone for {}", failure::span(until - now))));
        }
        let held = self.sites.get(&site(url)).and_then(|it| it.robots.as_ref());
        if held.is_none_or(|(_, until)| *until <= now) {
            let robots = self.robots(url, left)?;
            let hold = if robots.is_ok() { limits::ROBOTS_HOLD } else { limits::AGAIN };
            self.sites.entry(site(url)).or_default().robots = Some((robots, Instant::now() + hold));
        }
        match self.sites.get(&site(url)).and_then(|it| it.robots.as_ref()) {
            Some((Ok(robots), _)) if !robots.allow(url) => {
                Err(Failure::last("its site's robots.txt does not want it fetched"))
            }
            Some((Err(why), _)) => {
                Err(Failure::later(format!("its site's robots.txt could not be had: {why}")))
            }
            _ => Ok(()),
        }
    }

    /// The site's rules; the inner error says why they could not be had (then nothing may be fetched), the outer
    /// that nobody could be reached there.
    fn robots(&mut self, url: &Url, left: &mut Duration) -> Result<Result<Robots, String>, Failure> {
        let mut url = url.join("/robots.txt").map_err(|it| Failure::last(it.to_string()))?;
        for _ in 0..=limits::ROBOTS_REDIRECTS {
            judge(&url)?;
            let response = self.ask(&url, &Marks::default(), left)?;
            let status = response.status();
            if is_redirect(status) {
                url = target(&response, &url)?;
            } else if status.is_success() {
                return Ok(body::head(response, limits::ROBOTS)
                    .map(|it| Robots::parse(&it, ROBOT))
                    .map_err(|it| it.why));
            } else if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                return Ok(Err(failure::of_status(status).why));
            } else {
                // What is not there forbids nothing.
                return Ok(Ok(Robots::default()));
            }
        }
        Ok(Ok(Robots::default()))
    }

    /// The site was visited now.
    fn left(&mut self, url: &Url) {
        let site = self.sites.entry(site(url)).or_default();
        let asked = site.robots.as_ref().and_then(|(it, _)| it.as_ref().ok()?.delay).unwrap_or_default();
        site.ready = Some(Instant::now() + self.manners.pause.max(asked.min(limits::WAIT)));
    }

    /// A site that is asked too much says how long to wait.
    fn asked_to_wait(&mut self, url: &Url, response: &Response<Body>) -> Failure {
        let now = Instant::now();
        let told = field(response, header::RETRY_AFTER).and_then(|it| failure::retry_after(&it));
        // Without a word of its own a site is given some pauses.
        let wait = told.unwrap_or(self.manners.pause * 10).min(limits::LEAVE);
        let site = self.sites.entry(site(url)).or_default();
        let why = failure::of_status(response.status()).why;
        if wait > limits::WAIT {
            site.closed = Some(now + wait);
            return Failure::later(format!("{why}; its site asks to wait {}", failure::span(wait)));
        }
        site.ready = site.ready.max(Some(now + wait));
        Failure { again: true, ..Failure::later(why) }
    }
}

/// Scheme, host and port.
fn site(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The address that somebody typed or a page gave, if it may be fetched at all.
fn judge(url: &Url) -> Result<(), Failure> {
    if !["http", "https"].contains(&url.scheme()) {
        return Err(Failure::last(format!("`{}` is neither http nor https", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::last("its address holds a name or password, which selon does not send"));
    }
    if url.as_str().len() > limits::ADDRESS {
        return Err(Failure::last(format!("its address has more than {} characters", limits::ADDRESS)));
    }
    Ok(())
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads.
fn target(response: &Response<Body>, from: &Url) -> Result<Url, Failure> {
    let told = field(response, header::LOCATION)
        .ok_or_else(|| Failure::last("it redirects without saying where"))?;
    let mut next = from.join(&told).map_err(|_| Failure::last(format!("it redirects to `{told}`")))?;
    next.set_fragment(None);
    Ok(next)
}

/// The charset that `Content-Type` tells.
fn charset(response: &Response<Body>) -> Option<String> {
    let kind = field(response, header::CONTENT_TYPE)?.to_ascii_lowercase();
    let (_, told) = kind.split_once("charset=")?;
    Some(told.split(';').next()?.trim_matches(['"', '\'', ' ']).to_owned())
}

/// A header of the answer, if it is text.
fn field(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}
