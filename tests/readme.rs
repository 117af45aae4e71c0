//! What the README and the pages written by hand show is what happens: every command in them is run, and its answer compared.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A command of the README, with the answer that it shows.
#[derive(Debug, Default)]
struct Shown {
    command: String,
    answer: String,
}

/// The commands of the blocks that show a console.
fn commands(readme: &str) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if let Some(info) = line.strip_prefix("```") {
            inside = info == "console";
        } else if inside {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push(Shown {
                    command: command.to_owned(),
                    answer: String::new(),
                }),
                (None, Some(shown)) => {
                    shown.answer.push_str(line);
                    shown.answer.push('\n');
                }
                (None, None) => panic!("an answer without a command: {line}"),
            }
        }
    }
    commands
}

/// Runs a command as a shell would, with the `gwfmt` that was built for this test.
fn run(command: &str) -> String {
    let command = command.replace("cargo run -- ", "gwfmt ");
    let tools = Path::new(env!("CARGO_BIN_EXE_gwfmt")).parent().unwrap();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(
        [tools.to_path_buf()]
            .into_iter()
            .chain(env::split_paths(&path)),
    );
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}; }} 2>&1")])
        .current_dir(ROOT)
        .env("PATH", path.unwrap())
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_of_the_readme_answers_what_it_shows() {
    answers_what_it_shows("README.md");
}

#[test]
fn every_command_of_the_page_about_sample_lines_answers_what_it_shows() {
    answers_what_it_shows("docs/render.md");
}

#[test]
fn every_command_of_the_page_about_code_and_schemas_answers_what_it_shows() {
    answers_what_it_shows("docs/generate.md");
}

#[test]
fn every_command_of_the_page_about_the_config_answers_what_it_shows() {
    answers_what_it_shows("docs/config.md");
}

#[test]
fn every_command_of_the_page_about_suppressions_answers_what_it_shows() {
    answers_what_it_shows("docs/suppressions.md");
}

#[test]
fn every_command_of_the_page_about_fixes_answers_what_it_shows() {
    answers_what_it_shows("docs/fixes.md");
}

fn answers_what_it_shows(page: &str) {
    let page = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let commands = commands(&page);
    assert!(commands.len() >= 3, "{commands:?}");
    for Shown { command, answer } in commands {
        // this very test is part of it
        if command == "cargo test" {
            continue;
        }
        let said = run(&command);
        // `…` alone on a line stands for lines that are left out
        let mut rest = said.as_str();
        let mut exact = true;
        for part in answer
            .split_inclusive("…\n")
            .map(|part| (part, part == "…\n" || part.ends_with("\n…\n")))
        {
            let (part, cut) = part;
            let text = if cut {
                part.trim_end_matches("…\n")
            } else {
                part
            };
            let at = if exact {
                rest.starts_with(text).then_some(0)
            } else {
                rest.find(text)
            };
            let at = at.unwrap_or_else(|| panic!("$ {command}\n{said}\ndoes not show\n{text}"));
            rest = &rest[at + text.len()..];
            exact = !cut;
        }
        assert!(
            !exact || rest.is_empty(),
            "$ {command}\n{said}\nshows more:\n{rest}"
        );
    }
}
