//! From the text of a config file to a [`Config`], or to all that is wrong with it.

use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::Choice;
use gwfmt_core::naming::Naming;
use gwfmt_core::span::Span;
use gwfmt_core::suggest::did_you_mean;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::keys::{KEYS, Key, OVERRIDE_KEYS};
use super::{Config, Fault, Level, Override, Said, Wanted};
use crate::files::patterns::Patterns;

/// The words for levels, in the order of messages.
pub const LEVELS: [Level; 5] = [
    Level::Off,
    Level::On,
    Level::At(Severity::Note),
    Level::At(Severity::Warning),
    Level::At(Severity::Error),
];

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

pub(super) type Value<'t> = Spanned<DeValue<'t>>;

pub(super) fn read(text: &str) -> Result<Config, Vec<Fault>> {
    // the parser takes a byte order mark for the beginning of a key
    let start = text.len() - text.strip_prefix('\u{FEFF}').unwrap_or(text).len();
    let mut reader = Reader {
        start,
        faults: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(&text[start..]);
    for error in errors {
        let end = text.len() - start;
        let span = reader.span(error.span().unwrap_or(end..end));
        reader.faults.push(Fault::new(span, error.message()));
    }
    // what follows a mistake of syntax is not what was meant
    let config = if reader.faults.is_empty() {
        reader.config(table.get_ref())
    } else {
        Config::default()
    };
    let mut faults = reader.faults;
    if faults.is_empty() {
        return Ok(config);
    }
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    Err(faults)
}

/// What reads values, and gathers what is wrong with them.
pub(super) struct Reader {
    /// Bytes before the text that was parsed.
    start: usize,
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        let (mut required, mut forbidden) = (None, None);
        for (key, value) in table {
            match &**key.get_ref() {
                "exclude" => (config.exclude, config.excluded) = self.patterns("exclude", value),
                "fail-on" => config.fail_on = self.severity("fail-on", value),
                "api" => config.api = self.api(value),
                "baseline" => config.baseline = self.file("baseline", value),
                "variables" => config.variables = self.variables(value),
                "authorizer-keys" => {
                    config.authorizer_keys = Some(self.keys("authorizer-keys", value));
                }
                "claims" => config.claims = Some(self.keys("claims", value)),
                "required-variables" => required = Some(value),
                "forbidden-variables" => forbidden = Some(value),
                "key-naming" => {
                    config.key_naming =
                        self.one_of("`key-naming`", value, Naming::ALL, Naming::name);
                }
                "rules" => config.rules = self.rules(value),
                "overrides" => {
                    for value in self.list("overrides", "tables", value) {
                        config.overrides.extend(self.an_override(value));
                    }
                }
                name => self.unknown_key(key, name, KEYS, ""),
            }
        }
        // what they may name, `variables` adds to
        if let Some(value) = required {
            config.required = self.known("required-variables", value, &config.variables, false);
        }
        if let Some(value) = forbidden {
            config.forbidden = self.known("forbidden-variables", value, &config.variables, true);
        }
        config
    }

    fn an_override(&mut self, value: &Value<'_>) -> Option<Override> {
        let table = self.table("an element of `overrides`", value)?;
        let mut it = Override::default();
        let mut has_paths = false;
        for (key, value) in table {
            match &**key.get_ref() {
                "paths" => {
                    has_paths = true;
                    (it.paths, it.patterns) = self.patterns("paths", value);
                }
                "rules" => it.rules = self.rules(value),
                "api" => it.api = self.api(value),
                name => self.unknown_key(key, name, OVERRIDE_KEYS, " of `[[overrides]]`"),
            }
        }
        if !has_paths {
            self.fault(value, "an override has no `paths` to be for");
        }
        Some(it)
    }

    fn rules(&mut self, value: &Value<'_>) -> Vec<Wanted> {
        let Some(table) = self.table("`rules`", value) else {
            return Vec::new();
        };
        let mut rules = Vec::new();
        for (key, value) in table {
            let name = &**key.get_ref();
            let Some(choice) = Choice::find(name) else {
                let belongs = KEYS.iter().any(|key| key.name == name);
                let message = if belongs {
                    format!("`{name}` is not a rule but a key of its own: write it above `[rules]`")
                } else {
                    let meant = did_you_mean(name, Choice::words());
                    format!("no rule or group is named `{name}`{meant}")
                };
                self.fault(key, message);
                continue;
            };
            let level = self.one_of(&format!("`{name}`"), value, LEVELS, Level::word);
            rules.extend(level.map(|level| Wanted {
                choice: Said {
                    value: choice,
                    span: self.span(key.span()),
                },
                level,
            }));
        }
        rules
    }

    fn severity(&mut self, name: &str, value: &Value<'_>) -> Option<Said<Severity>> {
        self.one_of(&format!("`{name}`"), value, SEVERITIES, Severity::name)
    }

    fn api(&mut self, value: &Value<'_>) -> Option<Said<Api>> {
        self.one_of("`api`", value, Api::ALL, Api::name)
    }

    /// The path of a file.
    fn file(&mut self, name: &str, value: &Value<'_>) -> Option<Said<String>> {
        let text = self.text(&format!("`{name}`"), value)?;
        if text.value.is_empty() || text.value.contains('\0') {
            let message = format!("`{name}` is not the name of a file");
            self.faults.push(Fault::new(text.span, message));
            return None;
        }
        Some(text)
    }

    fn patterns(&mut self, name: &str, value: &Value<'_>) -> (Vec<Said<String>>, Patterns) {
        let texts = self.texts(name, value);
        match Patterns::new(texts.iter().map(|text| text.value.as_str())) {
            Ok(patterns) => (texts, patterns),
            Err((number, why)) => {
                if let Some(text) = texts.get(number) {
                    let message = format!("`{}` is not a pattern: {why}", text.value);
                    self.faults.push(Fault::new(text.span, message));
                }
                (texts, Patterns::default())
            }
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str, value: &Value<'_>) -> Vec<Said<String>> {
        let mut texts = Vec::new();
        for value in self.list(name, "texts", value) {
            texts.extend(self.text(&format!("an element of `{name}`"), value));
        }
        texts
    }

    pub(super) fn text(&mut self, what: &str, value: &Value<'_>) -> Option<Said<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Said {
                value: text.clone().into_owned(),
                span: self.span(value.span()),
            }),
            other => {
                self.fault(value, format!("{what} is {}, not a text", kind(other)));
                None
            }
        }
    }

    pub(super) fn one_of<T: Copy>(
        &mut self,
        what: &str,
        value: &Value<'_>,
        all: impl IntoIterator<Item = T>,
        word: impl Fn(T) -> &'static str,
    ) -> Option<Said<T>> {
        let text = self.text(what, value)?;
        let all: Vec<T> = all.into_iter().collect();
        let found = all.iter().find(|one| word(**one) == text.value);
        if let Some(found) = found {
            return Some(Said {
                value: *found,
                span: text.span,
            });
        }
        let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        let (last, first) = words.split_last()?;
        let message = format!(
            "{what} takes `{}` or `{last}`, not `{}`{}",
            first.join("`, `"),
            text.value,
            did_you_mean(&text.value, words.iter().copied())
        );
        self.faults.push(Fault::new(text.span, message));
        None
    }

    fn table<'v, 't>(&mut self, what: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                self.fault(value, format!("{what} is {}, not a table", kind(other)));
                None
            }
        }
    }

    pub(super) fn list<'v, 't>(
        &mut self,
        name: &str,
        of: &str,
        value: &'v Value<'t>,
    ) -> &'v [Value<'t>] {
        match value.get_ref() {
            DeValue::Array(list) => list,
            other => {
                self.fault(
                    value,
                    format!("`{name}` is {}, not a list of {of}", kind(other)),
                );
                &[]
            }
        }
    }

    pub(super) fn unknown_key(
        &mut self,
        key: &Spanned<DeString<'_>>,
        name: &str,
        keys: &[Key],
        of: &str,
    ) {
        let mut message = format!("unknown key `{name}`{of}");
        if of.is_empty() && Choice::find(name).is_some() {
            message.push_str("; what is wanted of rules is said in `[rules]`");
        } else {
            message.push_str(&did_you_mean(name, keys.iter().map(|key| key.name)));
        }
        self.fault(key, message);
    }

    pub(super) fn fault<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        let span = self.span(at.span());
        self.faults.push(Fault::new(span, message));
    }

    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.start + range.start, self.start + range.end)
    }
}

pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
