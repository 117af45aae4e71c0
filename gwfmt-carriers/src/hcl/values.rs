//! Files of values that lie apart from the code that they are for: `envs/prod/terraform.tfvars`, `config/prod.auto.tfvars`. Whose
//! variables they set says which folders they are tried on.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gwfmt_core::limits::{VALUES_DEPTH, VALUES_FOLDERS, VALUES_HOMES};

use super::folder::{byte_order_mark, given_values, is_code, is_given, is_local_source};
use super::split;
use super::syntax::{Expr, ExprKind, Part};
use crate::Sources;
use crate::paths::{join, resolve};

/// Tells the folders that files of values are for. It keeps what it learns, for one root.
pub struct Homes<'s> {
    sources: &'s dyn Sources,
    known: RefCell<BTreeMap<String, Option<Rc<Declared>>>>,
    /// Folders that may still be looked into.
    left: Cell<usize>,
}

/// What the code of a folder declares.
#[derive(Default)]
struct Declared {
    variables: BTreeSet<String>,
    /// The folders whose modules it calls.
    calls: Vec<String>,
}

impl<'s> Homes<'s> {
    /// For the files of `sources`.
    pub fn new(sources: &'s dyn Sources) -> Self {
        Self {
            sources,
            known: RefCell::default(),
            left: Cell::new(VALUES_FOLDERS),
        }
    }

    /// The folders that the file of values at `path` is tried on: its own if that holds code; else the nearest one above it
    /// whose variables it sets, or those below that one. Where nobody declares what it sets, the nearest above that holds code.
    /// Empty when Terraform reads the file with its folder anyway.
    pub fn of(&self, path: &str) -> Vec<String> {
        let (own, name) = path.rsplit_once('/').unwrap_or(("", path));
        if self.declared(own).is_some() {
            return if is_given(name) {
                Vec::new()
            } else {
                vec![own.to_owned()]
            };
        }
        let set = self.set_by(path);
        let sets = |folder: &str| {
            let declared = self.declared(folder)?;
            let sets = set.iter().any(|name| declared.variables.contains(name));
            sets.then_some(declared)
        };
        let mut visited: Option<&str> = None;
        for above in ancestors(own) {
            if sets(above).is_some() {
                return vec![above.to_owned()];
            }
            let mut homes = BTreeMap::new();
            self.below(above, visited, VALUES_DEPTH, &mut |folder| {
                if let Some(declared) = sets(folder) {
                    homes.insert(folder.to_owned(), declared);
                }
            });
            visited = Some(above);
            if !homes.is_empty() {
                return roots_of(&homes);
            }
        }
        let mut above = ancestors(own).filter(|above| self.declared(above).is_some());
        vec![above.next().unwrap_or(own).to_owned()]
    }

    /// The names that a file gives values to; those that may be formats if there are such.
    fn set_by(&self, path: &str) -> BTreeSet<String> {
        let values = given_values(path, self.sources).unwrap_or_default().0;
        let (mut formats, mut all) = (BTreeSet::new(), BTreeSet::new());
        for value in values {
            if refers(&value.value) {
                formats.insert(value.name.clone());
            }
            all.insert(value.name);
        }
        if formats.is_empty() { all } else { formats }
    }

    /// Goes through the folders below one that hold code, without `but` and what lies below that.
    fn below(&self, folder: &str, but: Option<&str>, depth: usize, visit: &mut dyn FnMut(&str)) {
        for name in self.sources.folders(folder) {
            let inner = join(folder, &name);
            let Some(left) = self.left.get().checked_sub(1) else {
                return;
            };
            if but == Some(&*inner) || name == "node_modules" {
                continue;
            }
            self.left.set(left);
            visit(&inner);
            if depth > 1 {
                self.below(&inner, but, depth - 1, visit);
            }
        }
    }

    /// What a folder declares; `None` when it holds no code.
    fn declared(&self, folder: &str) -> Option<Rc<Declared>> {
        if let Some(known) = self.known.borrow().get(folder) {
            return known.clone();
        }
        let names = self.sources.list(folder);
        let code: Vec<&String> = names.iter().filter(|name| is_code(name)).collect();
        let declared = (!code.is_empty()).then(|| {
            let mut declared = Declared::default();
            for name in code {
                self.read(folder, &join(folder, name), &mut declared);
            }
            Rc::new(declared)
        });
        let mut known = self.known.borrow_mut();
        known.insert(folder.to_owned(), declared.clone());
        declared
    }

    fn read(&self, folder: &str, path: &str, declared: &mut Declared) {
        let Some((_, text)) = self.sources.read(path) else {
            return;
        };
        let text = &text[byte_order_mark(&text)..];
        if path.strip_suffix(".json").is_some() {
            for name in super::json::variables(text) {
                declared.variables.insert(name);
            }
            return;
        }
        for item in split::items(text).0 {
            match (item.kind, item.labels.first()) {
                ("variable", Some(name)) => {
                    declared.variables.insert((*name).to_owned());
                }
                ("module", _) => {
                    let source = split::inner(text, &item).into_iter().find_map(|span| {
                        let value = text[span.range()].strip_prefix("source")?.trim_start();
                        let value = value.strip_prefix('=')?.trim();
                        value.strip_prefix('"')?.strip_suffix('"')
                    });
                    let source = source.filter(|source| is_local_source(source));
                    let called =
                        source.and_then(|source| resolve(&self.sources.location(), folder, source));
                    declared.calls.extend(called);
                }
                _ => {}
            }
        }
    }
}

/// The folder and those above it, up to the root.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder: &&str| match *folder {
        "" => None,
        folder => Some(folder.rsplit_once('/').map_or("", |(above, _)| above)),
    })
}

/// Those that none of the others calls: values are for the folders that are deployed, and not for their modules.
fn roots_of(homes: &BTreeMap<String, Rc<Declared>>) -> Vec<String> {
    let is_called = |folder: &&String| {
        let mut others = homes.iter().filter(|(other, _)| other != folder);
        others.any(|(_, declared)| declared.calls.contains(folder))
    };
    let roots = homes.keys().filter(|folder| !is_called(folder));
    let roots: Vec<String> = roots.take(VALUES_HOMES).cloned().collect();
    if roots.is_empty() {
        return homes.keys().take(VALUES_HOMES).cloned().collect();
    }
    roots
}

/// Whether some string of a value refers to `$context`.
fn refers(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Template(parts) => parts.iter().any(|part| match part {
            Part::Literal(text) => text.as_str().contains("$context."),
            _ => false,
        }),
        ExprKind::Tuple(items) => items.iter().any(refers),
        ExprKind::Object(entries) => entries.iter().any(|(_, value)| refers(value)),
        ExprKind::Call(call) => call.arguments.iter().any(refers),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::fixture::Files;

    const VALUES: &str = "region = \"eu\"\nlog_format = \"$context.requestId\"\n";
    const CODE: &str = "variable \"region\" {}\nvariable \"log_format\" {}\n";

    #[test]
    fn values_are_for_the_folder_whose_variables_they_set() {
        let calls = CODE.to_owned() + "module \"m\" {\n source = \"../modules/api\"\n}\n";
        for (path, code, expected) in [
            ("a/b.tfvars", &[("a/main.tf", "")][..], &["a"][..]),
            ("a/terraform.tfvars", &[("a/main.tf", "")], &[]),
            ("envs/prod/terraform.tfvars", &[("main.tf", CODE)], &[""]),
            (
                "config/x.auto.tfvars",
                &[("infra/main.tf", CODE)],
                &["infra"],
            ),
            // the one above has code of another kind
            (
                "environments/prod.tfvars",
                &[("main.tf", "terraform {}"), ("infra/main.tf", CODE)],
                &["infra"],
            ),
            // the module is called by what is deployed
            (
                "envs/prod.tfvars",
                &[("root/main.tf", &calls), ("modules/api/main.tf", CODE)],
                &["root"],
            ),
            // two roots share a file
            (
                "envs/all.tfvars",
                &[("a/main.tf", CODE), ("b/main.tf", CODE), ("c/main.tf", "")],
                &["a", "b"],
            ),
            // what is near comes first
            (
                "a/envs/x.tfvars",
                &[("a/tf/main.tf", CODE), ("b/main.tf", CODE)],
                &["a/tf"],
            ),
            // a format counts for more than a region
            (
                "x/y.tfvars",
                &[("x/a/m.tf", "variable \"region\" {}"), ("b/main.tf", CODE)],
                &["b"],
            ),
            ("x/y.tfvars", &[("main.tf", ""), ("b/main.tf", "")], &[""]),
            (
                "x/y.tfvars",
                &[("b/v.tf.json", r#"{"variable": {"log_format": {}}}"#)],
                &["b"],
            ),
        ] {
            let mut all = code.to_vec();
            all.push((path, VALUES));
            let files = Files(&all);
            assert_eq!(Homes::new(&files).of(path), expected, "{path} {code:?}");
        }
    }
}
