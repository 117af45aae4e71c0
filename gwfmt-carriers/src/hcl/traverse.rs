//! `local.a`, `var.b[0]`, `module.c.d`, `e[*].f`: names, and the steps from them.

use gwfmt_core::span::SourceSpan;

use super::apis::with_api;
use super::kinds::V2_APIS;
use super::number::Decimal;
use super::reference::Reference;
use super::syntax::{Expr, ExprKind, Step, context_path};
use super::value::{Mistake, Outcome, Value};
use super::world::{Located, Scope, World};
use crate::reason::Reason;

impl World<'_> {
    /// The value of a name or another expression, and of the steps that follow it. `place` is all of it.
    pub(super) fn traverse(
        &self,
        scope: Scope<'_>,
        place: SourceSpan,
        root: &Expr,
        steps: &[Step],
    ) -> Outcome {
        let ExprKind::Name(name) = &root.kind else {
            let value = self.attempt(scope, root)?;
            return self.follow(scope, place, value, steps);
        };
        if let Some(value) = scope.bound(name) {
            if value.is_unknown() && name == "each" {
                let later = self.because(place, || known_later("each", "key", &[]));
                let is_key = matches!(steps, [Step::Get(what)] if what == "key");
                return Ok(if is_key { later.into_string() } else { later });
            }
            return self.follow(scope, place, value.clone(), steps);
        }
        let [Step::Get(second), rest @ ..] = steps else {
            return Ok(Value::unknown(place));
        };
        if let Some(unit) = &scope.instance.unit
            && let Some(value) = self.unit_name(scope, unit, place, name, steps)?
        {
            return Ok(value);
        }
        let value = match name.as_str() {
            "local" => self.local(scope.instance, second, place),
            "var" => self.variable(scope.instance, second, place),
            "module" => return self.module(scope, place, second, rest),
            "component" if scope.instance.folder.is_stack => {
                return self.module(scope, place, second, rest);
            }
            _ if V2_APIS.contains(&name.as_str()) => {
                let address = format!("{name}.{second}");
                return Ok(self.api(scope, &address, rest, place));
            }
            "path" => match second.as_str() {
                "module" => Value::written(place, &self.path_of(scope.instance)),
                "root" => Value::written(place, "."),
                _ => {
                    let folder = self.start(scope.instance);
                    let path = ".".to_owned();
                    self.later_path(place, Located { folder, path })
                }
            },
            _ => {
                if let Some(value) = self.configured(scope, place, name, steps)? {
                    return Ok(value);
                }
                if let Some(path) = context_path(root, steps) {
                    return Ok(self.context(place, path));
                }
                if let Some(to) = Reference::new(scope.instance.index, name, steps) {
                    self.refer(place, to);
                }
                let later = self.because(place, || known_later(name, second, rest));
                return Ok(if is_string(name, second, rest) {
                    later.into_string()
                } else {
                    later
                });
            }
        };
        self.follow(scope, place, value, rest)
    }

    /// `module.name`, an index for `count` or `for_each`, and the name of an output.
    fn module(&self, scope: Scope<'_>, place: SourceSpan, name: &str, steps: &[Step]) -> Outcome {
        let modules = &scope.instance.folder.modules;
        let Some(module) = modules.iter().position(|module| module.name == name) else {
            return Ok(self.because(place, || {
                Reason::not_computed(format!("there is no module `{name}`"))
            }));
        };
        let steps_to_output = match steps {
            [
                Step::Index(_) | Step::Splat | Step::AttributeSplat,
                after @ ..,
            ] => after,
            _ => steps,
        };
        let [Step::Get(output), rest @ ..] = steps_to_output else {
            return Ok(Value::unknown(place));
        };
        let each = self.element_of(scope, scope.instance, module, steps);
        let Some(child) = self.child(scope.instance, module, each) else {
            self.because(place, || {
                let why = self.not_read(scope.instance, module);
                let why = why.map_or_else(
                    || format!("the module `{name}` is not in the repository"),
                    |(_, why)| why,
                );
                let text = format!("{why}, and gwfmt does not read it");
                Reason::not_computed(text)
            });
            return Ok(with_api(place, self.published_api(scope.instance, module)));
        };
        match self.output(&child, output) {
            Some(value) if matches!(steps.first(), Some(Step::Get(_) | Step::Index(_))) => {
                self.follow(scope, place, value, rest)
            }
            // a list of as many as there are calls
            Some(value) => Ok(self.one_of(place, &[value, Value::unknown(place)])),
            None => Ok(self.because(place, || {
                let text = format!("the module `{name}` has no output `{output}`");
                Reason::not_computed(text)
            })),
        }
    }

    pub(super) fn follow(
        &self,
        scope: Scope<'_>,
        place: SourceSpan,
        mut value: Value,
        steps: &[Step],
    ) -> Outcome {
        for (at, step) in steps.iter().enumerate() {
            if value.is_unknown() {
                return Ok(value);
            }
            let rest = &steps[at + 1..];
            value = match step {
                Step::Get(name) => value.get(name).cloned().ok_or(Mistake)?,
                Step::Index(index) => {
                    let index = self.attempt(scope, index)?;
                    if !index.is_whole() {
                        return Ok(Value::unknown(place));
                    }
                    let found = if let Some(items) = value.items() {
                        let index = index.as_number().and_then(Decimal::index);
                        index.and_then(|index| items.get(index))
                    } else {
                        let key = index.known_text().ok_or(Mistake)?;
                        value.get(key.as_str())
                    };
                    found.cloned().ok_or(Mistake)?
                }
                Step::Splat => return self.splat(scope, place, &value, rest),
                Step::AttributeSplat => {
                    let gets = rest.iter().take_while(|step| matches!(step, Step::Get(_)));
                    let (inner, outer) = rest.split_at(gets.count());
                    let list = self.splat(scope, place, &value, inner)?;
                    return self.follow(scope, place, list, outer);
                }
            };
        }
        Ok(value)
    }

    fn splat(&self, scope: Scope<'_>, place: SourceSpan, value: &Value, steps: &[Step]) -> Outcome {
        let one = std::slice::from_ref(value);
        let items = match value.items() {
            Some(items) => items,
            None if value.is_null() => &[],
            None => one,
        };
        let items = items
            .iter()
            .map(|item| self.follow(scope, place, item.clone(), steps));
        Ok(self.list(place, items.collect::<Result<_, _>>()?))
    }
}

/// Attributes that are strings in whatever resource has them.
const STRINGS: [&str; 24] = [
    "account_id",
    "arn",
    "bucket",
    "dns_name",
    "domain_name",
    "execution_arn",
    "function_name",
    "hex",
    "id",
    "invoke_arn",
    "invoke_url",
    "key_id",
    "name",
    "name_prefix",
    "partition",
    "qualified_arn",
    "region",
    "rendered",
    "result",
    "stage_name",
    "unique_id",
    "url",
    "user_id",
    "version_id",
];

/// Whether `name.second` and what follows is a string, whatever the deployment makes of it.
fn is_string(name: &str, second: &str, rest: &[Step]) -> bool {
    let goes_over_all = rest
        .iter()
        .any(|step| matches!(step, Step::Splat | Step::AttributeSplat));
    match (name, second, rest) {
        ("terraform", "workspace", []) | ("each", "key", []) => true,
        ("each" | "count" | "self" | "terraform", ..) => false,
        (_, _, [.., Step::Get(last)]) => !goes_over_all && STRINGS.contains(&last.as_str()),
        _ => false,
    }
}

/// Why nothing is known of `name.second`.
fn known_later(name: &str, second: &str, rest: &[Step]) -> Reason {
    let text = match (name, rest) {
        ("data", [Step::Get(third), ..]) => {
            format!("`data.{second}.{third}` is read during deployment")
        }
        ("each" | "count" | "self", _) => {
            "it depends on `count`, `for_each`, or a name that is bound at deployment".to_owned()
        }
        _ => format!("`{name}.{second}` is known only after deployment"),
    };
    Reason::deployment(text)
}
