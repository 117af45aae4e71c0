//! The constant description of a format that the runtime's shared code works with.

use std::fmt::Write as _;

use gwfmt_format::{Form, Kind};

use super::{FieldType, Plan, quote};
use crate::record::{Field, Layout, Presence};
use crate::texts::Texts;

/// `const FORMAT: … = &Format { … };`
pub(super) fn format(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    let _ = writeln!(
        out,
        "        const FORMAT: &'static __gwfmt::Format<'static> = &__gwfmt::Format {{"
    );
    let layout = match record.layout {
        Layout::Json => "Json".to_owned(),
        Layout::Xml => "Xml".to_owned(),
        columns => match columns.delimiter() {
            Some(delimiter) => format!("Delimited({delimiter})"),
            None => "Text".to_owned(),
        },
    };
    let _ = writeln!(out, "            layout: __gwfmt::Layout::{layout},");
    out.push_str("            slots: &[\n");
    for (number, field) in record.fields.iter().enumerate() {
        slot(plan, number, field, out);
    }
    out.push_str("            ],\n            pieces: [\n");
    for pieces in record.pieces() {
        out.push_str("                &[\n");
        for piece in pieces {
            let _ = writeln!(out, "                    __gwfmt::text({}),", quote(&piece));
        }
        out.push_str("                ],\n");
    }
    out.push_str("            ],\n");
    let _ = writeln!(out, "            ends: {},", quote(&record.ends()));
    let _ = writeln!(out, "            certain: {},", record.certain());
    let _ = match record.doubt() {
        Some(byte) => writeln!(out, "            doubt: __gwfmt::Some({byte}),"),
        None => writeln!(out, "            doubt: __gwfmt::None,"),
    };
    let _ = writeln!(out, "            by_name: {},", record.by_name);
    out.push_str("            columns: &[\n");
    for column in &record.columns {
        let _ = match column {
            Some(slot) => writeln!(out, "                __gwfmt::Some({slot}),"),
            None => writeln!(out, "                __gwfmt::None,"),
        };
    }
    out.push_str("            ],\n        };\n");
}

fn slot(plan: &Plan<'_>, number: usize, field: &Field, out: &mut String) {
    let kind = match plan.types[number] {
        FieldType::User(_) => Kind::User,
        FieldType::Own(kind) => kind,
    };
    let path: Vec<String> = field.path.iter().map(|step| quote(step)).collect();
    let _ = writeln!(
        out,
        "                __gwfmt::Slot {{
                    name: __gwfmt::text({}),
                    path: __gwfmt::names(&[{}]),
                    kind: __gwfmt::Kind::{},
                    enclosure: __gwfmt::Enclosure::{},
                    free: {},
                    closed: {},
                    stops: __gwfmt::text({}),
                    optional: {},
                    texts: {},
                }},",
        quote(&plan.record.dotted(field)),
        path.join(", "),
        kind.name(),
        field.enclosure.name(),
        field.free,
        plan.record.is_closed(number),
        quote(&plan.record.stops(number)),
        field.presence == Presence::Dash,
        texts(&field.texts),
    );
}

/// `TextSet { … }`
fn texts(texts: &Texts) -> String {
    let set = texts.set();
    if set.form == Form::Anything {
        return "__gwfmt::TextSet::ANYTHING".to_owned();
    }
    let row = |texts: &[&str]| {
        let texts: Vec<_> = texts.iter().map(|text| quote(text)).collect();
        format!("&[{}]", texts.join(", "))
    };
    let form = match set.form {
        Form::Words(words) => format!("Words({})", row(words)),
        Form::Patterns(patterns) => format!("Patterns({})", row(patterns)),
        Form::Anything => "Anything".to_owned(),
        Form::Letters => "Letters".to_owned(),
        Form::Path => "Path".to_owned(),
        Form::Number => "Number".to_owned(),
        Form::Status => "Status".to_owned(),
        Form::Address => "Address".to_owned(),
        Form::RouteKey => "RouteKey".to_owned(),
        Form::JsonString => "JsonString".to_owned(),
    };
    format!(
        "__gwfmt::TextSet {{
                        form: __gwfmt::Form::{form},
                        letters: {:#x},
                        absent: {},
                    }}",
        set.letters,
        row(set.absent),
    )
}
