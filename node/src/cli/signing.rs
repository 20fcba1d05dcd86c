//! What is signed jointly, and new texts: `sign`, `amend` and `revise`, from what the node shows.

use super::{
    args::{Amend, Revise, SignArgs},
    contents::{SCHEMA, Scene},
    error::CliError,
    session::Session,
    texts::{self, Shape},
    words::Said,
};
use cabildo_protocol::{
    content::{Amendment, Content, Revision, Signature, SignatureWithdrawal, Withdrawal},
    id::{InstitutionId, MessageId},
    text::Texts,
    views::{DeclarationState, DeclarationView, NotSignable, Thread},
};

/// A signature of the text as it stands now, or what takes ours back.
///
/// # Errors
/// When the message is of no declaration, or it would count nowhere.
pub async fn sign(
    session: &Session<'_>,
    args: &SignArgs,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let Some(Thread::Declaration(view)) = session.api.message(&args.id).await?.view else {
        return Err(Said::new("cli-not-a-declaration").with("id", &args.id).into());
    };
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &[])?;
    let mandate = args.mandate.as_deref().map(|m| texts::clean("--mandate", Shape::Line, m)).transpose()?;
    let (who, now) = (&scene.institution, session.reader().now);
    let content = if args.take_back {
        let back = view.taken_back_by(who, now);
        back.map(|back| Content::SignatureWithdrawal(SignatureWithdrawal { reason: text, ..back }))
    } else {
        let signature = view.signature_by(who, now);
        signature.map(|signature| Content::Signature(Signature { mandate, note: text, ..signature }))
    };
    let content = content.map_err(refused)?;
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// What takes back a declaration.
///
/// # Errors
/// Why it would have no effect.
pub fn withdrawal(
    view: &DeclarationView,
    who: &InstitutionId,
    (now, reason): (cabildo_protocol::id::Millis, Texts),
) -> Result<Content, CliError> {
    let withdrawal = view.withdrawal_by(who, now).map_err(refused)?;
    Ok(Content::Withdrawal(Withdrawal { reason, ..withdrawal }))
}

/// Another text of a proposal, for its author to take over.
///
/// # Errors
/// When the message is of no proposal, or it is decided.
pub async fn amend(
    session: &Session<'_>,
    args: &Amend,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let Some(Thread::Proposal(view)) = session.api.message(&args.id).await?.view else {
        return Err(Said::new("cli-not-a-proposal").with("id", &args.id).into());
    };
    view.may_change(session.reader().now).map_err(|why| super::closing::refused(session, why))?;
    let text = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    let reason = scene.sources.texts("--note", Shape::Block, &args.note, &[])?;
    let content = Content::Amendment(Amendment { schema: SCHEMA, amends: view.current(), text, reason });
    content.check()?;
    Ok((view.source.id.to_string(), content))
}

/// A new text of our proposal or declaration. Where it takes over one amendment and says no text, the text
/// is that one's.
///
/// # Errors
/// When it is neither, not ours, or its time is over.
pub async fn revise(
    session: &Session<'_>,
    args: &Revise,
    scene: &mut Scene<'_>,
) -> Result<(String, Content), CliError> {
    let view = session.api.message(&args.id).await?.view;
    let (who, now) = (&scene.institution, session.reader().now);
    let (mut accepts, mut declines) = (Vec::new(), Vec::new());
    for (named, ids) in [(&args.accept, &mut accepts), (&args.decline, &mut declines)] {
        for id in named {
            ids.push(session.api.message(id).await?.info.id);
        }
    }
    let mut text = scene.sources.texts("--text", Shape::Block, &args.text, &args.text_file)?;
    let root = match view {
        Some(Thread::Declaration(view)) => {
            view.changed_by(who, now).map_err(refused)?;
            if let Some(id) = accepts.iter().chain(&declines).next() {
                return Err(Said::new("cli-not-an-amendment").with("id", &id.to_string()).into());
            }
            view.source.id
        }
        Some(Thread::Proposal(view)) => {
            // Whoever may take it back may change it.
            view.withdrawal_by(who, now).map_err(|why| super::closing::refused(session, why))?;
            let unknown = |id: &&MessageId| !view.amendments.iter().any(|one| one.source.id == **id);
            if let Some(id) = accepts.iter().chain(&declines).find(unknown) {
                return Err(Said::new("cli-not-an-amendment").with("id", &id.to_string()).into());
            }
            if let (true, [id]) = (text.is_empty(), accepts.as_slice()) {
                let taken = view.amendments.iter().find(|one| one.source.id == *id);
                text = taken.map(|one| one.text.clone()).unwrap_or_default();
            }
            if !text.is_empty() {
                view.may_change(now).map_err(|why| super::closing::refused(session, why))?;
            }
            view.source.id
        }
        _ => return Err(Said::new("cli-not-to-revise").with("id", &args.id).into()),
    };
    let note = scene.sources.texts("--note", Shape::Block, &args.note, &[])?;
    let content = Content::Revision(Revision { schema: SCHEMA, text, accepts, declines, note });
    content.check()?;
    Ok((root.to_string(), content))
}

/// Why it would count nowhere.
pub fn refused(why: NotSignable) -> CliError {
    CliError::Refused(Said::new(match why {
        NotSignable::Is(DeclarationState::InForce) => "cli-not-signable-in_force",
        NotSignable::Is(DeclarationState::Open | DeclarationState::Lapsed) => "cli-not-signable-lapsed",
        NotSignable::Is(DeclarationState::Withdrawn) => "cli-not-signable-withdrawn",
        NotSignable::Signed => "cli-not-signable-signed",
        NotSignable::Nothing => "cli-not-signable-nothing",
        NotSignable::NotAuthor => "cli-not-signable-not_author",
    }))
}
