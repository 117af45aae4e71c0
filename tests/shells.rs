//! Completions, loaded by real shells, and manual pages, read by a real reader of them.

#![allow(clippy::print_stderr, reason = "says what was not run")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn gwfmt(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(args)
        .output()
        .unwrap()
}

/// What a shell prints of a script; nothing where there is no such shell.
fn printed(shell: &str, args: &[&str], script: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_gwfmt"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [program.parent().unwrap().to_path_buf()]
        .into_iter()
        .chain(std::env::split_paths(&path));
    let output = Command::new(shell)
        .args(args)
        .arg(script)
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("PATH", std::env::join_paths(path).unwrap())
        .stdin(Stdio::null())
        .output();
    let Ok(output) = output else {
        eprintln!("NOT RUN: there is no `{shell}`");
        // PowerShell is in no package of the system that `.ci/run` runs on
        let is_required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some() && shell != "pwsh";
        assert!(!is_required, "`{shell}` is required");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{shell}: {output:?}");
    Some(text)
}

/// Asserts that a script of a shell prints these words, and not the names of other commands.
fn completes(shell: &str, args: &[&str], script: &str, words: &[&str]) {
    if let Some(text) = printed(shell, args, script) {
        for word in words {
            let said = text.split_whitespace().any(|said| said == *word);
            assert!(said, "{shell} does not propose `{word}`: {text}");
        }
        assert!(!text.contains("baseline"), "{shell}: {text}");
    }
}

#[test]
fn bash_completes() {
    completes(
        "bash",
        &["--norc", "-c"],
        r#"
eval "$(gwfmt completions bash)"
complete -p gwfmt >&2
try() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _gwfmt gwfmt "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[@]}"
}
try gwfmt re
try gwfmt lint --uns
try gwfmt lint --output-format sa
try gwfmt completions po"#,
        &["render", "--unsafe-fixes", "sarif", "powershell"],
    );
}

/// Its completion works in an editor of lines alone; without one, the script is loaded and registered.
#[test]
fn zsh_takes_the_script() {
    completes(
        "zsh",
        &["-f", "-c"],
        r#"
autoload -U compinit
compinit -D -u
eval "$(gwfmt completions zsh)" || exit 1
print $_comps[gwfmt]
functions _gwfmt__subcmd__lint_commands _gwfmt_commands >/dev/null && print loaded"#,
        &["_gwfmt", "loaded"],
    );
}

#[test]
fn fish_completes() {
    completes(
        "fish",
        &["--no-config", "-c"],
        "gwfmt completions fish | source
complete -C 'gwfmt re' | cut -f1
complete -C 'gwfmt lint --uns' | cut -f1
complete -C 'gwfmt lint --output-format sa' | cut -f1",
        &["render", "--unsafe-fixes", "sarif"],
    );
}

/// Its editor, which is there on a terminal alone, has a stand-in.
#[test]
fn elvish_completes() {
    completes(
        "elvish",
        &["-norc", "-c"],
        r"
use str
fn candidate {|stem &display='' &code-suffix=''| put $stem }
var completion: = (ns [&arg-completer=[&]])
var edit: = (ns [&completion:=$completion: &complex-candidate~=$candidate~])
eval (gwfmt completions elvish | slurp) &ns=(ns [&edit:=$edit:])
fn ask {|@words prefix|
    $edit:completion:arg-completer[gwfmt] $@words $prefix | each {|stem|
        if (str:has-prefix $stem $prefix) { echo $stem }
    }
}
ask gwfmt re
ask gwfmt lint --uns",
        &["render", "--unsafe-fixes"],
    );
}

#[test]
fn powershell_completes() {
    completes(
        "pwsh",
        &["-NoProfile", "-NonInteractive", "-Command"],
        "gwfmt completions powershell | Out-String | Invoke-Expression
foreach ($line in 'gwfmt re', 'gwfmt lint --uns') {
    $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
    $found.CompletionMatches.CompletionText
}",
        &["render", "--unsafe-fixes"],
    );
}

#[test]
fn other_shells_are_refused_with_the_list() {
    let output = gwfmt(&["completions", "tcsh"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(words.contains(shell), "{words}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let help = String::from_utf8(gwfmt(&["--help"]).stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let mut pages = vec![("gwfmt".to_owned(), gwfmt(&["man"]))];
    for name in names {
        pages.push((format!("gwfmt-{name}"), gwfmt(&["man", name])));
    }
    assert!(pages.len() > 8, "{help}");
    for (title, output) in pages {
        let page = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{title}");
        assert!(page.contains(&format!(".TH {title} 1")), "{page}");
        assert!(
            page.contains(concat!("\"gwfmt ", env!("CARGO_PKG_VERSION"), "\"")),
            "{page}"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{title}.1"));
        std::fs::write(&file, page).unwrap();
        let read = printed(
            "mandoc",
            &["-T", "utf8", "-W", "error"],
            file.to_str().unwrap(),
        );
        if let Some(text) = read {
            // a letter struck twice is a bold one
            let mut plain = String::new();
            for c in text.chars() {
                if c == '\u{8}' {
                    plain.pop();
                } else {
                    plain.push(c);
                }
            }
            assert!(plain.contains("--color"), "{plain}");
        }
    }
    let output = gwfmt(&["man", "lnit"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: there is no command `lnit`; did you mean `lint`?\n"
    );
}
