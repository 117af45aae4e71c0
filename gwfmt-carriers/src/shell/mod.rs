//! Shell scripts that call the AWS command line: what `--access-log-settings`, `--patch-operations` and `--cli-input-json` are
//! given, as far as the quoting of a shell says it. Nothing is run; what a variable holds is known where it is assigned once.
//!
//! `words` takes a script apart, `value` says what a word is worth, `options` finds the formats in what the commands take.

mod carrier;
mod comments;
mod delivery;
mod options;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub use carrier::CARRIER;

use gwfmt_core::span::SourceId;

use crate::{Extraction, Problem, ProblemKind, Sources};
use gwfmt_core::span::SourceSpan;

/// A script that holds a format has one of these words.
pub const NEEDLES: [&str; 2] = ["access-log-settings", "ccessLogSettings"];

/// The formats of a script.
pub(crate) fn read(path: &str, source: SourceId, text: &str, sources: &dyn Sources) -> Extraction {
    let script = words::Script::new(source, text);
    let mut found = Extraction::default();
    if let Some(at) = script.stopped {
        let place = SourceSpan::new(source, at, at);
        let message = "nested too deeply: the rest of the script is not read";
        found
            .problems
            .push(Problem::new(ProblemKind::Limit, place, message));
    }
    options::formats(&script, path, sources, &mut found);
    found.formats.sort_by_key(|found| found.place);
    found.number_addresses();
    found
}
