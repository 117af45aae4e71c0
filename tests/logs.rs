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
    for command in ["decode", "stats", "verify"] {
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

    /// Lines of a format that has all that `stats` looks for.
    const WHOLE: &str = r#"{"id":"$context.requestId","ip":"$context.identity.sourceIp","t":"$context.requestTime","route":"$context.httpMethod $context.resourcePath","status":$context.status,"ms":"$context.responseLatency","error":"$context.error.message"}"#;

    fn whole(folder: &Path) {
        let line = |second: u32, path: &str, status: u32, millis: u32, error: &str| {
            format!(
                "{{\"id\":\"a\",\"ip\":\"192.0.2.{second}\",\"t\":\"10/Jul/2024:18:14:{second:02} +0000\",\"route\":\"GET {path}\",\"status\":{status},\"ms\":\"{millis}\",\"error\":\"{error}\"}}\n"
            )
        };
        let lines = [
            line(1, "/pets", 200, 12, "-"),
            line(2, "/pets", 200, 1_500, "-"),
            line(2, "/pets/{id}", 404, 3, "Not <b>&\\u001b[31m found"),
            "not a line\n".to_owned(),
            line(5, "/pets", 504, 29_000, "Endpoint request timed out"),
        ];
        fs::write(folder.join("a.log"), lines.concat()).unwrap();
    }

    fn stats(folder: &Path, args: &[&str]) -> Output {
        let all = ["stats", "--format", WHOLE, "--api", "rest", "a.log"];
        let output = gwfmt(folder, &[&all, args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", error(&output));
        assert_eq!(error(&output), "5 lines in 1 input: 4 records, 1 reject\n");
        output
    }

    #[test]
    fn lines_are_summed_up() {
        let folder = tempfile::tempdir().unwrap();
        whole(folder.path());
        let page = said(&stats(folder.path(), &[]));
        for part in [
            "from 2024-07-10T18:14:01.000Z to 2024-07-10T18:14:05.000Z\n",
            "2xx          2  50.0 %\n",
            "responseLatency        4  7,628.8   12  29,000  29,000  29,000\n",
            "GET /pets             3  75.0 %    -    1\n",
            "192.0.2.2        2  50.0 %    1    -\n",
            "Endpoint request timed out        1  25.0 %    -    1\n",
            "user agents: the format has no `$context.identity.userAgent`\n",
            "2024-07-10T18:14:02.000Z        2    1    -       3   1,500   1,500\n",
            "1 line does not match the format:\n  a.log:4: ",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        assert!(!page.contains('\u{1b}'), "{page}");
        let one = said(&stats(folder.path(), &["--top", "1"]));
        assert!(one.contains("and 1 more\n"), "{one}");
    }

    #[test]
    fn the_report_for_programs_is_what_its_schema_says() {
        let folder = tempfile::tempdir().unwrap();
        whole(folder.path());
        let json = said(&stats(folder.path(), &["--output-format", "json"]));
        let report: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(report["lines"], 5);
        assert_eq!(report["routes"]["top"][0]["text"], "GET /pets");
        assert_eq!(report["routes"]["top"][0]["latencies"][0]["max"], 29_000);
        assert_eq!(
            report["callers"]["user_agents"]["lacks"][0],
            "$context.identity.userAgent"
        );
        let schema = gwfmt_cli::docs::stats_schema();
        assert!(jsonschema::meta::is_valid(&schema));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{report:#}");
        let mut other = report;
        other["version"] = 2.into();
        assert!(!validator.is_valid(&other));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/stats.schema.json");
        let made = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("GWFMT_UPDATE").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == made,
            "docs/stats.schema.json is not what the program says; run GWFMT_UPDATE=1 cargo test --features decode --test logs"
        );
    }

    #[test]
    fn threads_do_not_change_what_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let line = |at: u32| format!("{{\"id\":\"{at}\",\"status\":{}}}\n", 200 + at % 350);
        let lines: String = (0..100_000).map(line).collect();
        fs::write(folder.path().join("a.log"), lines).unwrap();
        let said = |threads: &str| {
            let args = [
                "stats",
                "--format",
                FORMAT,
                "--threads",
                threads,
                "--output-format",
                "json",
                "a.log",
            ];
            said(&gwfmt(folder.path(), &args))
        };
        let one = said("1");
        assert!(one.contains("\"records\": 100000"), "{one}");
        assert_eq!(one, said("2"));
        assert_eq!(one, said("5"));
    }

    #[test]
    fn an_input_that_ends_too_soon_is_told() {
        let folder = folder();
        let args = ["stats", "--format", FORMAT, "a.log", "none.log"];
        let output = gwfmt(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            error(&output).contains("error: none.log: "),
            "{}",
            error(&output)
        );
        assert!(
            said(&output).contains("2xx          1  50.0 %"),
            "{}",
            said(&output)
        );
    }

    #[test]
    fn a_condition_leaves_records_out() {
        let folder = folder();
        let args = [
            "decode",
            "--format",
            FORMAT,
            "--on-error",
            "skip",
            "--where",
        ];
        let output = gwfmt(
            folder.path(),
            &[&args[..], &["status >= 500 and id != 'x'", "a.log"]].concat(),
        );
        assert_eq!(said(&output), "{\"id\":\"c\",\"status\":504}\n");
        assert_eq!(
            error(&output),
            "3 lines in 1 input: 1 record, 1 reject, 1 left out by the condition\n"
        );
        let args = [
            "stats",
            "--format",
            FORMAT,
            "--output-format",
            "json",
            "--where",
            "status < 500",
            "a.log",
        ];
        let output = gwfmt(folder.path(), &args);
        assert_eq!(
            error(&output),
            "3 lines in 1 input: 1 record, 1 reject, 1 left out by the condition\n"
        );
        let report: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
        assert_eq!(
            (&report["records"], &report["left_out"]),
            (&1.into(), &1.into())
        );
        assert_eq!(report["condition"], "status < 500");
    }

    #[test]
    fn a_condition_that_cannot_be_read_is_an_error_with_its_place() {
        let folder = folder();
        let args = [
            "decode",
            "--format",
            FORMAT,
            "--where",
            "id = 'é' and statsu > 5",
            "a.log",
        ];
        let output = gwfmt(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            error(&output),
            "error: `--where`: no column is named `statsu`; did you mean `status`?\n  id = 'é' and statsu > 5\n               ^^^^^^\n"
        );
    }

    #[test]
    fn another_condition_is_another_job() {
        let folder = folder();
        let run = |condition: &str| {
            let args = [
                "decode",
                "--format",
                FORMAT,
                "--on-error",
                "keep",
                "--resume",
                "-o",
                "out/",
                "--where",
            ];
            let output = gwfmt(folder.path(), &[&args[..], &[condition, "a.log"]].concat());
            assert_eq!(output.status.code(), Some(0), "{}", error(&output));
            error(&output)
        };
        let first = run("status = 200");
        assert!(
            first.contains("1 record, 1 reject, 1 left out by the condition"),
            "{first}"
        );
        assert!(run("status = 200").contains("1 input done before"));
        assert!(run("status > 100").contains("2 records, 1 reject, 0 left out by the condition"));
    }
}
