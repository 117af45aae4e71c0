//! [`Parquet`]: batches as row groups, whose columns are encoded side by side.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use crate::table::Table;

/// A row group is closed behind the batch with which it has so many rows.
const GROUP_ROWS: usize = 1 << 17;
/// A row group is closed when so much is held of it.
const GROUP_BYTES: usize = 24 << 20;
/// So much is gathered before threads are woken up to encode it.
const GATHERED_BYTES: usize = 2 << 20;
/// A column with more different values than go into so many bytes is better off without a dictionary.
const DICTIONARY_BYTES: usize = 1 << 17;

/// Threads that encode columns. Clones are the same threads.
#[derive(Clone, Debug)]
pub struct Encoders(Arc<rayon::ThreadPool>);

impl Encoders {
    /// So many threads.
    pub fn new(threads: usize) -> io::Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1));
        let made = pool.build().map_err(io::Error::other)?;
        Ok(Self(Arc::new(made)))
    }
}

/// Writes a file of Parquet.
pub struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    encoders: Encoders,
    /// Batches that are not encoded yet, and about how many bytes they are.
    gathered: (Vec<RecordBatch>, usize),
    /// The columns of the row group that is being filled.
    columns: Vec<ArrowColumnWriter>,
    rows: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file.
    pub(super) fn new(table: &Table, out: W, encoders: &Encoders) -> io::Result<Self> {
        Self::begin(table, out, encoders.clone()).map_err(of_parquet)
    }

    fn begin(table: &Table, out: W, encoders: Encoders) -> Result<Self, ParquetError> {
        let schema = Arc::clone(table.schema());
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties(table)?))?;
        let (file, groups) = writer.into_serialized_writer()?;
        let columns = groups.create_column_writers(0)?;
        Ok(Self {
            file,
            groups,
            schema,
            encoders,
            gathered: (Vec::new(), 0),
            columns,
            rows: 0,
        })
    }

    /// Takes a batch.
    pub(super) fn write(&mut self, batch: RecordBatch) -> io::Result<()> {
        self.rows += batch.num_rows();
        self.gathered.1 += batch.get_array_memory_size();
        self.gathered.0.push(batch);
        if self.rows >= GROUP_ROWS || self.held() > GROUP_BYTES {
            return self.flush();
        }
        if self.gathered.1 > GATHERED_BYTES {
            return self.encode();
        }
        Ok(())
    }

    /// Encodes what is gathered.
    pub(super) fn encode(&mut self) -> io::Result<()> {
        let (batches, _) = std::mem::take(&mut self.gathered);
        let columns = self.columns.par_iter_mut().with_max_len(1);
        let fields = self.schema.fields().par_iter();
        let encoded = self.encoders.0.install(|| {
            let columns = columns.zip(fields).enumerate();
            columns.try_for_each(|(number, (column, field))| {
                let values = batches.iter().map(|batch| batch.column(number));
                values.into_iter().try_for_each(|values| {
                    let leaves = compute_leaves(field, values)?;
                    leaves.iter().try_for_each(|leaf| column.write(leaf))
                })
            })
        });
        encoded.map_err(of_parquet)
    }

    /// About how many bytes it holds back.
    pub(super) fn held(&self) -> usize {
        let columns = self.columns.iter().map(ArrowColumnWriter::memory_size);
        columns.sum::<usize>() + self.gathered.1
    }

    /// Ends the row group.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.encode()?;
        self.end_group().map_err(of_parquet)
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let next = self.file.flushed_row_groups().len() + 1;
        let fresh = self.groups.create_column_writers(next)?;
        let full = std::mem::replace(&mut self.columns, fresh);
        self.rows = 0;
        let chunks: Result<Vec<ArrowColumnChunk>, ParquetError> = self.encoders.0.install(|| {
            let columns = full.into_par_iter().with_max_len(1);
            columns.map(ArrowColumnWriter::close).collect()
        });
        let mut group = self.file.next_row_group()?;
        for chunk in chunks? {
            chunk.append_to_row_group(&mut group)?;
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
