//! The structs: the record and its nested objects.

use std::fmt::Write as _;

use super::{Member, Plan, RUNTIME, ident};

/// The attributes of the record's struct: the derives that the user has not written.
pub(super) fn attributes(plan: &Plan<'_>) -> String {
    let p = format!("{}::{RUNTIME}::", plan.options.runtime);
    let missing: Vec<String> = ["Clone", "Debug", "PartialEq"]
        .into_iter()
        .filter(|name| !plan.options.derives.iter().any(|derived| derived == name))
        .map(|name| format!("{p}{name}"))
        .collect();
    let mut derives = String::new();
    for name in missing {
        let _ = writeln!(derives, "#[derive({name})]");
    }
    derives
}

/// What follows the name of the record's struct.
pub(super) fn root_struct(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    body(plan, 0, &mut out);
    out
}

/// The structs of nested objects.
pub(super) fn nested_structs(plan: &Plan<'_>, out: &mut String) {
    for (number, group) in plan.record.groups.iter().enumerate().skip(1) {
        let _ = writeln!(
            out,
            "\n/// The object `{}` of [`{}`].",
            group.path.join("."),
            plan.options.name
        );
        out.push_str(&plan.options.derive_attributes);
        out.push_str(&attributes(plan));
        let space = if plan.options.visibility.is_empty() {
            ""
        } else {
            " "
        };
        let _ = write!(
            out,
            "{}{space}struct {}",
            plan.options.visibility,
            plan.struct_name(number)
        );
        body(plan, number, out);
        out.push('\n');
    }
}

fn body(plan: &Plan<'_>, group: usize, out: &mut String) {
    let p = format!("{}::{RUNTIME}::", plan.options.runtime);
    let _ = writeln!(out, "{} {{", plan.lifetime(group));
    for member in plan.members(group) {
        match member {
            Member::Field(number) => {
                let field = &plan.record.fields[number];
                for line in field.docs("None").lines() {
                    let _ = writeln!(out, "    /// {}", doc_line(line));
                }
                let ty = plan.type_of(number, &p, "'a");
                let _ = writeln!(out, "    pub {}: {ty},", ident(&field.name));
            }
            Member::Group(number) => {
                let inner = &plan.record.groups[number];
                let _ = writeln!(out, "    /// The object `{}`.", inner.path.join("."));
                let _ = writeln!(
                    out,
                    "    pub {}: {}{},",
                    ident(&inner.name),
                    plan.struct_name(number),
                    plan.lifetime(number)
                );
            }
        }
    }
    out.push('}');
}

/// Text of the catalog in a doc comment: no links by accident, no bare addresses.
fn doc_line(line: &str) -> String {
    line.replace('[', "\\[")
        .replace(']', "\\]")
        .replace('<', "\\<")
        .replace('>', "\\>")
}
