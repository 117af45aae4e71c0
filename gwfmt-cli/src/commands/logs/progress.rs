//! How far a command that reads logs is, on a terminal, where it takes long.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use gwfmt_decode::input::Source;
use gwfmt_decode::pipeline::Progress;

use super::source::grouped;
use crate::output::Streams;

/// How far it is.
pub(super) struct Bar {
    is_on: bool,
    start: Instant,
    shown: Option<Instant>,
    /// Bytes of all inputs, if that is known.
    all: Option<u64>,
}

impl Bar {
    /// Before the first line.
    pub(super) fn new(streams: &Streams, sources: &[Source]) -> Self {
        let length = |source: &Source| match source {
            Source::File(path) => fs::metadata(path).ok().map(|file| file.len()),
            _ => None,
        };
        Self {
            all: sources.iter().map(length).sum(),
            is_on: std::io::stderr().is_terminal() && !streams.is_quiet(),
            start: Instant::now(),
            shown: None,
        }
    }

    /// Says it, now and then.
    pub(super) fn show(&mut self, at: Progress) {
        let now = Instant::now();
        let since = now - self.shown.unwrap_or(self.start);
        if !self.is_on || since < Duration::from_millis(250) {
            return;
        }
        self.shown = Some(now);
        let line = format!("\r\u{1b}[K{}", told(at, self.all, now - self.start));
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    /// Takes away what was said.
    pub(super) fn clear(&self) {
        if self.shown.is_some() {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

/// Lines, their rate, and how much is left of the bytes of all inputs.
fn told(at: Progress, all: Option<u64>, since: Duration) -> String {
    let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = at.lines.saturating_mul(1000) / millis;
    let mut told = format!(
        "{} lines, {} a second, {} rejects",
        grouped(at.lines),
        grouped(rate),
        grouped(at.rejects)
    );
    if let Some(all) = all.filter(|all| *all > 0 && at.bytes > 0) {
        let read = at.bytes.min(all);
        let left = u128::from(all - read) * u128::from(millis) / u128::from(read) / 1000;
        told.push_str(&format!(
            ", {} %, {}:{:02} left",
            u128::from(read) * 100 / u128::from(all),
            left / 60,
            left % 60
        ));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_what_was_read() {
        let at = Progress {
            lines: 1_500_000,
            rejects: 2,
            bytes: 250,
        };
        let since = Duration::from_secs(30);
        assert_eq!(
            told(at, Some(1000), since),
            "1,500,000 lines, 50,000 a second, 2 rejects, 25 %, 1:30 left"
        );
        let piped = "1,500,000 lines, 50,000 a second, 2 rejects";
        assert_eq!(told(at, None, since), piped);
        assert_eq!(told(at, Some(0), since), piped);
        // an input that has grown since
        assert!(told(at, Some(100), since).ends_with(", 100 %, 0:00 left"));
    }
}
