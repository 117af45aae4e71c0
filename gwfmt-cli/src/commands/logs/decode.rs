//! `gwfmt decode`: log lines as tables or other lines.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gwfmt::runtime::{ColumnType, Format};
use gwfmt_carriers::carrier::Carrier;
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::decode::{self, Job, OnError, Sum, To};
use gwfmt_decode::input::Source;
use gwfmt_decode::output::{By, Kind};
use gwfmt_decode::table::Table;

use super::progress::Bar;
use super::source::{self, grouped, many};
use crate::args::{self, Decode};
use crate::exit::{Ending, Failure};
use crate::output::Streams;
use crate::text::shown::Shown;

/// Runs the command.
pub(crate) fn run(
    args: &Decode,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let format = source::format(&args.logs.named(), carriers, streams)?;
    let kind = kind(args)?;
    let job = Job {
        to: to(args, &format)?,
        decoder: Decoder {
            table: table(args, &format, kind)?,
            condition: source::condition(args.condition.as_deref(), &format)?,
            format,
        },
        sources: source::sources(&args.logs)?,
        wrapping: source::wrapping(&args.logs),
        kind,
        on_error: on_error(args)?,
        rejects: args.rejects.clone(),
        threads: source::threads(&args.logs),
    };
    keep_inputs(&job)?;
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::new(format!("cannot wait for Ctrl-C: {error}")))?;
    let mut bar = Bar::new(streams, &job.sources);
    let done = decode::run(&job, &stop, &mut |at| bar.show(at));
    bar.clear();
    let sum = done.map_err(|failure| failed(failure, &job.to))?;
    streams.say(told(&sum, job.decoder.condition.is_some()));
    if sum.broken > 0 {
        streams.error(format!(
            "{} could not be read to the end{}",
            many(sum.broken, "input"),
            match job.on_error {
                OnError::Keep => "; the rejects say why",
                _ => "",
            }
        ));
        return Ok(Ending::Incomplete);
    }
    Ok(Ending::Clean)
}

/// What to write: what was asked for, what the ending says, or JSON Lines.
fn kind(args: &Decode) -> Result<Kind, Failure> {
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = || {
        let named = |kind: &&Kind| ending == Some(OsStr::new(kind.name()));
        Kind::ALL.iter().find(named).copied()
    };
    let kind = match args.to {
        Some(args::Kind::Parquet) => Kind::Parquet,
        Some(args::Kind::Arrow) => Kind::Arrow,
        Some(args::Kind::Jsonl) => Kind::JsonLines,
        Some(args::Kind::Csv) => Kind::Csv,
        Some(args::Kind::Xml) => Kind::Xml,
        Some(args::Kind::Clf) => Kind::Clf,
        None => by_ending().unwrap_or(Kind::JsonLines),
    };
    match (kind, args.guard) {
        (Kind::Csv, true) => Ok(Kind::GuardedCsv),
        (_, true) => Err(Failure::new("`--guard` needs `--to csv`")),
        (kind, false) => Ok(kind),
    }
}

fn table(args: &Decode, format: &Format, kind: Kind) -> Result<Table, Failure> {
    if args.select.is_empty() {
        return Ok(Table::of(format));
    }
    if !kind.has_columns() {
        return Err(Failure::new(format!(
            "`--select` cannot be combined with `--to {}`, which writes whole records",
            kind.name()
        )));
    }
    Table::select(format, &args.select).map_err(|name| {
        let names: Vec<_> = format
            .fields()
            .map(|field| field.column().name.clone())
            .collect();
        Failure::new(format!(
            "no column is named `{}`; the columns are `{}`",
            Shown::new(&name),
            names.join("`, `")
        ))
    })
}

fn to(args: &Decode, format: &Format) -> Result<To, Failure> {
    let wants_folder = args.partition_by.is_some() || args.resume;
    let Some(output) = args.output.clone().filter(|path| path != Path::new("-")) else {
        if wants_folder {
            return Err(Failure::new(
                "`--partition-by` and `--resume` need `--output` with a folder",
            ));
        }
        return Ok(To::Stdout);
    };
    let ends_with_slash = output.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    if !wants_folder && !ends_with_slash && !output.is_dir() {
        return Ok(To::File(output));
    }
    if output.is_file() {
        return Err(Failure::new(format!(
            "`{}` is a file, and `--output` has to be a folder here",
            Shown::new(&output.to_string_lossy())
        )));
    }
    if args.rejects.is_some() {
        return Err(Failure::new(
            "`--rejects` names one file; a folder keeps rejects in `_rejects`: pass `--on-error keep`",
        ));
    }
    let time = || {
        let is_time = |field: gwfmt::runtime::Field<'_>| field.column().ty == ColumnType::Time;
        format.fields().position(is_time).ok_or_else(|| {
            Failure::new(
                "`--partition-by` needs a time, and the format has none: `$context.requestTime`",
            )
        })
    };
    let partition = match args.partition_by {
        Some(args::Partition::Day) => Some((By::Day, time()?)),
        Some(args::Partition::Hour) => Some((By::Hour, time()?)),
        None => None,
    };
    Ok(To::Folder {
        folder: output,
        partition,
        resume: args.resume,
    })
}

fn on_error(args: &Decode) -> Result<OnError, Failure> {
    match (args.on_error, &args.rejects) {
        (Some(args::OnError::Fail | args::OnError::Skip), Some(_)) => Err(Failure::new(
            "`--rejects` needs `--on-error keep`, which it stands for by itself",
        )),
        (Some(args::OnError::Keep), None)
            if args.partition_by.is_none() && !args.resume && !is_folder(args) =>
        {
            Err(Failure::new("`--on-error keep` needs `--rejects FILE`"))
        }
        (Some(args::OnError::Fail) | None, None) => Ok(OnError::Fail),
        (Some(args::OnError::Skip), None) => Ok(OnError::Skip),
        (Some(args::OnError::Keep), _) | (None, Some(_)) => Ok(OnError::Keep),
    }
}

fn is_folder(args: &Decode) -> bool {
    let output = args.output.as_deref();
    output.is_some_and(|path| {
        path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
    })
}

/// Refuses to write over what is read, and to read what was written.
fn keep_inputs(job: &Job) -> Result<(), Failure> {
    let files = || {
        let files = job.sources.iter().filter_map(|source| match source {
            Source::File(path) => Some(path),
            _ => None,
        });
        files.filter_map(|path| Some((path, fs::canonicalize(path).ok()?)))
    };
    if let To::Folder { folder, .. } = &job.to {
        let folder = fs::canonicalize(folder).ok();
        let inside = |real: &Path| {
            folder
                .as_ref()
                .is_some_and(|folder| real.starts_with(folder))
        };
        return match files().find(|(_, real)| inside(real)) {
            Some((path, _)) => Err(Failure::new(format!(
                "`{}` lies in the folder of the output: what an earlier run wrote there would be read as lines; choose an output folder outside the inputs",
                shown(path)
            ))),
            None => Ok(()),
        };
    }
    let output = match &job.to {
        To::File(path) => Some(path),
        _ => None,
    };
    for written in output.into_iter().chain(&job.rejects) {
        let Ok(real) = fs::canonicalize(written) else {
            continue;
        };
        if files().any(|(_, input)| input == real) {
            return Err(Failure::new(format!(
                "`{}` is one of the files that are read; nothing is written",
                shown(written)
            )));
        }
    }
    Ok(())
}

fn shown(path: &Path) -> Shown {
    Shown::new(&path.to_string_lossy())
}

fn failed(failure: decode::Failure, to: &To) -> Failure {
    match failure {
        decode::Failure::Write(to, error) => {
            Failure::writing(&format!("`{}`", Shown::new(&to)), &error)
        }
        decode::Failure::Stopped => Failure::Stopped,
        decode::Failure::Reject(reject) => {
            let place = match reject.line {
                Some(line) => format!("{}:{line}", Shown::new(&reject.source)),
                None => Shown::new(&reject.source).to_string(),
            };
            let left = match to {
                To::Stdout => "the output ends before it",
                To::File(_) => "nothing is written",
                To::Folder { .. } => "the files of this input are not written",
            };
            Failure::new(format!(
                "{place}: {}; {left}. To go on without such lines, pass `--on-error skip`; to keep them in a file, {}",
                Shown::new(&reject.reason),
                match to {
                    To::Folder { .. } => "`--on-error keep`",
                    _ => "`--rejects FILE`",
                }
            ))
        }
    }
}

/// Where every line went.
fn told(sum: &Sum, has_condition: bool) -> String {
    let mut told = format!(
        "{} in {}: {}, {}",
        many(sum.lines, "line"),
        many(sum.inputs, "input"),
        many(sum.records, "record"),
        many(sum.rejects, "reject"),
    );
    if has_condition {
        told.push_str(&format!(
            ", {} left out by the condition",
            grouped(sum.left_out)
        ));
    }
    if sum.passed_over > 0 {
        told.push_str(&format!("; {} done before", many(sum.passed_over, "input")));
    }
    told
}
