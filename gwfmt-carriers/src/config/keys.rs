//! The keys of a config file, as data: what is read, what the schema says and what a wrong key is compared with.

/// A key.
#[derive(Debug)]
pub struct Key {
    /// As the file writes it.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub docs: &'static str,
    /// What values it takes.
    pub takes: Takes,
    /// A value of it, as the file writes it.
    pub example: &'static str,
}

/// What values a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A table whose keys choose rules, and whose values are levels.
    Rules,
    /// A list of patterns of paths.
    Patterns,
    /// A severity.
    Severity,
    /// A type of API.
    Api,
    /// A list of tables with the keys [`OVERRIDE_KEYS`].
    Overrides,
}

/// The keys of a file.
pub static KEYS: &[Key] = &[
    Key {
        name: "exclude",
        docs: "Paths that are skipped when folders are walked: patterns as in `.gitignore`, from the folder of this file.",
        takes: Takes::Patterns,
        example: r#"["vendor/", "*.generated.yaml"]"#,
    },
    Key {
        name: "fail-on",
        docs: "The lowest severity that makes the exit code 1: `error`, `warning` (unless said) or `note`.",
        takes: Takes::Severity,
        example: r#""error""#,
    },
    Key {
        name: "api",
        docs: "The API type of formats whose resource does not determine it: `rest`, `http` or `websocket`.",
        takes: Takes::Api,
        example: r#""rest""#,
    },
    Key {
        name: "rules",
        docs: "What is wanted of rules, by the name of a rule or of a group, `default` or `all`: `off`, `on` (with levels of its own), `note`, `warning` or `error`. The narrower word wins.",
        takes: Takes::Rules,
        example: r#"{ unknown-variable = "error", privacy = "warning" }"#,
    },
    Key {
        name: "overrides",
        docs: "What is different for some paths. Where several match, the last one wins.",
        takes: Takes::Overrides,
        example: r#"[{ paths = ["legacy/"], rules = { json = "off" } }]"#,
    },
];

/// The keys of an element of `[[overrides]]`.
pub static OVERRIDE_KEYS: &[Key] = &[
    Key {
        name: "paths",
        docs: "The paths that it is for: patterns as in `.gitignore`, from the folder of this file.",
        takes: Takes::Patterns,
        example: r#"["legacy/"]"#,
    },
    Key {
        name: "rules",
        docs: "What is wanted of rules there.",
        takes: Takes::Rules,
        example: r#"{ json = "off" }"#,
    },
    Key {
        name: "api",
        docs: "The API type of formats there whose resource does not determine it.",
        takes: Takes::Api,
        example: r#""http""#,
    },
];
