//! `generate json-schema --of record`: what the `JsonSchema` of the macro's record says.

use gwfmt::schema::{Kind, Property};
use gwfmt_core::model::Model;
use gwfmt_core::record::{Presence, Type};
use serde_json::Value;

use super::record_of;
use crate::chosen::Chosen;
use crate::exit::Failure;

/// The schema of a format's record.
pub(super) fn schema(chosen: &Chosen) -> Result<Value, Failure> {
    let model = Model::new(&chosen.text, chosen.apis);
    let record = record_of(chosen, &model)?;
    let keys: Vec<_> = (0..record.fields.len()).map(|at| record.keys(at)).collect();
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
            kind: kind(field.ty),
            optional: field.presence == Presence::Dash,
            description: docs,
        })
        .collect();
    Ok(super::line::document(
        gwfmt::schema::record(&record.id(), &properties).to_value(),
    ))
}

fn kind(ty: Type) -> Kind {
    match ty {
        Type::Text => Kind::Text,
        Type::QuotedText => Kind::QuotedText,
        Type::Status => Kind::Status,
        Type::Millis => Kind::Millis,
        Type::Integer => Kind::Integer,
        Type::Boolean => Kind::Boolean,
        Type::ClfTime => Kind::ClfTime,
        Type::EpochMillis => Kind::EpochMillis,
        Type::Ip => Kind::Ip,
        Type::Method => Kind::Method,
        Type::EventType => Kind::EventType,
        Type::ErrorType => Kind::ErrorType,
        Type::BasePath => Kind::BasePath,
    }
}
