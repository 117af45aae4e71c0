//! The package of Python: installed from the wheel that `GWFMT_WHEELS` names into a fresh environment, and used there.
//!
//! What it works together with (pyarrow, polars, DuckDB, pandas, Spark) comes from the environment of `GWFMT_PYTHON`.

#![allow(clippy::print_stderr, reason = "says what was not run")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn missing(what: &str) {
    eprintln!("NOT RUN: {what} is missing");
    let is_required = env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
    assert!(!is_required, "{what} is required");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs a command that has to succeed.
fn must(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// An environment with nothing but the wheel in it, behind which those stand that the tests need.
struct Environment {
    folder: tempfile::TempDir,
}

impl Environment {
    fn new(wheels: &Path, python: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let environment = Self { folder };
        must(
            Command::new(python)
                .args(["-m", "venv"])
                .arg(environment.path("")),
        );
        must(
            Command::new(environment.path("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--no-index"])
                .arg("--find-links")
                .arg(wheels)
                .arg("gwfmt"),
        );
        let site = |python: &Path| {
            let place = "import sysconfig; print(sysconfig.get_path('purelib'))";
            let said = must(Command::new(python).args(["-c", place]));
            PathBuf::from(said.trim_end())
        };
        let own = site(&environment.path("bin/python"));
        let others = site(python).display().to_string();
        fs::write(own.join("others.pth"), others + "\n").unwrap();
        environment
    }

    fn path(&self, within: &str) -> PathBuf {
        self.folder.path().join("venv").join(within)
    }
}

/// The environment, which all tests share.
fn environment() -> Option<&'static Environment> {
    static MADE: OnceLock<Option<Environment>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let wheels = PathBuf::from(env::var_os("GWFMT_WHEELS")?);
        let python = PathBuf::from(env::var_os("GWFMT_PYTHON")?);
        Some(Environment::new(&wheels, &python))
    });
    if made.is_none() {
        missing("GWFMT_WHEELS or GWFMT_PYTHON");
    }
    made.as_ref()
}

/// Runs a script of this folder, in a folder that is empty.
fn runs(script: &str) {
    let Some(environment) = environment() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = [environment.path("bin")].into_iter();
    let before = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(path.chain(env::split_paths(&before))).unwrap();
    let said = must(
        Command::new(environment.path("bin/python"))
            .arg(Path::new(ROOT).join("tests/python").join(script))
            .current_dir(folder.path())
            .env("PATH", path)
            .env("GWFMT_ROOT", ROOT)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    );
    eprintln!("{said}");
}

#[test]
fn records_are_read_by_pyarrow_polars_duckdb_and_pandas() {
    runs("reading.py");
}

#[test]
fn every_example_of_the_page_and_of_the_package_is_true() {
    runs("examples.py");
}

#[test]
fn spark_gives_the_rows_of_one_machine() {
    runs("on_spark.py");
}

/// `GWFMT_LINES` is the number of lines of each shape.
#[test]
fn spark_reads_each_shape_as_decode_does() {
    runs("at_size.py");
}

#[test]
fn the_types_say_what_the_package_does() {
    let Some(environment) = environment() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let python = env::var_os("GWFMT_PYTHON").unwrap();
    must(
        Command::new(python)
            .args(["-m", "mypy", "--strict", "--cache-dir"])
            .arg(folder.path())
            .arg("--python-executable")
            .arg(environment.path("bin/python"))
            .arg(Path::new(ROOT).join("tests/python/typed.py")),
    );
}
