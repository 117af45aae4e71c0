//! Standard output and standard error: who may write what, and in which colours.

use std::borrow::Cow;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use gwfmt_core::limits::ERROR_SHOWN;
use gwfmt_core::span::floor_boundary;

use crate::args::{Args, Color, Common};
use crate::exit::Failure;
use crate::input::paths::slashes;
use crate::text::color::PLAIN;
use crate::text::shown::{self, Shown};

/// Where the command writes to.
#[derive(Debug)]
pub(crate) struct Streams {
    voice: Voice,
    /// Whether standard output takes colours.
    pub(crate) color: bool,
    /// Whether standard error does.
    color_error: bool,
    /// Whether standard output is a terminal.
    pub(crate) terminal: bool,
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
            terminal: out.is_terminal(),
            width,
        }
    }

    /// For callers that print nothing.
    pub(crate) fn silent() -> Self {
        Self {
            voice: Voice::Quiet,
            color: false,
            color_error: false,
            terminal: false,
            width: None,
        }
    }

    /// Whether only errors are said.
    #[cfg(feature = "decode")]
    pub(crate) fn is_quiet(&self) -> bool {
        self.voice == Voice::Quiet
    }

    /// Whether reports to this place take colours.
    pub(crate) fn color_of(&self, file: Option<&Path>) -> bool {
        file.is_none() && self.color
    }

    /// A line for everybody who did not ask for silence.
    pub(crate) fn say(&self, line: impl Into<Shown>) {
        if self.voice >= Voice::Plain {
            write_error(line.into().as_str(), false);
        }
    }

    /// A line for those who asked for more.
    pub(crate) fn detail<S: Into<Shown>>(&self, line: impl FnOnce() -> S) {
        if self.voice >= Voice::Verbose {
            write_error(line().into().as_str(), false);
        }
    }

    /// What kept the command from its job.
    pub(crate) fn error(&self, words: impl Into<Shown>) {
        self.errors(&[words.into()]);
    }

    /// [`Streams::error`] in several lines.
    pub(crate) fn errors(&self, lines: &[Shown]) {
        let (bold, plain) = if self.color_error {
            ("\u{1b}[1;31m", PLAIN)
        } else {
            ("", "")
        };
        for (number, words) in lines.iter().enumerate() {
            let words = shortened(words.as_str());
            if number == 0 {
                let line = format!("{bold}error:{plain} {words}");
                write_error(&line, self.color_error);
            } else {
                write_error(&words, false);
            }
        }
    }
}

/// Whether a path leads to a file, given without symbolic links.
pub(crate) fn is_same(path: &Path, real: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|path| path == real)
}

/// That the output would take the place of what it is made from.
pub(crate) fn own_input(output: &Path) -> Failure {
    let name = slashes(output);
    Failure::new(format!(
        "`--output-file {name}` is one of the files that are read; nothing is written"
    ))
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
            .map_err(|error| Failure::writing(&format!("`{}`", slashes(path)), &error)),
    }
}

/// Writes a file beside its place, and puts it there when it is whole. A link keeps leading where it leads.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let failure = |error: io::Error| Failure::writing(&format!("`{}`", slashes(path)), &error);
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::File::create_new(&beside).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.into_inner()?.sync_all()?;
        fs::rename(&beside, &path)
    });
    if let Err(error) = &written
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failure)
}

/// [`report`] of a file that is there as a whole, byte for byte.
pub(crate) fn text(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    report(file, |out| out.write_all(text.as_bytes()))
}

/// Writes a page to standard output, through [`shown::line`].
pub(crate) fn page(text: &str, colors: bool) -> Result<(), Failure> {
    report(None, |out| shown::lines(text, colors, out))
}

/// The words of an error, which may quote a file as long as it is: both ends of what is too long.
fn shortened(words: &str) -> Cow<'_, str> {
    if words.len() <= ERROR_SHOWN {
        return words.into();
    }
    let start = floor_boundary(words, ERROR_SHOWN / 2);
    let end = floor_boundary(words, words.len() - ERROR_SHOWN / 4);
    format!("{}…{}", &words[..start], &words[end..]).into()
}

/// Nobody can be told when standard error is gone.
fn write_error(line: &str, colors: bool) {
    let _ = writeln!(io::stderr().lock(), "{}", shown::line(line, colors));
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
pub(crate) fn usage(error: &clap::Error, arguments: Vec<OsString>) -> u8 {
    if !error.use_stderr() {
        let colors = colors(Color::Auto, io::stdout().is_terminal());
        return match page(&rendered(error, colors), colors) {
            Ok(()) | Err(Failure::BrokenPipe | Failure::Stopped) => 0,
            Err(Failure::Said(words)) => {
                for line in words {
                    write_error(&format!("error: {line}"), false);
                }
                2
            }
        };
    }
    // The message quotes arguments as they are, line breaks among them. Quoted in this way it is the same message.
    let name = |argument: OsString| Shown::new(&slashes(Path::new(&argument))).to_string();
    let again = Args::read(arguments.into_iter().map(name));
    let error = again.as_ref().err().unwrap_or(error);
    let colors = colors(Color::Auto, io::stderr().is_terminal());
    let _ = shown::lines(&rendered(error, colors), colors, &mut io::stderr().lock());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

fn rendered(error: &clap::Error, colors: bool) -> String {
    let words = error.render();
    if colors {
        words.ansi().to_string()
    } else {
        words.to_string()
    }
}
