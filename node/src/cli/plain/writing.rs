//! Writing by questions: what the message says, a last look at it, and only then the signature.

use super::{Asked, Plain, Stop, asking::put, look};
use crate::cli::{
    contents,
    error::CliError,
    key, render, signing,
    times::{self, When},
    vocabulary::{self, named},
    words::Said,
};
use cabildo_client::{
    api::DraftRequest,
    key::KeyError,
    writer::{WriteRequest, Writer},
};
use cabildo_protocol::{
    content::{
        Ack, Agenda, AgendaItem, Area, Attendance, CapStatus, Comment, Content, Notice, NoticeCancel,
        PositionTaken, Proposal, Rsvp, Signature,
    },
    id::{InstitutionId, Language, Millis, Place},
    text::Texts,
    views::Thread,
};
use std::{collections::BTreeMap, str::FromStr};

impl Plain<'_> {
    /// Answers the thread that was read last, as its kind wants it.
    pub async fn respond(&mut self) -> Asked<()> {
        let Some(detail) = &self.current else { return self.nothing_read() };
        let id = detail.info.thread.to_string();
        let view = detail.view.clone();
        self.say(&Said::new("cli-plain-writing"))?;
        let mut content = match view {
            Some(Thread::Proposal(_)) => self.position().await?,
            Some(Thread::Notice(_)) => self.acknowledgement().await?,
            Some(Thread::Agenda(_)) => self.attendance().await?,
            Some(Thread::Declaration(view)) => {
                let signature = view.signature_by(&self.own, self.now).map_err(signing::refused)?;
                self.signature(signature).await?
            }
            _ => return Ok(self.say(&Said::new("cli-plain-no-answer"))?),
        };
        let read = self.current.as_ref().and_then(|detail| detail.view.as_ref());
        if let Some((what, language)) = read.and_then(|view| view.decided_on(self.words.wanted())) {
            content.note_read(what, language);
        }
        self.send(Some(id), content).await
    }

    /// Comments on the thread that was read last.
    pub async fn comment(&mut self) -> Asked<()> {
        let Some(detail) = &self.current else { return self.nothing_read() };
        let id = detail.info.thread.to_string();
        self.say(&Said::new("cli-plain-writing"))?;
        let text = self.own_block("cli-plain-text").await?;
        self.send(Some(id), Content::Comment(Comment::new(text))).await
    }

    /// Replaces the notice of our own that was read last, or withdraws it.
    pub async fn revise(&mut self, cancel: bool) -> Asked<()> {
        let Some(detail) = &self.current else { return self.nothing_read() };
        let id = detail.info.thread.to_string();
        let notice = match &detail.view {
            Some(Thread::Notice(view)) if view.source.institution == self.own => view.notice.clone(),
            _ => return Ok(self.say(&Said::new("cli-plain-not-ours"))?),
        };
        self.say(&Said::new("cli-plain-writing"))?;
        let content = if cancel {
            let reason = self.own_block("cli-plain-cancel-reason").await?;
            Content::NoticeCancel(NoticeCancel { schema: contents::SCHEMA, reason })
        } else {
            Content::NoticeUpdate(self.update(notice).await?)
        };
        self.send(Some(id), content).await
    }

    /// What changes in a notice: an empty answer keeps what it says.
    async fn update(&mut self, mut notice: Notice) -> Asked<Notice> {
        self.say(&Said::new("cli-plain-keep"))?;
        let Some(mut info) = notice.info.first().cloned() else { return Ok(notice) };
        let usual = render::name(&info.severity);
        let usual = vocabulary::SEVERITY.words.iter().find(|word| **word == usual).copied();
        info.severity = named(self.choose("cli-arg-severity", &vocabulary::SEVERITY, usual).await?)?;
        let languages: Vec<Language> = info.event.0.keys().cloned().collect();
        for tag in languages {
            put(&mut info.headline, &tag, self.line_in("cli-plain-headline", &tag).await?);
            put(&mut info.description, &tag, self.block_in("cli-plain-description", &tag).await?);
            put(&mut info.instruction, &tag, self.block_in("cli-plain-instruction", &tag).await?);
        }
        info.expires = self.when("cli-arg-expires").await?.or(info.expires);
        if let Some(first) = notice.info.first_mut() {
            *first = info;
        }
        Ok(notice)
    }

    /// Begins a thread.
    pub async fn begin(&mut self, kind: &str) -> Asked<()> {
        self.say(&Said::new("cli-plain-writing"))?;
        let content = match kind {
            "propose" => Content::Proposal(self.proposal().await?),
            "alert" => Content::Notice(self.notice().await?),
            _ => Content::Agenda(self.agenda().await?),
        };
        self.send(None, content).await
    }

    fn nothing_read(&mut self) -> Asked<()> {
        Ok(self.say(&Said::new("cli-plain-nothing-read"))?)
    }

    async fn position(&mut self) -> Asked<Content> {
        let stance = self.choose("cli-arg-stance", &vocabulary::STANCE, None).await?;
        let reason = self.own_block("cli-plain-reason").await?;
        let mandate = self.optional_line("cli-arg-mandate").await?;
        let stance = named(stance)?;
        Ok(Content::Position(PositionTaken {
            schema: contents::SCHEMA,
            stance,
            reason,
            mandate,
            revision: None,
            read: None,
            sponsors: false,
        }))
    }

    async fn signature(&mut self, signature: Signature) -> Asked<Content> {
        let mandate = self.optional_line("cli-arg-mandate").await?;
        let note = self.own_block("cli-plain-note").await?;
        Ok(Content::Signature(Signature { mandate, note, ..signature }))
    }

    async fn acknowledgement(&mut self) -> Asked<Content> {
        let state = self.choose("cli-arg-state", &vocabulary::ACK, None).await?;
        let note = self.own_block("cli-plain-note").await?;
        Ok(Content::Ack(Ack { schema: contents::SCHEMA, state: named(state)?, note }))
    }

    async fn attendance(&mut self) -> Asked<Content> {
        let attendance: Attendance =
            named(self.choose("cli-arg-attendance", &vocabulary::ATTENDANCE, None).await?)?;
        let usual = u32::from(attendance != Attendance::Declined);
        let mut access = BTreeMap::new();
        let mut people = usual;
        if attendance != Attendance::Declined {
            let said = self.or_usual("cli-arg-people", &usual.to_string());
            let number = |text: &str| {
                text.parse::<u32>().map_err(|_| Said::new("cli-plain-no-count").with("value", text))
            };
            people = self.ask_for(&said, number).await?.unwrap_or(usual);
            let needs = |text: &str| {
                text.split([',', ' ']).filter(|t| !t.is_empty()).map(crate::cli::args::need).collect()
            };
            let needs: Option<Vec<_>> = self.ask_for(&Said::new("cli-plain-needs"), needs).await?;
            access.extend(needs.unwrap_or_default());
        }
        let note = self.own_block("cli-plain-note-rsvp").await?;
        Ok(Content::Rsvp(Rsvp {
            schema: contents::SCHEMA,
            attendance,
            people,
            access,
            languages: Vec::new(),
            note,
        }))
    }

    async fn proposal(&mut self) -> Asked<Proposal> {
        let (mut title, mut summary, mut text) = (Texts::default(), Texts::default(), Texts::default());
        let mut language = Some(self.words.own().clone());
        while let Some(tag) = language {
            put(&mut title, &tag, self.line_in("cli-plain-title", &tag).await?);
            put(&mut summary, &tag, self.line_in("cli-plain-summary", &tag).await?);
            put(&mut text, &tag, self.block_in("cli-plain-text", &tag).await?);
            language = self.another_language(&title).await?;
        }
        Ok(Proposal {
            schema: contents::SCHEMA,
            title,
            summary,
            text,
            theme: self.optional_line("cli-arg-theme").await?,
            places: self.list_of::<Place>("cli-arg-place", "cli-bad-place").await?,
            respond_by: self.when("cli-arg-respond-by").await?,
            asked: self.list_of::<InstitutionId>("cli-arg-asked", "cli-bad-institution").await?,
            terms: None,
            costs: Vec::new(),
            attachments: Vec::new(),
        })
    }

    async fn notice(&mut self) -> Asked<Notice> {
        let mut notice = Notice::new(CapStatus::Actual, Vec::new());
        let mut info = contents::blank_info();
        notice.status =
            named::<CapStatus>(self.choose("cli-arg-status", &vocabulary::STATUS, Some("actual")).await?)?;
        info.severity = named(self.choose("cli-arg-severity", &vocabulary::SEVERITY, None).await?)?;
        info.urgency = named(self.choose("cli-arg-urgency", &vocabulary::URGENCY, Some("immediate")).await?)?;
        info.certainty =
            named(self.choose("cli-arg-certainty", &vocabulary::CERTAINTY, Some("observed")).await?)?;
        info.categories =
            vec![named(self.choose("cli-arg-category", &vocabulary::CATEGORY, Some("safety")).await?)?];
        let mut area = Texts::default();
        let mut language = Some(self.words.own().clone());
        while let Some(tag) = language {
            put(&mut info.event, &tag, self.line_in("cli-arg-event", &tag).await?);
            put(&mut info.headline, &tag, self.line_in("cli-plain-headline", &tag).await?);
            put(&mut info.description, &tag, self.block_in("cli-plain-description", &tag).await?);
            put(&mut info.instruction, &tag, self.block_in("cli-plain-instruction", &tag).await?);
            put(&mut area, &tag, self.line_in("cli-cap-area", &tag).await?);
            language = self.another_language(&info.event).await?;
        }
        let places = self.list_of::<Place>("cli-arg-place", "cli-bad-place").await?;
        if area.is_empty() && !places.is_empty() {
            let codes: Vec<&str> = places.iter().map(|place| place.as_str()).collect();
            area = Texts::one(self.words.own().clone(), codes.join(", "));
        }
        if !area.is_empty() {
            info.areas.push(Area { places, ..Area::new(area) });
        }
        info.expires = self.when("cli-arg-expires").await?;
        notice.asked = self.list_of::<InstitutionId>("cli-arg-asked", "cli-bad-institution").await?;
        notice.info.push(info);
        Ok(notice)
    }

    async fn agenda(&mut self) -> Asked<Agenda> {
        let (mut title, mut summary, mut venue) = (Texts::default(), Texts::default(), Texts::default());
        let mut language = Some(self.words.own().clone());
        while let Some(tag) = language {
            put(&mut title, &tag, self.line_in("cli-plain-title", &tag).await?);
            put(&mut summary, &tag, self.line_in("cli-plain-summary", &tag).await?);
            put(&mut venue, &tag, self.line_in("cli-plain-venue", &tag).await?);
            language = self.another_language(&title).await?;
        }
        let place =
            |text: &str| text.parse::<Place>().map_err(|_| Said::new("cli-bad-place").with("value", text));
        let place = self.ask_for(&Said::new("cli-arg-place"), place).await?;
        let usual = self.zone();
        let name = usual.iana_name().unwrap_or("UTC").to_owned();
        let said = self.or_usual("cli-arg-zone", &name);
        let zone = self.ask_for(&said, times::zone).await?.unwrap_or(usual);
        let now = self.now;
        let starts: Millis =
            self.must(&Said::new("cli-arg-starts"), |text| When::parse(text)?.resolve(now, &zone)).await?;
        let ends: Millis =
            self.must(&Said::new("cli-arg-ends"), |text| When::parse(text)?.resolve(starts, &zone)).await?;
        let own = self.words.own().clone();
        let mut items: Vec<AgendaItem> = Vec::new();
        let read = |text: &str| contents::plain_item(text, starts, &zone, &own);
        while let Some(item) = self.ask_for(&Said::new("cli-plain-item"), read).await? {
            items.push(item);
        }
        let time_zone = zone.iana_name().unwrap_or("UTC").to_owned();
        Ok(Agenda {
            title,
            summary,
            place,
            venue,
            items,
            respond_by: self.when("cli-arg-respond-by").await?,
            invited: self.list_of::<InstitutionId>("cli-arg-invited", "cli-bad-institution").await?,
            ..Agenda::new(self.own.clone(), time_zone, (starts, ends))
        })
    }

    /// A text in the reader's own language.
    async fn own_block(&mut self, what: &'static str) -> Asked<Texts> {
        let own = self.words.own().clone();
        let mut texts = Texts::default();
        put(&mut texts, &own, self.block_in(what, &own).await?);
        Ok(texts)
    }

    async fn another_language(&mut self, title: &Texts) -> Asked<Option<Language>> {
        let read = |text: &str| {
            let tag = text.parse::<Language>();
            tag.map_err(|_| Said::new("cli-bad-language").with("value", text))
        };
        if title.is_empty() {
            self.say(&Said::new("cli-plain-needed"))?;
            return Ok(Some(self.words.own().clone()));
        }
        self.ask_for(&Said::new("cli-plain-another"), read).await
    }

    async fn optional_line(&mut self, what: &'static str) -> Asked<Option<String>> {
        let name = self.words.text(what);
        self.ask_for(&Said::new(what), |text| {
            crate::cli::texts::clean(&name, crate::cli::texts::Shape::Line, text)
        })
        .await
    }

    async fn when(&mut self, what: &'static str) -> Asked<Option<Millis>> {
        let (now, zone) = (self.now, self.zone());
        self.ask_for(&Said::new(what), |text| When::parse(text)?.resolve(now, &zone)).await
    }

    async fn list_of<T: FromStr>(&mut self, what: &'static str, bad: &'static str) -> Asked<Vec<T>> {
        let read = |text: &str| {
            let one = |part: &str| part.parse::<T>().map_err(|_| Said::new(bad).with("value", part));
            text.split([',', ' ']).filter(|part| !part.is_empty()).map(one).collect::<Result<Vec<_>, _>>()
        };
        Ok(self.ask_for(&Said::new(what), read).await?.unwrap_or_default())
    }

    fn or_usual(&self, what: &'static str, usual: &str) -> Said {
        Said::new("cli-plain-or-usual").with("what", &self.words.text(what)).with("usual", usual)
    }

    /// Checks the message here and at the node, shows it for the last time, and sends it if the
    /// reader agrees. Nothing is signed before.
    async fn send(&mut self, answers: Option<String>, content: Content) -> Asked<()> {
        content.check().map_err(CliError::from)?;
        self.unlock()?;
        let Some(writer) = &self.writer else { return Ok(()) };
        let expires = match &content {
            Content::Notice(notice) | Content::NoticeUpdate(notice) => notice.expires(),
            _ => None,
        };
        let draft = DraftRequest {
            key: writer.public(),
            answers: answers.clone(),
            refs: Vec::new(),
            expires,
            content: content.clone(),
        };
        self.now = self.api.prepare(&draft).await?.now;
        let page = look::page(&self.reader(), &content);
        self.output.page(&page)?;
        if let Some(warning) = render::clock_warning(&self.words, &self.api.status().await?) {
            self.output.line(&warning)?;
        }
        self.say(&Said::new("cli-plain-signed-as").with("who", &self.reader().name(&self.own)))?;
        if !self.agrees(&Said::new("cli-plain-send")).await? {
            return Err(Stop::Cancel);
        }
        let kind = content.kind();
        let request = WriteRequest { answers, refs: Vec::new(), expires, content };
        let Some(writer) = &self.writer else { return Ok(()) };
        let sent = writer.write(&self.api, request).await?;
        self.say(&Said::new("cli-written").with("kind", &self.words.term("kind", kind.name())))?;
        Ok(self.output.line(&sent.id.to_string())?)
    }

    /// Opens the key when it is first needed. The passphrase is asked for by the terminal itself.
    fn unlock(&mut self) -> Result<(), CliError> {
        if self.writer.is_some() {
            return Ok(());
        }
        let path = self.key.clone().ok_or_else(|| CliError::Failed(Said::new("cli-no-key")))?;
        let (given, words) = (&self.given, &self.words);
        let opened = tokio::task::block_in_place(|| -> Result<Writer, CliError> {
            match key::writer(given.as_ref(), &path, words, self.output) {
                Err(CliError::Key(KeyError::Io { source, .. }))
                    if source.kind() == std::io::ErrorKind::NotFound =>
                {
                    Err(CliError::Failed(Said::new("cli-no-key")))
                }
                other => other,
            }
        })?;
        self.writer = Some(opened);
        Ok(())
    }
}
