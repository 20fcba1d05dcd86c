//! What closes a proposal: `close`, `contest`, `finalize`, `withdraw`, from what the node shows of it.

use super::{
    args::{Closes, Command, RuleWord, TermsArgs},
    contents::{SCHEMA, Scene},
    error::CliError,
    session::Session,
    texts::Shape,
    words::Said,
};
use cabildo_protocol::{
    content::{Content, Rule, Terms, Withdrawal},
    id::{Country, InstitutionId},
    views::{ProposalView, Stage, Thread},
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
    terms.quorum = args.quorum.unwrap_or(terms.quorum);
    if !args.voter.is_empty() {
        terms.voters.clone_from(&args.voter);
    }
    if let Some(contest) = &args.contest {
        let until = contest.resolve(scene.now, &scene.zone)?;
        terms.contest_ms = Some(until.0.saturating_sub(scene.now.0));
    }
    proposal.terms = (terms != Terms::default()).then_some(terms);
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
    let Some(Thread::Proposal(view)) = detail.view else {
        return Err(Said::new("cli-not-a-proposal").with("id", &args.id).into());
    };
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &[])?;
    let content = match command {
        Command::Close(_) => {
            turn(session, &view, &scene.institution, false)?;
            let mut closing = view.to_close();
            closing.note = text;
            Content::Closing(closing)
        }
        Command::Contest(_) => {
            let mut contest =
                view.to_contest().ok_or_else(|| CliError::Refused(Said::new("cli-nothing-left-out")))?;
            contest.reason = text;
            Content::Contest(contest)
        }
        Command::Finalize(_) => {
            turn(session, &view, &scene.institution, true)?;
            if view.close.missing > 0 {
                let missing = u64::from(view.close.missing);
                return Err(CliError::Refused(Said::new("cli-positions-missing").number("n", missing)));
            }
            let mut last = view.to_final().ok_or_else(|| Said::new("cli-not-closed"))?;
            last.note = text;
            Content::Final(last)
        }
        _ => {
            if scene.institution != view.source.institution {
                return Err(CliError::Refused(Said::new("cli-not-the-proposer")));
            }
            if view.close.stage != Stage::Open {
                let stage = session.words.term("stage", view.close.stage.name());
                return Err(CliError::Refused(Said::new("cli-not-open").with("stage", &stage)));
            }
            Content::Withdrawal(Withdrawal { schema: SCHEMA, reason: text })
        }
    };
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// Whether it is time for a closing or a final message of this institution. Others would show what comes
/// too early, and count it nowhere.
fn turn(
    session: &Session<'_>,
    view: &ProposalView,
    institution: &InstitutionId,
    last: bool,
) -> Result<(), CliError> {
    let close = &view.close;
    if close.stage.is_final() {
        let stage = session.words.term("stage", close.stage.name());
        return Err(CliError::Refused(Said::new("cli-is-decided").with("stage", &stage)));
    }
    match (&close.closing, last) {
        (None, true) => return Err(CliError::Refused(Said::new("cli-not-closed"))),
        (Some(_), false) => return Err(CliError::Refused(Said::new("cli-is-closed"))),
        _ => {}
    }
    let (proposer, voter) = close.next_turns(view.clock.respond_by);
    let from = if *institution == view.source.institution { proposer } else { voter };
    if session.reader().now < from {
        return Err(CliError::Refused(Said::new("cli-not-yet").with("from", &session.reader().at(from))));
    }
    Ok(())
}
