//! What repositories may be called and may hold never reaches a terminal, or the runner of a workflow, as anything but
//! text; and a command that could not write what it was asked for says so.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

/// Beginnings of names of files, addresses and words.
const HOSTILE: [&str; 14] = [
    "esc\u{1B}[2J\u{1B}]0;title\u{7}",
    "break\n::error file=a::forged",
    "break\r\nmain.tf:1:1: error: forged [forged]",
    "::error file=a::forged",
    "  ::add-mask::forged",
    "\t::error::forged",
    "c1\u{9B}31m\u{85}next",
    "bidi\u{202E}\u{2066}\u{61C}\u{200F}",
    "lines\u{2028}::error::forged\u{2029}",
    "##[error]forged",
    "a ##vso[task.setvariable variable=a]b",
    "back\u{8}\u{8}\u{7F}",
    "\u{1B}[1m::error::forged",
    "nul\u{1}\u{2}\u{1F}",
];

const TYPO: &str = "$context.requestId $context.statsu";

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without the sequences that set colours.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1B}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        out.push_str(rest.strip_prefix('m').unwrap_or("\u{1B}"));
    }
    out
}

/// Nothing in what was printed is obeyed by whoever reads it.
fn check(output: &Output, what: &str) {
    for stream in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(stream).unwrap_or_else(|error| panic!("{what}: {error}"));
        let text = without_colors(text);
        for line in text.split('\n') {
            assert!(!line.contains(is_hidden), "{what}: {line:?}");
            assert!(!line.trim_start().starts_with("::"), "{what}: {line:?}");
            assert!(!line.contains("##["), "{what}: {line:?}");
            assert!(!line.contains("##vso["), "{what}: {line:?}");
            assert!(
                !line.starts_with("main.tf:1:1: error: forged"),
                "{what}: {line:?}"
            );
        }
    }
}

fn gwfmt(folder: &Path, args: &[&OsStr]) -> Output {
    let mut command = Command::cargo_bin("gwfmt").unwrap();
    command.current_dir(folder).args(args);
    let output = command.write_stdin("").output().unwrap();
    check(&output, &format!("{args:?}"));
    output
}

fn template(resource: &str, format: &str) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        "Resources:\n  {}:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {}\n",
        string(resource),
        string(format)
    )
}

fn repository() -> tempfile::TempDir {
    let repository = tempfile::tempdir().unwrap();
    fs::create_dir(repository.path().join(".git")).unwrap();
    repository
}

/// A repository in which everything is called so: a template, a broken one, a text, a folder.
struct Named {
    repository: tempfile::TempDir,
    yaml: OsString,
    broken: OsString,
    other: OsString,
    folder: OsString,
}

impl Named {
    fn new(name: &str) -> Self {
        let repository = repository();
        let at = |name: &OsStr| repository.path().join(name);
        let yaml = OsString::from(format!("{name}.yaml").replace('/', "_"));
        fs::write(at(&yaml), template("S", TYPO)).unwrap();
        let broken = OsString::from(format!("{name} broken.yaml").replace('/', "_"));
        fs::write(at(&broken), template("S", TYPO) + "\t: [").unwrap();
        let other = OsString::from(format!("{name}.md").replace('/', "_"));
        fs::write(at(&other), "# $context.statsu\n\ntext\n").unwrap();
        let folder = OsString::from(format!("{name} d").replace('/', "_"));
        fs::create_dir(at(&folder)).unwrap();
        fs::write(
            at(&folder).join("main.tf"),
            format!("resource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    format = \"{TYPO} ${{var.f}}\"\n  }}\n}}\nresource \"aws_api_gateway_stage\" \"t\" {{\n  access_log_settings {{\n    format = var.f\n  }}\n}}\nvariable \"f\" {{}}\n"),
        )
        .unwrap();
        Self {
            repository,
            yaml,
            broken,
            other,
            folder,
        }
    }
}

/// A path with something after it.
fn of(name: &OsStr, address: &str) -> OsString {
    let mut whole = OsString::from("./");
    whole.push(name);
    whole.push(address);
    whole
}

#[test]
fn no_name_of_a_file_is_obeyed_by_who_reads_the_report() {
    for name in HOSTILE {
        let Named {
            repository,
            yaml,
            broken,
            other,
            folder,
        } = Named::new(name);
        for format in ["pretty", "concise", "json"] {
            for color in ["always", "never"] {
                let format = format!("--output-format={format}");
                let color = format!("--color={color}");
                let report = |paths: &[&OsStr]| {
                    let mut args = vec![
                        OsStr::new("lint"),
                        OsStr::new("-v"),
                        OsStr::new(&format),
                        OsStr::new(&color),
                    ];
                    args.extend(paths);
                    gwfmt(repository.path(), &args)
                };
                let found = report(&[]);
                assert_eq!(found.status.code(), Some(1), "{found:?}");
                report(&[
                    &of(&yaml, ""),
                    &of(&broken, ""),
                    &of(&other, ""),
                    &of(&folder, ""),
                ]);
                report(&[
                    &of(&yaml, "#S"),
                    &of(&other, "#S"),
                    &of(&folder, "/main.tf"),
                ]);
                let none = report(&[&of(&yaml, "#none"), &of(&folder, "/none.tf")]);
                assert_eq!(none.status.code(), Some(2));
            }
        }
    }
}

#[test]
fn no_word_of_the_command_line_is_obeyed_by_who_reads_the_answer() {
    for name in HOSTILE {
        let Named {
            repository, yaml, ..
        } = Named::new(name);
        let word = OsStr::new(name);
        let file = of(&yaml, "");
        let none = of(&yaml, "#none");
        let missing = of(&OsString::from(format!("{name} none")), "/x");
        let option = OsString::from(format!("--{name}"));
        let cases: [&[&OsStr]; 24] = [
            &[OsStr::new("lint"), OsStr::new("--statistics"), &file],
            &[
                OsStr::new("lint"),
                OsStr::new("--output-file"),
                &missing,
                &file,
            ],
            &[OsStr::new("lint"), OsStr::new("--select"), word],
            &[
                OsStr::new("lint"),
                OsStr::new("--exclude"),
                word,
                OsStr::new("."),
            ],
            &[
                OsStr::new("lint"),
                OsStr::new("--exclude"),
                OsStr::new("{[\u{1B}"),
            ],
            &[
                OsStr::new("lint"),
                OsStr::new("-"),
                OsStr::new("--stdin-filename"),
                &file,
            ],
            &[OsStr::new("lint"), &option],
            &[OsStr::new("lint"), OsStr::new("--output-format"), word],
            &[OsStr::new("lint"), OsStr::new("--format"), word],
            &[OsStr::new("explain"), word],
            &[
                OsStr::new("explain"),
                OsStr::new("$context.authorizer.claims.\u{1B}[2J"),
            ],
            &[
                OsStr::new("explain"),
                OsStr::new("--color=always"),
                OsStr::new("$context.authorizer.\u{202E}"),
            ],
            &[OsStr::new("rules"), word],
            &[OsStr::new("rules"), OsStr::new("--output-format"), word],
            &[OsStr::new("variables"), word],
            &[OsStr::new("variables"), OsStr::new("--api"), word],
            &[OsStr::new("generate"), OsStr::new("rust"), &none],
            &[
                OsStr::new("generate"),
                OsStr::new("rust"),
                OsStr::new("--name"),
                word,
                &file,
            ],
            &[OsStr::new("generate"), OsStr::new("json-schema"), &none],
            &[OsStr::new("generate"), OsStr::new("rust"), &missing],
            &[OsStr::new("render"), &none],
            &[OsStr::new("render"), OsStr::new("--scenario"), word, &file],
            &[OsStr::new("render"), OsStr::new("-v"), &file],
            &[word],
        ];
        for args in cases {
            gwfmt(repository.path(), args);
        }
    }
}

#[test]
fn nothing_that_a_file_holds_is_obeyed_by_who_reads_the_report() {
    for text in HOSTILE {
        let repository = repository();
        let file = repository.path().join("a.yaml");
        let json = serde_json::json!({ (text): "$context.requestId", "b": "$context.statsu" });
        let json = json.to_string().replace(['{', '}'], "");
        for format in [
            text.to_owned(),
            format!("{text} {TYPO}"),
            format!("{{{json},{json},\"c\":$context.integration.latency}}"),
            format!("<a {text}=\"{text}\">$context.requestId</a>"),
            format!("{text},$context.requestId,\"{text}\",$context.identity.userAgent"),
            format!("$context.authorizer.{text} $context.{text}"),
        ] {
            // as JSON strings, and as they are
            let raw = repository.path().join("a.txt");
            fs::write(&file, template(text, &format)).unwrap();
            fs::write(&raw, &format).unwrap();
            for report in ["pretty", "concise", "json"] {
                let report = format!("--output-format={report}");
                for color in ["--color=always", "--color=never"] {
                    let args = [
                        "lint",
                        "-v",
                        color,
                        &report,
                        "a.yaml",
                        "a.txt",
                        "--select=all",
                    ];
                    gwfmt(repository.path(), &args.map(OsStr::new));
                }
            }
            for args in [
                &["lint", "a.yaml#none"][..],
                &["generate", "json-schema", "a.yaml"],
                &["generate", "rust", "a.yaml#none"],
                &["render", "a.yaml#none"],
            ] {
                let args: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
                gwfmt(repository.path(), &args);
            }
        }
    }
}

#[test]
fn reports_in_json_say_names_as_they_are() {
    let repository = repository();
    for name in HOSTILE {
        let name = name.replace('/', "_");
        fs::write(
            repository.path().join(format!("{name}.yaml")),
            template(&name, TYPO),
        )
        .unwrap();
    }
    let output = gwfmt(
        repository.path(),
        &["lint", "--output-format=json"].map(OsStr::new),
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let mut files: Vec<&str> = findings
        .iter()
        .filter_map(|one| one["file"].as_str())
        .collect();
    files.dedup();
    let mut names = HOSTILE.map(|name| format!("{}.yaml", name.replace('/', "_")));
    names.sort_unstable();
    assert_eq!(files, names);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_told_apart() {
    use std::os::unix::ffi::OsStrExt as _;
    let repository = repository();
    for name in [&b"b\xff.yaml"[..], b"b\xfe.yaml", b"b\\xFF.yaml"] {
        let path = repository.path().join(OsStr::from_bytes(name));
        if fs::write(path, template("S", TYPO)).is_err() {
            return; // not every file system takes such names
        }
    }
    for args in [
        &[OsStr::new("lint"), OsStr::new("--output-format=concise")][..],
        &[
            OsStr::new("lint"),
            OsStr::new("--output-format=concise"),
            OsStr::from_bytes(b"b\xff.yaml"),
            OsStr::from_bytes(b"b\xfe.yaml"),
            OsStr::from_bytes(b"b\\xFF.yaml"),
        ],
    ] {
        let output = gwfmt(repository.path(), args);
        let out = String::from_utf8(output.stdout).unwrap();
        let names: Vec<&str> = out
            .lines()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(
            names,
            ["b\\\\xFF.yaml", "b\\xfe.yaml", "b\\xff.yaml"],
            "{out}"
        );
    }
}

/// Every command, with something to write.
const COMMANDS: [&[&str]; 17] = [
    &["--version"],
    &["--help"],
    &["-h"],
    &["lint", "--help"],
    &["generate", "rust", "--help"],
    &["lint", "--format", "$context.statsu"],
    &[
        "lint",
        "--format",
        "$context.statsu",
        "--output-format=concise",
    ],
    &[
        "lint",
        "--format",
        "$context.status",
        "--output-format=json",
    ],
    &["lint", "--format", "$context.statsu", "--statistics"],
    &["explain", "bare-value"],
    &["explain", "$context.status"],
    &["rules"],
    &["rules", "--output-format=json"],
    &["variables"],
    &[
        "generate",
        "rust",
        "--format",
        "$context.requestId $context.status",
        "--api=rest",
    ],
    &[
        "generate",
        "json-schema",
        "--format",
        "$context.requestId",
        "--api=rest",
    ],
    &[
        "render",
        "--format",
        "$context.requestId",
        "--api=rest",
        "--count=3",
    ],
];

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_cannot_write_fails_and_says_so() {
    for args in COMMANDS {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&command.stderr);
        assert_eq!(command.status.code(), Some(2), "{args:?}: {said}");
        assert!(
            said.ends_with("error: cannot write to standard output: no space left on device\n"),
            "{args:?}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_fault() {
    for args in COMMANDS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .args(args)
            .stdout(writer)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&command.stderr);
        assert_eq!(command.status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("error:"), "{args:?}: {said}");
    }
}
