//! `terragrunt.stack.hcl` in, the formats that it gives to its units out. A unit, or another stack, is a folder that the stack makes
//! a copy of and gives `values` to.

use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::limits::HCL_LEVELS;
use gwfmt_core::span::SourceId;

use super::Unit;
use super::config::Part;
use super::inputs::{file_in, is_in};
use crate::hcl::hit::Hit;
use crate::hcl::modules::{called_by, named_hits};
use crate::hcl::terraform::settled;
use crate::hcl::value::Value;
use crate::hcl::world::{Instance, Scope, World};
use crate::paths::join;
use crate::{Extraction, Sources};

/// The name of the files.
pub(super) const NAME: &str = "terragrunt.stack.hcl";

/// What a stack says.
pub(super) fn extract(path: &str, source: SourceId, sources: &dyn Sources) -> Extraction {
    let world = World::new(sources, None);
    let Some(stack) = world.unit(Unit::of(path)) else {
        return Extraction::default();
    };
    let mut hits = Vec::new();
    follow(&world, &stack, 0, &mut hits);
    let mut all = settled(&world, hits);
    all.formats
        .retain(|found| found.place.source == source || is_in(&found.text, source));
    all.unknown.retain(|unknown| unknown.place.source == source);
    all.problems.clone_from(&stack.folder.problems);
    all.problems.extend(world.problems());
    all
}

/// The formats of all units of a stack, and of the stacks in it.
fn follow(world: &World<'_>, stack: &Rc<Instance>, level: u32, hits: &mut Vec<Hit>) {
    let Some(config) = &stack.folder.config else {
        return;
    };
    for part in &config.parts {
        let scope = Scope::top(stack);
        let values = part.values.as_ref().map(|values| world.eval(scope, values));
        let folder = world.part_of(stack, part);
        let copied = |name: String| {
            let unit = Unit {
                values: values.clone(),
                ..Unit::of(&name)
            };
            world.unit(unit)
        };
        let inner = folder.and_then(|folder| {
            copied(if part.is_stack {
                join(&folder, NAME)
            } else {
                file_in(&folder)
            })
        });
        match inner {
            Some(inner) if part.is_stack => {
                if level < HCL_LEVELS {
                    follow(world, &inner, level + 1, hits);
                }
            }
            Some(unit) => hits.extend(called_by(world, &unit)),
            None => hits.extend(out_of_sight(world, part, values.as_ref())),
        }
    }
}

/// What a folder is given that is not in the repository: values whose names say that they are formats.
fn out_of_sight(world: &World<'_>, part: &Part, values: Option<&Value>) -> Vec<Hit> {
    let kind = if part.is_stack { "stack" } else { "unit" };
    let values = values.and_then(Value::entries).unwrap_or_default();
    let hits = values.iter().flat_map(|(name, value)| {
        let path = format!("{kind}.{}.values.{}", part.name, name.as_str());
        named_hits(world, &path, value, value.place, ApiSet::ANY)
    });
    hits.collect()
}
