//! What the `type` of a variable does to its value: attributes that may be left out, numbers that become strings.

use std::rc::Rc;

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::syntax::{Call, Expr, ExprKind};
use super::value::{Kind, Value};

/// What a type asks of whoever knows the module it stands in: names of attributes and defaults are expressions, and what is made
/// has its cost.
pub(super) trait Module {
    /// The value of an expression of the module.
    fn value(&self, expr: &Expr) -> Value;
    /// A list.
    fn list(&self, place: SourceSpan, items: Vec<Value>) -> Value;
    /// A map.
    fn map(&self, place: SourceSpan, entries: Vec<(Rc<FormatText>, Value)>) -> Value;
}

/// The value as a variable of this type holds it. What does not fit stays as it is.
pub(super) fn convert(module: &impl Module, kind: &Expr, value: Value) -> Value {
    if value.is_unknown() && is_string(kind) {
        return value.into_string();
    }
    if value.is_unknown() || value.is_null() {
        return value;
    }
    match &kind.kind {
        ExprKind::Name(name) => primitive(name, value),
        ExprKind::Call(call) => collection(module, call, value),
        _ => value,
    }
}

/// Whether the type is `string`.
pub(super) fn is_string(kind: &Expr) -> bool {
    matches!(&kind.kind, ExprKind::Name(name) if name == "string")
}

fn primitive(name: &str, value: Value) -> Value {
    let kind = match name {
        "string" => value.to_text().map(Kind::Text),
        "number" => value.as_number().map(Kind::Number),
        "bool" => value.as_bool().map(Kind::Bool),
        _ => None,
    };
    match kind {
        Some(kind) if value.is_whole() => Value::new(value.place, kind),
        _ => value,
    }
}

fn collection(module: &impl Module, call: &Call, value: Value) -> Value {
    let [inner] = call.arguments.as_slice() else {
        return value;
    };
    match (call.name.as_str(), value.items(), value.entries()) {
        ("list" | "set", Some(items), _) => {
            let items = items
                .iter()
                .map(|item| convert(module, inner, item.clone()));
            module.list(value.place, items.collect())
        }
        ("map", _, Some(entries)) => {
            let entries = entries.iter().map(|(key, item)| {
                let item = convert(module, inner, item.clone());
                (Rc::clone(key), item)
            });
            module.map(value.place, entries.collect())
        }
        ("object", _, Some(_)) => match &inner.kind {
            ExprKind::Object(attributes) => object(module, attributes, &value),
            _ => value,
        },
        _ => value,
    }
}

fn object(module: &impl Module, attributes: &[(Expr, Expr)], value: &Value) -> Value {
    let mut entries: Vec<(Rc<FormatText>, Value)> = Vec::new();
    for (name, kind) in attributes {
        let Some(name) = module.value(name).known_text() else {
            return Value::unknown(value.place);
        };
        let (kind, default) = match &kind.kind {
            ExprKind::Call(call) if call.name == "optional" => (
                call.arguments.first().unwrap_or(kind),
                call.arguments.get(1),
            ),
            _ => (kind, None),
        };
        let given = value.entries().unwrap_or_default();
        let given = given.iter().find(|(key, _)| key.as_str() == name.as_str());
        let (key, item) = match (given, default) {
            (Some((key, item)), None) => (key, item.clone()),
            (Some((key, item)), Some(_)) if !item.is_null() => (key, item.clone()),
            (_, Some(default)) => (&name, module.value(default)),
            (None, None) => (&name, Value::new(value.place, Kind::Null)),
        };
        entries.push((Rc::clone(key), convert(module, kind, item)));
    }
    module.map(value.place, entries)
}
