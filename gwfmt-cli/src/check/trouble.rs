//! What could not be read, as findings about files.

use std::path::Path;

use gwfmt_carriers::files::{self, Files, Trouble};
use gwfmt_core::lint::Rule;
use gwfmt_core::lint::rules::{file_too_large, parse_error, unreadable_file};
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::check::examine::Examiner;
use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::source::{Source, SourceList};
use crate::check::texts::Texts;
use crate::input::ignored::{BadIgnoreFile, Why};

impl Linter<'_> {
    /// Notes which of the files that were asked for could not be read.
    pub(super) fn troubles(&self, files: &Files, read: &Texts<'_>, run: &mut Run) {
        for (path, trouble) in files.troubles() {
            let path = read.known(path);
            let named = self.is_named(&path);
            self.trouble(&path, named, trouble, run);
        }
    }

    /// Notes why a file or folder could not be read.
    pub(crate) fn trouble(&self, path: &Path, named: bool, trouble: Trouble, run: &mut Run) {
        let name = self.ground.display(path);
        let words = trouble.words();
        match trouble {
            Trouble::TooLarge | Trouble::OverBudget | Trouble::TooMany => {
                let message = format!("the file {words}");
                self.file_finding(&file_too_large::RULE, named, (path, ""), 0, &message, run);
            }
            Trouble::NotUtf8(text, at) => {
                let message = format!("the file {words}");
                self.file_finding(&parse_error::RULE, named, (path, &text), at, &message, run);
            }
            Trouble::Utf16(_) => {
                let message = format!("the file {words}");
                self.file_finding(&parse_error::RULE, named, (path, ""), 0, &message, run);
            }
            Trouble::Io(error) if named => {
                let why = files::reason(&error);
                let failure = format!("cannot read `{name}`: {why}");
                run.failures.push(failure);
            }
            _ if named => run.failures.push(format!("`{name}` {words}")),
            _ => self.file_finding(&unreadable_file::RULE, false, (path, ""), 0, &words, run),
        }
    }

    /// Notes what keeps an ignore file from ignoring anything.
    pub(crate) fn bad_ignore_file(&self, bad: BadIgnoreFile, run: &mut Run) {
        let (rule, words) = match bad.why {
            Why::Unread(trouble) => (&unreadable_file::RULE, trouble.words()),
            Why::TooMuch(words) => (&file_too_large::RULE, words),
        };
        let message = format!("this ignore file has no effect: {words}");
        self.file_finding(rule, false, (&bad.path, ""), 0, &message, run);
    }

    pub(super) fn file_finding(
        &self,
        rule: &Rule,
        named: bool,
        (path, text): (&Path, &str),
        at: usize,
        message: &str,
        run: &mut Run,
    ) {
        let name = self.ground.display(path);
        let source = Source::new(name, text, self.configs.terms(path));
        let sources = SourceList(vec![source]);
        let place = SourceSpan::new(SourceId(0), at, at);
        Examiner::file(rule, named, (place, message), None, &sources, run);
    }
}
