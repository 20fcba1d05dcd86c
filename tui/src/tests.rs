//! Tests of the interface as a whole: transitions, screens, hostile text.

mod acts;
mod ascii;
mod attachments;
mod closing;
mod declaration;
mod drafts;
mod federation;
mod feedback;
mod find;
pub mod fixture;
mod hostile;
mod marks;
mod network;
mod offers;
mod screens;
mod sheet;
mod texts;
mod transitions;
