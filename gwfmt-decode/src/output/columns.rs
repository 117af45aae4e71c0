//! [`Columns`]: the columns of a row group, each encoded by whichever thread is free, behind the batches that came before.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::FieldRef;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::errors::ParquetError;

/// So many bytes are gathered before threads are told of them.
const GATHERED_BYTES: usize = 1 << 20;
/// So many bytes may wait to be encoded.
pub(super) const WAITING_BYTES: usize = 4 << 20;

/// Threads that encode columns. Clones are the same threads.
#[derive(Clone, Debug)]
pub(super) struct Encoders {
    pool: Arc<rayon::ThreadPool>,
    waiting: Arc<Waiting>,
}

impl Encoders {
    /// So many threads.
    pub(super) fn new(threads: usize) -> io::Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1));
        let made = pool.build().map_err(io::Error::other)?;
        Ok(Self {
            pool: Arc::new(made),
            waiting: Arc::default(),
        })
    }
}

/// How many bytes wait to be encoded.
#[derive(Debug, Default)]
struct Waiting {
    bytes: Mutex<usize>,
    fewer: Condvar,
}

impl Waiting {
    /// Waits until there are no more than that.
    fn until(&self, most: usize) {
        let is_more = |bytes: &mut usize| *bytes > most;
        drop(self.fewer.wait_while(unpoisoned(&self.bytes), is_more));
    }
}

/// Batches that wait to be encoded, and count as such until their last column is.
struct Gathered {
    batches: Vec<RecordBatch>,
    bytes: usize,
    waiting: Arc<Waiting>,
}

impl Drop for Gathered {
    fn drop(&mut self) {
        *unpoisoned(&self.waiting.bytes) -= self.bytes;
        self.waiting.fewer.notify_all();
    }
}

/// The columns of a row group.
pub(super) struct Columns {
    all: Vec<Arc<Column>>,
    encoders: Encoders,
    /// Batches that no thread was told of, and about how many bytes they are.
    gathered: (Vec<RecordBatch>, usize),
}

/// What becomes of the columns of a row group that is full: each with its number.
pub(super) type Ending = Receiver<(usize, Result<ArrowColumnChunk, ParquetError>)>;

impl Columns {
    /// Columns of these fields, which are written by these.
    pub(super) fn new(
        fields: impl Iterator<Item = FieldRef>,
        writers: Vec<ArrowColumnWriter>,
        encoders: Encoders,
    ) -> Self {
        let columns = fields.zip(writers).enumerate();
        let columns = columns.map(|(number, (field, writer))| {
            Arc::new(Column {
                number,
                field,
                queue: Mutex::default(),
                writer: Mutex::new(Ok(writer)),
            })
        });
        Self {
            all: columns.collect(),
            encoders,
            gathered: (Vec::new(), 0),
        }
    }

    /// Has a batch encoded. Says about how many bytes it is.
    pub(super) fn write(&mut self, batch: RecordBatch) -> usize {
        let bytes = batch.get_array_memory_size();
        self.gathered.0.push(batch);
        self.gathered.1 += bytes;
        if self.gathered.1 > GATHERED_BYTES {
            self.hand_out();
            self.encoders.waiting.until(WAITING_BYTES);
        }
        bytes
    }

    /// Waits until all is encoded. Says about how many bytes that is.
    pub(super) fn settle(&mut self) -> usize {
        self.hand_out();
        self.encoders.waiting.until(0);
        let sizes = self.all.iter().map(|column| column.memory_size());
        sizes.sum()
    }

    /// Ends the row group behind what was written, and begins another one with these writers.
    pub(super) fn end(&mut self, writers: Vec<ArrowColumnWriter>) -> Ending {
        self.hand_out();
        let (give, ending) = channel();
        for (column, next) in self.all.iter().zip(writers) {
            let give = give.clone();
            self.add(column, Task::End(Box::new(next), give));
        }
        ending
    }

    fn hand_out(&mut self) {
        let (batches, bytes) = std::mem::take(&mut self.gathered);
        if batches.is_empty() {
            return;
        }
        let waiting = &self.encoders.waiting;
        *unpoisoned(&waiting.bytes) += bytes;
        let gathered = Arc::new(Gathered {
            batches,
            bytes,
            waiting: Arc::clone(waiting),
        });
        for column in &self.all {
            self.add(column, Task::Write(Arc::clone(&gathered)));
        }
    }

    fn add(&self, column: &Arc<Column>, task: Task) {
        let mut queue = unpoisoned(&column.queue);
        queue.tasks.push_back(task);
        if !std::mem::replace(&mut queue.is_served, true) {
            let column = Arc::clone(column);
            self.encoders.pool.spawn(move || column.serve());
        }
    }
}

struct Column {
    number: usize,
    field: FieldRef,
    queue: Mutex<Queue>,
    /// What writes it, or why it cannot be written.
    writer: Mutex<Result<ArrowColumnWriter, ParquetError>>,
}

#[derive(Default)]
struct Queue {
    tasks: VecDeque<Task>,
    /// Whether somebody does them.
    is_served: bool,
}

enum Task {
    Write(Arc<Gathered>),
    End(
        Box<ArrowColumnWriter>,
        Sender<(usize, Result<ArrowColumnChunk, ParquetError>)>,
    ),
}

impl Column {
    /// Does all tasks, in their order.
    fn serve(&self) {
        loop {
            let mut queue = unpoisoned(&self.queue);
            let Some(task) = queue.tasks.pop_front() else {
                queue.is_served = false;
                return;
            };
            drop(queue);
            self.fulfil(task);
        }
    }

    fn fulfil(&self, task: Task) {
        let mut writer = unpoisoned(&self.writer);
        match task {
            Task::Write(gathered) => {
                let Ok(open) = writer.as_mut() else {
                    return;
                };
                if let Err(error) = self.write(&gathered, open) {
                    *writer = Err(error);
                }
            }
            Task::End(next, give) => {
                let full = std::mem::replace(&mut *writer, Ok(*next));
                let chunk = full.and_then(ArrowColumnWriter::close);
                // nobody waits for it where the file is given up
                let _ = give.send((self.number, chunk));
            }
        }
    }

    fn write(&self, gathered: &Gathered, open: &mut ArrowColumnWriter) -> Result<(), ParquetError> {
        gathered.batches.iter().try_for_each(|batch| {
            let leaves = compute_leaves(&self.field, batch.column(self.number))?;
            leaves.iter().try_for_each(|leaf| open.write(leaf))
        })
    }

    fn memory_size(&self) -> usize {
        let writer = unpoisoned(&self.writer);
        writer.as_ref().map_or(0, ArrowColumnWriter::memory_size)
    }
}

/// What is in a lock, also behind a thread that failed with it.
fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
