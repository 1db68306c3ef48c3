//! Where a page of answers begins, as a token that says nothing to anybody else.

use crate::failure::Failure;

/// Where the next page begins.
pub fn token(behind: i64) -> String {
    let digits = format!("{behind:x}");
    let check = digits.bytes().fold(7_u32, |sum, it| sum.wrapping_mul(31).wrapping_add(u32::from(it))) & 0xff;
    format!("p{check:02x}{digits}")
}

/// Where this page begins: 0 without a token.
pub fn begin(page: Option<&str>) -> Result<i64, Failure> {
    let Some(page) = page else { return Ok(0) };
    let digits = page.get(3..).unwrap_or_default();
    let behind = i64::from_str_radix(digits, 16).ok().filter(|it| *it >= 0 && token(*it) == page);
    behind.ok_or_else(|| Failure::Asked("`page` is no token that was given here".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_where_it_was_given_for_and_no_other_leads_anywhere() {
        for behind in [0, 1, 255, 4_000_000, i64::MAX] {
            assert_eq!(begin(Some(&token(behind))).expect("a token"), behind);
        }
        assert_eq!(begin(None).expect("the beginning"), 0);
        for wrong in ["", "0", "p", "p00", "p0010", "-1", "é€ü", "pffffffffffffffffffff"] {
            assert!(begin(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
