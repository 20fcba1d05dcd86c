//! A Cabildo node: libp2p, disk, local API and the cabildo command.

pub mod alerts;
pub mod api;
pub mod attachments;
pub mod backup;
pub mod codes;
pub mod config;
pub mod demo;
pub mod drafts;
pub mod driver;
pub mod events;
pub mod formats;
pub mod handle;
pub mod home;
pub mod identity;
pub mod marks;
pub mod metrics;
pub mod net;
pub mod offers;
pub mod places;
pub mod policy;
pub mod receipts;
pub mod retention;
pub mod running;
pub mod service;
pub mod verified;
pub mod verify;
mod web;
