//! A block's rows as a batch of Arrow columns.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use gwfmt::runtime::{ColumnType, ColumnValues, Format, Rows};

use crate::arrays::array;

/// A number that no column holds: one above the greatest of 64 bits with a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooGreat {
    /// The row.
    pub row: usize,
    /// The number of the field.
    pub field: usize,
    /// The number.
    pub value: u64,
}

/// Some columns of a format, in an order of the user's.
#[derive(Clone, Debug)]
pub struct Table {
    fields: Vec<usize>,
    schema: SchemaRef,
    /// For each column, whether its value is another one in each line.
    unique: Vec<bool>,
}

impl Table {
    /// All columns of a format.
    pub fn of(format: &Format) -> Self {
        Self::with(format, (0..format.fields().len()).collect())
    }

    /// The columns of these names, or of fields with these names; or the name that is neither.
    pub fn select(format: &Format, names: &[impl AsRef<str>]) -> Result<Self, String> {
        let find = |name: &str| {
            let mut fields = format.fields();
            let is_named = |column: &str, field: &str| column == name || field == name;
            fields.position(|field| is_named(&field.column().name, field.name()))
        };
        let fields = names.iter().map(|name| {
            let name = name.as_ref();
            find(name).ok_or_else(|| name.to_owned())
        });
        Ok(Self::with(format, fields.collect::<Result<_, _>>()?))
    }

    fn with(format: &Format, fields: Vec<usize>) -> Self {
        let all: Vec<_> = format.fields().collect();
        let columns = fields.iter().filter_map(|number| {
            let column = all.get(*number)?.column();
            Some(Field::new(
                &column.name,
                data_type(column.ty),
                column.nullable,
            ))
        });
        let schema = Arc::new(Schema::new(columns.collect::<Vec<_>>()));
        let of_field = |number: &usize| all.get(*number).is_some_and(|field| is_unique(*field));
        Self {
            unique: fields.iter().map(of_field).collect(),
            fields,
            schema,
        }
    }

    /// For each column, whether its value is another one in each line, as the id of a request is.
    pub fn unique(&self) -> &[bool] {
        &self.unique
    }

    /// The columns of its batches.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The numbers of its fields.
    pub fn fields(&self) -> &[usize] {
        &self.fields
    }

    /// Rows as a batch. None of them may hold a number that is [too great](Self::too_great).
    pub fn batch(&self, rows: &Rows<'_>) -> Result<RecordBatch, ArrowError> {
        let columns = self
            .fields
            .iter()
            .zip(self.schema.fields())
            .map(|(number, field)| {
                let values = rows.columns().get(*number);
                let none = || ArrowError::SchemaError(format!("no column `{}`", field.name()));
                array(values.ok_or_else(none)?, field.data_type())
            });
        let columns = columns.collect::<Result<Vec<_>, ArrowError>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }

    /// Numbers that no column holds, at most one a row.
    pub fn too_great(&self, rows: &Rows<'_>) -> Vec<TooGreat> {
        let most = i64::MAX.unsigned_abs();
        let mut found: Vec<TooGreat> = Vec::new();
        for field in &self.fields {
            let Some(ColumnValues::Numbers(values)) = rows.columns().get(*field) else {
                continue;
            };
            for (row, value) in values.iter().enumerate() {
                if let Some(value) = value.filter(|value| *value > most) {
                    found.push(TooGreat {
                        row,
                        field: *field,
                        value,
                    });
                }
            }
        }
        found.sort_by_key(|one| one.row);
        found.dedup_by_key(|one| one.row);
        found
    }
}

fn is_unique(field: gwfmt::runtime::Field<'_>) -> bool {
    let variable = field.variable();
    let name = variable.rsplit('.').next().unwrap_or(variable);
    name.to_ascii_lowercase().ends_with("requestid") || matches!(name, "messageId" | "xrayTraceId")
}

fn data_type(ty: ColumnType) -> DataType {
    match ty {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Int => DataType::Int32,
        ColumnType::BigInt => DataType::Int64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}
