//! `generate vrl`: a program for Vector's transform `remap`.

use gwfmt_format::{Enclosure, Kind};

use super::names::Names;
use crate::commands::generate::line_regex::{P_NAMED, may_hold_escapes, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::commands::generate::written::json;
use crate::exit::Failure;

/// `gwfmt generate vrl`.
#[derive(Debug, clap::Args)]
pub(super) struct Vrl {
    /// Whose names fields get
    #[arg(long, value_name = "NAMES", default_value = "format")]
    names: Names,
}

impl Target for Vrl {
    const NAME: &'static str = "vrl";
    const ABOUT: &'static str = "A program for the transform `remap` of Vector";
    const AFTER: &'static str = "\
Example:
  gwfmt generate vrl --names otel --output-file access_log.vrl main.tf#aws_api_gateway_stage.prod

The program fails on lines that do not follow the format; `drop_on_abort` and `drop_on_error` say what becomes of them.";
}

impl Make for Vrl {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let names = self.names.of(source);
        let columns: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let paths = source.json_paths();
        let mut out = format!("# {}\n", source.command);
        if paths.is_some() {
            out.push_str("line = parse_json!(string!(.message))\n");
        } else {
            let regex = of_line(source.record, &columns, P_NAMED).replace('\'', "\\'");
            out.push_str(&format!(
                "line = parse_regex!(string!(.message), r'^{regex}$')\n"
            ));
        }
        for (number, field) in source.record.fields.iter().enumerate() {
            let (column, name) = (&source.columns[number], path(names[number].split('.')));
            let raw = match &paths {
                Some(paths) => format!("line{}", path(paths[number].iter().map(String::as_str))),
                None => format!("line.{}", json(&column.name)),
            };
            let written = if paths.is_some() {
                raw.clone()
            } else {
                match (field.kind, field.enclosure) {
                    (Kind::QuotedText, _) => {
                        format!("parse_json(string!({raw})) ?? {raw}")
                    }
                    (_, Enclosure::JsonString | Enclosure::JsonBare) if may_hold_escapes(field) => {
                        format!("parse_json(\"\\\"\" + string!({raw}) + \"\\\"\") ?? {raw}")
                    }
                    _ => raw.clone(),
                }
            };
            let value = match field.kind {
                Kind::Status | Kind::Millis | Kind::Integer => format!("to_int!({raw})"),
                Kind::Boolean => format!("to_bool!({raw})"),
                Kind::ClfTime => {
                    format!("parse_timestamp!(string!({raw}), \"%d/%b/%Y:%T %z\")")
                }
                Kind::EpochMillis => {
                    format!("from_unix_timestamp!(to_int!({raw}), unit: \"milliseconds\")")
                }
                _ => written,
            };
            if column.nullable && field.kind == Kind::QuotedText {
                out.push_str(&format!(
                    "if {raw} != \"-\" && {raw} != \"\\\"-\\\"\" {{ {name} = {value} }}\n"
                ));
            } else if column.nullable {
                out.push_str(&format!("if {raw} != \"-\" {{ {name} = {value} }}\n"));
            } else {
                out.push_str(&format!("{name} = {value}\n"));
            }
        }
        Ok(out.into())
    }
}

/// Keys as a path.
fn path<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    let plain = |key: &str| {
        key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    keys.map(|key| {
        if plain(key) {
            format!(".{key}")
        } else {
            format!(".{}", json(key))
        }
    })
    .collect()
}
