//! `gwfmt stats`: what log lines say together.

mod html;
mod report;
mod table;
mod text;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::stats::stats;

use super::progress::Bar;
use super::source::{self, grouped, many};
use crate::args::{Stats, StatsFormat};
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::markdown::Page;
use crate::text::plain_json::plain_json;
use report::Report;
use text::Drawn;

/// Runs the command.
pub(crate) fn run(
    args: &Stats,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let format = source::format(&args.logs.named(), carriers, streams)?;
    let condition = source::condition(args.condition.as_deref(), &format)?;
    let decoder = Decoder {
        condition,
        ..Decoder::new(format)
    };
    let sources = source::sources(&args.logs)?;
    let mut bar = Bar::new(streams, &sources);
    let summary = stats(
        &decoder,
        &sources,
        source::wrapping(&args.logs),
        source::threads(&args.logs),
        &mut |at| bar.show(at),
    );
    bar.clear();
    let report = Report::new(&decoder, &summary, args.top);
    let file = args.output_file.as_deref();
    match args.output_format {
        StatsFormat::Json => output::report(file, |out| plain_json(&report, out))?,
        StatsFormat::Html => output::text(&html::page(&report), file)?,
        StatsFormat::Table => {
            let color = streams.color_of(file);
            let drawn = Drawn {
                page: Page::new(color, streams.width),
                bars: streams.terminal && file.is_none(),
            };
            let page = text::page(&report, drawn);
            output::report(file, |out| crate::text::shown::lines(&page, color, out))?;
        }
    }
    let left_out = match decoder.condition {
        Some(_) => format!(", {} left out by the condition", grouped(summary.left_out)),
        None => String::new(),
    };
    streams.say(format!(
        "{} in {}: {}, {}{left_out}",
        many(summary.lines, "line"),
        many(summary.inputs, "input"),
        many(summary.records, "record"),
        many(summary.rejects(), "reject"),
    ));
    if summary.faults.is_empty() {
        return Ok(Ending::Clean);
    }
    for fault in &summary.faults {
        streams.error(format!("{}: {}", fault.source, fault.reason));
    }
    Ok(Ending::Incomplete)
}

/// The JSON Schema of what it writes for programs.
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Report>()
}
