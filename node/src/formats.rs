//! The formats that other programs use: what comes in by them is a draft for a person, what goes out
//! is what was signed. Nothing here reads a clock, a file or a socket.

pub mod atom;
pub mod cap;
pub mod degrees;
pub mod geo;
pub mod ical;
pub mod table;

pub mod xml;
