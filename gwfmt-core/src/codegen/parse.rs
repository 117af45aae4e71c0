//! The record's `Template`: following the line, converting the texts, showing the values.

use std::fmt::Write as _;

use super::{FieldType, Member, Plan, ident, in_string, is_text, quote, tables};
use crate::record::{Field, Layout, Presence, Record, Type};

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

/// Follows the template along the whole line and converts each value where it stands. What departs from the template is
/// another function's affair, for which this one leaves nothing behind.
fn read(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    out.push_str(
        "
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn read(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {\n",
    );
    let slowly = "return __gwfmt::read_slowly(line)";
    let Some(calls) = calls(plan) else {
        let _ = writeln!(out, "            {slowly};\n        }}");
        return;
    };
    let decode = match record.layout {
        Layout::Json => "cursor.decode()",
        _ => "__gwfmt::Decode::Plain",
    };
    out.push_str("            let mut cursor = __gwfmt::Cursor::new(line);\n");
    for (number, call) in calls.iter().enumerate() {
        let read = match (plan.types[number], record.fields[number].presence) {
            (FieldType::User(_), Presence::Always) => "read_user",
            (FieldType::User(_), Presence::Dash) => "read_user_option",
            (FieldType::Own(Type::QuotedText), _) => "read_quoted",
            (FieldType::Own(_), _) => "read",
        };
        let text = quote(&record.literals[number]);
        let value = match (read, call.as_str()) {
            ("read", "json") => format!("cursor.string({text})"),
            _ => format!("__gwfmt::{read}(cursor.{call}({text}), {decode})"),
        };
        let _ = writeln!(
            out,
            "            let __gwfmt::Some(v{number}) = {value} else {{ {slowly} }};"
        );
    }
    let end = quote(&record.literals[record.fields.len()]);
    let _ = writeln!(
        out,
        "            if cursor.finish({end}).is_none() {{ {slowly} }}"
    );
    out.push_str("            __gwfmt::Ok(Self {\n");
    members(plan, 0, 4, &|_, number| format!("v{number}"), out);
    out.push_str("            })\n        }\n");
}

/// Follows the template from slot to slot, no further than is asked for.
fn split(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    out.push_str("
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn split<U: __gwfmt::Upto>(line: &'a str) -> __gwfmt::Option<__gwfmt::Split<Self::Slots>> {\n");
    let Some(calls) = calls(plan) else {
        out.push_str("            __gwfmt::None\n        }\n");
        return;
    };
    out.push_str("            let mut cursor = __gwfmt::Cursor::new(line);\n");
    out.push_str("            let mut slots = Self::EMPTY;\n");
    for (number, call) in calls.iter().enumerate() {
        let text = quote(&record.literals[number]);
        if number == 0 {
            let _ = writeln!(out, "            slots[0] = cursor.{call}({text})?;");
        } else {
            let _ = writeln!(
                out,
                "            if U::LAST >= {number} {{ slots[{number}] = cursor.{call}({text})?; }}"
            );
        }
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

/// How the cursor reads each value; none when a value would have to be looked through for too many characters.
///
/// A line is read in one way only if no value holds a character that ends a value that may hold anything: then the number
/// of these characters in the line is the template's, and no other reading has room for one more.
fn calls(plan: &Plan<'_>) -> Option<Vec<String>> {
    let record = plan.record;
    let ends: Vec<char> = record.ends().chars().collect();
    if !ends.iter().all(char::is_ascii) {
        return None;
    }
    (0..record.fields.len())
        .map(|number| call(plan, number, &ends))
        .collect()
}

fn call(plan: &Plan<'_>, number: usize, ends: &[char]) -> Option<String> {
    let record = plan.record;
    let field = &record.fields[number];
    let after = record.literals[number + 1].chars().next();
    if after.is_some_and(|c| !c.is_ascii()) {
        return None;
    }
    let last = number + 1 == record.fields.len();
    if matches!(plan.types[number], FieldType::Own(Type::QuotedText)) {
        return after.map(|end| format!("own_quotes::<{}>", end as u32));
    }
    if let (Some(width), Some(end)) = (width(plan, number), after)
        && !field.free
        && !ends
            .iter()
            .any(|end| end.is_alphanumeric() || " /:+".contains(*end))
    {
        return Some(format!("fixed::<{width}, {}>", end as u32));
    }
    // In a string with others, the value must not hold what ends one of them.
    let alone = record.is_alone(number) || ends.iter().all(|end| *end == '"');
    if in_string(field) && after == Some('"') && (alone || !is_text(plan, number)) {
        return Some(if is_text(plan, number) {
            "json".to_owned()
        } else {
            "until::<34, 34, 34>".to_owned()
        });
    }
    let mut stops: Vec<char> = if field.free {
        after.into_iter().collect()
    } else {
        needed_stops(record, field, number)
    };
    for &end in ends {
        if !stops.contains(&end) {
            stops.push(end);
        }
    }
    if in_string(field) && !stops.contains(&'\\') {
        stops.push('\\');
    }
    let method = if after.is_none() && last {
        "rest"
    } else {
        "until"
    };
    let bytes = match stops.as_slice() {
        [] => [0, 0, 0],
        [a] => [*a, *a, *a].map(|c| c as u32),
        [a, b] => [*a, *b, *b].map(|c| c as u32),
        [a, b, c] => [*a, *b, *c].map(|c| c as u32),
        _ => return None,
    };
    let [a, b, c] = bytes;
    Some(format!("{method}::<{a}, {b}, {c}>"))
}

/// How long a value mostly is, where its conversion looks at every byte of it.
fn width(plan: &Plan<'_>, number: usize) -> Option<usize> {
    match plan.types[number] {
        FieldType::Own(Type::ClfTime) => Some(26),
        FieldType::Own(Type::EpochMillis) => Some(13),
        FieldType::Own(Type::Status) => Some(3),
        FieldType::Own(_) | FieldType::User(_) => None,
    }
}

/// What a value is looked through for. Values that are converted fail by themselves on what is not theirs; of text,
/// only the last value of a line is looked at for more than its end, since nothing after it would fail.
fn needed_stops(record: &Record, field: &Field, number: usize) -> Vec<char> {
    let all = record.stops(number);
    let ends_line = number + 1 == record.fields.len() && record.literals[number + 1].is_empty();
    let text = matches!(
        field.ty,
        Type::Text | Type::Method | Type::EventType | Type::ErrorType | Type::BasePath
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
    out.push_str("
        fn convert<M: __gwfmt::Mode<'a>>(split: &__gwfmt::Split<Self::Slots>, mode: &mut M) -> __gwfmt::Result<Self, __gwfmt::Error> {
            let (slots, decode) = (&split.slots, split.decode);
            __gwfmt::Ok(Self {\n");
    members(plan, 0, 4, &converted, out);
    out.push_str("            })\n        }\n");
}

fn converted(plan: &Plan<'_>, number: usize) -> String {
    let call = match (plan.types[number], plan.record.fields[number].presence) {
        (FieldType::User(_), Presence::Always) => "user",
        (FieldType::User(_), Presence::Dash) => "user_option",
        (FieldType::Own(Type::QuotedText), _) => "quoted",
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
