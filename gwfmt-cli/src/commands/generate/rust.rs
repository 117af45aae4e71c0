//! `generate rust`: the expansion of the macro as a file of its own.

use gwfmt_core::codegen::{Options, ident, to_file};
use gwfmt_core::model::Model;
use gwfmt_core::record::{pascal, snake};

use super::record_of;
use crate::commands::chosen::Chosen;
use crate::exit::Failure;

/// The code of a record.
pub(super) fn file(chosen: &Chosen, name: &str) -> Result<String, Failure> {
    if pascal(&snake(name)) != name || ident(name) != name {
        return Err(Failure::new(format!(
            "`{name}` is not the name of a struct; write `{}`",
            pascal(&snake(name))
        )));
    }
    let model = Model::new(&chosen.text, chosen.apis);
    let record = record_of(chosen, &model)?;
    Ok(to_file(&record, &Options::new(name), chosen.text.as_str()))
}
