//! How far a message has come, in words: the same on every face of the program.

use crate::{
    api::Delivery,
    lang::{Arg, Lang},
};
use cabildo_protocol::id::InstitutionId;

/// Names in one line; of more it is said how many.
const NAMES_MAX: usize = 8;

/// The lines: what is known, then who is not known to have it. Names come from others: whoever shows the
/// lines sanitises them.
#[must_use]
pub fn lines(lang: &Lang, delivery: &Delivery, name: impl Fn(&InstitutionId) -> String) -> Vec<String> {
    let number = |n: u32| Arg::from(n as usize);
    let mut steps = vec![lang.text("delivery-saved")];
    steps.push(lang.text(if delivery.relayed { "delivery-relayed" } else { "delivery-alone" }));
    if delivery.members > 0 {
        let args = [("k", number(delivery.held)), ("n", number(delivery.members))];
        steps.push(lang.with("delivery-held", &args));
    }
    steps.extend(delivery.seen.map(|seen| lang.with("delivery-seen", &[("n", number(seen))])));
    if let Some((answered, asked)) = delivery.answered {
        steps.push(lang.with("delivery-answered", &[("k", number(answered)), ("n", number(asked))]));
    }
    let mut lines = vec![lang.with("delivery", &[("steps", Arg::from(&steps.join(" · ")))])];
    let waiting: Vec<String> = delivery
        .waiting
        .iter()
        .map(|waiting| match waiting.linked {
            true => name(&waiting.institution),
            false => lang.with("delivery-away", &[("name", Arg::from(&name(&waiting.institution)))]),
        })
        .collect();
    let without: Vec<String> = delivery.without_node.iter().map(name).collect();
    let all = delivery.members.saturating_sub(delivery.held) as usize;
    for (id, names, count) in
        [("delivery-waiting", waiting, all), ("delivery-without-node", without, delivery.without_node.len())]
    {
        if let Some(names) = listed(lang, &names, count) {
            lines.push(lang.with(id, &[("names", Arg::from(&names))]));
        }
    }
    lines
}

fn listed(lang: &Lang, names: &[String], count: usize) -> Option<String> {
    let shown = names.get(..NAMES_MAX.min(names.len())).filter(|shown| !shown.is_empty())?;
    let more = count.saturating_sub(shown.len());
    let mut text = shown.join(", ");
    if more > 0 {
        text = lang.with("delivery-more", &[("names", Arg::from(&text)), ("n", Arg::from(more))]);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Waiting;

    #[test]
    fn sent_is_never_said_to_be_delivered() {
        let lang = Lang::new(&["es".parse().expect("a tag")]);
        let town = |n: usize| -> InstitutionId { format!("mx:{n:05}").parse().expect("a code") };
        let alone = Delivery { members: 2, seen: Some(0), ..Delivery::default() };
        let said = lines(&lang, &alone, ToString::to_string).join("\n");
        assert!(
            said.contains("guardado aquí · en ningún otro nodo, que se sepa · lo tienen 0 de 2"),
            "{said}"
        );
        let waiting = (1..=20).map(|n| Waiting { institution: town(n), linked: n > 1 }).collect();
        let known =
            Delivery { relayed: true, members: 30, held: 10, waiting, answered: Some((3, 9)), ..alone };
        let said = lines(&lang, &known, ToString::to_string);
        assert!(said[1].contains("mx:00001 (sin enlace), mx:00002") && said[1].contains("12"), "{said:?}");
        assert_eq!(said.len(), 2);
    }
}
