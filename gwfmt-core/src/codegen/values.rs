//! The record as a row of names and values, and as text: `iter`, `get`, `Display`, `FromStr`, `TryFrom<&str>`.

use std::fmt::Write as _;

use super::{FieldType, Plan};
use crate::record::Presence;

/// The `impl`s, and the methods that give values by name.
pub(super) fn impls(plan: &Plan<'_>, out: &mut String) {
    let (name, lifetime) = (&plan.options.name, plan.lifetime(0));
    let (any, fixed) = if lifetime.is_empty() {
        ("", "")
    } else {
        ("<'_>", "<'static>")
    };
    let _ = writeln!(
        out,
        "
    impl{lifetime} {name}{lifetime} {{
        /// The names and values of the fields, in the order of the line; the names of nested ones with dots.
        pub fn iter(&self) -> __gwfmt::Values<'_, Self> {{
            __gwfmt::Values::new(self)
        }}

        /// The value of a field, by its name with dots.
        pub fn get(&self, name: &str) -> __gwfmt::Option<__gwfmt::Value<'_>> {{
            __gwfmt::get(self, name)
        }}
    }}

    impl __gwfmt::Row for {name}{any} {{
        fn format() -> &'static __gwfmt::Format<'static> {{
            <Self as __gwfmt::Template<'_>>::FORMAT
        }}

        fn value(&self, slot: usize) -> __gwfmt::Option<__gwfmt::Value<'_>> {{
            match slot {{"
    );
    for (number, field) in plan.record.fields.iter().enumerate() {
        let call = match (plan.types[number], field.presence) {
            (FieldType::Own(_), _) => "ToValue::to_value",
            (FieldType::User(_), Presence::Always) => "user_value",
            (FieldType::User(_), Presence::Dash) => "user_option_value",
        };
        let access = plan.access(field);
        let _ = writeln!(
            out,
            "                {number} => __gwfmt::Some(__gwfmt::{call}(&{access})),"
        );
    }
    let _ = writeln!(
        out,
        "                _ => __gwfmt::None,
            }}
        }}
    }}

    /// The line as API Gateway would write it, whether it reads back or not; [`Self::to_native`] tells.
    impl __gwfmt::Display for {name}{any} {{
        fn fmt(&self, f: &mut __gwfmt::Formatter<'_>) -> __gwfmt::FmtResult {{
            __gwfmt::display(self, f)
        }}
    }}

    impl<'a> __gwfmt::TryFrom<&'a str> for {name}{lifetime} {{
        type Error = __gwfmt::Error;

        fn try_from(line: &'a str) -> __gwfmt::Result<Self, __gwfmt::Error> {{
            __gwfmt::parse(line)
        }}
    }}

    /// Owns its texts.
    impl __gwfmt::FromStr for {name}{fixed} {{
        type Err = __gwfmt::Error;

        fn from_str(line: &str) -> __gwfmt::Result<Self, __gwfmt::Error> {{
            __gwfmt::parse::<{name}{any}>(line).map(|record| record.into_owned())
        }}
    }}
"
    );
}
