//! `roster settle`, `rotate` and `mandate`: an institution says which branch of a forked log stands,
//! who signs for it, and what its council has decided that it may say.

use super::{
    super::{
        args::{Common, MandateArgs, Rotate, Settle},
        error::CliError,
        output::Output,
        words::{Said, Words},
    },
    Wanted,
    own::{Ground, ended},
};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    id::{Hash, Lane},
    roster::{Change, CutOff, Device, Mandate},
};
use jiff::tz::TimeZone;

/// The forked log ends with the message that is named, whatever else was signed behind or beside it;
/// the other log of the key ends where it stands. A key that signed twice signs nothing more.
pub async fn settle(
    common: &Common,
    args: &Settle,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let ground = Ground::open(common).await?;
    let last = ground.api.message(&args.last_message).await?.info;
    let own = |said: &'static str| CliError::Refused(Said::new(said).with("value", &args.last_message));
    let (key, device) = ground
        .state
        .devices
        .iter()
        .find(|(key, _)| *key == last.log.key)
        .ok_or_else(|| own("cli-settle-foreign"))?;
    let heads = ground.api.frontier().await?;
    let mut ended = ended(device, key, &heads, &ground.authority.federation());
    let end = Some(CutOff { seq: last.seq, id: Hash(last.id.0) });
    match last.log.lane {
        Lane::Crisis => ended.cut_off.0 = end,
        Lane::Acts => ended.cut_off.1 = end,
    }
    let mut changes = Vec::new();
    if let Some(given) = &args.replaced_by {
        let card = ground.card(given, words, output)?;
        let new = Device { label: card.label, role: device.role, cut_off: (None, None) };
        changes.push(Change::Device(card.key, new));
    }
    changes.push(Change::Device(*key, ended));
    let said = (changes, Wanted::default());
    ground.settle(common, (&args.signing, &args.basis), said, words, output).await
}

/// `roster rotate`: other signers now, or the commitment to those who come next.
pub async fn rotate(
    common: &Common,
    args: &Rotate,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    if args.hand_over.is_none() && args.commit_to.is_none() {
        return Err(Said::new("cli-rotate-what").into());
    }
    let ground = Ground::open(common).await?;
    let wanted =
        Wanted { signers: args.hand_over.clone(), commit_to: args.commit_to.clone(), ..Wanted::default() };
    ground.settle(common, (&args.signing, &args.basis), (Vec::new(), wanted), words, output).await
}

/// `roster mandate`: adds a mandate, or replaces the one of this code.
pub async fn mandate(
    common: &Common,
    args: &MandateArgs,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let ground = Ground::open(common).await?;
    let until = args.valid_until.as_ref().map(|until| until.resolve(clock(), &TimeZone::UTC)).transpose()?;
    let mandate = Mandate { act: args.act.clone(), themes: args.covers.iter().cloned().collect(), until };
    let changes = vec![Change::Mandate(args.mandate_code.clone(), mandate)];
    let said = (changes, Wanted::default());
    ground.settle(common, (&args.signing, &args.basis), said, words, output).await
}
