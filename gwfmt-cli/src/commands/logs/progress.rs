//! How far a command that reads logs is, on a terminal, where it takes long.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use super::source::grouped;
use crate::output::Streams;

/// How far it is.
pub(super) struct Bar {
    is_on: bool,
    start: Instant,
    shown: Option<Instant>,
}

impl Bar {
    /// Before the first line.
    pub(super) fn new(streams: &Streams) -> Self {
        Self {
            is_on: std::io::stderr().is_terminal() && !streams.is_quiet(),
            start: Instant::now(),
            shown: None,
        }
    }

    /// Says it, now and then.
    pub(super) fn show(&mut self, lines: u64, rejects: u64) {
        let now = Instant::now();
        let since = now - self.shown.unwrap_or(self.start);
        if !self.is_on || since < Duration::from_millis(250) {
            return;
        }
        self.shown = Some(now);
        let millis = u64::try_from((now - self.start).as_millis()).unwrap_or(u64::MAX);
        let rate = lines.saturating_mul(1000) / millis.max(1);
        let line = format!(
            "\r\u{1b}[K{} lines, {} a second, {} rejects",
            grouped(lines),
            grouped(rate),
            grouped(rejects)
        );
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    /// Takes away what was said.
    pub(super) fn clear(&self) {
        if self.shown.is_some() {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}
