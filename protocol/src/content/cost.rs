//! What a proposal costs.

use crate::text::Texts;
use serde::{Deserialize, Serialize};

/// An amount of money for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// The currency, by ISO 4217 (`MXN`).
    pub currency: String,
    /// How much, in the smallest unit of the currency: centavos of MXN, pesos of CLP, which has none.
    pub amount: u64,
    /// For what.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub what: Texts,
}

impl Cost {
    /// How many digits an amount of a currency has behind the point, by ISO 4217.
    #[must_use]
    pub fn digits(currency: &str) -> usize {
        match currency {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
            | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            "CLF" | "UYW" => 4,
            _ => 2,
        }
    }

    /// The smallest units in an amount that a person wrote, with a point before parts of the unit: `120000.5`.
    #[must_use]
    pub fn units(currency: &str, text: &str) -> Option<u64> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let (digits, plain) = (Self::digits(currency), |text: &str| text.bytes().all(|b| b.is_ascii_digit()));
        let fits = !whole.is_empty() && plain(whole) && plain(part) && part.len() <= digits;
        let dangling = text.contains('.') && part.is_empty();
        (fits && !dangling).then(|| format!("{whole}{part:0<digits$}").parse().ok())?
    }

    /// The amount as people read it: `MXN 120 000.50`.
    #[must_use]
    pub fn written(&self) -> String {
        let digits = Self::digits(&self.currency);
        let all = format!("{:0>least$}", self.amount, least = digits + 1);
        let (whole, part) = all.split_at(all.len() - digits);
        let mut grouped = String::new();
        for (n, digit) in whole.char_indices() {
            if n > 0 && (whole.len() - n).is_multiple_of(3) {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        let point = if part.is_empty() { "" } else { "." };
        format!("{} {grouped}{point}{part}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_in_the_digits_of_their_currency() {
        for (currency, text, units, written) in [
            ("MXN", "120000", 12_000_000, "MXN 120 000.00"),
            ("MXN", "0.5", 50, "MXN 0.50"),
            ("MXN", "1234567.89", 123_456_789, "MXN 1 234 567.89"),
            ("CLP", "120000", 120_000, "CLP 120 000"),
            ("CLP", "0", 0, "CLP 0"),
            ("CLF", "1.0001", 10_001, "CLF 1.0001"),
        ] {
            assert_eq!(Cost::units(currency, text), Some(units), "{currency} {text}");
            let cost = Cost { currency: currency.to_owned(), amount: units, what: Texts::default() };
            assert_eq!(cost.written(), written);
        }
        for (currency, text) in [
            ("MXN", ""),
            ("MXN", "."),
            ("MXN", "1."),
            ("MXN", ".5"),
            ("MXN", "1.234"),
            ("MXN", "-1"),
            ("MXN", "1,000"),
            ("CLP", "1.5"),
            ("MXN", "99999999999999999999"),
        ] {
            assert_eq!(Cost::units(currency, text), None, "{currency} {text}");
        }
    }
}
