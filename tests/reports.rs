//! One run in every form that other programs read: each is held against a reader of its own, and says what the report in
//! JSON says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A folder with a faulty format in Terraform, one without a fault, one that only the deployment knows, and a template
/// with more faults than GitHub shows.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let stage = |name: &str, format: &str| {
        format!(
            "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
        )
    };
    let terraform = stage("a", "\"$context.requestId $context.statsu\"")
        + &stage("b", "\"$context.requestId\"")
        + &stage("c", "var.given")
        + &stage(
            "d",
            "\"{\\\"id\\\":\\\"$context.requestId\\\",\\\"l\\\":$context.integration.latency}\"",
        )
        + "variable \"given\" {}\n";
    fs::write(folder.path().join("main, 100%.tf"), terraform).unwrap();
    let wrong: Vec<String> = (0..13).map(|n| format!(" $context.nothing{n}")).collect();
    let wrong = wrong.concat();
    let template = format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: '$context.requestId{wrong}'\n"
    );
    fs::write(folder.path().join("t.yaml"), template).unwrap();
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    command.current_dir(folder).arg("lint").args(args);
    command.env_remove("GITHUB_ACTIONS").env("NO_COLOR", "1");
    command
}

fn lint(folder: &Path, args: &[&str]) -> String {
    let output = command(folder, args).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, format: &str) -> Value {
    serde_json::from_str(&lint(folder, &["--output-format", format])).unwrap()
}

/// Rule, line and column of every finding, by the report in JSON.
fn expected(folder: &Path) -> BTreeSet<(String, u64, u64)> {
    let report = json(folder, "json");
    let findings = report["findings"].as_array().unwrap().iter();
    let of = |finding: &Value| {
        let number = |name: &str| finding[name].as_u64().unwrap();
        let rule = finding["rule"].as_str().unwrap().to_owned();
        (rule, number("line"), number("column"))
    };
    let found: BTreeSet<_> = findings.map(of).collect();
    assert!(found.len() > 14, "{found:?}");
    found
}

#[test]
fn sarif_says_what_json_says() {
    let folder = repository();
    let log = json(folder.path(), "sarif");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let found: BTreeSet<_> = results
        .iter()
        .map(|result| {
            let index = result["ruleIndex"].as_u64().unwrap();
            let rule = &run["tool"]["driver"]["rules"][usize::try_from(index).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(["main,%20100%25.tf", "t.yaml"].contains(&uri), "{uri}");
            let number = |name: &str| place["region"][name].as_u64().unwrap();
            let rule = result["ruleId"].as_str().unwrap().to_owned();
            (rule, number("startLine"), number("startColumn"))
        })
        .collect();
    assert_eq!(found, expected(folder.path()));
    let file = fs::read(folder.path().join("main, 100%.tf")).unwrap();
    let mut fixed = results.iter().filter(|result| result["fixes"].is_array());
    let change = &fixed.next().unwrap()["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "main,%20100%25.tf");
    let replacement = &change["replacements"][0];
    let number = |name: &str| {
        let number = replacement["deletedRegion"][name].as_u64().unwrap();
        usize::try_from(number).unwrap()
    };
    let (at, length) = (number("byteOffset"), number("byteLength"));
    assert_eq!(&file[at..at + length], b"$context.statsu");
    assert_eq!(replacement["insertedContent"]["text"], "$context.status");
}

/// The schema that its authors publish lies in a package that `.ci/run` fetches.
#[test]
fn sarif_follows_its_schema() {
    let Some(schema) = std::env::var_os("GWFMT_SARIF_SCHEMA") else {
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(
            !required,
            "GWFMT_SARIF_SCHEMA is not set, and GWFMT_REQUIRE_TOOLS is"
        );
        eprintln!("not tried: GWFMT_SARIF_SCHEMA names no file");
        return;
    };
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    // its one pattern that is not a regular expression, a `]` too many, for the language of a run and of a component
    for part in ["run", "toolComponent"] {
        let pointer = format!("/definitions/{part}/properties/language");
        let language = schema.pointer_mut(&pointer).unwrap();
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = repository();
    let log = json(folder.path(), "sarif");
    let errors: Vec<_> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for (pointer, bad) in [
        ("/version", Value::from("2.0")),
        ("/runs/0/results/0/level", Value::from("warn")),
        (
            "/runs/0/results/0/locations/0/physicalLocation/region/startLine",
            Value::from(0),
        ),
    ] {
        let mut log = log.clone();
        *log.pointer_mut(pointer).unwrap() = bad;
        assert!(!validator.is_valid(&log), "{pointer}");
    }
}

#[test]
fn fingerprints_stay_when_lines_are_added_above() {
    let folder = repository();
    let fingerprints = || {
        let log = json(folder.path(), "sarif");
        let results = log["runs"][0]["results"].as_array().unwrap().iter();
        let of = |result: &Value| {
            result["partialFingerprints"]["gwfmt/v1"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        results.map(of).collect::<Vec<_>>()
    };
    let before = fingerprints();
    let different: BTreeSet<_> = before.iter().collect();
    assert_eq!(different.len(), before.len(), "no two are the same");
    let file = folder.path().join("main, 100%.tf");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("# one\n# two\n\n{text}")).unwrap();
    assert_eq!(fingerprints(), before);
    let issues = json(folder.path(), "gitlab");
    let issues = issues.as_array().unwrap().iter();
    assert!(
        issues
            .map(|issue| issue["fingerprint"].as_str().unwrap())
            .eq(before.iter().map(String::as_str))
    );
}

#[test]
fn github_shows_ten_of_a_level_and_lists_the_rest() {
    let folder = repository();
    let text = lint(folder.path(), &["--output-format=github"]);
    let warnings: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("::warning "))
        .collect();
    assert_eq!(warnings.len(), 11, "{text}");
    assert_eq!(
        warnings[0],
        "::warning title=gwfmt: unknown-variable,file=main%2C 100%25.tf,line=3,endLine=3,col=34,endColumn=48::unknown variable `$context.statsu`%0Adid you mean `$context.status`?"
    );
    let rest = text
        .lines()
        .filter(|line| line.starts_with("t.yaml:6:"))
        .count();
    assert_eq!(
        warnings[10],
        format!("::warning title=gwfmt::{rest} more findings are in the log of this step")
    );
    assert_eq!(10 + rest, expected(folder.path()).len());
}

/// In a workflow, nobody has to ask for annotations; who asks for something else gets that.
#[test]
fn a_workflow_gets_annotations_by_itself() {
    let folder = repository();
    let begins = |args: &[&str], value: &str| {
        let mut command = command(folder.path(), args);
        let out = command
            .env("GITHUB_ACTIONS", value)
            .output()
            .unwrap()
            .stdout;
        String::from_utf8(out).unwrap().starts_with("::")
    };
    assert!(begins(&[], "true"));
    assert!(!begins(&[], "false"));
    assert!(!begins(&["--output-format=pretty"], "true"));
    let file = folder.path().join("report.txt");
    let mut command = command(folder.path(), &["--output-file", file.to_str().unwrap()]);
    command.env("GITHUB_ACTIONS", "true").output().unwrap();
    assert!(
        fs::read_to_string(file)
            .unwrap()
            .starts_with("warning[unknown-variable]")
    );
}

#[test]
fn gitlab_says_what_json_says() {
    let folder = repository();
    let issues = json(folder.path(), "gitlab");
    let required = [
        "description",
        "check_name",
        "fingerprint",
        "severity",
        "location",
    ];
    let mut lines = Vec::new();
    for issue in issues.as_array().unwrap() {
        let keys: Vec<_> = issue
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, required);
        assert!(["info", "major", "critical"].contains(&issue["severity"].as_str().unwrap()));
        let rule = issue["check_name"].as_str().unwrap().to_owned();
        lines.push((rule, issue["location"]["lines"]["begin"].as_u64().unwrap()));
    }
    let mut expected: Vec<_> = expected(folder.path())
        .into_iter()
        .map(|(rule, line, _)| (rule, line))
        .collect();
    expected.sort();
    lines.sort();
    assert_eq!(lines, expected);
}

#[test]
fn junit_counts_what_it_holds() {
    let folder = repository();
    for (fail_on, failing) in [("warning", true), ("error", false)] {
        let mut command = command(
            folder.path(),
            &["--output-format=junit", "--exit-zero", "--fail-on", fail_on],
        );
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let suite = document.root_element().first_element_child().unwrap();
        let count = |name: &str| {
            suite
                .descendants()
                .filter(|node| node.has_tag_name(name))
                .count()
        };
        let said = |name: &str| suite.attribute(name).unwrap().parse::<usize>().unwrap();
        assert_eq!(count("testcase"), said("tests"));
        assert_eq!(count("failure"), said("failures"));
        assert_eq!(count("skipped"), said("skipped"));
        assert_eq!(said("skipped"), 1);
        let findings = expected(folder.path()).len();
        assert_eq!(count("failure"), if failing { findings } else { 0 });
        assert_eq!(
            count("testcase"),
            findings + 2,
            "one format without a finding, one unknown"
        );
        let names = suite
            .descendants()
            .filter_map(|node| node.attribute("name"));
        assert!(
            names
                .into_iter()
                .any(|name| name == "aws_api_gateway_stage.b")
        );
    }
}

#[test]
fn checkstyle_says_what_json_says() {
    let folder = repository();
    let text = lint(folder.path(), &["--output-format=checkstyle"]);
    let document = roxmltree::Document::parse(&text).unwrap();
    let errors = document
        .descendants()
        .filter(|node| node.has_tag_name("error"));
    let found: BTreeSet<_> = errors
        .map(|error| {
            let number = |name: &str| error.attribute(name).unwrap().parse::<u64>().unwrap();
            let rule = error
                .attribute("source")
                .unwrap()
                .trim_start_matches("gwfmt.");
            (rule.to_owned(), number("line"), number("column"))
        })
        .collect();
    assert_eq!(found, expected(folder.path()));
    let files = document
        .descendants()
        .filter(|node| node.has_tag_name("file"));
    let names: Vec<_> = files.filter_map(|file| file.attribute("name")).collect();
    assert_eq!(names, ["main, 100%.tf", "t.yaml"]);
}

#[test]
fn a_report_without_findings_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["sarif", "gitlab", "junit", "checkstyle", "github"] {
        let mut command = command(folder.path(), &["--output-format", format]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        let text = String::from_utf8(output.stdout).unwrap();
        match format {
            "sarif" | "gitlab" => {
                serde_json::from_str::<Value>(&text).unwrap();
            }
            "github" => assert_eq!(text, ""),
            _ => {
                roxmltree::Document::parse(&text).unwrap();
            }
        }
    }
}

/// The forms that `--output-format` takes, by what it says of another one.
fn forms() -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(["lint", "--output-format", "nothing"])
        .output()
        .unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    let (_, list) = words.split_once("[possible values: ").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    list.split(", ").map(str::to_owned).collect()
}

/// `GWFMT_UPDATE=1 cargo test --test reports` writes them anew. Of SARIF's rules only the names are kept.
#[test]
fn one_outcome_is_what_is_kept_in_every_form() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report-forms");
    assert!(forms().len() >= 8);
    for form in forms() {
        let mut command = command(&kept, &["main.tf", "--select", "bare-value"]);
        let output = command.args(["--output-format", &form]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let mut text = String::from_utf8(output.stdout).unwrap();
        if form == "sarif" {
            let mut report: Value = serde_json::from_str(&text).unwrap();
            let driver = &mut report["runs"][0]["tool"]["driver"];
            for rule in driver["rules"].as_array_mut().unwrap() {
                *rule = rule["id"].take();
            }
            driver["rules"]
                .as_array_mut()
                .unwrap()
                .retain(|id| id == "bare-value");
            text = serde_json::to_string_pretty(&report).unwrap() + "\n";
        }
        let file = kept.join(format!("{form}.txt"));
        if std::env::var_os("GWFMT_UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, kept, "{form}");
    }
}

#[test]
fn gitlab_follows_what_its_page_says() {
    let folder = repository();
    let schema = include_str!("report-forms/gitlab.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = json(folder.path(), "gitlab");
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut prints: Vec<&str> = report
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), count, "two issues have one fingerprint");
    for broken in ["severity", "location", "fingerprint"] {
        let mut report = report.clone();
        report[0][broken] = Value::Null;
        assert!(!validator.is_valid(&report), "{broken}");
    }
}

/// An element of XML: its name, the attributes that it must have, those that it may have, and the elements in it.
type Element = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// The elements of JUnit's XML as readers of it describe them.
const JUNIT: [Element; 6] = [
    (
        "testsuites",
        &[],
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "skipped",
            "time",
            "timestamp",
        ],
        &["testsuite"],
    ),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &[
            "skipped",
            "time",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
        ],
        &["properties", "testcase", "system-out", "system-err"],
    ),
    (
        "testcase",
        &["name", "classname"],
        &["time", "file", "line", "assertions", "status"],
        &["failure", "error", "skipped", "system-out", "system-err"],
    ),
    ("failure", &[], &["type", "message"], &[]),
    ("skipped", &[], &["message"], &[]),
    ("system-out", &[], &[], &[]),
];

#[test]
fn junit_has_the_elements_that_its_readers_know() {
    let folder = repository();
    for fail_on in ["note", "warning", "error"] {
        let args = ["--output-format=junit", "--exit-zero", "--fail-on", fail_on];
        let output = command(folder.path(), &args).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        assert!(document.root_element().has_tag_name("testsuites"));
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            let name = element.tag_name().name();
            let row = JUNIT.iter().find(|(known, ..)| *known == name);
            let (_, must, may, inner) = row.unwrap_or_else(|| panic!("{name} is not known"));
            for attribute in *must {
                assert!(
                    element.has_attribute(*attribute),
                    "{name} has no {attribute}"
                );
            }
            for attribute in element.attributes() {
                let attribute = attribute.name();
                let is_known = must.contains(&attribute) || may.contains(&attribute);
                assert!(is_known, "{name} has {attribute}");
            }
            for child in element.children().filter(roxmltree::Node::is_element) {
                let child = child.tag_name().name();
                assert!(inner.contains(&child), "{child} in {name}");
            }
        }
    }
}

#[test]
fn the_problem_matcher_takes_every_line_of_the_concise_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("packaging/problem-matcher.json")).unwrap();
    let page: Value = serde_json::from_str(&text).unwrap();
    let matchers = page["problemMatcher"].as_array().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args([
            "lint",
            "examples",
            "docs/suppressions",
            "--output-format",
            "concise",
        ])
        .current_dir(root)
        .output()
        .unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let mut severities = Vec::new();
    for line in report.lines() {
        let taken = matchers.iter().filter_map(|matcher| {
            let pattern = &matcher["pattern"][0];
            let regex = regex_lite::Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
            let found = regex.captures(line)?;
            let group = |name: &str| {
                let number = usize::try_from(pattern[name].as_u64()?).ok()?;
                Some(found.get(number)?.as_str().to_owned())
            };
            assert!(root.join(group("file").unwrap()).is_file(), "{line}");
            assert!(group("line").unwrap().parse::<u32>().unwrap() > 0);
            assert!(group("column").unwrap().parse::<u32>().unwrap() > 0);
            let rule = group("code").unwrap();
            assert!(gwfmt_core::lint::Rule::find(&rule).is_some(), "{line}");
            assert!(line.contains(&group("message").unwrap()));
            let default = matcher["severity"].as_str().map(str::to_owned);
            group("severity").or(default)
        });
        let taken: Vec<String> = taken.collect();
        assert_eq!(taken.len(), 1, "{line}");
        severities.extend(taken);
    }
    for severity in ["error", "warning", "notice"] {
        assert!(severities.iter().any(|one| one == severity), "{report}");
    }
}
