//! Which files of Terragrunt may have to do with another one: those in which its name stands, and those that name them. To look
//! for names costs next to nothing, to work out what a unit deploys does not.

use std::collections::{BTreeMap, BTreeSet};

use gwfmt_core::limits::UNITS_NAMES;

use crate::Sources;

const ENDING: &str = ".hcl";

/// The names that stand in a text; nothing where one of them is put together.
type Names = Option<BTreeSet<String>>;

pub(super) struct Mentions<'a> {
    sources: &'a dyn Sources,
    /// The file that is looked for.
    wanted: &'a str,
    /// The files that are in sight, by their names.
    files: BTreeMap<String, Vec<String>>,
    /// What stands in all files of a name.
    inside: BTreeMap<String, Names>,
}

impl<'a> Mentions<'a> {
    /// Of a file with this name (without its folder).
    pub(super) fn of(wanted: &'a str, sources: &'a dyn Sources) -> Self {
        Self {
            sources,
            wanted,
            files: BTreeMap::new(),
            inside: BTreeMap::new(),
        }
    }

    /// Brings a file into sight.
    pub(super) fn add(&mut self, name: &str, path: String) {
        if name.ends_with(ENDING) {
            self.files.entry(name.to_owned()).or_default().push(path);
        }
    }

    /// Whether a file with this text may include or read the one that is looked for, itself or through others. A file that is
    /// not in sight may do anything.
    pub(super) fn leads(&mut self, text: &str) -> bool {
        if !self.wanted.ends_with(ENDING) {
            return true;
        }
        let Some(mut open) = names(text) else {
            return true;
        };
        let mut met = open.clone();
        while let Some(name) = open.pop_first() {
            if name == self.wanted {
                return true;
            }
            let Some(inside) = self.inside(&name) else {
                return true;
            };
            for name in inside {
                if met.insert(name.clone()) {
                    open.insert(name.clone());
                }
            }
            if met.len() > UNITS_NAMES {
                return true;
            }
        }
        false
    }

    fn inside(&mut self, name: &str) -> Option<&BTreeSet<String>> {
        if !self.inside.contains_key(name) {
            let all = self.files.get(name).and_then(|paths| {
                let mut all = BTreeSet::new();
                for path in paths {
                    all.extend(names(&self.sources.read(path)?.1)?);
                }
                Some(all)
            });
            self.inside.insert(name.to_owned(), all);
        }
        self.inside.get(name)?.as_ref()
    }
}

/// The names of files of Terragrunt in a text.
fn names(text: &str) -> Names {
    let mut all = BTreeSet::new();
    for (at, _) in text.match_indices(ENDING) {
        let end = at + ENDING.len();
        if text[end..].starts_with(is_of_name) {
            continue;
        }
        let stem = text[..at].trim_end_matches(is_of_name);
        let name = &text[stem.len()..end];
        // `"${local.name}.hcl"`, `join("", [local.name, ".hcl"])`
        if name == ENDING || stem.ends_with(['}', '%', '*']) {
            return None;
        }
        all.insert(name.to_owned());
        if all.len() > UNITS_NAMES {
            return None;
        }
    }
    // the name that it takes when it is given none
    if text.contains("find_in_parent_folders()") {
        all.insert("terragrunt.hcl".to_owned());
    }
    let reads = ["include", "read_terragrunt_config"];
    if all.is_empty() && reads.iter().any(|word| text.contains(word)) {
        return None;
    }
    Some(all)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Files;

    fn leads(text: &str) -> bool {
        let files = Files(&[
            ("root.hcl", "x = find_in_parent_folders(\"region.hcl\")"),
            ("a/region.hcl", "a = read_terragrunt_config(\"common.hcl\")"),
            ("region.hcl", "x = \"root.hcl\""),
            ("other.hcl", "x = \"root.hcl.bak\""),
            ("round.hcl", "x = \"round.hcl\""),
        ]);
        let mut mentions = Mentions::of("common.hcl", &files);
        for (path, _) in files.0 {
            mentions.add(path.rsplit('/').next().unwrap(), (*path).to_owned());
        }
        mentions.leads(text)
    }

    #[test]
    fn a_file_is_named_directly_or_through_others_or_by_a_name_that_is_put_together() {
        for text in [
            "path = find_in_parent_folders(\"common.hcl\")",
            "path = \"${get_repo_root()}/common.hcl\"",
            "path = find_in_parent_folders(\"root.hcl\")",
            "path = \"${local.name}.hcl\"",
            "path = \"x/${local.name}-b.hcl\"",
            "path = format(\"%s.hcl\", local.name)",
            "path = join(\"\", [local.name, \".hcl\"])",
            "include {\n path = local.path\n}",
            "path = \"not/in/sight.hcl\"",
            "path = find_in_parent_folders()",
        ] {
            assert!(leads(text), "{text}");
        }
        for text in [
            "inputs = {}",
            "path = \"other.hcl\"",
            "path = \"round.hcl\"",
            "path = \"common.hcl.bak\"",
        ] {
            assert!(!leads(text), "{text}");
        }
    }
}
