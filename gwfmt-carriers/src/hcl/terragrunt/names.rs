//! `include.root.locals.x`, `dependency.api.outputs.id`, `feature.x.value`, `values.x`: the names of Terragrunt.

use std::rc::Rc;

use super::Unit;
use super::inputs::file_in;
use crate::hcl::apis::with_api;
use crate::hcl::syntax::Step;
use crate::hcl::value::{Hint, Kind, Mistake, Outcome, Value};
use crate::hcl::world::{Instance, Scope, World};
use crate::reason::Reason;
use gwfmt_core::api::Api;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

impl World<'_> {
    /// The value of a name that only Terragrunt has; nothing for others.
    pub(in crate::hcl) fn unit_name(
        &self,
        scope: Scope<'_>,
        unit: &Unit,
        place: SourceSpan,
        root: &str,
        steps: &[Step],
    ) -> Result<Option<Value>, Mistake> {
        let config = scope.instance;
        let Some(known) = &config.folder.config else {
            return Ok(None);
        };
        let value = match (root, steps) {
            ("include", [Step::Get(first), rest @ ..]) => {
                let named = known.includes.iter().find(|one| one.name == *first);
                let (include, steps) = match named {
                    Some(include) => (Some(include), rest),
                    None => (known.includes.iter().find(|one| one.name.is_empty()), steps),
                };
                let other = include.and_then(|include| self.include(config, unit, &include.path));
                match other {
                    Some(other) => return self.section(scope, &other, place, steps).map(Some),
                    None => self.because(place, || {
                        let text = format!("the file that `include.{first}` names is not read");
                        Reason::not_computed(text)
                    }),
                }
            }
            (
                "dependency",
                [
                    Step::Get(name),
                    Step::Get(outputs),
                    Step::Get(output),
                    rest @ ..,
                ],
            ) if outputs == "outputs" => {
                let api = match rest {
                    [] => self.api_of_dependency(config, unit, name, output),
                    _ => None,
                };
                self.because(place, || {
                    let text = format!("`dependency.{name}` is known only after its deployment");
                    Reason::deployment(text)
                });
                with_api(place, api)
            }
            ("feature", [Step::Get(name), Step::Get(value), rest @ ..]) if value == "value" => {
                let Some(default) = known.features.get(name) else {
                    return Ok(None);
                };
                let value = self.attempt(scope, default)?;
                return self.follow(scope, place, value, rest).map(Some);
            }
            ("values", steps) => match &unit.values {
                Some(values) => return self.follow(scope, place, values.clone(), steps).map(Some),
                None => self.because(place, || {
                    let text = "`values` are given by the stack that the unit belongs to";
                    Reason::deployment(text)
                }),
            },
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// A part of what another file says.
    fn section(
        &self,
        scope: Scope<'_>,
        other: &Rc<Instance>,
        place: SourceSpan,
        steps: &[Step],
    ) -> Outcome {
        let (value, rest) = match steps {
            [Step::Get(section), Step::Get(name), rest @ ..] if section == "locals" => {
                (self.local(other, name, place), rest)
            }
            [Step::Get(section), Step::Get(name), rest @ ..] if section == "inputs" => {
                let input = self.input_of(other, name);
                let unknown = || {
                    let text = format!("the file gives no input `{name}`");
                    self.because(place, || Reason::not_computed(text))
                };
                (input.unwrap_or_else(unknown), rest)
            }
            _ => (self.whole(other, place), steps),
        };
        self.follow(scope, place, value, rest)
    }

    /// All that is known of what a file says: `{ locals = {…}, inputs = {…} }`.
    pub(in crate::hcl) fn whole(&self, other: &Rc<Instance>, place: SourceSpan) -> Value {
        let key = |name: &str| {
            let mut text = FormatText::new();
            text.push_written(place, name);
            Rc::new(text)
        };
        let locals = other.folder.locals.keys();
        let locals = locals.map(|name| (key(name), self.local(other, name, place)));
        let locals = self.map(place, locals.collect());
        let inputs = self.inputs_of(other).into_iter();
        let inputs = inputs.map(|(name, value)| (key(&name), value)).collect();
        let inputs = self.map(place, inputs);
        self.map(
            place,
            vec![(key("locals"), locals), (key("inputs"), inputs)],
        )
    }

    /// The type of the API that an output of another unit belongs to.
    fn api_of_dependency(
        &self,
        config: &Rc<Instance>,
        unit: &Unit,
        name: &str,
        output: &str,
    ) -> Option<Api> {
        let path = config.folder.config.as_ref()?.dependencies.get(name)?;
        let path = self.eval(Scope::top(config), path);
        let path = self.file(&self.located(&path, &unit.folder)?)?;
        let file = if path.strip_suffix(".hcl").is_some() {
            path
        } else {
            file_in(&path)
        };
        let left = self.others.get().checked_sub(1)?;
        self.others.set(left);
        let world = World::new(self.sources, None);
        world.others.set(left / 2);
        let other = world.unit(Unit::of(&file))?;
        let (value, _) = world.budget.unit(|| {
            let module = world.child(&other, 0, None)?;
            world.output(&module, output)
        });
        match value?.kind {
            Kind::Unknown(Hint { api, .. }) => api,
            _ => None,
        }
    }
}

impl World<'_> {
    /// The file that an `include` block of that name, or the only one, names.
    pub(in crate::hcl) fn included_file(
        &self,
        config: &Rc<Instance>,
        unit: &Unit,
        name: Option<&FormatText>,
    ) -> Option<String> {
        let includes = &config.folder.config.as_ref()?.includes;
        let include = match name {
            Some(name) => includes.iter().find(|one| one.name == name.as_str()),
            None => includes.first(),
        };
        let path = self.eval(Scope::top(config), &include?.path);
        self.file(&self.located(&path, &unit.folder)?)
    }
}
