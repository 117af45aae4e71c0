//! The page of `gwfmt stats` for browsers: one file that asks for nothing else, without scripts. Every text from outside is
//! escaped by [`escape::text`].

mod escape;
mod plot;

use escape::text;
use gwfmt_decode::stats::Classes;

use super::report::{Bucket, ByClass, Latency, Listed, Report, Row};
use super::text::{records, share, tenths, width};
use crate::commands::logs::source::{grouped, many};
use plot::{Line, Stack};

const STYLE: &str = include_str!("style.css");
/// So many buckets of time are drawn.
const BUCKETS: usize = 120;

/// The page.
pub(super) fn page(report: &Report) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>gwfmt stats</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    head(report, &mut out);
    if report.records > 0 {
        time(report, &mut out);
        status(report, &mut out);
        latencies(report, &mut out);
        list("Routes", &report.routes, report, &mut out);
        by_route(report, &mut out);
        for (name, title) in [
            ("source_ips", "Source IPs"),
            ("user_agents", "User agents"),
            ("api_keys", "API keys"),
            ("principals", "Principals"),
        ] {
            if let Some(listed) = report.callers.get(name) {
                list(title, listed, report, &mut out);
            }
        }
        for (name, title) in [
            ("types", "Error types"),
            ("messages", "Error messages"),
            ("integration", "Errors of the integration"),
            ("authorizer", "Errors of the authorizer"),
        ] {
            if let Some(listed) = report.errors.get(name) {
                list(title, listed, report, &mut out);
            }
        }
    }
    rejects(report, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn head(report: &Report, out: &mut String) {
    out.push_str(&format!(
        "<h1>{}</h1>\n<p>",
        many(report.records, "request")
    ));
    if let (Some(first), Some(last)) = (&report.time.first, &report.time.last) {
        out.push_str(&format!("from {} to {}; ", text(first), text(last)));
    }
    let left_out = match &report.condition {
        Some(condition) => format!(
            ", {} left out by <code>{}</code>",
            grouped(report.left_out),
            text(condition)
        ),
        None => String::new(),
    };
    out.push_str(&format!(
        "{} in {}: {}, {}{left_out}</p>\n<p>Format: <code>{}</code></p>\n",
        many(report.lines, "line"),
        many(report.inputs, "input"),
        many(report.records, "record"),
        many(report.rejects, "reject"),
        text(&report.format)
    ));
    for fault in &report.faults {
        out.push_str(&format!(
            "<p class=\"fault\">{}: {}</p>\n",
            text(&fault.source),
            text(&fault.reason)
        ));
    }
}

fn heading(title: &str, variables: &[String], out: &mut String) {
    out.push_str(&format!("<h2>{title}"));
    for variable in variables {
        out.push_str(&format!(" <small><code>{}</code></small>", text(variable)));
    }
    out.push_str("</h2>\n");
}

/// Whether a section has nothing to show, which it then says.
fn lacks(variables: &[String], out: &mut String) -> bool {
    let quoted = variables
        .iter()
        .map(|name| format!("<code>{}</code>", text(name)));
    let quoted: Vec<String> = quoted.collect();
    let words = match quoted.as_slice() {
        [] => return false,
        [one] => format!("no {one}"),
        several => format!("none of {}", several.join(", ")),
    };
    out.push_str(&format!("<p class=\"lacks\">the format has {words}</p>\n"));
    true
}

fn time(report: &Report, out: &mut String) {
    let variables: Vec<String> = report.time.variable.iter().cloned().collect();
    heading("Over time", &variables, out);
    if lacks(&report.time.lacks, out) {
        return;
    }
    let Some((length, buckets)) = report.time.drawn(BUCKETS) else {
        return;
    };
    let title = format!("requests by {}", width(length));
    out.push_str(&plot::stacks(&title, &stacks(&buckets), length));
    if let Some(latency) = &report.time.latency {
        let name = latency.trim_start_matches("$context.");
        let line = |name, class, value: &dyn Fn(&Bucket) -> Option<u64>| Line {
            name,
            class,
            points: buckets
                .iter()
                .filter_map(|(start, bucket)| Some((*start, value(bucket)?)))
                .collect(),
        };
        let lines = [
            line("p50", "p50", &|bucket| bucket.p50),
            line("p99", "p99", &|bucket| bucket.p99),
        ];
        let title = format!("{} in milliseconds by {}", text(name), width(length));
        out.push_str(&plot::lines(&title, &lines, length));
    }
}

fn stacks(buckets: &[(i64, Bucket)]) -> Vec<Stack> {
    let stack = |(start, bucket): &(i64, Bucket)| Stack {
        start: *start,
        label: bucket.start.clone(),
        parts: Classes::NAMES
            .iter()
            .map(|class| (class_of(class), bucket.classes.get(class)))
            .collect(),
    };
    buckets.iter().map(stack).collect()
}

/// The class of a status in the style: names there begin with a letter.
fn class_of(class: &str) -> &'static str {
    match class {
        "1xx" => "c1",
        "2xx" => "c2",
        "3xx" => "c3",
        "4xx" => "c4",
        "5xx" => "c5",
        _ => "c0",
    }
}

fn status(report: &Report, out: &mut String) {
    let variables: Vec<String> = report.status.variable.iter().cloned().collect();
    heading("Status", &variables, out);
    if lacks(&report.status.lacks, out) {
        return;
    }
    out.push_str(
        "<table><thead><tr><th></th><th>records</th><th>share</th><th></th></tr></thead><tbody>\n",
    );
    for (class, count) in &report.status.classes.0 {
        let bar = plot::bar(*count, report.records, class_of(class));
        row(
            class,
            "",
            &[grouped(*count), share(*count, report.records)],
            &bar,
            out,
        );
        for code in &report.status.codes {
            if Classes::name(Some(code.status)) == *class {
                let bar = plot::bar(code.records, report.records, class_of(class));
                let cells = [grouped(code.records), share(code.records, report.records)];
                row(&code.status.to_string(), "code", &cells, &bar, out);
            }
        }
    }
    out.push_str("</tbody></table>\n");
}

/// A row of a table: a name, numbers, and a drawing that is ours.
fn row(name: &str, class: &str, cells: &[String], drawing: &str, out: &mut String) {
    out.push_str(&format!(
        "<tr class=\"{class}\"><th scope=\"row\">{}</th>",
        text(name)
    ));
    for cell in cells {
        out.push_str(&format!("<td>{}</td>", text(cell)));
    }
    if !drawing.is_empty() {
        out.push_str(&format!("<td class=\"drawing\">{drawing}</td>"));
    }
    out.push_str("</tr>\n");
}

fn latencies(report: &Report, out: &mut String) {
    heading("Latencies in milliseconds", &[], out);
    if lacks(&report.latencies.lacks, out) {
        return;
    }
    let most = report
        .latencies
        .all
        .iter()
        .filter_map(|latency| latency.max)
        .max();
    latency_head(out);
    for latency in &report.latencies.all {
        let name = latency.variable.trim_start_matches("$context.");
        latency_row(name, latency, most.unwrap_or(0), out);
    }
    out.push_str("</tbody></table>\n");
}

fn latency_head(out: &mut String) {
    out.push_str("<table><thead><tr><th></th>");
    for name in ["records", "mean", "p50", "p90", "p99", "max", "p50–p90–p99"] {
        out.push_str(&format!("<th>{name}</th>"));
    }
    out.push_str("</tr></thead><tbody>\n");
}

fn latency_row(name: &str, latency: &Latency, most: u64, out: &mut String) {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), grouped);
    let cells = [
        grouped(latency.records),
        latency.mean.map_or_else(|| "-".to_owned(), tenths),
        number(latency.p50),
        number(latency.p90),
        number(latency.p99),
        number(latency.max),
    ];
    let marks = [latency.p50, latency.p90, latency.p99].map(|mark| mark.unwrap_or(0));
    let drawing = match latency.records {
        0 => String::new(),
        _ => plot::range(marks, most),
    };
    row(name, "", &cells, &drawing, out);
}

fn by_route(report: &Report, out: &mut String) {
    if report.routes.top.is_empty() {
        return;
    }
    for (at, latency) in report.latencies.all.iter().enumerate() {
        heading(
            "By route, in milliseconds",
            std::slice::from_ref(&latency.variable),
            out,
        );
        let of_routes = report.routes.top.iter();
        let of_routes = of_routes.filter_map(|route| Some((route, route.latencies.get(at)?)));
        let most = of_routes
            .clone()
            .filter_map(|(_, latency)| latency.max)
            .max();
        latency_head(out);
        for (route, latency) in of_routes {
            latency_row(&route.text, latency, most.unwrap_or(0), out);
        }
        out.push_str("</tbody></table>\n");
    }
}

fn list(title: &str, listed: &Listed, report: &Report, out: &mut String) {
    heading(title, &listed.variables, out);
    if lacks(&listed.lacks, out) {
        return;
    }
    if listed.top.is_empty() {
        out.push_str("<p>none</p>\n");
        return;
    }
    let has_status = report.status.lacks.is_empty();
    let errors = if has_status {
        "<th>4xx</th><th>5xx</th>"
    } else {
        ""
    };
    out.push_str(&format!(
        "<table><thead><tr><th></th><th>records</th><th>share</th>{errors}<th></th></tr></thead><tbody>\n"
    ));
    let most = listed.top.iter().map(|row| row.records).max().unwrap_or(0);
    for one in &listed.top {
        let mut cells = vec![records(one), share(one.records, report.records)];
        if has_status {
            cells.extend(["4xx", "5xx"].map(|class| of_class(&one.classes, class)));
        }
        row(&one.text, "", &cells, &classes_bar(one, most), out);
    }
    out.push_str("</tbody></table>\n");
    for remark in super::text::remarks(listed) {
        out.push_str(&format!("<p class=\"remark\">{}</p>\n", text(&remark)));
    }
}

fn classes_bar(row: &Row, most: u64) -> String {
    let parts = Classes::NAMES.iter().rev();
    let parts = parts.map(|class| (class_of(class), row.classes.get(class)));
    plot::bars(&parts.rev().collect::<Vec<_>>(), most)
}

fn of_class(classes: &ByClass, class: &str) -> String {
    match classes.get(class) {
        0 => "-".to_owned(),
        count => grouped(count),
    }
}

fn rejects(report: &Report, out: &mut String) {
    if report.rejects == 0 {
        return;
    }
    out.push_str(&format!(
        "<h2>{} not match the format</h2>\n<ul>\n",
        match report.rejects {
            1 => "1 line does".to_owned(),
            count => format!("{} lines do", grouped(count)),
        }
    ));
    for fault in &report.examples {
        let line = fault
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        out.push_str(&format!(
            "<li>{}{line}: {}</li>\n",
            text(&fault.source),
            text(&fault.reason)
        ));
    }
    out.push_str("</ul>\n");
}

#[cfg(test)]
mod tests;
