//! The JSON Schema of a record as serde writes it: what the type's `JsonSchema` gives and `gwfmt generate json-schema
//! --of record` prints.

use schemars::Schema;
use serde_json::{Map, Value, json};

pub use crate::format::Kind;

/// A value of a record.
///
/// ```
/// use gwfmt::schema::{Kind, Property, record};
///
/// let status = Property { keys: &["http", "status"], kind: Kind::Status, optional: false, description: "" };
/// let schema = record("urn:example", &[status]);
/// let status = schema.pointer("/properties/http/properties/status/type");
/// assert_eq!(status.and_then(|ty| ty.as_str()), Some("integer"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Property<'p> {
    /// The keys that lead to it, its own last.
    pub keys: &'p [&'p str],
    /// What kind of value it is.
    pub kind: Kind,
    /// Whether it may be `null`.
    pub optional: bool,
    /// What it is.
    pub description: &'p str,
}

/// The schema of a record of these values. `id` is its `$id`.
pub fn record(id: &str, properties: &[Property<'_>]) -> Schema {
    let mut root = Map::new();
    root.insert("$id".to_owned(), id.into());
    root.insert("title".to_owned(), "access log record".into());
    object(&mut root);
    for property in properties {
        add(&mut root, property);
    }
    root.into()
}

fn object(schema: &mut Map<String, Value>) {
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), json!({}));
    schema.insert("required".to_owned(), json!([]));
    schema.insert("additionalProperties".to_owned(), false.into());
}

fn add(root: &mut Map<String, Value>, property: &Property<'_>) {
    let Some((own, around)) = property.keys.split_last() else {
        return;
    };
    let mut at = root;
    for key in around {
        let Some(inner) = member(at, key, || {
            let mut nested = Map::new();
            object(&mut nested);
            nested.into()
        }) else {
            return;
        };
        at = inner;
    }
    member(at, own, || value(property));
}

/// The schema under a key, made when it is not there yet.
fn member<'s>(
    object: &'s mut Map<String, Value>,
    key: &str,
    make: impl FnOnce() -> Value,
) -> Option<&'s mut Map<String, Value>> {
    let known = object.get("properties")?.get(key).is_some();
    if !known {
        object.get_mut("required")?.as_array_mut()?.push(key.into());
        let properties = object.get_mut("properties")?.as_object_mut()?;
        properties.insert(key.to_owned(), make());
    }
    object.get_mut("properties")?.get_mut(key)?.as_object_mut()
}

fn value(property: &Property<'_>) -> Value {
    let (ty, extra) = match property.kind {
        Kind::Status => ("integer", json!({"minimum": 100, "maximum": 999})),
        Kind::Millis => ("integer", json!({"minimum": 0, "maximum": u32::MAX})),
        Kind::Integer => ("integer", json!({"minimum": 0})),
        Kind::Boolean => ("boolean", json!({})),
        Kind::ClfTime | Kind::EpochMillis => ("string", json!({"format": "date-time"})),
        Kind::Ip
        | Kind::Text
        | Kind::QuotedText
        | Kind::Method
        | Kind::EventType
        | Kind::ErrorType
        | Kind::BasePath
        | Kind::User => ("string", json!({})),
    };
    let mut schema = Map::new();
    schema.insert("description".to_owned(), property.description.into());
    let ty = if property.optional {
        json!([ty, "null"])
    } else {
        ty.into()
    };
    if property.kind == Kind::Ip {
        // with the type in both: makers of types take a choice without types for objects
        let one = |format: &str| json!({"type": ty, "format": format});
        schema.insert("anyOf".to_owned(), json!([one("ipv4"), one("ipv6")]));
    }
    schema.insert("type".to_owned(), ty);
    if let Value::Object(extra) = extra {
        schema.extend(extra);
    }
    schema.into()
}
