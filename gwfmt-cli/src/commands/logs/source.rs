//! What the commands that read logs have in common: the format, the inputs, the threads.

use std::num::NonZeroUsize;
use std::thread;

use gwfmt::runtime::Format;
use gwfmt_carriers::carrier::Carrier;
use gwfmt_decode::condition::Condition;
use gwfmt_decode::input::{self, Source, Wrapping};
use unicode_width::UnicodeWidthStr as _;

use crate::args::{self, Logs, Named};
use crate::commands::chosen::Chosen;
use crate::exit::{Failure, reason};
use crate::output::Streams;
use crate::text::shown::Shown;

/// The format that was named, ready to read lines.
pub(super) fn format(
    named: &Named,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Format, Failure> {
    if named.path.is_none() && named.format.is_none() {
        return Err(Failure::new(
            "name the format of the lines: `--format '…'`, or `--format-in` with a file or `FILE#ADDRESS`",
        ));
    }
    let chosen = Chosen::new(named, carriers, streams)?;
    if chosen.text.has_holes() {
        return Err(Failure::new(format!(
            "`{}` has parts that only the deployment knows: pass the whole format with `--format`",
            chosen.name
        )));
    }
    Format::new(chosen.text.as_str(), chosen.apis.known()).map_err(|error| {
        Failure::new(format!(
            "lines of `{}` cannot be read: {error}",
            chosen.name
        ))
    })
}

/// What `--where` asks for. An error shows the place.
pub(super) fn condition(text: Option<&str>, format: &Format) -> Result<Option<Condition>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    Condition::new(text, format).map(Some).map_err(|error| {
        let bytes = error.bytes();
        let shown = |range: std::ops::Range<usize>| {
            let part = text.get(range).unwrap_or_default();
            Shown::new(part).to_string()
        };
        let start = around(text, bytes.start);
        let (before, at) = (shown(start..bytes.start), shown(bytes.clone()));
        let behind: String = shown(bytes.end..text.len()).chars().take(AROUND).collect();
        let carets = "^".repeat(at.width().clamp(1, AROUND));
        let room = " ".repeat(before.width());
        Failure::Said(vec![
            Shown::from(format!("`--where`: {}", error.message())),
            Shown::from(format!("  {before}{at}{behind}")),
            Shown::from(format!("  {room}{carets}")),
        ])
    })
}

/// Characters of a condition that are shown before and behind what is wrong with it.
const AROUND: usize = 60;

fn around(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().char_indices().rev();
    before.take(AROUND).last().map_or(at, |(start, _)| start)
}

/// The inputs that were named.
pub(super) fn sources(logs: &Logs) -> Result<Vec<Source>, Failure> {
    let sources = input::sources(&logs.inputs)
        .map_err(|error| Failure::new(format!("cannot list the inputs: {}", reason(&error))))?;
    if sources.is_empty() {
        return Err(Failure::new("the folders that were named hold no files"));
    }
    Ok(sources)
}

/// How many threads read lines.
pub(super) fn threads(logs: &Logs) -> usize {
    let all = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    logs.threads.unwrap_or_else(all).clamp(1, 64)
}

/// What the lines are wrapped in.
pub(super) fn wrapping(logs: &Logs) -> Wrapping {
    match logs.input {
        args::Wrapping::Auto => Wrapping::Auto,
        args::Wrapping::Lines => Wrapping::Lines,
        args::Wrapping::Export => Wrapping::Export,
        args::Wrapping::Tail => Wrapping::Tail,
        args::Wrapping::Events => Wrapping::Events,
        args::Wrapping::Unbroken => Wrapping::Unbroken,
    }
}

/// A number with its thousands apart: `1,000,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of things: `1 line`, `1,000 lines`.
pub(super) fn many(count: u64, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(count))
}
