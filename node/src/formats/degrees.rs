//! Coordinates as text: 10⁻⁷ degree inside, decimal degrees outside. CAP writes latitude first,
//! GeoJSON longitude first; what is here knows only one number at a time.

/// A decimal number as so many of its smallest parts, `digits` behind the point, rounded half away
/// from zero. None where it is no plain decimal number or too large.
#[must_use]
pub fn parse(text: &str, digits: u32) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + part.len() == 0 || text.len() > 40 || !plain(whole) || !plain(part) {
        return None;
    }
    let mut value: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut behind = part.bytes().map(|b| i64::from(b - b'0'));
    for _ in 0..digits {
        value = value.checked_mul(10)?.checked_add(behind.next().unwrap_or(0))?;
    }
    if behind.next().is_some_and(|next| next >= 5) {
        value = value.checked_add(1)?;
    }
    Some(if negative { -value } else { value })
}

/// The number as decimal text, without zeros that say nothing.
#[must_use]
pub fn print(value: i64, digits: u32) -> String {
    let scale = 10_u64.pow(digits);
    let (whole, part) = (value.unsigned_abs() / scale, value.unsigned_abs() % scale);
    let sign = if value < 0 { "-" } else { "" };
    let width = digits as usize;
    let part = if digits == 0 { String::new() } else { format!("{part:0width$}") };
    match part.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were() {
        for (text, value, shown) in [
            ("32.9525", Some(329_525_000), "32.9525"),
            ("-115.5527", Some(-1_155_527_000), "-115.5527"),
            ("-0.5", Some(-5_000_000), "-0.5"),
            (".25", Some(2_500_000), "0.25"),
            ("7.", Some(70_000_000), "7"),
            ("0", Some(0), "0"),
            ("-0", Some(0), "0"),
            ("+1.5", Some(15_000_000), "1.5"),
            ("1.00000004", Some(10_000_000), "1"),
            ("-1.00000005", Some(-10_000_001), "-1.0000001"),
        ] {
            assert_eq!(parse(text, 7), value, "{text}");
            assert_eq!(print(value.unwrap_or_default(), 7), shown, "{text}");
        }
        for bad in ["", ".", "-", "1e3", "NaN", "inf", "1,5", "--1", "1.-5", "99999999999999999999", "٣"] {
            assert_eq!(parse(bad, 7), None, "{bad}");
        }
        assert_eq!((print(1500, 3), print(12, 0)), ("1.5".to_owned(), "12".to_owned()));
    }
}
