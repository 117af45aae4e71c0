//! The command `gwfmt`: from paths and options to findings on standard output.
//!
//! The way through `lint`: `args` → `targets` (what was named) → `walk` (what lies in folders) → `linter` (one file at a
//! time) → `extract` (the carriers) → `examine` (the rules, and where the findings stand) → `run` (all of it as data) →
//! `report` (functions over that data).

#![forbid(unsafe_code)]

pub mod args;
mod callers;
mod chosen;
pub mod docs;
mod examine;
mod exit;
mod explain;
mod export;
mod extract;
mod file_rules;
mod fixes;
mod git_config;
mod ignored;
mod lint;
mod linter;
mod markdown;
mod output;
mod passage;
mod paths;
mod pattern;
mod plain_json;
mod render;
pub mod report;
mod run;
mod scenarios;
mod select;
mod shown;
mod source;
mod suggest;
mod tables;
mod targets;
mod walk;
mod wrap;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Command};
use crate::output::Streams;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let args = match Args::try_parse_from(&arguments) {
        Ok(args) => args,
        Err(error) => return output::usage(&error, arguments),
    };
    let streams = Streams::new(&args.common);
    let result = match &args.command {
        Command::Lint(lint) => lint::run(lint, &streams),
        Command::Explain(explain) => explain::run(explain, &streams),
        Command::Rules(rules) => tables::rules(rules),
        Command::Variables(variables) => tables::variables(variables),
        Command::Generate(generate) => export::run(generate, &streams),
        Command::Render(render) => render::run(render, &streams),
    };
    exit::code(result, &streams)
}
