//! Showing a record's values to the renderers, and the methods that a user calls.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::{FieldType, Member, Plan, ident, quote};
use crate::record::{ClfPart, Presence, unlike};

/// Every value, in the order of the line.
pub(super) fn visit(plan: &Plan<'_>, out: &mut String) {
    out.push_str(
        "
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn visit<V: __gwfmt::Visitor>(&self, visitor: &mut V) {\n",
    );
    for number in 0..plan.record.fields.len() {
        let _ = writeln!(
            out,
            "            visitor.field::<{number}, _>({});",
            shown(plan, number)
        );
    }
    out.push_str("        }\n");
}

fn shown(plan: &Plan<'_>, number: usize) -> String {
    let field = &plan.record.fields[number];
    let access = plan.access(field);
    match (plan.types[number], field.presence) {
        (FieldType::Own(_), _) => format!("&{access}"),
        (FieldType::User(_), Presence::Always) => format!("&__gwfmt::User(&{access})"),
        (FieldType::User(_), Presence::Dash) => format!("&__gwfmt::UserOption(&{access})"),
    }
}

/// The values of Common Log Format. A format that is one keeps all of its columns.
pub(super) fn clf(plan: &Plan<'_>, out: &mut String) {
    out.push_str(
        "
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn clf<V: __gwfmt::ClfVisitor>(&self, visitor: &mut V) {\n",
    );
    // A type of the user's may not be written as the column wants it.
    let own = |number: usize| matches!(plan.types[number], FieldType::Own(_));
    for part in plan.record.clf(own) {
        let _ = match part {
            ClfPart::Text(text) => writeln!(out, "            visitor.text({});", quote(&text)),
            ClfPart::Value(number) => {
                let shown = shown(plan, number);
                writeln!(out, "            visitor.value::<{number}, _>({shown});")
            }
            ClfPart::Time(number) => {
                let shown = shown(plan, number);
                writeln!(out, "            visitor.time::<{number}, _>({shown});")
            }
        };
    }
    out.push_str("        }\n");
}

/// The methods and constants that a user sees.
pub(super) fn inherent(plan: &Plan<'_>, out: &mut String) {
    let (name, lifetime) = (&plan.options.name, plan.lifetime(0));
    // A record without text borrows nothing, but its methods still read from a line.
    let (on_impl, on_method) = if lifetime.is_empty() {
        ("", "<'a>")
    } else {
        ("<'a>", "")
    };
    let _ = writeln!(out, "    impl{on_impl} {name}{lifetime} {{");
    constants(plan, out);
    let select = if lifetime.is_empty() {
        "<'a, S: __gwfmt::Select<'a, Self>>"
    } else {
        "<S: __gwfmt::Select<'a, Self>>"
    };
    let _ = writeln!(
        out,
        "        /// Reads a line, with or without its line break. A line that can be read in several ways is an
        /// error.
        #[inline]
        pub fn parse{on_method}(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {{
            __gwfmt::parse(line)
        }}

        /// Reads a line of bytes; they must be UTF-8.
        #[inline]
        pub fn parse_bytes{on_method}(line: &'a [u8]) -> __gwfmt::Result<Self, __gwfmt::Error> {{
            __gwfmt::parse_bytes(line)
        }}

        /// Reads what can be read of a line: the good fields, and a list of the bad ones. A field is good
        /// when its value is sure: every other reader gives the same value of it, or an error.
        #[inline]
        pub fn parse_partial{on_method}(
            line: &'a str,
        ) -> __gwfmt::Result<__gwfmt::Partial<Self>, __gwfmt::Error> {{
            __gwfmt::parse_partial(line)
        }}

        /// The records of a buffer of lines, one for each line that is not empty: what [`Self::parse`]
        /// makes of the line. A byte order mark before a line is skipped.
        #[inline]
        pub fn records{on_method}(buffer: &'a [u8]) -> __gwfmt::Records<'a, Self> {{
            __gwfmt::Records::new(buffer)
        }}

        /// Reads single fields, named by the constants of this type: one, or a tuple.
        ///
        /// A value is the one that [`Self::parse`] gives, where that does not fail; it is an error where the
        /// line does not tell the end of a value, but not where something else is wrong that cannot change
        /// it. The line is read up to the text behind the last field where that is sure to end it, as in
        /// JSON whose values are each alone in a string; after a value that may hold anything elsewhere, it
        /// is read to its end, which costs up to what `parse` costs.
        #[inline]
        pub fn select{select}(
            line: &'a str,
            fields: S,
        ) -> __gwfmt::Result<S::Output, __gwfmt::Error> {{
            __gwfmt::select::<Self, S>(line, fields)
        }}

        /// As [`Self::select`], of a line of bytes; they must be UTF-8.
        #[inline]
        pub fn select_bytes{select}(
            line: &'a [u8],
            fields: S,
        ) -> __gwfmt::Result<S::Output, __gwfmt::Error> {{
            __gwfmt::select_bytes::<Self, S>(line, fields)
        }}

        /// The names of the columns that `write_csv` writes, as a row.
        pub fn csv_header() -> &'static str {{
            {}
        }}\n",
        quote(&plan.record.csv_header())
    );
    writers(plan, out);
    out.push_str("    }\n");
}

/// The methods that write.
fn writers(plan: &Plan<'_>, out: &mut String) {
    for (format, docs) in [
        ("json", "JSON"),
        ("csv", "a row of CSV, without a line break"),
        (
            "csv_guarded",
            "a row of CSV of which no spreadsheet takes a cell for a formula:
        /// such cells begin with `'`",
        ),
        ("xml", "XML"),
        ("clf", "a line of Common Log Format"),
    ] {
        let _ = writeln!(
            out,
            "        /// Writes the record as {docs}.
        #[inline]
        pub fn write_{format}<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {{
            __gwfmt::write_{format}(self, output)
        }}

        /// Appends the record to a buffer as {docs}; faster than writing.
        #[inline]
        pub fn append_{format}(&self, buffer: &mut __gwfmt::Vec<u8>) {{
            __gwfmt::append_{format}(self, buffer);
        }}

        /// The record as {docs}.
        #[inline]
        pub fn to_{format}(&self) -> __gwfmt::String {{
            __gwfmt::to_string(|text| __gwfmt::append_{format}(self, text))
        }}\n"
        );
    }
    out.push_str(
        "        /// Writes the line as API Gateway would. Fails, naming the field, when the format cannot carry a
        /// value: reading the line would give another one.
        #[inline]
        pub fn write_native<K>(
            &self,
            output: &mut impl __gwfmt::Output<K>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::write_native(self, output)
        }

        /// Appends the line to a buffer; faster than writing. Fails as [`Self::write_native`] does.
        #[inline]
        pub fn append_native(
            &self,
            buffer: &mut __gwfmt::Vec<u8>,
        ) -> __gwfmt::Result<(), __gwfmt::WriteError> {
            __gwfmt::append_native(self, buffer)
        }

        /// The line as API Gateway would write it; see [`Self::write_native`].
        #[inline]
        pub fn to_native(&self) -> __gwfmt::Result<__gwfmt::String, __gwfmt::WriteError> {
            __gwfmt::to_text(|text| __gwfmt::append_native(self, text))
        }\n",
    );
    into_owned(plan, out);
}

/// One constant a field, for `select`.
fn constants(plan: &Plan<'_>, out: &mut String) {
    let mut taken = HashSet::new();
    for (number, field) in plan.record.fields.iter().enumerate() {
        let dotted = plan.record.dotted(field);
        let name = dotted.replace('.', "_").to_uppercase();
        // `a.b` and `a_b` are two fields, and one constant
        let name = unlike(&name, |name| taken.insert(name.to_owned()));
        let ty = match (plan.types[number], field.presence) {
            (FieldType::Own(_), _) => plan.type_of(number, "__gwfmt::", lifetime_of_constant(plan)),
            (FieldType::User(ty), Presence::Always) => format!("__gwfmt::Parsed<{ty}>"),
            (FieldType::User(ty), Presence::Dash) => format!("__gwfmt::ParsedOption<{ty}>"),
        };
        let _ = writeln!(
            out,
            "        /// The field `{dotted}`, for [`Self::select`].
        pub const {name}: __gwfmt::Field<Self, {ty}, {number}> =
            __gwfmt::Field::NEW;"
        );
    }
    out.push('\n');
}

fn lifetime_of_constant(plan: &Plan<'_>) -> &'static str {
    if plan.borrows[0] { "'a" } else { "'static" }
}

fn into_owned(plan: &Plan<'_>, out: &mut String) {
    let owned = if plan.borrows[0] { "<'static>" } else { "" };
    let _ = writeln!(
        out,
        "
        /// The same record without a borrow.
        #[inline]
        pub fn into_owned(self) -> {}{owned} {{
            {} {{",
        plan.options.name, plan.options.name
    );
    owned_members(plan, 0, "self", 4, out);
    out.push_str("            }\n        }\n");
}

fn owned_members(plan: &Plan<'_>, group: usize, path: &str, depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    for member in plan.members(group) {
        match member {
            Member::Field(number) => {
                let name = ident(&plan.record.fields[number].name);
                let _ = match plan.types[number] {
                    FieldType::Own(kind) if kind.is_text() => {
                        writeln!(out, "{indent}{name}: __gwfmt::Own::own({path}.{name}),")
                    }
                    _ => writeln!(out, "{indent}{name}: {path}.{name},"),
                };
            }
            Member::Group(inner) => {
                let name = ident(&plan.record.groups[inner].name);
                if plan.borrows[inner] {
                    let _ = writeln!(out, "{indent}{name}: {} {{", plan.struct_name(inner));
                    owned_members(plan, inner, &format!("{path}.{name}"), depth + 1, out);
                    let _ = writeln!(out, "{indent}}},");
                } else {
                    let _ = writeln!(out, "{indent}{name}: {path}.{name},");
                }
            }
        }
    }
}
