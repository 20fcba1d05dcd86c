//! What a test cannot show on this machine, said so that nobody overlooks it.

use std::io::Write as _;

/// Says that a test shows nothing here, past the harness, which keeps what passing tests print. Where
/// `CABILDO_STRICT=1` promises that the machine has all that tests need, the test fails instead.
///
/// # Panics
/// When all that tests need was promised.
pub fn not_shown(what: &str, why: &str) {
    let strict = std::env::var_os("CABILDO_STRICT").is_some_and(|value| value == "1");
    assert!(!strict, "not shown: {what}: {why} · CABILDO_STRICT=1 promises a machine that can");
    let _ = writeln!(std::io::stderr(), "== NOT SHOWN HERE: {what}: {why}");
}
