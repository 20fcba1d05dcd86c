//! Alerts of other systems: a line says that there are some, the menu of beginnings lists them, and one is
//! taken over as it stands after a last look, or passed over.

use super::fixture::{NOW, Screen, both, id, notice};
use crate::{
    keys::Place,
    model::compose::Act,
    update::{Command, Event},
};
use cabildo_client::api::{ApiEvent, Offer, OfferedAlert, OffersInfo, SCHEMA};
use cabildo_protocol::{
    content::{CapStatus, Content, Severity},
    id::MessageId,
};

fn offer(msg_type: &str, replaces: Option<MessageId>) -> Offer {
    Offer {
        id: "0123456789abcdef".to_owned(),
        feed: "smn".to_owned(),
        sender: "smn@example.org".to_owned(),
        sent: NOW,
        msg_type: msg_type.to_owned(),
        status: CapStatus::Actual,
        severity: Severity::Severe,
        title: both("Ciclón", "Cyclone"),
        expires: None,
        replaces,
    }
}

/// A screen that was told of one, with its menu of beginnings open.
fn shown(language: &str, offer: &Offer) -> Screen {
    let mut screen = Screen::new((80, 24), language);
    screen.event(Event::Node(ApiEvent::Offered(offer.clone())));
    assert!(screen.todo.contains(&Command::LoadOffers), "{:?}", screen.todo);
    let info = OffersInfo { schema: SCHEMA, now: NOW, offers: vec![offer.clone()] };
    screen.event(Event::Offers(Ok(info)));
    screen
}

fn draft(offer: &Offer, content: Option<Content>) -> Event {
    Event::Offer(Ok(Box::new(OfferedAlert { schema: SCHEMA, offer: offer.clone(), content, answers: None })))
}

#[test]
fn an_offer_is_looked_at_whole_and_goes_at_once() {
    for (language, line, entry, words) in [
        (
            "es",
            "Se ofrece una alerta de otro sistema · n para verla",
            "smn: alerta · severa · Ciclón",
            "Evacúe el borde",
        ),
        (
            "en",
            "One alert of another system is offered · n shows it",
            "smn: alert · severe · Cyclone",
            "Leave the shore",
        ),
        (
            "pt",
            "Oferece-se um alerta de outro sistema · n para ver",
            "smn: alerta · severa · Ciclón",
            "Evacúe el borde",
        ),
    ] {
        let offer = offer("alert", None);
        let mut screen = shown(language, &offer);
        assert!(screen.text().contains(line), "{}", screen.text());
        screen.keys("n");
        assert!(screen.text().contains(entry), "{}", screen.text());
        screen.keys("<enter>");
        assert!(screen.todo.contains(&Command::LoadOffer(offer.id.clone())), "{:?}", screen.todo);
        let taken = notice().notice;
        screen.event(draft(&offer, Some(Content::Notice(taken.clone()))));
        assert_eq!(screen.model.place(), Place::Look);
        let mut seen = screen.text();
        for _ in 0..12 {
            screen.keys("<pgdn>");
            seen.push_str(&screen.text());
        }
        assert!(seen.contains(words), "{seen}");
        screen.todo.clear();
        screen.keys("<enter>");
        let [Command::Send { key, content }] = screen.todo.as_slice() else { panic!("{:?}", screen.todo) };
        assert_eq!((key.act, content.as_ref()), (Act::Notice, &Content::Notice(taken)));
        let key = *key;
        screen.event(Event::Sent(key, Ok(id(9))));
        assert!(screen.model.compose.is_none(), "it is done");
    }
}

#[test]
fn an_update_belongs_to_the_notice_that_took_over_the_first() {
    let offer = offer("update", Some(id(1)));
    let mut screen = shown("es", &offer);
    let taken = notice().notice;
    screen.event(draft(&offer, Some(Content::Notice(taken.clone()))));
    screen.todo.clear();
    screen.keys("<enter>");
    let [Command::Send { key, content }] = screen.todo.as_slice() else { panic!("{:?}", screen.todo) };
    assert_eq!((key.act, key.thread), (Act::Update, id(1)));
    assert_eq!(content.as_ref(), &Content::NoticeUpdate(taken));
}

#[test]
fn what_is_not_to_be_taken_over_says_why_and_an_offer_can_go() {
    let cancelled = offer("cancel", Some(id(1)));
    let mut screen = shown("es", &cancelled);
    screen.event(draft(&cancelled, None));
    assert!(screen.text().contains("Allá se canceló"), "{}", screen.text());
    let answer = offer("ack", None);
    screen.event(draft(&answer, None));
    assert!(screen.text().contains("contesta a otra") && screen.model.compose.is_none(), "{}", screen.text());
    screen.keys("n");
    screen.todo.clear();
    screen.keys("D");
    assert_eq!(screen.todo, [Command::PassOver(answer.id.clone())]);
    screen.keys("<esc>");
    screen.event(Event::PassedOver(Ok(())));
    screen.event(Event::Offers(Ok(OffersInfo { schema: SCHEMA, now: NOW, offers: Vec::new() })));
    assert!(!screen.text().contains("de otro sistema"), "{}", screen.text());
    // A last look can be left without a trace.
    let offered = offer("alert", None);
    screen.event(draft(&offered, Some(Content::Notice(notice().notice))));
    screen.keys("<esc>");
    assert!(screen.model.compose.is_none() && screen.model.drafts.is_empty());
}
