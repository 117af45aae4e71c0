//! What records are written as, and to where.

mod columns;
mod file;
mod partition;
mod row_groups;
mod rows;
mod supplies;

use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};
use gwfmt::runtime::Rows;

pub use file::{Beside, TEMPORARY, clean};
pub use partition::{By, Part, parts};
pub use row_groups::Parquet;
pub use supplies::Supplies;

use crate::table::Table;

/// What records are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Parquet, compressed with zstd.
    Parquet,
    /// A file of Arrow's IPC format.
    Arrow,
    /// An object of JSON a line: the columns by their names, numbers as numbers, times as RFC 3339, `null` where there is no value.
    JsonLines,
    /// CSV with a header; nothing between the commas where there is no value.
    Csv,
    /// CSV of which no spreadsheet takes a cell for a formula.
    GuardedCsv,
    /// XML, an element a line.
    Xml,
    /// Common Log Format.
    Clf,
}

impl Kind {
    /// All that have a name of their own, in the order of `--help`.
    pub const ALL: [Kind; 6] = [
        Kind::Parquet,
        Kind::Arrow,
        Kind::JsonLines,
        Kind::Csv,
        Kind::Xml,
        Kind::Clf,
    ];

    /// The word for it, which is the ending of its files too.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Parquet => "parquet",
            Kind::Arrow => "arrow",
            Kind::JsonLines => "jsonl",
            Kind::Csv | Kind::GuardedCsv => "csv",
            Kind::Xml => "xml",
            Kind::Clf => "clf",
        }
    }

    /// Whether it has the columns that were asked for. The others are whole records.
    pub const fn has_columns(self) -> bool {
        !matches!(self, Kind::Xml | Kind::Clf)
    }
}

/// What was made of some rows, ready to be written.
#[derive(Debug)]
pub enum Chunk {
    /// For Parquet and Arrow.
    Batch(RecordBatch),
    /// Text, whole lines.
    Text(Vec<u8>),
}

/// Makes what is written of rows.
pub fn chunk(
    kind: Kind,
    table: &Table,
    rows: &Rows<'_>,
    supplies: &Supplies,
) -> Result<Chunk, ArrowError> {
    Ok(match kind {
        Kind::Parquet | Kind::Arrow => Chunk::Batch(table.batch(rows)?),
        _ => {
            let mut text = supplies.room();
            rows::append(kind, table, rows, &mut text);
            Chunk::Text(text)
        }
    })
}

/// Writes chunks of one kind.
pub enum Writer<W: Write + Send> {
    /// Parquet.
    Parquet(Box<Parquet<W>>),
    /// Arrow.
    Arrow(Box<FileWriter<W>>),
    /// Text.
    Text(W),
}

impl<W: Write + Send> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Writer::Parquet(_) => "Parquet",
            Writer::Arrow(_) => "Arrow",
            Writer::Text(_) => "Text",
        })
    }
}

impl<W: Write + Send> Writer<W> {
    /// A writer that has written what comes before all rows.
    pub fn new(kind: Kind, table: &Table, mut out: W, supplies: &Supplies) -> io::Result<Self> {
        let schema: SchemaRef = table.schema().clone();
        Ok(match kind {
            Kind::Parquet => Writer::Parquet(Box::new(Parquet::new(table, out, supplies)?)),
            Kind::Arrow => {
                let made = FileWriter::try_new(out, &schema);
                Writer::Arrow(Box::new(made.map_err(io::Error::other)?))
            }
            Kind::Csv | Kind::GuardedCsv => {
                out.write_all(&rows::header(table))?;
                Writer::Text(out)
            }
            Kind::JsonLines | Kind::Xml | Kind::Clf => Writer::Text(out),
        })
    }

    /// Writes a chunk.
    pub fn write(&mut self, chunk: Chunk, supplies: &Supplies) -> io::Result<()> {
        match (self, chunk) {
            (Writer::Parquet(writer), Chunk::Batch(batch)) => writer.write(batch),
            (Writer::Arrow(writer), Chunk::Batch(batch)) => {
                writer.write(&batch).map_err(io::Error::other)
            }
            (Writer::Text(out), Chunk::Text(text)) => {
                out.write_all(&text)?;
                supplies.give(text);
                Ok(())
            }
            _ => Err(io::Error::other("a chunk of another kind of output")),
        }
    }

    /// About how many bytes it holds back.
    pub fn held(&self) -> usize {
        match self {
            Writer::Parquet(writer) => writer.held(),
            Writer::Arrow(_) | Writer::Text(_) => 0,
        }
    }

    /// Makes what it holds back smaller, if it can.
    pub fn settle(&mut self) -> io::Result<()> {
        if let Writer::Parquet(writer) = self {
            writer.settle();
        }
        Ok(())
    }

    /// Writes what it holds back: a row group of Parquet ends here.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Writer::Parquet(writer) => writer.flush(),
            Writer::Arrow(_) | Writer::Text(_) => Ok(()),
        }
    }

    /// Writes what comes behind all rows.
    pub fn finish(self) -> io::Result<W> {
        let mut out = match self {
            Writer::Parquet(writer) => writer.finish()?,
            Writer::Arrow(mut writer) => {
                writer.finish().map_err(io::Error::other)?;
                writer.into_inner().map_err(io::Error::other)?
            }
            Writer::Text(out) => out,
        };
        out.flush()?;
        Ok(out)
    }
}
