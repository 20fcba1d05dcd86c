//! What changed between two texts, word by word.

use cabildo_protocol::{id::Language, text::Texts};
use similar::{ChangeTag, TextDiff};
use std::time::{Duration, Instant};

/// Bytes of a text that is compared: longer ones would keep a reader waiting.
const COMPARED_MAX: usize = 32 * 1024;
/// After this long the rest of a page's texts is taken for other texts altogether.
const PATIENCE: Duration = Duration::from_millis(50);
/// Words and spaces of what did not change that are left at each side of a change.
const KEPT: usize = 16;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They stayed.
    Same,
    /// They went.
    Removed,
    /// They came.
    Added,
}

/// Some words of one kind, with the spaces between them.
pub type Part = (Change, String);

/// Compares the texts of one page: what others wrote, however much, does not keep a reader waiting.
#[derive(Debug)]
pub struct Comparing<'a> {
    wanted: &'a [Language],
    left: usize,
    until: Instant,
}

impl<'a> Comparing<'a> {
    /// For a reader of these languages.
    #[must_use]
    pub fn new(wanted: &'a [Language]) -> Self {
        Self { wanted, left: 4 * COMPARED_MAX, until: Instant::now() + PATIENCE }
    }

    /// What changed from one text to another, in the language in which the reader is shown the second; none
    /// where the first has no such language, nothing changed, or it is too much to be compared.
    pub fn texts(&mut self, before: &Texts, after: &Texts) -> Option<Vec<Part>> {
        let (language, after) = after.best(self.wanted)?;
        let before = before.0.get(language)?;
        self.left = self.left.checked_sub(before.len() + after.len())?;
        words(before, after, self.until)
    }
}

/// What changed from one text to another; far from every change what stayed is left out.
fn words(before: &str, after: &str, until: Instant) -> Option<Vec<Part>> {
    if before == after || before.len().max(after.len()) > COMPARED_MAX {
        return None;
    }
    let diff = TextDiff::configure().deadline(until).diff_words(before, after);
    let mut runs: Vec<(Change, Vec<&str>)> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Change::Same,
            ChangeTag::Delete => Change::Removed,
            ChangeTag::Insert => Change::Added,
        };
        match runs.last_mut().filter(|(last, _)| *last == kind) {
            Some((_, words)) => words.push(change.value()),
            None => runs.push((kind, vec![change.value()])),
        }
    }
    let last = runs.len().saturating_sub(1);
    let parts = runs.into_iter().enumerate().map(|(n, (kind, words))| match kind {
        Change::Same => (kind, shortened(&words, n > 0, n < last)),
        kind => (kind, words.concat()),
    });
    Some(parts.collect())
}

/// The words beside changes, with an ellipsis for the others.
fn shortened(words: &[&str], after_change: bool, before_change: bool) -> String {
    let (first, last) = (if after_change { KEPT } else { 0 }, if before_change { KEPT } else { 0 });
    if words.len() <= first + last + 2 {
        return words.concat();
    }
    let (head, tail) = (words.get(..first), words.get(words.len() - last..));
    format!("{}…{}", head.unwrap_or_default().concat(), tail.unwrap_or_default().concat())
}

/// The parts as one text, as `wdiff` marks them: `[-gone-]{+new+}`.
#[must_use]
pub fn marked(parts: &[Part]) -> String {
    let parts = parts.iter().map(|(kind, text)| match kind {
        Change::Same => text.clone(),
        Change::Removed => format!("[-{text}-]"),
        Change::Added => format!("{{+{text}+}}"),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(before: &str, after: &str) -> Option<Vec<Part>> {
        words(before, after, Instant::now() + PATIENCE)
    }

    #[test]
    fn words_that_went_and_came_are_marked() {
        let parts = compared("El agua es de todos", "El agua potable es de todas").expect("changed");
        assert_eq!(marked(&parts), "El agua {+potable +}es de [-todos-]{+todas+}");
        assert_eq!(compared("igual", "igual"), None);
        assert_eq!(compared("", "nuevo"), Some(vec![(Change::Added, "nuevo".to_owned())]));
    }

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let long = "palabra ".repeat(100);
        let parts = compared(&format!("{long}uno {long}"), &format!("{long}dos {long}")).expect("changed");
        let text = marked(&parts);
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        assert!(text.contains("palabra [-uno-]{+dos+} palabra") && text.len() < 400, "{text}");
    }

    #[test]
    fn texts_are_compared_in_the_language_that_is_read() {
        let tag = |text: &str| text.parse::<Language>().expect("a tag");
        let both =
            |es: &str, en: &str| Texts([(tag("es"), es.to_owned()), (tag("en"), en.to_owned())].into());
        let (before, after) = (both("uno", "one"), both("dos", "two"));
        let texts = |before: &Texts, after: &Texts, wanted: &str| {
            Comparing::new(&[tag(wanted)]).texts(before, after).map(|parts| marked(&parts))
        };
        let read = |wanted: &str| texts(&before, &after, wanted);
        assert_eq!(read("en").as_deref(), Some("[-one-]{+two+}"));
        assert_eq!(read("pt").as_deref(), Some("[-uno-]{+dos+}"));
        assert_eq!(texts(&Texts::one(tag("pt"), "um"), &after, "es"), None);
        let wanted = [tag("es")];
        let mut page = Comparing::new(&wanted);
        let long = |last: &str| Texts::one(tag("es"), format!("{}{last}", "a ".repeat(COMPARED_MAX / 4)));
        let compared = (0..9).filter(|_| page.texts(&long("uno"), &long("dos")).is_some()).count();
        assert!((1..9).contains(&compared), "a page compares only so much: {compared}");
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_compared_in_time() {
        let text = |seed: usize| (0..6000).map(|n| format!("{} ", n * 7 + seed)).collect::<String>();
        let (before, after) = (text(1), text(3));
        assert!(compared(&before[..COMPARED_MAX], &after[..COMPARED_MAX]).is_some());
        assert_eq!(compared(&"a ".repeat(COMPARED_MAX), "a"), None, "too long");
    }
}
