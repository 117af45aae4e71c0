//! Config files and baselines that mean harm: the answer is an error in words, within seconds, and never a panic.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// What the command answers with a file of this name and content beside a format.
fn answer(name: &str, content: &[u8], args: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("format.txt"), "$context.requestId").unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .current_dir(folder.path())
        .args(["lint", "format.txt"])
        .args(args)
        .env("GITHUB_ACTIONS", "")
        .output()
        .unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{name}: too long"
    );
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.len() < 64 << 10, "{} bytes are said", words.len());
    assert!(!words.contains("panicked"), "{words}");
    (output.status.code(), words)
}

/// Texts of a language that are deep, long, cut or no text at all.
fn hostile(open: &str, close: &str) -> Vec<Vec<u8>> {
    let deep = open.repeat(200_000) + &close.repeat(200_000);
    let long = format!("\"{}\"", "a".repeat(8 << 20));
    vec![
        deep.into_bytes(),
        open.repeat(200_000).into_bytes(),
        long.into_bytes(),
        b"\xff\xfe\x00".to_vec(),
        vec![0; 1 << 20],
        "\u{1b}]0;title\u{7}\u{202e}".as_bytes().to_vec(),
        b"\n".repeat(4 << 20),
    ]
}

#[test]
fn a_hostile_config_is_an_error_in_words() {
    let mut texts = hostile("[", "]");
    for values in hostile("[", "]") {
        texts.push([b"exclude = ".to_vec(), values].concat());
    }
    for values in hostile("{a=", "}") {
        texts.push([b"rules = ".to_vec(), values].concat());
    }
    texts.push(format!("{} = 1", "a.".repeat(200_000) + "a").into_bytes());
    let long = "a".repeat(500_000);
    for text in [
        format!("{long} = 1"),
        format!("exclude = \"{long}\""),
        format!("rules.{long} = \"off\""),
        format!("rules.bare-value = \"{long}\""),
        format!("[[overrides]]\npaths = [\"{long}\"]\n{long} = 1"),
    ] {
        texts.push(text.into_bytes());
    }
    let table = |n: usize| format!("[[overrides]]\nrules.r{n} = \"off\"\n");
    let tables: Vec<String> = (0..100_000).map(table).collect();
    texts.push(tables.concat().into_bytes());
    for text in texts {
        let (code, words) = answer("gwfmt.toml", &text, &[]);
        assert_eq!(code, Some(2), "{words}");
        assert!(
            !words.contains('\u{1b}') && !words.contains('\u{202e}'),
            "{words}"
        );
    }
}

#[test]
fn a_hostile_baseline_is_an_error_in_words() {
    let mut texts = hostile("[", "]");
    texts.extend(hostile("{\"a\":", "}"));
    let entry = "{\"file\":\"f\",\"address\":\"a\",\"rule\":\"r\",\"message\":\"m\"}";
    texts.push(format!("{{\"version\":1,\"findings\":[{entry}").into_bytes());
    texts.push(b"{\"version\":1e999,\"findings\":[]}".to_vec());
    texts.push(b"{\"version\":99,\"findings\":[]}".to_vec());
    for text in texts {
        let (code, words) = answer("base.json", &text, &["--baseline", "base.json"]);
        assert_eq!(code, Some(2), "{words}");
        assert!(
            !words.contains('\u{1b}') && !words.contains('\u{202e}'),
            "{words}"
        );
    }
}

/// Files that never end, and those that are none.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("format.txt"), "$context.requestId").unwrap();
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for (option, path) in [
        ("--config", "pipe"),
        ("--config", "/dev/zero"),
        ("--baseline", "pipe"),
        ("--baseline", "/dev/zero"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .current_dir(folder.path())
            .args(["lint", "format.txt", option, path])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{option} {path}: {output:?}");
    }
}
