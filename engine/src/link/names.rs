//! Are two names the same speaker?

use super::terms;
use crate::{Language, SpeakerType, language};

/// A name's words without articles, prepositions and forms of address.
pub fn words(name: &str) -> Vec<String> {
    let mut words = terms::words(name);
    let little = |it: &String| {
        it.chars().count() < 2
            || language::common("particles").has(it)
            || Language::all().iter().any(|language| language.table("little").has(it))
    };
    // A name of little words alone is taken as it stands.
    if words.iter().any(|it| !little(it)) {
        words.retain(|it| !little(it));
    }
    words
}

/// The same speaker? A person by the surname with no first name against it; others by most of their words.
pub fn same(a: &[String], b: &[String], kind: &str) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if kind == SpeakerType::Person.name() {
        return a.last() == b.last() && short.iter().all(|it| long.contains(it));
    }
    // Names are a few words: each is counted once.
    let distinct = |it: &[String]| (0..it.len()).filter(|at| !it[..*at].contains(&it[*at])).count();
    let shared = (0..a.len()).filter(|at| b.contains(&a[*at]) && !a[..*at].contains(&a[*at])).count();
    let union = distinct(a) + distinct(b) - shared;
    3 * shared >= 2 * union
        || (short.len() >= 2 && short.iter().all(|it| long.contains(it)))
        || acronym(short, long)
}

/// `ota` stands for *observatoire transferts armes*.
fn acronym(short: &[String], long: &[String]) -> bool {
    let [letters] = short else { return false };
    long.len() >= 2
        && letters.chars().count() == long.len()
        && letters.chars().zip(long).all(|(letter, word)| word.starts_with(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, kind: SpeakerType, expected: bool) {
        assert_eq!(same(&words(a), &words(b), kind.name()), expected, "{a} / {b}");
    }

    #[test]
    fn a_surname_is_enough_for_a_person() {
        check("Odile Marchetti", "Mme Marchetti", SpeakerType::Person, true);
        check("Odile Marchetti", "Tarek Marchetti", SpeakerType::Person, false);
    }

    #[test]
    fn a_body_goes_by_most_of_its_words_or_its_letters() {
        check("Office des digues", "l'Office des digues", SpeakerType::Organisation, true);
        check("Office vallois des digues", "OVD", SpeakerType::Organisation, true);
        check("Office des digues", "Office des ports", SpeakerType::Organisation, false);
    }
}
