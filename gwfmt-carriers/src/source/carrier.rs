//! Programs as rows of the table of carriers: one for each language, since they have comments of their own.

use super::ir::Language;
use super::{NEEDLES, language, read};
use crate::carrier::{Carrier, Comments, Unit};

/// TypeScript and JavaScript.
pub const TYPESCRIPT: Carrier = Carrier {
    name: "typescript",
    what: "a program of TypeScript or JavaScript",
    misplaced: "nothing there gives a stage of API Gateway its access log format",
    claims: |name| language(name) == Some(Language::TypeScript),
    recognises: |_| false,
    needles: &NEEDLES,
    unit: Unit::File(|input| Some(read(input.path, input.sources))),
    comments: Comments {
        line: &["//"],
        block: Some(("/*", "*/")),
    },
    suppressions: super::suppressions,
};

/// Python.
pub const PYTHON: Carrier = Carrier {
    name: "python",
    what: "a program of Python",
    misplaced: "nothing there gives a stage of API Gateway its access log format",
    claims: |name| language(name) == Some(Language::Python),
    recognises: |_| false,
    needles: &NEEDLES,
    unit: Unit::File(|input| Some(read(input.path, input.sources))),
    comments: Comments::HASH,
    suppressions: super::suppressions,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_claimed_by_its_ending() {
        for name in ["a.ts", "a.tsx", "a.mjs", "stack.test.js"] {
            assert!(
                (TYPESCRIPT.claims)(name) && !(PYTHON.claims)(name),
                "{name}"
            );
        }
        assert!((PYTHON.claims)("app.py") && !(TYPESCRIPT.claims)("app.py"));
        for name in ["a.d.ts", "a.d.mts", "a.pyc", "ts", "a.TS"] {
            assert!(
                !(TYPESCRIPT.claims)(name) && !(PYTHON.claims)(name),
                "{name}"
            );
        }
    }
}
