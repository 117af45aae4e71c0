//! The page of `gwfmt stats` for terminals: tables, and where there is a terminal, bars and lines of blocks.

use gwfmt_decode::stats::Classes;

use super::report::{Bucket, ByClass, Latency, Listed, Report, Row};
use super::table::{Column, Table};
use crate::commands::logs::source::{grouped, many};
use crate::text::markdown::Page;
use crate::text::shown::Shown;

/// How the page is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    /// With headings in bold.
    pub(super) page: Page,
    /// With bars and lines of blocks.
    pub(super) bars: bool,
}

/// So many buckets of time have a row where nothing is drawn.
const ROWS: usize = 24;
/// So many are drawn.
const BLOCKS: usize = 60;

/// The page.
pub(super) fn page(report: &Report, drawn: Drawn) -> String {
    let mut out = String::new();
    for fault in &report.faults {
        out.push_str(&format!(
            "{}: {}\n",
            Shown::new(&fault.source),
            Shown::new(&fault.reason)
        ));
    }
    if let (Some(first), Some(last)) = (&report.time.first, &report.time.last) {
        out.push_str(&format!("from {first} to {last}\n"));
    }
    if report.records == 0 {
        rejects(report, &mut out);
        return out;
    }
    status(report, drawn, &mut out);
    latencies(report, drawn, &mut out);
    list(&report.routes, report, drawn, &mut out);
    by_route(report, drawn, &mut out);
    for name in ["source_ips", "user_agents", "api_keys", "principals"] {
        if let Some(listed) = report.callers.get(name) {
            list(listed, report, drawn, &mut out);
        }
    }
    for name in ["types", "messages", "integration", "authorizer"] {
        if let Some(listed) = report.errors.get(name) {
            list(listed, report, drawn, &mut out);
        }
    }
    time(report, drawn, &mut out);
    rejects(report, &mut out);
    out
}

fn heading(words: &str, drawn: Drawn, out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
    drawn.page.heading(words, out);
}

/// Says what a section would need.
fn lacks(what: &str, variables: &[String], out: &mut String) {
    let quoted: Vec<String> = variables.iter().map(|name| format!("`{name}`")).collect();
    let words = match quoted.as_slice() {
        [one] => format!("no {one}"),
        several => format!("none of {}", several.join(", ")),
    };
    out.push_str(&format!("\n{what}: the format has {words}\n"));
}

fn status(report: &Report, drawn: Drawn, out: &mut String) {
    if !report.status.lacks.is_empty() {
        lacks("status", &report.status.lacks, out);
        return;
    }
    heading("status", drawn, out);
    let mut table = Table::new(vec![
        Column::text(""),
        Column::number("records"),
        Column::number("share"),
    ]);
    for (class, count) in &report.status.classes.0 {
        table.row(vec![
            (*class).to_owned(),
            grouped(*count),
            share(*count, report.records),
        ]);
        table.bar(*count);
        let codes = report.status.codes.iter();
        let codes = codes.filter(|code| Classes::name(Some(code.status)) == *class);
        let mut codes: Vec<_> = codes.collect();
        codes.sort_by_key(|code| (std::cmp::Reverse(code.records), code.status));
        for code in codes.iter().take(5) {
            let share = share(code.records, report.records);
            table.row(vec![
                format!("  {}", code.status),
                grouped(code.records),
                share,
            ]);
        }
    }
    table.print(drawn.bars, out);
}

fn latencies(report: &Report, drawn: Drawn, out: &mut String) {
    if !report.latencies.lacks.is_empty() {
        lacks("latencies", &report.latencies.lacks, out);
        return;
    }
    heading("latencies in milliseconds", drawn, out);
    let mut table = Table::new(columns(""));
    for latency in &report.latencies.all {
        let name = latency.variable.trim_start_matches("$context.");
        table.row(cells(name, latency));
    }
    table.print(drawn.bars, out);
}

fn columns(first: &str) -> Vec<Column<'_>> {
    let numbers = ["records", "mean", "p50", "p90", "p99", "max"];
    let mut columns = vec![Column::text(first)];
    columns.extend(numbers.map(Column::number));
    columns
}

fn cells(name: &str, latency: &Latency) -> Vec<String> {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), grouped);
    let mean = latency.mean.map_or_else(|| "-".to_owned(), tenths);
    vec![
        name.to_owned(),
        grouped(latency.records),
        mean,
        number(latency.p50),
        number(latency.p90),
        number(latency.p99),
        number(latency.max),
    ]
}

/// A number with one digit behind the point.
#[expect(clippy::cast_sign_loss, reason = "there are no negative latencies")]
pub(super) fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

fn list(listed: &Listed, report: &Report, drawn: Drawn, out: &mut String) {
    if !listed.lacks.is_empty() {
        lacks(listed.title, &listed.lacks, out);
        return;
    }
    let of = listed.variables.join(" ");
    heading(&format!("{} ({of})", listed.title), drawn, out);
    if listed.top.is_empty() {
        out.push_str("none\n");
        return;
    }
    let has_status = report.status.lacks.is_empty();
    let mut columns = vec![
        Column::text(""),
        Column::number("records"),
        Column::number("share"),
    ];
    if has_status {
        columns.extend([Column::number("4xx"), Column::number("5xx")]);
    }
    let mut table = Table::new(columns);
    for row in &listed.top {
        let mut cells = vec![
            row.text.clone(),
            records(row),
            share(row.records, report.records),
        ];
        if has_status {
            cells.extend(["4xx", "5xx"].map(|class| of_class(&row.classes, class)));
        }
        table.row(cells);
        table.bar(row.records);
    }
    table.print(drawn.bars, out);
    for remark in remarks(listed) {
        out.push_str(&format!("{remark}\n"));
    }
}

/// What the table does not show.
pub(super) fn remarks(listed: &Listed) -> Vec<String> {
    let mut remarks = Vec::new();
    let more = listed.distinct.saturating_sub(listed.top.len());
    if listed.unlisted_at_most > 0 {
        remarks.push(format!(
            "there are too many to tell all apart: counts may be too low, where two numbers stand by the difference at most; one that is not listed has {} at most",
            many(listed.unlisted_at_most, "record")
        ));
    } else if more > 0 {
        remarks.push(format!("and {} more", grouped(more as u64)));
    }
    if listed.absent > 0 {
        remarks.push(format!("without: {}", many(listed.absent, "record")));
    }
    remarks
}

/// How many records have a text, or between how many.
pub(super) fn records(row: &Row) -> String {
    if row.records == row.records_at_most {
        grouped(row.records)
    } else {
        format!("{}–{}", grouped(row.records), grouped(row.records_at_most))
    }
}

fn of_class(classes: &ByClass, class: &str) -> String {
    match classes.get(class) {
        0 => "-".to_owned(),
        count => grouped(count),
    }
}

fn by_route(report: &Report, drawn: Drawn, out: &mut String) {
    if report.routes.top.is_empty() {
        return;
    }
    for (at, latency) in report.latencies.all.iter().enumerate() {
        heading(
            &format!("{} by route, in milliseconds", latency.variable),
            drawn,
            out,
        );
        let mut table = Table::new(columns(""));
        for route in &report.routes.top {
            if let Some(latency) = route.latencies.get(at) {
                table.row(cells(&route.text, latency));
            }
        }
        table.print(drawn.bars, out);
    }
}

fn time(report: &Report, drawn: Drawn, out: &mut String) {
    if !report.time.lacks.is_empty() {
        lacks("over time", &report.time.lacks, out);
        return;
    }
    let most = if drawn.bars { BLOCKS } else { ROWS };
    let Some((length, buckets)) = report.time.drawn(most) else {
        return;
    };
    let title = format!("over time, by {}", width(length));
    heading(&title, drawn, out);
    if drawn.bars {
        return lines(report, &buckets, length, out);
    }
    let numbers = ["records", "4xx", "5xx", "p50", "p99", "max"];
    let mut columns = vec![Column::text("from")];
    columns.extend(numbers.map(Column::number));
    let mut table = Table::new(columns);
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), grouped);
    for (_, bucket) in &buckets {
        table.row(vec![
            bucket.start.clone(),
            grouped(bucket.records),
            of_class(&bucket.classes, "4xx"),
            of_class(&bucket.classes, "5xx"),
            number(bucket.p50),
            number(bucket.p99),
            number(bucket.max),
        ]);
    }
    table.print(false, out);
}

/// Lines of blocks, one for each bucket, empty ones included.
fn lines(report: &Report, buckets: &[(i64, Bucket)], width: i64, out: &mut String) {
    let Some((first, _)) = buckets.first() else {
        return;
    };
    let place = |start: i64| usize::try_from(start.saturating_sub(*first) / width.max(1)).ok();
    let count = buckets
        .last()
        .and_then(|(start, _)| place(*start))
        .map_or(0, |last| last + 1);
    let mut line = |name: &str, value: &dyn Fn(&Bucket) -> Option<u64>| {
        let mut values = vec![None; count];
        for (start, bucket) in buckets {
            if let Some(own) = place(*start).and_then(|place| values.get_mut(place)) {
                *own = value(bucket);
            }
        }
        let most = values.iter().flatten().max().copied().unwrap_or(0);
        if most > 0 {
            out.push_str(&format!(
                "{name:<8}  {}  {} at most\n",
                sparkline(&values, most),
                grouped(most)
            ));
        }
    };
    line("records", &|bucket| Some(bucket.records));
    line("4xx", &|bucket| Some(bucket.classes.get("4xx")));
    line("5xx", &|bucket| Some(bucket.classes.get("5xx")));
    if report.time.latency.is_some() {
        line("p50 ms", &|bucket| bucket.p50);
        line("p99 ms", &|bucket| bucket.p99);
    }
}

/// Blocks as high as the values.
fn sparkline(values: &[Option<u64>], most: u64) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let block = |value: &Option<u64>| {
        let value = value.filter(|value| *value > 0)?;
        let part = u128::from(value) * 8 / u128::from(most.max(1));
        BLOCKS
            .get(usize::try_from(part).ok()?.saturating_sub(1))
            .copied()
    };
    values
        .iter()
        .map(|value| block(value).unwrap_or(' '))
        .collect()
}

fn rejects(report: &Report, out: &mut String) {
    if report.rejects == 0 {
        return;
    }
    let verb = if report.rejects == 1 { "does" } else { "do" };
    out.push_str(&format!(
        "\n{} {verb} not match the format:\n",
        many(report.rejects, "line")
    ));
    for fault in &report.examples {
        let line = fault
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        out.push_str(&format!(
            "  {}{line}: {}\n",
            Shown::new(&fault.source),
            Shown::new(&fault.reason)
        ));
    }
    if report.rejects > report.examples.len() as u64 {
        out.push_str("  `gwfmt verify` counts them by what is wrong\n");
    }
}

/// A part of a whole.
#[expect(clippy::cast_precision_loss, reason = "a share for eyes")]
pub(super) fn share(part: u64, whole: u64) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

/// A width of time in words.
pub(super) fn width(millis: i64) -> String {
    let seconds = millis / 1_000;
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let unit = units
        .into_iter()
        .find(|(unit, _)| seconds >= *unit && seconds % unit == 0);
    let (unit, name) = unit.unwrap_or((1, "second"));
    match seconds / unit {
        1 => name.to_owned(),
        count => format!("{count} {name}s"),
    }
}
