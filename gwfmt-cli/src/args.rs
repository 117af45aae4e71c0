//! The arguments of the command. What stands here is what `--help` says.

mod formats;
mod logs;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;

use crate::commands::generate::target::Run;
use crate::report::{REPORTS, Report};
pub(crate) use formats::{
    Carrier, Convert, Cost, Diff, DiffClass, DiffConsumer, DiffReport, New, PresetName, ShapeName,
    VendorName,
};
pub(crate) use logs::{Decode, Stats, Verify};
#[cfg(feature = "decode")]
pub(crate) use logs::{Kind, Logs, OnError, Partition, StatsFormat, Wrapping};

/// Finds mistakes in the access log formats of Amazon API Gateway, in the files that define them.
#[derive(Debug, Parser)]
#[command(name = "gwfmt", version, max_term_width = 100)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub(crate) common: Common,
}

impl Args {
    /// Reads what the command was called with, its own name first.
    pub(crate) fn read<A>(arguments: impl IntoIterator<Item = A>) -> Result<Self, clap::Error>
    where
        A: Into<OsString> + Clone,
    {
        Self::try_parse_from(arguments)
    }
}

/// What every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    /// Print only errors to standard error
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// List on standard error what was checked
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use color [`NO_COLOR` and `CLICOLOR_FORCE` are respected]
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find mistakes in the formats of files and folders
    Lint(Box<Lint>),
    /// Accept what is found now, so that only new findings are reported
    Baseline(Box<Baseline>),
    /// Show what holds for a file, and which line of the config says so
    Config(Config),
    /// Explain a rule or a variable
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// List the variables of access logs
    Variables(Variables),
    /// Print a format made to order, by itself or in a file that can be deployed
    New(New),
    /// Print what reads the lines of a format: code, schemas, tables, queries, pipelines
    Generate(Generate),
    /// Print lines as API Gateway would write them
    Render(Render),
    /// Write a format in another shape, or for another type of API
    Convert(Convert),
    /// Read log lines by their format, and write them as a table or as other lines
    Decode(Box<Decode>),
    /// Check that log lines match their format, or propose a format for them
    Verify(Verify),
    /// Sum log lines up: statuses, latencies, routes, callers, errors, over time
    Stats(Stats),
    /// Say what a change of format breaks: in readers, tables and alarms
    Diff(Diff),
    /// Estimate bytes a line, and what lines cost to take in
    Cost(Cost),
    /// Print a script that completes the command in a shell
    Completions(Completions),
    /// Print the manual page of the command
    Man(Man),
}

/// `gwfmt completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// `gwfmt man`.
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The page of one of its commands instead: `lint`
    #[arg(value_name = "COMMAND")]
    pub(crate) of: Option<String>,
}

/// `gwfmt lint`.
#[derive(Debug, clap::Args)]
#[command(after_help = LINT_EXIT)]
#[expect(clippy::struct_excessive_bools, reason = "an option is on or off")]
pub(crate) struct Lint {
    /// Files and folders, or `-` for standard input. `FILE#ADDRESS` selects one format of a file (`lint -v` lists addresses)
    #[arg(value_name = "PATH", default_value = ".", conflicts_with = "format")]
    pub(crate) paths: Vec<PathBuf>,
    /// A format, given literally
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub(crate) format: Option<String>,
    /// The file name to assume for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// On which terms.
    #[command(flatten)]
    pub(crate) judging: Judging,
    /// Report findings that comments in the files suppress
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_inline_ignores: bool,
    /// Skip what `--exclude` or the config excludes even when it is named on the command line
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,
    /// What to change.
    #[command(flatten)]
    pub(crate) mends: Mends,
    /// The lowest severity that makes the exit code 1 [default: `warning`]
    #[arg(long, value_name = "LEVEL", help_heading = "Report")]
    pub(crate) fail_on: Option<Level>,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Report")]
    pub(crate) exit_zero: bool,
    /// Leave out the findings that this file accepts, written by `gwfmt baseline`
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(crate) baseline: Option<PathBuf>,
    /// How to print the findings [default: `github` where `GITHUB_ACTIONS` is `true`, else `pretty`]
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = reports(REPORTS),
        help_heading = "Report"
    )]
    pub(crate) output_format: Option<&'static Report>,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(crate) output_file: Option<PathBuf>,
    /// Print the number of findings of each rule instead of the findings
    #[arg(long, help_heading = "Report")]
    pub(crate) statistics: bool,
}

/// `gwfmt baseline`.
#[derive(Debug, clap::Args)]
pub(crate) struct Baseline {
    /// Files and folders
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// On which terms.
    #[command(flatten)]
    pub(crate) judging: Judging,
    /// The file to write [default: what the config says, else `gwfmt-baseline.json`]
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

/// On which terms files are judged.
#[derive(Debug, clap::Args)]
pub(crate) struct Judging {
    /// The API type of formats whose resource does not determine it
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
    /// Where the config comes from.
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    /// Run only these rules: names, groups, `default` or `all`, separated by commas
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub(crate) select: Vec<String>,
    /// Do not run these rules
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub(crate) ignore: Vec<String>,
    /// Skip paths that match this pattern, written as in `.gitignore`, when walking folders
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,
}

/// `gwfmt config`.
#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    /// A file, or a folder for any file in it
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// Where the config comes from.
    #[command(flatten)]
    pub(crate) which: ConfigFile,
    /// How to print the table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: TableFormat,
}

/// Which config file holds.
#[derive(Debug, clap::Args)]
pub(crate) struct ConfigFile {
    /// Use this config file for everything, instead of the `gwfmt.toml` nearest to each file
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "isolated",
        help_heading = "Config"
    )]
    pub(crate) config: Option<PathBuf>,
    /// Ignore all config files
    #[arg(long, help_heading = "Config")]
    pub(crate) isolated: bool,
}

/// Which fixes `gwfmt lint` makes.
#[derive(Debug, clap::Args)]
pub(crate) struct Mends {
    /// Fix in their files the findings whose fix keeps the meaning of the lines
    #[arg(long, conflicts_with = "format", help_heading = "Fixes")]
    pub(crate) fix: bool,
    /// With `--fix` or `--diff`, also make the fixes that a person should review
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,
    /// Print what `--fix` would change as a unified diff, instead of the findings; write nothing
    #[arg(
        long,
        conflicts_with_all = ["format", "output_format", "output_file", "statistics"],
        help_heading = "Fixes"
    )]
    pub(crate) diff: bool,
}

/// The names of a table of reports; each stands for its row.
pub(crate) fn reports(
    table: &'static [&'static Report],
) -> impl TypedValueParser<Value = &'static Report> {
    let names = table
        .iter()
        .map(|report| PossibleValue::new(report.name).help(report.what));
    PossibleValuesParser::new(names).try_map(move |name| {
        let mut table = table.iter().copied();
        let named = table.find(|report| report.name == name);
        named.ok_or_else(|| format!("there is no report `{name}`"))
    })
}

const LINT_EXIT: &str = "\
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 the run could not be completed.
With --fix, what is left counts; with --diff, 1 says that there is something to change.";

/// `gwfmt explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A rule, or a variable such as '$context.status'
    #[arg(value_name = "RULE|VARIABLE")]
    pub(crate) what: String,
}

/// `gwfmt rules`.
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// How to print the table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: TableFormat,
}

/// `gwfmt variables`.
#[derive(Debug, clap::Args)]
pub(crate) struct Variables {
    /// Only the variables of this type of API
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
    /// What each holds in each scenario, how certain that is, and the source
    #[arg(long)]
    pub(crate) scenarios: bool,
    /// How to print the table
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output_format: TableFormat,
}

/// The one format that a command is about.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Named {
    /// A file that holds a format, `FILE#ADDRESS` for one of several, or `-` for standard input
    #[arg(value_name = "FILE", conflicts_with = "format")]
    pub(crate) path: Option<PathBuf>,
    /// A format, given literally
    #[arg(long, value_name = "FORMAT", allow_hyphen_values = true)]
    pub(crate) format: Option<String>,
    /// The API type, where the resource does not determine it
    #[arg(long, value_name = "TYPE")]
    pub(crate) api: Option<ApiType>,
}

/// `gwfmt generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Generate {
    /// What to print
    #[command(subcommand)]
    pub(crate) what: Generated,
}

/// What can be made of a format.
#[derive(Debug, Subcommand)]
pub(crate) enum Generated {
    /// A typed record with parser and renderers, as the macro `access_log_format` makes it
    Rust(Rust),
    /// A JSON Schema
    JsonSchema(JsonSchema),
    /// What is made of the record of a format: a row of a table each
    #[command(flatten)]
    Target(Run),
}

/// `gwfmt generate rust`.
#[derive(Debug, clap::Args)]
pub(crate) struct Rust {
    /// The format
    #[command(flatten)]
    pub(crate) named: Named,
    /// The name of the struct
    #[arg(long, value_name = "NAME", default_value = "AccessLog")]
    pub(crate) name: String,
    /// Write the code to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

/// `gwfmt generate json-schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct JsonSchema {
    /// The format
    #[command(flatten)]
    pub(crate) named: Named,
    /// What the schema describes
    #[arg(long, value_name = "WHAT", default_value = "line")]
    pub(crate) of: SchemaOf,
    /// Write the schema to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A line as API Gateway writes it; one that is not JSON is taken as a string
    Line,
    /// The typed record, as its `Serialize` writes it
    Record,
}

/// `gwfmt render`.
#[derive(Debug, clap::Args)]
#[command(after_help = RENDER_SCENARIOS)]
pub(crate) struct Render {
    /// The format
    #[command(flatten)]
    pub(crate) named: Named,
    /// Scenarios to render: names separated by commas, or `all`
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "ok"
    )]
    pub(crate) scenario: Vec<String>,
    /// How many lines of each scenario
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) count: u64,
    /// Seed of the sample requests: the same number gives the same requests
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

const RENDER_SCENARIOS: &str = "\
Scenarios: ok, throttled, unauthorized, authorizer-denied, authorizer-error, waf-blocked,
integration-timeout, integration-error, preflight, mock, canary, custom-domain, mtls, ws-connect,
ws-message, ws-disconnect, hostile. What has a value in each: gwfmt variables --scenarios";

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A type of API, as the command line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ApiType {
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
pub(crate) enum Level {
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

/// How tables are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Columns
    Table,
    /// JSON
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    static TOY: Report = Report {
        name: "toy",
        what: "Nothing",
        is_for_people: true,
        prints_texts: false,
        write: |_, _, _| Ok(()),
    };

    #[test]
    fn every_row_of_a_table_of_reports_has_its_name() {
        let table: &'static [&'static Report] = Box::leak([REPORTS, &[&TOY]].concat().into());
        let names = reports(table);
        let command = clap::Command::new("lint");
        for report in table {
            let read = names.parse_ref(&command, None, report.name.as_ref());
            assert!(std::ptr::eq(read.unwrap(), *report), "{}", report.name);
        }
        assert!(names.parse_ref(&command, None, "nothing".as_ref()).is_err());
    }
}
