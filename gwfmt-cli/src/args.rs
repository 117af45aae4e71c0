//! The arguments of the command. What stands here is what `--help` says.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;

/// Finds what is wrong with the access log formats of Amazon API Gateway, where they stand.
#[derive(Debug, Parser)]
#[command(name = "gwfmt", version, max_term_width = 100)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// Print nothing on standard error but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say on standard error what was looked at
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colours [`NO_COLOR` and `CLICOLOR_FORCE` are honoured]
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find what is wrong with the formats in files and folders
    Lint(Box<Lint>),
    /// Show the page of a rule or of a variable
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// List the variables of access logs
    Variables(Variables),
    /// Print code or a schema for the lines of a format
    Generate(Generate),
    /// Print lines as API Gateway would write them
    Render(Render),
}

/// `gwfmt lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = LINT_EXIT)]
pub struct Lint {
    /// Files and folders, or `-` for standard input. `FILE#ADDRESS` is one format of a file
    #[arg(value_name = "PATH", default_value = ".", conflicts_with = "format")]
    pub paths: Vec<PathBuf>,
    /// A format itself, byte for byte
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub format: Option<String>,
    /// The file that standard input stands for
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub stdin_filename: Option<PathBuf>,
    /// The API type of formats whose resource does not say it
    #[arg(long, value_name = "TYPE")]
    pub api: Option<ApiType>,
    /// Run only these rules: names, groups, `default` or `all`, separated by commas
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub ignore: Vec<String>,
    /// Leave out what matches, as in `.gitignore`, when walking folders
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub exclude: Vec<String>,
    /// Leave out what `--exclude` matches even when it is named
    #[arg(long, help_heading = "Files")]
    pub force_exclude: bool,
    /// The mildest finding that makes the exit code 1
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "warning",
        help_heading = "Report"
    )]
    pub fail_on: Level,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Report")]
    pub exit_zero: bool,
    /// How to report [default: `github` where `GITHUB_ACTIONS` is `true`, else `pretty`]
    #[arg(long, value_name = "FORMAT", help_heading = "Report")]
    pub output_format: Option<OutputFormat>,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub output_file: Option<PathBuf>,
    /// Report how often each rule found something, not where
    #[arg(long, help_heading = "Report")]
    pub statistics: bool,
}

const LINT_EXIT: &str = "\
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.";

/// `gwfmt explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// A rule, or a variable such as '$context.status'
    #[arg(value_name = "RULE|VARIABLE")]
    pub what: String,
}

/// `gwfmt rules`.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// How to print the table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub output_format: TableFormat,
}

/// `gwfmt variables`.
#[derive(Debug, clap::Args)]
pub struct Variables {
    /// Only the variables of this type of API
    #[arg(long, value_name = "TYPE")]
    pub api: Option<ApiType>,
    /// What each holds in each situation, how sure that is, and who says so
    #[arg(long)]
    pub scenarios: bool,
    /// How to print the table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub output_format: TableFormat,
}

/// The one format that a command is about.
#[derive(Debug, clap::Args)]
pub struct Named {
    /// A file that holds a format, `FILE#ADDRESS` for one of several, or `-` for standard input
    #[arg(value_name = "FILE", conflicts_with = "format")]
    pub path: Option<PathBuf>,
    /// A format itself, byte for byte
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub format: Option<String>,
    /// The API type, where the resource does not say it
    #[arg(long, value_name = "TYPE")]
    pub api: Option<ApiType>,
}

/// `gwfmt generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// What to print
    #[command(subcommand)]
    pub what: Generated,
}

/// What can be made of a format.
#[derive(Debug, Subcommand)]
pub enum Generated {
    /// A typed record with parser and renderers, as the macro `access_log_format` makes it
    Rust(Rust),
    /// A JSON Schema
    JsonSchema(JsonSchema),
}

/// `gwfmt generate rust`.
#[derive(Debug, clap::Args)]
pub struct Rust {
    /// The format
    #[command(flatten)]
    pub named: Named,
    /// The name of the struct
    #[arg(long, value_name = "NAME", default_value = "AccessLog")]
    pub name: String,
    /// Write the code to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
}

/// `gwfmt generate json-schema`.
#[derive(Debug, clap::Args)]
pub struct JsonSchema {
    /// The format
    #[command(flatten)]
    pub named: Named,
    /// What the schema describes
    #[arg(long, value_name = "WHAT", default_value = "line")]
    pub of: SchemaOf,
    /// Write the schema to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A line as API Gateway writes it; one that is not JSON is taken as a string
    Line,
    /// The typed record, as its `Serialize` writes it
    Record,
}

/// `gwfmt render`.
#[derive(Debug, clap::Args)]
#[command(after_help = RENDER_SCENARIOS)]
pub struct Render {
    /// The format
    #[command(flatten)]
    pub named: Named,
    /// What happens to the requests: names separated by commas, or `all`
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "ok"
    )]
    pub scenario: Vec<String>,
    /// How many lines of each scenario
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub count: u64,
    /// Other requests for another number, the same ones for the same
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

const RENDER_SCENARIOS: &str = "\
Scenarios: ok, throttled, unauthorized, authorizer-denied, authorizer-error, waf-blocked,
integration-timeout, integration-error, preflight, mock, canary, custom-domain, mtls, ws-connect,
ws-message, ws-disconnect, hostile. What has a value in each: gwfmt variables --scenarios";

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A type of API, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ApiType {
    /// REST APIs
    Rest,
    /// HTTP APIs
    Http,
    /// WebSocket APIs
    Websocket,
}

impl From<ApiType> for Api {
    fn from(word: ApiType) -> Self {
        match word {
            ApiType::Rest => Api::Rest,
            ApiType::Http => Api::Http,
            ApiType::Websocket => Api::WebSocket,
        }
    }
}

/// A severity, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// The deployment is refused, or every line is unusable
    Error,
    /// Some lines are unusable, a value is silently `-`, or a credential is written
    Warning,
    /// Advice
    Note,
}

impl From<Level> for Severity {
    fn from(word: Level) -> Self {
        match word {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Note,
        }
    }
}

/// How findings are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// The place in the file, the line that would break, and what to do
    Pretty,
    /// One line a finding: `path:line:column: severity: message [rule]`
    Concise,
    /// Every format and every finding, as JSON
    Json,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
    /// Annotations of a GitHub Actions workflow
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// JUnit's XML: findings as failed tests, formats without one as passed tests
    Junit,
    /// Checkstyle's XML
    Checkstyle,
}

/// How tables are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Columns
    Table,
    /// JSON
    Json,
}
