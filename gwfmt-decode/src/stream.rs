//! [`Stream`]: sources read in the background, batch by batch, as far ahead as a channel is long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use crate::batches::{Decoder, Read};
use crate::decode::OnError;
use crate::input::{Block, InputError, Source, Wrapping};
use crate::kept;
use crate::pipeline::{self, Event};
use crate::rejects::Reject;

/// Batches that are ready and that nobody has taken yet.
const AHEAD: usize = 2;

/// What is read, and how.
#[derive(Debug)]
pub struct Reading {
    /// What reads the lines.
    pub decoder: Decoder,
    /// Where they come from.
    pub sources: Vec<Source>,
    /// What they are wrapped in.
    pub wrapping: Wrapping,
    /// What becomes of other lines. Those that are kept are rows with a column of their own ([`kept`]).
    pub on_error: OnError,
    /// Threads that read lines.
    pub threads: usize,
}

/// What ends a stream before its time.
#[derive(Debug)]
pub enum Fault {
    /// A line that does not match the format.
    Reject(Box<Reject>),
    /// A source, by its name, that could not be read to its end.
    Input(String, InputError),
    /// A batch that could not be made.
    Batch(ArrowError),
}

/// What came out so far.
#[derive(Debug, Default)]
pub struct Counts {
    records: AtomicU64,
    rejects: AtomicU64,
}

impl Counts {
    /// Lines that were read as records.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// Lines that do not match the format.
    pub fn rejects(&self) -> u64 {
        self.rejects.load(Ordering::Relaxed)
    }
}

/// What may be waited for.
#[derive(Debug)]
pub enum Next {
    /// A batch, which is not empty.
    Batch(RecordBatch),
    /// Nothing comes after this.
    Fault(Fault),
    /// All was read.
    End,
    /// Nothing came in this time.
    Waiting,
}

/// Batches of sources that are read in the background. Dropped, it ends that.
#[derive(Debug)]
pub struct Stream {
    ready: Receiver<Result<RecordBatch, Fault>>,
    schema: SchemaRef,
    counts: Arc<Counts>,
}

impl Stream {
    /// Begins to read.
    pub fn start(reading: Reading) -> Self {
        let (give, ready) = sync_channel(AHEAD);
        let schema = match reading.on_error {
            OnError::Keep => kept::schema(reading.decoder.table.schema()),
            OnError::Fail | OnError::Skip => Arc::clone(reading.decoder.table.schema()),
        };
        let counts = Arc::new(Counts::default());
        let (of_batches, counted) = (Arc::clone(&schema), Arc::clone(&counts));
        thread::spawn(move || read(&reading, &of_batches, &counted, &give));
        Self {
            ready,
            schema,
            counts,
        }
    }

    /// The columns of its batches.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What came out so far.
    pub fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// What comes next, if it comes in time.
    pub fn next_within(&self, time: Duration) -> Next {
        match self.ready.recv_timeout(time) {
            Ok(Ok(batch)) => Next::Batch(batch),
            Ok(Err(fault)) => Next::Fault(fault),
            Err(RecvTimeoutError::Disconnected) => Next::End,
            Err(RecvTimeoutError::Timeout) => Next::Waiting,
        }
    }
}

type Made = Result<Read<RecordBatch>, ArrowError>;

fn read(
    reading: &Reading,
    schema: &SchemaRef,
    counts: &Counts,
    give: &SyncSender<Result<RecordBatch, Fault>>,
) {
    let names: Vec<String> = reading.sources.iter().map(Source::to_string).collect();
    let name = |source: usize| names.get(source).map_or("", String::as_str);
    let work = |source: usize, block: &Block| reading.decoder.batch(name(source), block);
    let take = &mut |event: Event<Made>| {
        let taken = match event {
            Event::Made { made, .. } => made.map_err(Fault::Batch).and_then(|read| {
                counts.records.fetch_add(read.records, Ordering::Relaxed);
                let rejects = read.rejects.len() as u64;
                counts.rejects.fetch_add(rejects, Ordering::Relaxed);
                batches(reading.on_error, schema, read)
            }),
            Event::End { error: None, .. } => return true,
            Event::End {
                source,
                error: Some(error),
            } => match reading.on_error {
                OnError::Keep => {
                    let reject = Reject::of_input(name(source), error.to_string());
                    let batch = kept::of_rejects(schema, &[reject]);
                    batch.map(|batch| vec![batch]).map_err(Fault::Batch)
                }
                OnError::Fail | OnError::Skip => Err(Fault::Input(name(source).to_owned(), error)),
            },
        };
        match taken {
            Ok(batches) => {
                let mut full = batches.into_iter().filter(|batch| batch.num_rows() > 0);
                full.all(|batch| give.send(Ok(batch)).is_ok())
            }
            Err(fault) => {
                // whoever has gone needs no reason
                let _ = give.send(Err(fault));
                false
            }
        }
    };
    pipeline::run(
        &reading.sources,
        reading.wrapping,
        &reading.decoder.format,
        reading.threads,
        &work,
        take,
    );
}

/// What is given out of a block: its records, and behind them the lines that are kept.
fn batches(
    on_error: OnError,
    schema: &SchemaRef,
    read: Read<RecordBatch>,
) -> Result<Vec<RecordBatch>, Fault> {
    match on_error {
        OnError::Fail => match read.rejects.into_iter().next() {
            Some(reject) => Err(Fault::Reject(Box::new(reject))),
            None => Ok(vec![read.made]),
        },
        OnError::Skip => Ok(vec![read.made]),
        OnError::Keep => {
            let records = kept::of_records(schema, &read.made).map_err(Fault::Batch)?;
            let rejects = kept::of_rejects(schema, &read.rejects).map_err(Fault::Batch)?;
            Ok(vec![records, rejects])
        }
    }
}
