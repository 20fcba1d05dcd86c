//! `roster suspend`, `revoke`, `reinstate` and `member`: a chamber's decisions about a member. Where it ends,
//! each of its logs does, at what is known now or at a message that is named.

use super::{
    super::{
        args::{Common, Ending, Member, Standing as Args},
        error::CliError,
        output::Output,
        words::{Said, Words},
    },
    client, hand_on, next, sign_last,
};
use cabildo_client::http::ApiClient;
use cabildo_protocol::{
    authority::Authority,
    id::{Hash, LogId},
    roster::{Change, CutOff, InstitutionEntry, Scope, SignedRoster, Standing},
};
use std::path::PathBuf;

/// A suspension is looked at again after this.
const SUSPENSION_DAYS: u32 = 3;

/// A member as it stands, and the rosters that say so.
struct Ground {
    api: ApiClient,
    rosters: Vec<SignedRoster>,
    authority: Authority,
    entry: InstitutionEntry,
}

impl Ground {
    async fn open(common: &Common, args: &Args) -> Result<Self, CliError> {
        let api = client(common)?;
        let rosters = api.all_rosters().await?.rosters;
        let authority = Authority::load(&rosters)?;
        let id = &args.institution_id;
        let unknown = || CliError::Refused(Said::new("cli-standing-unknown").with("id", id.as_str()));
        let entry = authority.institution(id).ok_or_else(unknown)?.clone();
        Ok(Self { api, rosters, authority, entry })
    }

    /// Ends the member's logs: those of a suspension stay, for what came after it is void; else where they
    /// stand now. A message that is named is the last of its log.
    async fn end(&mut self, args: &Ending) -> Result<(), CliError> {
        let id = &args.standing.institution_id;
        let keys: Vec<_> =
            self.authority.devices().filter(|(_, of, _)| *of == id).map(|(key, ..)| *key).collect();
        if self.entry.ends.is_empty() {
            let heads = self.api.frontier().await?;
            let own = heads.iter().filter(|head| keys.contains(&head.log.key));
            let ends = own.map(|head| (head.log, CutOff { seq: head.seq, id: Hash(head.hash.0) }));
            self.entry.ends = ends.collect();
        }
        for given in &args.ends_with {
            let last = self.api.message(given).await?.info;
            if !keys.contains(&last.log.key) {
                let said = Said::new("cli-standing-foreign").with("value", given).with("id", id.as_str());
                return Err(CliError::Refused(said));
            }
            let end: (LogId, CutOff) = (last.log, CutOff { seq: last.seq, id: Hash(last.id.0) });
            match self.entry.ends.iter_mut().find(|(log, _)| *log == last.log) {
                Some(known) => *known = end,
                None => self.entry.ends.push(end),
            }
        }
        Ok(())
    }

    /// Writes the chamber's next version with the member as it is now, signed.
    fn write(
        self,
        common: &Common,
        (name, args, days): (&str, &Args, Option<u32>),
        words: &Words,
        output: &mut Output,
    ) -> Result<(), CliError> {
        let id = &args.institution_id;
        let changes = vec![Change::Institution(id.clone(), Box::new(self.entry))];
        let days = args.basis.review_days.or(days);
        let mut sheaf = next(&self.rosters, Scope::Chamber(id.country()), None, changes, days)?;
        sign_last(common, &args.signing, &mut sheaf, words, output)?;
        let file = format!("{name}-{}.rosters", id.as_str().replace(':', "-"));
        let path = args.basis.sheaf_out.clone().unwrap_or_else(|| PathBuf::from(file));
        hand_on(&path, &sheaf, words, output)
    }
}

/// `roster suspend` and `revoke`: the member's logs end.
pub async fn end(
    common: &Common,
    args: &Ending,
    to: Standing,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let mut ground = Ground::open(common, &args.standing).await?;
    ground.end(args).await?;
    ground.entry.standing = to;
    let (name, days) =
        if to == Standing::Suspended { ("suspend", Some(SUSPENSION_DAYS)) } else { ("revoke", None) };
    ground.write(common, (name, &args.standing, days), words, output)
}

/// `roster reinstate`.
pub async fn reinstate(
    common: &Common,
    args: &Args,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let mut ground = Ground::open(common, args).await?;
    ground.entry.ends.clear();
    ground.entry.standing = Standing::Active;
    ground.write(common, ("reinstate", args, None), words, output)
}

/// `roster member`: what it may write, and how much.
pub async fn member(
    common: &Common,
    args: &Member,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    if args.quota_mib.is_none() && args.may.is_empty() && args.may_not.is_empty() {
        return Err(Said::new("cli-member-what").into());
    }
    let mut ground = Ground::open(common, &args.standing).await?;
    if let Some(mib) = args.quota_mib {
        ground.entry.quota_bytes = mib * 1024 * 1024;
    }
    ground.entry.may.extend(args.may.iter().map(|kind| *kind as u16));
    ground.entry.may.retain(|code| args.may_not.iter().all(|kind| *kind as u16 != *code));
    ground.write(common, ("member", &args.standing, None), words, output)
}
