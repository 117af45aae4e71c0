//! XML lines beside quick-xml's events.

use std::hint::black_box;
use std::io::Write as _;

use gwfmt::private::v1::{Decode, Read};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::bench::Group;
use crate::json::Scalar;
use crate::records::{self, Weigh, Xml};
use crate::{each, sink};

fn text(line: &[u8]) -> &str {
    std::str::from_utf8(line).expect("UTF-8")
}

/// The part of the line that quick-xml's borrowed text lies in.
fn within<'a>(line: &'a str, part: &str) -> &'a str {
    let start = part.as_ptr() as usize - line.as_ptr() as usize;
    &line[start..start + part.len()]
}

fn read(line: &str) -> Option<Xml<'_>> {
    let mut reader = quick_xml::Reader::from_str(line);
    reader.config_mut().trim_text(true);
    let (mut texts, mut id, mut at) = ([""; 10], "", None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                at = match start.name().as_ref() {
                    "request" => {
                        for attribute in start.attributes() {
                            let attribute = attribute.ok()?;
                            if attribute.key.as_ref() == "id" {
                                id = within(line, &attribute.value);
                            }
                        }
                        None
                    }
                    "ip" => Some(0),
                    "caller" => Some(1),
                    "user" => Some(2),
                    "requestTime" => Some(3),
                    "httpMethod" => Some(4),
                    "resourcePath" => Some(5),
                    "status" => Some(6),
                    "protocol" => Some(7),
                    "responseLength" => Some(8),
                    "extendedRequestId" => Some(9),
                    _ => None,
                };
            }
            Event::Text(piece) => {
                if let Some(at) = at {
                    texts[at] = within(line, &piece.into_inner());
                }
            }
            Event::End(_) => at = None,
            Event::Eof => break,
            _ => {}
        }
    }
    fn of<'a, T: Read<'a>>(text: &'a str) -> Option<T> {
        T::read(text, Decode::Plain)
    }
    Some(Xml {
        id: of(id)?,
        ip: of(texts[0])?,
        caller: of(texts[1])?,
        user: of(texts[2])?,
        request_time: of(texts[3])?,
        http_method: of(texts[4])?,
        resource_path: of(texts[5])?,
        status: of(texts[6])?,
        protocol: of(texts[7])?,
        response_length: of(texts[8])?,
        extended_request_id: of(texts[9])?,
    })
}

fn write(record: &Xml<'_>, out: &mut Vec<u8>) {
    let mut writer = quick_xml::Writer::new(out);
    let mut start = BytesStart::new("request");
    start.push_attribute(("id", &*record.id));
    writer.write_event(Event::Start(start)).expect("memory");
    let mut element = |name: &str, value: &str| {
        writer.get_mut().write_all(b" ").expect("memory");
        writer
            .write_event(Event::Start(BytesStart::new(name)))
            .expect("memory");
        writer
            .write_event(Event::Text(BytesText::new(value)))
            .expect("memory");
        writer
            .write_event(Event::End(BytesEnd::new(name)))
            .expect("memory");
    };
    record.ip.with(|ip| element("ip", ip));
    element("caller", record.caller.as_deref().unwrap_or("-"));
    element("user", record.user.as_deref().unwrap_or("-"));
    element(
        "requestTime",
        text(&record.request_time.to_clf().expect("a year")),
    );
    element("httpMethod", record.http_method.as_str());
    element(
        "resourcePath",
        record.resource_path.as_deref().unwrap_or("-"),
    );
    record.status.with(|status| element("status", status));
    element("protocol", &record.protocol);
    record
        .response_length
        .with(|length| element("responseLength", length));
    element("extendedRequestId", &record.extended_request_id);
    writer.get_mut().write_all(b" ").expect("memory");
    writer
        .write_event(Event::End(BytesEnd::new("request")))
        .expect("memory");
}

pub fn run(bytes: usize, rounds: usize) {
    let log = crate::logs::lines(records::XML, bytes);
    let lines = crate::lines(&log);
    let records: Vec<_> = lines
        .iter()
        .map(|line| Xml::parse_bytes(line).unwrap())
        .collect();
    for (line, ours) in lines.iter().zip(&records) {
        assert_eq!(Some(ours), read(text(line)).as_ref());
        let mut theirs = Vec::new();
        write(ours, &mut theirs);
        assert_eq!(text(&theirs), text(line));
        assert_eq!(ours.to_xml(), text(line));
    }
    let mut group = Group::new("read XML", lines.len());
    group.add(
        "quick-xml, events",
        each!(lines, line => read(text(line)).unwrap()),
    );
    group.add(
        "gwfmt parse_bytes",
        each!(lines, line => Xml::parse_bytes(line).unwrap()),
    );
    group.add("gwfmt parse of a &str", {
        let texts: Vec<&str> = lines.iter().map(|line| text(line)).collect();
        move || {
            texts
                .iter()
                .map(|line| black_box(&Xml::parse(line).unwrap()).weigh())
                .fold(0, u64::wrapping_add)
        }
    });
    group.add("gwfmt records", || {
        Xml::records(black_box(log.as_bytes()))
            .map(|record| black_box(&record.unwrap()).weigh())
            .fold(0, u64::wrapping_add)
    });
    for ours in ["gwfmt parse_bytes", "gwfmt records"] {
        group.goal(ours, "quick-xml, events", 10.0);
    }
    group.run(rounds);
    let mut group = Group::new("write XML", lines.len());
    group.add("quick-xml, Writer", sink(&records, write));
    group.add(
        "gwfmt write_xml",
        sink(&records, |record, out| record.append_xml(out)),
    );
    group.goal("gwfmt write_xml", "quick-xml, Writer", 4.0);
    group.run(rounds);
}
