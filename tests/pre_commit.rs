//! The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit against a toy repository, with the configuration that
//! the README shows.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const FAULTY: &str = r#"resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    format = "$context.requestId $context.statsu"
  }
}
"#;

/// Python with pre-commit in it: `GWFMT_PYTHON`, or the environment that `.ci/run` makes.
fn python() -> Option<PathBuf> {
    let given = env::var_os("GWFMT_PYTHON").map(PathBuf::from);
    let made = Path::new(ROOT).join("target/venv/bin/python");
    [given, Some(made)].into_iter().flatten().find(|python| {
        Command::new(python)
            .args(["-m", "pre_commit", "--version"])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

struct Toy {
    folder: tempfile::TempDir,
    python: PathBuf,
}

impl Toy {
    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A command with nothing of the surroundings' git in it, and with the built `gwfmt` on its path.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>, folder: &str) -> Command {
        let mut path = vec![
            Path::new(env!("CARGO_BIN_EXE_gwfmt"))
                .parent()
                .unwrap()
                .to_path_buf(),
            self.python.parent().unwrap().to_path_buf(),
        ];
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new(program);
        command.current_dir(self.at(folder));
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .env("PATH", env::join_paths(path).unwrap())
            .env("PRE_COMMIT_HOME", self.at("home"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "toy")
            .env("GIT_AUTHOR_EMAIL", "toy@example.com")
            .env("GIT_COMMITTER_NAME", "toy")
            .env("GIT_COMMITTER_EMAIL", "toy@example.com")
            // what is tried here is the hook, not the optimiser
            .env(
                "CARGO_TARGET_DIR",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/pre-commit"),
            )
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command
    }

    fn git(&self, folder: &str, args: &[&str]) -> Output {
        self.command("git", folder).args(args).output().unwrap()
    }

    fn must_git(&self, folder: &str, args: &[&str]) -> String {
        let output = self.git(folder, args);
        assert!(output.status.success(), "git {args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The configuration in the README, for the repository and revision that are given.
fn configuration(repository: &Path, revision: &str) -> String {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let block = readme.split("```yaml\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let mut out = String::new();
    for line in block.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match line.trim_start() {
            rest if rest.starts_with("- repo:") => {
                out.push_str(&format!("{indent}- repo: {}\n", repository.display()));
            }
            rest if rest.starts_with("rev:") => out.push_str(&format!("{indent}rev: {revision}\n")),
            _ => out.push_str(&format!("{line}\n")),
        }
    }
    assert!(out.contains("id: gwfmt"), "{out}");
    out
}

/// This repository as a clone of it would be: what git tracks, in one commit.
fn copy_of_this_repository(toy: &Toy) -> Option<String> {
    let listed = toy
        .command("git", ".")
        .args(["-C", ROOT, "ls-files", "-z"])
        .output()
        .unwrap();
    let files = String::from_utf8(listed.stdout).unwrap();
    let files: Vec<&str> = files.split('\0').filter(|file| !file.is_empty()).collect();
    if !files.contains(&".pre-commit-hooks.yaml") {
        return None;
    }
    for file in files {
        let from = Path::new(ROOT).join(file);
        let to = toy.at("gwfmt").join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        if from.is_file() {
            fs::copy(from, to).unwrap();
        }
    }
    toy.must_git("gwfmt", &["init", "-q", "-b", "main"]);
    toy.must_git("gwfmt", &["add", "-A", "-f"]);
    toy.must_git("gwfmt", &["commit", "-q", "-m", "all"]);
    Some(toy.must_git("gwfmt", &["rev-parse", "HEAD"]))
}

#[test]
fn a_faulty_commit_is_stopped_and_a_mended_one_passes() {
    let missing = |what: &str| {
        eprintln!("NOT RUN: {what} is missing; .ci/run makes an environment with it");
        assert!(
            env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
            "{what} is missing"
        );
    };
    let Some(python) = python() else {
        return missing("pre-commit");
    };
    let toy = Toy {
        folder: tempfile::tempdir().unwrap(),
        python,
    };
    let Some(revision) = copy_of_this_repository(&toy) else {
        return missing("the git repository of gwfmt");
    };
    fs::create_dir(toy.at("toy")).unwrap();
    toy.must_git("toy", &["init", "-q", "-b", "main"]);
    let config = configuration(&toy.at("gwfmt"), &revision);
    fs::write(toy.at("toy/.pre-commit-config.yaml"), config).unwrap();
    fs::write(toy.at("toy/main.tf"), FAULTY).unwrap();
    // files of the same types in which there is nothing to find
    fs::write(toy.at("toy/values.yaml"), "a: {{ .Values.b }}\n").unwrap();
    fs::write(toy.at("toy/package.json"), "{}\n").unwrap();
    let pre_commit = |args: &[&str]| {
        toy.command(&toy.python, "toy")
            .args(["-m", "pre_commit"])
            .args(args)
            .output()
            .unwrap()
    };
    let installed = pre_commit(&["install"]);
    assert!(installed.status.success(), "{}", said(&installed));
    toy.must_git("toy", &["add", "-A"]);

    let stopped = toy.git("toy", &["commit", "-m", "faulty"]);
    let words = said(&stopped);
    assert!(!stopped.status.success(), "{words}");
    assert!(words.contains("hook id: gwfmt"), "{words}");
    assert!(
        words.contains("unknown variable `$context.statsu`"),
        "{words}"
    );
    assert!(words.contains("main.tf:3:34"), "{words}");

    fs::write(toy.at("toy/main.tf"), FAULTY.replace("statsu", "status")).unwrap();
    toy.must_git("toy", &["add", "-A"]);
    let passed = toy.git("toy", &["commit", "-m", "mended"]);
    assert!(passed.status.success(), "{}", said(&passed));
    assert!(said(&passed).contains("Passed"), "{}", said(&passed));

    // the other hooks, over the whole repository
    fs::write(toy.at("toy/main.tf"), FAULTY).unwrap();
    toy.must_git(
        "toy",
        &["commit", "-q", "--no-verify", "-a", "-m", "faulty again"],
    );
    let repository = toy.at("gwfmt").display().to_string();
    for hook in ["gwfmt-system", "gwfmt-all"] {
        let tried = pre_commit(&["try-repo", &repository, hook, "--all-files"]);
        let words = said(&tried);
        assert!(!tried.status.success(), "{hook}: {words}");
        assert!(
            words.contains("unknown variable `$context.statsu`"),
            "{hook}: {words}"
        );
        assert_eq!(
            words.matches("1 format in 1 file").count(),
            1,
            "{hook}: {words}"
        );
    }
}
