//! `generate clickhouse`: a view over files of lines.

use gwfmt_format::{Enclosure, Kind};

use super::sql::{Engine, Texts, escaped, name};
use crate::commands::generate::line_regex::{NUMBERED, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate clickhouse`.
#[derive(Debug, clap::Args)]
pub(super) struct ClickHouse {
    /// The name of the view
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    table: String,
    /// The files of lines: a path or glob, or an address that begins with `s3://`
    #[arg(long, value_name = "FILES", default_value = "access.log")]
    location: String,
}

impl Target for ClickHouse {
    const NAME: &'static str = "clickhouse";
    const ABOUT: &'static str = "Views for ClickHouse over files of lines";
    const AFTER: &'static str = "\
Example:
  gwfmt generate clickhouse --location 'logs/*.log.gz' main.tf#aws_api_gateway_stage.prod";
}

const ENGINE: Engine = Engine {
    quote: '"',
    unescaped: |text| {
        format!(
            "if(isValidJSON(concat('\"', {text}, '\"')), JSONExtractString(concat('\"', {text}, '\"')), {text})"
        )
    },
    unquoted: |text| {
        format!(
            "multiIf({text} NOT LIKE '\"%\"', {text}, isValidJSON({text}), JSONExtractString({text}), substring({text}, 2, length({text}) - 2))"
        )
    },
    cast: |text, kind| match kind {
        Kind::Status => format!("toInt32OrNull({text})"),
        Kind::Boolean => format!("multiIf({text} = 'true', true, {text} = 'false', false, NULL)"),
        Kind::ClfTime => {
            format!("parseDateTimeOrNull({text}, '%d/%b/%Y:%H:%i:%s %z', 'UTC')")
        }
        Kind::EpochMillis => {
            format!("fromUnixTimestamp64Milli(toInt64OrNull({text}), 'UTC')")
        }
        _ => format!("toInt64OrNull({text})"),
    },
};

impl Make for ClickHouse {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let view = name(&self.table, '"');
        let lines = name(&format!("{}_lines", self.table), '"');
        let refused = name(&format!("{}_refused", self.table), '"');
        let function = if self.location.starts_with("s3://") {
            "s3"
        } else {
            "file"
        };
        let mut out = format!(
            "-- {}\n\n-- The lines, as they are.\nCREATE OR REPLACE VIEW {lines} AS\nSELECT line FROM {function}({}, LineAsString) WHERE line != '';\n",
            source.command,
            escaped(&self.location)
        );
        let (follows, columns, from) = if let Some(paths) = source.json_paths() {
            let columns = ENGINE.columns(source, Texts::Read, |number| {
                let keys: Vec<String> = paths[number].iter().map(|key| escaped(key)).collect();
                let field = &source.record.fields[number];
                let keys = keys.join(", ");
                if field.enclosure == Enclosure::JsonBare && field.kind != Kind::QuotedText {
                    format!("JSONExtractRaw(line, {keys})")
                } else {
                    format!("JSONExtract(line, {keys}, 'Nullable(String)')")
                }
            });
            let follows = "isValidJSON(line)".to_owned();
            (
                follows,
                columns,
                format!("{lines}\nWHERE isValidJSON(line)"),
            )
        } else {
            let numbers: Vec<String> = (1..=source.columns.len()).map(|n| n.to_string()).collect();
            let regex = format!("^{}$", of_line(source.record, &numbers, NUMBERED));
            let columns = ENGINE.columns(source, Texts::AsWritten, |number| {
                format!("v[{}]", number + 1)
            });
            let regex = escaped(&regex);
            let follows = format!("match(line, {regex})");
            let from = format!(
                "(\n    SELECT extractGroups(line, {regex}) AS v\n    FROM {lines}\n    WHERE {follows}\n)"
            );
            (follows, columns, from)
        };
        out.push_str(&format!(
            "\nCREATE OR REPLACE VIEW {view} AS\nSELECT\n{columns}\nFROM {from};\n\n-- The lines that do not follow the format, which {view} leaves out.\nCREATE OR REPLACE VIEW {refused} AS\nSELECT line FROM {lines} WHERE NOT {follows};\n"
        ));
        Ok(out.into())
    }
}
