//! Where formats stand in a folder: in stages, in inputs of modules that lie elsewhere, in defaults and locals that nothing
//! in sight uses.

use std::rc::Rc;

use crate::api::{Api, ApiSet};
use crate::carrier::{Extraction, Found, Sources};
use crate::span::SourceSpan;
use crate::text::{FormatText, Origin};

use super::encode;
use super::folder::{Folder, Stage};
use super::syntax::{Block, Expr, ExprKind};
use super::value::{Hint, Kind, Value};
use super::world::{Binding, Bound, Instance, Name, Scope, World, element};

/// A format before its place is settled.
struct Hit {
    text: Rc<FormatText>,
    api: ApiSet,
    address: String,
    /// The value of `format`, or whatever else gives the text.
    place: SourceSpan,
    /// The calls of modules that lead there.
    calls: Vec<SourceSpan>,
}

/// Elements of a `for_each` that are looked at.
const MOST_ELEMENTS: usize = 32;

pub(super) fn extract(folder: &str, sources: &dyn Sources) -> Extraction {
    let world = World::new(sources);
    let Some(root) = world.root(folder) else {
        return Extraction::default();
    };
    let mut hits = Vec::new();
    for stage in &root.folder.stages {
        hits.extend(stage_hits(&world, &root, stage));
    }
    for module in 0..root.folder.modules.len() {
        hits.extend(new_in_module(&world, &root, module));
    }
    hits.extend(unused(&world, &root));
    Extraction {
        formats: settle(&world, hits),
        problems: root.folder.problems.clone(),
    }
}

/// The formats of a stage, one for each way that its `for_each` and its unknown conditions can go.
fn stage_hits(world: &World<'_>, instance: &Rc<Instance>, stage: &Stage) -> Vec<Hit> {
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
const NOWHERE: SourceSpan = SourceSpan::new(crate::span::SourceId(0), 0, 0);

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
    let Some(format) = contents
        .filter_map(|content| content.body.get("format"))
        .next()
    else {
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
fn pairs_of(world: &World<'_>, scope: Scope<'_>, for_each: &Expr) -> Vec<(Value, Value)> {
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

/// The formats that a call of a module leads to, and that the module's own folder does not show.
fn new_in_module(world: &World<'_>, root: &Rc<Instance>, module: usize) -> Vec<Hit> {
    let hits = module_hits(world, root, module);
    let Some(child) = world.child(root, module, None) else {
        return hits;
    };
    let Some(alone) = world.root(&child.folder.path) else {
        return hits;
    };
    let known = all_hits(world, &alone);
    let definitions = world.definitions();
    let place = |hit: &Hit| place_of(&hit.text, hit.place, &definitions);
    let is_known = |hit: &Hit| {
        known.iter().any(|known| {
            let both = known.api.iter().any(|api| hit.api.has(api));
            known.text.as_str() == hit.text.as_str() && place(known) == place(hit) && both
        })
    };
    hits.into_iter().filter(|hit| !is_known(hit)).collect()
}

/// All formats of a folder and of the modules that it calls.
fn all_hits(world: &World<'_>, instance: &Rc<Instance>) -> Vec<Hit> {
    let folder: &Folder = &instance.folder;
    let stages = folder.stages.iter();
    let mut hits: Vec<Hit> = stages
        .flat_map(|stage| stage_hits(world, instance, stage))
        .collect();
    for module in 0..folder.modules.len() {
        hits.extend(module_hits(world, instance, module));
    }
    hits
}

/// The formats that a call leads to: those of the module's stages, or else the inputs that look like formats.
fn module_hits(world: &World<'_>, instance: &Rc<Instance>, module: usize) -> Vec<Hit> {
    let Some(call) = instance.folder.modules.get(module) else {
        return Vec::new();
    };
    let for_each = call.body.get("for_each");
    let mut each: Vec<Option<(Value, Value)>> = for_each
        .map(|expr| pairs_of(world, Scope::top(instance), expr))
        .unwrap_or_default()
        .into_iter()
        .take(MOST_ELEMENTS)
        .map(Some)
        .collect();
    if each.is_empty() {
        each.push(None);
    }
    let mut hits: Vec<Hit> = Vec::new();
    for each in each {
        let child = world.child(instance, module, each.clone());
        let mut found = child
            .iter()
            .flat_map(|child| all_hits(world, child))
            .collect::<Vec<_>>();
        let asked = child.as_ref().map(|child| world.asked(child));
        for input in &call.body.attributes {
            let used = asked
                .as_ref()
                .is_some_and(|asked| asked.contains(&Name::Variable(input.name.clone())));
            if used || SETTINGS_OF_CALLS.contains(&input.name.as_str()) {
                continue;
            }
            let api = match world.published_api(instance, module) {
                Some(api) => ApiSet::one(api),
                None => ApiSet::ANY,
            };
            found.extend(world.looking(|| {
                let value = world.eval_each(instance, each.as_ref(), &input.value);
                named_hits(&input.name, &value, input.value.place, api)
            }));
        }
        for mut hit in found {
            if hits
                .iter()
                .any(|known| known.text.as_str() == hit.text.as_str())
            {
                continue;
            }
            hit.address = format!("module.{}.{}", call.name, hit.address);
            if let Some(source) = call.body.get("source") {
                hit.calls.push(source.place);
            }
            hits.push(hit);
        }
    }
    hits
}

/// Of a `module` block, what is not an input.
const SETTINGS_OF_CALLS: [&str; 6] = [
    "source",
    "version",
    "count",
    "for_each",
    "providers",
    "depends_on",
];

/// Defaults and locals that look like formats and that nothing in the folder makes use of.
fn unused(world: &World<'_>, root: &Rc<Instance>) -> Vec<Hit> {
    let asked = world.asked(root);
    let mut hits = Vec::new();
    let locals = root
        .folder
        .locals
        .iter()
        .map(|(name, expr)| (Name::Local(name.clone()), expr));
    let variables = root.folder.variables.iter().filter_map(|(name, variable)| {
        Some((Name::Variable(name.clone()), variable.default.as_ref()?))
    });
    for (name, expr) in locals.chain(variables) {
        if asked.contains(&name) {
            continue;
        }
        let (prefix, path) = match &name {
            Name::Local(path) => ("local", path),
            Name::Variable(path) => ("var", path),
        };
        let value = world.eval(Scope::top(root), expr);
        for mut hit in named_hits(path, &value, expr.place, ApiSet::ANY) {
            hit.address = format!("{prefix}.{}", hit.address);
            hits.push(hit);
        }
    }
    hits
}

/// The formats in a value of which nothing but the name is known.
fn named_hits(path: &str, value: &Value, place: SourceSpan, api: ApiSet) -> Vec<Hit> {
    let mut hits = Vec::new();
    walk(path, value, &mut |path, text| {
        hits.push(Hit {
            text,
            api,
            address: path.to_owned(),
            place,
            calls: Vec::new(),
        });
    });
    hits
}

/// Goes through a value to where its path speaks of a log format.
fn walk(path: &str, value: &Value, push: &mut dyn FnMut(&str, Rc<FormatText>)) {
    if !value.holds("$context.") {
        return;
    }
    let named = speaks_of_log_format(path);
    match &value.kind {
        Kind::Text(text) if named => push(path, Rc::clone(text)),
        Kind::List(_) => {
            for (at, item) in value.items().unwrap_or_default().iter().enumerate() {
                walk(&format!("{path}[{at}]"), item, push);
            }
        }
        Kind::Map(_) => {
            let entries = value.entries().unwrap_or_default();
            let deeper = entries.iter().any(|(key, item)| {
                key.as_str().to_ascii_lowercase().contains("format") && item.holds("$context.")
            });
            if named && !deeper {
                // an object can only become a format as JSON
                push(path, Rc::new(encode::json(value, value.place)));
                return;
            }
            for (key, item) in entries {
                walk(&format!("{path}.{}", key.as_str()), item, push);
            }
        }
        Kind::Unknown(Hint {
            maybe: Some(maybe), ..
        }) => {
            for choice in maybe.iter() {
                walk(path, choice, push);
            }
        }
        _ => {}
    }
}

fn speaks_of_log_format(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let last = path.rsplit('.').next().unwrap_or_default();
    let other = [
        "parameter",
        "selection",
        "request_template",
        "mapping_template",
    ];
    last.contains("format") && path.contains("log") && !other.iter().any(|word| path.contains(word))
}

/// Settles the places, and drops what is there twice.
fn settle(world: &World<'_>, hits: Vec<Hit>) -> Vec<Found> {
    let definitions = world.definitions();
    let mut formats: Vec<Found> = Vec::new();
    for hit in hits {
        let place = place_of(&hit.text, hit.place, &definitions);
        let same = |known: &&mut Found| {
            known.place == place && known.api == hit.api && known.text.as_str() == hit.text.as_str()
        };
        let mut via = hit.calls;
        if place != hit.place {
            via.insert(0, hit.place);
        }
        if let Some(known) = formats.iter_mut().find(same) {
            known.via.extend(via);
            continue;
        }
        let twins = formats
            .iter()
            .filter(|known| known.address.split('~').next() == Some(hit.address.as_str()));
        let address = match twins.count() {
            0 => hit.address,
            n => format!("{}~{}", hit.address, n + 1),
        };
        formats.push(Found {
            remarks: remarks(&hit.text),
            text: Rc::unwrap_or_clone(hit.text),
            api: hit.api,
            address,
            place,
            via,
        });
    }
    formats.sort_by(|a, b| (a.place, &a.address).cmp(&(b.place, &b.address)));
    formats
}

/// The local, default or input that the whole text comes from, or else the value of the stage.
fn place_of(text: &FormatText, place: SourceSpan, definitions: &[SourceSpan]) -> SourceSpan {
    let within = |outer: SourceSpan, inner: SourceSpan| {
        outer.source == inner.source && outer.span.contains(inner.span)
    };
    let mut pieces = text.spans().filter_map(|(span, origin)| match origin {
        Origin::Verbatim { source, offset } => {
            Some(SourceSpan::new(source, offset, offset + span.len()))
        }
        Origin::Escape(place) if !span.is_empty() => Some(place),
        _ => None,
    });
    let Some(first) = pieces.next() else {
        return place;
    };
    if within(place, first) {
        return place;
    }
    let holds_first = |definition: &&SourceSpan| within(**definition, first);
    match definitions.iter().find(holds_first) {
        Some(&definition) if pieces.all(|piece| within(definition, piece)) => definition,
        _ => place,
    }
}

fn remarks(text: &FormatText) -> Vec<String> {
    let mut remarks = Vec::new();
    let written = |needle| {
        text.spans().any(|(span, origin)| {
            matches!(origin, Origin::Written(_)) && text.as_str()[span.range()].contains(needle)
        })
    };
    if written('{') {
        remarks.push("jsonencode writes the keys in alphabetical order".to_owned());
    }
    let broken = text.spans().any(|(span, origin)| {
        matches!(origin, Origin::Verbatim { .. }) && text.as_str()[span.range()].contains('\n')
    });
    if broken {
        remarks.push("a heredoc keeps its line breaks".to_owned());
    }
    remarks
}
