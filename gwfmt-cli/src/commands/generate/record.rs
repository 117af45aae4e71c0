//! `generate json-schema --of record`: what the `JsonSchema` of the macro's record says.

use gwfmt::schema::Property;
use gwfmt_core::model::Model;
use gwfmt_core::record::Presence;
use serde_json::Value;

use super::record_of;
use crate::commands::chosen::Chosen;
use crate::exit::Failure;

/// The schema of a format's record.
pub(super) fn schema(chosen: &Chosen) -> Result<Value, Failure> {
    let model = Model::new(&chosen.text, chosen.apis);
    let record = record_of(chosen, &model)?;
    let keys = record.keys();
    let keys: Vec<_> = (0..record.fields.len()).map(|at| keys.path(at)).collect();
    let docs: Vec<_> = record
        .fields
        .iter()
        .map(|field| field.docs("null"))
        .collect();
    let properties: Vec<Property<'_>> = record
        .fields
        .iter()
        .zip(keys.iter().zip(&docs))
        .map(|(field, (keys, docs))| Property {
            keys,
            kind: field.kind,
            optional: field.presence == Presence::Dash,
            description: docs,
        })
        .collect();
    Ok(super::line::document(
        gwfmt::schema::record(&record.id(), &properties).to_value(),
    ))
}
