//! gwfmt as package managers hand it out: wheel, package of npm, action of GitHub. Each is made, installed and run.
//!
//! What needs a wheel takes it from the folder that `GWFMT_WHEELS` names, as `.ci/run` makes it.

#![allow(
    clippy::print_stderr,
    reason = "says what was not run, and how long it took"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");
const PROGRAM: &str = env!("CARGO_BIN_EXE_gwfmt");

/// A template in which a name is misspelt.
const FAULTY: &str = "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: $context.requestId $context.statsu\n";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn missing(what: &str) {
    eprintln!("NOT RUN: {what} is missing");
    let is_required = env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
    assert!(!is_required, "{what} is required");
}

/// Runs a command that has to succeed.
fn must(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Asserts that a program is gwfmt: it says its version, finds a mistake, and its exit code passes through.
fn works(program: &Path, folder: &Path) {
    let gwfmt = |args: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(folder)
            .env("GITHUB_ACTIONS", "");
        command.output().unwrap()
    };
    let version = gwfmt(&["--version"]);
    assert_eq!(said(&version), format!("gwfmt {VERSION}\n"));
    fs::write(folder.join("template.yaml"), FAULTY).unwrap();
    let linted = gwfmt(&["lint", "template.yaml"]);
    assert_eq!(linted.status.code(), Some(1), "{}", said(&linted));
    assert!(
        said(&linted).contains("unknown-variable"),
        "{}",
        said(&linted)
    );
    let refused = gwfmt(&["lnit"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
}

/// The folder of wheels, and a Python that makes environments.
fn wheels() -> Option<(PathBuf, PathBuf)> {
    let wheels = PathBuf::from(env::var_os("GWFMT_WHEELS")?);
    let python = env::var_os("GWFMT_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    Some((wheels, python))
}

#[test]
fn all_packages_are_of_one_version() {
    let hook = read("pyproject.toml");
    assert!(hook.contains(&format!("version = \"{VERSION}\"")), "{hook}");
    assert!(hook.contains(&format!("\"gwfmt=={VERSION}\"")), "{hook}");
    let npm: serde_json::Value =
        serde_json::from_str(&read("packaging/npm/gwfmt/package.json")).unwrap();
    assert_eq!(npm["version"], VERSION);
    let platforms = npm["optionalDependencies"].as_object().unwrap();
    let release = read(".github/workflows/release.yml");
    for (name, version) in platforms {
        assert_eq!(version, VERSION, "{name}");
        let platform = name.strip_prefix("@gwfmt/").unwrap();
        assert!(
            release.contains(&format!("npm: {platform} }}")),
            "{platform}"
        );
    }
    assert_eq!(release.matches("npm: ").count(), platforms.len());
}

#[test]
fn the_action_and_the_release_name_the_same_archives() {
    let release = read(".github/workflows/release.yml");
    let install = read("packaging/action/install.sh");
    let targets: Vec<&str> = install
        .lines()
        .filter_map(|line| line.split_once(" target=")?.1.split(' ').next())
        .collect();
    assert_eq!(targets.len(), 5);
    for target in targets {
        assert!(
            release.contains(&format!("target: {target}, npm")),
            "{target}"
        );
    }
}

#[test]
fn the_wheel_is_installed_into_a_fresh_environment_and_runs() {
    let Some((wheels, python)) = wheels() else {
        return missing("GWFMT_WHEELS");
    };
    let folder = tempfile::tempdir().unwrap();
    let environment = folder.path().join("venv");
    must(Command::new(python).args(["-m", "venv"]).arg(&environment));
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
    ];
    let mut install = Command::new(environment.join("bin/python"));
    must(install.args(pip).arg(wheels).arg("gwfmt"));
    let program = environment.join("bin/gwfmt");
    works(&program, folder.path());
    // what takes long to build is in the wheel
    fs::write(folder.path().join("a.log"), "a 200\n").unwrap();
    let mut verify = Command::new(&program);
    verify.args([
        "verify",
        "--format",
        "$context.requestId $context.status",
        "a.log",
    ]);
    must(verify.current_dir(folder.path()));
    // nobody takes a file that cannot be read for one without findings
    let missing = "import gwfmt, pathlib\ntry:\n    gwfmt.lint(pathlib.Path('missing.tf'))\nexcept gwfmt.UnreadableError as error:\n    print(error, error.findings)";
    let mut python = Command::new(environment.join("bin/python"));
    let said = must(python.args(["-c", missing]).current_dir(folder.path()));
    assert!(
        said.contains("missing.tf") && said.ends_with(" []\n"),
        "{said}"
    );
    let module =
        "import gwfmt; print(gwfmt.Format('$context.requestId $context.status').parse('a 200'))";
    let mut python = Command::new(environment.join("bin/python"));
    let said = must(python.args(["-c", module]));
    assert_eq!(said, "{'request_id': 'a', 'status': 200}\n");
}

/// The first use of the hook, with everything that it downloads and installs.
#[test]
fn the_hook_with_the_wheel_is_ready_in_seconds() {
    let Some((wheels, python)) = wheels() else {
        return missing("GWFMT_WHEELS");
    };
    let has_it = Command::new(&python)
        .args(["-m", "pre_commit", "--version"])
        .output();
    if !has_it.is_ok_and(|output| output.status.success()) {
        return missing("pre-commit");
    }
    let folder = tempfile::tempdir().unwrap();
    let git = |path: &Path, args: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(path).args(args);
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "toy");
            git.env(format!("GIT_{who}_EMAIL"), "toy@example.com");
        }
        must(git.env("GIT_CONFIG_GLOBAL", "/dev/null"))
    };
    // what pre-commit reads of this repository
    let (hooks, toy) = (folder.path().join("gwfmt"), folder.path().join("toy"));
    for path in [&hooks, &toy] {
        fs::create_dir(path).unwrap();
        git(path, &["init", "-q", "-b", "main"]);
    }
    for file in ["pyproject.toml", ".pre-commit-hooks.yaml"] {
        fs::write(hooks.join(file), read(file)).unwrap();
    }
    git(&hooks, &["add", "-A"]);
    git(&hooks, &["commit", "-q", "-m", "all"]);
    fs::write(toy.join("template.yaml"), FAULTY).unwrap();
    git(&toy, &["add", "-A"]);
    let start = std::time::Instant::now();
    let tried = Command::new(python)
        .current_dir(&toy)
        .args(["-m", "pre_commit", "try-repo"])
        .arg(&hooks)
        .args(["gwfmt-wheel", "--all-files"])
        .env("PRE_COMMIT_HOME", folder.path().join("home"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("PIP_FIND_LINKS", wheels)
        .output()
        .unwrap();
    let seconds = start.elapsed().as_secs_f32();
    eprintln!("first use of the hook: {seconds:.1} s");
    let words = said(&tried);
    assert!(
        words.contains("unknown variable `$context.statsu`"),
        "{words}"
    );
    assert!(!tried.status.success(), "{words}");
    // 10 s on a machine that does nothing else
    assert!(seconds < 40.0, "{seconds}");
}

#[test]
fn the_package_of_npm_runs_the_program_of_its_platform() {
    if Command::new("npm").arg("--version").output().is_err() {
        return missing("npm");
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    let arch = if cfg!(target_arch = "x86_64") {
        "x64"
    } else {
        "arm64"
    };
    let platform = match env::consts::OS {
        "linux" => format!("linux-{arch}"),
        "macos" => format!("darwin-{arch}"),
        "windows" => format!("win32-{arch}"),
        other => return eprintln!("NOT RUN: there is no package for {other}"),
    };
    let npm = Path::new(ROOT).join("packaging/npm");
    let mut make = Command::new("node");
    make.arg(npm.join("platform.mjs"))
        .args([&platform, PROGRAM]);
    must(make.arg(at("platform")));
    fs::create_dir(at("dist")).unwrap();
    for package in [at("platform"), npm.join("gwfmt")] {
        let mut pack = Command::new("npm");
        must(
            pack.arg("pack")
                .arg(package)
                .arg("--pack-destination")
                .arg(at("dist")),
        );
    }
    let main = at("dist").join(format!("gwfmt-{VERSION}.tgz"));
    let install = |folder: &Path, packages: &[&Path]| {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("package.json"), "{}\n").unwrap();
        let mut install = Command::new("npm");
        install.args(["install", "--offline", "--no-audit", "--no-fund"]);
        must(install.args(packages).current_dir(folder));
    };
    let own = at("dist").join(format!("gwfmt-{platform}-{VERSION}.tgz"));
    install(&at("project"), &[&own, &main]);
    works(&at("project/node_modules/.bin/gwfmt"), &at("project"));
    // a platform for which there is none, or whose package was left out
    install(&at("without"), &[&main]);
    let output = Command::new(at("without/node_modules/.bin/gwfmt"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = format!("error: the package `@gwfmt/{platform}` is not installed");
    assert!(said(&output).starts_with(&words), "{}", said(&output));
}

/// The steps of the action, with a release that lies on the disk.
#[cfg(unix)]
#[test]
fn the_action_installs_a_release_whose_checksum_is_right_and_lints() {
    if Command::new("curl").arg("--version").output().is_err() {
        return missing("curl");
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    let (system, machine) = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => ("Linux", "X64"),
        ("macos", "aarch64") => ("macOS", "ARM64"),
        other => return eprintln!("NOT RUN: {other:?}"),
    };
    let target = if system == "Linux" {
        "x86_64-unknown-linux-musl"
    } else {
        "aarch64-apple-darwin"
    };
    let release = at(&format!("releases/v{VERSION}"));
    fs::create_dir_all(&release).unwrap();
    let archive = format!("gwfmt-{target}.tar.gz");
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(release.join(&archive)).arg("-C");
    must(tar.arg(Path::new(PROGRAM).parent().unwrap()).arg("gwfmt"));
    let mut sum = Command::new("sh");
    sum.args(["-c", "(sha256sum -- * || shasum -a 256 -- *) 2>/dev/null"]);
    let sums = must(sum.current_dir(&release));
    let action = Path::new(ROOT).join("packaging/action");
    let install = |sums: &str| {
        fs::write(release.join("SHA256SUMS"), sums).unwrap();
        fs::write(at("path"), "").unwrap();
        Command::new(action.join("install.sh"))
            .env("RUNNER_OS", system)
            .env("RUNNER_ARCH", machine)
            .env("RUNNER_TEMP", at("temp"))
            .env("GITHUB_PATH", at("path"))
            .env("GWFMT_VERSION", "")
            .env(
                "GWFMT_RELEASES",
                format!("file://{}", at("releases").display()),
            )
            .output()
            .unwrap()
    };
    let other = sums.replace(|c: char| c.is_ascii_digit(), "0");
    for wrong in [&other, ""] {
        let refused = install(wrong);
        assert!(!refused.status.success());
        assert!(
            said(&refused).contains("the checksum of"),
            "{}",
            said(&refused)
        );
        assert_eq!(fs::read_to_string(at("path")).unwrap(), "");
    }
    let installed = install(&sums);
    assert!(installed.status.success(), "{}", said(&installed));
    let path = fs::read_to_string(at("path")).unwrap();
    let program = Path::new(path.trim_end()).join("gwfmt");
    works(&program, folder.path());
    // the second step, in a workflow
    let mut path = vec![program.parent().unwrap().to_path_buf()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let lint = |arguments: &str| {
        Command::new(action.join("lint.sh"))
            .current_dir(folder.path())
            .env("PATH", env::join_paths(&path).unwrap())
            .env("GITHUB_ACTIONS", "true")
            .env("GWFMT_ARGUMENTS", arguments)
            .output()
            .unwrap()
    };
    let linted = lint("");
    assert_eq!(linted.status.code(), Some(1), "{}", said(&linted));
    assert!(
        said(&linted).contains("::warning title=gwfmt: unknown-variable"),
        "{}",
        said(&linted)
    );
    let words = said(&lint(
        "template.yaml\n--output-format\nconcise\n--exit-zero\n",
    ));
    assert!(words.starts_with("template.yaml:6:"), "{words}");
}
