//! A whole job: from sources to files, with the sum of what went where.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use arrow_schema::ArrowError;

use gwfmt_core::hash::fnv1a;

use crate::batches::{Decoder, Read};
use crate::condition::Condition;
use crate::done::{Done, part_name};
use crate::input::{Block, Source, Wrapping};
use crate::output::{Beside, By, Chunk, Kind, Supplies, Writer, chunk, clean, parts};
use crate::pipeline::{self, Event, Progress};
use crate::rejects::Reject;

/// What to do with lines that are none of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The first one ends the job; its file is not written.
    Fail,
    /// They are counted.
    Skip,
    /// They are written to the file of rejects.
    Keep,
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Standard output.
    Stdout,
    /// One file for all inputs.
    File(PathBuf),
    /// A folder: a file for each input, or for each input and part.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Folders in it, by the time in the field with this number.
        partition: Option<(By, usize)>,
        /// Whether inputs that an earlier run has done are passed over.
        resume: bool,
    },
}

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// What reads the lines.
    pub decoder: Decoder,
    /// Where they come from.
    pub sources: Vec<Source>,
    /// What they are wrapped in.
    pub wrapping: Wrapping,
    /// What records are written as.
    pub kind: Kind,
    /// Where they go.
    pub to: To,
    /// What becomes of other lines.
    pub on_error: OnError,
    /// The file of rejects; a folder has its own for each input, `_rejects/…`.
    pub rejects: Option<PathBuf>,
    /// Threads that read lines.
    pub threads: usize,
}

/// What went where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Lines that are not empty.
    pub lines: u64,
    /// How many of them were written as records.
    pub records: u64,
    /// How many are none of the format.
    pub rejects: u64,
    /// How many are records that the condition leaves out.
    pub left_out: u64,
    /// Inputs that were read, all or in part.
    pub inputs: u64,
    /// Inputs that an earlier run has done.
    pub passed_over: u64,
    /// Inputs that could not be read to their end.
    pub broken: u64,
    /// Bytes of the inputs that were read, as they lie there; of those that an earlier run has done, all.
    pub bytes: u64,
}

impl Sum {
    /// How far the job is.
    pub fn progress(&self) -> Progress {
        Progress {
            lines: self.lines,
            rejects: self.rejects,
            bytes: self.bytes,
        }
    }

    fn add(&mut self, read: &Read<()>) {
        self.lines += read.lines;
        self.records += read.records;
        self.rejects += read.lines - read.records - read.left_out;
        self.left_out += read.left_out;
    }
}

/// What ended a job before its time.
#[derive(Debug)]
pub enum Failure {
    /// A line that is none of the format, or an input that could not be read to its end.
    Reject(Box<Reject>),
    /// Something could not be written.
    Write(String, io::Error),
    /// It was told to stop.
    Stopped,
}

/// Does a job. `stop` is looked at between blocks. `progress` is told how far it is.
pub fn run(
    job: &Job,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Sum, Failure> {
    match &job.to {
        To::Folder { folder, resume, .. } => folders(job, folder, *resume, stop, progress),
        To::Stdout => {
            let out: Box<dyn io::Write + Send> = Box::new(io::BufWriter::new(io::stdout()));
            single(job, "standard output", out, stop, progress, |_| Ok(()))
        }
        To::File(path) => {
            let name = path.display().to_string();
            let out = Beside::new(path).map_err(|error| Failure::Write(name.clone(), error))?;
            single(job, &name, out, stop, progress, Beside::keep)
        }
    }
}

/// All inputs into one output.
fn single<W: io::Write + Send>(
    job: &Job,
    name: &str,
    out: W,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
    keep: impl FnOnce(W) -> io::Result<()>,
) -> Result<Sum, Failure> {
    let writing = |error| Failure::Write(name.to_owned(), error);
    let supplies = Supplies::new(job.kind, job.threads).map_err(writing)?;
    let mut writer = Writer::new(job.kind, &job.decoder.table, out, &supplies).map_err(writing)?;
    let mut rejects = Rejects::new(job.on_error, job.rejects.as_deref())?;
    let mut sum = Sum::default();
    let write = &mut |chunks: Vec<(String, Chunk)>| {
        let mut chunks = chunks.into_iter();
        chunks
            .try_for_each(|(_, chunk)| writer.write(chunk, &supplies))
            .map_err(writing)
    };
    blocks(
        job,
        &supplies,
        &job.sources,
        None,
        stop,
        &mut rejects,
        &mut sum,
        write,
        progress,
    )?;
    rejects.keep()?;
    writer.finish().and_then(keep).map_err(writing)?;
    Ok(sum)
}

/// A file for each input, one after the other, and a line in the list of what is done behind each.
fn folders(
    job: &Job,
    folder: &Path,
    resume: bool,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Sum, Failure> {
    let To::Folder { partition, .. } = &job.to else {
        return Ok(Sum::default());
    };
    let writing = |path: &Path| {
        let name = path.display().to_string();
        move |error| Failure::Write(name, error)
    };
    fs::create_dir_all(folder).map_err(writing(folder))?;
    let supplies = Supplies::new(job.kind, job.threads).map_err(writing(folder))?;
    let list = folder.join("_gwfmt.jsonl");
    let mut done = Vec::new();
    if resume {
        clean(folder).map_err(writing(folder))?;
        done = Done::list(&list).map_err(writing(&list))?;
    }
    let mut total = Sum::default();
    let of_job = fingerprint(job);
    for source in &job.sources {
        let part = part_name(source);
        let stamp = Done::of(source, &part, of_job);
        if done.iter().any(|done| done.is_same(&stamp)) {
            total.passed_over += 1;
            total.bytes += stamp.bytes();
            continue;
        }
        let ending = job.kind.name();
        let mut writers: BTreeMap<String, (PathBuf, Writer<Beside>)> = BTreeMap::new();
        let beside = folder.join("_rejects").join(format!("{part}.jsonl"));
        let rejected = (job.on_error == OnError::Keep).then_some(beside);
        let mut rejects = Rejects::new(job.on_error, rejected.as_deref())?;
        let mut sum = Sum::default();
        let mut full = 0;
        let write = &mut |chunks: Vec<(String, Chunk)>| {
            for (within, chunk) in chunks {
                // so many files at a time; a folder that comes up again gets one more
                if writers.len() >= OPEN && !writers.contains_key(&within) {
                    full += 1;
                    close(&mut writers)?;
                }
                if !writers.contains_key(&within) {
                    let number = if full == 0 {
                        String::new()
                    } else {
                        format!("-{full}")
                    };
                    let path = folder
                        .join(&within)
                        .join(format!("{part}{number}.{ending}"));
                    let out = Beside::new(&path).map_err(writing(&path))?;
                    let made = Writer::new(job.kind, &job.decoder.table, out, &supplies);
                    writers.insert(
                        within.clone(),
                        (path.clone(), made.map_err(writing(&path))?),
                    );
                }
                if let Some((path, writer)) = writers.get_mut(&within) {
                    writer.write(chunk, &supplies).map_err(writing(path))?;
                }
            }
            // what all files together hold back is bounded, however many they are
            for smaller in [Writer::settle, Writer::flush] {
                let held: usize = writers.values().map(|(_, writer)| writer.held()).sum();
                if held > HELD {
                    for (path, writer) in writers.values_mut() {
                        smaller(writer).map_err(writing(path))?;
                    }
                }
            }
            Ok(())
        };
        let sources = std::slice::from_ref(source);
        let before = total;
        let shown = &mut |own: Progress| {
            progress(Progress {
                lines: before.lines + own.lines,
                rejects: before.rejects + own.rejects,
                bytes: before.bytes + own.bytes,
            });
        };
        blocks(
            job,
            &supplies,
            sources,
            *partition,
            stop,
            &mut rejects,
            &mut sum,
            write,
            shown,
        )?;
        rejects.keep()?;
        close(&mut writers)?;
        if sum.broken == 0 {
            stamp.note(&list).map_err(writing(&list))?;
        }
        total = together(total, sum);
    }
    Ok(total)
}

/// Files that are written at a time.
const OPEN: usize = 64;
/// Bytes that they hold back together.
const HELD: usize = 48 << 20;

/// What the files of a folder depend on beside their inputs: the same inputs read in another way are another job.
fn fingerprint(job: &Job) -> u64 {
    let how = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        job.decoder.format.text(),
        job.decoder.table.schema(),
        job.kind,
        job.wrapping,
        job.on_error,
        match &job.to {
            To::Folder { partition, .. } => *partition,
            _ => None,
        },
        job.decoder.condition.as_ref().map(Condition::text)
    );
    fnv1a(how.bytes())
}

fn close(writers: &mut BTreeMap<String, (PathBuf, Writer<Beside>)>) -> Result<(), Failure> {
    for (_, (path, writer)) in std::mem::take(writers) {
        let kept = writer.finish().and_then(Beside::keep);
        kept.map_err(|error| Failure::Write(path.display().to_string(), error))?;
    }
    Ok(())
}

fn together(one: Sum, other: Sum) -> Sum {
    Sum {
        lines: one.lines + other.lines,
        records: one.records + other.records,
        rejects: one.rejects + other.rejects,
        left_out: one.left_out + other.left_out,
        inputs: one.inputs + other.inputs,
        passed_over: one.passed_over + other.passed_over,
        broken: one.broken + other.broken,
        bytes: one.bytes + other.bytes,
    }
}

/// Where chunks go, each with the folder that it is for.
type Write<'w> = dyn FnMut(Vec<(String, Chunk)>) -> Result<(), Failure> + 'w;

type Made = Result<Read<Vec<(String, Chunk)>>, ArrowError>;

/// Reads sources and hands on what is made of their blocks, in their order.
#[expect(
    clippy::too_many_arguments,
    reason = "what it reads, and the three places where it goes"
)]
fn blocks(
    job: &Job,
    supplies: &Supplies,
    sources: &[Source],
    partition: Option<(By, usize)>,
    stop: &AtomicBool,
    rejects: &mut Rejects,
    sum: &mut Sum,
    write: &mut Write<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Failure> {
    let names: Vec<String> = sources.iter().map(Source::to_string).collect();
    let name = |source: usize| names.get(source).map_or("", String::as_str);
    let work = |source: usize, block: &Block| made(job, supplies, name(source), block, partition);
    let mut failure = None;
    pipeline::run(
        sources,
        job.wrapping,
        &job.decoder.format,
        job.threads,
        &work,
        &mut |event: Event<Made>| {
            let taken = match event {
                Event::Made { made, taken, .. } => {
                    sum.bytes = taken;
                    take(made, rejects, sum, write)
                }
                Event::End { source, error } => {
                    sum.inputs += 1;
                    sum.broken += u64::from(error.is_some());
                    error.map_or(Ok(()), |error| {
                        rejects.add(Reject::of_input(name(source), error.to_string()))
                    })
                }
            };
            progress(sum.progress());
            let stopped = stop.load(Ordering::Relaxed).then_some(Failure::Stopped);
            failure = taken.err().or(stopped);
            failure.is_none()
        },
    );
    failure.map_or(Ok(()), Err)
}

fn take(
    made: Made,
    rejects: &mut Rejects,
    sum: &mut Sum,
    write: &mut Write<'_>,
) -> Result<(), Failure> {
    let of_arrow =
        |error: ArrowError| Failure::Write("a batch".to_owned(), io::Error::other(error));
    let read = made.map_err(of_arrow)?;
    let Read {
        lines,
        records,
        left_out,
        made,
        rejects: bad,
    } = read;
    bad.into_iter().try_for_each(|reject| rejects.add(reject))?;
    write(made)?;
    sum.add(&Read {
        lines,
        records,
        left_out,
        made: (),
        rejects: Vec::new(),
    });
    Ok(())
}

fn made(
    job: &Job,
    supplies: &Supplies,
    source: &str,
    block: &Block,
    partition: Option<(By, usize)>,
) -> Made {
    let table = &job.decoder.table;
    let read = job.decoder.read(source, block, |rows| {
        let Some((by, time)) = partition else {
            return Ok(vec![(
                String::new(),
                chunk(job.kind, table, rows, supplies)?,
            )]);
        };
        let parts = parts(rows, time, by).into_iter().map(|part| {
            let mut own = rows.clone();
            own.retain(|row| part.rows.binary_search(&row).is_ok());
            Ok((part.folder, chunk(job.kind, table, &own, supplies)?))
        });
        parts.collect::<Result<Vec<_>, ArrowError>>()
    });
    Ok(Read {
        lines: read.lines,
        records: read.records,
        left_out: read.left_out,
        made: read.made?,
        rejects: read.rejects,
    })
}

/// What becomes of rejects.
struct Rejects {
    on_error: OnError,
    file: Option<Beside>,
    name: String,
}

impl Rejects {
    fn new(on_error: OnError, path: Option<&Path>) -> Result<Self, Failure> {
        let name = path
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let file = path.map(Beside::new).transpose();
        let file = file.map_err(|error| Failure::Write(name.clone(), error))?;
        Ok(Self {
            on_error,
            file,
            name,
        })
    }

    fn add(&mut self, reject: Reject) -> Result<(), Failure> {
        if self.on_error == OnError::Fail {
            return Err(Failure::Reject(Box::new(reject)));
        }
        let written = self.file.as_mut().map_or(Ok(()), |file| reject.write(file));
        written.map_err(|error| Failure::Write(self.name.clone(), error))
    }

    fn keep(self) -> Result<(), Failure> {
        let kept = self.file.map_or(Ok(()), Beside::keep);
        kept.map_err(|error| Failure::Write(self.name, error))
    }
}
