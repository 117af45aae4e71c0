//! What a config file says of variables: which there are beside the catalog's, which are required, which are forbidden.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::ast::PartKind;
use gwfmt_core::catalog::{Meaning, nearest, resolve};
use gwfmt_core::parse::parse;
use gwfmt_core::settings::{Added, Holds};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use toml::de::DeValue;

use super::keys::VARIABLE_KEYS;
use super::read::{Reader, Value, kind};
use super::{Fault, Said};

/// Before every name in a format.
const PREFIX: &str = "$context.";

impl Reader {
    /// `variables`.
    pub(super) fn variables(&mut self, value: &Value<'_>) -> Vec<Said<Added>> {
        let mut variables = Vec::new();
        for value in self.list("variables", "names or tables", value) {
            let added = match value.get_ref() {
                DeValue::Table(_) => self.variable(value),
                _ => self
                    .name("an element of `variables`", value)
                    .map(|name| Added {
                        name,
                        apis: ApiSet::ANY,
                        holds: Holds::default(),
                        optional: true,
                    }),
            };
            variables.extend(added.map(|added| Said {
                value: added,
                span: self.span(value.span()),
            }));
        }
        variables
    }

    fn variable(&mut self, value: &Value<'_>) -> Option<Added> {
        let DeValue::Table(table) = value.get_ref() else {
            return None;
        };
        let mut name = None;
        let mut added = Added {
            name: String::new(),
            apis: ApiSet::ANY,
            holds: Holds::default(),
            optional: true,
        };
        let mut has_name = false;
        for (key, value) in table {
            match &**key.get_ref() {
                "name" => {
                    has_name = true;
                    name = self.name("`name`", value);
                }
                "api" => added.apis = self.apis(value),
                "type" => {
                    let holds = self.one_of("`type`", value, Holds::ALL, Holds::name);
                    added.holds = holds.map_or(added.holds, |said| said.value);
                }
                "optional" => match value.get_ref() {
                    DeValue::Boolean(optional) => added.optional = *optional,
                    other => {
                        let message =
                            format!("`optional` is {}, not `true` or `false`", kind(other));
                        self.fault(value, message);
                    }
                },
                name => self.unknown_key(key, name, VARIABLE_KEYS, " of a variable"),
            }
        }
        if !has_name {
            self.fault(value, "a variable has no `name`");
        }
        added.name = name?;
        Some(added)
    }

    /// A type of API, or a list of them.
    fn apis(&mut self, value: &Value<'_>) -> ApiSet {
        let values = match value.get_ref() {
            DeValue::Array(list) => &list[..],
            _ => std::slice::from_ref(value),
        };
        let said: Vec<Api> = values
            .iter()
            .filter_map(|value| self.one_of("`api`", value, Api::ALL, Api::name))
            .map(|said| said.value)
            .collect();
        if values.is_empty() {
            self.fault(value, "`api` names no type of API");
        }
        ApiSet::of(&said).unwrap_or(ApiSet::ANY)
    }

    /// Names of keys, as they stand behind `$context.authorizer.`.
    pub(super) fn keys(&mut self, name: &str, value: &Value<'_>) -> Said<Vec<String>> {
        let texts = self.texts(name, value);
        for text in &texts {
            if text.value.is_empty() {
                let message = format!("an element of `{name}` is empty");
                self.faults.push(Fault::new(text.span, message));
            }
        }
        Said {
            value: texts.into_iter().map(|text| text.value).collect(),
            span: self.span(value.span()),
        }
    }

    /// Names of variables that the catalog has, or the config adds: one that nobody knows is a slip.
    pub(super) fn known(
        &mut self,
        of: &str,
        value: &Value<'_>,
        added: &[Said<Added>],
        with_star: bool,
    ) -> Vec<Said<String>> {
        let mut names = Vec::new();
        for value in self.list(of, "names of variables", value) {
            let Some(text) = self.text(&format!("an element of `{of}`"), value) else {
                continue;
            };
            let name = text.value.strip_prefix(PREFIX).unwrap_or(&text.value);
            let object = name.strip_suffix(".*").filter(|_| with_star);
            let is_known = if let Some(object) = object {
                is_beginning(object, added)
            } else {
                let listed = matches!(resolve(name, ApiSet::ANY).meaning, Meaning::Listed(_));
                listed && is_name(name) || added.iter().any(|it| it.value.name == name)
            };
            if !is_known {
                let meant = match nearest(name, ApiSet::ANY) {
                    Some(near) => format!("; did you mean `{}`?", near.path),
                    None => "; a new one has to be in `variables` too".to_owned(),
                };
                let message = format!("no variable is named `{name}`{meant}");
                self.faults.push(Fault::new(text.span, message));
                continue;
            }
            names.push(Said {
                value: name.to_owned(),
                span: text.span,
            });
        }
        names
    }

    /// The name of a variable, with or without `$context.`.
    fn name(&mut self, what: &str, value: &Value<'_>) -> Option<String> {
        let text = self.text(what, value)?;
        let name = text.value.strip_prefix(PREFIX).unwrap_or(&text.value);
        if is_name(name) {
            return Some(name.to_owned());
        }
        let message = format!("`{name}` cannot be the name of a variable");
        self.faults.push(Fault::new(text.span, message));
        None
    }
}

/// Whether a reference of that name is one from its first sign to its last.
fn is_name(name: &str) -> bool {
    let text = FormatText::verbatim(SourceId(0), 0, &format!("{PREFIX}{name}"));
    let format = parse(&text);
    matches!(&format.parts[..], [part] if part.kind == PartKind::Reference) && !name.ends_with('-')
}

/// Whether some variables begin with a name and a dot.
fn is_beginning(object: &str, added: &[Said<Added>]) -> bool {
    let begins = |path: &str| {
        let rest = path.strip_prefix(object);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    gwfmt_core::catalog::VARIABLES
        .iter()
        .any(|it| begins(it.path))
        || added.iter().any(|it| begins(&it.value.name))
}
