//! Tokens and what they allow.
//!
//! The file has a line a token: the right (`read` or `review`), the token, and a name for the log of
//! corrections. Tokens are compared by digest and in constant time, every one of them each time.

use std::path::Path;

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::Error;

/// How far somebody may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Ask.
    Read,
    /// Correct as well.
    Review,
}

/// Who may do what.
#[derive(Clone)]
pub struct Rights {
    tokens: Vec<([u8; 32], Right, String)>,
}

impl std::fmt::Debug for Rights {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} tokens", self.tokens.len())
    }
}

/// A shorter one could be guessed.
const SHORTEST: usize = 16;

impl Rights {
    /// Reads a file of tokens, which nobody else on the machine may read.
    pub fn load(path: &Path) -> Result<Rights, Error> {
        let cannot = |why: String| Error::Tokens(format!("cannot use {}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|it| cannot(it.to_string()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).map_err(|it| cannot(it.to_string()))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(cannot("others may read it (chmod 600)".into()));
            }
        }
        Rights::parse(&text).map_err(cannot)
    }

    fn parse(text: &str) -> Result<Rights, String> {
        let mut tokens = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut fields = line.splitn(3, char::is_whitespace);
            let right = match fields.next() {
                Some("read") => Right::Read,
                Some("review") => Right::Review,
                _ => return Err(format!("line {number} begins with neither `read` nor `review`")),
            };
            let token = fields.next().unwrap_or_default();
            if token.len() < SHORTEST {
                return Err(format!("the token of line {number} has less than {SHORTEST} characters"));
            }
            let name = fields.next().map_or("", str::trim);
            tokens.push((Sha256::digest(token).into(), right, name.to_owned()));
        }
        if tokens.is_empty() { Err("there is no token in it".into()) } else { Ok(Rights { tokens }) }
    }

    /// What a token allows, and whose it is.
    pub fn of(&self, token: &str) -> Option<(Right, &str)> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let mut found = None;
        for (known, right, name) in &self.tokens {
            let same: Choice = known.ct_eq(&digest);
            if bool::from(same) {
                found = Some((*right, name.as_str()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_allows_what_its_line_says() {
        let rights = Rights::parse("# desk\nread 0123456789abcdef\nreview fedcba9876543210 Ada Rönn\n")
            .expect("tokens");
        assert_eq!(rights.of("0123456789abcdef"), Some((Right::Read, "")));
        assert_eq!(rights.of("fedcba9876543210"), Some((Right::Review, "Ada Rönn")));
        for wrong in ["", "0123456789abcde", "0123456789abcdef0", "Ada"] {
            assert_eq!(rights.of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_could_be_guessed_or_means_nothing_is_refused() {
        for text in ["", "read short", "write 0123456789abcdef", "0123456789abcdef"] {
            assert!(Rights::parse(text).is_err(), "{text}");
        }
    }
}
