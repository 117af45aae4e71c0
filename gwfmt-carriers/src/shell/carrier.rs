//! Shell scripts as a row of the table of carriers.

use super::{NEEDLES, read};
use crate::carrier::{Carrier, Comments, Unit};

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "shell",
    what: "a shell script",
    misplaced: "no command of this script gives a format to a stage there",
    claims,
    recognises,
    needles: &NEEDLES,
    unit: Unit::File(|input| Some(read(input.path, input.source, input.text, input.sources))),
    comments: Comments::HASH,
    suppressions: |_, text| super::comments::suppressions(text),
};

fn claims(name: &str) -> bool {
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| !stem.is_empty() && matches!(ending, "sh" | "bash"))
}

/// By its first line.
fn recognises(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let program = first.strip_prefix("#!").map(|line| {
        let mut words = line.split_whitespace();
        let program = words.next().and_then(|path| path.rsplit('/').next());
        match program {
            Some("env") => words.find(|word| !word.starts_with('-')),
            program => program,
        }
    });
    matches!(
        program.flatten(),
        Some("sh" | "bash" | "dash" | "ksh" | "zsh")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_name_or_first_line() {
        for name in ["a.sh", "deploy.bash"] {
            assert!(claims(name), "{name}");
        }
        for name in [".sh", "sh", "a.zsh", "a.sh.j2"] {
            assert!(!claims(name), "{name}");
        }
        for text in [
            "#!/bin/sh\n",
            "#! /usr/bin/env -S bash -eu\n",
            "#!/usr/bin/env bash",
        ] {
            assert!(recognises(text), "{text}");
        }
        for text in [
            "",
            "#!/usr/bin/python3\n",
            "# sh\n",
            "#!/usr/bin/env node\n",
        ] {
            assert!(!recognises(text), "{text}");
        }
    }
}
