//! [`expand`]: a [`Record`] as Rust code, for the macro and for `gwfmt generate rust`.
//!
//! The code is text, laid out to be read: the macro hands it to the compiler's own lexer, which is faster than building
//! tokens one by one, and the command prints it. It names nothing but primitive types and the module `private::v1` of the
//! crate `gwfmt`, where everything that is the same for all formats stands.

pub mod excerpt;
mod fields;
pub mod literal;
mod parse;
mod render;
mod serial;
mod tables;
mod values;

use std::fmt::Write as _;

use gwfmt_format::Kind;

use crate::record::{Field, Keys, Presence, Record};
use crate::visible::escaped;
use literal::write as quote;

/// The module of the crate `gwfmt` that the code calls, in it. It has the number of what it promises.
pub const RUNTIME: &str = "private::v1";

/// How the code is to look.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the struct.
    pub name: String,
    /// Its visibility, as written: `pub`, `pub(crate)`, or nothing.
    pub visibility: String,
    /// The path of the crate `gwfmt`: `::gwfmt`.
    pub runtime: String,
    /// The names of the derives that the struct has already.
    pub derives: Vec<String>,
    /// The attributes that derive them, for the structs of nested objects.
    pub derive_attributes: String,
    /// Fields whose types the user chose: the number of each, and the type. The types must implement `FromStr` and
    /// `Display`.
    pub types: Vec<(usize, String)>,
}

impl Options {
    /// A public struct of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            visibility: "pub".to_owned(),
            runtime: "::gwfmt".to_owned(),
            derives: Vec::new(),
            derive_attributes: String::new(),
            types: Vec::new(),
        }
    }
}

/// The code of a record.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// Attributes of the record's struct, one a line.
    pub attributes: String,
    /// What follows the struct's name: its lifetime and its fields in braces.
    pub body: String,
    /// The structs of nested objects, and all `impl`s.
    pub items: String,
}

/// Writes the code of a record.
pub fn expand(record: &Record, options: &Options) -> Expansion {
    let plan = Plan::new(record, options);
    let mut items = String::with_capacity(16 * 1024);
    fields::nested_structs(&plan, &mut items);
    let _ = writeln!(
        items,
        "\n#[allow(clippy::all, clippy::pedantic)]
#[allow(unused_variables, unused_mut, unused_comparisons)]
const _: () = {{"
    );
    let _ = writeln!(
        items,
        "    use {}::{RUNTIME} as __gwfmt;\n",
        options.runtime
    );
    parse::template(&plan, &mut items);
    render::inherent(&plan, &mut items);
    values::impls(&plan, &mut items);
    serial::impls(&plan, &mut items);
    items.push_str("};\n");
    Expansion {
        attributes: fields::attributes(&plan),
        body: fields::root_struct(&plan),
        items,
    }
}

/// The code of a record as a file that compiles without the macro. `format` is quoted in a comment.
pub fn to_file(record: &Record, options: &Options, format: &str) -> String {
    let Expansion {
        attributes,
        body,
        items,
    } = expand(record, options);
    let mut file = String::with_capacity(body.len() + items.len() + 1024);
    let _ = writeln!(
        file,
        "// Written by `gwfmt generate rust` {} from this format:\n//",
        env!("CARGO_PKG_VERSION")
    );
    for line in format.lines() {
        // rustc refuses comments that turn the direction of writing
        let _ = writeln!(file, "//     {}", escaped(line.trim_end()));
    }
    let space = if options.visibility.is_empty() {
        ""
    } else {
        " "
    };
    let _ = writeln!(
        file,
        "\n/// A line of the access log.\n{attributes}{}{space}struct {}{body}\n{items}",
        options.visibility, options.name
    );
    while file.ends_with("\n\n") {
        file.pop();
    }
    file
}

/// What all parts of the code need to know.
struct Plan<'r> {
    record: &'r Record,
    options: &'r Options,
    /// For each field, its Rust type without `Option`.
    types: Vec<FieldType<'r>>,
    /// For each group, whether it holds text of the line.
    borrows: Vec<bool>,
    keys: Keys<'r>,
}

/// A field's type.
#[derive(Clone, Copy)]
enum FieldType<'r> {
    /// One of ours.
    Own(Kind),
    /// The user's.
    User(&'r str),
}

impl<'r> Plan<'r> {
    fn new(record: &'r Record, options: &'r Options) -> Self {
        let types: Vec<_> = record
            .fields
            .iter()
            .enumerate()
            .map(|(number, field)| {
                let user = options.types.iter().find(|(at, _)| *at == number);
                user.map_or(FieldType::Own(field.kind), |(_, ty)| FieldType::User(ty))
            })
            .collect();
        let mut borrows = vec![false; record.groups.len()];
        for (field, ty) in record.fields.iter().zip(&types) {
            borrows[field.group] |= matches!(ty, FieldType::Own(kind) if kind.is_text());
        }
        for group in (1..record.groups.len()).rev() {
            if let Some(parent) = record.groups[group].parent {
                borrows[parent] |= borrows[group];
            }
        }
        Self {
            record,
            options,
            types,
            borrows,
            keys: record.keys(),
        }
    }

    /// `AccessLogIdentity`
    fn struct_name(&self, group: usize) -> String {
        format!("{}{}", self.options.name, self.record.groups[group].suffix)
    }

    /// `<'a>` where the group holds text.
    fn lifetime(&self, group: usize) -> &'static str {
        if self.borrows[group] { "<'a>" } else { "" }
    }

    /// The type of a field, with `p` before the names of the runtime.
    fn type_of(&self, number: usize, p: &str, lifetime: &str) -> String {
        let inner = match self.types[number] {
            FieldType::User(ty) => ty.to_owned(),
            FieldType::Own(kind) => match kind {
                Kind::Text | Kind::QuotedText | Kind::User => format!("{p}Cow<{lifetime}, str>"),
                Kind::Status => "u16".to_owned(),
                Kind::Millis => "u32".to_owned(),
                Kind::Integer => "u64".to_owned(),
                Kind::Boolean => "bool".to_owned(),
                Kind::ClfTime | Kind::EpochMillis => format!("{p}Timestamp"),
                Kind::Ip => format!("{p}IpAddr"),
                Kind::Method => format!("{p}Method<{lifetime}>"),
                Kind::EventType => format!("{p}EventType<{lifetime}>"),
                Kind::ErrorType => format!("{p}ErrorType<{lifetime}>"),
                Kind::BasePath => format!("{p}BasePath<{lifetime}>"),
            },
        };
        match self.record.fields[number].presence {
            Presence::Always => inner,
            Presence::Dash => format!("{p}Option<{inner}>"),
        }
    }

    /// `self.identity.source_ip`
    fn access(&self, field: &Field) -> String {
        let mut names = vec![ident(&field.name)];
        let mut group = &self.record.groups[field.group];
        while let Some(parent) = group.parent {
            names.push(ident(&group.name));
            group = &self.record.groups[parent];
        }
        names.push("self".to_owned());
        names.reverse();
        names.join(".")
    }

    /// The fields of a group in the order of the line, nested groups at their first value.
    fn members(&self, group: usize) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for (number, field) in self.record.fields.iter().enumerate() {
            let mut at = field.group;
            if at == group {
                members.push(Member::Field(number));
                continue;
            }
            while let Some(parent) = self.record.groups[at].parent {
                if parent == group {
                    if !members.contains(&Member::Group(at)) {
                        members.push(Member::Group(at));
                    }
                    break;
                }
                at = parent;
            }
        }
        members
    }
}

/// A member of a struct.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Field(usize),
    Group(usize),
}

/// Whether the value's text may hold what JSON escapes.
fn is_text(plan: &Plan<'_>, number: usize) -> bool {
    match plan.types[number] {
        FieldType::User(_) => true,
        FieldType::Own(kind) => kind.is_text(),
    }
}

/// The name as an identifier: keywords are written raw.
pub fn ident(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    match name {
        "self" | "super" | "crate" => format!("{name}_"),
        name if KEYWORDS.contains(&name) => format!("r#{name}"),
        name => name.to_owned(),
    }
}
