//! `generate grok`: filters of Logstash.

use gwfmt_core::pattern;
use gwfmt_core::record::ColumnType;
use gwfmt_format::Kind;

use super::names::Names;
use crate::commands::generate::line_regex::{NUMBERED, of_value};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate grok`.
#[derive(Debug, clap::Args)]
pub(super) struct Grok {
    /// Whose names fields get
    #[arg(long, value_name = "NAMES", default_value = "format")]
    names: Names,
}

impl Target for Grok {
    const NAME: &'static str = "grok";
    const ABOUT: &'static str = "Filters of Logstash";
    const AFTER: &'static str = "\
Example:
  gwfmt generate grok --names ecs main.tf#aws_api_gateway_stage.prod

Lines that do not follow the format get a tag. The pattern was run by a library of grok, not by Logstash.";
}

impl Make for Grok {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let names: Vec<String> = self.names.of(source).iter().map(|n| reference(n)).collect();
        let mut out = format!("# {}\nfilter {{\n", source.command);
        match source.json_paths() {
            Some(paths) => out.push_str(&from_json(&paths, &names)),
            None => out.push_str(&from_text(source, &names)),
        }
        let fields = || source.columns.iter().zip(&names).zip(&source.record.fields);
        for ((_, name), _) in fields().filter(|(_, field)| field.kind == Kind::QuotedText) {
            out.push_str(&format!(
                "  mutate {{ gsub => [\"{name}\", \"^\\x22|\\x22$\", \"\"] }}\n"
            ));
        }
        for ((_, name), _) in fields().filter(|((column, _), _)| column.nullable) {
            out.push_str(&format!(
                "  if {name} == \"-\" {{ mutate {{ remove_field => [\"{name}\"] }} }}\n"
            ));
        }
        let converted: Vec<String> = fields()
            .filter_map(|((column, name), _)| {
                let ty = match column.ty {
                    ColumnType::Int | ColumnType::BigInt => "integer",
                    ColumnType::Boolean => "boolean",
                    ColumnType::Text | ColumnType::Time => return None,
                };
                Some(format!("      \"{name}\" => \"{ty}\"\n"))
            })
            .collect();
        if !converted.is_empty() {
            out.push_str(&format!(
                "  mutate {{\n    convert => {{\n{}    }}\n  }}\n",
                converted.concat()
            ));
        }
        let time = fields().find_map(|((_, name), field)| match field.kind {
            Kind::EpochMillis => Some((name, "UNIX_MS")),
            Kind::ClfTime => Some((name, "dd/MMM/yyyy:HH:mm:ss Z")),
            _ => None,
        });
        if let Some((name, format)) = time {
            out.push_str(&format!(
                "  date {{ match => [\"{name}\", \"{format}\"] }}\n"
            ));
        }
        out.push_str("}\n");
        Ok(out.into())
    }
}

fn from_json(paths: &[&[String]], names: &[String]) -> String {
    let mut out = "  json {\n    source => \"message\"\n    target => \"[@metadata][line]\"\n    tag_on_failure => [\"not_the_format\"]\n  }\n  mutate {\n    rename => {\n".to_owned();
    for (path, name) in paths.iter().zip(names) {
        let path = path.join("][");
        out.push_str(&format!(
            "      \"[@metadata][line][{path}]\" => \"{name}\"\n"
        ));
    }
    out.push_str("    }\n  }\n");
    out
}

fn from_text(source: &Source<'_>, names: &[String]) -> String {
    let record = source.record;
    let mut definitions = String::new();
    let mut line = String::new();
    for (number, literal) in record.literals.iter().enumerate() {
        line.push_str(&quoted(&pattern::quoted(literal)));
        let Some(name) = names.get(number) else {
            continue;
        };
        let definition = source.columns[number].name.to_ascii_uppercase();
        let value = quoted(&of_value(record, number, NUMBERED));
        definitions.push_str(&format!("      \"{definition}\" => \"{value}\"\n"));
        let plain = name.trim_matches(['[', ']']);
        let name = if plain.contains('[') { name } else { plain };
        line.push_str(&format!("%{{{definition}:{name}}}"));
    }
    format!(
        "  grok {{\n    pattern_definitions => {{\n{definitions}    }}\n    match => {{ \"message\" => \"^{line}$\" }}\n    tag_on_failure => [\"not_the_format\"]\n  }}\n"
    )
}

/// Text between double quotes of a config, which know no escapes.
fn quoted(regex: &str) -> String {
    regex.replace('"', "\\x22")
}

/// A name as Logstash refers to it: `[source][ip]`.
fn reference(name: &str) -> String {
    format!("[{}]", name.replace('.', "]["))
}
