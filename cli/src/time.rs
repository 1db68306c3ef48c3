//! Stretches of time as people write them: `90s`, `15m`, `6h`, `1d`, or seconds.

use std::time::Duration;

/// That long; the error says what was expected.
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let end = text.find(|it: char| it.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = match unit {
        "" | "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3_600.0),
        "d" => Some(86_400.0),
        _ => None,
    };
    let time = seconds.zip(number.trim().parse::<f64>().ok()).map(|(unit, number)| unit * number);
    time.and_then(|it| Duration::try_from_secs_f64(it).ok())
        .filter(|it| *it <= LONGEST)
        .ok_or_else(|| format!("`{text}` is no length of time (write it as 90s, 15m, 6h or 1d)"))
}

/// Nobody waits longer than a year.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// The same for a file of settings.
pub fn deserialize<'d, D: serde::Deserializer<'d>>(source: D) -> Result<Duration, D::Error> {
    let text = <String as serde::Deserialize>::deserialize(source)?;
    parse(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_has_a_unit_or_is_in_seconds() {
        for (text, seconds) in
            [("90s", 90.0), ("0.5", 0.5), ("15m", 900.0), (" 6 h", 21_600.0), ("1d", 86_400.0)]
        {
            assert_eq!(parse(text), Ok(Duration::from_secs_f64(seconds)), "{text}");
        }
        for text in ["", "h", "-1s", "1w", "inf", "nan", "1e30", "1h30m"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
