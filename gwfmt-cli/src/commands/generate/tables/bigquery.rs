//! `generate bigquery`: the columns as a schema of BigQuery.

use gwfmt_core::record::ColumnType;
use serde_json::json;

use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate bigquery`.
#[derive(Debug, clap::Args)]
pub(super) struct BigQuery {}

impl Target for BigQuery {
    const NAME: &'static str = "bigquery";
    const ABOUT: &'static str = "The columns as a schema for `bq mk --schema`";
    const AFTER: &'static str = "\
Example:
  gwfmt generate bigquery --output-file schema.json main.tf#aws_api_gateway_stage.prod";
}

impl Make for BigQuery {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let columns = source.record.fields.iter().zip(&source.columns);
        let columns = columns.map(|(field, column)| {
            let ty = match column.ty {
                ColumnType::Text => "STRING",
                ColumnType::Int | ColumnType::BigInt => "INTEGER",
                ColumnType::Boolean => "BOOLEAN",
                ColumnType::Time => "TIMESTAMP",
            };
            let mode = if column.nullable { "NULLABLE" } else { "REQUIRED" };
            json!({ "name": column.name, "type": ty, "mode": mode, "description": field.docs("null") })
        });
        let schema: Vec<_> = columns.collect();
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        Ok(format!("{text}\n").into())
    }
}
