//! Who asks, and in which language the answer is.

use axum::http::{HeaderMap, header};

use crate::{Right, app::App, failure::Failure, forms, words::Words};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The interface in the visitor's language.
    pub words: &'static Words,
    /// What is allowed; `None` if no token says.
    pub right: Option<Right>,
    /// The name that corrections are recorded under.
    pub name: String,
    /// Was the name given with the token? Then nobody may sign with another.
    pub named: bool,
    /// What the visitor's forms carry.
    pub form: String,
    /// A cookie that the visitor has yet to be given, for the forms.
    pub cookie: Option<String>,
    /// Path and query of the request.
    pub here: String,
    /// The last correction of this visitor, which can be undone from here.
    pub done: Option<i64>,
}

/// The cookies that are set.
pub const LANGUAGE: &str = "selon_language";
/// ...
pub const TOKEN: &str = "selon_token";
/// ...
pub const FORM: &str = "selon_form";
/// ...
pub const NAME: &str = "selon_name";

impl Visitor {
    pub fn of(app: &App, headers: &HeaderMap, here: &str) -> Visitor {
        let accepted = || {
            let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
            Words::accepted(header.unwrap_or_default())
        };
        let words = cookie(headers, LANGUAGE).and_then(Words::of).unwrap_or_else(accepted);
        let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let bearer = bearer.and_then(|it| it.strip_prefix("Bearer ")).map(str::trim);
        let token = bearer.or_else(|| cookie(headers, TOKEN));
        let (right, name) = match &app.rights {
            None => (Some(Right::Review), None),
            Some(rights) => match token.and_then(|it| rights.of(it)) {
                Some((right, name)) => (Some(right), Some(name).filter(|it| !it.is_empty())),
                None => (None, None),
            },
        };
        let signed = || cookie(headers, NAME).map(crate::text::unescaped).unwrap_or_default();
        let (cookie, fresh) = match cookie(headers, FORM).filter(|it| forms::is_cookie(it)) {
            Some(it) => (it.to_owned(), None),
            None => {
                let it = forms::cookie();
                (it.clone(), Some(it))
            }
        };
        let query = here.split_once('?').map_or("", |it| it.1);
        let done = query.split('&').find_map(|it| it.strip_prefix("done=")?.parse().ok());
        Visitor {
            words,
            right,
            named: name.is_some(),
            name: name.map_or_else(signed, str::to_owned),
            form: forms::token(&app.secret, &cookie),
            cookie: fresh,
            here: here.to_owned(),
            done,
        }
    }

    /// Somebody of whom nothing is known but the language.
    #[cfg(test)]
    pub fn plain(words: &'static Words) -> Visitor {
        Visitor {
            words,
            right: None,
            name: String::new(),
            named: false,
            form: String::new(),
            cookie: None,
            here: "/".into(),
            done: None,
        }
    }

    /// The words of that key.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.words.t(key)
    }

    /// The words of a key that is made of a group and a value: `act` and `deny`.
    pub fn of_value<'k>(&self, group: &str, value: &'k str) -> &'k str {
        let key = format!("{group}.{value}");
        // A value that no table knows is shown as it is.
        if self.words.has(&key) { self.words.known(&key) } else { value }
    }

    /// Was this sent by a form that the visitor was given?
    pub fn sent(&self, form: &str) -> Result<(), Failure> {
        if forms::is_token(&self.form, form) { Ok(()) } else { Err(Failure::Form) }
    }

    /// May the visitor correct?
    pub fn may_review(&self) -> bool {
        self.right == Some(Right::Review)
    }

    /// The other languages of the interface.
    pub fn others(&self) -> impl Iterator<Item = &'static Words> + use<> {
        let mine = self.words.code;
        Words::all().iter().filter(move |it| it.code != mine)
    }

    /// Path and query without the note that something was done, for coming back.
    pub fn back(&self) -> String {
        let Some((path, query)) = self.here.split_once('?') else { return self.here.clone() };
        let kept: Vec<_> = query.split('&').filter(|it| !it.starts_with("done=")).collect();
        if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
    }

    /// The same for a query.
    pub fn encoded_back(&self) -> String {
        crate::text::encoded(&self.back())
    }

    /// `1 outlet`, `3 outlets`: a number with the words of the group `n`.
    pub fn count(&self, number: &i64, what: &str) -> String {
        let many = self.words.is_many(*number);
        let key = format!("{}.{what}", if many { "many" } else { "one" });
        format!("{} {}", self.number(number), self.words.known(&key))
    }

    /// A number as the visitor's language writes it.
    pub fn number(&self, number: &i64) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
                out += self.t("thousands");
            }
            out.push(digit);
        }
        out
    }
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    cookies.flat_map(|it| it.split(';')).find_map(|it| it.trim().strip_prefix(name)?.strip_prefix('='))
}
