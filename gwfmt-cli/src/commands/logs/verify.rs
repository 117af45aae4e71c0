//! `gwfmt verify`: whether log lines are those of a format.

use gwfmt::runtime::Format;
use gwfmt_carriers::carrier::Carrier;
use gwfmt_decode::rejects::Reject;
use gwfmt_decode::verify::{Verdict, verify};
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::infer;
use super::progress::Bar;
use super::source::{self, grouped};
use crate::args::{TableFormat, Verify};
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::plain_json::plain_json;
use crate::text::shown::Shown;

/// Lines that are looked at for what has changed.
const KEPT: usize = 200;
/// Characters of a line that are shown before and behind the place.
const AROUND: usize = 60;

/// Runs the command.
pub(crate) fn run(
    args: &Verify,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    if args.infer {
        return infer::run(args, streams);
    }
    let format = source::format(&args.logs.named(), carriers, streams)?;
    let sources = source::sources(&args.logs)?;
    let mut bar = Bar::new(streams, &sources);
    let verdict = verify(
        &format,
        &sources,
        source::wrapping(&args.logs),
        source::threads(&args.logs),
        args.examples.max(KEPT),
        &mut |at| bar.show(at),
    );
    bar.clear();
    let change = infer::change(&format, &verdict.examples);
    match args.output_format {
        TableFormat::Json => {
            let report = report(&verdict, change.as_deref(), args.examples);
            output::report(None, |out| plain_json(&report, out))?;
        }
        TableFormat::Table => {
            let page = page(&verdict, change.as_deref(), args.examples);
            output::page(&page, false)?;
        }
    }
    streams.say(told(&verdict, &format));
    Ok(if !verdict.faults.is_empty() {
        Ending::Incomplete
    } else if verdict.is_clean() {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

fn page(verdict: &Verdict, change: Option<&str>, examples: usize) -> String {
    let mut page = String::new();
    for fault in &verdict.faults {
        page.push_str(&format!(
            "{}: {}\n",
            Shown::new(&fault.source),
            Shown::new(&fault.reason)
        ));
    }
    for reject in verdict.examples.iter().take(examples) {
        page.push_str(&example(reject));
    }
    let mut counts: Vec<_> = verdict.counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    if !counts.is_empty() {
        page.push_str("lines that do not match, by what was expected:\n");
    }
    for ((field, expected), count) in counts {
        let of = if field.is_empty() {
            String::new()
        } else {
            format!(" in field `{field}`")
        };
        page.push_str(&format!(
            "  {}: {}{of}\n",
            grouped(*count),
            Shown::new(expected)
        ));
    }
    if let Some(change) = change {
        page.push_str(&format!("{change}\n"));
    }
    page
}

/// A line with a caret under the place where it departs.
fn example(reject: &Reject) -> String {
    let place = match reject.line {
        Some(line) => format!("{}:{line}", Shown::new(&reject.source)),
        None => Shown::new(&reject.source).to_string(),
    };
    let mut page = format!("{place}: {}\n", Shown::new(&reject.reason));
    let Some(at) = reject.byte.filter(|at| reject.text.is_char_boundary(*at)) else {
        return page;
    };
    let (before, behind) = reject.text.split_at(at);
    let start = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| at);
    let end = behind
        .char_indices()
        .nth(AROUND)
        .map_or(behind.len(), |(at, _)| at);
    let (dots, before) = (if start > 0 { "…" } else { "" }, &before[start..]);
    let rest = if end < behind.len() { "…" } else { "" };
    let before = Shown::new(before).to_string();
    let found = Shown::new(&reject.found).to_string();
    let carets = found.trim_end_matches('…').width().clamp(1, AROUND);
    page.push_str(&format!(
        "  {dots}{before}{}{rest}\n  {}{}\n",
        Shown::new(&behind[..end]),
        " ".repeat(dots.width() + before.width()),
        "^".repeat(carets)
    ));
    page
}

fn report(verdict: &Verdict, change: Option<&str>, examples: usize) -> serde_json::Value {
    let counts: Vec<_> = verdict
        .counts
        .iter()
        .map(|((field, expected), count)| json!({"field": field, "expected": expected, "lines": count}))
        .collect();
    let examples: Vec<&Reject> = verdict.examples.iter().take(examples).collect();
    json!({
        "version": 1,
        "lines": verdict.lines,
        "records": verdict.records,
        "departures": counts,
        "examples": examples,
        "change": change,
        "faults": verdict.faults,
    })
}

fn told(verdict: &Verdict, format: &Format) -> String {
    let bad = verdict.lines - verdict.records;
    let fields = format.fields().len();
    let lines = |count: u64| {
        format!(
            "{} {}",
            grouped(count),
            if count == 1 { "line" } else { "lines" }
        )
    };
    match bad {
        0 => format!("{} of {fields} fields: all match", lines(verdict.lines)),
        bad => format!(
            "{} of {fields} fields: {} {} not match",
            lines(verdict.lines),
            grouped(bad),
            if bad == 1 { "does" } else { "do" }
        ),
    }
}
