//! Formats in Terraform and OpenTofu: a folder of `.tf` and `.tofu` files in, the formats of its stages out, as Terraform
//! would compute them. What only the deployment knows is a hole.
//!
//! [`directory`] is the way in. `split` cuts files into blocks, `parse` turns a block into a tree (`syntax`), `folder`
//! gathers what a folder declares, `world` and `eval` compute values, `terraform` knows where formats stand.

mod decode;
mod encode;
mod eval;
mod folder;
mod functions;
mod literal;
mod number;
mod parse;
mod split;
mod syntax;
mod terraform;
mod types;
mod value;
mod world;

use crate::carrier::{Extraction, Sources};

/// The formats of a folder, read as Terraform reads it: all its `.tf` and `.tofu` files, `terraform.tfvars` and
/// `*.auto.tfvars`, and the local modules that it calls.
///
/// A format in a called module is reported here only when the call makes a difference to it; the module's own folder shows
/// the others.
pub fn directory(folder: &str, sources: &dyn Sources) -> Extraction {
    terraform::extract(folder, sources)
}

/// Whether a file of this name is one of those that make up a folder's configuration.
pub fn is_code(name: &str) -> bool {
    folder::is_code(name)
}

/// A folder can only hold a format when one of its files contains one of these: a stage's settings, or a text that
/// is passed to a module.
pub const NEEDLES: [&str; 2] = ["access_log_settings", "$context."];

/// Whether the file makes it worth while to read its folder. Exact for what [`directory`] finds, but for a folder that
/// only calls a local module with inputs that choose among formats of that module.
pub fn may_hold(file: &str) -> bool {
    NEEDLES.iter().any(|needle| file.contains(needle))
}
