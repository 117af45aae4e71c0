//! How the command ends: 0, 1 or 2, and why.

use std::io;

pub(crate) use gwfmt_carriers::files::reason;

use crate::text::shown::Shown;

/// What kept the command from doing its job, for a person to read.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A sentence, or several lines.
    Said(Vec<Shown>),
    /// Whoever reads the output went away. That is not a fault.
    BrokenPipe,
    /// It was told to stop, by Ctrl-C.
    #[cfg_attr(
        not(feature = "decode"),
        expect(dead_code, reason = "other commands end at once")
    )]
    Stopped,
}

impl Failure {
    /// A failure in words.
    pub(crate) fn new(words: impl Into<Shown>) -> Self {
        Failure::Said(vec![words.into()])
    }

    /// A failure in several lines, none of them made by what comes from outside.
    pub(crate) fn lines(text: &str) -> Self {
        Failure::Said(text.lines().map(Shown::new).collect())
    }

    /// The same with another word for a text in it.
    pub(crate) fn replacing(self, text: &str, with: &str) -> Self {
        match self {
            Failure::Said(lines) => {
                let line = |line: Shown| Shown::new(&line.as_str().replace(text, with));
                Failure::Said(lines.into_iter().map(line).collect())
            }
            other => other,
        }
    }

    /// What went wrong while writing the report.
    pub(crate) fn writing(to: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::BrokenPipe
        } else {
            Failure::new(format!("cannot write to {to}: {}", reason(error)))
        }
    }
}

/// How a command that did its job ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing that counts was found.
    Clean,
    /// Something was found.
    Findings,
    /// Some of what was asked for could not be done; standard error says what.
    Incomplete,
}
