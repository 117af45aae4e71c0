//! The arguments of the commands about formats as a whole: a new one, another shape, what a change breaks, what lines cost.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{ApiType, Named, TableFormat};

/// `gwfmt new`.
#[derive(Debug, clap::Args)]
#[command(after_help = NEW_EXAMPLES)]
pub(crate) struct New {
    /// The type of API
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: ApiType,
    /// The shape of a line
    #[arg(long, value_name = "SHAPE", default_value = "json")]
    pub(crate) shape: ShapeName,
    /// Which variables
    #[arg(long, value_name = "PRESET", default_value = "minimal")]
    pub(crate) preset: PresetName,
    /// The file to print it in
    #[arg(long = "as", value_name = "TOOL", default_value = "raw")]
    pub(crate) carrier: Carrier,
    /// Call the keys of JSON as this vendor's integration reads them
    #[arg(long = "for", value_name = "VENDOR")]
    pub(crate) vendor: Option<VendorName>,
    /// The most bytes of the format [default: what `format-too-long` is content with: 2700 on REST, 1024 on HTTP and WebSocket APIs]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_length: Option<usize>,
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

const NEW_EXAMPLES: &str = "\
What is left out, because a rule finds fault with it or there is no room, is said on standard error.

Examples:
  gwfmt new --api http
  gwfmt new --api rest --preset latency --as terraform --output-file stage.tf
  gwfmt new --api websocket --shape csv --preset full --max-length 2700";

/// A shape, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShapeName {
    /// A JSON object
    Json,
    /// Columns with commas between them
    Csv,
    /// An XML element
    Xml,
    /// Common Log Format, with more columns behind it
    Clf,
}

/// A preset, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PresetName {
    /// Who asked for what, when, and how it ended
    Minimal,
    /// The fields of the samples of AWS's developer guide
    Aws,
    /// Who was let in and who was not, and by what
    Security,
    /// Where the time went
    Latency,
    /// All that fits, without aliases and credentials
    Full,
}

/// A tool, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Carrier {
    /// The format and nothing else
    Raw,
    /// Terraform and OpenTofu
    Terraform,
    /// A template of CloudFormation
    Cloudformation,
    /// A template of SAM
    Sam,
    /// A service of the Serverless Framework
    Serverless,
    /// A stack of the CDK, in TypeScript
    Cdk,
}

/// A vendor, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VendorName {
    /// Datadog's integration of API Gateway
    Datadog,
    /// Elastic's integration of AWS
    Elastic,
}

/// `gwfmt convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = CONVERT_EXAMPLES)]
pub(crate) struct Convert {
    /// A file that holds a format, `FILE#ADDRESS` for one of several, or `-` for standard input
    #[arg(value_name = "FILE", conflicts_with = "format")]
    pub(crate) path: Option<PathBuf>,
    /// A format, given literally
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub(crate) format: Option<String>,
    /// The shape to write it in [default: the shape that it has]
    #[arg(long, value_name = "SHAPE")]
    pub(crate) to: Option<ShapeName>,
    /// The type of API to write it for [default: the type that it is for]
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
    /// Write it where it was read, in the named file
    #[arg(long, conflicts_with_all = ["format", "output_file"])]
    pub(crate) write: bool,
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

const CONVERT_EXAMPLES: &str = "\
What is lost, and what the rules say of the new format, is said on standard error.
With --write, the file is read again: nothing is written unless the stage then has exactly the new format and all else is as it was.

Examples:
  gwfmt convert template.yaml#Api --to csv
  gwfmt convert --to json --format '$context.requestId $context.status' --api http
  gwfmt convert main.tf#aws_api_gateway_stage.prod --to json --write";

/// `gwfmt diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub(crate) struct Diff {
    /// The old format and the new one: files, `FILE#ADDRESS`, `git:REVISION:FILE#ADDRESS`, or `-` for standard input
    #[arg(value_name = "OLD NEW", num_args = 0..=2)]
    pub(crate) paths: Vec<PathBuf>,
    /// A format, given literally; after those that are named by path
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub(crate) format: Vec<String>,
    /// The API type, where the resource does not determine it
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
    /// Look at these readers only
    #[arg(long, value_name = "READERS", value_delimiter = ',')]
    pub(crate) consumers: Vec<DiffConsumer>,
    /// The least change that makes the exit code 1
    #[arg(long, value_name = "CLASS", default_value = "breaking")]
    pub(crate) fail_on: DiffClass,
    /// How to print the changes [default: `github` where `GITHUB_ACTIONS` is `true`, else `pretty`]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) output_format: Option<DiffReport>,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

const DIFF_EXAMPLES: &str = "\
Exit code: 0 no change at or above --fail-on, 1 such a change, 2 the formats could not be compared.
A file of a revision is named from the root of the repository; `./` before it names it from here.

Examples:
  gwfmt diff git:main:infra/api.tf#aws_api_gateway_stage.prod infra/api.tf#aws_api_gateway_stage.prod
  gwfmt diff old.txt new.txt --api http --consumers tables,alarms
  gwfmt diff git:HEAD~1:template.yaml template.yaml --output-format markdown";

/// Whoever reads lines, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffConsumer {
    /// Readers of JSON and XML by key
    Keys,
    /// Readers of columns and text by position
    Positions,
    /// SQL tables
    Tables,
    /// Metric filters and alarms
    Alarms,
}

/// A class of changes, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffClass {
    /// A reader made for the old format does not get what it got
    Breaking,
    /// There is more to read
    Additive,
    /// Nobody gets another value
    Cosmetic,
    /// None
    Never,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffReport {
    /// For people
    Pretty,
    /// One object, for programs
    Json,
    /// Annotations in a GitHub Actions workflow
    Github,
    /// A table, for a comment on a pull request
    Markdown,
}

/// `gwfmt cost`.
#[derive(Debug, clap::Args)]
#[command(after_help = COST_EXAMPLES)]
pub(crate) struct Cost {
    /// The format
    #[command(flatten)]
    pub(crate) named: Named,
    /// How many requests
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    pub(crate) requests: u64,
    /// The price of a GB at one destination: `cloudwatch-standard=0.76`
    #[arg(long, value_name = "NAME=AMOUNT")]
    pub(crate) price: Vec<String>,
    /// A table of prices in the form of `--print-prices`
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// Print the table of prices, with date and sources, and nothing else
    #[arg(long)]
    pub(crate) print_prices: bool,
    /// How to print the estimate
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: TableFormat,
}

const COST_EXAMPLES: &str = "\
Lines are measured by drawing requests of every scenario (`gwfmt render`). Storage and queries are not in the estimate.

Examples:
  gwfmt cost template.yaml#Api
  gwfmt cost --api http --format '$context.requestId $context.status' --requests 40000000
  gwfmt cost main.tf --price cloudwatch-standard=0.76";
