//! Programs that `benches/logs.py` runs beside `gwfmt decode` and `gwfmt verify`, and the lines that all of them read.
//!
//!     whole format NAME          the text of a format
//!     whole lines NAME MEBIBYTES lines of a format
//!     whole clf FILE             Common Log Format to JSON Lines by a regular expression, chrono and serde_json
//!     whole count FILE           counts line breaks and checks that all is UTF-8
//!     whole inflate FILE         undoes gzip, and counts the bytes

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _};

use chrono::{DateTime, SecondsFormat, Utc};
use regex::bytes::Regex;
use serde::Serialize;

#[path = "../logs.rs"]
#[allow(dead_code, reason = "the other program makes more kinds of lines")]
mod logs;
#[path = "../records.rs"]
#[allow(
    dead_code,
    deprecated,
    reason = "of the records only the formats are wanted here"
)]
mod records;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    match arguments.as_slice() {
        ["format", name] => write!(out, "{}", format(name))?,
        ["lines", name, mebibytes] => {
            let bytes = mebibytes.parse::<usize>().expect("a number") << 20;
            out.write_all(logs::lines(format(name), bytes).as_bytes())?;
        }
        ["clf", file] => clf(file, &mut out)?,
        ["count", file] => writeln!(out, "{}", count(file)?)?,
        ["inflate", file] => writeln!(out, "{}", inflate(file)?)?,
        _ => panic!(
            "whole format NAME | lines NAME MEBIBYTES | clf FILE | count FILE | inflate FILE"
        ),
    }
    out.flush()
}

fn format(name: &str) -> &'static str {
    match name {
        "json" => records::JSON,
        "nested" => records::NESTED,
        "clf" => records::CLF,
        "csv" => records::CSV,
        "xml" => records::XML,
        other => panic!("no format is named {other}"),
    }
}

/// A line as `gwfmt decode` writes it.
#[derive(Serialize)]
struct Line<'a> {
    identity_source_ip: Option<&'a str>,
    identity_caller: Option<&'a str>,
    identity_user: Option<&'a str>,
    request_time: Option<String>,
    http_method: Option<&'a str>,
    resource_path: Option<&'a str>,
    protocol: Option<&'a str>,
    status: Option<u16>,
    response_length: Option<u64>,
    request_id: &'a str,
    extended_request_id: Option<&'a str>,
}

fn clf(file: &str, out: &mut impl io::Write) -> io::Result<()> {
    let regex = Regex::new(
        r#"^(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) ([^"]+)" (\S+) (\S+) (\S+) (\S+)$"#,
    )
    .expect("a regex");
    let mut places = regex.capture_locations();
    let mut input = BufReader::with_capacity(1 << 18, File::open(file)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        regex
            .captures_read(&mut places, text)
            .expect("a line of the format");
        let get = |group| {
            let (start, end) = places.get(group).expect("a group");
            std::str::from_utf8(&text[start..end]).expect("UTF-8")
        };
        let value = |group| Some(get(group)).filter(|text| *text != "-");
        let number = |group| value(group).map(|text| text.parse::<u64>().expect("a number"));
        let time = value(4).map(|text| {
            let time = DateTime::parse_from_str(text, "%d/%b/%Y:%H:%M:%S %z").expect("a time");
            time.with_timezone(&Utc)
                .to_rfc3339_opts(SecondsFormat::Millis, true)
        });
        let record = Line {
            identity_source_ip: value(1),
            identity_caller: value(2),
            identity_user: value(3),
            request_time: time,
            http_method: value(5),
            resource_path: value(6),
            protocol: value(7),
            status: number(8).map(|number| u16::try_from(number).expect("a status")),
            response_length: number(9),
            request_id: get(10),
            extended_request_id: value(11),
        };
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")?;
    }
}

/// In blocks, as large as those of the command.
fn count(file: &str) -> io::Result<u64> {
    let mut file = File::open(file)?;
    let mut buffer = vec![0; 1 << 20];
    let (mut lines, mut kept) = (0, 0);
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if read == 0 {
            assert_eq!(kept, 0, "a last line without a line break");
            return Ok(lines);
        }
        let filled = kept + read;
        let end = buffer[..filled]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .expect("a line break")
            + 1;
        std::str::from_utf8(&buffer[..end]).expect("UTF-8");
        lines += bytecount::count(&buffer[..end], b'\n') as u64;
        buffer.copy_within(end..filled, 0);
        kept = filled - end;
    }
}

fn inflate(file: &str) -> io::Result<u64> {
    let mut input =
        flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(65_536, File::open(file)?));
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(bytes),
            read => bytes += read as u64,
        }
    }
}
