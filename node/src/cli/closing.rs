//! What closes a proposal: `close`, `contest`, `finalize`, `withdraw`, from what the node shows of it.

use super::{
    args::{Closes, Command, RuleWord, TermsArgs},
    contents::{SCHEMA, Scene},
    error::CliError,
    session::Session,
    signing,
    texts::Shape,
    words::Said,
};
use cabildo_client::contents;
use cabildo_protocol::{
    content::{Closing, Content, Contest, Final, Rule, Terms, Withdrawal},
    id::Country,
    views::{NotReady, Stage, Thread},
};
use std::collections::BTreeSet;

/// The proposal with what the arguments say of how it is closed. The countries are those whose
/// institutions the node lists now: they stand in the proposal, and no later roster changes them.
///
/// # Errors
/// What is wrong with the time to contest, or with what it all adds up to.
pub fn with_terms(
    mut content: Content,
    args: &TermsArgs,
    session: &Session<'_>,
    scene: &Scene<'_>,
) -> Result<Content, CliError> {
    let Content::Proposal(proposal) = &mut content else { return Ok(content) };
    let mut terms: Terms = proposal.terms.take().unwrap_or_default();
    let countries: BTreeSet<Country> = session.institutions.iter().map(|i| i.id.country()).collect();
    match args.rule {
        Some(RuleWord::SimpleMajority) => terms.rule = Rule::SimpleMajority,
        Some(RuleWord::TwoThirds) => terms.rule = Rule::QualifiedMajority(2, 3),
        Some(RuleWord::EachCountry) => terms.rule = Rule::EachCountry(countries.into_iter().collect()),
        Some(RuleWord::Consent) => terms.rule = Rule::Consent,
        None => {}
    }
    if let Some((part, of)) = args.majority {
        terms.rule = Rule::QualifiedMajority(part, of);
    }
    terms.quorum = args.quorum.unwrap_or(terms.quorum);
    terms.quorum_by_country.extend(args.quorum_by_country.iter().cloned());
    if let Some(until) = &args.amend_until {
        terms.amend_until = Some(until.resolve(scene.now, &scene.zone)?);
    }
    if !args.voter.is_empty() {
        terms.voters.clone_from(&args.voter);
    }
    if let Some(contest) = &args.contest {
        let until = contest.resolve(scene.now, &scene.zone)?;
        terms.contest_ms = Some(until.0.saturating_sub(scene.now.0));
    }
    proposal.terms = (terms != Terms::default()).then_some(terms);
    contents::state_deadline(proposal, scene.now);
    content.check()?;
    Ok(content)
}

/// The content of one of these commands, and the proposal that it answers.
///
/// # Errors
/// When the message is of no proposal, or it is not the time or the author's turn for it.
pub async fn draft(
    session: &Session<'_>,
    command: &Command,
    args: &Closes,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let detail = session.api.message(&args.id).await?;
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &[])?;
    let (who, now) = (&scene.institution, session.reader().now);
    let view = match detail.view {
        Some(Thread::Proposal(view)) => view,
        Some(Thread::Declaration(view)) if matches!(command, Command::Withdraw(_)) => {
            let content = signing::withdrawal(&view, who, (now, text))?;
            return Ok((view.source.id.to_string(), content));
        }
        Some(Thread::Feedback(view)) if matches!(command, Command::Withdraw(_)) => {
            if view.source.institution != *who || !view.state.is_pending() {
                return Err(CliError::Refused(Said::new("cli-feedback-not-to-withdraw")));
            }
            let content = Content::Withdrawal(Withdrawal { schema: SCHEMA, reason: text });
            content.check()?;
            return Ok((view.source.id.to_string(), content));
        }
        _ => return Err(Said::new("cli-not-a-proposal").with("id", &args.id).into()),
    };
    let content = match command {
        Command::Close(_) => view.closing_by(who, now).map(|c| Content::Closing(Closing { note: text, ..c })),
        Command::Contest(_) => {
            view.contest_by(who, now).map(|c| Content::Contest(Contest { reason: text, ..c }))
        }
        Command::Finalize(_) => view.final_by(who, now).map(|c| Content::Final(Final { note: text, ..c })),
        _ => view.withdrawal_by(who, now).map(|c| Content::Withdrawal(Withdrawal { reason: text, ..c })),
    };
    let content = content.map_err(|why| refused(session, why))?;
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// Why it would count nowhere: others would show it, and count it not at all.
pub fn refused(session: &Session<'_>, why: NotReady) -> CliError {
    let stage = |id, stage: Stage| Said::new(id).with("stage", &session.words.term("stage", stage.name()));
    CliError::Refused(match why {
        NotReady::Decided(now) => stage("cli-is-decided", now),
        NotReady::NotOpen(now) => stage("cli-not-open", now),
        NotReady::NotClosed => Said::new("cli-not-closed"),
        NotReady::IsClosed => Said::new("cli-is-closed"),
        NotReady::NotProposer => Said::new("cli-not-the-proposer"),
        NotReady::NotVoter => Said::new("cli-not-a-voter"),
        NotReady::Early(from) => Said::new("cli-not-yet").with("from", &session.reader().at(from)),
        NotReady::Late(until) => Said::new("cli-too-late").with("until", &session.reader().at(until)),
        NotReady::NothingLeftOut => Said::new("cli-nothing-left-out"),
        NotReady::Missing(n) => Said::new("cli-positions-missing").number("n", n.into()),
    })
}
