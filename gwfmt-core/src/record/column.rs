//! [`Column`]: a field as a column of a table. Everything that makes tables (Parquet, DDL, queries) takes name and type from here.

use std::collections::HashSet;

use gwfmt_format::Kind;

use super::{Presence, Record};

/// A field as a column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A name that every engine takes without quotes unless it is a reserved word: ASCII letters in lower case, digits and `_`,
    /// no digit first. Unlike all others of the table. Nested objects are joined by `_`: `identity_source_ip`.
    pub name: String,
    /// What its values are.
    pub ty: ColumnType,
    /// Whether it may be null: where API Gateway may write `-`.
    pub nullable: bool,
}

/// What the values of a column are. Every engine has these; unsigned integers, which some lack, are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Text, IP addresses among it.
    Text,
    /// A whole number of 32 bits with a sign: status codes.
    Int,
    /// A whole number of 64 bits with a sign: milliseconds, bytes.
    BigInt,
    /// `true` or `false`.
    Boolean,
    /// A point in time in UTC, with milliseconds.
    Time,
}

impl ColumnType {
    /// The type for a kind of value.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Status => ColumnType::Int,
            Kind::Millis | Kind::Integer => ColumnType::BigInt,
            Kind::Boolean => ColumnType::Boolean,
            Kind::ClfTime | Kind::EpochMillis => ColumnType::Time,
            Kind::Text
            | Kind::QuotedText
            | Kind::Ip
            | Kind::Method
            | Kind::EventType
            | Kind::ErrorType
            | Kind::BasePath
            | Kind::User => ColumnType::Text,
        }
    }
}

impl Record {
    /// The record as the columns of a table, one for each field, in the order of the line.
    pub fn table(&self) -> Vec<Column> {
        let mut taken = HashSet::new();
        let column = |field| Column {
            name: unlike(legal(&self.dotted(field)), &mut taken),
            ty: ColumnType::of(field.kind),
            nullable: field.presence == Presence::Dash,
        };
        self.fields.iter().map(column).collect()
    }
}

fn legal(name: &str) -> String {
    let mut legal: String = name
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => c,
            _ => '_',
        })
        .collect();
    if !legal.starts_with(|c: char| c.is_ascii_alphabetic()) {
        legal.insert_str(0, "field_");
    }
    legal
}

/// The name, with the first number behind it that makes it new.
fn unlike(name: String, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !taken.contains(name));
    let free = free.unwrap_or(name);
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn table(format: &str) -> Vec<Column> {
        let text = FormatText::verbatim(SourceId(0), 0, format);
        let record = Record::new(&Model::new(&text, ApiSet::one(Api::Rest)));
        record.unwrap().table()
    }

    #[test]
    fn names_are_legal_and_differ() {
        let format = r#"{"größe":"$context.responseLength","a":{"b":"$context.stage"},"a_b":"$context.apiId","日":"$context.path"}"#;
        let names: Vec<_> = table(format).into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["gr__e", "a_b", "a_b_2", "field__"]);
    }

    #[test]
    fn types_are_those_of_the_values() {
        let columns = table(
            "$context.requestId $context.status $context.integration.latency $context.requestTime $context.identity.sourceIp",
        );
        let types: Vec<_> = columns.iter().map(|c| (c.ty, c.nullable)).collect();
        use ColumnType::{BigInt, Int, Text, Time};
        let expected = [
            (Text, false),
            (Int, false),
            (BigInt, true),
            (Time, false),
            (Text, false),
        ];
        assert_eq!(types, expected);
    }
}
