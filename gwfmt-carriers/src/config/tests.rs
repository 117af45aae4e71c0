use super::*;
use proptest::prelude::*;

fn faults(text: &str) -> Vec<String> {
    let faults = Config::read(text).expect_err(text);
    report("gwfmt.toml", text, &faults)
}

fn config(text: &str) -> Config {
    Config::read(text).unwrap_or_else(|faults| panic!("{:?}", report("x", text, &faults)))
}

fn levels(config: &Config, overrides: &[usize]) -> Vec<(&'static str, &'static str)> {
    let rules = RULES.iter().filter_map(|rule| {
        let wanted = config.wanted(rule, overrides)?;
        Some((rule.name, wanted.level.value.word()))
    });
    rules.collect()
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "\u{FEFF}", "# nothing\n", "[rules]\n"] {
        let config = config(text);
        assert_eq!(levels(&config, &[]), []);
        assert_eq!(config.settings(&[]), Settings::default());
    }
}

#[test]
fn the_narrowest_word_decides_whatever_the_order() {
    let config = config(
        "[rules]\nunknown-variable = \"error\"\nall = \"note\"\ncatalog = \"off\"\ndefault = \"on\"\n",
    );
    let wanted = |name| {
        let rule = Rule::find(name).unwrap();
        config.wanted(rule, &[]).unwrap().level.value.word()
    };
    assert_eq!(wanted("unknown-variable"), "error");
    assert_eq!(wanted("wrong-api-type"), "off");
    assert_eq!(wanted("bare-value"), "on");
    assert_eq!(wanted("logged-personal-data"), "note");
}

#[test]
fn the_last_override_that_matches_decides() {
    let config = config(
        "api = \"rest\"\n[rules]\nbare-value = \"error\"\n[[overrides]]\npaths = [\"legacy/\"]\napi = \"http\"\nrules = { json = \"note\" }\n[[overrides]]\npaths = [\"*.yaml\"]\nrules = { bare-value = \"off\" }\n",
    );
    let bare = Rule::find("bare-value").unwrap();
    let at = |path: &str| {
        let overrides = config.overrides_of(Path::new(path), true);
        let level = config.wanted(bare, &overrides).unwrap().level.value.word();
        (level, config.api(&overrides).unwrap().value.name())
    };
    assert_eq!(at("main.tf"), ("error", "rest"));
    assert_eq!(at("legacy/a/main.tf"), ("note", "http"));
    assert_eq!(at("legacy/template.yaml"), ("off", "http"));
    assert_eq!(at("template.yaml"), ("off", "rest"));
}

#[test]
fn every_mistake_is_said_with_its_place_and_what_was_meant() {
    let text = "exlude = [\"a\"]\nfail-on = \"warnin\"\napi = 1\n[rules]\nunknwon-variable = \"off\"\njson = \"of\"\nexclude = []\n";
    assert_eq!(
        faults(text),
        [
            "gwfmt.toml:1:1: unknown key `exlude`; did you mean `exclude`?",
            "  |",
            "1 | exlude = [\"a\"]",
            "  | ^^^^^^",
            "gwfmt.toml:2:11: `fail-on` takes `error`, `warning` or `note`, not `warnin`; did you mean `warning`?",
            "  |",
            "2 | fail-on = \"warnin\"",
            "  |           ^^^^^^^^",
            "gwfmt.toml:3:7: `api` is a number, not a text",
            "  |",
            "3 | api = 1",
            "  |       ^",
            "gwfmt.toml:5:1: no rule or group is named `unknwon-variable`; did you mean `unknown-variable`?",
            "  |",
            "5 | unknwon-variable = \"off\"",
            "  | ^^^^^^^^^^^^^^^^",
            "gwfmt.toml:6:8: `json` takes `off`, `on`, `note`, `warning` or `error`, not `of`; did you mean `off`?",
            "  |",
            "6 | json = \"of\"",
            "  |        ^^^^",
            "gwfmt.toml:7:1: `exclude` is not a rule but a key of its own: write it above `[rules]`",
            "  |",
            "7 | exclude = []",
            "  | ^^^^^^^",
        ]
    );
}

#[test]
fn what_is_no_toml_is_said_alone() {
    let said = faults("exlude = 1\n[rules\nx = 1\n");
    assert!(said[0].starts_with("gwfmt.toml:2:"), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("exlude")), "{said:?}");
}

#[test]
fn shapes_that_do_not_fit_are_mistakes() {
    for (text, message) in [
        ("rules = 1", "`rules` is a number, not a table"),
        (
            "exclude = \"a\"",
            "`exclude` is a text, not a list of texts",
        ),
        (
            "exclude = [1]",
            "an element of `exclude` is a number, not a text",
        ),
        ("exclude = [\"{a,b}\"]", "`{a,b}` is not a pattern"),
        (
            "overrides = 1",
            "`overrides` is a number, not a list of tables",
        ),
        (
            "[[overrides]]\nrules = {}",
            "an override has no `paths` to be for",
        ),
        (
            "[[overrides]]\npaths = []\nfail-on = \"note\"",
            "unknown key `fail-on` of `[[overrides]]`",
        ),
        (
            "json = \"off\"",
            "unknown key `json`; what is wanted of rules is said in `[rules]`",
        ),
        ("api = \"rest\"\napi = \"rest\"", "duplicate key"),
    ] {
        let said = faults(text);
        assert!(said[0].contains(message), "{text}: {said:?}");
    }
}

#[test]
fn the_place_is_counted_in_characters_and_a_long_line_is_cut() {
    let said = faults("\u{FEFF}é = 1");
    assert_eq!(
        said[0],
        "gwfmt.toml:1:1: invalid unquoted key, expected letters, numbers, `-`, `_`"
    );
    let text = format!(
        "exclude = [\"{}\", 1, \"{}\"]",
        "a".repeat(200),
        "b".repeat(200)
    );
    let said = faults(&text);
    assert!(said[0].starts_with("gwfmt.toml:1:216: "), "{said:?}");
    assert!(
        said.iter().all(|line| line.chars().count() < 130),
        "{said:?}"
    );
    let column = said[3].chars().position(|c| c == '^').unwrap();
    assert_eq!(said[2].chars().nth(column), Some('1'));
}

#[test]
fn hostile_files_are_clear_mistakes() {
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(faults(&deep).len() < 50);
    let deep = format!("{}x = 1", "a.".repeat(100_000));
    assert!(faults(&deep).len() < 50);
    let many = "x = 1\n".repeat(50_000);
    let said = faults(&many);
    assert!(said.len() < 50, "{}", said.len());
    let stars = format!("exclude = [{}]", "\"*a*b*c*d\",".repeat(10_000));
    assert!(faults(&stars)[0].contains("are over 4096 bytes long together"));
}

/// What the tables of keys say is what is read.
#[test]
fn every_key_takes_its_example() {
    for key in KEYS {
        config(&format!("{} = {}", key.name, key.example));
        assert!(Config::read(&format!("{} = 1", key.name)).is_err());
    }
    for key in VARIABLE_KEYS.iter().filter(|key| key.name != "name") {
        config(&format!(
            "variables = [{{ name = \"a\", {} = {} }}]",
            key.name, key.example
        ));
    }
    for key in OVERRIDE_KEYS.iter().filter(|key| key.name != "paths") {
        config(&format!(
            "[[overrides]]\npaths = [\"a\"]\n{} = {}",
            key.name, key.example
        ));
    }
}

#[test]
fn variables_are_names_with_or_without_their_prefix() {
    let config = config(
        "variables = [\"brandNew\", { name = \"$context.integration.brandNew\", api = [\"rest\", \"http\"], type = \"number\", optional = false }]\nrequired-variables = [\"$context.status\", \"brandNew\"]\nforbidden-variables = [\"identity.*\", \"authorizer.claims.email\"]\nclaims = []\nkey-naming = \"snake_case\"\n",
    );
    let settings = config.settings(&[]);
    let names: Vec<_> = settings
        .variables
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["brandNew", "integration.brandNew"]);
    assert_eq!(settings.variables[1].apis.to_string(), "rest or http");
    assert_eq!(settings.required, ["status", "brandNew"]);
    assert_eq!(
        settings.forbidden,
        ["identity.*", "authorizer.claims.email"]
    );
    assert_eq!(
        (settings.claims, settings.authorizer_keys),
        (Some(Vec::new()), None)
    );
}

#[test]
fn variables_that_nobody_knows_are_mistakes() {
    for (text, message) in [
        (
            "required-variables = [\"statsu\"]",
            "no variable is named `statsu`; did you mean `status`?",
        ),
        (
            "required-variables = [\"zzz\"]",
            "no variable is named `zzz`; a new one has to be in `variables` too",
        ),
        (
            "required-variables = [\"identity.*\"]",
            "no variable is named `identity.*`",
        ),
        (
            "forbidden-variables = [\"identify.*\"]",
            "no variable is named `identify.*`",
        ),
        (
            "variables = [\"a b\"]",
            "`a b` cannot be the name of a variable",
        ),
        (
            "variables = [{ api = \"rest\" }]",
            "a variable has no `name`",
        ),
        (
            "variables = [{ name = \"a\", api = [] }]",
            "`api` names no type of API",
        ),
        (
            "variables = [{ name = \"a\", optional = 1 }]",
            "`optional` is a number, not `true` or `false`",
        ),
        (
            "variables = [{ name = \"a\", kind = 1 }]",
            "unknown key `kind` of a variable",
        ),
        ("claims = [\"\"]", "an element of `claims` is empty"),
        (
            "key-naming = \"camelcase\"",
            "not `camelcase`; did you mean `camelCase`?",
        ),
    ] {
        let said = faults(text);
        assert!(said[0].contains(message), "{text}: {said:?}");
    }
}

/// Pieces of config files, right and wrong.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[rules]\n".to_owned()),
        Just("[[overrides]]\n".to_owned()),
        Just("paths = [\"*.tf\", ".to_owned()),
        Just("]\n".to_owned()),
        Just("exclude = [\"a/**\"]\n".to_owned()),
        Just("unknown-variable = \"off\"\n".to_owned()),
        Just("json = \"err".to_owned()),
        Just("\"\n".to_owned()),
        Just("api = \"rest\"\n".to_owned()),
        Just("variables = [{ name = \"a.b\", ".to_owned()),
        Just("required-variables = [\"status\", ".to_owned()),
        Just("rules = { ".to_owned()),
        Just("}\n".to_owned()),
        "[ -~\n\té\u{202e}\u{FEFF}]{0,12}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_config_or_a_list_of_mistakes(text in pieces()) {
        match Config::read(&text) {
            Ok(config) => {
                let overrides = config.overrides_of(Path::new("a/b.tf"), true);
                let _ = config.settings(&overrides);
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for line in report("x", &text, &faults) {
                    prop_assert_eq!(line.find(['\n', '\t']), None);
                }
            }
        }
    }
}
