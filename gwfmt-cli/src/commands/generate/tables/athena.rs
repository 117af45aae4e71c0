//! `generate athena`: a table of texts by a SerDe of Hive, and a view that gives them their types.

use std::collections::{HashMap, HashSet};

use clap::ValueEnum;
use gwfmt_core::record::{Layout, Record};
use gwfmt_format::Kind;

use super::sql::{Engine, Texts, escaped, name};
use crate::commands::generate::line_regex::{JAVA, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate athena`.
#[derive(Debug, clap::Args)]
pub(super) struct Athena {
    /// The name of the view; the table of texts is NAME_lines
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    table: String,
    /// The folder of lines
    #[arg(long, value_name = "S3", default_value = "s3://BUCKET/PREFIX/")]
    location: String,
    /// Partitions by the folders that Firehose makes below the location, without a crawler
    #[arg(long, value_name = "FOLDERS")]
    partition: Option<Partition>,
    /// What reads lines that are not JSON
    #[arg(long, value_name = "SERDE", default_value = "regex")]
    serde: SerDe,
}

/// What folders lie below the location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Partition {
    /// 2024/07/10/
    Day,
    /// 2024/07/10/18/, as Firehose makes them unless told otherwise
    Hour,
}

/// What reads lines that are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SerDe {
    /// The RegexSerDe: every line that a reader can take apart
    Regex,
    /// The OpenCSVSerde: columns, each of which is one value
    Csv,
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
        let lines = format!("{}_lines", self.table);
        let reader = Reader::new(source, self.serde)?;
        let mut out = format!(
            "-- {}\n\n-- The values as texts: a value may be `-` whatever its type.\nCREATE EXTERNAL TABLE {} (\n{}\n)\n",
            source.command,
            name(&lines, '`'),
            reader.columns
        );
        if self.partition.is_some() {
            out.push_str("PARTITIONED BY (`day` string)\n");
        }
        out.push_str(&reader.serde);
        out.push_str(&format!(
            "STORED AS TEXTFILE\nLOCATION {}",
            escaped(&self.location)
        ));
        if let Some(partition) = self.partition {
            let (format, unit) = match partition {
                Partition::Day => ("yyyy/MM/dd", "DAYS"),
                Partition::Hour => ("yyyy/MM/dd/HH", "HOURS"),
            };
            let below = format!("{}/${{day}}/", self.location.trim_end_matches('/'));
            out.push_str(&format!(
                "\nTBLPROPERTIES (\n  'projection.enabled' = 'true',\n  'projection.day.type' = 'date',\n  'projection.day.format' = '{format}',\n  'projection.day.range' = 'NOW-3YEARS,NOW',\n  'projection.day.interval' = '1',\n  'projection.day.interval.unit' = '{unit}',\n  'storage.location.template' = {}\n)",
                escaped(&below)
            ));
        }
        let mut columns =
            ENGINE.columns(source, reader.texts, |number| reader.values[number].clone());
        if self.partition.is_some() {
            columns.push_str(",\n    \"day\"");
        }
        out.push_str(&format!(
            ";\n\n-- The values with their types. A line that does not follow the format is a row of nulls.\nCREATE OR REPLACE VIEW {} AS\nSELECT\n{columns}\nFROM {};\n",
            name(&self.table, '"'),
            name(&lines, '"')
        ));
        Ok(out.into())
    }
}

/// How the lines are read.
struct Reader {
    columns: String,
    serde: String,
    texts: Texts,
    /// How the view calls the text of each value.
    values: Vec<String>,
}

impl Reader {
    fn new(source: &Source<'_>, serde: SerDe) -> Result<Self, Failure> {
        if let Some(json) = json(source) {
            return Ok(json);
        }
        let flat = |names: Vec<String>| {
            let columns = names
                .iter()
                .map(|one| format!("  {} string", name(one, '`')));
            columns.collect::<Vec<_>>().join(",\n")
        };
        let names: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let values = names.iter().map(|one| name(one, '"')).collect();
        let record = source.record;
        if serde == SerDe::Csv {
            let (separator, names) = csv(record, &names)?;
            return Ok(Self {
                columns: flat(names),
                serde: format!(
                    "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'\nWITH SERDEPROPERTIES ('separatorChar' = {}, 'quoteChar' = '\"', 'escapeChar' = '\\u0000')\n",
                    escaped(&separator.to_string())
                ),
                texts: Texts::AsWritten,
                values,
            });
        }
        let regex = of_line(record, &names, JAVA);
        Ok(Self {
            columns: flat(names),
            serde: format!(
                "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'\nWITH SERDEPROPERTIES (\n  'input.regex' = {}\n)\n",
                escaped(&regex)
            ),
            texts: Texts::AsWritten,
            values,
        })
    }
}

/// The columns of a delimited line, constants among them.
fn csv(record: &Record, names: &[String]) -> Result<(char, Vec<String>), Failure> {
    let Layout::Delimited(separator) = record.layout else {
        return Err(Failure::new("`--serde csv` is for formats of columns"));
    };
    if record.columns.is_empty() || !separator.is_ascii() {
        return Err(Failure::new(
            "`--serde csv` needs columns that hold one value each; leave it out",
        ));
    }
    let columns = record.columns.iter().enumerate();
    let columns = columns.map(|(at, column)| {
        let field = column.and_then(|number| names.get(number));
        field.map_or_else(|| format!("constant_{}", at + 1), String::clone)
    });
    Ok((separator, columns.collect()))
}

/// JSON by its keys. Not if two keys would need the same name in a struct: the SerDe has one mapping for all.
fn json(source: &Source<'_>) -> Option<Reader> {
    let paths = source.json_paths()?;
    let record = source.record;
    let mut keys: HashMap<String, &str> = HashMap::new();
    let mut siblings = HashSet::new();
    let mut root = Node::default();
    let mut values = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        let mut node = &mut root;
        let mut value = Vec::new();
        for (depth, key) in path.iter().enumerate() {
            let leaf = depth + 1 == path.len();
            let hive = if leaf && depth == 0 {
                source.columns.get(number)?.name.clone()
            } else {
                hive_name(key)
            };
            if *keys.entry(hive.clone()).or_insert(key) != key {
                return None;
            }
            value.push(name(&hive, '"'));
            if leaf && !siblings.insert((path[..depth].to_vec(), hive.clone())) {
                return None;
            }
            node = node.child(&hive);
        }
        values.push(value.join("."));
    }
    let mut mappings: Vec<String> = keys
        .iter()
        .filter(|(hive, key)| hive.as_str() != **key)
        .map(|(hive, key)| format!("  'mapping.{hive}' = {}", escaped(key)))
        .collect();
    mappings.sort_unstable();
    mappings.insert(0, "  'case.insensitive' = 'false'".to_owned());
    mappings.insert(1, "  'ignore.malformed.json' = 'true'".to_owned());
    let columns = root.children.iter();
    let columns = columns.map(|(hive, node)| format!("  {} {}", name(hive, '`'), node.ty()));
    debug_assert_eq!(record.fields.len(), values.len());
    Some(Reader {
        columns: columns.collect::<Vec<_>>().join(",\n"),
        serde: format!(
            "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\nWITH SERDEPROPERTIES (\n{}\n)\n",
            mappings.join(",\n")
        ),
        texts: Texts::Read,
        values,
    })
}

fn hive_name(key: &str) -> String {
    let mut name = gwfmt_core::record::snake(key);
    name.retain(|c| c.is_ascii_alphanumeric() || c == '_');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "field_");
    }
    name.to_ascii_lowercase()
}

/// An object, or a text when it has no members.
#[derive(Default)]
struct Node {
    children: Vec<(String, Node)>,
}

impl Node {
    fn child(&mut self, name: &str) -> &mut Node {
        let at = self.children.iter().position(|(own, _)| own == name);
        let at = at.unwrap_or_else(|| {
            self.children.push((name.to_owned(), Node::default()));
            self.children.len() - 1
        });
        &mut self.children[at].1
    }

    fn ty(&self) -> String {
        if self.children.is_empty() {
            return "string".to_owned();
        }
        let members = self.children.iter();
        let members =
            members.map(|(name, node)| format!("{}:{}", super::sql::name(name, '`'), node.ty()));
        format!("struct<{}>", members.collect::<Vec<_>>().join(","))
    }
}
