//! Files of revisions.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
}

fn diff(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .env_remove("GITHUB_ACTIONS")
        .arg("diff")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

const STAGE: &str = r#"
resource "aws_api_gateway_stage" "live" {
  access_log_settings {
    destination_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:a"
    format          = module.format.text
  }
}
module "format" {
  source = "../modules/format"
}
"#;

fn module(format: &str) -> String {
    format!("output \"text\" {{\n  value = {format}\n}}\n")
}

#[test]
fn a_format_of_a_revision_is_read_with_the_files_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    fs::create_dir_all(root.join("modules/format")).unwrap();
    fs::create_dir(root.join("infra")).unwrap();
    fs::write(root.join("infra/main.tf"), STAGE).unwrap();
    let file = root.join("modules/format/main.tf");
    let old = r#"jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp" })"#;
    fs::write(&file, module(old)).unwrap();
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "a"]);
    let new = r#"jsonencode({ id = "$context.requestId" })"#;
    fs::write(&file, module(new)).unwrap();
    let address = "#aws_api_gateway_stage.live";
    let before = format!("git:HEAD:infra/main.tf{address}");
    let after = format!("infra/main.tf{address}");
    let output = diff(root, &[&before, &after]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert!(
        report.contains("breaking: `ip` (`$context.identity.sourceIp`) is gone"),
        "{report}"
    );
    // the other way round there is more to read, and that is no failure
    let output = diff(root, &[&after, &before]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = diff(root, &[&after, &before, "--fail-on", "additive"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // from a folder below
    let output = diff(
        &root.join("infra"),
        &["git:HEAD:./main.tf", "main.tf", "--output-format", "github"],
    );
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(
        report.starts_with(
            "::error title=gwfmt diff: breaking,file=../modules/format/main.tf,line=2::"
        ),
        "{report}"
    );
}

#[test]
fn what_is_not_there_is_said_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    fs::write(root.join("a.txt"), "$context.requestId").unwrap();
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "a"]);
    for (name, words) in [
        ("git:main:b.txt", "`b.txt` is not a file of `main`"),
        (
            "git:nowhere:a.txt",
            "git: fatal: Not a valid object name nowhere",
        ),
        (
            "git:--help:a.txt",
            "git: fatal: Not a valid object name --help",
        ),
        ("git:main", "a file of a revision is written"),
    ] {
        let output = diff(root, &[name, "a.txt", "--api", "rest"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    let output = diff(root, &["git:main:a.txt", "a.txt", "--api", "rest"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "no changes\n");
}
