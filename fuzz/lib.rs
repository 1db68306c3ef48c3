//! What the fuzz targets have in common: bytes → articles, as the command makes them.

use std::rc::Rc;

use selon::article::{Given, Piece, Way};

#[allow(dead_code)]
#[path = "../cli/src"]
mod cli {
    pub mod input;

    pub mod fetch {
        pub mod robots;
    }
}

use cli::{fetch::robots::Robots, input};

/// Reads it as a file of that name.
pub fn read(name: &str, bytes: &[u8]) {
    let given = Given { language: selon::Language::all().first(), ..Given::default() };
    let way = Way { longest: 1 << 20, ..Way::default() };
    let mut take = |found: input::Found| {
        let _ = (found.place.to_string(), found.piece.and_then(Piece::article));
        Ok(())
    };
    let place = input::Place::new(name.into());
    let _ = input::read_from(bytes, place, given, true, &way, &Rc::default(), &mut take);
}

/// Bytes behind the mark that makes them one format.
pub fn read_behind(name: &str, mark: &[u8], bytes: &[u8]) {
    read(name, &[mark, bytes].concat());
}

/// Asks rules for robots, of which the first line is an address, whether it may be fetched.
pub fn ask(bytes: &[u8]) {
    let (address, rules) = bytes.split_at(bytes.iter().position(|it| *it == b'\n').unwrap_or(0));
    let robots = Robots::parse(rules, "selon");
    let address = format!("https://a.example/{}", String::from_utf8_lossy(address));
    if let Ok(address) = address.parse() {
        robots.allow(&address);
    }
}
