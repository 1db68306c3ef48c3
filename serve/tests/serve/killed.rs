//! A server that is killed while it writes, and one that is asked while others write.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use selon::article::Given;
use selon_ledger::Ledger;

use crate::{
    client::{ask, get},
    desk::{desk, examples},
};

const LEDGER: &str = "SELON_TEST_LEDGER";

/// Not a test but the process that is killed: this program once more, which serves what it is told to.
#[test]
#[ignore = "started by the tests beside it"]
fn server() {
    let Ok(ledger) = std::env::var(LEDGER) else { return };
    let settings = selon_serve::Settings {
        ledger: ledger.into(),
        listen: "127.0.0.1:0".parse().expect("an address"),
        rights: None,
        hosts: Vec::new(),
        log: false,
    };
    selon_serve::serve(settings, |at| eprintln!("listens on {at}")).expect("served");
}

struct Server(Child, SocketAddr);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn started(ledger: &Path) -> Server {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["killed::server", "--exact", "--ignored", "--nocapture"]).env(LEDGER, ledger);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a server");
    let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let at = told.find_map(|it| it.strip_prefix("listens on ").map(str::to_owned)).expect("an address");
    Server(child, at.parse().expect("an address"))
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_under_load() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger");
    examples(&mut Ledger::open(&path).expect("a ledger"));
    let statements = Ledger::open(&path).expect("a ledger").export().expect("rows");
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..3 {
        let mut server = started(&path);
        let at = server.1;
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (statements, acknowledged) = (&statements, &acknowledged);
                scope.spawn(move || {
                    for (number, it) in statements.iter().enumerate().filter(|it| it.0 % 4 == worker) {
                        let why = format!("round {round}, {number}");
                        let body =
                            serde_json::json!({"subject": it.statement, "verb": "confirm", "why": why})
                                .to_string();
                        let json = [("Content-Type", "application/json")];
                        let answer =
                            std::panic::catch_unwind(|| ask(at, "POST", "/api/v1/corrections", &json, &body));
                        // The server is gone, or has broken off in the middle of a word.
                        let Ok(answer) = answer else { break };
                        let Ok(told) = serde_json::from_str::<serde_json::Value>(&answer.body) else { break };
                        assert_eq!(answer.status, 201, "{answer:?}");
                        acknowledged
                            .lock()
                            .expect("whole")
                            .push((told["id"].as_i64().expect("a number"), why));
                    }
                });
            }
            while acknowledged.lock().expect("whole").len() < 12 * (round + 1) {
                std::thread::sleep(Duration::from_millis(2));
            }
            server.0.kill().expect("killed");
        });
        // Started again, it serves what it had acknowledged.
        let log = get(started(&path).1, "/api/v1/corrections?limit=500").json();
        let log = log["items"].as_array().expect("a list").clone();
        for (id, why) in acknowledged.lock().expect("whole").iter() {
            let kept = log.iter().any(|it| it["id"] == *id && it["why"] == **why);
            assert!(kept, "{id} {why} is lost");
        }
    }
    assert_eq!(Ledger::open(&path).expect("a ledger").check().expect("checked"), Vec::<String>::new());
}

#[test]
fn readers_are_answered_while_articles_are_added_and_see_what_was_added() {
    let desk = desk(None, examples);
    let path = desk.folder.path().join("ledger");
    let adding = std::thread::spawn(move || {
        let mut ledger = Ledger::open(&path).expect("a ledger");
        for number in 0..60 {
            let given = Given { id: format!("m{number}"), ..Given::default() };
            let text = format!(
                "Le maire, Tarek Lindqvist, a accusé la société Carrelet d'avoir livré du mauvais béton, dit le numéro {number}."
            );
            let article = selon::Article::of_text(text, &given).expect("an article");
            ledger.add(&article, &selon::read(&article)).expect("added");
        }
    });
    let mut answered = 0;
    while !adding.is_finished() {
        for page in ["/", "/claim/1", "/article/1", "/search?q=maire"] {
            assert_eq!(get(desk.at, page).status, 200, "{page}");
            answered += 1;
        }
    }
    adding.join().expect("added");
    assert!(answered > 0);
    let found = get(desk.at, "/api/v1/search?q=beton&limit=500").json();
    assert!(found["total"].as_u64() >= Some(60), "{}", found["total"]);
}
