//! Alerts of other systems that are offered.

use super::{Reader, name};
use crate::cli::{output::Page, words::Said};
use cabildo_client::api::{Offer, OffersInfo};

/// All that are offered.
pub fn list(reader: &Reader<'_>, info: &OffersInfo) -> Page {
    let words = reader.words;
    let mut page = Page::default();
    if info.offers.is_empty() {
        page.line(&words.text("cli-offers-none"));
    }
    for offer in &info.offers {
        page.line(&format!("{}  {}", offer.id, one(reader, offer)));
        let mut facts = vec![
            words.say(&Said::new("cli-offer-of").with("feed", &offer.feed).with("sender", &offer.sender)),
            reader.at(offer.sent),
        ];
        facts.extend(offer.expires.map(|at| format!("{} {}", words.text("cli-cap-expires"), reader.at(at))));
        page.line(&format!("  {}", facts.join(" · ")));
        if let Some(notice) = offer.replaces {
            page.line(&format!(
                "  {}",
                words.say(&Said::new("cli-offer-replaces").with("id", &notice.to_string()))
            ));
        }
    }
    page
}

/// What it is, in a line.
pub fn one(reader: &Reader<'_>, offer: &Offer) -> String {
    let words = reader.words;
    let kind = words.term("offer", &offer.msg_type);
    let severity = words.term("severity", &name(&offer.severity));
    let status = words.term("cap", &name(&offer.status));
    format!("{kind} · {severity} · {status} · {}", reader.title(&offer.title))
}
