//! The command `gwfmt`: from paths and options to findings on standard output.
//!
//! The way through `lint`: `args` → `input::targets` (what was named) → `input::walk` (what lies in folders) →
//! `check::linter` (one file at a time, by its carrier) → `check::examine` (the rules, and the places of the findings) →
//! `check::run` (all of it as data) → `report` (functions over that data).

#![forbid(unsafe_code)]

mod args;
mod check;
mod commands;
mod config;
pub mod docs;
mod exit;
mod fix;
mod input;
mod output;
pub mod report;
mod text;
#[cfg(test)]
mod toys;

use std::ffi::OsString;
use std::process::ExitCode;

use gwfmt_carriers::CARRIERS;
use gwfmt_carriers::carrier::Carrier;

use crate::args::{Args, Command};
use crate::commands::{
    baseline, config as config_page, convert, cost, diff, explain, generate, lint, logs, manual,
    new, render, tables,
};
use crate::exit::{Ending, Failure};
use crate::output::Streams;

pub use commands::library;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    main_with(std::env::args_os().collect()).into()
}

/// Runs the command with these arguments, its own name first, and gives its exit code.
pub fn main_with(arguments: Vec<OsString>) -> u8 {
    let args = match Args::read(&arguments) {
        Ok(args) => args,
        Err(error) => return output::usage(&error, arguments),
    };
    let streams = Streams::new(&args.common);
    exit_code(run(&args.command, CARRIERS, &streams), &streams)
}

/// Runs a command. Which files hold formats, and who reads them, `carriers` say.
fn run(
    command: &Command,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    match command {
        Command::Config(args) => config_page::run(args),
        Command::Baseline(args) => baseline::run(args, carriers, streams),
        Command::Lint(lint) => lint::run(lint, carriers, streams),
        Command::Explain(explain) => explain::run(explain, streams),
        Command::Rules(rules) => tables::rules(rules),
        Command::Variables(variables) => tables::variables(variables),
        Command::New(new) => new::run(new, streams),
        Command::Generate(generate) => generate::run(generate, carriers, streams),
        Command::Render(render) => render::run(render, carriers, streams),
        Command::Convert(convert) => convert::run(convert, carriers, streams),
        Command::Decode(args) => logs::decode::run(args, carriers, streams),
        Command::Verify(args) => logs::verify::run(args, carriers, streams),
        Command::Stats(args) => logs::stats::run(args, carriers, streams),
        Command::Diff(diff) => diff::run(diff, carriers, streams),
        Command::Cost(cost) => cost::run(cost, carriers, streams),
        Command::Completions(completions) => manual::completions(completions),
        Command::Man(man) => manual::man(man),
    }
}

/// The exit code, after saying what went wrong.
fn exit_code(result: Result<Ending, Failure>, streams: &Streams) -> u8 {
    match result {
        Ok(Ending::Clean) | Err(Failure::BrokenPipe) => 0,
        Err(Failure::Stopped) => 130,
        Ok(Ending::Findings) => 1,
        Ok(Ending::Incomplete) => 2,
        Err(Failure::Said(lines)) => {
            streams.errors(&lines);
            2
        }
    }
}

/// The README's examples of the crate `gwfmt`.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Those of the page about records.
#[cfg(doctest)]
#[doc = include_str!("../../docs/records.md")]
struct Records;
