//! Addresses → the day that they tell.

use jiff::civil::Date;

use super::words::date;

/// The day in an address: `/2026/03/05/`, `/2026-03-05`, `20260305`.
pub fn of_page(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |it| it.1);
    let path = path.split_once('/')?.1;
    let parts: Vec<&str> = path.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let whole = parts.windows(3).find_map(|it| {
        if it[0].len() == 4 && it[1].len() <= 2 && it[2].len() <= 2 {
            date(it[0], it[1], it[2])
        } else {
            None
        }
    });
    let compact =
        || parts.iter().filter(|it| it.len() == 8).find_map(|it| date(&it[..4], &it[4..6], &it[6..]));
    whole.or_else(compact)
}

/// The day in a picture's address: whole folders, or figures of a day and perhaps its hour.
pub fn of_picture(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split('/').collect();
    let folders =
        parts.windows(4).find_map(|it| if it[0].len() == 4 { date(it[0], it[1], it[2]) } else { None });
    let figures = || {
        url.split(|it: char| !it.is_ascii_digit())
            .filter(|it| matches!(it.len(), 8 | 12 | 14))
            .find_map(|it| date(&it[..4], &it[4..6], &it[6..8]))
    };
    folders.or_else(figures)
}

/// Year and month, where an address holds no more: `/2026/03/crue`.
pub fn month_of(url: &str) -> Option<(i16, i8)> {
    let parts: Vec<&str> = url.split('/').collect();
    parts.windows(2).skip(2).find_map(|it| {
        let day = if it[1].len() == 2 { date(it[0], it[1], "1")? } else { return None };
        Some((day.year(), day.month()))
    })
}
