//! Terraform and OpenTofu as a row of the table of carriers.

use std::sync::Arc;

use gwfmt_core::span::SourceId;

use super::{Homes, directory, directory_with, is_code, is_given};
use crate::carrier::{Carrier, Comments, FolderReader, Unit, Values};
use crate::recognise::first_line;
use crate::{Extraction, Sources};

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "terraform",
    what: "a file of Terraform or OpenTofu",
    misplaced: "no resource of this folder keeps an access log format there",
    claims,
    recognises,
    needles: &super::NEEDLES,
    unit: Unit::Folder(FolderReader {
        read: directory,
        alone,
        calls,
        is_code,
        values: Values {
            part: ".tfvars",
            is_values,
            is_given,
            homes: |paths, sources| {
                let homes = Homes::new(sources);
                paths.iter().map(|path| homes.of(path)).collect()
            },
            read: with_values,
        },
    }),
    comments: Comments {
        line: &["#", "//"],
        block: Some(("/*", "*/")),
    },
    suppressions: super::comments::suppressions,
};

/// By the ending alone; Terraform itself reads no file whose ending is in capitals.
fn claims(name: &str) -> bool {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        !stem.is_empty() && matches!(ending, "tf" | "tofu" | "tfvars")
    })
}

/// Whether a file of this name holds values of variables.
fn is_values(name: &str) -> bool {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.ends_with(".tfvars")
}

/// The formats that a file of values has a part in, in the folders that it is for.
fn with_values(values: &str, homes: &[String], sources: &dyn Sources) -> Extraction {
    let mut all = Extraction::default();
    for folder in homes {
        let found = directory_with(folder, values, sources);
        all.formats.extend(found.formats);
        all.unknown.extend(found.unknown);
        all.problems.extend(found.problems);
        all.deployments.extend(found.deployments);
    }
    all
}

/// The sources of the local modules that a file calls.
pub(super) fn calls(file: &[u8]) -> Vec<&str> {
    let quotes = file.iter().enumerate().filter(|(_, byte)| **byte == b'"');
    let sources = quotes.filter_map(|(at, _)| {
        let rest = file.get(at + 1..)?;
        if !rest.starts_with(b".") {
            return None;
        }
        let before = file.get(..at)?.trim_ascii_end();
        // `source = "./m"`, and `"source": "./m"` in Terraform's JSON syntax
        let name = match before.strip_suffix(b"=") {
            Some(name) => name.trim_ascii_end(),
            None => (before.strip_suffix(b":")?.trim_ascii_end()).strip_suffix(b"\"")?,
        };
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\n'))?;
        let source = std::str::from_utf8(rest.get(..end)?).ok()?;
        let is_local = source.starts_with("./") || source.starts_with("../") || source == "..";
        let is_source = is_local && name.ends_with(b"source") && rest.get(end) == Some(&b'"');
        is_source.then_some(source)
    });
    sources.collect()
}

/// Whether a text is Terraform: its first block is one that Terraform knows.
fn recognises(text: &str) -> bool {
    const BLOCKS: [&str; 9] = [
        "resource",
        "data",
        "module",
        "variable",
        "locals",
        "output",
        "provider",
        "terraform",
        "moved",
    ];
    if text.lines().any(|line| line.starts_with("inputs ")) {
        return false; // `inputs = {…}` is Terragrunt
    }
    let Some(line) = first_line(text, &["#", "//"]) else {
        return false;
    };
    let word = line.split([' ', '\t', '"', '{']).next().unwrap_or_default();
    let rest = line.get(word.len()..).unwrap_or_default().trim();
    let labels = rest.trim_end_matches('}').trim_end();
    let is_open = rest.contains('{') || labels.ends_with('"');
    BLOCKS.contains(&word) && is_open && rest.starts_with(['"', '{'])
}

/// The formats of a file of Terraform whose name is none of Terraform's: read by itself, for the files beside it are what
/// it will be with another name. The modules that it calls are followed.
fn alone(path: &str, sources: &dyn Sources) -> Extraction {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    directory(
        folder,
        &Alone {
            path,
            folder,
            sources,
        },
    )
}

/// The files around one file, as if it were the only one in its folder and had a name of Terraform's.
struct Alone<'s> {
    path: &'s str,
    folder: &'s str,
    sources: &'s dyn Sources,
}

impl Alone<'_> {
    const NAME: &'static str = "main.tf";
}

impl Sources for Alone<'_> {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_it = folder == self.folder && name == Self::NAME;
        self.sources.read(if is_it { self.path } else { path })
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if folder == self.folder {
            return vec![Self::NAME.to_owned()];
        }
        self.sources.list(folder)
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        self.sources.folders(folder)
    }

    fn location(&self) -> String {
        self.sources.location()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_claimed_by_its_ending() {
        for name in [
            "a.tf",
            "b.tofu",
            "c.tfvars",
            "a.tf.json",
            "b.tofu.json",
            "c.auto.tfvars.json",
        ] {
            assert!(claims(name), "{name}");
        }
        for name in ["A.TF", "tf", "", ".tf", ".tf.json", "tf.json", "x.TF.json"] {
            assert!(!claims(name), "{name}");
        }
    }

    #[test]
    fn finds_the_local_modules_that_a_file_calls() {
        let file = b"module \"a\" {\n  source = \"./a\"\n}\nmodule \"b\" { source=\"../b/c\"\n version = \"./no\" }\n source = \"a/b/c\"\n source = \"./open\n";
        assert_eq!(calls(file), ["./a", "../b/c"]);
        let json = b"{\"module\":{\"a\":{\"source\": \"./a\"},\"b\":{\"source\":\"../b\",\"path\":\"./no\"}}}";
        assert_eq!(calls(json), ["./a", "../b"]);
    }

    #[test]
    fn terraform_is_told_by_its_first_block() {
        for text in [
            "resource \"aws_api_gateway_stage\" \"s\" {\n  a = 1\n}\n",
            "/* of\nthe team */\n# x\nlocals {\n}\n",
            "{% raw %}\nvariable \"x\" {}\n",
            "module \"a\"\n{\n}\n",
        ] {
            assert!(recognises(text), "{text}");
        }
        for text in [
            "include \"root\" {\n  path = 1\n}\ninputs = {\n}\n",
            "locals {\n}\ninputs = {\n}\n",
            "data = {\n  a = 1\n}\n",
            "resource of many\nwords {\n",
        ] {
            assert!(!recognises(text), "{text}");
        }
    }
}
