//! How a proposal is closed: where it is in its life, by which rule, who goes on from when, what is not
//! counted and why.

use super::{ink::Row, page::Page, proposal, reader, words::Words};
use crate::{
    keys::{Action, Place},
    model::{
        Model,
        closing::{ACTS, Refused},
        compose::Act,
    },
};
use cabildo_client::lang::Arg;
use cabildo_protocol::{
    content::Content,
    views::{NotReady, ProposalView, SetAside, Stage},
};

/// Where it is in its life, by which rule it is decided, and what comes next.
pub fn stage(words: Words<'_>, view: &ProposalView, page: &mut Page) {
    let (style, close) = (words.style, &view.close);
    let look = match close.stage {
        Stage::Open | Stage::Amending | Stage::Voting => style.plain(),
        Stage::DeadlinePassed | Stage::Closed | Stage::Contested => style.warning(),
        Stage::Adopted | Stage::Implementing | Stage::Done => style.good(),
        Stage::Rejected | Stage::Lapsed | Stage::Withdrawn | Stage::Disputed => style.bad(),
    };
    let mut row = Row::new()
        .put(&words.say("tui-stage"), style.plain())
        .put(": ", style.plain())
        .put(&words.say(&format!("stage-{}", close.stage.name())), look);
    if let (false, Some(outcome)) = (close.stage.is_final(), close.outcome) {
        let outcome = words.say(&format!("stage-{}", outcome.name()));
        let text = words.with("cli-so-far", &[("outcome", Arg::from(&outcome))]);
        row = row.put(&format!(" · {text}"), style.plain());
    }
    page.row("stage", row, 2);
    reader::fact(words, "tui-rule", &words.model.lang.terms(&close.terms), page);
    if let Some(until) = close.terms.amend_until {
        let until = words.with("cli-amend-until", &[("at", Arg::from(&words.moment(until)))]);
        page.row("amend", Row::new().put(&until, style.plain()), 2);
    }
    if let Some(closing) = &close.closing {
        let until = words.moment(closing.contest_until);
        let args =
            [("who", Arg::from(words.name(&closing.source.institution))), ("until", Arg::from(&until))];
        let id = if words.model.now > closing.contest_until { "tui-closed-was" } else { "tui-closed-until" };
        page.row("closing", Row::new().put(&words.with(id, &args), style.plain()), 2);
    }
    if let Some(last) = &close.last {
        let when = words.moment(last.source.created);
        let args = [("who", Arg::from(words.name(&last.source.institution))), ("when", Arg::from(&when))];
        page.row("final", Row::new().put(&words.with("tui-final-by", &args), style.plain()), 2);
    }
    if let Some((source, reason)) = &close.withdrawn {
        let when = words.moment(source.created);
        let args = [("when", Arg::from(&when))];
        page.row("withdrawn", Row::new().put(&words.with("tui-withdrawn", &args), style.plain()), 2);
        page.text("withdrawn/reason", &words.text(reason), 2, style.plain());
    }
    for doubt in &close.doubts {
        let text = format!("! {}", words.say(&format!("doubt-{}", doubt.name())));
        page.row(&format!("doubt/{}", doubt.name()), Row::new().put(&text, style.bad()), 2);
    }
    next(words, view, page);
}

/// What we may do now with which key; else who goes on from when.
fn next(words: Words<'_>, view: &ProposalView, page: &mut Page) {
    let (model, style) = (words.model, words.style);
    let possible = model.possible(view.source.id);
    let offers: Vec<String> = ACTS
        .iter()
        .filter(|act| possible.contains(act))
        .filter_map(|act| {
            Some(format!("{} {}", key(words, *act)?, words.say(&format!("tui-do-{}", act.name()))))
        })
        .collect();
    if !offers.is_empty() {
        page.row("can", Row::new().put(&format!("▸ {}", offers.join(" · ")), style.warning()), 2);
    }
    let decides = possible.iter().any(|act| matches!(act, Act::Closing | Act::Final));
    let Some(step) = model.institution().and_then(|me| view.next_step(me)).filter(|_| !decides) else {
        return;
    };
    if view.close.stage.is_open() {
        return;
    }
    let what = words.say(&format!("tui-then-{}", step.step.name()));
    let proposer = words.moment(step.proposer_from);
    let voters = words.moment(step.voters_from);
    let args = [
        ("what", Arg::from(&what)),
        ("who", Arg::from(words.name(&view.source.institution))),
        ("proposer", Arg::from(&proposer)),
        ("voters", Arg::from(&voters)),
    ];
    let id = if model.now < step.proposer_from { "tui-next-from" } else { "tui-next-now" };
    page.row("next", Row::new().put(&words.with(id, &args), style.faint()), 2);
}

/// The first key of an act.
fn key(words: Words<'_>, act: Act) -> Option<String> {
    let action = match act {
        Act::Closing => Action::Close,
        Act::Contest => Action::Contest,
        Act::Final => Action::Finalize,
        _ => Action::Withdraw,
    };
    key_of(words, action)
}

/// The first key of an action.
pub fn key_of(words: Words<'_>, action: Action) -> Option<String> {
    let binding = words.model.keys.of(Place::Everywhere).find(|binding| binding.action == action)?;
    binding.keys.first().map(|key| words.key(key))
}

/// Positions that are not counted, contests, and what is without effect.
pub fn apart(words: Words<'_>, view: &ProposalView, page: &mut Page) {
    let close = &view.close;
    let lists = [
        ("tui-left-out", &close.left_out),
        ("tui-skewed", &close.skewed),
        ("tui-not-voters", &close.not_voters),
    ];
    for (id, entries) in lists.into_iter().filter(|(_, entries)| !entries.is_empty()) {
        page.heading(id, &words.with(id, &[("n", Arg::from(entries.len()))]), words.style.heading());
        proposal::positions(words, entries, page);
    }
    if !close.contests.is_empty() {
        let heading = words.with("tui-contests", &[("n", Arg::from(close.contests.len()))]);
        page.heading("contests", &heading, words.style.heading());
    }
    for contest in &close.contests {
        let name = format!("contest/{}", contest.source.id);
        let who = words.name(&contest.source.institution);
        let id = if contest.heeded { "tui-contest-heeded" } else { "tui-contest-open" };
        let text = words.with(id, &[("who", Arg::from(who)), ("n", Arg::from(contest.left_out.len()))]);
        page.row(&name, Row::new().put(&format!(" {text}"), words.style.plain()), 3);
        page.text(&format!("{name}/reason"), &words.text(&contest.reason), 3, words.style.plain());
    }
    aside(words, &close.set_aside, page);
}

/// What is without effect, and why.
pub fn aside(words: Words<'_>, all: &[SetAside], page: &mut Page) {
    if all.is_empty() {
        return;
    }
    let heading = words.with("tui-set-aside", &[("n", Arg::from(all.len()))]);
    page.heading("aside", &heading, words.style.heading());
    for aside in all {
        let kind = words.say(&format!("kind-{}", aside.kind));
        let why = words.say(&format!("aside-{}", aside.why));
        let who = words.name(&aside.source.institution);
        let text = format!(" {kind} · {who} · {} · {why}", words.relative(aside.source.created));
        page.row(&format!("aside/{}", aside.source.id), Row::new().put(&text, words.style.faint()), 3);
    }
}

/// What a closing, contest or final message says beside its words, at the last look.
pub fn look(words: Words<'_>, content: &Content, page: &mut Page) {
    let style = words.style;
    let positions = |n: usize| words.with("tui-look-positions", &[("n", Arg::from(n))]);
    let mut fact = |id: &str, value: &str| super::look::fact(words, id, value, style.strong(), page);
    match content {
        Content::Pause(pause) => fact("tui-look-by", &words.moment(pause.until)),
        Content::Signature(signature) => fact("tui-look-signs", &signature.signs.to_string()),
        Content::Closing(closing) => fact("tui-look-counts", &positions(closing.heads.len())),
        Content::Contest(contest) => fact("tui-look-left-out", &positions(contest.left_out.len())),
        Content::Final(last) => {
            fact("tui-look-outcome", &words.say(&format!("stage-{}", last.outcome.name())));
            for (of, counts) in &last.tally {
                let said: Vec<String> = counts
                    .iter()
                    .map(|(stance, n)| format!("{n} {}", words.word("stance", stance)))
                    .collect();
                fact("tui-look-counts", &format!("{}: {}", words.model.lang.country(of), said.join(" · ")));
            }
        }
        _ => {}
    }
}

/// Why an act on a proposal or a declaration is not possible now.
#[must_use]
pub fn not_ready(model: &Model, why: Refused) -> String {
    let words = Words::new(model);
    let why = match why {
        Refused::Proposal(why) => why,
        Refused::Feedback => return words.say("cli-feedback-not-to-withdraw"),
        Refused::Declaration(why) => return words.say(&format!("cli-not-signable-{}", why.name())),
    };
    let stage = |id: &str, stage: Stage| {
        let stage = words.say(&format!("stage-{}", stage.name()));
        words.with(id, &[("stage", Arg::from(&stage))])
    };
    let at = |id: &str, at| words.with(id, &[("at", Arg::from(&words.moment(at)))]);
    match why {
        NotReady::Decided(now) => stage("tui-closing-decided", now),
        NotReady::NotOpen(now) => stage("tui-closing-not-open", now),
        NotReady::NotClosed => words.say("tui-closing-not-closed"),
        NotReady::IsClosed => words.say("tui-closing-is-closed"),
        NotReady::NotProposer => words.say("tui-closing-not-proposer"),
        NotReady::NotVoter => words.say("tui-closing-not-voter"),
        NotReady::Early(from) => at("tui-closing-early", from),
        NotReady::Late(until) => at("tui-closing-late", until),
        NotReady::NothingLeftOut => words.say("tui-closing-nothing-left-out"),
        NotReady::Missing(n) => words.with("tui-closing-missing", &[("n", Arg::from(n))]),
    }
}
