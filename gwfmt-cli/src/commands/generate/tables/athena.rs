//! `generate athena`: a table of texts by a SerDe of Hive, and a view that gives them their types.

use clap::ValueEnum;
use gwfmt_format::Kind;

use super::hive::{Reader, SerDe};
use super::sql::{Engine, escaped, name};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate athena`.
#[derive(Debug, clap::Args)]
pub(super) struct Athena {
    /// What is read.
    #[command(flatten)]
    lines: Lines,
}

/// Where lines are, and how they are read.
#[derive(Debug, clap::Args)]
pub(super) struct Lines {
    /// The name of the view; the table of texts is NAME_lines
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    table: String,
    /// The folder of lines
    #[arg(long, value_name = "S3", default_value = "s3://BUCKET/PREFIX/")]
    pub(super) location: String,
    /// Partitions by the folders that Firehose makes below the location, without a crawler
    #[arg(long, value_name = "FOLDERS")]
    pub(super) partition: Option<Partition>,
    /// What reads lines that are not JSON
    #[arg(long, value_name = "SERDE", default_value = "regex")]
    pub(super) serde: SerDe,
}

impl Lines {
    /// The name of the table of texts.
    pub(super) fn table(&self) -> String {
        format!("{}_lines", self.table)
    }

    /// The properties of a table whose partitions follow from the names of folders.
    pub(super) fn partition_properties(&self) -> Vec<(String, String)> {
        let partition = self
            .partition
            .map(|partition| partition.properties(&self.location));
        partition.unwrap_or_default()
    }
}

/// What folders lie below the location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Partition {
    /// 2024/07/10/
    Day,
    /// 2024/07/10/18/, as Firehose makes them unless told otherwise
    Hour,
}

impl Partition {
    fn properties(self, location: &str) -> Vec<(String, String)> {
        let (format, unit) = match self {
            Partition::Day => ("yyyy/MM/dd", "DAYS"),
            Partition::Hour => ("yyyy/MM/dd/HH", "HOURS"),
        };
        let below = format!("{}/${{day}}/", location.trim_end_matches('/'));
        let properties = [
            ("projection.enabled", "true".to_owned()),
            ("projection.day.type", "date".to_owned()),
            ("projection.day.format", format.to_owned()),
            ("projection.day.range", "NOW-3YEARS,NOW".to_owned()),
            ("projection.day.interval", "1".to_owned()),
            ("projection.day.interval.unit", unit.to_owned()),
            ("storage.location.template", below),
        ];
        properties
            .map(|(key, value)| (key.to_owned(), value))
            .to_vec()
    }
}

impl Target for Athena {
    const NAME: &'static str = "athena";
    const ABOUT: &'static str = "A table and a view for Amazon Athena";
    const AFTER: &'static str = "\
Example:
  gwfmt generate athena --location s3://logs/prod/ --partition hour main.tf#aws_api_gateway_stage.prod

Athena runs one statement at a time: run the first, then the second.";
}

/// The view is run by Trino.
const ENGINE: Engine = Engine {
    quote: '"',
    unescaped: |text| {
        format!("COALESCE(TRY(json_extract_scalar('\"' || {text} || '\"', '$')), {text})")
    },
    unquoted: |text| {
        format!(
            "CASE WHEN {text} LIKE '\"%\"' THEN COALESCE(TRY(json_extract_scalar({text}, '$')), substr({text}, 2, length({text}) - 2)) ELSE {text} END"
        )
    },
    cast: |text, kind| match kind {
        Kind::Status => format!("TRY_CAST({text} AS integer)"),
        Kind::Boolean => format!("TRY_CAST({text} AS boolean)"),
        Kind::ClfTime => format!("TRY(parse_datetime({text}, 'dd/MMM/yyyy:HH:mm:ss Z'))"),
        Kind::EpochMillis => {
            format!("from_unixtime(TRY_CAST({text} AS bigint) / 1000e0, 'UTC')")
        }
        _ => format!("TRY_CAST({text} AS bigint)"),
    },
};

impl Make for Athena {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let lines = self.lines.table();
        let reader = Reader::new(source, self.lines.serde)?;
        let columns = reader.columns.iter();
        let columns = columns.map(|(own, ty)| format!("  {} {}", name(own, '`'), ty.words("`")));
        let mut out = format!(
            "-- {}\n\n-- The values as texts: a value may be `-` whatever its type.\nCREATE EXTERNAL TABLE {} (\n{}\n)\n",
            source.command,
            name(&lines, '`'),
            columns.collect::<Vec<_>>().join(",\n")
        );
        if self.lines.partition.is_some() {
            out.push_str("PARTITIONED BY (`day` string)\n");
        }
        let properties = reader.properties.iter();
        let properties = properties.map(|(key, value)| property(key, value));
        out.push_str(&format!(
            "ROW FORMAT SERDE '{}'\nWITH SERDEPROPERTIES (\n{}\n)\nSTORED AS TEXTFILE\nLOCATION {}",
            reader.serde,
            properties.collect::<Vec<_>>().join(",\n"),
            escaped(&self.lines.location)
        ));
        let properties = self.lines.partition_properties();
        if !properties.is_empty() {
            let properties = properties.iter().map(|(key, value)| property(key, value));
            out.push_str(&format!(
                "\nTBLPROPERTIES (\n{}\n)",
                properties.collect::<Vec<_>>().join(",\n")
            ));
        }
        let mut columns =
            ENGINE.columns(source, reader.texts, |number| reader.values[number].clone());
        if self.lines.partition.is_some() {
            columns.push_str(",\n    \"day\"");
        }
        out.push_str(&format!(
            ";\n\n-- The values with their types. A line that does not follow the format is a row of nulls.\nCREATE OR REPLACE VIEW {} AS\nSELECT\n{columns}\nFROM {};\n",
            name(&self.lines.table, '"'),
            name(&lines, '"')
        ));
        Ok(out.into())
    }
}

fn property(key: &str, value: &str) -> String {
    format!("  {} = {}", escaped(key), escaped(value))
}
