//! What a unit gives, and to which module.

use std::collections::BTreeMap;
use std::rc::Rc;

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::Origin;

use super::Unit;
use super::config::{Merge, Part};
use crate::hcl::folder::is_local_source;
use crate::hcl::syntax::{Call, Expr, ExprKind};
use crate::hcl::value::{Kind, Value};
use crate::hcl::world::{Instance, Located, Scope, World};
use crate::paths::join;

impl World<'_> {
    /// The files that a file includes, the strongest first.
    fn included(&self, config: &Rc<Instance>) -> Vec<(Rc<Instance>, Merge)> {
        let (Some(unit), Some(includes)) = (
            &config.unit,
            config.folder.config.as_ref().map(|config| &config.includes),
        ) else {
            return Vec::new();
        };
        let included = includes.iter().rev().filter_map(|include| {
            let other = self.include(config, unit, &include.path)?;
            Some((other, include.merge))
        });
        included.collect()
    }

    /// The file that an `include` block names.
    pub(super) fn include(
        &self,
        config: &Rc<Instance>,
        unit: &Unit,
        path: &Expr,
    ) -> Option<Rc<Instance>> {
        let path = self.eval(Scope::top(config), path);
        let path = self.file(&self.located(&path, &unit.folder)?)?;
        if path == unit.file {
            return None;
        }
        self.other(config, unit, &path, true)
    }

    /// The path that a value is: from a folder, or from where a function says.
    pub(super) fn located(&self, path: &Value, folder: &str) -> Option<Located> {
        let text = path.to_text()?;
        let mut holes = text.holes();
        let Some((span, place)) = holes.next() else {
            return Some(Located {
                folder: folder.to_owned(),
                path: text.as_str().to_owned(),
            });
        };
        let start = self.path_at(place)?;
        if span.start > 0 || holes.next().is_some() {
            return None;
        }
        Some(Located {
            path: format!("{}{}", start.path, &text.as_str()[span.end..]),
            ..start
        })
    }

    /// The `source` of a unit: its own, or else that of a file that it includes.
    pub(in crate::hcl) fn source_of(&self, config: &Rc<Instance>) -> Option<Value> {
        if let Some(source) = config.folder.config.as_ref()?.source.as_ref() {
            return Some(self.eval(Scope::top(config), source));
        }
        let mut included = self.included(config).into_iter();
        included.find_map(|(other, merge)| {
            (merge != Merge::Not)
                .then(|| self.source_of(&other))
                .flatten()
        })
    }

    /// The folder whose code a unit deploys: that of its source, or its own.
    pub(in crate::hcl) fn module_of(&self, config: &Rc<Instance>, unit: &Unit) -> Option<String> {
        let Some(source) = self.source_of(config) else {
            return self.folder(&unit.folder).map(|_| unit.folder.clone());
        };
        let located = self.local_source(&source, unit)?;
        let path = self.file(&located)?;
        self.folder(&path).map(|_| path)
    }

    /// The folder that a part of a stack is a copy of.
    pub(super) fn part_of(&self, stack: &Rc<Instance>, part: &Part) -> Option<String> {
        let source = self.eval(Scope::top(stack), &part.source);
        let unit = stack.unit.as_ref()?;
        self.file(&self.local_source(&source, unit)?)
    }

    /// Where a source leads that is a path. `//` says what of it is copied.
    fn local_source(&self, source: &Value, unit: &Unit) -> Option<Located> {
        let mut located = self.located(source, &unit.folder)?;
        let is_open = source.to_text()?.has_holes();
        let path = located.path.split('?').next().unwrap_or_default();
        // a path without dots is one only where there is such a folder
        let is_there = || {
            let first = path.split('/').find(|part| !part.is_empty());
            let names = self.sources.folders(&located.folder);
            first.is_some_and(|first| names.iter().any(|name| name == first))
        };
        let is_path = is_open || is_local_source(path) || path == ".";
        if !is_path && (path.contains(':') || !is_there()) {
            return None;
        }
        located.path = path.to_owned();
        Some(located)
    }

    /// Why the module of a unit is not read, and the place of its source.
    pub(in crate::hcl) fn module_not_read(
        &self,
        config: &Rc<Instance>,
        unit: &Unit,
    ) -> Option<(SourceSpan, String)> {
        let source = self.source_of(config)?;
        let located = self.local_source(&source, unit)?;
        let is_open = source.to_text()?.has_holes();
        let shown = || match self.file(&located) {
            Some(path) if is_open => path,
            _ => located.path.clone(),
        };
        let reason = match self.file(&located) {
            None => format!("the module `{}` is outside the repository", shown()),
            Some(path) if self.folder(&path).is_none() => {
                format!("the folder `{}` contains no Terraform file", shown())
            }
            Some(_) => return None,
        };
        Some((source.place, reason))
    }

    /// The folder of the unit that a module is deployed for.
    pub(in crate::hcl) fn unit_folder(&self, instance: &Rc<Instance>) -> Option<String> {
        let instances = self.instances.borrow();
        let mut at = instance;
        loop {
            let above = instances.get(at.caller.as_ref()?.instance)?;
            if let Some(unit) = &above.unit {
                return Some(unit.folder.clone());
            }
            at = above;
        }
    }

    /// What a unit gives for a variable.
    pub(in crate::hcl) fn input_of(&self, config: &Rc<Instance>, name: &str) -> Option<Value> {
        let inputs = config.folder.config.as_ref()?.inputs.as_ref();
        let own = inputs.and_then(|inputs| self.member(Scope::top(config), inputs, name));
        let mut value = own;
        for (other, merge) in self.included(config) {
            if merge == Merge::Not || value.is_some() && merge == Merge::Shallow {
                continue;
            }
            value = match (value, self.input_of(&other, name)) {
                (Some(over), Some(under)) => Some(self.deep(&under, over)),
                (value, other) => value.or(other),
            };
        }
        value
    }

    /// All that a unit gives by name.
    pub(in crate::hcl) fn inputs_of(&self, config: &Rc<Instance>) -> BTreeMap<String, Value> {
        let mut names = BTreeMap::new();
        self.names_of(config, &mut names);
        names.retain(|name, value| {
            *value = self.input_of(config, name);
            value.is_some()
        });
        let known = names.into_iter();
        known
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn names_of(&self, config: &Rc<Instance>, names: &mut BTreeMap<String, Option<Value>>) {
        let inputs = config
            .folder
            .config
            .as_ref()
            .and_then(|c| c.inputs.as_ref());
        if let Some(inputs) = inputs {
            self.keys(Scope::top(config), inputs, names);
        }
        for (other, merge) in self.included(config) {
            if merge != Merge::Not {
                self.names_of(&other, names);
            }
        }
    }

    pub(in crate::hcl) fn keys(
        &self,
        scope: Scope<'_>,
        inputs: &Expr,
        names: &mut BTreeMap<String, Option<Value>>,
    ) {
        match &inputs.kind {
            ExprKind::Object(entries) => {
                for (key, _) in entries {
                    if let Some(key) = self.eval(scope, key).known_text() {
                        names.insert(key.as_str().to_owned(), None);
                    }
                }
            }
            ExprKind::Wrap(inner) => self.keys(scope, inner, names),
            ExprKind::Call(call) if is_merge(call) => {
                for argument in &call.arguments {
                    self.keys(scope, argument, names);
                }
            }
            _ => {
                let value = self.eval(scope, inputs);
                for (key, _) in value.entries().unwrap_or_default() {
                    names.insert(key.as_str().to_owned(), None);
                }
            }
        }
    }

    /// The value of a key of an object, of which other parts may be unknown.
    pub(in crate::hcl) fn member(
        &self,
        scope: Scope<'_>,
        object: &Expr,
        name: &str,
    ) -> Option<Value> {
        match &object.kind {
            ExprKind::Object(entries) => {
                let mut entries = entries.iter().rev();
                let (_, value) = entries.find(|(key, _)| {
                    let key = self.eval(scope, key).known_text();
                    key.is_some_and(|key| key.as_str() == name)
                })?;
                Some(self.eval(scope, value))
            }
            ExprKind::Wrap(inner) => self.member(scope, inner, name),
            ExprKind::Call(call) if is_merge(call) => {
                let mut arguments = call.arguments.iter().rev();
                arguments.find_map(|argument| self.member(scope, argument, name))
            }
            _ => self.eval(scope, object).get(name).cloned(),
        }
    }

    /// Two values of one name: objects merged, lists joined, of others the second.
    fn deep(&self, under: &Value, over: Value) -> Value {
        let place = over.place;
        match (&under.kind, &over.kind) {
            (Kind::Map(_), Kind::Map(_)) => {
                let mut entries = under.entries().unwrap_or_default().to_vec();
                for (key, value) in over.entries().unwrap_or_default() {
                    let known = under.get(key.as_str()).cloned();
                    let value = match known {
                        Some(known) => self.deep(&known, value.clone()),
                        None => value.clone(),
                    };
                    entries.push((Rc::clone(key), value));
                }
                self.map(place, entries)
            }
            (Kind::List(_), Kind::List(_)) => {
                let items = [under, &over].map(|list| list.items().unwrap_or_default());
                self.list(place, items.concat())
            }
            _ => over,
        }
    }
}

fn is_merge(call: &Call) -> bool {
    call.name == "merge" && !call.expand
}

/// Whether any byte of a text is typed in a file.
pub(super) fn is_in(
    text: &gwfmt_core::text::FormatText,
    source: gwfmt_core::span::SourceId,
) -> bool {
    text.spans().any(|(span, origin)| {
        !span.is_empty() && !matches!(origin, Origin::Hole(_)) && origin.source() == source
    })
}

/// The file of the unit that a folder holds.
pub(super) fn file_in(folder: &str) -> String {
    join(folder, "terragrunt.hcl")
}
