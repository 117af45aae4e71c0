//! `generate goaccess`: the lines of a config of GoAccess that say how a log is written.

use gwfmt_core::catalog::var;
use gwfmt_core::record::{Field, Layout};
use gwfmt_format::Kind;

use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate goaccess`.
#[derive(Debug, clap::Args)]
pub(super) struct GoAccess {}

impl Target for GoAccess {
    const NAME: &'static str = "goaccess";
    const ABOUT: &'static str = "The log format for a config of GoAccess";
    const AFTER: &'static str = "\
Example:
  gwfmt generate goaccess --output-file goaccess.conf main.tf#aws_api_gateway_stage.prod
  goaccess access.log --config-file goaccess.conf";
}

/// What GoAccess takes nothing without: the address, the time, and the path.
const NEEDED: &[(&[&str], &str)] = &[
    (&[var::IDENTITY_SOURCE_IP], "%h"),
    (&[var::REQUEST_TIME], "%d:%t %^"),
    (&[var::PATH, var::RESOURCE_PATH], "%U"),
];

const OTHERS: &[(&str, &str)] = &[
    (var::HTTP_METHOD, "%m"),
    (var::PROTOCOL, "%H"),
    (var::STATUS, "%s"),
    (var::RESPONSE_LENGTH, "%b"),
    (var::IDENTITY_USER_AGENT, "%u"),
    (var::DOMAIN_NAME, "%v"),
    (var::RESPONSE_LATENCY, "%L"),
    (var::IDENTITY_USER, "%e"),
];

impl Make for GoAccess {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let record = source.record;
        let mut chosen = Vec::new();
        for (variables, word) in NEEDED {
            let number = source.find(variables).ok_or_else(|| {
                Failure::new(format!(
                    "GoAccess needs `$context.{}`, which the format lacks",
                    variables[0]
                ))
            })?;
            chosen.push((number, *word));
        }
        if record.layout == Layout::Xml
            || record.layout == Layout::Json && source.json_paths().is_none()
        {
            return Err(Failure::new(
                "GoAccess reads text and JSON of one value a key; this format is neither",
            ));
        }
        for (variable, word) in OTHERS {
            chosen.extend(source.find(&[variable]).map(|number| (number, *word)));
        }
        let mut format = String::new();
        for (number, literal) in record.literals.iter().enumerate() {
            format.push_str(&literal.replace('%', "%%"));
            let Some(field) = record.fields.get(number) else {
                continue;
            };
            let word = chosen.iter().find(|(at, _)| *at == number);
            format.push_str(word.map_or_else(|| other(field), |(_, word)| word));
        }
        Ok(format!(
            "# {}\ndate-format %d/%b/%Y\ntime-format %H:%M:%S\nlog-format {format}\n",
            source.command
        )
        .into())
    }
}

/// What is skipped: to the next separator, of which a time holds one.
fn other(field: &Field) -> &'static str {
    match field.kind {
        Kind::ClfTime => "%^ %^",
        _ => "%^",
    }
}
