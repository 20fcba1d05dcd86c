//! What requests to other servers have in common.

use std::error::Error;

/// Why nothing came back: the innermost reason, which the outer ones only announce. No address is in it,
/// because addresses may have secrets.
pub fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
