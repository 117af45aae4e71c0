//! gwfmt's records beside general parsers and writers, in one process.
//!
//!     cargo run --release [-- GROUP…] [--bytes N] [--rounds N]
//!
//! Groups: json, escapes, shapes, clf, csv, xml. Every parser checks that its line is UTF-8, and converts to the same types with the same
//! functions; before a group is timed, its records are compared with each other and its renderings byte by byte.

mod bench;
mod json;
mod logs;
mod plain;
mod records;
mod shapes;
mod xml;

use std::hint::black_box;

/// A case that reads every line and weighs the record.
macro_rules! each {
    ($lines:expr, $line:ident => $read:expr) => {{
        let lines = &$lines;
        move || {
            let mut sum = 0_u64;
            for &$line in lines {
                sum = sum.wrapping_add(crate::records::Weigh::weigh(std::hint::black_box(&$read)));
            }
            sum
        }
    }};
}
use each;

/// A case that writes every record into one buffer, which is emptied when it is full; gives the bytes written.
fn sink<'a, R>(
    records: &'a [R],
    mut write: impl FnMut(&R, &mut Vec<u8>) + 'a,
) -> impl FnMut() -> u64 + 'a {
    let mut out = Vec::with_capacity(80_000);
    move || {
        let mut sum = 0;
        for record in records {
            write(record, &mut out);
            out.push(b'\n');
            if out.len() > 65_536 {
                sum += black_box(&out).len() as u64;
                out.clear();
            }
        }
        sum += black_box(&out).len() as u64;
        out.clear();
        sum
    }
}

fn lines(log: &str) -> Vec<&[u8]> {
    log.lines().map(str::as_bytes).collect()
}

fn main() {
    let (mut groups, mut bytes, mut rounds) = (Vec::new(), 4 << 20, 21);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .and_then(|text| text.parse().ok())
                .expect("a number behind the option")
        };
        match &*argument {
            "--bytes" => bytes = number(),
            "--rounds" => rounds = number(),
            _ => groups.push(argument),
        }
    }
    for (name, run) in [
        ("json", json::run as fn(usize, usize)),
        ("escapes", shapes::escapes),
        ("shapes", shapes::shapes),
        ("clf", plain::clf),
        ("csv", plain::csv),
        ("xml", xml::run),
    ] {
        if groups.is_empty() || groups.iter().any(|group| group == name) {
            run(bytes, rounds);
        }
    }
}
