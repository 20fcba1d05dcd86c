//! What is written in a thread that another message began: answers, decisions, new versions.

use super::{Act, Field, Reading, SCHEMA, in_order};
use crate::model::compose::DraftKey;
use cabildo_client::contents;
use cabildo_protocol::{
    content::{Area, Content, Info, Notice, NoticeCancel, Pause, Signature, Withdrawal},
    sanitize,
    text::Texts,
};
use std::collections::BTreeSet;

impl Reading<'_> {
    /// An act on a thread that is here.
    pub fn in_thread(&mut self, key: DraftKey) -> Content {
        if !self.model.may(key) {
            let id =
                if self.model.thread(key.thread).is_some() { "tui-check-not-now" } else { "tui-not-here" };
            self.whole(id, String::new());
        }
        if let (Some(of), Some((now, _))) = (self.filled.of, &self.before)
            && of != *now
        {
            self.whole("tui-check-newer", String::new());
        }
        match key.act {
            Act::Update => Content::NoticeUpdate(self.update()),
            Act::AllClear => Content::NoticeUpdate(self.all_clear()),
            _ => Content::NoticeCancel(NoticeCancel { schema: SCHEMA, reason: self.needed(Field::Reason) }),
        }
    }

    /// What closes, contests, finalises or takes back a proposal, or signs a declaration: the node has news
    /// of it meanwhile.
    pub fn deciding(&mut self, key: DraftKey) -> Content {
        let words = self.texts(Field::Reason);
        match self.model.deciding(key, words.clone()) {
            Some(Ok(Content::Signature(signature))) => {
                return Content::Signature(Signature { mandate: self.word(Field::Mandate), ..signature });
            }
            Some(Ok(content)) => return content,
            Some(Err(why)) => {
                let value = crate::view::not_ready(self.model, why);
                self.whole("tui-check-protocol", value);
            }
            None => {
                let value = self.model.lang.text("tui-closing-no-proposal");
                self.whole("tui-check-protocol", value);
            }
        }
        Content::Withdrawal(Withdrawal { schema: SCHEMA, reason: words })
    }

    pub fn pause(&mut self) -> Pause {
        let zone = self.zone(Act::Pause);
        if self.word(Field::RespondBy).is_none() {
            self.bad(Field::RespondBy, "tui-check-missing", "");
        }
        Pause {
            schema: SCHEMA,
            until: self.when(Field::RespondBy, &zone).unwrap_or(self.model.now),
            reason: self.needed(Field::Reason),
        }
    }

    /// The notice as it stands, with what the form says of its first block; what no field shows stays.
    fn update(&mut self) -> Notice {
        let made = self.notice();
        let Some((_, Content::NoticeUpdate(before))) = &self.before else { return made };
        let mut notice = Notice {
            status: made.status,
            respond_by: made.respond_by.or(before.respond_by),
            asked: in_order(made.asked, &before.asked),
            ..before.clone()
        };
        let Some(new) = made.info.into_iter().next() else { return notice };
        match notice.info.first_mut() {
            Some(first) => over(first, new),
            None => notice.info.push(new),
        }
        notice
    }

    /// The notice as it stands, all of which is over.
    fn all_clear(&mut self) -> Notice {
        let zone = self.zone(Act::AllClear);
        let expires = self.when(Field::Expires, &zone);
        let (headline, description) = (self.needed(Field::Headline), self.texts(Field::Description));
        let instruction = self.texts(Field::Instruction);
        let Some((_, Content::NoticeUpdate(before))) = &self.before else { return self.notice() };
        let mut notice = before.clone();
        if let Some(info) = notice.info.first_mut() {
            (info.headline, info.description, info.instruction) = (headline, description, instruction);
            info.expires = expires;
        }
        contents::all_clear(&mut notice);
        notice
    }
}

/// A block of a notice with what a form says of it.
fn over(info: &mut Info, new: Info) {
    let area = |info: &Info| {
        let places = |area: &Area| area.places.iter().cloned().collect::<BTreeSet<_>>();
        info.areas.first().map(|area| (clean(&area.description), places(area)))
    };
    if area(&new) != area(info) {
        // What was drawn on a map was drawn for the area as it was.
        let rest = info.areas.drain(..).skip(1);
        info.areas = new.areas.into_iter().chain(rest).collect();
    }
    if new.categories.first() != info.categories.first() {
        info.categories = new.categories;
    }
    info.event = new.event;
    info.headline = new.headline;
    info.description = new.description;
    info.instruction = new.instruction;
    (info.severity, info.urgency, info.certainty) = (new.severity, new.urgency, new.certainty);
    (info.expires, info.contact) = (new.expires, new.contact);
}

/// A line as it stands in a form.
fn clean(texts: &Texts) -> Texts {
    let line = |text: &String| sanitize::line(text).trim().to_owned();
    let lines = texts.0.iter().map(|(language, text)| (language.clone(), line(text)));
    Texts(lines.filter(|(_, text)| !text.is_empty()).collect())
}
