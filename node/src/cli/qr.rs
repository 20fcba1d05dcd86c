//! QR codes in a terminal.

use super::output::Output;
use fast_qr::{ECL, QRBuilder};
use std::io::{self, IsTerminal as _};

/// Empty modules around a code. The standard asks for four; with one, a code of 77 modules fits a
/// terminal of 80 columns, and what is around it there is empty too.
const QUIET: usize = 1;
/// A terminal that does not say how wide it is.
const COLUMNS: usize = 80;

/// A text as a QR code of half blocks, two modules above each other in one character; none where
/// it is not for a terminal, or does not fit into this one.
pub fn code(text: &str, output: &Output) -> Option<String> {
    if !io::stdout().is_terminal() || output.is_json() || output.is_ascii() {
        return None;
    }
    let columns = rustix::termios::tcgetwinsize(io::stdout()).map(|size| usize::from(size.ws_col));
    let columns = columns.ok().filter(|columns| *columns > 0).unwrap_or(COLUMNS);
    drawn(text, columns)
}

fn drawn(text: &str, columns: usize) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let side = code.size + 2 * QUIET;
    if side > columns {
        return None;
    }
    // Light modules are drawn, because terminals are dark; scanners read the opposite too.
    let light = |y: usize, x: usize| {
        let inside = (QUIET..QUIET + code.size).contains(&y) && (QUIET..QUIET + code.size).contains(&x);
        !inside || !code[y - QUIET][x - QUIET].value()
    };
    let mut drawn = String::new();
    for y in (0..side).step_by(2) {
        for x in 0..side {
            drawn.push(match (light(y, x), y + 1 < side && light(y + 1, x)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawn.push('\n');
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_has_its_corners_and_fits_or_is_left_out() {
        let text = format!("CABILDO-REQUEST/1:{}", "A".repeat(700));
        let code = drawn(&text, 100).expect("a code");
        let lines: Vec<Vec<char>> = code.lines().map(|line| line.chars().collect()).collect();
        let side = lines[0].len();
        assert_eq!(lines.len(), side.div_ceil(2));
        assert!(lines.iter().all(|line| line.len() == side), "{code}");
        // The quiet zone above, and below it the dark upper edge of the first corner's square.
        assert!(lines[0].iter().all(|c| matches!(c, '█' | '▀')), "{code}");
        assert!(lines[0][1..8].iter().all(|c| *c == '▀') && lines[0][8] == '█', "{code}");
        assert_eq!(drawn(&text, side - 1), None);
    }
}
