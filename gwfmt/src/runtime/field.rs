//! [`Field`]: what is known of a field of a format.

use std::fmt;

use gwfmt_core::record::Column;

use super::known::Known;
use crate::format::{Kind, Slot};

/// A field of a format: enough to write an exporter on.
///
/// ```
/// use gwfmt::runtime::{Field, Format, Kind};
///
/// /// The column of a table.
/// fn column(field: Field<'_>) -> String {
///     let ty = match field.kind() {
///         Kind::Status | Kind::Millis | Kind::Integer => "bigint",
///         Kind::Boolean => "boolean",
///         Kind::ClfTime | Kind::EpochMillis => "timestamp",
///         _ => "text",
///     };
///     let constraint = if field.is_optional() { "" } else { " not null" };
///     format!("{} {ty}{constraint}", field.name())
/// }
///
/// let format = Format::new("$context.requestId $context.integration.latency", None)?;
/// let columns: Vec<_> = format.fields().map(column).collect();
/// assert_eq!(columns, ["request_id text not null", "integration_latency bigint"]);
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Field<'f> {
    known: &'f Known,
    number: usize,
}

impl<'f> Field<'f> {
    pub(super) fn new(known: &'f Known, number: usize) -> Self {
        Self { known, number }
    }

    fn slot(self) -> &'f Slot {
        &self.known.slots()[self.number]
    }

    /// Its name, with dots for nested objects: `identity.source_ip`.
    pub fn name(self) -> &'f str {
        &self.slot().name
    }

    /// The keys that lead to it where the record is an object, its own last.
    pub fn keys(self) -> impl Iterator<Item = &'f str> {
        let keys = &self.known.keys[self.number];
        (0..keys.len()).filter_map(|at| keys.get(at))
    }

    /// What kind of value it has.
    pub fn kind(self) -> Kind {
        self.slot().kind
    }

    /// The unit of its numbers: `ms`, `bytes`.
    pub fn unit(self) -> Option<&'static str> {
        self.known.facts[self.number].unit
    }

    /// Whether API Gateway may write `-` for it, which is [`Value::Absent`](super::Value::Absent).
    pub fn is_optional(self) -> bool {
        self.slot().optional
    }

    /// The variable as the format has it: `$context.integration.latency`.
    pub fn variable(self) -> &'f str {
        &self.known.facts[self.number].variable
    }

    /// Its column in a table: a name that engines take without quotes, and a type that all of them have.
    ///
    /// ```
    /// use gwfmt::runtime::{ColumnType, Format};
    ///
    /// let format = Format::new(r#"{"http":{"status":$context.status}}"#, None)?;
    /// let column = format.field("http.status").unwrap().column();
    /// assert_eq!((column.name.as_str(), column.ty, column.nullable), ("http_status", ColumnType::Int, false));
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn column(self) -> &'f Column {
        &self.known.facts[self.number].column
    }

    /// What it is, in Markdown: a sentence or two.
    pub fn description(self) -> &'f str {
        &self.known.facts[self.number].description
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("name", &self.name())
            .field("kind", &self.kind())
            .field("optional", &self.is_optional())
            .field("variable", &self.variable())
            .finish()
    }
}
