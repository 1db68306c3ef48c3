//! A site of our own on this machine, which answers as a test tells it and remembers what it was asked.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub at: Instant,
    /// How often the path was asked for before.
    pub before: usize,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }
}

/// What is answered.
pub enum Reply {
    /// A status, headers and a body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Whatever this writes.
    Own(Box<Answer>),
}

/// Writes an answer, well-formed or not.
type Answer = dyn FnOnce(&mut TcpStream) -> io::Result<()>;

impl Reply {
    pub fn page(html: impl Into<Vec<u8>>) -> Reply {
        Reply::Whole(200, vec![("Content-Type", "text/html".into())], html.into())
    }

    pub fn status(code: u16) -> Reply {
        Reply::Whole(code, Vec::new(), Vec::new())
    }

    pub fn redirect(code: u16, target: impl Into<String>) -> Reply {
        Reply::status(code).with("Location", target)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        if let Reply::Whole(_, headers, _) = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    fn write(self, out: &mut TcpStream) -> io::Result<()> {
        match self {
            Reply::Own(write) => write(out),
            Reply::Whole(status, headers, body) => {
                write!(out, "HTTP/1.1 {status} As told\r\nConnection: close\r\n")?;
                for (name, value) in headers {
                    write!(out, "{name}: {value}\r\n")?;
                }
                if status != 304 {
                    write!(out, "Content-Length: {}\r\n", body.len())?;
                }
                out.write_all(b"\r\n")?;
                out.write_all(&body)
            }
        }
    }
}

/// A site; it closes when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    is_over: Arc<AtomicBool>,
}

impl Server {
    /// A site without rules; what `answer` leaves out is not found.
    pub fn start(answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Server {
        Server::with_rules(move |it| if it.path == "/robots.txt" { None } else { answer(it) })
    }

    /// One that is asked for its rules as well.
    pub fn with_rules(answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has one");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let answer = Arc::new(answer);
        let (seen, over) = (Arc::clone(&requests), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                // Who asked may have gone before all is written.
                thread::spawn(move || stream.and_then(|it| serve(it, &seen, &*answer)));
            }
        });
        Server { address, requests, is_over }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All that it was asked for, in order, but for its rules.
    pub fn requests(&self) -> Vec<Request> {
        let all = self.requests.lock().expect("nobody panicked").clone();
        all.into_iter().filter(|it| it.path != "/robots.txt").collect()
    }

    pub fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|it| it.path).collect()
    }

    /// Was anything asked of it at all?
    pub fn is_untouched(&self) -> bool {
        self.requests.lock().expect("nobody panicked").is_empty()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes it up to see that it is over.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Option<Reply>,
) -> io::Result<()> {
    let at = Instant::now();
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or(Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let request = {
        let mut seen = seen.lock().expect("nobody panicked");
        let before = seen.iter().filter(|it| it.path == path).count();
        let request = Request { path, headers, at, before };
        seen.push(request.clone());
        request
    };
    answer(&request).unwrap_or_else(|| Reply::status(404)).write(&mut stream)
}
