//! Tests of the interface as a whole: transitions, screens, hostile text.

mod drafts;
mod fixture;
mod hostile;
mod screens;
mod transitions;
