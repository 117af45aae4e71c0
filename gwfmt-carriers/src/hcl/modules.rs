//! Formats that are found by their names: inputs of modules that lie elsewhere, defaults and locals that nothing in sight
//! uses. For a local module, what its stages make of the inputs.

use std::collections::BTreeSet;
use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::limits::HCL_ELEMENTS;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::budget::{NOT_ALL, TOO_MANY_ELEMENTS};
use super::embedded::embedded;
use super::encode;
use super::folder::{Folder, Module};
use super::hit::{Hit, place_of};
use super::stages::{is_unknown, pairs_of, stage_hits};
use super::value::{Hint, Kind, Value};
use super::world::{Instance, Name, Scope, Shown, World};
use crate::reason::Reason;

/// The formats that a call of a module leads to, and that the module's own folder does not show.
pub(super) fn new_in_module(world: &World<'_>, root: &Rc<Instance>, module: usize) -> Vec<Hit> {
    let (hits, all) = world.budget.unit(|| module_hits(world, root, module));
    if let (false, Some(call)) = (all, root.folder.modules.get(module)) {
        let first = || call.body.attributes.first().map(|input| input.value.place);
        if let Some(place) = world.place_of_call(root, module).or_else(first) {
            world.budget.stop(place, NOT_ALL);
        }
    }
    let (child, _) = world.budget.unit(|| world.child(root, module, None));
    let Some(child) = child else {
        return hits;
    };
    // what is unknown is the same where the same expression leaves it so
    let key = |hit: &Hit| {
        let place = match hit.text.holes().next() {
            Some((_, hole)) if is_unknown(&hit.text) => hole,
            _ => place_of(&hit.text, hit.place, &world.definitions()),
        };
        (place, hit.text.as_str().to_owned())
    };
    let shown = world.shown(&child.folder, |alone| {
        let mut shown = Shown::new();
        for hit in all_hits(world, alone) {
            let apis = shown.entry(key(&hit)).or_default();
            apis.push((hit.extent, hit.api));
        }
        shown
    });
    let is_shown = |hit: &Hit| {
        shown.get(&key(hit)).is_some_and(|apis| {
            // where the call says more of the API, more may be wrong
            apis.iter().any(|(extent, known)| {
                *extent <= hit.extent && known.iter().all(|api| hit.api.has(api))
            })
        })
    };
    hits.into_iter().filter(|hit| !is_shown(hit)).collect()
}

/// The formats of the module that a unit of Terragrunt deploys, as far as its inputs make a difference. Nothing is looked at
/// where neither the unit nor the module can have one.
pub(super) fn called_by(world: &World<'_>, unit: &Rc<Instance>) -> Vec<Hit> {
    let (child, _) = world.budget.unit(|| world.child(unit, 0, None));
    let may_hold = child
        .is_none_or(|child| !child.folder.stages.is_empty() || !child.folder.modules.is_empty());
    if may_hold {
        new_in_module(world, unit, 0)
    } else {
        Vec::new()
    }
}

/// All formats of a folder and of the modules that it calls.
fn all_hits(world: &World<'_>, instance: &Rc<Instance>) -> Vec<Hit> {
    let folder: &Folder = &instance.folder;
    let mut hits: Vec<Hit> = Vec::new();
    for stage in &folder.stages {
        if !world.spend(1) {
            return hits;
        }
        hits.extend(stage_hits(world, instance, stage));
    }
    hits.extend(embedded(world, instance));
    for module in 0..folder.modules.len() {
        if !world.spend(1) {
            return hits;
        }
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
    let pairs = for_each
        .map(|expr| pairs_of(world, Scope::top(instance), expr))
        .unwrap_or_default();
    if let Some(for_each) = for_each.filter(|_| pairs.len() > HCL_ELEMENTS) {
        world.budget.stop(for_each.place, TOO_MANY_ELEMENTS);
    }
    let mut each: Vec<Option<(Value, Value)>> =
        pairs.into_iter().take(HCL_ELEMENTS).map(Some).collect();
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
        let is_used = |name: &str| {
            let name = Name::Variable(name.to_owned());
            asked.as_ref().is_some_and(|asked| asked.contains(&name))
        };
        let api = || match world.published_api(instance, module) {
            Some(api) => ApiSet::one(api),
            None => ApiSet::ANY,
        };
        let mut names: Vec<String> = Vec::new();
        for input in &call.body.attributes {
            if is_used(&input.name) || SETTINGS_OF_CALLS.contains(&input.name.as_str()) {
                continue;
            }
            names.push(input.name.clone());
            found.extend(world.looking(|| {
                let value = world.eval_each(instance, each.as_ref(), &input.value);
                named_hits(world, &input.name, &value, input.value.place, api())
            }));
        }
        let others = if instance.unit.is_some() {
            world.inputs_of(instance)
        } else {
            world.others_of(instance, call, each.as_ref())
        };
        for (name, value) in others {
            if is_used(&name) {
                continue;
            }
            let path = match instance.unit {
                Some(_) => format!("inputs.{name}"),
                None => name.clone(),
            };
            found.extend(named_hits(world, &path, &value, value.place, api()));
            names.push(name);
        }
        let looks_like_format = |name: &String| !found.is_empty() || speaks_of_log_format(name);
        if child.is_none()
            && names.iter().any(looks_like_format)
            && let Some((place, reason)) = world.not_read(instance, module)
        {
            hits.extend(unread(world, call, place, &reason));
        }
        for mut hit in found {
            world.spend(10);
            let key = (hit.address.clone(), hit.api, hit.text.as_str().to_owned());
            if !seen.insert(key) {
                continue;
            }
            // a unit of Terragrunt is deployed by itself
            if instance.unit.is_none() {
                hit.address = format!("{}.{}.{}", call.kind, call.name, hit.address);
            }
            hit.calls.extend(world.place_of_call(instance, module));
            hits.push(hit);
        }
    }
    hits
}

/// The formats of a module that is not read: nothing is known of them.
fn unread(world: &World<'_>, call: &Module, place: SourceSpan, reason: &str) -> Option<Hit> {
    let reason = format!("{reason}, and gwfmt does not read it");
    let value = world.because(place, || Reason::not_computed(reason));
    Some(Hit {
        text: value.to_text()?,
        extent: Extent::Part,
        api: ApiSet::ANY,
        address: if call.kind.is_empty() {
            "inputs".to_owned()
        } else {
            format!("{}.{}", call.kind, call.name)
        },
        place,
        calls: Vec::new(),
        faults: Vec::new(),
        is_off: false,
    })
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
        let (found, _) = world.budget.unit(|| {
            let value = world.eval(Scope::top(root), expr);
            named_hits(world, path, &value, expr.place, ApiSet::ANY)
        });
        for mut hit in found {
            hit.address = format!("{prefix}.{}", hit.address);
            hits.push(hit);
        }
    }
    hits
}

/// The formats in a value of which nothing but the name is known.
pub(super) fn named_hits(
    world: &World<'_>,
    path: &str,
    value: &Value,
    place: SourceSpan,
    api: ApiSet,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    if !world.spend(value.size()) {
        return hits;
    }
    walk(path, false, value, &mut |path, text| {
        hits.push(Hit {
            text,
            extent: Extent::Part,
            api,
            address: path.to_owned(),
            place,
            calls: Vec::new(),
            faults: Vec::new(),
            is_off: false,
        });
    });
    hits
}

/// Goes through a value to where its path speaks of a log format. What lies below such a name are parts of a format: what
/// becomes of a list or an object of them is decided where nobody sees it.
fn walk(path: &str, named: bool, value: &Value, push: &mut dyn FnMut(&str, Rc<FormatText>)) {
    if !value.holds("$context.") {
        return;
    }
    let named = speaks_of_log_format(path) || named && !speaks_of_another(path);
    match &value.kind {
        Kind::Text(text) if named => push(path, Rc::clone(text)),
        Kind::List(_) => {
            for (at, item) in value.items().unwrap_or_default().iter().enumerate() {
                walk(&format!("{path}[{at}]"), named, item, push);
            }
        }
        Kind::Map(_) if named && is_map_of_references(value) => {
            push(path, Rc::new(encode::json(value)));
        }
        Kind::Map(_) => {
            for (key, item) in value.entries().unwrap_or_default() {
                walk(&format!("{path}.{}", key.as_str()), named, item, push);
            }
        }
        Kind::Unknown(Hint {
            maybe: Some(maybe), ..
        }) => {
            for choice in maybe.iter() {
                walk(path, named, choice, push);
            }
        }
        _ => {}
    }
}

/// Whether a value gives names to single references and to nothing else. Whoever takes it makes JSON of it, so it is one
/// part and not one for each name; it is a part all the same, for the JSON may get further members.
fn is_map_of_references(value: &Value) -> bool {
    let is_reference = |item: &Value| {
        let Kind::Text(text) = &item.kind else {
            return false;
        };
        let name = text.as_str().strip_prefix("$context.");
        let is_in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        name.is_some_and(|name| !name.is_empty() && name.chars().all(is_in_name))
    };
    let entries = value.entries().unwrap_or_default();
    entries.len() > 1 && entries.iter().all(|(_, item)| is_reference(item))
}

/// Whether the last name of the path is that of a format, and the path speaks of logs: `access_log_format`,
/// `log_settings.format`, `accessLogFormat`; not `catalog_format`, `log_information`.
fn speaks_of_log_format(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let words = |text: &'_ str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.map(str::to_owned).collect()
    };
    let joined = ["logformat", "logsformat", "loggingformat"];
    let is_joined = |word: &str| joined.iter().any(|joined| word.contains(joined));
    let of_logs = words(&path).iter().any(|word| {
        ["log", "logs", "logging"].contains(&word.as_str())
            || word.contains("accesslog")
            || is_joined(word)
    });
    let last = path.rsplit('.').next().unwrap_or_default();
    let of_format = words(last)
        .iter()
        .any(|word| ["format", "formats"].contains(&word.as_str()) || is_joined(word));
    of_logs && of_format && !speaks_of_another(&path)
}

/// Whether the path names something else that holds references to `$context`.
fn speaks_of_another(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let other = [
        "parameter",
        "selection",
        "request_template",
        "mapping_template",
    ];
    other.iter().any(|word| path.contains(word))
}
