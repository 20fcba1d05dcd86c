//! A conversation with the node of a home, over its local API.

use super::{
    args::Common, contents::Scene, error::CliError, render::Reader, texts::Sources, times, words::Words,
};
use cabildo_client::{
    api::{InstitutionInfo, Status},
    http::ApiClient,
};
use cabildo_node::{
    config::Config,
    home::{HomeError, Paths, default_root},
};
use jiff::tz::TimeZone;
use std::{io, path::PathBuf};

/// Where the home is.
///
/// # Errors
/// When neither the arguments nor the environment say it.
pub fn root(common: &Common) -> Result<PathBuf, HomeError> {
    common.home.clone().map_or_else(default_root, Ok)
}

/// The home's paths and settings. Where a socket is named, the node may be another's or on another
/// machine: then a folder with nothing but the operator's key will do.
///
/// # Errors
/// When there is no home, or its settings are wrong.
pub fn home(common: &Common) -> Result<(Paths, Config), HomeError> {
    let paths = Paths::new(&root(common)?);
    match paths.load_config() {
        Err(HomeError::Missing { .. }) if common.socket.is_some() => Ok((paths, Config::default())),
        config => Ok((paths, config?)),
    }
}

/// The socket of the running node.
///
/// # Errors
/// As [`home`], where no socket is named.
pub fn socket(common: &Common) -> Result<PathBuf, HomeError> {
    match &common.socket {
        Some(socket) => Ok(socket.clone()),
        None => home(common).map(|(paths, config)| paths.socket(&config)),
    }
}

/// A node that answers, and who is who.
pub struct Session<'a> {
    /// Its API.
    pub api: ApiClient,
    /// What it says of itself.
    pub status: Status,
    /// The members of the federation.
    pub institutions: Vec<InstitutionInfo>,
    pub words: &'a Words,
}

impl<'a> Session<'a> {
    /// Asks the node who it is.
    ///
    /// # Errors
    /// When there is no home, or no node runs on it.
    pub async fn open(common: &Common, words: &'a Words) -> Result<Self, CliError> {
        let api = ApiClient::new(&socket(common)?)?;
        let status = api.status().await?;
        let institutions = api.institutions().await?;
        Ok(Self { api, status, institutions, words })
    }

    /// The reader of what the node says.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.words, &self.institutions, &self.status.institution, self.status.now)
    }

    /// What contents depend on.
    pub fn scene(&self) -> Scene<'static> {
        Scene {
            now: self.status.now,
            zone: self.zone(),
            institution: self.status.institution.clone(),
            sources: Sources::new(self.words.own().clone(), io::stdin()),
        }
    }

    fn zone(&self) -> TimeZone {
        let own = self.institutions.iter().find(|i| i.id == self.status.institution);
        let zone = own.and_then(|i| i.time_zone.as_deref()).and_then(|name| times::zone(name).ok());
        zone.unwrap_or(TimeZone::UTC)
    }
}
