//! The formats of stages, and the types of their APIs.

use std::rc::Rc;

use crate::api::{Api, ApiSet};
use crate::span::{SourceId, SourceSpan};
use crate::text::{FormatText, Origin};

use super::folder::Stage;
use super::syntax::{Block, Expr, ExprKind};
use super::terraform::Hit;
use super::value::{Hint, Kind, Value};
use super::world::{Binding, Bound, Instance, Scope, World, element};

/// Elements of a `for_each` that are looked at.
pub(super) const MOST_ELEMENTS: usize = 32;

/// The formats of a stage, one for each way that its `for_each` and its unknown conditions can go.
pub(super) fn stage_hits(world: &World<'_>, instance: &Rc<Instance>, stage: &Stage) -> Vec<Hit> {
    let address = format!("{}.{}", stage.kind(), stage.name);
    let mut hits: Vec<Hit> = Vec::new();
    for each in elements_or_none(world, Scope::top(instance), stage.body.get("for_each")) {
        let binding = Binding {
            bound: Bound::One("each", each.clone().unwrap_or(Value::unknown(NOWHERE))),
            outer: None,
        };
        let scope = Scope::top(instance).with(&binding);
        let mut values = Vec::new();
        if let Some(settings) = stage.body.get("access_log_settings") {
            let value = world.eval(scope, settings);
            formats_of(&value, &mut |format| values.push((settings.place, format)));
        }
        for block in &stage.body.blocks {
            if block.sets() == SETTINGS {
                block_values(world, scope, block, &mut values);
            }
        }
        for (place, value) in values {
            for text in texts(&value) {
                if hits.iter().any(|hit| hit.text.as_str() == text.as_str()) {
                    continue;
                }
                hits.push(Hit {
                    text,
                    api: stage_api(world, scope, stage),
                    address: address.clone(),
                    place,
                    calls: Vec::new(),
                });
            }
        }
    }
    hits
}

const SETTINGS: &str = "access_log_settings";

/// For a value that is never looked at.
const NOWHERE: SourceSpan = SourceSpan::new(SourceId(0), 0, 0);

/// `format` of an object, or of the objects of a list.
fn formats_of(settings: &Value, push: &mut dyn FnMut(Value)) {
    if let Some(format) = settings.get("format") {
        push(format.clone());
    }
    for item in settings.items().unwrap_or_default() {
        if let Some(format) = item.get("format") {
            push(format.clone());
        }
    }
    if let Kind::Unknown(Hint {
        maybe: Some(maybe), ..
    }) = &settings.kind
    {
        for choice in maybe.iter().filter(|choice| !choice.is_unknown()) {
            formats_of(choice, push);
        }
    }
}

/// The values of `format` of an `access_log_settings` block, or of each block that a `dynamic` one makes.
fn block_values(
    world: &World<'_>,
    scope: Scope<'_>,
    block: &Block,
    values: &mut Vec<(SourceSpan, Value)>,
) {
    if block.kind != "dynamic" {
        if let Some(format) = block.body.get("format") {
            values.push((format.place, world.eval(scope, format)));
        }
        return;
    }
    let iterator = match block.body.get("iterator").map(|name| &name.kind) {
        Some(ExprKind::Name(name)) => name,
        _ => block.sets(),
    };
    let contents = block
        .body
        .blocks
        .iter()
        .filter(|inner| inner.kind == "content");
    let mut formats = contents.filter_map(|content| content.body.get("format"));
    let Some(format) = formats.next() else {
        return;
    };
    for item in elements_or_none(world, scope, block.body.get("for_each")) {
        let binding = Binding {
            bound: Bound::One(iterator, item.unwrap_or(Value::unknown(format.place))),
            outer: scope.names,
        };
        values.push((format.place, world.eval(scope.with(&binding), format)));
    }
}

/// What `each` stands for; one `None` when the elements are not known, or there are none: the block is looked at anyway.
fn elements_or_none(
    world: &World<'_>,
    scope: Scope<'_>,
    for_each: Option<&Expr>,
) -> Vec<Option<Value>> {
    let Some(for_each) = for_each else {
        return vec![None];
    };
    let pairs = pairs_of(world, scope, for_each);
    if pairs.is_empty() {
        return vec![None];
    }
    let elements = pairs.iter().take(MOST_ELEMENTS);
    elements
        .map(|(key, value)| Some(element(key, value)))
        .collect()
}

/// The elements, also those that a switch in the configuration turns off: `var.enabled ? [x] : []`.
pub(super) fn pairs_of(
    world: &World<'_>,
    scope: Scope<'_>,
    for_each: &Expr,
) -> Vec<(Value, Value)> {
    let pairs = pairs_of_value(&world.eval(scope, for_each));
    match &for_each.kind {
        ExprKind::Conditional(parts) if pairs.is_empty() => {
            let [_, then, otherwise] = parts.as_ref();
            let mut pairs = pairs_of(world, scope, then);
            pairs.extend(pairs_of(world, scope, otherwise));
            pairs
        }
        _ => pairs,
    }
}

fn pairs_of_value(value: &Value) -> Vec<(Value, Value)> {
    match &value.kind {
        Kind::Unknown(Hint {
            maybe: Some(maybe), ..
        }) => maybe.iter().filter_map(Value::pairs).flatten().collect(),
        // a set of strings: the key is the value
        Kind::List(_) => {
            let pairs = value.pairs().unwrap_or_default().into_iter();
            pairs
                .map(|(index, item)| match item.as_text() {
                    Some(_) => (item.clone(), item),
                    None => (index, item),
                })
                .collect()
        }
        _ => value.pairs().unwrap_or_default(),
    }
}

/// The strings that a value can be. One that only the deployment knows is none: there is nothing to say of it.
fn texts(value: &Value) -> Vec<Rc<FormatText>> {
    match &value.kind {
        Kind::Text(text) => {
            let known = text
                .spans()
                .any(|(span, origin)| !span.is_empty() && !matches!(origin, Origin::Hole(_)));
            if known {
                vec![Rc::clone(text)]
            } else {
                Vec::new()
            }
        }
        Kind::Unknown(Hint {
            maybe: Some(maybe), ..
        }) => maybe
            .iter()
            .filter(|v| !v.is_unknown())
            .flat_map(texts)
            .collect(),
        _ => Vec::new(),
    }
}

fn stage_api(world: &World<'_>, scope: Scope<'_>, stage: &Stage) -> ApiSet {
    if stage.rest {
        return ApiSet::one(Api::Rest);
    }
    let id = stage
        .body
        .get("api_id")
        .map(|id| world.eval(scope, id).kind);
    match id {
        Some(Kind::Unknown(Hint { api: Some(api), .. })) => ApiSet::one(api),
        _ => ApiSet::V2,
    }
}
