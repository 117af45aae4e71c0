//! [`Decoder`]: a block of lines becomes a batch and rejects. All that decodes is made of it.

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use gwfmt::runtime::{Format, Rows};

use crate::condition::Condition;
use crate::input::Block;
use crate::rejects::Reject;
use crate::table::Table;

/// Reads blocks of a format.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// The format.
    pub format: Format,
    /// The columns that are asked for.
    pub table: Table,
    /// Which records are wanted, if not all.
    pub condition: Option<Condition>,
}

/// What a block holds.
#[derive(Debug)]
pub struct Read<R> {
    /// Lines that are not empty, those that are not to be read included.
    pub lines: u64,
    /// How many of them are records.
    pub records: u64,
    /// How many are left out by the condition.
    pub left_out: u64,
    /// What was made of the records.
    pub made: R,
    /// The other lines, in their order.
    pub rejects: Vec<Reject>,
}

impl Decoder {
    /// All columns of a format.
    pub fn new(format: Format) -> Self {
        let table = Table::of(&format);
        Self {
            format,
            table,
            condition: None,
        }
    }

    /// The records of a block as a batch.
    pub fn batch(&self, source: &str, block: &Block) -> Result<Read<RecordBatch>, ArrowError> {
        let read = self.read(source, block, |rows| self.table.batch(rows));
        Ok(Read {
            made: read.made?,
            lines: read.lines,
            records: read.records,
            left_out: read.left_out,
            rejects: read.rejects,
        })
    }

    /// The records of a block, as `make` has them.
    pub fn read<R>(
        &self,
        source: &str,
        block: &Block,
        make: impl FnOnce(&Rows<'_>) -> R,
    ) -> Read<R> {
        let mut rows = self.format.rows(&block.bytes);
        let number = |line: usize| block.first + line as u64 + 1;
        let text = |range: std::ops::Range<usize>| block.bytes.get(range).unwrap_or_default();
        let mut rejects: Vec<Reject> = Vec::new();
        for (place, error) in rows.errors() {
            let line = text(place.bytes.clone());
            rejects.push(Reject::of_line(source, number(place.number), error, line));
        }
        let too_great = self.table.too_great(&rows);
        if !too_great.is_empty() {
            let places = rows.lines();
            for one in &too_great {
                let Some(place) = places.get(one.row) else {
                    continue;
                };
                let mut fields = self.format.fields();
                let field = fields.nth(one.field).map_or("", |field| field.name());
                let reason = format!("field `{field}`: {} is above {}", one.value, i64::MAX);
                let mut reject = Reject::new(
                    source,
                    Some(number(place.number)),
                    reason,
                    text(place.bytes.clone()),
                );
                field.clone_into(&mut reject.field);
                rejects.push(reject);
            }
            let mut left = too_great.iter().map(|one| one.row).peekable();
            rows.retain(|row| left.next_if_eq(&row).is_none());
        }
        for one in &block.unread {
            let line = Some(one.line + 1);
            rejects.push(Reject::new(source, line, one.reason(), &one.text));
        }
        rejects.sort_by_key(|reject| reject.line);
        let all = rows.len() as u64;
        if let Some(condition) = &self.condition {
            let is_met: Vec<bool> = (0..rows.len())
                .map(|row| condition.is_met(&rows, row))
                .collect();
            rows.retain(|row| is_met.get(row) == Some(&true));
        }
        let records = rows.len() as u64;
        Read {
            lines: all + rejects.len() as u64,
            records,
            left_out: all - records,
            made: make(&rows),
            rejects,
        }
    }
}
