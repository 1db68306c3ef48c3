//! A site's `robots.txt` → what may be fetched there (RFC 9309).
//!
//! The rules are those of the groups that name us, all of them together, else
//! those for everybody. Of the rules that fit an address the longest decides,
//! and of two as long the one that allows.

use std::time::Duration;

use url::Url;

/// What a site asks of a robot.
#[derive(Clone, Debug, Default)]
pub struct Robots {
    rules: Vec<Rule>,
    /// How long it shall wait between two requests. Not of the RFC, but asked for by many sites.
    pub delay: Option<Duration>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    allows: bool,
}

impl Robots {
    /// The rules for the robot of that name, which is in lower case.
    pub fn parse(bytes: &[u8], robot: &str) -> Robots {
        let text = String::from_utf8_lossy(bytes);
        let mut mine = Robots::default();
        let mut everybody = Robots::default();
        let (mut named, mut for_me, mut for_all, mut in_rules) = (false, false, false, false);
        for line in text.trim_start_matches('\u{FEFF}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    // The first robot behind a rule begins a new group.
                    if std::mem::take(&mut in_rules) {
                        (for_me, for_all) = (false, false);
                    }
                    for_me |= product(value) == robot;
                    for_all |= value.starts_with('*');
                    named |= for_me;
                }
                key @ ("allow" | "disallow") => {
                    in_rules = true;
                    let rule = Rule { pattern: normal(value), allows: key == "allow" };
                    // An empty rule says nothing.
                    if rule.pattern.is_empty() {
                        continue;
                    }
                    if for_me {
                        mine.rules.push(rule);
                    } else if for_all {
                        everybody.rules.push(rule);
                    }
                }
                "crawl-delay" => {
                    in_rules = true;
                    let delay = value.parse().ok().and_then(|it| Duration::try_from_secs_f64(it).ok());
                    if for_me {
                        mine.delay = delay;
                    } else if for_all {
                        everybody.delay = delay;
                    }
                }
                _ => {}
            }
        }
        if named { mine } else { everybody }
    }

    /// May this be fetched?
    pub fn allow(&self, url: &Url) -> bool {
        if url.path() == "/robots.txt" {
            return true;
        }
        let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
        let path = normal(&format!("{}{query}", url.path()));
        let fitting = self.rules.iter().filter(|it| fits(&it.pattern, &path));
        fitting.max_by_key(|it| (it.pattern.len(), it.allows)).is_none_or(|it| it.allows)
    }
}

/// The name in `Name/1.0 and more`.
fn product(value: &str) -> String {
    let end = value.find(|it: char| !(it.is_ascii_alphabetic() || it == '-' || it == '_'));
    value[..end.unwrap_or(value.len())].to_ascii_lowercase()
}

/// One spelling of what percent signs may spell in several ways.
fn normal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let coded = match (byte, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        if coded.is_some() {
            rest = &after[2..];
        }
        match coded.unwrap_or(*byte) {
            it if it.is_ascii_alphanumeric() || b"-._~".contains(&it) => out.push(char::from(it)),
            it if coded.is_some() || !it.is_ascii() => out.push_str(&format!("%{it:02X}")),
            it => out.push(char::from(it)),
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|it| it as u8)
}

/// Does the path begin as the pattern says? `*` is anything, `$` at its end the path's end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(it) => (it, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*').peekable();
    let Some(mut rest) = pieces.next().and_then(|it| path.strip_prefix(it)) else { return false };
    // Without a star the path ends where the pattern does.
    if pieces.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if to_the_end && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        // The first place where a piece fits leaves most to those behind it.
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(robots: &str, allowed: &[&str], refused: &[&str]) {
        let robots = Robots::parse(robots.as_bytes(), "selon");
        let at =
            |path: &str| Url::parse("https://fanal.example").and_then(|it| it.join(path)).expect("a URL");
        for path in allowed {
            assert!(robots.allow(&at(path)), "{path} is refused by {robots:?}");
        }
        for path in refused {
            assert!(!robots.allow(&at(path)), "{path} is allowed by {robots:?}");
        }
    }

    #[test]
    fn without_rules_everything_may_be_fetched() {
        check("", &["/", "/a?b"], &[]);
        check("User-agent: *\nDisallow:\n", &["/", "/a"], &[]);
        check("<html><title>Accueil</title>", &["/", "/a"], &[]);
    }

    #[test]
    fn the_group_that_names_us_goes_before_that_for_everybody() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-Agent: Selon/2.0\nDisallow: /archives\n";
        check(robots, &["/", "/digue"], &["/archives/1"]);
        check("User-agent: selonbot\nDisallow: /\n", &["/"], &[]);
        check("User-agent: selon\n\nUser-agent: autre\nDisallow: /", &[], &["/"]);
    }

    #[test]
    fn groups_that_name_us_count_together() {
        let robots = "user-agent: selon\ndisallow: /a\nuser-agent: autre\ndisallow: /b\nuser-agent: selon\ndisallow: /c";
        check(robots, &["/b"], &["/a", "/c"]);
    }

    #[test]
    fn a_group_may_name_several_robots_and_say_nothing() {
        check("User-agent: autre\nUser-agent: selon # nous\nDisallow: /a\n", &["/b"], &["/a"]);
        check("User-agent: *\nDisallow: /\nUser-agent: selon\nAllow:\n", &["/a"], &[]);
    }

    #[test]
    fn the_longest_rule_decides_and_of_two_the_kinder() {
        let robots = "User-agent: *\nDisallow: /dossiers\nAllow: /dossiers/digue\nAllow: /a\nDisallow: /a\n";
        check(robots, &["/dossiers/digue-2", "/a"], &["/dossiers/port", "/dossiers"]);
    }

    #[test]
    fn stars_and_ends_are_understood() {
        let robots =
            "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?imprimer\nDisallow: /b*c*d\nDisallow: /fin$\n";
        check(
            robots,
            &["/a.pdf?x", "/b-c", "/finale", "/imprimer"],
            &["/x/a.pdf", "/a?imprimer=1", "/b-c-e-d-f", "/fin", "/a.pdf.pdf"],
        );
    }

    #[test]
    fn one_letter_in_two_spellings_is_one_letter() {
        let robots = "User-agent: *\nDisallow: /été\nDisallow: /%7Ejean\nDisallow: /a%2fb\n";
        check(robots, &["/a/b"], &["/%c3%a9t%C3%A9", "/~jean/x", "/a%2Fb"]);
    }

    #[test]
    fn the_file_itself_may_always_be_fetched() {
        check("User-agent: *\nDisallow: /", &["/robots.txt"], &["/"]);
    }

    #[test]
    fn the_delay_is_that_of_our_group() {
        let delay = |text: &str| Robots::parse(text.as_bytes(), "selon").delay;
        assert_eq!(delay("User-agent: *\nCrawl-delay: 2.5\n"), Some(Duration::from_millis(2500)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 9\nUser-agent: selon\nDisallow: /a\n"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: -1\n"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: 1e99\n"), None);
    }

    #[test]
    fn broken_files_break_nothing() {
        for text in ["\u{FEFF}User-agent:selon\rDisallow:/a\r", "User-agent: selon\r\nDisallow: /a\r\n"] {
            check(text, &["/b"], &["/a"]);
        }
        for text in
            [&b"\xFF\xFEU\0"[..], b":::\n:\nDisallow: %\nUser-agent\n", b"User-agent: *\nDisallow: /%c\n"]
        {
            assert!(
                Robots::parse(text, "selon").allow(&Url::parse("https://a.example/%zz%").expect("a URL"))
            );
        }
    }
}
