//! `generate ottl`: the processor `transform` of an OpenTelemetry Collector.

use gwfmt_format::Kind;

use super::names::Names;
use crate::commands::generate::line_regex::{P_NAMED, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::commands::generate::written::json;
use crate::exit::Failure;

/// `gwfmt generate ottl`.
#[derive(Debug, clap::Args)]
pub(super) struct Ottl {
    /// Whose names attributes get
    #[arg(long, value_name = "NAMES", default_value = "otel")]
    names: Names,
}

impl Target for Ottl {
    const NAME: &'static str = "ottl";
    const ABOUT: &'static str = "A processor of an OpenTelemetry Collector";
    const AFTER: &'static str = "\
Example:
  gwfmt generate ottl main.tf#aws_api_gateway_stage.prod

A collector has not run it.";
}

impl Make for Ottl {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let names = self.names.of(source);
        let columns: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let paths = source.json_paths();
        let mut statements = Vec::new();
        if paths.is_some() {
            statements.push("merge_maps(cache, ParseJSON(body), \"upsert\")".to_owned());
        } else {
            let regex = format!("^{}$", of_line(source.record, &columns, P_NAMED));
            statements.push(format!(
                "merge_maps(cache, ExtractPatterns(body, {}), \"upsert\")",
                json(&regex)
            ));
        }
        let mut timed = false;
        for (number, field) in source.record.fields.iter().enumerate() {
            let keys = match &paths {
                Some(paths) => {
                    let keys: Vec<String> = paths[number].iter().map(|key| json(key)).collect();
                    format!("[{}]", keys.join("]["))
                }
                None => format!("[{}]", json(&columns[number])),
            };
            let raw = format!("cache{keys}");
            let value = match field.kind {
                Kind::Status | Kind::Millis | Kind::Integer => format!("Int({raw})"),
                Kind::ClfTime if !timed => {
                    timed = true;
                    statements.push(format!("set(time, Time({raw}, \"%d/%b/%Y:%H:%M:%S %z\"))"));
                    continue;
                }
                Kind::EpochMillis if !timed => {
                    timed = true;
                    statements.push(format!("set(time_unix_nano, Int({raw}) * 1000000)"));
                    continue;
                }
                _ => raw.clone(),
            };
            let condition = if source.columns[number].nullable {
                format!(" where {raw} != nil and {raw} != \"-\"")
            } else {
                format!(" where {raw} != nil")
            };
            statements.push(format!(
                "set(attributes[{}], {value}){condition}",
                json(&names[number])
            ));
        }
        let mut out = format!(
            "# {}\nprocessors:\n  transform/access_log:\n    error_mode: ignore\n    log_statements:\n      - context: log\n        statements:\n",
            source.command
        );
        for statement in statements {
            out.push_str(&format!(
                "          - '{}'\n",
                statement.replace('\'', "''")
            ));
        }
        Ok(out.into())
    }
}
