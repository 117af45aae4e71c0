//! [`Parquet`]: batches as row groups.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::Supplies;
use super::columns::{Columns, Encoders, Ending, WAITING_BYTES};
use crate::table::Table;

/// A row group is closed behind the batch with which it has so many rows.
const GROUP_ROWS: usize = 1 << 17;
/// A row group is closed when so much is held of it.
const GROUP_BYTES: usize = 24 << 20;
/// Behind so much, how much is held is looked at again.
const UNSETTLED_BYTES: usize = 32 << 20;
/// A column with more different values than go into so many bytes is better off without a dictionary.
const DICTIONARY_BYTES: usize = 1 << 17;

/// Writes a file of Parquet.
pub struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    columns: Columns,
    /// How many row groups were begun.
    begun: usize,
    /// The row group that is full, while what belongs to it may be encoded still.
    full: Option<Ending>,
    /// Of the row group that is being filled.
    rows: usize,
    /// How many bytes were held when everything was encoded, and how many came after that, not encoded.
    held: (usize, usize),
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file.
    pub(super) fn new(table: &Table, out: W, supplies: &Supplies) -> io::Result<Self> {
        let none = || io::Error::other("no threads that encode columns");
        let encoders = supplies.encoders.clone().ok_or_else(none)?;
        Self::begin(table, out, encoders).map_err(of_parquet)
    }

    fn begin(table: &Table, out: W, encoders: Encoders) -> Result<Self, ParquetError> {
        let schema = table.schema();
        let writer = ArrowWriter::try_new(out, Arc::clone(schema), Some(properties(table)?))?;
        let (file, groups) = writer.into_serialized_writer()?;
        let fields = schema.fields().iter().cloned();
        Ok(Self {
            columns: Columns::new(fields, groups.create_column_writers(0)?, encoders),
            file,
            groups,
            begun: 1,
            full: None,
            rows: 0,
            held: (0, 0),
        })
    }

    /// Takes a batch.
    pub(super) fn write(&mut self, batch: RecordBatch) -> io::Result<()> {
        self.rows += batch.num_rows();
        self.held.1 += self.columns.write(batch);
        // so much behind its last batch, nothing of the full row group waits any more
        if self.full.is_some() && self.held() > 3 * WAITING_BYTES {
            self.append_full().map_err(of_parquet)?;
        }
        if self.held() > UNSETTLED_BYTES {
            self.settle();
        }
        if self.rows >= GROUP_ROWS || self.held.0 > GROUP_BYTES {
            self.end_group().map_err(of_parquet)?;
        }
        Ok(())
    }

    /// Waits until all is encoded, which makes it smaller.
    pub(super) fn settle(&mut self) {
        self.held = (self.columns.settle(), 0);
    }

    /// About how many bytes it holds back.
    pub(super) fn held(&self) -> usize {
        self.held.0 + self.held.1
    }

    /// Ends the row group, and writes it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.end_group()
            .and_then(|()| self.append_full())
            .map_err(of_parquet)
    }

    /// Ends the row group, which is written when it is encoded.
    fn end_group(&mut self) -> Result<(), ParquetError> {
        self.append_full()?;
        if self.rows == 0 {
            return Ok(());
        }
        let next = self.groups.create_column_writers(self.begun)?;
        self.begun += 1;
        self.full = Some(self.columns.end(next));
        self.rows = 0;
        self.held = (0, 0);
        Ok(())
    }

    /// Writes the row group that is full, once it is encoded.
    fn append_full(&mut self) -> Result<(), ParquetError> {
        let Some(full) = self.full.take() else {
            return Ok(());
        };
        let mut chunks: Vec<_> = full.iter().collect();
        chunks.sort_by_key(|(number, _)| *number);
        let mut group = self.file.next_row_group()?;
        for (_, chunk) in chunks {
            chunk?.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.file.into_inner().map_err(of_parquet)
    }
}

/// How columns are encoded. A dictionary serves where values come again. Where they do not it is built for nothing.
fn properties(table: &Table) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for (field, is_unique) in table.schema().fields().iter().zip(table.unique()) {
        let column = ColumnPath::from(field.name().as_str());
        match field.data_type() {
            DataType::Timestamp(..) => {
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), false)
                    .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
            }
            DataType::Utf8 => {
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), !is_unique)
                    // lines are in the order of time: of texts, every row group has nearly all
                    .set_column_statistics_enabled(column, EnabledStatistics::None);
            }
            _ => {}
        }
    }
    Ok(properties.build())
}

fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        // a full disk is to be told as such
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
