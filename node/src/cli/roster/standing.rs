//! `roster suspend`, `revoke` and `reinstate`: a chamber's decisions about a member, with the end
//! of each of its logs at what is known now.

use super::{
    super::{
        args::{Common, Standing as Args},
        error::CliError,
        output::Output,
        words::{Said, Words},
    },
    client, hand_on, next, sign_last,
};
use cabildo_client::api::Head;
use cabildo_protocol::{
    authority::Authority,
    id::{Hash, InstitutionId, LogId},
    roster::{Change, CutOff, Scope, Standing},
};
use std::path::PathBuf;

/// A suspension is looked at again after this.
const SUSPENSION_DAYS: u32 = 3;

/// What becomes of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Suspended,
    Left,
    Active,
}

/// Writes the chamber's next version, signed.
pub async fn change(
    common: &Common,
    args: &Args,
    to: To,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let api = client(common)?;
    let rosters = api.all_rosters().await?.rosters;
    let authority = Authority::load(&rosters)?;
    let id = &args.institution_id;
    let unknown = || CliError::Refused(Said::new("cli-standing-unknown").with("id", id.as_str()));
    let mut entry = authority.institution(id).ok_or_else(unknown)?.clone();
    entry.standing = match to {
        To::Suspended => Standing::Suspended,
        To::Left => Standing::Left,
        To::Active => Standing::Active,
    };
    // A revocation that follows a suspension keeps its ends: what came after them is void.
    if to == To::Active {
        entry.ends.clear();
    } else if entry.ends.is_empty() {
        entry.ends = ends(&authority, id, &api.frontier().await?);
    }
    let days = args.basis.review_days.or((to == To::Suspended).then_some(SUSPENSION_DAYS));
    let scope = Scope::Chamber(id.country());
    let changes = vec![Change::Institution(id.clone(), Box::new(entry))];
    let mut sheaf = next(&rosters, scope, None, changes, days)?;
    sign_last(common, &args.signing, &mut sheaf, words, output)?;
    let name = match to {
        To::Suspended => "suspend",
        To::Left => "revoke",
        To::Active => "reinstate",
    };
    let file = format!("{name}-{}.rosters", id.as_str().replace(':', "-"));
    let path = args.basis.sheaf_out.clone().unwrap_or_else(|| PathBuf::from(file));
    hand_on(&path, &sheaf, words, output)
}

/// Where the logs of a member stand.
fn ends(authority: &Authority, id: &InstitutionId, heads: &[Head]) -> Vec<(LogId, CutOff)> {
    let keys: Vec<_> = authority.devices().filter(|(_, of, _)| *of == id).map(|(key, ..)| *key).collect();
    let own = heads.iter().filter(|head| keys.contains(&head.log.key));
    own.map(|head| (head.log, CutOff { seq: head.seq, id: Hash(head.hash.0) })).collect()
}
