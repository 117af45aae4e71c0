//! Baselines: what is accepted is not reported, what is new is, and lines may move.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        fs::create_dir(repository.at(".git")).unwrap();
        repository
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn file(&self, path: &str, content: &str) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        self.run_in("", args)
    }

    fn run_in(&self, folder: &str, args: &[&str]) -> (i32, String, String) {
        let output = Command::cargo_bin("gwfmt")
            .unwrap()
            .current_dir(self.at(folder))
            .env("GITHUB_ACTIONS", "")
            .args(args)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        (code, text(output.stdout), text(output.stderr))
    }

    /// The findings that are left, and the last line.
    fn lint(&self, args: &[&str]) -> (Vec<String>, String) {
        let lint = ["lint", "--output-format=concise"];
        let (code, out, err) = self.run(&[&lint[..], args].concat());
        assert!(code < 2, "{err}");
        let found = out.lines().map(str::to_owned).collect();
        (found, err.lines().last().unwrap().to_owned())
    }
}

fn stage(name: &str, format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = \"{format}\"\n  }}\n}}\n"
    )
}

const FAULTY: &str = "$context.requestId $context.statsu";

fn adopted() -> Repository {
    let repository = Repository::new();
    repository
        .file("a/main.tf", &(stage("one", FAULTY) + &stage("two", FAULTY)))
        .file(
            "b/main.tf",
            &stage("one", "$context.requestId $context.paht"),
        )
        .file("c/main.tf", &stage("clean", "$context.requestId"));
    let (code, out, err) = repository.run(&["baseline"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(err, "gwfmt-baseline.json: 3 findings in 2 files\n");
    repository.file("gwfmt.toml", "baseline = \"gwfmt-baseline.json\"\n");
    repository
}

#[test]
fn what_is_accepted_is_not_found_again() {
    let repository = adopted();
    let line = "4 formats in 3 files: no findings; 3 in the baseline";
    assert_eq!(repository.lint(&[]), (Vec::new(), line.to_owned()));
    let (found, _) = repository.lint(&["--isolated"]);
    assert_eq!(found.len(), 3);
    let (found, line) = repository.lint(&["--isolated", "--baseline", "gwfmt-baseline.json"]);
    assert_eq!(found, [""; 0]);
    assert!(line.ends_with("; 3 in the baseline"), "{line}");
    // wherever the command runs
    let (code, out, err) = repository.run_in("a", &["lint", "--output-format=concise"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let (code, _, err) = repository.run_in("c", &["lint", "../a/main.tf", "../b"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.ends_with("; 3 in the baseline\n"), "{err}");
}

#[test]
fn lines_may_move_and_what_is_new_is_found() {
    let repository = adopted();
    let moved = format!("# a line\n\n{}", repository.text("a/main.tf"));
    repository.file("a/main.tf", &moved);
    assert_eq!(repository.lint(&[]).0, [""; 0]);
    // another stage with a fault of the same words, another fault, and one more of the same in one format
    repository.file("a/main.tf", &(moved.clone() + &stage("three", FAULTY)));
    let (found, line) = repository.lint(&[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("a/main.tf:15:"), "{found:?}");
    assert!(line.ends_with("1 warning; 3 in the baseline"), "{line}");
    repository.file(
        "a/main.tf",
        &moved.replacen(FAULTY, "$context.requestId $context.stage $context.paht", 1),
    );
    let (found, _) = repository.lint(&[]);
    assert!(found.len() == 1 && found[0].contains("paht"), "{found:?}");
}

#[test]
fn entries_that_accept_nothing_are_said_where_they_were_looked_for() {
    let repository = adopted();
    repository.file("b/main.tf", &stage("one", "$context.requestId"));
    let said = |args: &[&str]| {
        let (code, _, err) = repository.run(&[&["lint"], args].concat());
        assert_eq!(code, 0, "{err}");
        err.lines()
            .filter(|line| line.contains("no longer found"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let line = "1 entry of `gwfmt-baseline.json` no longer found: unknown-variable in `b/main.tf`; `gwfmt baseline` drops it";
    assert_eq!(said(&[]), [line]);
    assert_eq!(said(&["b"]), [line]);
    assert_eq!(said(&["b/main.tf"]), [line]);
    assert_eq!(said(&["a"]), [""; 0]);
    assert_eq!(said(&["--select", "json"]), [""; 0]);
    assert_eq!(said(&["--exclude", "b/"]), [""; 0]);
    fs::remove_dir_all(repository.at("b")).unwrap();
    assert_eq!(said(&[]), [line]);
    let (code, _, err) = repository.run(&["baseline"]);
    assert_eq!(
        (code, err.as_str()),
        (0, "gwfmt-baseline.json: 2 findings in 1 file\n")
    );
    assert_eq!(said(&[]), [""; 0]);
}

#[test]
fn a_file_that_nobody_named_is_not_written_over() {
    let repository = adopted();
    let before = repository.text("gwfmt-baseline.json");
    fs::remove_file(repository.at("gwfmt.toml")).unwrap();
    let (code, _, err) = repository.run(&["baseline"]);
    assert_eq!(code, 2);
    assert!(err.contains("is there already"), "{err}");
    assert_eq!(repository.text("gwfmt-baseline.json"), before);
    let (code, _, err) = repository.run(&["baseline", "--output-file", "a/main.tf"]);
    assert_eq!(code, 2);
    assert!(err.contains("`a/main.tf` is not a baseline"), "{err}");
    let (code, _, _) = repository.run(&["baseline", "--output-file", "gwfmt-baseline.json"]);
    assert_eq!((code, repository.text("gwfmt-baseline.json")), (0, before));
    // nor by a report
    let output = [
        "lint",
        "--output-file",
        "gwfmt-baseline.json",
        "--baseline",
        "gwfmt-baseline.json",
    ];
    let (code, _, err) = repository.run(&output);
    assert_eq!(code, 2);
    assert!(err.contains("nothing is written"), "{err}");
    let names = fs::read_dir(repository.at("")).unwrap().count();
    assert_eq!(names, 5); // nothing lies beside: .git, a, b, c and the baseline
}

#[test]
fn entries_of_files_that_were_not_looked_at_are_kept() {
    let repository = adopted();
    repository.file("a/main.tf", &stage("one", "$context.requestId"));
    let (code, _, err) = repository.run(&["baseline", "a"]);
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "gwfmt-baseline.json: 1 finding in 1 file, 1 of them in files that were not looked at\n"
    );
    assert_eq!(repository.lint(&[]).0, [""; 0]);
}

#[test]
fn what_is_no_baseline_is_a_clear_error() {
    let repository = adopted();
    for (text, words) in [
        (
            "",
            "is not a baseline: EOF while parsing a value at line 1 column 0",
        ),
        ("{}", "is not a baseline: missing field"),
        (
            "{\"version\": 2, \"findings\": []}",
            "is a baseline of version 2; this gwfmt reads version 1",
        ),
        (
            "{\"version\": 1, \"findings\": [{\"file\": 1}]}",
            "is not a baseline: invalid type",
        ),
        (
            "{\"version\": 1, \"findings\": [], \"x\": 1}",
            "is not a baseline: unknown field `x`",
        ),
        (&"[".repeat(100_000), "is not a baseline"),
    ] {
        repository.file("gwfmt-baseline.json", text);
        let (code, out, err) = repository.run(&["lint"]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(words), "{err}");
    }
    fs::remove_file(repository.at("gwfmt-baseline.json")).unwrap();
    let (code, _, err) = repository.run(&["lint"]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot read `gwfmt-baseline.json`"), "{err}");
    let outside = repository.at("../gwfmt-outside-baseline.json");
    repository.file(
        "gwfmt.toml",
        &format!("baseline = {:?}\n", outside.display()),
    );
    fs::write(&outside, "secret").unwrap();
    let (code, _, err) = repository.run(&["lint"]);
    fs::remove_file(&outside).unwrap();
    assert_eq!(code, 2);
    assert!(!err.contains("secret"), "{err}");
}

#[test]
fn reports_for_programs_keep_what_is_accepted() {
    let repository = adopted();
    repository.file("c/main.tf", &stage("new", FAULTY));
    let json = |format: &str, args: &[&str]| -> Value {
        let lint = ["lint", "--output-format", format];
        let (_, out, _) = repository.run(&[&lint[..], args].concat());
        serde_json::from_str(&out).unwrap()
    };
    let report = json("json", &[]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["baseline"].as_array().unwrap().len(), 3);
    let sarif = json("sarif", &[]);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let states: Vec<_> = results
        .iter()
        .map(|it| it["baselineState"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["unchanged", "unchanged", "unchanged", "new"]);
    // a fingerprint does not depend on the baseline
    let prints = |log: &Value| -> Vec<Value> {
        let results = log["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .map(|it| it["partialFingerprints"].clone())
            .collect()
    };
    let isolated = json("sarif", &["--isolated"]);
    assert_eq!(prints(&sarif), prints(&isolated));
    assert!(
        isolated["runs"][0]["results"][0]
            .get("baselineState")
            .is_none()
    );
    assert_eq!(json("gitlab", &[]).as_array().unwrap().len(), 1);
}

#[test]
fn the_file_is_the_same_whatever_the_number_of_threads() {
    let repository = Repository::new();
    for number in 0..40 {
        repository.file(&format!("d{number}/main.tf"), &stage("s", FAULTY));
    }
    let run = |threads: &str| {
        let mut command = Command::cargo_bin("gwfmt").unwrap();
        command
            .current_dir(repository.at(""))
            .env("GWFMT_THREADS", threads);
        command
            .args(["baseline", "--output-file", "b.json"])
            .assert()
            .success();
        repository.text("b.json")
    };
    let one = run("1");
    assert_eq!(one.matches("unknown-variable").count(), 40);
    assert_eq!(run("8"), one);
}
