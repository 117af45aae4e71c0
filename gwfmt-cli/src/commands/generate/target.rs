//! What can be made of the record of a format: a table of rows, from which the command line is built too.
//!
//! A target is one file with its options ([`Target`]) and one row in the table of its kind.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand};

use super::source::Source;
use crate::args::Named;
use crate::exit::Failure;

/// What a target gives.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// The text to print.
    pub(crate) text: String,
    /// What the format lacks, for people.
    pub(crate) remarks: Vec<String>,
}

impl From<String> for Made {
    fn from(text: String) -> Self {
        Self {
            text,
            remarks: Vec::new(),
        }
    }
}

/// The options of one run of a target.
pub(crate) trait Make: Debug {
    /// Makes it of a format.
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure>;
}

/// A target: its options, and how the command line calls it.
pub(crate) trait Target: Make + Args + 'static {
    /// The word of the command line.
    const NAME: &'static str;
    /// What it prints, for `--help`.
    const ABOUT: &'static str;
    /// What follows the options in `--help`: an example, and what is known of the result.
    const AFTER: &'static str;
}

/// A row of the table.
pub(crate) struct Row {
    name: &'static str,
    about: &'static str,
    after: &'static str,
    augment: fn(Command) -> Command,
    read: fn(&mut ArgMatches) -> Result<Box<dyn Make>, clap::Error>,
}

/// The row of a target.
pub(crate) const fn row<T: Target>() -> Row {
    Row {
        name: T::NAME,
        about: T::ABOUT,
        after: T::AFTER,
        augment: T::augment_args,
        read: |matches| Ok(Box::new(T::from_arg_matches_mut(matches)?)),
    }
}

/// The tables, by kind.
static TABLES: [&[Row]; 3] = [
    super::tables::TARGETS,
    super::queries::TARGETS,
    super::pipelines::TARGETS,
];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().copied().flatten()
}

/// What every target takes.
#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    named: Named,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
}

/// One run of a target.
#[derive(Debug)]
pub(crate) struct Run {
    common: Common,
    /// The options of the target.
    pub(crate) make: Box<dyn Make>,
}

impl Run {
    /// The format.
    pub(crate) fn named(&self) -> &Named {
        &self.common.named
    }

    /// The file to write.
    pub(crate) fn output_file(&self) -> Option<&Path> {
        self.common.output_file.as_deref()
    }
}

impl FromArgMatches for Run {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let unknown = || clap::Error::new(ErrorKind::InvalidSubcommand);
        let (name, mut matches) = matches.remove_subcommand().ok_or_else(unknown)?;
        let row = rows().find(|row| row.name == name).ok_or_else(unknown)?;
        Ok(Self {
            make: (row.read)(&mut matches)?,
            common: Common::from_arg_matches_mut(&mut matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Run {
    fn augment_subcommands(command: Command) -> Command {
        rows().fold(command, |command, row| {
            let one = Command::new(row.name)
                .about(row.about)
                .after_help(row.after);
            command.subcommand((row.augment)(Common::augment_args(one)))
        })
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        rows().any(|row| row.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_name_of_its_own_and_an_example() {
        let mut names: Vec<_> = rows().map(|row| row.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for row in rows() {
            let example = format!("gwfmt generate {} ", row.name);
            assert!(row.after.contains(&example), "{}", row.name);
        }
    }
}
