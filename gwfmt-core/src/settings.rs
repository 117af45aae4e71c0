//! What a repository wants of the rules, beside what API Gateway does: plain values, wherever they were written.

use std::collections::BTreeMap;

use crate::api::ApiSet;
use crate::catalog::{Meaning, Resolution, resolve};
use crate::diagnostic::Severity;
use crate::naming::Naming;
use crate::texts::{TextKind, Texts};

/// What a repository wants of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The level of all that a rule finds, by the rule's name, where that is not for the rule to say.
    pub levels: BTreeMap<&'static str, Severity>,
    /// Variables that this version of the catalog does not have.
    pub variables: Vec<Added>,
    /// All keys that authorizers return, where they are known.
    pub authorizer_keys: Option<Vec<String>>,
    /// All claims of tokens, where they are known.
    pub claims: Option<Vec<String>>,
    /// Variables that every format is to have, without `$context.`.
    pub required: Vec<String>,
    /// Variables that no format is to have; `identity.*` stands for all below `identity`.
    pub forbidden: Vec<String>,
    /// How keys of JSON are written.
    pub key_naming: Option<Naming>,
}

/// A variable that the repository knows and the catalog does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its name without `$context.`.
    pub name: String,
    /// The types of API that have it.
    pub apis: ApiSet,
    /// What its values are.
    pub holds: Holds,
    /// Whether `-` may be written instead of a value.
    pub optional: bool,
}

/// What the values of an added variable are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// An identifier, a name, a number: nothing that breaks a column.
    #[default]
    Word,
    /// Digits.
    Number,
    /// What a client or a backend chose.
    Text,
}

impl Holds {
    /// All of them.
    pub const ALL: [Holds; 3] = [Holds::Word, Holds::Number, Holds::Text];

    /// The word of the config.
    pub const fn name(self) -> &'static str {
        match self {
            Holds::Word => "word",
            Holds::Number => "number",
            Holds::Text => "text",
        }
    }
}

/// The settings of a repository that says nothing.
pub static NO_SETTINGS: Settings = Settings {
    levels: BTreeMap::new(),
    variables: Vec::new(),
    authorizer_keys: None,
    claims: None,
    required: Vec::new(),
    forbidden: Vec::new(),
    key_naming: None,
};

impl Settings {
    /// The level that is wanted of a rule's findings.
    pub fn level(&self, rule: &str) -> Option<Severity> {
        self.levels.get(rule).copied()
    }

    /// The added variable of that name that some of these APIs have.
    pub fn added(&self, path: &str, apis: ApiSet) -> Option<&Added> {
        let mut all = self.variables.iter();
        all.find(|added| added.name == path && added.apis.iter().any(|api| apis.has(api)))
    }

    /// Finds what a name means: what the catalog says of it, or else the settings.
    pub fn resolve(&self, path: &str, apis: ApiSet) -> Resolution {
        let found = resolve(path, apis);
        if self.variables.is_empty() || matches!(found.meaning, Meaning::Listed(_)) {
            return found;
        }
        // as the catalog has it, a hyphen that is no part of a known name ends it
        let short = path.find('-').map_or(path, |hyphen| &path[..hyphen]);
        let known = [path, short].into_iter();
        let mut known = known.filter_map(|name| Some((name.len(), self.added(name, apis)?)));
        match known.next() {
            None => found,
            Some((name_len, added)) => Resolution {
                meaning: match found.meaning {
                    // of what the catalog has for other APIs, it knows the values
                    Meaning::OtherApi(variable) => Meaning::Added(variable.texts()),
                    _ => Meaning::Added(added.texts()),
                },
                name_len,
            },
        }
    }

    /// Takes a setting from the words of an example; what is no setting is left out.
    pub(crate) fn say(&mut self, key: &str, value: &str) {
        let value = || value.to_owned();
        match key {
            "required-variables" => self.required.push(value()),
            "forbidden-variables" => self.forbidden.push(value()),
            "authorizer-keys" => self.authorizer_keys.get_or_insert_default().push(value()),
            "claims" => self.claims.get_or_insert_default().push(value()),
            "key-naming" => {
                let value = value();
                self.key_naming = Naming::ALL.into_iter().find(|one| one.name() == value);
            }
            _ => {}
        }
    }
}

impl Added {
    /// The texts that may be logged for it.
    fn texts(&self) -> Texts {
        Texts {
            kind: match self.holds {
                Holds::Word => TextKind::Token,
                Holds::Number => TextKind::Integer,
                Holds::Text => TextKind::Any,
            },
            values: &[],
            absent: if self.optional { &["-"] } else { &[] },
            example: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;
    use crate::lint::{RULES, lint};
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn added(name: &str, apis: ApiSet, holds: Holds) -> Settings {
        let added = Added {
            name: name.to_owned(),
            apis,
            holds,
            optional: true,
        };
        Settings {
            variables: vec![added],
            ..Settings::default()
        }
    }

    fn found(settings: &Settings, api: Api, text: &str) -> Vec<&'static str> {
        let text = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::with_settings(&text, ApiSet::one(api), settings);
        let rules = RULES.iter().filter(|rule| rule.on);
        lint(&model, rules).iter().map(|d| d.rule).collect()
    }

    #[test]
    fn an_added_variable_is_known_where_it_is_added() {
        let text = r#"{"id":"$context.requestId","new":"$context.brandNew"}"#;
        let settings = added("brandNew", ApiSet::one(Api::Http), Holds::Word);
        assert_eq!(found(&NO_SETTINGS, Api::Http, text), ["unknown-variable"]);
        assert_eq!(found(&settings, Api::Http, text), [""; 0]);
        assert_eq!(found(&settings, Api::Rest, text), ["unknown-variable"]);
    }

    #[test]
    fn a_variable_of_other_apis_may_be_added_to_one() {
        let text = r#"{"id":"$context.requestId","route":"$context.routeKey"}"#;
        let settings = added("routeKey", ApiSet::one(Api::Rest), Holds::Word);
        assert_eq!(found(&NO_SETTINGS, Api::Rest, text), ["wrong-api-type"]);
        assert_eq!(found(&settings, Api::Rest, text), [""; 0]);
    }

    #[test]
    fn what_an_added_variable_holds_says_where_it_fits() {
        let bare = r#"{"id":"$context.requestId","new":$context.brandNew}"#;
        for holds in Holds::ALL {
            let mut settings = added("brandNew", ApiSet::ANY, holds);
            assert_eq!(
                found(&settings, Api::Http, bare),
                ["bare-value"],
                "{holds:?}"
            );
            settings.variables[0].optional = false;
            let is_found = holds != Holds::Number;
            assert_eq!(
                found(&settings, Api::Http, bare).len(),
                usize::from(is_found)
            );
        }
        let columns = "$context.requestId $context.brandNew $context.status";
        let settings = |holds| added("brandNew", ApiSet::ANY, holds);
        assert_eq!(found(&settings(Holds::Word), Api::Http, columns), [""; 0]);
        assert!(!found(&settings(Holds::Text), Api::Http, columns).is_empty());
    }

    #[test]
    fn the_longest_name_wins_and_a_hyphen_ends_it() {
        let settings = added("brandNew", ApiSet::ANY, Holds::Word);
        let is_added = |path: &str| {
            let found = settings.resolve(path, ApiSet::ANY);
            matches!(found.meaning, Meaning::Added(_)).then_some(found.name_len)
        };
        assert_eq!(is_added("brandNew"), Some(8));
        assert_eq!(is_added("brandNew-x"), Some(8));
        assert_eq!(is_added("brandNewer"), None);
        assert_eq!(is_added("brandNew.x"), None);
    }
}
