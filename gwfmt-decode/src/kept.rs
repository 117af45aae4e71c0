//! Rejects as rows among the records: a column `_reject` says what is wrong with the line, and is null for a record.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, StructArray, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use crate::rejects::Reject;

/// The name of the column.
pub const COLUMN: &str = "_reject";

/// The columns of records and rejects: those of the records, all of which may be null, and the one for rejects.
pub fn schema(of_records: &Schema) -> SchemaRef {
    let mut fields: Vec<Arc<Field>> = of_records
        .fields()
        .iter()
        .map(|field| Arc::new(field.as_ref().clone().with_nullable(true)))
        .collect();
    let reject = DataType::Struct(parts());
    fields.push(Arc::new(Field::new(COLUMN, reject, true)));
    Arc::new(Schema::new(fields))
}

/// What is known of a reject, by the names that files of rejects have for it.
fn parts() -> Fields {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let number = |name: &str| Field::new(name, DataType::Int64, true);
    Fields::from(vec![
        text("source"),
        number("line"),
        text("reason"),
        number("byte"),
        text("field"),
        text("expected"),
        text("found"),
        text("text"),
        text("bytes"),
    ])
}

/// Records with the columns of [`schema`].
pub fn of_records(schema: &SchemaRef, records: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let mut columns = records.columns().to_vec();
    columns.push(new_null_array(
        &DataType::Struct(parts()),
        records.num_rows(),
    ));
    RecordBatch::try_new(Arc::clone(schema), columns)
}

/// Rejects with the columns of [`schema`].
pub fn of_rejects(schema: &SchemaRef, rejects: &[Reject]) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<ArrayRef> = schema
        .fields()
        .iter()
        .map(|field| new_null_array(field.data_type(), rejects.len()))
        .collect();
    if let Some(last) = columns.last_mut() {
        *last = Arc::new(column(rejects)?);
    }
    RecordBatch::try_new(Arc::clone(schema), columns)
}

fn column(rejects: &[Reject]) -> Result<StructArray, ArrowError> {
    let text = |part: fn(&Reject) -> &String| -> ArrayRef {
        let parts = rejects.iter().map(part);
        let texts = parts.map(|part| (!part.is_empty()).then_some(part));
        Arc::new(texts.collect::<StringArray>())
    };
    let number = |part: fn(&Reject) -> Option<i64>| -> ArrayRef {
        Arc::new(rejects.iter().map(part).collect::<Int64Array>())
    };
    let columns = vec![
        text(|reject| &reject.source),
        number(|reject| reject.line.and_then(|line| i64::try_from(line).ok())),
        text(|reject| &reject.reason),
        number(|reject| reject.byte.and_then(|byte| i64::try_from(byte).ok())),
        text(|reject| &reject.field),
        text(|reject| &reject.expected),
        text(|reject| &reject.found),
        text(|reject| &reject.text),
        text(|reject| &reject.bytes),
    ];
    StructArray::try_new(parts(), columns, None)
}
