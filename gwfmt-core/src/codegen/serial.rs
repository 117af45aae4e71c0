//! What the features `serde` and `schema` of the crate `gwfmt` add; without them its macros drop this code.
//!
//! Items and parameters that are in scope where the record or a type of the user's is named have names that nobody else uses.

use std::fmt::Write as _;

use gwfmt_format::Kind;

use super::{FieldType, Member, Plan, ident, quote};
use crate::record::Presence;

/// `Serialize` and `Deserialize` for the record and its nested objects, and `JsonSchema` for the record: those of them that the
/// user does not derive.
pub(super) fn impls(plan: &Plan<'_>, out: &mut String) {
    let is_ours = |name: &str| !plan.options.derives.iter().any(|derived| derived == name);
    out.push_str("    __gwfmt::if_serde! {\n");
    for group in 0..plan.record.groups.len() {
        if is_ours("Serialize") {
            serialize(plan, group, out);
        }
        if is_ours("Deserialize") {
            deserialize(plan, group, out);
        }
    }
    out.push_str("    }\n\n    __gwfmt::if_schema! {\n");
    if is_ours("JsonSchema") {
        schema(plan, out);
    }
    out.push_str("    }\n");
}

/// The key of a member.
fn key(plan: &Plan<'_>, member: Member) -> String {
    quote(match member {
        Member::Field(number) => plan.keys.field(number),
        Member::Group(number) => plan.keys.group(number),
    })
}

fn name(plan: &Plan<'_>, member: Member) -> String {
    ident(match member {
        Member::Field(number) => &plan.record.fields[number].name,
        Member::Group(number) => &plan.record.groups[number].name,
    })
}

/// The type that reads a member.
fn reader(plan: &Plan<'_>, member: Member, lifetime: &str) -> String {
    match member {
        Member::Group(number) if plan.borrows[number] => {
            format!("{}<{lifetime}>", plan.struct_name(number))
        }
        Member::Group(number) => plan.struct_name(number),
        Member::Field(number) => match (plan.types[number], plan.record.fields[number].presence) {
            (FieldType::Own(_), _) => plan.type_of(number, "__gwfmt::", lifetime),
            (FieldType::User(ty), Presence::Always) => format!("__gwfmt::FromText<{ty}>"),
            (FieldType::User(ty), Presence::Dash) => {
                format!("__gwfmt::Option<__gwfmt::FromText<{ty}>>")
            }
        },
    }
}

fn serialize(plan: &Plan<'_>, group: usize, out: &mut String) {
    let members = plan.members(group);
    let (name_of_struct, lifetime) = (plan.struct_name(group), plan.lifetime(group));
    let anonymous = if lifetime.is_empty() { "" } else { "<'_>" };
    let _ = writeln!(
        out,
        "        impl __gwfmt::serde::Serialize for {name_of_struct}{anonymous} {{
            fn serialize<__GwfmtS: __gwfmt::serde::Serializer>(
                &self,
                serializer: __GwfmtS,
            ) -> __gwfmt::Result<__GwfmtS::Ok, __GwfmtS::Error> {{
                use __gwfmt::SerializeStruct as _;
                let mut object = serializer.serialize_struct({}, {})?;",
        quote(&name_of_struct),
        members.len()
    );
    for member in members {
        let access = format!("self.{}", name(plan, member));
        let shown = match member {
            Member::Field(number) => {
                match (plan.types[number], plan.record.fields[number].presence) {
                    (FieldType::Own(_), _) => format!("&{access}"),
                    (FieldType::User(_), Presence::Always) => format!("&__gwfmt::User(&{access})"),
                    (FieldType::User(_), Presence::Dash) => {
                        format!("&__gwfmt::UserOption(&{access})")
                    }
                }
            }
            Member::Group(_) => format!("&{access}"),
        };
        let _ = writeln!(
            out,
            "                object.serialize_field({}, {shown})?;",
            key(plan, member)
        );
    }
    out.push_str("                object.end()\n            }\n        }\n");
}

fn deserialize(plan: &Plan<'_>, group: usize, out: &mut String) {
    let members = plan.members(group);
    let name_of_struct = plan.struct_name(group);
    let lifetime = plan.lifetime(group);
    let generics = if lifetime.is_empty() {
        "<'de>"
    } else {
        "<'de, 'a>"
    };
    let value = format!("{name_of_struct}{lifetime}");
    let (reader, of) = if lifetime.is_empty() {
        ("struct __GwfmtReader;", "__GwfmtReader")
    } else {
        (
            "struct __GwfmtReader<'a>(__gwfmt::PhantomData<&'a str>);",
            "__GwfmtReader(__gwfmt::PhantomData)",
        )
    };
    let keys: Vec<String> = members
        .iter()
        .map(|member| format!("                    {},\n", key(plan, *member)))
        .collect();
    let _ = writeln!(
        out,
        "        impl{generics} __gwfmt::serde::Deserialize<'de> for {value} {{
            fn deserialize<__GwfmtD: __gwfmt::serde::Deserializer<'de>>(
                deserializer: __GwfmtD,
            ) -> __gwfmt::Result<Self, __GwfmtD::Error> {{
                const __GWFMT_KEYS: &[&str] = &[
{}                ];
                {reader}
                impl{generics} __gwfmt::SerdeVisitor<'de> for __GwfmtReader{lifetime} {{
                    type Value = {value};
                    fn expecting(
                        &self,
                        formatter: &mut __gwfmt::Formatter<'_>,
                    ) -> __gwfmt::FmtResult {{
                        formatter.write_str({})
                    }}",
        keys.concat(),
        quote(&format!("a record of type {name_of_struct}"))
    );
    visit_seq(plan, group, out);
    visit_map(plan, group, out);
    let _ = writeln!(
        out,
        "                }}
                deserializer.deserialize_struct({}, __GWFMT_KEYS, {of})
            }}
        }}",
        quote(&name_of_struct)
    );
}

fn visit_seq(plan: &Plan<'_>, group: usize, out: &mut String) {
    out.push_str(
        "                    fn visit_seq<__GwfmtA: __gwfmt::SeqAccess<'de>>(
                        self,
                        mut values: __GwfmtA,
                    ) -> __gwfmt::Result<Self::Value, __GwfmtA::Error> {\n",
    );
    let _ = writeln!(
        out,
        "                        __gwfmt::Ok({} {{",
        plan.struct_name(group)
    );
    for (at, member) in plan.members(group).into_iter().enumerate() {
        let _ = writeln!(
            out,
            "                            {}: {},",
            name(plan, member),
            unwrapped(
                plan,
                member,
                &format!(
                    "__gwfmt::element::<{}, __GwfmtA>(
                                &mut values,
                                {at},
                            )?",
                    reader(plan, member, "'a")
                )
            )
        );
    }
    out.push_str("                        })\n                    }\n");
}

fn visit_map(plan: &Plan<'_>, group: usize, out: &mut String) {
    let members = plan.members(group);
    out.push_str(
        "                    fn visit_map<__GwfmtA: __gwfmt::MapAccess<'de>>(
                        self,
                        mut entries: __GwfmtA,
                    ) -> __gwfmt::Result<Self::Value, __GwfmtA::Error> {\n",
    );
    for (at, member) in members.iter().enumerate() {
        let _ = writeln!(
            out,
            "                        let mut v{at}: __gwfmt::Option<{}> =
                            __gwfmt::None;",
            reader(plan, *member, "'a")
        );
    }
    out.push_str(
        "                        while let __gwfmt::Some(at) = __gwfmt::key(&mut entries, __GWFMT_KEYS)? {
                            match at {\n",
    );
    for at in 0..members.len() {
        let _ = writeln!(
            out,
            "                                {at} => v{at} = __gwfmt::Some(__gwfmt::value(&mut entries)?),"
        );
    }
    let _ = writeln!(
        out,
        "                                _ => __gwfmt::skip(&mut entries)?,
                            }}
                        }}
                        __gwfmt::Ok({} {{",
        plan.struct_name(group)
    );
    for (at, member) in members.into_iter().enumerate() {
        let value = format!("__gwfmt::present(v{at}, {})?", key(plan, member));
        let _ = writeln!(
            out,
            "                            {}: {},",
            name(plan, member),
            unwrapped(plan, member, &value)
        );
    }
    out.push_str("                        })\n                    }\n");
}

/// A value of the user's type comes in a wrapper.
fn unwrapped(plan: &Plan<'_>, member: Member, value: &str) -> String {
    match member {
        Member::Field(number) => match (plan.types[number], plan.record.fields[number].presence) {
            (FieldType::User(_), Presence::Always) => format!("{value}.0"),
            (FieldType::User(_), Presence::Dash) => format!("{value}.map(|value| value.0)"),
            (FieldType::Own(_), _) => value.to_owned(),
        },
        Member::Group(_) => value.to_owned(),
    }
}

fn schema(plan: &Plan<'_>, out: &mut String) {
    let lifetime = if plan.borrows[0] { "<'_>" } else { "" };
    let name_of_struct = quote(&plan.options.name);
    let _ = writeln!(
        out,
        "        impl __gwfmt::JsonSchema for {}{lifetime} {{
            fn schema_name() -> __gwfmt::Cow<'static, str> {{
                __gwfmt::Cow::Borrowed({name_of_struct})
            }}

            fn schema_id() -> __gwfmt::Cow<'static, str> {{
                __gwfmt::Cow::Borrowed(__gwfmt::concat!(
                    __gwfmt::module_path!(),
                    \"::\",
                    {name_of_struct}
                ))
            }}

            fn json_schema(_: &mut __gwfmt::SchemaGenerator) -> __gwfmt::Schema {{
                __gwfmt::record_schema({}, &[",
        plan.options.name,
        quote(&plan.record.id())
    );
    for (number, field) in plan.record.fields.iter().enumerate() {
        let keys: Vec<String> = plan
            .keys
            .path(number)
            .iter()
            .map(|key| quote(key))
            .collect();
        let kind = match plan.types[number] {
            FieldType::User(_) => Kind::Text,
            FieldType::Own(kind) => kind,
        };
        let _ = writeln!(
            out,
            "                    __gwfmt::Property {{
                        keys: &[{}],
                        kind: __gwfmt::Kind::{},
                        optional: {},
                        description: {},
                    }},",
            keys.join(", "),
            kind.name(),
            field.presence == Presence::Dash,
            quote(&field.docs("null"))
        );
    }
    out.push_str("                ])\n            }\n        }\n");
}
