//! Programs for the CDK: what is found in them is what is found in the templates that the CDK synthesises from them.

use std::path::Path;
use std::process::Command;

use super::{Format, Linted, lint, missing, node_modules, programs, python, run};

/// The formats of a program that are known to us in part or not at all, each with the reason.
struct Gaps {
    /// The format stands elsewhere than in the construct, under this address.
    elsewhere: &'static [(&'static str, &'static str)],
    /// Parts of the format are holes.
    holes: &'static [(&'static str, &'static str)],
    /// The format is named as not known, under this address and with these words.
    unknown: &'static [(&'static str, &'static str, &'static str)],
}

/// Each format of the templates is that of the construct whose id its logical id begins with.
fn agree(program: &Linted, templates: &Linted, gaps: &Gaps) {
    assert_eq!(templates.unknown, []);
    let owner = |made: &Format| {
        let ids = program.formats.iter().map(|format| format.address.as_str());
        let unknown = gaps.unknown.iter().map(|(id, ..)| *id);
        let elsewhere = gaps.elsewhere.iter().map(|(id, _)| *id);
        let ids = ids
            .chain(unknown)
            .chain(elsewhere)
            .filter(|id| made.address.starts_with(id));
        ids.max_by_key(|id| id.len())
    };
    let mut seen = Vec::new();
    for made in &templates.formats {
        let id = owner(made).unwrap_or_else(|| panic!("not found in the program: {made}"));
        if let Some((_, address, reason)) = gaps.unknown.iter().find(|(known, ..)| *known == id) {
            let unknown = program.unknown.iter();
            let mut unknown = unknown.filter(|(there, _)| there == address);
            assert!(
                unknown.any(|(_, why)| why.contains(reason)),
                "{id}: {:?}",
                program.unknown
            );
            seen.push(id);
            continue;
        }
        let elsewhere = gaps.elsewhere.iter().find(|(known, _)| *known == id);
        let id = elsewhere.map_or(id, |(_, address)| address);
        seen.push(id);
        let ours: Vec<&Format> = program
            .formats
            .iter()
            .filter(|format| format.address == id)
            .collect();
        let [ours] = ours[..] else {
            panic!("one format is made of {ours:?}");
        };
        assert_eq!(ours.api, made.api, "{id}");
        if gaps.holes.iter().any(|(known, _)| *known == id) {
            assert!(fills(&made.text, &ours.text), "{id}: {ours}\n{made}");
        } else {
            assert_eq!(ours.text, made.text, "{id}");
        }
    }
    for format in &program.formats {
        let times = seen.iter().filter(|id| **id == format.address).count();
        assert_eq!(times, 1, "it is made once: {format}");
    }
    assert_eq!(
        program.unknown.len(),
        gaps.unknown.len(),
        "{:?}",
        program.unknown
    );
    for (id, ..) in gaps.unknown {
        assert!(seen.contains(id), "{id} is not made");
    }
    for (id, why) in gaps.holes {
        assert!(seen.contains(id), "{id} is not made: {why}");
    }
}

/// Whether a text is another with something in place of each hole, of which there is one at least.
fn fills(text: &str, holed: &str) -> bool {
    let mut parts = holed.split('\u{FFFC}');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return false;
    };
    for part in between {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// What is found in the templates that a command synthesises.
fn synthesised(command: &mut Command) -> Linted {
    let out = tempfile::tempdir().unwrap();
    run(command
        .current_dir(programs())
        .env("CDK_OUTDIR", out.path()));
    lint(out.path(), &["rest.template.json", "v2.template.json"], "")
}

fn with_modules(modules: &Path) -> Command {
    let mut node = Command::new("node");
    node.arg("run.js").env("NODE_PATH", modules);
    node
}

#[test]
fn a_program_of_typescript_is_found_to_have_what_it_synthesises() {
    let Some(modules) = node_modules("aws-cdk-lib") else {
        return missing("aws-cdk-lib of npm");
    };
    let templates = synthesised(with_modules(&modules).arg("app.ts"));
    assert!(templates.formats.len() >= 30, "{templates:?}");
    let program = lint(&programs(), &["app.ts"], "");
    agree(
        &program,
        &templates,
        &Gaps {
            elsewhere: &[("L2Fields", "options")],
            holes: &[("L1Padded", "`padEnd` is not computed")],
            unknown: &[
                (
                    "L1Helper",
                    "stage",
                    "`format` is an argument of the function",
                ),
                (
                    "L1Replacement",
                    "L1Replacement",
                    "does not compute `.replace()`",
                ),
                (
                    "L1Filtered",
                    "L1Filtered",
                    "does not compute this expression",
                ),
                // JavaScript writes exponents in a way of its own
                (
                    "L1Exponents",
                    "L1Exponents",
                    "cannot compute this value as JSON",
                ),
            ],
        },
    );
}

#[test]
fn a_program_of_python_is_found_to_have_what_it_synthesises() {
    let Some(python) = python("aws_cdk") else {
        return missing("aws-cdk-lib of PyPI");
    };
    let templates = synthesised(
        Command::new(python)
            .arg("app.py")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")
            .env("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1"),
    );
    assert!(templates.formats.len() >= 25, "{templates:?}");
    let program = lint(&programs(), &["app.py"], "");
    agree(
        &program,
        &templates,
        &Gaps {
            elsewhere: &[],
            holes: &[
                ("L1FString", "`:>3` is not computed"),
                ("L1Named", "names of characters are not known"),
            ],
            unknown: &[
                (
                    "L1Helper",
                    "L1Helper",
                    "`format` is an argument of the function",
                ),
                (
                    "L1Filtered",
                    "L1Filtered",
                    "does not compute this expression",
                ),
                (
                    "L1Exponents",
                    "L1Exponents",
                    "cannot compute this value as JSON",
                ),
                ("L1Padded", "L1Padded", "does not compute this `%`"),
                ("L1Keys", "L1Keys", "the name of a member is not known"),
            ],
        },
    );
}
