//! Repositories that mean harm, or that nobody took care of: the answer is bounded, complete, and says what was not read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Repository(tempfile::TempDir);

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Repository {
    fn new() -> Self {
        let repository = Self::without_git();
        fs::create_dir(repository.at(".git")).unwrap();
        repository
    }

    fn without_git() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    fn file(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    #[cfg(unix)]
    fn link(&self, path: &str, to: impl AsRef<Path>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
        self
    }

    #[cfg(unix)]
    fn pipe(&self, path: &str) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        self
    }

    /// The concise report from a folder of it.
    fn lint_in(&self, folder: &str, args: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .current_dir(self.at(folder))
            .args(["lint", "--output-format=concise"])
            .args(args)
            .env("HOME", self.at("no home"))
            .env_remove("XDG_CONFIG_HOME")
            .output()
            .unwrap();
        Answer {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn lint(&self, args: &[&str]) -> Answer {
        self.lint_in("", args)
    }
}

const TYPO: &str = "$context.requestId $context.statsu";
const FOUND: &str = "warning: unknown variable `$context.statsu` [unknown-variable]\n";

fn template(format: &str) -> String {
    format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: '{format}'\n"
    )
}

/// A stage of Terraform, with an expression.
fn stage(name: &str, format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

/// A stage with the finding of [`TYPO`].
fn faulty(name: &str) -> String {
    stage(name, &format!("\"{TYPO}\""))
}

#[test]
fn a_bad_ignore_file_is_a_note_and_ignores_nothing() {
    let braces = format!("{}a{}\n", "{".repeat(16_000), "}".repeat(16_000));
    for (text, why) in [
        (braces, "line 1 is over 4096 bytes"),
        ("*.a\n".repeat(15 << 18), "it is over 1 MiB"),
        ("a".repeat(60 << 20), "it is over 1 MiB"),
        ("a\n".repeat(20_001), "it holds over 20000 patterns"),
    ] {
        for name in [".gitignore", ".ignore", "a/.gitignore", ".git/info/exclude"] {
            let repository = Repository::new();
            repository
                .file(name, format!("*.yaml\n{text}"))
                .file("a/t.yaml", template(TYPO));
            let found = repository.lint(&[]);
            assert_eq!(found.code, Some(1), "{found:?}");
            assert!(found.out.contains(FOUND), "{found:?}");
            let note = format!("{name}:1:1: note: this ignore file has no effect: ");
            assert!(found.out.contains(&note), "{found:?}");
            let why = why.replace("line 1", "line 2");
            assert!(found.out.contains(&why), "{found:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn ignore_files_that_are_links_out_or_pipes_are_not_opened() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("patterns"), "*.yaml\n").unwrap();
    for name in [".gitignore", ".ignore", ".git/info/exclude"] {
        for to in [Path::new("/dev/zero"), &outside.path().join("patterns")] {
            let repository = Repository::new();
            repository.link(name, to).file("t.yaml", template(TYPO));
            let found = repository.lint(&[]);
            let note = format!(
                "{name}:1:1: note: this ignore file has no effect: points outside the repository and is not read [unreadable-file]\nt.yaml:6:37: {FOUND}"
            );
            assert_eq!((found.code, found.out), (Some(1), note));
        }
        let repository = Repository::new();
        repository.pipe(name).file("t.yaml", template(TYPO));
        let found = repository.lint(&[]);
        assert!(found.out.contains("is a pipe, not a file, and is not read"));
        assert!(found.out.contains(FOUND));
    }
    let repository = Repository::new();
    repository
        .link(".gitignore", "patterns")
        .file("patterns", "*.yaml\n")
        .file("t.yaml", template(TYPO));
    assert_eq!(repository.lint(&[]).out, "");
}

#[test]
fn what_the_user_excludes_everywhere_is_excluded() {
    let repository = Repository::new();
    repository
        .file("no home/.config/git/ignore", "a.yaml\n")
        .file(".gitignore", "no home/\n")
        .file("a.yaml", template(TYPO))
        .file("b.yaml", template(TYPO));
    assert_eq!(repository.lint(&[]).out, format!("b.yaml:6:37: {FOUND}"));
    repository.file("no home/.gitconfig", "[core]\n\texcludesfile = ~/mine\n");
    repository.file("no home/mine", "b.yaml\n");
    assert_eq!(repository.lint(&[]).out, format!("a.yaml:6:37: {FOUND}"));
}

const SECRET: &str = "$context.requestId $context.secretname";

#[test]
fn without_a_repository_nothing_outside_of_what_was_named_is_read() {
    let world = Repository::without_git();
    world
        .file("other/main.tf", stage("s", &format!("\"{SECRET}\"")))
        .file("other/x.txt", SECRET)
        .file(
            "infra/main.tf",
            "module \"m\" {\n  source = \"../other\"\n  a = 1\n}\nmodule \"n\" {\n  source = \"../../../../../../../../../etc\"\n  a = 1\n}\n"
                .to_owned()
                + &stage("t", "file(\"../other/x.txt\")")
                + &faulty("own"),
        );
    let outside = world.at("infra");
    let named = outside.to_str().unwrap();
    let file = format!("{named}/main.tf");
    let elsewhere = tempfile::tempdir().unwrap();
    for found in [
        world.lint_in("infra", &[]),
        world.lint_in("infra", &["main.tf"]),
        world.lint_in(elsewhere.path().to_str().unwrap(), &[named]),
        world.lint_in(elsewhere.path().to_str().unwrap(), &[&file]),
    ] {
        assert_eq!(found.code, Some(1), "{found:?}");
        assert!(found.out.contains("$context.statsu"), "{found:?}");
        assert!(!found.out.contains("secretname"), "{found:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed_whatever_asks_for_them() {
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("s")).unwrap();
    fs::write(
        outside.path().join("s/main.tf"),
        stage("s", &format!("\"{SECRET}\"")),
    )
    .unwrap();
    fs::write(outside.path().join("t.yaml"), template(SECRET)).unwrap();
    fs::write(
        outside.path().join("v.tfvars"),
        format!("f = \"{SECRET}\"\n"),
    )
    .unwrap();
    let repository = Repository::new();
    repository
        .file(".gitignore", "mods\n")
        .link("mods", outside.path())
        .link("t.yaml", outside.path().join("t.yaml"))
        .link("x.auto.tfvars", outside.path().join("v.tfvars"))
        .file(
            "main.tf",
            "module \"m\" {\n  source = \"./mods/s\"\n  log_format = \"$context.requestId\"\n}\nvariable \"f\" {}\n"
                .to_owned()
                + &stage("t", "var.f")
                + &stage("u", "file(\"mods/t.yaml\")")
                + &faulty("own"),
        );
    let found = repository.lint(&[]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(!found.out.contains("secretname"), "{found:?}");
    assert!(found.out.contains(FOUND), "{found:?}");
    for path in ["mods/s", "mods/t.yaml", "t.yaml", "x.auto.tfvars"] {
        let note = format!(
            "{path}:1:1: note: points outside the repository and is not read [unreadable-file]\n"
        );
        assert!(found.out.contains(&note), "{path} {found:#?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_named_and_cannot_be_read_is_an_error() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x"), faulty("s")).unwrap();
    let repository = Repository::new();
    for ending in ["tf", "yaml", "json", "tfvars", "tofu", "txt"] {
        let name = |kind: &str| format!("{kind}/a.{ending}");
        repository
            .pipe(&name("pipe"))
            .link(&name("link"), outside.path().join("x"))
            .link(&name("device"), "/dev/zero");
        fs::create_dir_all(repository.at("socket")).unwrap();
        let _socket =
            std::os::unix::net::UnixListener::bind(repository.at(name("socket"))).unwrap();
        for (kind, why) in [
            ("pipe", "is a pipe, not a file, and is not read"),
            ("socket", "is a socket, not a file, and is not read"),
            ("link", "points outside the repository and is not read"),
            ("device", "points outside the repository and is not read"),
        ] {
            let found = repository.lint(&[&name(kind)]);
            assert_eq!(found.code, Some(2), "{found:?}");
            let error = format!("error: `{}` {why}\n", name(kind));
            assert!(found.err.starts_with(&error), "{found:?}");
            for command in [&["render"][..], &["generate", "rust"]] {
                let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
                    .current_dir(repository.at(""))
                    .args(command)
                    .arg(name(kind))
                    .output()
                    .unwrap();
                assert_eq!(output.status.code(), Some(2), "{output:?}");
                let said = String::from_utf8(output.stderr).unwrap();
                assert_eq!(said, error);
            }
        }
        if ending != "txt" {
            let met = repository.lint(&["pipe"]);
            assert_eq!(met.code, Some(0), "{met:?}");
            let note = format!("{}:1:1: note: is a pipe", name("pipe"));
            assert!(met.out.contains(&note), "{met:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn files_and_folders_with_odd_names_are_read_and_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let repository = Repository::new();
    let names: [&[u8]; 4] = [b"b\xff", b"b\xfe", b"b\\c", b"b\\xff"];
    for (number, name) in names.into_iter().enumerate() {
        let path = |ending: &[u8]| {
            let bytes = [name, ending].concat();
            PathBuf::from(OsStr::from_bytes(&bytes))
        };
        repository
            .file(path(b".yaml"), template(TYPO))
            .file(path(b"/main.tf"), faulty("s"))
            .file(
                Path::new("tf").join(path(b".tf")),
                faulty(&format!("s{number}")),
            );
    }
    let found = repository.lint(&[]);
    assert_eq!(found.err, "12 formats in 12 files: 12 warnings\n");
    let mut expected = Vec::new();
    for name in ["b\\xff", "b\\xfe", "b\\c", "b\\\\xff"] {
        expected.push(format!("{name}.yaml:6:37: {FOUND}"));
        expected.push(format!("{name}/main.tf:3:34: {FOUND}"));
        expected.push(format!("tf/{name}.tf:3:34: {FOUND}"));
    }
    expected.sort_unstable();
    let mut lines: Vec<String> = found.out.lines().map(|line| format!("{line}\n")).collect();
    lines.sort_unstable();
    assert_eq!(lines, expected);
    let one = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .current_dir(repository.at(""))
        .args(["lint", "--output-format=concise"])
        .arg(OsStr::from_bytes(b"tf/b\xff.tf#aws_api_gateway_stage.s0"))
        .output()
        .unwrap();
    assert_eq!(one.status.code(), Some(1), "{one:?}");
}

#[cfg(unix)]
#[test]
fn links_inside_the_repository_are_followed() {
    let repository = Repository::new();
    repository
        .file("shared/stage.txt", faulty("s"))
        .file("shared/values.txt", format!("f = \"{TYPO}\"\n"))
        .link("live/main.tf", "../shared/stage.txt")
        .file("other/main.tf", stage("s", "var.f") + "variable \"f\" {}\n")
        .link("other/terraform.tfvars", "../shared/values.txt")
        .file("shared/a.yaml", template(TYPO))
        .link("again.yaml", "shared/a.yaml")
        .file(".cache/b", template(TYPO))
        .link("cached.yaml", ".cache/b");
    let found = repository.lint(&[]);
    let expected = [
        "cached.yaml:6:37: ",
        "live/main.tf:3:34: ",
        "other/terraform.tfvars:1:25: ",
        "shared/a.yaml:6:37: ",
    ];
    let expected = expected.map(|place| format!("{place}{FOUND}")).concat();
    assert_eq!(found.out, expected);
    assert_eq!(repository.lint(&["live"]).code, Some(1));
    assert_eq!(repository.lint(&["live/main.tf"]).code, Some(1));
    assert_eq!(repository.lint(&["again.yaml"]).code, Some(1));
}

#[test]
fn no_output_takes_the_place_of_an_input() {
    let repository = Repository::new();
    let locals = format!("locals {{\n  f = \"{TYPO}\"\n}}\n");
    repository
        .file("main.tf", stage("s", "local.f"))
        .file("locals.tf", &locals)
        .file("t.yaml", template(TYPO))
        .file("f.txt", TYPO)
        .file("last.json", "{\"AccessLogSetting\": 1}");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .current_dir(repository.at(""))
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    for (args, file) in [
        (&["lint", "."][..], "t.yaml"),
        (&["lint", "."], "locals.tf"),
        (&["lint", "main.tf"], "./locals.tf"),
        (&["lint", "f.txt"], "f.txt"),
        (&["generate", "rust", "f.txt"], "f.txt"),
        (&["generate", "json-schema", "main.tf"], "locals.tf"),
        (&["generate", "json-schema", "main.tf"], "main.tf"),
    ] {
        let name = file.trim_start_matches("./");
        let before = fs::read(repository.at(name)).unwrap();
        let (code, said) = run(&[args, &["--output-file", file]].concat());
        assert_eq!(code, Some(2), "{args:?} {said}");
        assert!(
            said.contains("is one of the files that are read; nothing is written\n"),
            "{said}"
        );
        assert_eq!(fs::read(repository.at(name)).unwrap(), before);
    }
    // the report of the last run may be written over
    for _ in 0..2 {
        let (code, said) = run(&[
            "lint",
            ".",
            "--output-format=json",
            "--output-file=last.json",
        ]);
        assert_eq!(code, Some(1), "{said}");
    }
}

#[test]
fn thousands_of_files_of_values_are_tried_as_far_as_there_is_room_and_the_rest_is_said() {
    let repository = Repository::new();
    repository.file("main.tf", stage("s", "var.f") + "variable \"f\" {}\n");
    for number in 0..3000 {
        repository.file(format!("v{number:04}.tfvars"), format!("f = \"{TYPO}\"\n"));
    }
    let found = repository.lint(&[]);
    assert_eq!(found.out.matches(FOUND).count(), 500);
    let note = "v0500.tfvars:1:1: note: this and 2499 more variable files are not tried: the folder has to be evaluated again for each [file-too-large]\n";
    assert!(found.out.contains(note), "{}", found.err);
    let stages: String = (0..1000)
        .map(|n| stage(&format!("s{n}"), "var.f"))
        .collect();
    repository.file("main.tf", stages + "variable \"f\" {}\n");
    let found = repository.lint(&[]);
    assert_eq!(found.out.matches(FOUND).count(), 100, "{}", found.err);
    assert!(
        found
            .out
            .contains("v0100.tfvars:1:1: note: this and 2899 more")
    );
    // another folder has its own room
    repository
        .file("b/main.tf", stage("s", "var.f") + "variable \"f\" {}\n")
        .file("b/env/x.tfvars", format!("f = \"{TYPO}\"\n"));
    let found = repository.lint(&["b"]);
    assert_eq!(found.out, format!("b/env/x.tfvars:1:25: {FOUND}"));
}

/// What the ten and more files do that mean harm; each is read, refused or given up by itself.
#[cfg(unix)]
fn hostile_files(repository: &Repository) {
    let deep = "[".repeat(200_000);
    let calls = |name: &str, to: &str| {
        format!("module \"{name}\" {{\n  source = \"{to}\"\n  log_format = var.f\n}}\n")
    };
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        bomb.push_str(&format!("a{level}: &a{level} [*a{below}, *a{below}]\n"));
    }
    let mut branches = "'$context.requestId'".to_owned();
    for level in 0..300 {
        branches = format!("!If [C{level}, {branches}, !Ref P{level}]");
    }
    let stage_of = |value: &str| template("x").replace("'x'", value);
    let wide: Vec<u8> = template(TYPO)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    repository
        .file("evil/deep.yaml", format!("# AccessLogSetting\na: {deep}"))
        .file("evil/deep.json", format!("{{\"AccessLogSetting\":{deep}"))
        .file(
            "evil/deep/main.tf",
            format!("# access_log_settings\nlocals {{\n  a = {deep}\n}}\n") + &faulty("deep"),
        )
        .file(
            "evil/again/main.tf",
            calls("a", "./")
                + &calls("b", "../more")
                + &stage("s", "var.f")
                + "variable \"f\" {}\n",
        )
        .file(
            "evil/more/main.tf",
            calls("a", "../again")
                + &calls("b", "../again")
                + &stage("s", "var.f")
                + "variable \"f\" {}\n",
        )
        .link("evil/loop", ".")
        .link("evil/circle.tf", "circle.tf")
        .pipe("evil/pipe.yaml")
        .link("evil/zero.tf", "/dev/zero")
        .file(
            "evil/latin.yaml",
            [template(TYPO).as_bytes(), b"# \xff"].concat(),
        )
        .file("evil/wide.yaml", [b"\xff\xfe", &*wide].concat())
        .file("evil/.gitignore", "*.yaml\n".repeat(1 << 20))
        .file("evil/bomb.yaml", bomb + &stage_of("*a39"))
        .file("evil/branches.yaml", stage_of(&branches));
    for name in ["evil/huge.yaml", "evil/huge/main.tf"] {
        repository.file(name, "");
        let file = fs::OpenOptions::new().write(true).open(repository.at(name));
        file.unwrap().set_len(100 << 20).unwrap();
    }
}

/// With what the shell limits, where it can: a gibibyte of address space.
#[cfg(unix)]
#[test]
fn a_few_hostile_files_cost_no_finding_of_the_others() {
    let repository = Repository::new();
    let mut expected = Vec::new();
    for number in 0..995 {
        let folder = format!("honest/{:02}/{number:03}", number % 37);
        repository
            .file(format!("{folder}/t.yaml"), template(TYPO))
            .file(format!("{folder}/main.tf"), faulty("s"));
        expected.push(format!("{folder}/t.yaml:6:37: {FOUND}"));
        expected.push(format!("{folder}/main.tf:3:34: {FOUND}"));
    }
    expected.sort_unstable();
    hostile_files(&repository);
    let run = |threads: &str| {
        let start = std::time::Instant::now();
        let output = Command::new("sh")
            .current_dir(repository.at(""))
            .args([
                "-c",
                "ulimit -v 1048576 2>/dev/null; exec \"$0\" lint --output-format=concise",
            ])
            .arg(env!("CARGO_BIN_EXE_gwfmt"))
            .env("GWFMT_THREADS", threads)
            .env("HOME", repository.at("no home"))
            .output()
            .unwrap();
        let took = start.elapsed().as_secs();
        assert!(took < 30, "{threads} threads took {took} s");
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let one = run("1");
    assert_eq!(one.0, Some(1), "{}", one.2);
    let honest: Vec<String> = one
        .1
        .lines()
        .filter(|line| line.starts_with("honest/"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(honest.len(), 1990);
    assert!(honest == expected);
    for name in [
        "deep.yaml",
        "deep.json",
        "deep/main.tf",
        "circle.tf",
        "pipe.yaml",
        "zero.tf",
        "latin.yaml",
        "wide.yaml",
        ".gitignore",
        "huge.yaml",
        "huge/main.tf",
    ] {
        let said = format!("evil/{name}:");
        assert!(
            one.1.lines().any(|line| line.starts_with(&said)),
            "nothing of {name}"
        );
    }
    assert_eq!(run("2"), one);
}

#[test]
fn every_command_finds_or_refuses_an_address_in_the_same_words() {
    let repository = Repository::new();
    repository
        .file("infra/a.tf", stage("prod", "\"$context.requestId\""))
        .file("infra/b.tf", stage("other", "\"$context.requestId\""))
        .file(
            "infra/c.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"a\n}\n",
        )
        .file("a#b.yaml", template("$context.requestId"));
    let run = |command: &[&str], named: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .current_dir(repository.at(""))
            .args(command)
            .arg(named)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let commands: [&[&str]; 4] = [
        &["lint"],
        &["render", "--api=rest"],
        &["generate", "rust"],
        &["generate", "json-schema"],
    ];
    let prod = "aws_api_gateway_stage.prod";
    for command in commands {
        for (named, refusal) in [
            (
                format!("infra/b.tf#{prod}"),
                format!(
                    "error: there is no format `infra/b.tf#{prod}`; it is `infra/a.tf#{prod}`; `infra/b.tf` has `infra/b.tf#aws_api_gateway_stage.other`"
                ),
            ),
            (
                "infra/b.tf#aws_api_gateway_stage.other~2".to_owned(),
                "error: there is no format `infra/b.tf#aws_api_gateway_stage.other~2`; it has `infra/b.tf#aws_api_gateway_stage.other`"
                    .to_owned(),
            ),
            (
                "a#b.yaml#T".to_owned(),
                "error: there is no format `a#b.yaml#T`; it has `a#b.yaml#S`".to_owned(),
            ),
        ] {
            let (code, said) = run(command, &named);
            assert_eq!(code, Some(2), "{command:?} {said}");
            assert!(said.starts_with(&refusal), "{command:?} {said}");
        }
        for named in [
            &*format!("infra/a.tf#{prod}"),
            "infra/b.tf",
            "a#b.yaml#S",
            "a#b.yaml",
        ] {
            let (code, said) = run(command, named);
            assert_eq!(code, Some(0), "{command:?} {named} {said}");
        }
    }
}
