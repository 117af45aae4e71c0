//! A file of Terragrunt in, the formats that it has a part in out. A file that units include is read for those units, which
//! are looked for around it.

use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::limits::{UNITS_DEPTH, UNITS_TRIED, VALUES_FOLDERS};
use gwfmt_core::span::SourceId;

use super::Unit;
use super::inputs::{file_in, is_in};
use super::mentions::Mentions;
use crate::hcl::hit::Hit;
use crate::hcl::modules::{called_by, named_hits, unused};
use crate::hcl::terraform::settled;
use crate::hcl::world::{Instance, World};
use crate::paths::{join, parent};
use crate::{Extraction, Sources, Unknown, Why};

/// What a file says.
pub(super) fn extract(
    path: &str,
    source: SourceId,
    is_unit: bool,
    sources: &dyn Sources,
) -> Extraction {
    let world = World::new(sources, None);
    let Some(config) = world.unit(Unit::of(path)) else {
        return Extraction::default();
    };
    let problems = config.folder.problems.clone();
    if is_unit && is_deployed(&world, &config) {
        let mut all = deployed(&world, &config);
        all.problems.splice(0..0, problems);
        return all;
    }
    let mut all = Extraction {
        problems,
        ..Extraction::default()
    };
    for unit in users(path, sources) {
        let world = World::new(sources, None);
        let found = world.unit(Unit::of(&unit));
        let found = found
            .map(|unit| deployed(&world, &unit))
            .unwrap_or_default();
        let formats = found.formats.into_iter();
        all.formats.extend(
            formats.filter(|found| found.place.source == source || is_in(&found.text, source)),
        );
    }
    if all.formats.is_empty() {
        let found = settled(&world, by_itself(&world, &config));
        all.formats = found.formats;
    }
    all
}

/// Whether a file is a unit: it has a source, or lies in a folder of Terraform.
fn is_deployed(world: &World<'_>, config: &Rc<Instance>) -> bool {
    let is_beside_code = || {
        let unit = config.unit.as_ref();
        unit.is_some_and(|unit| world.folder(&unit.folder).is_some())
    };
    world.source_of(config).is_some() || is_beside_code()
}

/// The formats of the module that a unit deploys, as far as the unit has a say in them.
fn deployed(world: &World<'_>, unit: &Rc<Instance>) -> Extraction {
    let mut all = settled(world, called_by(world, unit));
    all.problems.extend(world.problems());
    all.unknown.extend(generated(world, unit));
    all
}

/// Code that a unit writes beside its module, in which there are settings of access logs.
fn generated(world: &World<'_>, unit: &Rc<Instance>) -> Vec<Unknown> {
    let Some(config) = &unit.folder.config else {
        return Vec::new();
    };
    let generated = config.generated.iter().filter_map(|(name, contents)| {
        let value = world.eval(crate::hcl::world::Scope::top(unit), contents);
        value.holds("access_log_setting").then(|| Unknown {
            address: format!("generate.{name}"),
            place: contents.place,
            via: Vec::new(),
            why: Why::NotComputed,
            reason: "gwfmt does not read code that Terragrunt generates".to_owned(),
        })
    });
    generated.collect()
}

/// The formats that a file of which no unit is known holds by their names.
fn by_itself(world: &World<'_>, config: &Rc<Instance>) -> Vec<Hit> {
    let mut hits = unused(world, config);
    for (name, value) in world.inputs_of(config) {
        let path = format!("inputs.{name}");
        let found = named_hits(world, &path, &value, value.place, ApiSet::ANY);
        hits.extend(found);
    }
    hits
}

/// Units that may include or read a file: the nearest first.
fn users(path: &str, sources: &dyn Sources) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut search = Search {
        sources,
        own: path,
        left: VALUES_FOLDERS,
        found: Vec::new(),
        mentions: Mentions::of(name, sources),
    };
    search.all();
    let Search {
        found,
        mut mentions,
        ..
    } = search;
    let mut leads = |unit: &str| {
        let text = sources.read(unit);
        text.is_some_and(|(_, text)| mentions.leads(&text))
    };
    found.into_iter().filter(|unit| leads(unit)).collect()
}

struct Search<'a> {
    sources: &'a dyn Sources,
    /// The file that is included.
    own: &'a str,
    /// Folders that may still be looked into.
    left: usize,
    found: Vec<String>,
    mentions: Mentions<'a>,
}

impl Search<'_> {
    fn all(&mut self) {
        let mut visited: Option<&str> = None;
        let mut at = parent(self.own);
        loop {
            self.below(at, visited, UNITS_DEPTH);
            if at.is_empty() {
                return;
            }
            visited = Some(at);
            at = parent(at);
        }
    }

    fn below(&mut self, folder: &str, but: Option<&str>, depth: usize) {
        let Some(left) = self.left.checked_sub(1) else {
            return;
        };
        self.left = left;
        let file = file_in(folder);
        let names = self.sources.list(folder);
        let has_unit = names.iter().any(|name| name == "terragrunt.hcl");
        for name in &names {
            self.mentions.add(name, join(folder, name));
        }
        if file != self.own && has_unit && self.found.len() < UNITS_TRIED {
            self.found.push(file);
        }
        if depth == 0 || self.found.len() >= UNITS_TRIED {
            return;
        }
        for name in self.sources.folders(folder) {
            let inner = join(folder, &name);
            if but != Some(&*inner) && name != "node_modules" {
                self.below(&inner, but, depth - 1);
            }
        }
    }
}
