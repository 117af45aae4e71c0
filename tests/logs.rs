//! The commands that read logs, from outside. Without the feature `decode` they say how to get them.

use std::path::Path;
use std::process::{Command, Output};

const FORMAT: &str = r#"{"id":"$context.requestId","status":$context.status}"#;

fn gwfmt(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[cfg(not(feature = "decode"))]
#[test]
fn a_command_that_is_not_built_says_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["decode", "verify"] {
        let output = gwfmt(folder.path(), &[command, "--format", FORMAT, "a.log"]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            error(&output),
            format!(
                "error: this build of gwfmt has no `{command}`: `pip install gwfmt` has it, or `cargo install gwfmt-cli --features decode`\n"
            )
        );
    }
}

#[cfg(feature = "decode")]
mod built {
    use std::fs;

    use super::*;

    fn said(output: &Output) -> String {
        String::from_utf8(output.stdout.clone()).unwrap()
    }

    /// A folder with a log of three lines, the second of which does not match.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let lines = "{\"id\":\"a\",\"status\":200}\n{\"id\":\"b\",\"status\":OK}\n{\"id\":\"c\",\"status\":504}\n";
        fs::write(folder.path().join("a.log"), lines).unwrap();
        folder
    }

    #[test]
    fn records_and_rejects_are_told_apart() {
        let folder = folder();
        let args = [
            "decode",
            "--format",
            FORMAT,
            "--rejects",
            "bad.jsonl",
            "a.log",
        ];
        let output = gwfmt(folder.path(), &args);
        assert_eq!(output.status.code(), Some(0), "{}", error(&output));
        assert_eq!(
            said(&output),
            "{\"id\":\"a\",\"status\":200}\n{\"id\":\"c\",\"status\":504}\n"
        );
        assert_eq!(error(&output), "3 lines in 1 input: 2 records, 1 reject\n");
        let rejects = fs::read_to_string(folder.path().join("bad.jsonl")).unwrap();
        assert!(
            rejects.contains("\"line\":2") && rejects.contains("a status code"),
            "{rejects}"
        );
    }

    #[test]
    fn a_line_that_does_not_match_is_an_error_unless_told_otherwise() {
        let folder = folder();
        let output = gwfmt(
            folder.path(),
            &["decode", "--format", FORMAT, "-o", "out.csv", "a.log"],
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(
            error(&output)
                .starts_with("error: a.log:2: byte 19: field `status`: expected a status code"),
            "{}",
            error(&output)
        );
        assert!(!folder.path().join("out.csv").exists());
        let skip = [
            "decode",
            "--format",
            FORMAT,
            "-o",
            "out.csv",
            "--on-error",
            "skip",
            "--select",
            "status",
            "a.log",
        ];
        assert_eq!(gwfmt(folder.path(), &skip).status.code(), Some(0));
        assert_eq!(
            fs::read_to_string(folder.path().join("out.csv")).unwrap(),
            "status\n200\n504\n"
        );
    }

    #[test]
    fn what_is_read_is_never_written_over() {
        let folder = folder();
        let output = gwfmt(
            folder.path(),
            &[
                "decode", "--format", FORMAT, "-o", "a.log", "--to", "csv", "a.log",
            ],
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(
            error(&output).contains("one of the files that are read"),
            "{}",
            error(&output)
        );
    }

    #[test]
    fn what_an_earlier_run_has_written_is_not_read_as_lines() {
        let folder = folder();
        let args = [
            "decode",
            "--format",
            FORMAT,
            "--on-error",
            "keep",
            "-o",
            "out/",
            ".",
        ];
        let first = gwfmt(folder.path(), &args);
        assert_eq!(first.status.code(), Some(0), "{}", error(&first));
        let second = gwfmt(folder.path(), &args);
        assert_eq!(second.status.code(), Some(2));
        assert!(
            error(&second).contains("lies in the folder of the output"),
            "{}",
            error(&second)
        );
    }

    #[test]
    fn verify_points_at_the_place_and_counts() {
        let folder = folder();
        let output = gwfmt(folder.path(), &["verify", "--format", FORMAT, "a.log"]);
        assert_eq!(output.status.code(), Some(1), "{}", error(&output));
        let page = said(&output);
        let caret = "  {\"id\":\"b\",\"status\":OK}\n                     ^^\n";
        assert!(page.contains(caret), "{page}");
        assert!(
            page.contains("  1: a status code in field `status`\n"),
            "{page}"
        );
        assert_eq!(error(&output), "3 lines of 2 fields: 1 does not match\n");
        fs::write(
            folder.path().join("b.log"),
            "{\"id\":\"a\",\"status\":200}\n",
        )
        .unwrap();
        let whole = gwfmt(folder.path(), &["verify", "--format", FORMAT, "b.log"]);
        assert_eq!(whole.status.code(), Some(0), "{}", error(&whole));
        assert_eq!(error(&whole), "1 line of 2 fields: all match\n");
    }

    #[test]
    fn a_format_is_proposed_for_unknown_lines() {
        let folder = tempfile::tempdir().unwrap();
        let lines = "{\"requestId\":\"3f1c7a52-9d7e-4c3e-8a44-5a1f6c2b7d10\",\"status\":200}\n{\"requestId\":\"7b0f2f0e-7a9e-4b57-9a5c-0c2a4fb9d1aa\",\"status\":504}\n";
        fs::write(folder.path().join("a.log"), lines).unwrap();
        let output = gwfmt(folder.path(), &["verify", "--infer", "a.log"]);
        assert_eq!(output.status.code(), Some(0), "{}", error(&output));
        assert_eq!(
            said(&output),
            "{\"requestId\":\"$context.requestId\",\"status\":$context.status}\n"
        );
    }
}
