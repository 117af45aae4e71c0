//! The record's `Template`: following the line, converting the texts, showing the values.

use std::fmt::Write as _;

use gwfmt_format::{Enclosure, Kind};

use super::{FieldType, Member, Plan, ident, is_text, quote, tables};
use crate::record::{Field, Layout, Presence, Record};

/// `impl Template for …`
pub(super) fn template(plan: &Plan<'_>, out: &mut String) {
    let (name, lifetime) = (&plan.options.name, plan.lifetime(0));
    let count = plan.record.fields.len();
    let _ = writeln!(
        out,
        "    impl<'a> __gwfmt::Template<'a> for {name}{lifetime} {{"
    );
    let _ = writeln!(out, "        type Slots = [&'a str; {count}];");
    let _ = writeln!(out, "        const EMPTY: Self::Slots = [\"\"; {count}];");
    tables::format(plan, out);
    read(plan, out);
    split(plan, out);
    convert(plan, out);
    super::render::visit(plan, out);
    super::render::clf(plan, out);
    out.push_str("    }\n\n");
}

/// Follows the template along the whole line and converts each value in its place. What departs from the template is
/// another function's affair, for which this one leaves nothing behind.
fn read(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    out.push_str(
        "
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn read(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {\n",
    );
    let slowly = "return __gwfmt::read_slowly(line)";
    let calls = calls(plan, Purpose::Read);
    let decode = match record.layout {
        Layout::Json => "__gwfmt::Decode::Json",
        _ => "__gwfmt::Decode::Plain",
    };
    let _ = writeln!(
        out,
        "            let mut cursor = __gwfmt::Cursor::{}(line);",
        start(record)
    );
    for (number, call) in calls.iter().enumerate() {
        let read = match (plan.types[number], record.fields[number].presence) {
            (FieldType::User(_), Presence::Always) => "read_user",
            (FieldType::User(_), Presence::Dash) => "read_user_option",
            (FieldType::Own(Kind::QuotedText), _) => "read_quoted",
            (FieldType::Own(_), _) => "read",
        };
        let value = match (read, call.method.as_str()) {
            ("read", "json") => format!("cursor.string({})", quote(&record.literals[number])),
            ("read", _) if record.is_closed(number) => format!(
                "__gwfmt::read_scalar(cursor.{})",
                call.with(&record.literals[number])
            ),
            _ => format!(
                "__gwfmt::{read}(cursor.{}, {decode})",
                call.with(&record.literals[number])
            ),
        };
        let _ = writeln!(
            out,
            "            let __gwfmt::Some(v{number}) =
                {value}
            else {{
                {slowly};
            }};"
        );
    }
    let end = quote(&record.literals[record.fields.len()]);
    let _ = writeln!(
        out,
        "            if cursor.finish({end}).is_none() {{
                {slowly};
            }}"
    );
    out.push_str("            __gwfmt::Ok(Self {\n");
    members(plan, 0, 4, &|_, number| format!("v{number}"), out);
    out.push_str("            })\n        }\n");
}

/// The cursor's constructor: only a format that begins with a value takes a byte order mark for the value's.
fn start(record: &Record) -> &'static str {
    if record.literals[0].is_empty() {
        "behind_mark"
    } else {
        "new"
    }
}

/// Follows the template from slot to slot: as far as is asked for and the text behind that, where the ends of all of them are
/// certain, else to the end of the line.
fn split(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    let (certain, count) = (record.certain(), record.fields.len());
    out.push_str(
        "
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn split<__GwfmtU: __gwfmt::Upto>(
            line: &'a str,
        ) -> __gwfmt::Option<__gwfmt::Split<Self::Slots>> {\n",
    );
    let _ = writeln!(
        out,
        "            let mut cursor = __gwfmt::Cursor::{}(line);",
        start(record)
    );
    out.push_str("            let mut slots = Self::EMPTY;\n");
    for (number, call) in calls(plan, Purpose::Split).iter().enumerate() {
        let call = call.with(&record.literals[number]);
        let least = number.min(certain);
        if least == 0 {
            let _ = writeln!(out, "            slots[{number}] = cursor.{call}?;");
        } else {
            let _ = writeln!(
                out,
                "            if __GwfmtU::LAST >= {least} {{
                slots[{number}] = cursor.{call}?;
            }}"
            );
        }
    }
    let finish = format!("cursor.finish({})?;", quote(&record.literals[count]));
    if certain == 0 {
        let _ = writeln!(out, "            {finish}");
    } else {
        let last = certain.min(count - 1);
        let _ = writeln!(
            out,
            "            if __GwfmtU::LAST >= {last} {{
                {finish}
            }} else {{
                cursor.stands_before(
                    const {{ Self::FORMAT.literals()[__GwfmtU::LAST + 1].fixed() }},
                )?;
            }}"
        );
    }
    if let Some(byte) = record.doubt() {
        let _ = writeln!(
            out,
            "            if cursor.is_in_doubt({byte}) {{
                return __gwfmt::None;
            }}"
        );
    }
    let decode = match record.layout {
        Layout::Json => "cursor.decode()",
        _ => "__gwfmt::Decode::Plain",
    };
    let _ = writeln!(
        out,
        "            __gwfmt::Some(__gwfmt::Split::new(slots, {decode}))\n        }}"
    );
}

/// What a value is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be converted, with all the others.
    Read,
    /// Maybe only to get behind it.
    Split,
}

/// How the cursor reads each value.
///
/// A line is read in one way only if no value holds a character that ends a value that may hold anything: then the number
/// of these characters in the line is the template's, and no other reading has room for one more.
fn calls(plan: &Plan<'_>, purpose: Purpose) -> Vec<Call> {
    let ends: Vec<char> = plan.record.ends().chars().collect();
    (0..plan.record.fields.len())
        .map(|number| call(plan, number, &ends, purpose))
        .collect()
}

/// How the cursor reads a value.
struct Call {
    method: String,
    /// What it is told beside the text before the value.
    stops: Option<String>,
}

impl Call {
    fn of(method: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            stops: None,
        }
    }

    /// The call, with the text before the value.
    fn with(&self, text: &str) -> String {
        let Self { method, stops } = self;
        match stops {
            Some(stops) => format!("{method}({}, {})", quote(text), quote(stops)),
            None => format!("{method}({})", quote(text)),
        }
    }
}

fn call(plan: &Plan<'_>, number: usize, ends: &[char], purpose: Purpose) -> Call {
    let record = plan.record;
    let field = &record.fields[number];
    let after = record.literals[number + 1].chars().next();
    let last = number + 1 == record.fields.len();
    let closed = record.is_closed(number);
    if matches!(plan.types[number], FieldType::Own(Kind::QuotedText)) {
        let Some(end) = after.filter(char::is_ascii) else {
            return Call::of("slowly");
        };
        let end = end as u32;
        // In JSON every quote that is not the template's is escaped, so that nothing in these quotes ends another value.
        if record.layout == Layout::Json || ends.is_empty() {
            return Call::of(format!("own_quotes::<{end}>"));
        }
        return Call {
            method: format!("own_quotes_without::<{end}>"),
            stops: Some(ends.iter().collect()),
        };
    }
    // Only what looks like a time has its length, in all readers: a number would be converted too.
    if matches!(plan.types[number], FieldType::Own(Kind::ClfTime)) && !closed {
        return Call::of("clf_time");
    }
    // A value that is not converted may hold its end.
    if let (Some(width), Some(end)) = (width(plan, number), after.filter(char::is_ascii))
        && !field.free
        && (purpose == Purpose::Read || closed)
        && (closed
            || !ends
                .iter()
                .any(|end| end.is_alphanumeric() || " /:+".contains(*end)))
    {
        return Call::of(format!("fixed::<{width}, {}>", end as u32));
    }
    if closed {
        return Call::of(if is_text(plan, number) {
            "json"
        } else {
            "until::<34, 34, 34>"
        });
    }
    let mut stops: Vec<char> = if field.free {
        after.into_iter().collect()
    } else {
        needed_stops(record, field, number)
    };
    // Without quotes in a JSON string, or a value that only has to be got behind: no other string or object begins in it.
    let others: &[char] = match field.enclosure {
        Enclosure::JsonString => &['\\', '"'],
        // What holds a backslash is read as the shared code reads it.
        Enclosure::JsonBare => match (purpose, is_text(plan, number)) {
            (Purpose::Split, true) => &['{', '"', '\\'],
            (Purpose::Split, false) => &['{', '"'],
            (Purpose::Read, true) => &['\\'],
            (Purpose::Read, false) => &[],
        },
        Enclosure::Plain => &[],
    };
    for &end in ends.iter().chain(others) {
        if !stops.contains(&end) {
            stops.push(end);
        }
    }
    let rest = after.is_none() && last;
    let bytes: Option<Vec<u32>> = stops
        .iter()
        .map(|c| (c.is_ascii() && *c != '\0').then_some(*c as u32))
        .collect();
    let method = if rest { "rest" } else { "until" };
    match bytes.as_deref() {
        Some([]) => Call::of(format!("{method}::<0, 0, 0>")),
        Some([a]) => Call::of(format!("{method}::<{a}, {a}, {a}>")),
        Some([a, b]) => Call::of(format!("{method}::<{a}, {b}, {b}>")),
        Some([a, b, c]) => Call::of(format!("{method}::<{a}, {b}, {c}>")),
        // Too many characters to look for at once, or some that are more than a byte.
        _ => Call {
            method: if rest { "without" } else { "before" }.to_owned(),
            stops: Some(stops.iter().collect()),
        },
    }
}

/// How long a value mostly is, where its conversion looks at every byte of it.
fn width(plan: &Plan<'_>, number: usize) -> Option<usize> {
    match plan.types[number] {
        FieldType::Own(Kind::ClfTime) => Some(26),
        FieldType::Own(Kind::EpochMillis) => Some(13),
        FieldType::Own(Kind::Status) => Some(3),
        FieldType::Own(_) | FieldType::User(_) => None,
    }
}

/// What a value is looked through for. Values that are converted fail by themselves on what is not theirs; of text,
/// only the last value of a line is looked at for more than its end, since nothing after it would fail.
fn needed_stops(record: &Record, field: &Field, number: usize) -> Vec<char> {
    let all = record.stops(number);
    let ends_line = number + 1 == record.fields.len() && record.literals[number + 1].is_empty();
    let text = matches!(
        field.kind,
        Kind::Text | Kind::Method | Kind::EventType | Kind::ErrorType | Kind::BasePath
    );
    if ends_line {
        return if text {
            all.chars().collect()
        } else {
            Vec::new()
        };
    }
    all.chars().take(1).collect()
}

fn convert(plan: &Plan<'_>, out: &mut String) {
    out.push_str(
        "
        fn convert<__GwfmtM: __gwfmt::Mode<'a>>(
            split: &__gwfmt::Split<Self::Slots>,
            mode: &mut __GwfmtM,
        ) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let (slots, decode) = (&split.slots, split.decode);
            __gwfmt::Ok(Self {\n",
    );
    members(plan, 0, 4, &converted, out);
    out.push_str("            })\n        }\n");
}

fn converted(plan: &Plan<'_>, number: usize) -> String {
    let call = match (plan.types[number], plan.record.fields[number].presence) {
        (FieldType::User(_), Presence::Always) => "user",
        (FieldType::User(_), Presence::Dash) => "user_option",
        (FieldType::Own(Kind::QuotedText), _) => "quoted",
        (FieldType::Own(_), _) => "field",
    };
    format!("mode.{call}(slots[{number}], decode, {number})?")
}

/// The members of a struct literal, with the code for each value.
fn members(
    plan: &Plan<'_>,
    group: usize,
    depth: usize,
    value: &dyn Fn(&Plan<'_>, usize) -> String,
    out: &mut String,
) {
    let indent = "    ".repeat(depth);
    for member in plan.members(group) {
        match member {
            Member::Field(number) => {
                let name = ident(&plan.record.fields[number].name);
                let value = value(plan, number);
                let _ = writeln!(out, "{indent}{name}: {value},");
            }
            Member::Group(inner) => {
                let name = ident(&plan.record.groups[inner].name);
                let _ = writeln!(out, "{indent}{name}: {} {{", plan.struct_name(inner));
                members(plan, inner, depth + 1, value, out);
                let _ = writeln!(out, "{indent}}},");
            }
        }
    }
}
