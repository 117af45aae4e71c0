//! Standard output and standard error: who may write what, and in which colours.

use std::env;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::args::{Color, Common};
use crate::exit::Failure;

/// Where the command writes to.
#[derive(Debug)]
pub(crate) struct Streams {
    voice: Voice,
    /// Whether standard output takes colours.
    pub(crate) color: bool,
    /// Whether standard error does.
    color_error: bool,
    /// The columns of the terminal that standard output is, if it is one.
    pub(crate) width: Option<usize>,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    Quiet,
    Plain,
    Verbose,
}

impl Streams {
    pub(crate) fn new(common: &Common) -> Self {
        let out = io::stdout();
        let width = out
            .is_terminal()
            .then(|| terminal_size::terminal_size_of(&out))
            .flatten()
            .map(|(width, _)| usize::from(width.0));
        Self {
            voice: match (common.quiet, common.verbose) {
                (true, _) => Voice::Quiet,
                (false, true) => Voice::Verbose,
                (false, false) => Voice::Plain,
            },
            color: colors(common.color, out.is_terminal()),
            color_error: colors(common.color, io::stderr().is_terminal()),
            width,
        }
    }

    /// Whether reports to this place take colours.
    pub(crate) fn color_of(&self, file: Option<&Path>) -> bool {
        file.is_none() && self.color
    }

    /// A line for everybody who did not ask for silence.
    pub(crate) fn say(&self, line: &str) {
        if self.voice >= Voice::Plain {
            write_error(line);
        }
    }

    /// A line for those who asked for more.
    pub(crate) fn detail(&self, line: impl FnOnce() -> String) {
        if self.voice >= Voice::Verbose {
            write_error(&line());
        }
    }

    /// What kept the command from its job.
    pub(crate) fn error(&self, words: &str) {
        if self.color_error {
            write_error(&format!("\u{1b}[1;31merror:\u{1b}[0m {words}"));
        } else {
            write_error(&format!("error: {words}"));
        }
    }
}

/// Writes a report, to a file when one is given.
pub(crate) fn report(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    match file {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(&mut out)
                .and_then(|()| out.flush())
                .map_err(|error| Failure::writing("standard output", &error))
        }
        Some(path) => fs::File::create(path)
            .map(BufWriter::new)
            .and_then(|mut out| {
                write(&mut out)?;
                out.flush()
            })
            .map_err(|error| Failure::writing(&format!("`{}`", path.display()), &error)),
    }
}

/// [`report`] of a text that is there as a whole.
pub(crate) fn text(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    report(file, |out| out.write_all(text.as_bytes()))
}

/// Nobody can be told when standard error is gone.
fn write_error(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn colors(when: Color, terminal: bool) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0") => {
            true
        }
        Color::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Prints what the argument parser has to say: help on standard output, a mistake on standard error.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
    }
}
