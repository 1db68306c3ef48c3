//! A ledger that is killed at any moment is whole and goes on; `lab/kill.py` does the same two hundred times.

use std::{collections::BTreeSet, thread, time::Duration};

use serde_json::Value;

mod desk;

use desk::Desk;

const PLACES: [&str; 6] = ["Vallebrune", "Port-Renard", "Ostrevant", "Carrelet", "Lindmoor", "Hautecombe"];
const THINGS: [&str; 5] = ["la digue", "le pont", "l'écluse", "le marché", "la halle"];
const PEOPLE: [&str; 4] = ["Odile Marchetti", "Tarek Lindqvist", "Basile Orvan", "Mina Ferrac"];

/// Short articles that speak of a few affairs, so that there is something to link.
fn records(count: usize) -> String {
    let record = |at: usize| {
        let (place, thing) = (PLACES[at % PLACES.len()], THINGS[at % THINGS.len()]);
        let (one, other) = (PEOPLE[at % PEOPLE.len()], PEOPLE[(at / 3 + 1) % PEOPLE.len()]);
        let text = match at % 3 {
            0 => format!(
                "{one} a accusé mardi la mairie de {place} d'avoir vendu {thing} sans appel d'offres. « Personne n'a été consulté », a dit {one}."
            ),
            1 => format!(
                "La mairie de {place} a démenti avoir vendu {thing}. « Ces accusations sont fausses », a déclaré {other}, numéro {at}."
            ),
            _ => format!(
                "Selon {other}, {thing} de {place} coûtera {at} millions de couronnes. Des habitants craignent que les travaux durent."
            ),
        };
        format!(
            "{{\"id\": \"{at}\", \"outlet\": \"Le Courrier\", \"language\": \"fr\", \"text\": \"{text}\"}}\n"
        )
    };
    (0..count).map(record).collect()
}

fn words(desk: &Desk, args: &str) -> String {
    let output = desk.selon(args, b"");
    assert!(
        output.status.code().is_some_and(|it| it < 2),
        "{args}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("what it says is UTF-8")
}

fn is_sound(desk: &Desk) {
    let output = desk.selon("check", b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The articles that a report tells to be in the ledger; its last line may be broken off.
fn told(desk: &Desk) -> BTreeSet<String> {
    let report = std::fs::read_to_string(desk.0.join("report")).unwrap_or_default();
    let whole = report.rsplit_once('\n').map_or("", |it| it.0);
    let rows = whole.lines().map(|it| serde_json::from_str::<Value>(it).expect("a line is JSON"));
    rows.filter_map(|it| it["doc"].as_str().map(String::from)).collect()
}

fn shown(desk: &Desk) -> BTreeSet<String> {
    let rows = words(desk, "export");
    let rows = rows.lines().map(|it| serde_json::from_str::<Value>(it).expect("a line is JSON"));
    rows.filter_map(|it| Some(it["statement"].as_str()?.rsplit_once('#')?.0.to_owned())).collect()
}

#[test]
fn a_killed_add_loses_nothing_that_it_told_of_and_goes_on() {
    let records = records(1400);
    let calm = Desk::with(&[("records.jsonl", records.as_bytes())]);
    words(&calm, "add records.jsonl");
    let (whole, all) = (words(&calm, "export"), shown(&calm));
    let killed = Desk::with(&[("records.jsonl", records.as_bytes())]);
    for delay in [20, 300, 60, 900, 150, 2000] {
        let mut child = killed.start("add records.jsonl --report report");
        thread::sleep(Duration::from_millis(delay));
        // It may have ended before.
        let _ = child.kill();
        child.wait().expect("it ends");
        if killed.0.join("selon.ledger").exists() {
            is_sound(&killed);
            let (told, shown) = (told(&killed), shown(&killed));
            assert!(told.intersection(&all).all(|it| shown.contains(it)), "after {delay} ms");
        }
    }
    words(&killed, "add records.jsonl");
    assert_eq!(words(&killed, "export"), whole);
    is_sound(&killed);
}

#[test]
fn a_killed_correction_is_there_or_is_not() {
    let records = records(30);
    let desk = Desk::with(&[("records.jsonl", records.as_bytes())]);
    words(&desk, "add records.jsonl");
    let statements: Vec<String> = words(&desk, "export")
        .lines()
        .filter_map(|it| serde_json::from_str::<Value>(it).ok()?["statement"].as_str().map(String::from))
        .collect();
    for (at, statement) in statements.iter().take(12).enumerate() {
        let before = words(&desk, "log").lines().count();
        let mut child = desk.start(&format!("reject {statement} --who Ada --why unsaid"));
        thread::sleep(Duration::from_millis(3 * at as u64));
        let _ = child.kill();
        let output = child.wait_with_output().expect("it ends");
        is_sound(&desk);
        let corrections = words(&desk, "log").lines().count();
        assert!(corrections == before || corrections == before + 1);
        if String::from_utf8_lossy(&output.stderr).contains("takes it back") {
            assert_eq!(corrections, before + 1, "acknowledged and lost");
        }
        let is_gone = !words(&desk, "export").contains(&format!("\"{statement}\""));
        assert_eq!(is_gone, corrections > before, "{statement}");
    }
}
