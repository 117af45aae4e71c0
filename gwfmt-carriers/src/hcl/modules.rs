//! Formats that are found by their names: inputs of modules that lie elsewhere, defaults and locals that nothing in sight
//! uses. For a local module, what its stages make of the inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::encode;
use super::folder::Folder;
use super::stages::{MOST_ELEMENTS, is_unknown, pairs_of, stage_hits};
use super::terraform::{Hit, place_of};
use super::value::{Hint, Kind, Value};
use super::world::{Instance, Name, Scope, World};

/// The formats that a call of a module leads to, and that the module's own folder does not show.
pub(super) fn new_in_module(world: &World<'_>, root: &Rc<Instance>, module: usize) -> Vec<Hit> {
    let hits = module_hits(world, root, module);
    let Some(child) = world.child(root, module, None) else {
        return hits;
    };
    let Some(alone) = world.root(&child.folder.path) else {
        return hits;
    };
    let alone_hits = all_hits(world, &alone);
    let definitions = world.definitions();
    // what is unknown is the same where the same expression leaves it so
    let place = |hit: &Hit| match hit.text.holes().next() {
        Some((_, hole)) if is_unknown(&hit.text) => hole,
        _ => place_of(&hit.text, hit.place, &definitions),
    };
    let key = |hit: &Hit| (place(hit), Rc::clone(&hit.text));
    let mut known: BTreeMap<_, Vec<ApiSet>> = BTreeMap::new();
    for hit in alone_hits {
        let (place, text) = key(&hit);
        known
            .entry((place, text.as_str().to_owned()))
            .or_default()
            .push(hit.api);
    }
    let is_known = |hit: &Hit| {
        let (place, text) = key(hit);
        let apis = known.get(&(place, text.as_str().to_owned()));
        apis.is_some_and(|apis| {
            apis.iter()
                .any(|known| known.iter().any(|api| hit.api.has(api)))
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
    let mut seen = BTreeSet::new();
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
            if !seen.insert((hit.address.clone(), hit.text.as_str().to_owned())) {
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
pub(super) fn unused(world: &World<'_>, root: &Rc<Instance>) -> Vec<Hit> {
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
                push(path, Rc::new(encode::json(value)));
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
