//! Common Log Format beside regex and nom, delimited lines beside csv.

use std::borrow::Cow;
use std::hint::black_box;
use std::io::Write as _;

use gwfmt::Timestamp;
use gwfmt::private::v1::{Decode, Read};

use crate::bench::Group;
use crate::records::{self, Bars, Clf, Combined, Csv, Weigh};
use crate::{each, sink};

fn text(line: &[u8]) -> &str {
    std::str::from_utf8(line).expect("UTF-8")
}

/// gwfmt's own conversion, for everybody.
#[inline(always)]
fn value<'a, T: Read<'a>>(text: &'a str) -> T {
    T::read(text, Decode::Plain).expect("a value")
}

const CLF_REGEX: &str = r#"^(?<ip>\S+) (?<caller>\S+) (?<user>\S+) \[(?<time>[^\]]+)\] "(?<method>\S+) (?<path>\S+) (?<protocol>[^"]+)" (?<status>\S+) (?<length>\S+) (?<id>\S+) (?<extended>\S+)$"#;
const COMBINED_REGEX: &str = r#"^(?<ip>\S+) - - \[(?<time>[^\]]+)\] "(?<method>\S+) (?<path>\S+) (?<protocol>[^"]+)" (?<status>\S+) (?<length>\S+) "(?<agent>.*)" (?<id>\S+)$"#;

fn clf_of<'a>(captures: &regex::Captures<'a>) -> Clf<'a> {
    let get = |name| captures.name(name).expect("a group").as_str();
    Clf {
        identity_source_ip: value(get("ip")),
        identity_caller: value(get("caller")),
        identity_user: value(get("user")),
        request_time: value(get("time")),
        http_method: value(get("method")),
        resource_path: value(get("path")),
        protocol: value(get("protocol")),
        status: value(get("status")),
        response_length: value(get("length")),
        request_id: value(get("id")),
        extended_request_id: value(get("extended")),
    }
}

fn combined_of<'a>(captures: &regex::Captures<'a>) -> Combined<'a> {
    let get = |name| captures.name(name).expect("a group").as_str();
    Combined {
        identity_source_ip: value(get("ip")),
        request_time: value(get("time")),
        http_method: value(get("method")),
        path: value(get("path")),
        protocol: value(get("protocol")),
        status: value(get("status")),
        response_length: value(get("length")),
        identity_user_agent: value(get("agent")),
        request_id: value(get("id")),
    }
}

mod nom_parsers {
    use super::*;
    use nom::bytes::complete::{is_not, tag};
    use nom::combinator::{map_opt, rest};
    use nom::sequence::{delimited, terminated};
    use nom::{IResult, Parser};

    fn word<'a>() -> impl Parser<&'a str, Output = &'a str, Error = nom::error::Error<&'a str>> {
        terminated(is_not(" "), tag(" "))
    }

    fn of<'a, T: Read<'a>>(text: &'a str) -> Option<T> {
        T::read(text, Decode::Plain)
    }

    pub fn clf(line: &str) -> IResult<&str, Clf<'_>> {
        let (line, identity_source_ip) = map_opt(word(), of).parse(line)?;
        let (line, identity_caller) = map_opt(word(), of).parse(line)?;
        let (line, identity_user) = map_opt(word(), of).parse(line)?;
        let (line, request_time) =
            map_opt(delimited(tag("["), is_not("]"), tag("] ")), of).parse(line)?;
        let (line, (http_method, resource_path, protocol)) = delimited(
            tag("\""),
            (
                map_opt(word(), of),
                map_opt(word(), of),
                map_opt(is_not("\""), of),
            ),
            tag("\" "),
        )
        .parse(line)?;
        let (line, status) = map_opt(word(), of).parse(line)?;
        let (line, response_length) = map_opt(word(), of).parse(line)?;
        let (line, request_id) = map_opt(word(), of).parse(line)?;
        let (line, extended_request_id) = map_opt(rest, of).parse(line)?;
        Ok((
            line,
            Clf {
                identity_source_ip,
                identity_caller,
                identity_user,
                request_time,
                http_method,
                resource_path,
                protocol,
                status,
                response_length,
                request_id,
                extended_request_id,
            },
        ))
    }

    pub fn combined(line: &str) -> IResult<&str, Combined<'_>> {
        let (line, identity_source_ip) = map_opt(word(), of).parse(line)?;
        let (line, request_time) =
            map_opt(delimited(tag("- - ["), is_not("]"), tag("] ")), of).parse(line)?;
        let (line, (http_method, path, protocol)) = delimited(
            tag("\""),
            (
                map_opt(word(), of),
                map_opt(word(), of),
                map_opt(is_not("\""), of),
            ),
            tag("\" "),
        )
        .parse(line)?;
        let (line, status) = map_opt(word(), of).parse(line)?;
        let (line, response_length) = map_opt(word(), of).parse(line)?;
        let (line, identity_user_agent) =
            map_opt(delimited(tag("\""), is_not("\""), tag("\" ")), of).parse(line)?;
        let (line, request_id) = map_opt(rest, of).parse(line)?;
        Ok((
            line,
            Combined {
                identity_source_ip,
                request_time,
                http_method,
                path,
                protocol,
                status,
                response_length,
                identity_user_agent,
                request_id,
            },
        ))
    }
}

fn chrono_time(time: Timestamp) -> impl std::fmt::Display {
    chrono::DateTime::from_timestamp_millis(time.as_millis())
        .expect("a time")
        .format("%d/%b/%Y:%H:%M:%S %z")
}

fn or_dash<'a>(text: &'a Option<Cow<'_, str>>) -> &'a str {
    text.as_deref().unwrap_or("-")
}

fn write_clf(r: &Clf<'_>, out: &mut Vec<u8>) {
    write!(
        out,
        "{} {} {} [{}] \"{} {} {}\" {} {} {} {}",
        r.identity_source_ip,
        or_dash(&r.identity_caller),
        or_dash(&r.identity_user),
        chrono_time(r.request_time),
        r.http_method,
        or_dash(&r.resource_path),
        r.protocol,
        r.status,
        r.response_length,
        r.request_id,
        r.extended_request_id
    )
    .expect("memory");
}

fn write_combined(r: &Combined<'_>, out: &mut Vec<u8>) {
    write!(
        out,
        "{} - - [{}] \"{} {} {}\" {} {} \"{}\" {}",
        r.identity_source_ip,
        chrono_time(r.request_time),
        r.http_method,
        r.path,
        r.protocol,
        r.status,
        r.response_length,
        or_dash(&r.identity_user_agent),
        r.request_id
    )
    .expect("memory");
}

macro_rules! ours {
    ($group:ident, $record:ident, $log:ident, $lines:ident) => {
        $group.add("gwfmt parse_bytes", each!($lines, line => $record::parse_bytes(line).unwrap()));
        $group.add("gwfmt parse of a &str", {
            let texts: Vec<&str> = $lines.iter().map(|line| text(line)).collect();
            move || texts.iter().map(|line| black_box(&$record::parse(line).unwrap()).weigh()).fold(0, u64::wrapping_add)
        });
        $group.add("gwfmt records", || $record::records(black_box($log.as_bytes())).map(|record| black_box(&record.unwrap()).weigh()).fold(0, u64::wrapping_add));
    };
}

macro_rules! clf_group {
    ($title:literal, $record:ident, $log:ident, $regex:expr, $of:ident, $nom:ident, $write:ident, $rounds:ident) => {{
        let lines = crate::lines(&$log);
        let regex = regex::Regex::new($regex).expect("a regex");
        let records: Vec<_> = lines.iter().map(|line| $record::parse_bytes(line).unwrap()).collect();
        for (line, ours) in lines.iter().zip(&records) {
            assert_eq!(ours, &$of(&regex.captures(text(line)).unwrap()));
            assert_eq!(ours, &nom_parsers::$nom(text(line)).unwrap().1);
            let mut theirs = Vec::new();
            $write(ours, &mut theirs);
            assert_eq!(text(&theirs), text(line));
            assert_eq!(ours.to_clf(), text(line));
            assert_eq!(ours.to_native().unwrap(), text(line));
        }
        let mut group = Group::new(concat!("read ", $title), lines.len());
        group.add("regex, named captures", each!(lines, line => $of(&regex.captures(text(line)).unwrap())));
        group.add("nom", each!(lines, line => nom_parsers::$nom(text(line)).unwrap().1));
        ours!(group, $record, $log, lines);
        for ours in ["gwfmt parse_bytes", "gwfmt records"] {
            group.goal(ours, "regex, named captures", 8.0);
            group.goal(ours, "nom", 4.0);
        }
        group.run($rounds);
        let mut group = Group::new(concat!("write ", $title), lines.len());
        group.add("write! with chrono", sink(&records, $write));
        group.add("gwfmt write_clf", sink(&records, |record, out| record.append_clf(out)));
        group.add("gwfmt write_native", sink(&records, |record, out| record.append_native(out).unwrap()));
        group.goal("gwfmt write_clf", "write! with chrono", 6.5);
        group.run($rounds);
    }};
}

pub fn clf(bytes: usize, rounds: usize) {
    let log = crate::logs::lines(records::CLF, bytes);
    clf_group!(
        "Common Log Format",
        Clf,
        log,
        CLF_REGEX,
        clf_of,
        clf,
        write_clf,
        rounds
    );
    // nom's parser takes no raw quotes in a user agent, and no other character set than the log's lines have anyway.
    let log = crate::logs::lines(records::COMBINED, bytes);
    let log: String = log
        .lines()
        .filter(|line| !line.contains("\"release\""))
        .flat_map(|line| [line, "\n"])
        .collect();
    clf_group!(
        "combined log",
        Combined,
        log,
        COMBINED_REGEX,
        combined_of,
        combined,
        write_combined,
        rounds
    );
}

fn csv_of(row: &csv::ByteRecord) -> Csv<'_> {
    let cell = |at: usize| text(&row[at]);
    Csv {
        identity_source_ip: value(cell(0)),
        identity_caller: value(cell(1)),
        identity_user: value(cell(2)),
        request_time: value(cell(3)),
        http_method: value(cell(4)),
        resource_path: value(cell(5)),
        protocol: value(cell(6)),
        status: value(cell(7)),
        response_length: value(cell(8)),
        request_id: value(cell(9)),
        extended_request_id: value(cell(10)),
    }
}

fn bars_of(row: &csv::ByteRecord) -> Bars<'_> {
    let cell = |at: usize| text(&row[at]);
    Bars {
        request_time_epoch: value(cell(0)),
        request_id: value(cell(1)),
        identity_source_ip: value(cell(2)),
        http_method: value(cell(3)),
        path: value(cell(4)),
        status: value(cell(5)),
        response_length: value(cell(6)),
        integration_latency: value(cell(7)),
    }
}

/// What serde makes of a record for the csv crate: a tuple of its cells, numbers as numbers.
fn csv_cells<'r>(r: &'r Csv<'_>) -> impl serde::Serialize + 'r {
    let time = String::from_utf8_lossy(&r.request_time.to_clf().expect("a year")).into_owned();
    (
        r.identity_source_ip,
        or_dash(&r.identity_caller),
        or_dash(&r.identity_user),
        time,
        r.http_method.as_str(),
        or_dash(&r.resource_path),
        &*r.protocol,
        r.status,
        r.response_length,
        &*r.request_id,
        &*r.extended_request_id,
    )
}

fn bars_cells<'r>(r: &'r Bars<'_>) -> impl serde::Serialize + 'r {
    let mut number = itoa::Buffer::new();
    let latency = r
        .integration_latency
        .map_or("-", |latency| number.format(latency))
        .to_owned();
    (
        r.request_time_epoch.as_millis(),
        &*r.request_id,
        r.identity_source_ip,
        r.http_method.as_str(),
        &*r.path,
        r.status,
        r.response_length,
        latency,
    )
}

macro_rules! csv_group {
    ($title:literal, $record:ident, $log:ident, $delimiter:literal, $of:ident, $cells:ident, $rounds:ident) => {{
        let lines = crate::lines(&$log);
        let reader = || {
            csv::ReaderBuilder::new()
                .has_headers(false)
                .delimiter($delimiter)
                .from_reader(black_box($log.as_bytes()))
        };
        let records: Vec<_> = lines
            .iter()
            .map(|line| $record::parse_bytes(line).unwrap())
            .collect();
        let (mut rows, mut row) = (reader(), csv::ByteRecord::new());
        for ours in &records {
            assert!(rows.read_byte_record(&mut row).unwrap());
            assert_eq!(ours, &$of(&row));
            let mut writer = csv::WriterBuilder::new()
                .has_headers(false)
                .from_writer(Vec::new());
            writer.serialize($cells(ours)).unwrap();
            assert_eq!(
                text(&writer.into_inner().unwrap()).trim_end(),
                ours.to_csv()
            );
        }
        let mut group = Group::new(concat!("read ", $title), lines.len());
        group.add("csv, ByteRecord", || {
            let (mut rows, mut row, mut sum) = (reader(), csv::ByteRecord::new(), 0_u64);
            while rows.read_byte_record(&mut row).unwrap() {
                sum = sum.wrapping_add(black_box(&$of(&row)).weigh());
            }
            sum
        });
        ours!(group, $record, $log, lines);
        for ours in ["gwfmt parse_bytes", "gwfmt records"] {
            group.goal(ours, "csv, ByteRecord", 2.5);
        }
        group.run($rounds);
        let mut group = Group::new(concat!("write ", $title, " as CSV"), lines.len());
        group.add("csv, Writer", || {
            let mut writer = csv::WriterBuilder::new()
                .has_headers(false)
                .buffer_capacity(65_536)
                .from_writer(Count(0));
            for record in &records {
                writer.serialize($cells(record)).unwrap();
            }
            writer.into_inner().unwrap().0
        });
        group.add(
            "gwfmt write_csv",
            sink(&records, |record, out| record.append_csv(out)),
        );
        group.goal("gwfmt write_csv", "csv, Writer", 2.7);
        group.run($rounds);
    }};
}

/// Counts what is written; the csv crate has a buffer of its own.
struct Count(u64);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += black_box(bytes).len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn csv(bytes: usize, rounds: usize) {
    let log = crate::logs::lines(records::CSV, bytes);
    csv_group!("CSV", Csv, log, b',', csv_of, csv_cells, rounds);
    let log = crate::logs::lines(records::BARS, bytes);
    csv_group!(
        "columns between bars",
        Bars,
        log,
        b'|',
        bars_of,
        bars_cells,
        rounds
    );
}
