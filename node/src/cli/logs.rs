//! Where the log goes, and how its lines look.

use cabildo_node::config::{Log, LogFormat, LogLevel};
use std::{fmt, io, os::unix::fs::MetadataExt as _};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

/// Logs as the home's settings say, to standard error. libp2p's own lines are for its developers:
/// they come with the finest level only.
pub fn to_stderr(log: &Log) {
    let level = match log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let others = if log.level == LogLevel::Trace { "debug" } else { "warn" };
    let filter =
        EnvFilter::new(format!("{others},cabildo_node={level},cabildo_store={level},cabildo={level}"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(io::stderr);
    let format = match log.format {
        // The journal has its own times; it wants to know how important a line is.
        LogFormat::Text if is_journal() => LogFormat::Journal,
        format => format,
    };
    // Fails only where logging is set up already, which nothing does before this.
    let _ = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
        LogFormat::Journal => lines.event_format(Prefixed).try_init(),
    };
}

/// Whether standard error is the journal, by the service manager's word (`JOURNAL_STREAM`, device
/// and inode).
fn is_journal() -> bool {
    let named = std::env::var("JOURNAL_STREAM").ok();
    let found = std::fs::metadata("/proc/self/fd/2").ok();
    named.zip(found).is_some_and(|(named, found)| named == format!("{}:{}", found.dev(), found.ino()))
}

/// Lines that begin with their priority (sd-daemon(3)), without a time, each event on one line.
struct Prefixed;

impl<S, N> FormatEvent<S, N> for Prefixed
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = String::new();
        context.format_fields(Writer::new(&mut fields), event)?;
        let priority = match *event.metadata().level() {
            Level::ERROR => 3,
            Level::WARN => 4,
            Level::INFO => 6,
            Level::DEBUG | Level::TRACE => 7,
        };
        // A line break would begin a line of another priority.
        let line = cabildo_protocol::sanitize::line(&fields);
        writeln!(writer, "<{priority}>{}: {line}", event.metadata().target())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("a lock").write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_of_the_journal_begins_with_its_priority_and_stays_one_line() {
        let shared = Shared::default();
        let out = shared.clone();
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || out.clone())
            .event_format(Prefixed)
            .finish();
        tracing::subscriber::with_default(lines, || {
            tracing::error!(path = "a\n<1>b\u{1b}[2J", "the disk\nfailed");
            tracing::info!("running");
        });
        let text = String::from_utf8(shared.0.lock().expect("a lock").clone()).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text:?}");
        assert!(lines[0].starts_with("<3>cabildo") && lines[0].contains("the disk failed"), "{text:?}");
        assert!(lines[1].starts_with("<6>") && lines[1].ends_with(": running"), "{text:?}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
