//! What is written in a thread that another message began: answers, decisions, new versions.

use super::{Act, Field, Reading, SCHEMA, in_order};
use crate::model::{
    compose::DraftKey,
    sheet::{fill, options::options},
};
use cabildo_client::contents;
use cabildo_protocol::{
    content::{
        AgendaCancel, Amendment, Area, Content, Info, Method, Notice, NoticeCancel, Pause, Revision,
        Signature, Translation, Withdrawal,
    },
    id::MessageId,
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
            Act::Revision => Content::Revision(self.revision(key)),
            Act::Decline => Content::Revision(self.decline(key)),
            Act::Amendment => Content::Amendment(self.amendment()),
            Act::AgendaUpdate => Content::AgendaUpdate(self.agenda_update(key)),
            Act::Minutes => Content::Minutes(self.minutes()),
            Act::ItemRequest => Content::ItemRequest(self.item_request()),
            Act::Commitment => Content::Commitment(self.commitment()),
            Act::Progress => Content::Progress(self.progress(key)),
            Act::FollowUp => Content::FollowUp(self.follow_up(key)),
            Act::Translation => Content::Translation(self.translation()),
            Act::AgendaCancel => {
                Content::AgendaCancel(AgendaCancel { schema: SCHEMA, reason: self.needed(Field::Reason) })
            }
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

    /// What is marked in a field: only what the thread still has to be chosen.
    pub fn marked(&mut self, key: DraftKey, field: Field) -> Vec<MessageId> {
        let there: Vec<String> = options(self.model, key, field).into_iter().map(|one| one.value).collect();
        let mut marked = Vec::new();
        for value in self.filled.marked(field) {
            match value.parse().ok().filter(|_| there.iter().any(|one| one == value)) {
                Some(id) => marked.push(id),
                None => self.bad(field, "tui-check-gone", ""),
            }
        }
        marked
    }

    /// A text that takes the place of the one before; unchanged it is none.
    fn another(&mut self, stays: bool) -> Texts {
        let text = self.needed(Field::Text);
        let before = match &self.before {
            Some((_, Content::Revision(before))) => fill::clean(Field::Text, &before.text),
            Some((_, Content::Amendment(before))) => fill::clean(Field::Text, &before.text),
            _ => return text,
        };
        if text == before && !stays {
            self.bad(Field::Text, "tui-check-unchanged", "");
        }
        text
    }

    fn revision(&mut self, key: DraftKey) -> Revision {
        let accepts = self.marked(key, Field::Accepts);
        let text = self.another(!accepts.is_empty());
        Revision { schema: SCHEMA, text, accepts, declines: Vec::new(), note: self.texts(Field::Reason) }
    }

    /// A revision that changes no text.
    fn decline(&mut self, key: DraftKey) -> Revision {
        let declines = self.marked(key, Field::Declines);
        if self.filled.marked(Field::Declines).next().is_none() {
            self.bad(Field::Declines, "tui-check-nothing-marked", "");
        }
        let (text, accepts) = (Texts::default(), Vec::new());
        Revision { schema: SCHEMA, text, accepts, declines, note: self.texts(Field::Reason) }
    }

    fn translation(&mut self) -> Translation {
        let (title, text) = (self.texts(Field::Title), self.needed(Field::Text));
        let (mut what, mut untouched) = (MessageId([0; 32]), false);
        if let Some((now, Content::Translation(original))) = &self.before {
            what = self.filled.of.unwrap_or(*now);
            let original = fill::clean(Field::Text, &original.text);
            untouched = text.0.values().any(|text| original.0.values().any(|one| one == text));
        }
        if untouched {
            self.bad(Field::Text, "tui-check-untranslated", "");
        }
        let (method, translator) =
            (self.choice(Field::Method, Method::Machine), self.word(Field::Translator));
        Translation { schema: SCHEMA, what, method, translator, title, text }
    }

    fn amendment(&mut self) -> Amendment {
        // The text that stood here when it was written.
        let stands = self.before.as_ref().map(|(now, _)| *now);
        let amends = self.filled.of.or(stands).unwrap_or(MessageId([0; 32]));
        Amendment { schema: SCHEMA, amends, text: self.another(false), reason: self.texts(Field::Reason) }
    }
}

/// A block of a notice with what a form says of it.
fn over(info: &mut Info, new: Info) {
    let area = |info: &Info| {
        let places = |area: &Area| area.places.iter().cloned().collect::<BTreeSet<_>>();
        info.areas.first().map(|area| (fill::clean(Field::Area, &area.description), places(area)))
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
