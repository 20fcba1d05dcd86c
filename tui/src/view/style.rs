//! Colours. They only repeat what words and signs say already, so all of them can be left out.

use cabildo_protocol::content::Severity;
pub use ratatui::style::Style;
use ratatui::style::{Color, Modifier};

/// The styles of one screen: with colours or, under `NO_COLOR`, without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    colour: bool,
}

impl Palette {
    /// With colours or without.
    #[must_use]
    pub fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// Running text.
    #[must_use]
    pub fn plain(self) -> Style {
        Style::new()
    }

    /// Titles.
    #[must_use]
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    #[must_use]
    pub fn faint(self) -> Style {
        if self.colour { Style::new().fg(Color::DarkGray) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// Headings of parts.
    #[must_use]
    pub fn heading(self) -> Style {
        self.paint(self.strong(), Color::Cyan)
    }

    /// The chosen line.
    #[must_use]
    pub fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The line at the top and the line of hints.
    #[must_use]
    pub fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A notice that has just arrived.
    #[must_use]
    pub fn alarm(self) -> Style {
        if self.colour {
            Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
        }
    }

    /// An exercise: loud, and not to be taken for the alarm.
    #[must_use]
    pub fn exercise(self) -> Style {
        if self.colour {
            Style::new().fg(Color::Black).bg(Color::Yellow).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
        }
    }

    /// What waits for us, or goes wrong.
    #[must_use]
    pub fn warning(self) -> Style {
        self.paint(self.strong(), Color::Yellow)
    }

    /// What failed or is late.
    #[must_use]
    pub fn bad(self) -> Style {
        self.paint(self.strong(), Color::Red)
    }

    /// What is done.
    #[must_use]
    pub fn good(self) -> Style {
        self.paint(Style::new(), Color::Green)
    }

    /// By severity.
    #[must_use]
    pub fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Extreme | Severity::Severe => self.bad(),
            Severity::Moderate | Severity::Unknown => self.warning(),
            Severity::Minor => self.paint(Style::new(), Color::Cyan),
        }
    }

    fn paint(self, style: Style, colour: Color) -> Style {
        if self.colour { style.fg(colour) } else { style }
    }
}
