//! The formats of stages, and the types of their APIs.

use std::collections::BTreeSet;
use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::limits::HCL_ELEMENTS;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::{FormatText, Origin};

use super::budget::TOO_MANY_ELEMENTS;
use super::folder::Stage;
use super::hit::Hit;
use super::syntax::{Block, Body, Expr, ExprKind};
use super::value::{Hint, Kind, Value};
use super::world::{Binding, Bound, Instance, Scope, World, element};
use crate::reason::Reason;

/// The formats of a stage, one for each way that its `for_each` and its unknown conditions can go.
pub(super) fn stage_hits(world: &World<'_>, instance: &Rc<Instance>, stage: &Stage) -> Vec<Hit> {
    let address = format!("{}.{}", stage.kind.name, stage.name);
    let mut hits: Vec<Hit> = Vec::new();
    let mut keys: Vec<Option<String>> = Vec::new();
    let mut seen: BTreeSet<(ApiSet, String)> = BTreeSet::new();
    let is_off = is_off(world, Scope::top(instance), &stage.body);
    for each in elements_or_none(world, Scope::top(instance), stage.body.get("for_each")) {
        let key = each.as_ref().and_then(|each| each.get("key")?.known_text());
        let key = key.map(|key| format!("[\"{}\"]", key.as_str()));
        let binding = Binding {
            bound: Bound::One("each", each.clone().unwrap_or(Value::unknown(NOWHERE))),
            outer: None,
        };
        let scope = Scope::top(instance).with(&binding);
        let mut values = Vec::new();
        let kind = stage.kind;
        if let Some(settings) = stage.body.get(kind.within.unwrap_or(kind.settings)) {
            let mut value = world.eval(scope, settings);
            if kind.within.is_some() {
                value = value
                    .get(kind.settings)
                    .cloned()
                    .unwrap_or(Value::unknown(NOWHERE));
            }
            formats_of(&value, &mut |format| {
                values.push((settings.place, format, is_off));
            });
        }
        for block in &stage.body.blocks {
            if block.sets() == kind.settings {
                block_values(world, scope, block, is_off, &mut values);
            }
        }
        let api = stage_api(world, scope, stage);
        for (place, value, is_off) in values {
            let mut texts = texts(&value);
            if texts.is_empty() && !is_off {
                match no_format(world, place, &value) {
                    Some(message) => world.no_format(value.place, message),
                    None => texts.extend(unknown(world, &value)),
                }
            }
            for text in texts {
                world.spend(10);
                if !seen.insert((api, text.as_str().to_owned())) {
                    continue;
                }
                hits.push(Hit {
                    text,
                    extent: Extent::Whole,
                    api,
                    address: address.clone(),
                    place,
                    calls: Vec::new(),
                    faults: Vec::new(),
                    is_off,
                });
                keys.push(key.clone());
            }
        }
    }
    // as Terraform names the instances of a resource, where their formats differ
    if keys.iter().any(|key| *key != keys[0]) {
        for (hit, key) in hits.iter_mut().zip(&keys) {
            hit.address.extend(key.as_deref());
        }
    }
    hits
}

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

/// The values of `format` of an `access_log_settings` block, or of each block that a `dynamic` one makes, and whether there is no
/// such block.
fn block_values(
    world: &World<'_>,
    scope: Scope<'_>,
    block: &Block,
    is_off: bool,
    values: &mut Vec<(SourceSpan, Value, bool)>,
) {
    if block.kind != "dynamic" {
        if let Some(format) = block.body.get("format") {
            values.push((format.place, world.eval(scope, format), is_off));
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
        let value = world.eval(scope.with(&binding), format);
        let is_without = self::is_off(world, scope, &block.body);
        if !is_without || !texts(&value).is_empty() {
            values.push((format.place, value, is_off || is_without));
        }
    }
}

/// Whether `count` or `for_each` say that there is no such resource or block. A format that is known is looked at all the
/// same: a switch can be turned.
pub(super) fn is_off(world: &World<'_>, scope: Scope<'_>, body: &Body) -> bool {
    let value = |name| Some(world.eval(scope, body.get(name)?));
    let none = value("count").and_then(|count| Some(count.as_number()?.index()? == 0));
    let empty = value("for_each").is_some_and(|all| {
        let items = all.items().is_some_and(<[Value]>::is_empty);
        items || all.is_null() || all.entries().is_some_and(<[_]>::is_empty)
    });
    empty || none.unwrap_or(false)
}

/// What `each` stands for; one `None` when the elements are not known, or there are none: the block is looked at anyway.
pub(super) fn elements_or_none(
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
    if pairs.len() > HCL_ELEMENTS {
        world.budget.stop(for_each.place, TOO_MANY_ELEMENTS);
    }
    let elements = pairs.iter().take(HCL_ELEMENTS);
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

/// Whether there is nothing in a text but what only the deployment knows.
pub(super) fn is_unknown(text: &FormatText) -> bool {
    let mut spans = text.spans().filter(|(span, _)| !span.is_empty());
    text.has_holes() && spans.all(|(_, origin)| matches!(origin, Origin::Hole(_)))
}

/// Why Terraform or API Gateway refuse the value, whoever deploys it.
fn no_format(world: &World<'_>, place: SourceSpan, value: &Value) -> Option<&'static str> {
    match &value.kind {
        Kind::Map(_) => {
            Some("`format` must be a string, but this is an object; wrap it in `jsonencode`")
        }
        Kind::List(_) => Some("`format` must be a string, but this is a list; use `join`"),
        // one that is left empty by default is to be set by somebody
        Kind::Text(text) if text.is_empty() && !world.is_default(value.place) => {
            Some("`format` is empty: API Gateway needs one with `$context.requestId`")
        }
        Kind::Null if value.place == place => {
            Some("`format` must be set, and this leaves it unset")
        }
        _ => None,
    }
}

/// A hole for a format of which nothing is known.
fn unknown(world: &World<'_>, value: &Value) -> Option<Rc<FormatText>> {
    match &value.kind {
        Kind::Unknown(_) => value.to_text(),
        Kind::Text(text) if text.is_empty() => {
            let why = || Reason::deployment("it is empty by default");
            world.because(value.place, why).to_text()
        }
        Kind::Null => {
            let why = "it is null by default";
            let why = || Reason::deployment(why);
            world.because(value.place, why).to_text()
        }
        Kind::Text(text) if is_unknown(text) => {
            if let [(_, place), _, ..] = text.holes().collect::<Vec<_>>()[..] {
                let why = "every part of it is known only at deployment";
                world.because(place, || Reason::deployment(why));
            }
            Some(Rc::clone(text))
        }
        _ => None,
    }
}

/// The strings that a value can be. One that only the deployment knows is none: there is nothing to say of it.
fn texts(value: &Value) -> Vec<Rc<FormatText>> {
    match &value.kind {
        Kind::Text(text) if text.is_empty() || is_unknown(text) => Vec::new(),
        Kind::Text(text) => vec![Rc::clone(text)],
        // Terraform makes strings of them
        Kind::Number(_) | Kind::Bool(_) => value.to_text().into_iter().collect(),
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

pub(super) fn stage_api(world: &World<'_>, scope: Scope<'_>, stage: &Stage) -> ApiSet {
    let apis = stage.kind.apis();
    if apis != ApiSet::V2 {
        return apis;
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
