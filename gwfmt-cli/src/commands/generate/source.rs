//! What targets are made from: the record of a format, its columns, and the command that asked.

use gwfmt_core::api::ApiSet;
use gwfmt_core::record::{Column, Field, Layout, Presence, Record};
use gwfmt_format::{Enclosure, Kind};

/// A format as targets see it.
pub(crate) struct Source<'s> {
    /// Its record.
    pub(crate) record: &'s Record,
    /// The columns of the record, one for each field.
    pub(crate) columns: Vec<Column>,
    /// The types of API that it may be for.
    pub(crate) apis: ApiSet,
    /// The command line, in one line.
    pub(crate) command: String,
}

impl<'s> Source<'s> {
    pub(crate) fn new(record: &'s Record, apis: ApiSet) -> Self {
        Self {
            record,
            columns: record.table(),
            apis,
            command: command(),
        }
    }

    /// The keys that lead to each value, where any reader of JSON finds it by them. A line with a `-` that is not in quotes, or with
    /// quotes within quotes, is not JSON: formats that may write one are read as text.
    pub(crate) fn json_paths(&self) -> Option<Vec<&'s [String]>> {
        let record = self.record;
        let bare = |field: &Field| match field.enclosure {
            Enclosure::JsonBare => field.presence == Presence::Dash,
            // a text with quotes of its own, between quotes
            _ => field.kind == Kind::QuotedText,
        };
        let found = record.layout == Layout::Json
            && record.by_name
            && record.well_formed
            && !record.fields.iter().any(bare);
        found.then(|| record.fields.iter().map(|f| f.path.as_slice()).collect())
    }

    /// The number of the first field of one of these variables, the first variable first.
    pub(crate) fn find(&self, variables: &[&str]) -> Option<usize> {
        variables.iter().find_map(|variable| {
            let mut fields = self.record.fields.iter();
            fields.position(|field| field.variable == *variable)
        })
    }
}

/// The command line as a shell takes it, in one line.
fn command() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quoted(&argument.to_string_lossy()));
    let words: Vec<String> = std::iter::once("gwfmt".to_owned()).chain(quoted).collect();
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=#,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if word.chars().any(char::is_control) {
        return format!("$'{}'", word.escape_default());
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_command_is_one_line_that_a_shell_reads() {
        assert_eq!(quoted("--api"), "--api");
        assert_eq!(quoted("$context.a b"), "'$context.a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("a\nb'"), r"$'a\nb\''");
    }
}
