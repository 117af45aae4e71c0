//! `generate spark`: views for Spark SQL over files of lines.

use gwfmt_format::Kind;

use super::sql::{Engine, Texts, escaped, name};
use crate::commands::generate::line_regex::{JAVA, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate spark`.
#[derive(Debug, clap::Args)]
pub(super) struct Spark {
    /// The name of the view
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    table: String,
    /// The folder or files of lines, as Spark names them
    #[arg(long, value_name = "FILES", default_value = "access.log")]
    location: String,
}

impl Target for Spark {
    const NAME: &'static str = "spark";
    const ABOUT: &'static str = "Views for Spark SQL over files of lines";
    const AFTER: &'static str = "\
Example:
  gwfmt generate spark --location s3a://logs/prod/ main.tf#aws_api_gateway_stage.prod";
}

const ENGINE: Engine = Engine {
    quote: '`',
    unescaped: |text| {
        format!("coalesce(from_json(concat('{{\"v\":\"', {text}, '\"}}'), 'v STRING').v, {text})")
    },
    unquoted: |text| {
        format!(
            "CASE WHEN {text} LIKE '\"%\"' THEN coalesce(from_json(concat('{{\"v\":', {text}, '}}'), 'v STRING').v, substr({text}, 2, length({text}) - 2)) ELSE {text} END"
        )
    },
    cast: |text, kind| match kind {
        Kind::Status => format!("try_cast({text} AS INT)"),
        Kind::Boolean => format!("try_cast({text} AS BOOLEAN)"),
        Kind::ClfTime => format!("try_to_timestamp({text}, 'dd/MMM/yyyy:HH:mm:ss Z')"),
        Kind::EpochMillis => format!("timestamp_millis(try_cast({text} AS BIGINT))"),
        _ => format!("try_cast({text} AS BIGINT)"),
    },
};

impl Make for Spark {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let view = name(&self.table, '`');
        let lines = name(&format!("{}_lines", self.table), '`');
        let refused = name(&format!("{}_refused", self.table), '`');
        let mut out = format!(
            "-- {}\n\n-- The lines, as they are.\nCREATE OR REPLACE TEMPORARY VIEW {lines} AS\nSELECT value AS line FROM text.{} WHERE value != '';\n",
            source.command,
            name(&self.location, '`')
        );
        let (follows, columns, from) = if let Some(paths) = source.json_paths() {
            let columns = ENGINE.columns(source, Texts::Read, |number| {
                format!("get_json_object(line, {})", escaped(&path(paths[number])))
            });
            let follows = "get_json_object(line, '$') IS NOT NULL";
            (
                follows.to_owned(),
                columns,
                format!("{lines}\nWHERE {follows}"),
            )
        } else {
            let numbers: Vec<String> = (1..=source.columns.len()).map(|n| n.to_string()).collect();
            let regex = escaped(&format!("^{}$", of_line(source.record, &numbers, JAVA)));
            let columns = ENGINE.columns(source, Texts::AsWritten, |number| {
                format!("regexp_extract(line, pattern, {})", number + 1)
            });
            let follows = format!("line RLIKE {regex}");
            let from = format!(
                "(\n    SELECT line, {regex} AS pattern\n    FROM {lines}\n    WHERE {follows}\n)"
            );
            (follows, columns, from)
        };
        out.push_str(&format!(
            "\nCREATE OR REPLACE TEMPORARY VIEW {view} AS\nSELECT\n{columns}\nFROM {from};\n\n-- The lines that do not follow the format, which {view} leaves out.\nCREATE OR REPLACE TEMPORARY VIEW {refused} AS\nSELECT line FROM {lines} WHERE NOT coalesce({follows}, false);\n"
        ));
        Ok(out.into())
    }
}

/// Keys as a path of JSON.
fn path(keys: &[String]) -> String {
    let keys = keys.iter().map(|key| format!("['{key}']"));
    format!("${}", keys.collect::<String>())
}
