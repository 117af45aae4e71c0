//! Which template a set of values in `samconfig` is for.

use std::collections::HashMap;

use super::Around;
use crate::limits::PARAMETER_FILES;
use crate::paths::{join, parent, resolve};
use gwfmt_core::text::FormatText;

/// The keys that name a template.
pub(super) const TEMPLATE_KEYS: [&str; 2] = ["template_file", "template"];

/// An environment, and a command of it.
pub(super) type Section = (String, String);

/// What the sections of a file hold.
#[derive(Default)]
pub(super) struct Sections {
    pub(super) sets: Vec<(Section, HashMap<String, FormatText>)>,
    pub(super) templates: HashMap<Section, String>,
}

impl Sections {
    /// The sets that are for a template, of a file at `path`.
    pub(super) fn sets_for(
        self,
        around: Around<'_>,
        path: &str,
    ) -> impl Iterator<Item = HashMap<String, FormatText>> {
        let Self { sets, templates } = self;
        let folder = parent(path).to_owned();
        let sets = sets.into_iter().take(PARAMETER_FILES + 1).filter(
            move |((environment, command), _)| {
                // what is deployed is what was built
                let commands = [command, "global", "build"].into_iter();
                let named = commands.filter_map(|it| {
                    let template = templates.get(&(environment.clone(), it.to_owned()))?;
                    resolve("", &folder, template)
                });
                // a template that is not there is made by `sam build` or `sam package`
                let mut there = named.filter(|template| exists(around, template));
                there.next().is_none_or(|template| template == around.path)
            },
        );
        sets.map(|(_, values)| values)
    }
}

fn exists(around: Around<'_>, path: &str) -> bool {
    let folder = parent(path);
    let mut names = around.sources.list(folder).into_iter();
    path == around.path || names.any(|name| join(folder, &name) == path)
}
