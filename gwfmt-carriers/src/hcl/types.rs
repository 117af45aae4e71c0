//! What the `type` of a variable does to its value: attributes that may be left out, numbers that become strings.

use std::rc::Rc;

use gwfmt_core::text::FormatText;

use super::syntax::{Call, Expr, ExprKind};
use super::value::{Kind, Value};
use super::world::{Scope, World};

/// The value as a variable of this type holds it. What does not fit stays as it is.
pub(super) fn convert(world: &World<'_>, scope: Scope<'_>, kind: &Expr, value: Value) -> Value {
    if value.is_unknown() && is_string(kind) {
        return value.into_string();
    }
    if value.is_unknown() || value.is_null() {
        return value;
    }
    match &kind.kind {
        ExprKind::Name(name) => primitive(name, value),
        ExprKind::Call(call) => collection(world, scope, call, value),
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

fn collection(world: &World<'_>, scope: Scope<'_>, call: &Call, value: Value) -> Value {
    let [inner] = call.arguments.as_slice() else {
        return value;
    };
    match (call.name.as_str(), value.items(), value.entries()) {
        ("list" | "set", Some(items), _) => {
            let items = items
                .iter()
                .map(|item| convert(world, scope, inner, item.clone()));
            world.list(value.place, items.collect())
        }
        ("map", _, Some(entries)) => {
            let entries = entries.iter().map(|(key, item)| {
                let item = convert(world, scope, inner, item.clone());
                (Rc::clone(key), item)
            });
            world.map(value.place, entries.collect())
        }
        ("object", _, Some(_)) => match &inner.kind {
            ExprKind::Object(attributes) => object(world, scope, attributes, &value),
            _ => value,
        },
        _ => value,
    }
}

fn object(
    world: &World<'_>,
    scope: Scope<'_>,
    attributes: &[(Expr, Expr)],
    value: &Value,
) -> Value {
    let mut entries: Vec<(Rc<FormatText>, Value)> = Vec::new();
    for (name, kind) in attributes {
        let Some(name) = world.eval(scope, name).known_text() else {
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
            (_, Some(default)) => (&name, world.eval(scope, default)),
            (None, None) => (&name, Value::new(value.place, Kind::Null)),
        };
        entries.push((Rc::clone(key), convert(world, scope, kind, item)));
    }
    world.map(value.place, entries)
}
