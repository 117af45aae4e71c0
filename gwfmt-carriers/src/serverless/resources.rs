//! What a service adds to the resources that the framework makes, in its own file and in others: parts of templates, read as
//! CloudFormation is, once the variables of the service are filled in.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::choices::Choices;
use super::file::{At, File};
use super::service::Service;
use crate::{Extraction, Unknown, Why, cloudformation};

/// Adds the formats of the resources.
pub(super) fn formats(service: &Service<'_>, to: &mut Extraction) {
    let ((), _) = service.budgeted(|| {
        let main = &service.main().file;
        let mut files = BTreeMap::from([(main.document().source, Rc::clone(main))]);
        others(service, &mut files);
        for file in files.values() {
            let document = file.document();
            let fill = |text| service.certain(&text);
            let (_, found) = cloudformation::filled(document.source, document.text, &fill);
            to.formats.extend(found.formats);
            to.unknown.extend(found.unknown);
            to.problems.extend(found.problems);
            to.deployments.extend(found.deployments);
        }
        if let Some(resources) = service.main().get("resources") {
            lost(service, "resources", &resources, Level::List, to);
        }
    });
}

/// Adds the files that parts of the resources are in.
fn others(service: &Service<'_>, files: &mut BTreeMap<gwfmt_core::span::SourceId, Rc<File>>) {
    let mut note = |choices: &Choices| {
        for at in choices.nodes() {
            files
                .entry(at.file.document().source)
                .or_insert_with(|| Rc::clone(&at.file));
        }
    };
    let resources = service.path(&["resources"]);
    note(&resources);
    let items = resources.nodes().flat_map(At::items);
    let items: Vec<Choices> = items.map(|at| service.value(&at)).collect();
    items.iter().for_each(&mut note);
    let parts = resources
        .nodes()
        .chain(items.iter().flat_map(Choices::nodes));
    for part in parts {
        for section in ["Resources", "extensions"] {
            let section = service.member(part, section);
            note(&section);
            for (_, resource) in section.nodes().flat_map(At::entries) {
                note(&service.value(&resource));
            }
        }
    }
}

/// How deep in the resources a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    List,
    Part,
    Section,
    Resource,
    Properties,
    Setting,
}

impl Level {
    /// What is looked at in a value, and how deep that is.
    fn inner(self, at: &At) -> Vec<(Option<String>, At, Level)> {
        let keys = |keys: [&str; 2], level| {
            let found = keys.into_iter().filter_map(|key| at.get(key));
            found.map(|at| (None, at, level)).collect::<Vec<_>>()
        };
        let sections = || keys(["Resources", "extensions"], Level::Section);
        match self {
            Level::List => {
                let items = at.items().into_iter();
                let items = items.map(|at| (None, at, Level::Part));
                items.chain(sections()).collect()
            }
            Level::Part => sections(),
            Level::Section => {
                let entries = at.entries().into_iter();
                let entries = entries.map(|(name, at)| (Some(name), at, Level::Resource));
                entries.collect()
            }
            Level::Resource => {
                let properties = at.get("Properties");
                Vec::from_iter(properties.map(|at| (None, at, Level::Properties)))
            }
            Level::Properties => keys(["AccessLogSetting", "AccessLogSettings"], Level::Setting),
            Level::Setting => Vec::new(),
        }
    }
}

/// Names the values that variables bring and in which a format is that was not found.
fn lost(service: &Service<'_>, address: &str, at: &At, level: Level, to: &mut Extraction) {
    let values = service.value(at);
    let is_variable = at.tree().word(at.id).is_some();
    let unknown = |why, reason: &str| Unknown {
        address: address.to_owned(),
        place: at.place(),
        via: Vec::new(),
        why,
        reason: reason.to_owned(),
    };
    if let (Some((reason, _)), true) = (&values.unknown, level == Level::Setting) {
        to.unknown.push(unknown(reason.why, &reason.text));
        return;
    }
    for value in values.nodes() {
        if is_variable && is_lost(service, value, level, to) {
            let reason = "gwfmt does not follow a variable there";
            to.unknown.push(unknown(Why::NotComputed, reason));
            return;
        }
        let inner = level.inner(value);
        if !service.spend(1 + inner.len()) {
            return;
        }
        for (name, at, level) in inner {
            lost(service, name.as_deref().unwrap_or(address), &at, level, to);
        }
    }
}

/// Whether a format is written in a value in which none was found.
fn is_lost(service: &Service<'_>, value: &At, level: Level, to: &Extraction) -> bool {
    // a whole file that holds resources, or a resource, is read as a template
    let is_read = matches!(level, Level::List | Level::Part | Level::Resource);
    if is_read && value.id == value.tree().root {
        return false;
    }
    let place = value.place();
    let text = value.file.document().text.get(place.span.range());
    let text = text.unwrap_or_default();
    let has_format = text.contains("Format")
        && (level == Level::Setting || text.contains(cloudformation::NEEDLE));
    let places = (to.formats.iter().map(|found| found.place))
        .chain(to.unknown.iter().map(|unknown| unknown.place))
        .chain(to.problems.iter().map(|problem| problem.place));
    let mut inside = places.filter(|found| {
        found.source == place.source
            && place.span.start <= found.span.start
            && found.span.end <= place.span.end
    });
    let cost = text.len() / 16 + to.formats.len() + to.unknown.len() + to.problems.len();
    service.spend(cost) && has_format && inside.next().is_none()
}
