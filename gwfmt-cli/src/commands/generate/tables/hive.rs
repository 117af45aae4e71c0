//! Tables of texts as Hive's SerDes read them, for Athena and the catalog of Glue.

use std::collections::{HashMap, HashSet};

use clap::ValueEnum;
use gwfmt_core::record::{Layout, Record, snake};

use super::sql::{Texts, name};
use crate::commands::generate::line_regex::{JAVA, of_line};
use crate::commands::generate::source::Source;
use crate::exit::Failure;

/// What reads lines that are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SerDe {
    /// The RegexSerDe: every line that a reader can take apart
    Regex,
    /// The OpenCSVSerde: columns, each of which is one value
    Csv,
}

/// How lines are read.
pub(super) struct Reader {
    /// The columns of the table.
    pub(super) columns: Vec<(String, Type)>,
    /// The class.
    pub(super) serde: &'static str,
    /// Its properties.
    pub(super) properties: Vec<(String, String)>,
    /// Whether the SerDe undoes escapes.
    pub(super) texts: Texts,
    /// What a query calls the text of each value.
    pub(super) values: Vec<String>,
}

/// A text, or a struct when it has members.
#[derive(Default)]
pub(super) struct Type {
    members: Vec<(String, Type)>,
}

impl Reader {
    pub(super) fn new(source: &Source<'_>, serde: SerDe) -> Result<Self, Failure> {
        if let Some(json) = json(source) {
            return Ok(json);
        }
        let names: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let values = names.iter().map(|one| name(one, '"')).collect();
        let property = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let (names, serde, properties) = match serde {
            SerDe::Csv => {
                let (separator, names) = csv(source.record, &names)?;
                let properties = vec![
                    property("separatorChar", &separator.to_string()),
                    property("quoteChar", "\""),
                    property("escapeChar", "\0"),
                ];
                (
                    names,
                    "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                    properties,
                )
            }
            SerDe::Regex => {
                let regex = of_line(source.record, &names, JAVA);
                (
                    names,
                    "org.apache.hadoop.hive.serde2.RegexSerDe",
                    vec![property("input.regex", &regex)],
                )
            }
        };
        Ok(Self {
            columns: names.into_iter().map(|n| (n, Type::default())).collect(),
            serde,
            properties,
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

/// JSON by its keys. Not if two keys would need the same name: the SerDe has one mapping for all.
fn json(source: &Source<'_>) -> Option<Reader> {
    let paths = source.json_paths()?;
    let mut keys: HashMap<String, &str> = HashMap::new();
    let mut taken = HashSet::new();
    let mut root = Type::default();
    let mut values = Vec::new();
    for (path, column) in paths.iter().zip(&source.columns) {
        let mut place = &mut root;
        let mut value = Vec::new();
        for key in *path {
            let own = if path.len() == 1 {
                column.name.clone()
            } else {
                legal(key)
            };
            if *keys.entry(own.clone()).or_insert(key) != key {
                return None;
            }
            value.push(name(&own, '"'));
            place = place.member(&own);
        }
        let value = value.join(".");
        if !taken.insert(value.clone()) {
            return None;
        }
        values.push(value);
    }
    let mut properties: Vec<(String, String)> = keys
        .into_iter()
        .filter(|(own, key)| own != key)
        .map(|(own, key)| (format!("mapping.{own}"), key.to_owned()))
        .chain([
            ("case.insensitive".to_owned(), "false".to_owned()),
            ("ignore.malformed.json".to_owned(), "true".to_owned()),
        ])
        .collect();
    properties.sort_unstable();
    Some(Reader {
        columns: root.members,
        serde: "org.openx.data.jsonserde.JsonSerDe",
        properties,
        texts: Texts::Read,
        values,
    })
}

/// A key as the name of a member.
fn legal(key: &str) -> String {
    let mut name = snake(key).to_ascii_lowercase();
    name.retain(|c| c.is_ascii_alphanumeric() || c == '_');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "field_");
    }
    name
}

impl Type {
    fn member(&mut self, name: &str) -> &mut Type {
        let at = self.members.iter().position(|(own, _)| own == name);
        let at = at.unwrap_or_else(|| {
            self.members.push((name.to_owned(), Type::default()));
            self.members.len() - 1
        });
        &mut self.members[at].1
    }

    /// The type as Hive writes it, with this between names and types and around names.
    pub(super) fn words(&self, quote: &str) -> String {
        if self.members.is_empty() {
            return "string".to_owned();
        }
        let members = self.members.iter();
        let members = members.map(|(name, ty)| format!("{quote}{name}{quote}:{}", ty.words(quote)));
        format!("struct<{}>", members.collect::<Vec<_>>().join(","))
    }
}
