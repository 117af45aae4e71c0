//! The arguments of the commands that read logs.

use std::path::PathBuf;

use clap::ValueEnum;

#[cfg(feature = "decode")]
use super::Named;
use super::{ApiType, TableFormat};

/// The format of some logs, and the logs.
#[derive(Debug, clap::Args)]
pub(crate) struct Logs {
    /// Files, folders with all files in them, patterns (`'logs/**/*.gz'`), or `-` for standard input; gzip and zstd are seen by themselves
    #[arg(value_name = "LOG", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The format, given literally
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub(crate) format: Option<String>,
    /// The file that holds the format, or `FILE#ADDRESS` for one of several
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) format_in: Option<PathBuf>,
    /// The API type, where the resource does not determine it
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
    /// What the lines are wrapped in
    #[arg(long, value_name = "WRAPPING", default_value = "auto")]
    pub(crate) input: Wrapping,
    /// Threads that read lines [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) threads: Option<usize>,
}

#[cfg(feature = "decode")]
impl Logs {
    /// The format as all commands name it.
    pub(crate) fn named(&self) -> Named {
        Named {
            path: self.format_in.clone(),
            format: self.format.clone(),
            api: self.api,
        }
    }
}

/// `gwfmt decode`.
#[derive(Debug, clap::Args)]
#[command(after_help = DECODE)]
pub(crate) struct Decode {
    /// What is read.
    #[command(flatten)]
    pub(crate) logs: Logs,
    /// What to write [default: by the ending of the output, else `jsonl`]
    #[arg(long, value_name = "KIND", help_heading = "Output")]
    pub(crate) to: Option<Kind>,
    /// The file to write, or a folder (with `/` at its end) for a file for each input [default: standard output]
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Only these columns, in this order
    #[arg(
        long,
        value_name = "COLUMNS",
        value_delimiter = ',',
        help_heading = "Output"
    )]
    pub(crate) select: Vec<String>,
    /// Only records that meet this condition: `status >= 500 and not error_message is null`
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Output")]
    pub(crate) condition: Option<String>,
    /// In CSV, put `'` before cells that a spreadsheet would take for a formula
    #[arg(long, help_heading = "Output")]
    pub(crate) guard: bool,
    /// Folders by the time of the requests, named as Hive names them: `year=2024/month=07/day=10`
    #[arg(long, value_name = "TIME", help_heading = "Output")]
    pub(crate) partition_by: Option<Partition>,
    /// Pass over inputs that an earlier run into the same folder has done
    #[arg(long, help_heading = "Output")]
    pub(crate) resume: bool,
    /// What to do with lines that do not match the format [default: `keep` with `--rejects`, else `fail`]
    #[arg(long, value_name = "WHAT", help_heading = "Lines that do not match")]
    pub(crate) on_error: Option<OnError>,
    /// Write the lines that do not match to this file, as JSON with the reason
    #[arg(long, value_name = "FILE", help_heading = "Lines that do not match")]
    pub(crate) rejects: Option<PathBuf>,
}

const DECODE: &str = "\
Example: gwfmt decode --format-in infra/api.tf#aws_api_gateway_stage.prod --rejects bad.jsonl -o requests.parquet logs/
The last line on standard error says where every line went: lines = records + rejects, and what --where leaves out.";

/// `gwfmt verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = VERIFY)]
pub(crate) struct Verify {
    /// What is read.
    #[command(flatten)]
    pub(crate) logs: Logs,
    /// Propose a format for the lines instead
    #[arg(long, conflicts_with_all = ["format", "format_in"])]
    pub(crate) infer: bool,
    /// How many lines that do not match to show
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    pub(crate) examples: usize,
    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: TableFormat,
}

const VERIFY: &str = "\
Example: gwfmt verify --format-in infra/api.tf#aws_api_gateway_stage.prod logs/
Exit code: 0 all lines match, 1 some do not, 2 an input could not be read to its end.";

/// `gwfmt stats`.
#[derive(Debug, clap::Args)]
#[command(after_help = STATS)]
pub(crate) struct Stats {
    /// What is read.
    #[command(flatten)]
    pub(crate) logs: Logs,
    /// Only records that meet this condition: `status >= 500 and not error_message is null`
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) condition: Option<String>,
    /// How many routes, callers and errors to list
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub(crate) top: usize,
    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: StatsFormat,
    /// Write the result to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

const STATS: &str = "\
Example: gwfmt stats --format-in infra/api.tf#aws_api_gateway_stage.prod logs/
What is said follows from the variables of the format; what it has no variable for is named.";

/// How statistics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// Tables; on a terminal with bars
    Table,
    /// A page for browsers in one file, with plots
    Html,
    /// JSON
    Json,
}

/// What lines are wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wrapping {
    /// Told by the first bytes
    Auto,
    /// Lines
    Lines,
    /// An export of CloudWatch Logs to S3: a time before each line
    Export,
    /// What `aws logs tail` prints: time, stream and line
    Tail,
    /// JSON that holds log events: payloads of subscriptions for Lambda and Firehose, output of `aws logs filter-log-events`, `get-log-events` and `get-query-results`
    Events,
    /// Lines of JSON or XML without line breaks between them, as in objects of Firehose
    Unbroken,
}

/// What records are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Parquet, compressed with zstd
    Parquet,
    /// A file of Arrow's IPC format
    Arrow,
    /// JSON Lines: columns by their names, typed
    Jsonl,
    /// CSV with a header
    Csv,
    /// XML, an element a line
    Xml,
    /// Common Log Format
    Clf,
}

/// The time of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Partition {
    /// A day of UTC
    Day,
    /// An hour of UTC
    Hour,
}

/// What becomes of lines that do not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// The first one ends the run, and the file is not written
    Fail,
    /// They are counted
    Skip,
    /// They are written to the file of rejects; in a folder, to `_rejects`
    Keep,
}
