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
    /// The path of a file.
    File,
    /// A list of names, or of tables with the keys [`VARIABLE_KEYS`].
    Variables,
    /// A list of names of variables.
    Names,
    /// A list of names of keys.
    Keys,
    /// A style of names.
    Naming,
    /// A type of API, or a list of them.
    Apis,
    /// The name of a variable.
    Name,
    /// What a variable holds.
    Holds,
    /// `true` or `false`.
    Boolean,
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
        name: "baseline",
        docs: "A file of accepted findings, as `gwfmt baseline` writes it, from the folder of this file.",
        takes: Takes::File,
        example: r#""gwfmt-baseline.json""#,
    },
    Key {
        name: "variables",
        docs: "Variables that this version of gwfmt does not know: names without `$context.`, or tables with `name`, `api`, `type`, `optional`.",
        takes: Takes::Variables,
        example: r#"["brandNew", { name = "integration.brandNew", api = "http", type = "number" }]"#,
    },
    Key {
        name: "authorizer-keys",
        docs: "All keys that the authorizers return; another one is `unlisted-authorizer-key`.",
        takes: Takes::Keys,
        example: r#"["tenantId", "plan"]"#,
    },
    Key {
        name: "claims",
        docs: "All claims of the tokens; another one is `unlisted-authorizer-key`.",
        takes: Takes::Keys,
        example: r#"["sub", "scope"]"#,
    },
    Key {
        name: "required-variables",
        docs: "Variables that every format is to have, on APIs that have them; without one it is `missing-variable`.",
        takes: Takes::Names,
        example: r#"["status"]"#,
    },
    Key {
        name: "forbidden-variables",
        docs: "Variables that no format is to have: `forbidden-variable`. `identity.*` stands for all below `identity`.",
        takes: Takes::Names,
        example: r#"["identity.sourceIp"]"#,
    },
    Key {
        name: "key-naming",
        docs: "The style of JSON keys; another one is `key-naming`.",
        takes: Takes::Naming,
        example: r#""camelCase""#,
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

/// The keys of a table in `variables`.
pub static VARIABLE_KEYS: &[Key] = &[
    Key {
        name: "name",
        docs: "The name without `$context.`.",
        takes: Takes::Name,
        example: r#""brandNew""#,
    },
    Key {
        name: "api",
        docs: "The types of API that have it; all, unless said.",
        takes: Takes::Apis,
        example: r#"["rest", "http"]"#,
    },
    Key {
        name: "type",
        docs: "What it holds: a `word` (unless said), a `number`, or a `text` that a client or a backend chooses.",
        takes: Takes::Holds,
        example: r#""number""#,
    },
    Key {
        name: "optional",
        docs: "Whether `-` may be written instead of a value; `true`, unless said.",
        takes: Takes::Boolean,
        example: "false",
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
