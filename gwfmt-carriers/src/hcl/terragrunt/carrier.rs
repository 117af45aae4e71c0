//! Terragrunt as a row of the table of carriers.

use super::{stack, users};
use crate::Extraction;
use crate::carrier::{Carrier, Comments, Input, Unit};
use crate::hcl::on_its_own_stack;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "terragrunt",
    what: "a file of Terragrunt",
    misplaced: "no stage of the module that it deploys takes an access log format from there",
    claims,
    recognises,
    needles: &["inputs", "include", "$context."],
    unit: Unit::Caller(read),
    comments: Comments {
        line: &["#", "//"],
        block: Some(("/*", "*/")),
    },
    suppressions: crate::hcl::comments::suppressions,
};

/// By the ending; other programs that write `.hcl` have endings of their own before it.
fn claims(name: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "lock",
        "nomad",
        "pkr",
        "pkrvars",
        "tfcomponent",
        "tfdeploy",
        "tfstack",
        "tftest",
        "tofutest",
    ];
    let Some(stem) = name.strip_suffix(".hcl") else {
        return false;
    };
    let before = stem.rsplit_once('.').map_or("", |(_, ending)| ending);
    !stem.is_empty() && !OTHERS.contains(&before)
}

/// Whether a text is Terragrunt: something at its left margin is what only Terragrunt has.
fn recognises(text: &str) -> bool {
    text.lines().any(|line| {
        let word = line.split([' ', '\t', '=', '{', '"']).next();
        let rest = line
            .get(word.unwrap_or_default().len()..)
            .unwrap_or_default();
        let rest = rest.trim_start();
        match word.unwrap_or_default() {
            "inputs" => rest.starts_with('='),
            "include" | "dependency" => rest.starts_with(['{', '"']),
            _ => false,
        }
    })
}

fn read(input: &Input<'_>) -> Option<Extraction> {
    let name = input.path.rsplit('/').next().unwrap_or_default();
    let is_unit = name == "terragrunt.hcl";
    let is_shared = || input.text.contains("$context.") && is_common(input.text);
    let is_stack = name == stack::NAME;
    if !is_unit && !is_stack && !is_shared() {
        return None;
    }
    let (path, source) = (input.path, input.source);
    if is_stack {
        return Some(on_its_own_stack(input.sources, &|sources| {
            stack::extract(path, source, sources)
        }));
    }
    Some(on_its_own_stack(input.sources, &|sources| {
        users::extract(path, source, is_unit, sources)
    }))
}

/// Whether a file may be one that units include or read.
fn is_common(text: &str) -> bool {
    let begins = |word: &str| text.lines().any(|line| line.starts_with(word));
    recognises(text) || begins("locals") || begins("terraform")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_claimed_by_its_ending() {
        for name in [
            "terragrunt.hcl",
            "root.hcl",
            "env.prod.hcl",
            "terragrunt.stack.hcl",
        ] {
            assert!(claims(name), "{name}");
        }
        for name in [
            ".terraform.lock.hcl",
            "a.pkr.hcl",
            "a.tfcomponent.hcl",
            ".hcl",
            "a.HCL",
            "hcl",
        ] {
            assert!(!claims(name), "{name}");
        }
    }

    #[test]
    fn terragrunt_is_told_by_what_only_it_has() {
        for text in [
            "include \"root\" {\n  path = 1\n}\n",
            "locals {\n}\ninputs = merge({})\n",
            "include {\n}\n",
        ] {
            assert!(recognises(text), "{text}");
        }
        for text in [
            "locals {\n  inputs = 1\n}\n",
            "resource \"a\" \"b\" {\n}\n",
            "include the file\n",
        ] {
            assert!(!recognises(text), "{text}");
        }
    }
}
