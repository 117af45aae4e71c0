//! The JSON Schema of a config file, made of the tables by which it is read.

use gwfmt_carriers::config::{KEYS, Key, LEVELS, Level, OVERRIDE_KEYS, Takes, VARIABLE_KEYS};
use gwfmt_core::api::Api;
use gwfmt_core::lint::{Choice, Rule};
use gwfmt_core::naming::Naming;
use gwfmt_core::settings::Holds;
use serde_json::{Map, Value, json};

/// The schema.
pub(crate) fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gwfmt.toml",
        "description": "What a repository wants of gwfmt.",
    });
    merge(&mut schema, table(KEYS, &[]));
    schema["$defs"] = json!({
        "rules": rules(),
        "override": table(OVERRIDE_KEYS, &["paths"]),
        "variable": table(VARIABLE_KEYS, &["name"]),
    });
    schema
}

fn table(keys: &[Key], required: &[&str]) -> Value {
    let properties = keys.iter().map(|key| {
        let mut value = json!({ "description": key.docs });
        merge(&mut value, takes(key.takes));
        (key.name.to_owned(), value)
    });
    let mut table = json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn takes(takes: Takes) -> Value {
    match takes {
        Takes::Rules => json!({ "$ref": "#/$defs/rules" }),
        Takes::Patterns => json!({ "type": "array", "items": { "type": "string" } }),
        Takes::Severity => json!({ "enum": ["error", "warning", "note"] }),
        Takes::Api => json!({ "enum": Api::ALL.map(Api::name) }),
        Takes::Variables => json!({
            "type": "array",
            "items": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/variable" }] },
        }),
        Takes::Names | Takes::Keys => {
            json!({ "type": "array", "items": { "type": "string", "minLength": 1 } })
        }
        Takes::Naming => json!({ "enum": Naming::ALL.map(Naming::name) }),
        Takes::Apis => {
            let api = json!({ "enum": Api::ALL.map(Api::name) });
            json!({ "anyOf": [api, { "type": "array", "items": api, "minItems": 1 }] })
        }
        Takes::Holds => json!({ "enum": Holds::ALL.map(Holds::name) }),
        Takes::Boolean => json!({ "type": "boolean" }),
        Takes::File | Takes::Name => json!({ "type": "string", "minLength": 1 }),
        Takes::Overrides => json!({ "type": "array", "items": { "$ref": "#/$defs/override" } }),
    }
}

fn rules() -> Value {
    let level = json!({ "enum": LEVELS.map(Level::word) });
    let properties = Choice::words().map(|word| {
        let mut value = level.clone();
        if let Some(rule) = Rule::find(word) {
            let summary: Vec<&str> = rule.summary().split_whitespace().collect();
            value["description"] = summary.join(" ").into();
        }
        (word.to_owned(), value)
    });
    json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "additionalProperties": false,
    })
}

/// Adds the keys of one object to another.
fn merge(to: &mut Value, from: Value) {
    if let (Value::Object(to), Value::Object(from)) = (to, from) {
        to.extend(from);
    }
}
