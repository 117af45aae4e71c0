//! `generate json-schema --of line`: what every line of a format satisfies, and as little else as can be.
//!
//! A line that is JSON is described as what a reader makes of it; any other line as a string with a pattern.

use gwfmt_core::model::{Model, Use};
use gwfmt_core::pattern::{self, Anything};
use gwfmt_core::record::describe;
use gwfmt_core::shape::Shape;
use gwfmt_core::shape::json::{self, Member, ValueKind};
use gwfmt_core::span::Span;
use gwfmt_core::texts::{TextKind, Texts};
use serde_json::{Map, Value, json};

use crate::commands::chosen::Chosen;
use crate::exit::Failure;

type Object = Map<String, Value>;

/// The schema of a format's lines.
pub(super) fn schema(chosen: &Chosen) -> Result<Value, Failure> {
    let model = Model::new(&chosen.text, chosen.apis);
    if model.uses.is_empty() {
        return Err(Failure::new(format!(
            "`{}` holds no variable, so all its lines are the same",
            chosen.name
        )));
    }
    let mut schema = Object::new();
    schema.insert("$id".to_owned(), id(&model).into());
    schema.insert("title".to_owned(), "access log line".into());
    match &model.shape {
        Shape::Json(json) if json.faults.is_empty() => {
            schema.extend(Line(&model).value(&json.root));
        }
        _ => schema.extend(Line(&model).text()),
    }
    Ok(document(Value::Object(schema)))
}

/// A schema as a document of its own.
pub(super) fn document(schema: Value) -> Value {
    let mut document = Object::new();
    let draft = schemars::consts::meta_schemas::DRAFT2020_12;
    document.insert("$schema".to_owned(), draft.into());
    if let Value::Object(schema) = schema {
        document.extend(schema);
    }
    Value::Object(document)
}

/// A name that is the same wherever the format and its types of API are.
fn id(model: &Model<'_>) -> String {
    let mut text = model.text().to_owned();
    for api in model.apis.iter() {
        text.push('\0');
        text.push_str(api.name());
    }
    format!(
        "urn:gwfmt:line:{:016x}",
        gwfmt_core::record::fingerprint([text.as_str()])
    )
}

struct Line<'m, 'a>(&'m Model<'a>);

impl Line<'_, '_> {
    /// A line that is not JSON.
    fn text(&self) -> Object {
        let model = self.0;
        let text = model.text();
        let end = text.trim_end_matches(['\r', '\n']).len();
        let whole = Span::new(0, end);
        let pattern = pattern::of_range(model, whole, Anything::OneLine, str::to_owned);
        object(json!({ "type": "string", "pattern": format!("^{pattern}$") }))
    }

    fn value(&self, value: &json::Value) -> Object {
        match &value.kind {
            ValueKind::Object(members) => self.object(members),
            ValueKind::Array(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.value(item).into()).collect();
                let count = items.len();
                object(json!({
                    "type": "array", "prefixItems": items, "items": false, "minItems": count,
                }))
            }
            ValueKind::String(parts) => self.string(value.span, parts),
            ValueKind::Bare(parts) => self.bare(value.span, parts),
            ValueKind::Hole => Object::new(),
        }
    }

    fn object(&self, members: &[Member]) -> Object {
        let (mut properties, mut patterns) = (Object::new(), Object::new());
        let mut required: Vec<Value> = Vec::new();
        let mut open = false;
        for member in members {
            let Some(value) = &member.value else {
                open = true;
                continue;
            };
            let value = self.value(value).into();
            if let Some(name) = member.name(self.0.text()) {
                if properties.insert(name.to_string(), value).is_none() {
                    required.push(name.into());
                }
            } else {
                patterns.insert(format!("^{}$", self.inside(member.key)), value);
            }
        }
        let count = required.len();
        let mut schema = object(json!({
            "type": "object", "properties": properties, "required": required,
        }));
        if !patterns.is_empty() {
            schema.insert("minProperties".to_owned(), count.max(1).into());
            schema.insert("patternProperties".to_owned(), patterns.into());
        }
        if !open {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        schema
    }

    /// The expression for what stands between quotes, after a reader undid the escapes.
    fn inside(&self, quoted: Span) -> String {
        let inner = Span::new(quoted.start + 1, quoted.end - 1);
        pattern::of_range(self.0, inner, Anything::Characters, |text| {
            json::unescape(text).into_owned()
        })
    }

    fn string(&self, span: Span, parts: &[usize]) -> Object {
        let raw = self.0.slice(span);
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or(raw);
        match self.only(parts, inner) {
            Some(used) => {
                let texts = used.texts();
                let mut schema = self.described(used);
                match texts.kind {
                    TextKind::Nothing => {
                        schema.insert("const".to_owned(), "-".into());
                    }
                    TextKind::OneOf => {
                        let values = texts.values.iter().chain(texts.absent);
                        schema.insert("enum".to_owned(), values.copied().collect());
                    }
                    TextKind::Any => {
                        schema.insert("type".to_owned(), "string".into());
                    }
                    _ => {
                        let pattern = pattern::of_texts(&texts, Anything::Characters);
                        schema.insert("type".to_owned(), "string".into());
                        schema.insert("pattern".to_owned(), format!("^{pattern}$").into());
                    }
                }
                schema
            }
            None if parts.is_empty() => object(json!({ "const": json::unescape(inner) })),
            None => {
                let pattern = format!("^{}$", self.inside(span));
                object(json!({ "type": "string", "pattern": pattern }))
            }
        }
    }

    /// A value without quotes, of which a line is JSON only where it is a number or a word of JSON.
    fn bare(&self, span: Span, parts: &[usize]) -> Object {
        let raw = self.0.slice(span);
        let Some(used) = self.only(parts, raw) else {
            let constant = serde_json::from_str::<Value>(raw);
            return match constant {
                Ok(constant) if parts.is_empty() => object(json!({ "const": constant })),
                _ => Object::new(),
            };
        };
        let mut schema = self.described(used);
        let kind = match used.texts().kind {
            TextKind::Status => json!({ "type": "integer", "minimum": 100, "maximum": 999 }),
            TextKind::Integer | TextKind::EpochMillis | TextKind::AccountId => {
                json!({ "type": "integer", "minimum": 0 })
            }
            TextKind::Boolean => json!({ "type": "boolean" }),
            TextKind::JsonString => json!({ "type": "string" }),
            _ => json!({}),
        };
        schema.extend(object(kind));
        schema
    }

    /// The reference that is all of a value.
    fn only(&self, parts: &[usize], text: &str) -> Option<&Use> {
        let [number] = parts else { return None };
        let used = self.0.use_of(*number)?;
        (self.0.slice(used.span) == text).then_some(used)
    }

    fn described(&self, used: &Use) -> Object {
        let Texts { absent, .. } = used.texts();
        let path = self.0.path(used);
        let variable = used.resolution.variable();
        let listed = variable.filter(|variable| {
            let apis = self.0.apis;
            apis.iter().any(|api| variable.listing(api).is_some())
        });
        let description = describe(path, listed, absent.first().copied());
        object(json!({ "title": format!("$context.{path}"), "description": description }))
    }
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}
