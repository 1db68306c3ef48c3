//! As much of HTTP as the tests need, so that they may send what no browser would.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self
            .head
            .lines()
            .find(|it| it.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name)));
        line.and_then(|it| it.split_once(':')).map(|it| it.1.trim())
    }

    /// `name=value` of every cookie that is set.
    pub fn cookies(&self) -> Vec<String> {
        let lines = self.head.lines().filter_map(|it| it.split_once(':'));
        let set = lines.filter(|it| it.0.eq_ignore_ascii_case("set-cookie"));
        set.map(|it| it.1.trim().split(';').next().unwrap_or_default().to_owned()).collect()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }
}

/// Sends bytes and reads all that comes back.
pub fn raw(to: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(to).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    // Who is refused early may not be listened to until the end.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    parsed(&bytes)
}

fn parsed(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return Answer::default() };
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    let answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
    match answer.header("transfer-encoding") {
        Some("chunked") => Answer { body: unchunked(body), ..answer },
        _ => answer,
    }
}

fn unchunked(body: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), body.as_bytes());
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|it| usize::from_str_radix(it, 16).ok());
        let Some(size) = size.filter(|it| *it > 0) else { break };
        let start = end + 2;
        out.extend_from_slice(&rest[start..(start + size).min(rest.len())]);
        rest = rest.get(start + size + 2..).unwrap_or_default();
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A request with these headers.
pub fn ask(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|it| it.0 == "Host") {
        request += &format!("Host: {to}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() || method == "POST" {
        request += &format!("Content-Length: {}\r\n", body.len());
    }
    raw(to, format!("{request}\r\n{body}").as_bytes())
}

pub fn get(to: SocketAddr, path: &str) -> Answer {
    ask(to, "GET", path, &[], "")
}

/// A browser that keeps cookies and fills in forms.
pub struct Browser {
    pub to: SocketAddr,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub fn new(to: SocketAddr) -> Browser {
        Browser { to, cookies: Vec::new() }
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|it| format!("{}={}", it.0, it.1)).collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("Cookie", cookies.as_str())];
        if method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        }
        let answer = ask(self.to, method, path, &headers, body);
        for it in answer.cookies() {
            let (name, value) = it.split_once('=').expect("a cookie");
            self.cookies.retain(|it| it.0 != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send("POST", path, &fields.join("&"))
    }
}

pub fn encoded(value: &str) -> String {
    let plain = |it: &u8| it.is_ascii_alphanumeric();
    value
        .bytes()
        .map(|it| if plain(&it) { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}

/// The value of the first field of that name on a page.
pub fn field(page: &str, name: &str) -> String {
    let start =
        page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    let value = &page[start + format!("name=\"{name}\" value=\"").len()..];
    let value = value.split('"').next().expect("an end");
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
