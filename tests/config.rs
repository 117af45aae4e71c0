//! `gwfmt.toml` from outside: which file holds, what wins, what is said of mistakes, and that its schema says the same.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use gwfmt_carriers::config::{Config, KEYS, OVERRIDE_KEYS, VARIABLE_KEYS};
use serde_json::{Value, json};

/// A repository; each command is asked for one line a finding.
struct Repository(tempfile::TempDir);

/// `$context.integration.status` may be `-`: `bare-value`, a warning.
const BARE: &str = "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = \"{\\\"id\\\":\\\"$context.requestId\\\",\\\"s\\\":$context.integration.status}\"\n  }\n}\n";

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        fs::create_dir(repository.at(".git")).unwrap();
        repository
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn run(&self, folder: &str, args: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::cargo_bin("gwfmt")
            .unwrap()
            .current_dir(self.at(folder))
            .args(args)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    /// The level of each finding, with its file and its rule, and the exit code.
    fn levels(&self, folder: &str, args: &[&str]) -> (Vec<String>, i32) {
        let lint = ["lint", "--output-format=concise"];
        let (code, out, err) = self.run(folder, &[&lint[..], args].concat());
        let code = code.unwrap();
        assert!(code < 2, "{err}");
        let level = |line: &str| {
            let mut parts = line.split(':');
            let file = parts.next().unwrap();
            let level = parts.nth(2).unwrap().trim();
            let rule = line.rsplit('[').next().unwrap().trim_end_matches(']');
            format!("{file} {level} {rule}")
        };
        (out.lines().map(level).collect(), code)
    }

    /// What is said of a mistake.
    fn refusal(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run("", &[&["lint"], args].concat());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        err
    }
}

#[test]
fn the_nearest_file_up_to_the_root_of_the_repository_holds() {
    let repository = Repository::new();
    repository
        .file("gwfmt.toml", "rules = { bare-value = \"note\" }")
        .file("a/main.tf", BARE)
        .file("b/.gwfmt.toml", "rules = { bare-value = \"error\" }")
        .file("b/below/main.tf", BARE)
        .file("c/gwfmt.toml", "")
        .file("c/main.tf", BARE)
        .file("inner/.git/HEAD", "")
        .file("inner/main.tf", BARE);
    let all = [
        "a/main.tf note bare-value",
        "b/below/main.tf error bare-value",
        "c/main.tf warning bare-value",
        "inner/main.tf warning bare-value",
    ];
    assert_eq!(
        repository.levels("", &[]),
        (all.map(str::to_owned).to_vec(), 1)
    );
    // wherever the command runs, and whatever is named
    let note = vec!["main.tf note bare-value".to_owned()];
    assert_eq!(repository.levels("a", &[]), (note.clone(), 0));
    assert_eq!(repository.levels("a", &["main.tf"]), (note, 0));
    let error = vec!["../b/below/main.tf error bare-value".to_owned()];
    assert_eq!(repository.levels("a", &["../b"]), (error, 1));
}

#[test]
fn without_a_repository_the_search_ends_at_the_working_folder() {
    let repository = Repository::new();
    fs::remove_dir(repository.at(".git")).unwrap();
    repository
        .file("gwfmt.toml", "rules = { bare-value = \"note\" }")
        .file("a/main.tf", BARE);
    let found = |level: &str, file: &str| vec![format!("{file} {level} bare-value")];
    assert_eq!(repository.levels("", &[]).0, found("note", "a/main.tf"));
    assert_eq!(repository.levels("a", &[]).0, found("warning", "main.tf"));
}

#[test]
fn one_file_may_be_named_or_none_at_all() {
    let repository = Repository::new();
    repository
        .file("gwfmt.toml", "rules = { bare-value = \"off\" }")
        .file("a/gwfmt.toml", "rules = nonsense")
        .file("a/main.tf", BARE)
        .file("ci/strict.toml", "rules = { bare-value = \"error\" }\noverrides = [{ paths = [\"b/\"], rules = { bare-value = \"note\" } }]")
        .file("b/main.tf", BARE);
    let (found, code) = repository.levels("", &["--config", "ci/strict.toml"]);
    assert_eq!(
        found,
        ["a/main.tf error bare-value", "b/main.tf note bare-value"]
    );
    assert_eq!(code, 1);
    let (found, _) = repository.levels("", &["--isolated"]);
    assert_eq!(
        found,
        [
            "a/main.tf warning bare-value",
            "b/main.tf warning bare-value"
        ]
    );
    // a file that does not hold for what is looked at is not read
    assert_eq!(repository.levels("", &["b"]), (Vec::new(), 0));
    assert!(
        repository
            .refusal(&["--config", "none.toml"])
            .contains("cannot read `none.toml`")
    );
    let both = repository.refusal(&["--config", "ci/strict.toml", "--isolated"]);
    assert!(both.contains("cannot be used with"), "{both}");
}

#[test]
fn the_command_line_wins() {
    let repository = Repository::new();
    repository
        .file(
            "gwfmt.toml",
            "exclude = [\"old/\"]\nfail-on = \"error\"\napi = \"rest\"\n[rules]\nbare-value = \"off\"\nprivacy = \"error\"\n",
        )
        .file("main.tf", BARE)
        .file("old/main.tf", BARE)
        .file("f.txt", "{\"id\":\"$context.requestId\",\"r\":\"$context.routeKey\",\"ip\":\"$context.identity.sourceIp\"}\n");
    let lint = |args: &[&str]| repository.levels("", args);
    assert_eq!(lint(&["."]), (Vec::new(), 0));
    let (found, code) = lint(&["f.txt"]);
    assert_eq!(
        found,
        [
            "f.txt warning wrong-api-type",
            "f.txt error logged-personal-data"
        ]
    );
    assert_eq!(code, 1);
    let (found, code) = lint(&["f.txt", "--ignore", "privacy", "--api", "http"]);
    assert_eq!((found.len(), code), (0, 0));
    let (_, code) = lint(&["f.txt", "--ignore", "privacy"]);
    assert_eq!(code, 0);
    let (_, code) = lint(&["f.txt", "--ignore", "privacy", "--fail-on", "warning"]);
    assert_eq!(code, 1);
    // what is selected runs although it is off, with the level of the file where that says one
    let (found, _) = lint(&["--select", "bare-value,privacy", ".", "f.txt"]);
    assert_eq!(
        found,
        [
            "f.txt error logged-personal-data",
            "main.tf warning bare-value"
        ]
    );
    let (found, _) = lint(&[
        "--select",
        "bare-value",
        "--exclude",
        "!old/",
        "--exclude",
        "/main.tf",
    ]);
    assert_eq!(found, ["old/main.tf warning bare-value"]);
}

#[test]
fn what_is_excluded_is_not_walked_and_named_files_are_checked_all_the_same() {
    let repository = Repository::new();
    repository
        .file("gwfmt.toml", "exclude = [\"/old/*\", \"!/old/kept\"]")
        .file("old/a/main.tf", BARE)
        .file("old/kept/main.tf", BARE);
    let files = |args: &[&str]| repository.levels("", args).0.len();
    assert_eq!(files(&[]), 1);
    assert_eq!(files(&["old"]), 1);
    assert_eq!(files(&["old/a/main.tf"]), 1);
    assert_eq!(files(&["old/a/main.tf", "--force-exclude"]), 0);
    assert_eq!(files(&["old/a", "--force-exclude"]), 0);
    assert_eq!(files(&["--isolated"]), 2);
}

#[test]
fn standard_input_and_literal_formats_are_judged_as_files_of_the_working_folder() {
    let repository = Repository::new();
    repository
        .file("gwfmt.toml", "rules = { unknown-variable = \"note\" }")
        .file("a/gwfmt.toml", "rules = { unknown-variable = \"error\" }");
    let format = "$context.requestId $context.statsu";
    let level = |args: &[&str], input: &str| {
        let output = Command::cargo_bin("gwfmt")
            .unwrap()
            .current_dir(repository.at(""))
            .args(["lint", "--output-format=concise"])
            .args(args)
            .write_stdin(input)
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        out.split(": ").nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(level(&["--format", format], ""), "note");
    assert_eq!(level(&["-"], format), "note");
    assert_eq!(
        level(&["-", "--stdin-filename", "a/f.txt"], format),
        "error"
    );
    assert_eq!(level(&["-", "--isolated"], format), "warning");
}

#[test]
fn a_level_holds_for_findings_about_files_too() {
    let repository = Repository::new();
    repository
        .file("gwfmt.toml", "[rules]\nparse-error = \"warning\"\n")
        .file(
            "main.tf",
            "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings { format = \n}\n",
        );
    let (found, _) = repository.levels("", &["."]);
    assert_eq!(found, ["main.tf warning parse-error"]);
    repository.file("gwfmt.toml", "[rules]\nfiles = \"off\"\n");
    assert_eq!(repository.levels("", &["."]).0, [""; 0]);
}

#[test]
fn one_text_in_two_folders_is_judged_by_the_file_of_each() {
    let repository = Repository::new();
    repository
        .file(
            "gwfmt.toml",
            "overrides = [{ paths = [\"main.tf\"], rules = { bare-value = \"note\" } }]",
        )
        .file(
            "main.tf",
            format!("{BARE}module \"m\" {{\n  source = \"./m\"\n}}\n"),
        )
        .file("m/other.tf", BARE);
    let (found, _) = repository.levels("", &[]);
    assert_eq!(
        found,
        ["m/other.tf warning bare-value", "main.tf note bare-value"]
    );
}

#[test]
fn a_mistake_is_an_error_with_its_place_whatever_else_is_found() {
    let repository = Repository::new();
    repository
        .file("main.tf", BARE)
        .file("a/main.tf", BARE)
        .file("a/gwfmt.toml", "[rules]\nunknwon-variable = \"off\"\n");
    assert_eq!(
        repository.refusal(&[]),
        "error: a/gwfmt.toml:2:1: no rule or group is named `unknwon-variable`; did you mean `unknown-variable`?\n  |\n2 | unknwon-variable = \"off\"\n  | ^^^^^^^^^^^^^^^^\n"
    );
    repository
        .file("a/gwfmt.toml", "")
        .file("a/.gwfmt.toml", "");
    assert!(
        repository
            .refusal(&[])
            .contains("`a` holds both `.gwfmt.toml` and `gwfmt.toml`")
    );
    fs::remove_file(repository.at("a/.gwfmt.toml")).unwrap();
    for (content, words) in [
        (&b"exclude = [\"\xff\"]"[..], "`a/gwfmt.toml` is not UTF-8"),
        (b"\xff\xfea\0", "`a/gwfmt.toml` is UTF-16"),
        (
            &vec![b'#'; (1 << 20) + 1],
            "`a/gwfmt.toml` is over 1 MiB and is not read",
        ),
    ] {
        repository.file("a/gwfmt.toml", content);
        let said = repository.refusal(&["a"]);
        assert!(said.contains(words), "{said}");
    }
    fs::remove_file(repository.at("a/gwfmt.toml")).unwrap();
    fs::create_dir(repository.at("a/gwfmt.toml")).unwrap();
    assert!(
        repository
            .refusal(&["a"])
            .contains("`a/gwfmt.toml` is a folder, not a file")
    );
}

#[cfg(unix)]
#[test]
fn a_config_file_that_leads_out_of_the_repository_is_not_read() {
    let repository = Repository::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.toml"), "secret = 1").unwrap();
    repository.file("main.tf", BARE);
    let link = |to: &std::path::Path| {
        let _ = fs::remove_file(repository.at("gwfmt.toml"));
        std::os::unix::fs::symlink(to, repository.at("gwfmt.toml")).unwrap();
    };
    link(&outside.path().join("x.toml"));
    let said = repository.refusal(&[]);
    assert!(
        said.contains("points outside the repository") && !said.contains("secret"),
        "{said}"
    );
    link(&repository.at("nowhere"));
    assert!(repository.refusal(&[]).contains("cannot read `gwfmt.toml`"));
}

#[test]
fn threads_change_nothing() {
    let repository = Repository::new();
    repository.file(
        "gwfmt.toml",
        "overrides = [{ paths = [\"*7/\"], rules = { bare-value = \"off\" } }]",
    );
    for number in 0..40 {
        repository.file(&format!("d{number}/main.tf"), BARE);
        if number % 3 == 0 {
            repository.file(
                &format!("d{number}/gwfmt.toml"),
                "rules = { bare-value = \"note\" }",
            );
        }
    }
    let run = |threads: &str| {
        let mut command = Command::cargo_bin("gwfmt").unwrap();
        command
            .current_dir(repository.at(""))
            .env("GWFMT_THREADS", threads);
        command
            .args(["lint", "--output-format=concise"])
            .output()
            .unwrap()
    };
    let one = run("1");
    assert_eq!(String::from_utf8_lossy(&one.stdout).lines().count(), 37);
    assert_eq!(run("8"), one);
}

fn schema() -> Value {
    gwfmt_cli::docs::config_schema()
}

/// A config file as the data that a schema speaks of.
fn data(text: &str) -> Value {
    let value: toml::Value = toml::from_str(text).unwrap();
    serde_json::to_value(value).unwrap()
}

/// What the schema takes is what is read, as far as a schema can say it.
#[test]
fn the_schema_says_what_is_read() {
    assert!(jsonschema::meta::is_valid(&schema()));
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut texts = vec![
        String::new(),
        fs::read_to_string("docs/config/gwfmt.toml").unwrap(),
        "exlude = []".to_owned(),
        "fail-on = \"never\"".to_owned(),
        "api = \"soap\"".to_owned(),
        "rules = { unknwon-variable = \"off\" }".to_owned(),
        "rules = { json = \"of\" }".to_owned(),
        "rules = { json = true }".to_owned(),
        "overrides = [{ rules = { json = \"off\" } }]".to_owned(),
        "overrides = [{ paths = [\"a\"], fail-on = \"note\" }]".to_owned(),
        "overrides = [{ paths = [1] }]".to_owned(),
        "overrides = { paths = [] }".to_owned(),
    ];
    for key in KEYS {
        texts.push(format!("{} = {}", key.name, key.example));
        for value in ["1", "true", "[1]", "{ x = 1 }"] {
            texts.push(format!("{} = {value}", key.name));
        }
    }
    for key in VARIABLE_KEYS {
        for value in [key.example, "1", "[1]", "{ x = 1 }"] {
            let name = if key.name == "name" {
                ""
            } else {
                "name = \"a\", "
            };
            texts.push(format!("variables = [{{ {name}{} = {value} }}]", key.name));
        }
    }
    for key in OVERRIDE_KEYS {
        for value in [key.example, "1", "\"x\"", "[1]", "{ x = 1 }"] {
            let paths = if key.name == "paths" {
                ""
            } else {
                "paths = [], "
            };
            texts.push(format!("overrides = [{{ {paths}{} = {value} }}]", key.name));
        }
    }
    let mut taken = 0;
    for text in &texts {
        let is_read = Config::read(text).is_ok();
        assert_eq!(validator.is_valid(&data(text)), is_read, "{text}");
        taken += usize::from(is_read);
    }
    assert!(
        taken > 8 && taken < texts.len() - 8,
        "{taken} of {}",
        texts.len()
    );
    assert!(!validator.is_valid(&json!([])));
}
