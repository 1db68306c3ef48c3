//! Does a JSON value fit `schema/selon-1.schema.json`?
//!
//! Only the keywords that the schema uses are known here; any other is an
//! error, so that nothing in the schema goes unchecked.

use serde_json::Value;

use crate::{Act, Certainty, Kind, SpeakerType, export::Offsets};

const SCHEMA: &str = include_str!("../../../schema/selon-1.schema.json");

/// What does not fit, a line each; nothing if all does.
pub fn complaints(value: &Value) -> String {
    let root: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let mut complaints = Vec::new();
    Check { root: &root, complaints: &mut complaints }.fits(&root, value, "$");
    complaints.join("\n")
}

struct Check<'a> {
    root: &'a Value,
    complaints: &'a mut Vec<String>,
}

impl Check<'_> {
    fn fits(&mut self, schema: &Value, value: &Value, at: &str) {
        for (keyword, rule) in schema.as_object().expect("a schema is an object") {
            if !self.keyword(keyword, rule, schema, value, at) {
                self.complaints.push(format!("{at}: {value} against {keyword} {rule}"));
            }
        }
    }

    fn keyword(&mut self, keyword: &str, rule: &Value, schema: &Value, value: &Value, at: &str) -> bool {
        let number = || rule.as_f64().expect("a number");
        match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => self.refers(rule, value, at),
            "anyOf" => self.any_of(rule, value, at),
            "type" => {
                rule.as_array().map_or_else(|| is(rule, value), |all| all.iter().any(|it| is(it, value)))
            }
            "const" => rule == value,
            "enum" => rule.as_array().expect("a list").contains(value),
            "minimum" => value.as_f64().is_none_or(|it| it >= number()),
            "maximum" => value.as_f64().is_none_or(|it| it <= number()),
            "minItems" => value.as_array().is_none_or(|it| it.len() as f64 >= number()),
            "maxItems" => value.as_array().is_none_or(|it| it.len() as f64 <= number()),
            "pattern" => value.as_str().is_none_or(|it| looks_like(it, rule.as_str().expect("a pattern"))),
            "required" => {
                let names = rule.as_array().expect("a list").iter().filter_map(Value::as_str);
                value.as_object().is_none_or(|it| names.into_iter().all(|name| it.contains_key(name)))
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().expect("what else would be additional");
                value.as_object().is_none_or(|it| it.keys().all(|name| known.contains_key(name)))
            }
            "properties" => {
                for (name, schema) in rule.as_object().expect("schemas by name") {
                    value.get(name).into_iter().for_each(|it| self.fits(schema, it, &format!("{at}.{name}")));
                }
                true
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.for_each(|(index, it)| self.fits(rule, it, &format!("{at}[{index}]")));
                true
            }
            "prefixItems" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.for_each(|(index, it)| self.fits(&rule[index], it, &format!("{at}[{index}]")));
                true
            }
            unknown => panic!("the schema uses `{unknown}`, which is not checked here"),
        }
    }

    fn refers(&mut self, rule: &Value, value: &Value, at: &str) -> bool {
        let pointer = rule.as_str().and_then(|it| it.strip_prefix('#')).expect("a reference into the schema");
        let root = self.root;
        self.fits(root.pointer(pointer).expect("what it refers to"), value, at);
        true
    }

    fn any_of(&mut self, rule: &Value, value: &Value, at: &str) -> bool {
        let mut all = Vec::new();
        for schema in rule.as_array().expect("a list of schemas") {
            let mut complaints = Vec::new();
            Check { root: self.root, complaints: &mut complaints }.fits(schema, value, at);
            if complaints.is_empty() {
                return true;
            }
            all.extend(complaints);
        }
        self.complaints.extend(all);
        false
    }
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema has the type `{other}`, which is none"),
    }
}

/// Patterns that are written with classes, `{least,most}`, `?` and `*`, bound at both ends.
fn looks_like(value: &str, pattern: &str) -> bool {
    let value: Vec<char> = value.chars().collect();
    let (plain, digits) = (|it: &char| it.is_ascii_lowercase(), |it: &char| it.is_ascii_digit());
    match pattern {
        "^[a-z]{2,3}$" => (2..=3).contains(&value.len()) && value.iter().all(plain),
        "^[0-9a-f]{64}$" => {
            value.len() == 64 && value.iter().all(|it| it.is_ascii_hexdigit() && !it.is_uppercase())
        }
        "^a[1-9][0-9]*$" => {
            value.first() == Some(&'a')
                && value[1..].iter().all(digits)
                && value.get(1).is_some_and(|it| *it != '0')
        }
        "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$" => {
            value.iter().collect::<String>().parse::<jiff::civil::Date>().is_ok()
        }
        other => panic!("the schema has the pattern `{other}`, which is not checked here"),
    }
}

#[test]
fn the_schema_lists_the_values_that_the_engine_has() {
    let root: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let check = |pointer: &str, names: Vec<&str>| {
        assert_eq!(root.pointer(pointer).expect(pointer), &serde_json::json!(names), "{pointer}");
    };
    let field = |name: &str| format!("/$defs/attribution/properties/{name}/enum");
    check(&field("kind"), Kind::ALL.iter().map(|it| it.name()).collect());
    check(&field("act"), Act::ALL.iter().map(|it| it.name()).collect());
    check(&field("certainty"), Certainty::ALL.iter().map(|it| it.name()).collect());
    check("/$defs/speaker_type/enum", SpeakerType::ALL.iter().map(|it| it.name()).collect());
    check("/$defs/article/properties/offsets/enum", Offsets::ALL.iter().map(|it| it.name()).collect());
}

#[test]
fn what_does_not_fit_is_found() {
    let found = complaints(&serde_json::json!({"schema": "selon/1", "doc": 3}));
    assert!(found.contains("$.doc") && found.contains("required"), "{found}");
}
