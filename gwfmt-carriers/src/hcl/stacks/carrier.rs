//! Terraform Stacks as a row of the table of carriers.

use super::{extract, is_component, is_deployment};
use crate::carrier::{Carrier, Comments, FolderReader, Unit, Values};
use crate::hcl::carrier::calls;
use crate::hcl::on_its_own_stack;
use crate::{Extraction, Sources};

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "terraform-stacks",
    what: "a file of Terraform Stacks",
    misplaced: "no stage of the modules that its components call takes an access log format from there",
    claims: is_one,
    recognises: |_| false,
    needles: &["component", "deployment", "$context."],
    unit: Unit::Folder(FolderReader {
        read,
        alone: |path, sources| read(crate::paths::parent(path), sources),
        calls,
        is_code: is_one,
        // all files of a folder are read at once, and give values to the modules
        values: Values {
            part: ".tfdeploy.hcl",
            is_values: is_one,
            is_given: is_one,
            homes: |paths, _| vec![Vec::new(); paths.len()],
            read: |_, _, _| Extraction::default(),
        },
    }),
    comments: Comments {
        line: &["#", "//"],
        block: Some(("/*", "*/")),
    },
    suppressions: crate::hcl::comments::suppressions,
};

fn is_one(name: &str) -> bool {
    !name.starts_with('.') && (is_component(name) || is_deployment(name))
}

fn read(folder: &str, sources: &dyn Sources) -> Extraction {
    on_its_own_stack(sources, &|sources| extract(folder, sources))
}
