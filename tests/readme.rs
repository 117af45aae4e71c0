//! What the README and the pages written by hand show is what happens: every command in them is run, and its answer compared.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
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

/// Pages without a command: what they show is proved elsewhere, or printed by the program.
const WITHOUT_COMMANDS: [&str; 5] = [
    "carriers.md",
    "python.md",
    "records.md",
    "rules.md",
    "scenarios.md",
];

/// The pages of commands that are not part of a plain build: `.ci/run` runs this test with them too.
const OF_DECODE: [&str; 2] = ["decode.md", "stats.md"];

#[test]
fn every_command_of_the_readme_answers_what_it_shows() {
    answers_what_it_shows("README.md");
}

#[test]
fn every_command_of_every_page_answers_what_it_shows() {
    let pages = fs::read_dir(Path::new(ROOT).join("docs")).unwrap();
    let pages = pages.map(|page| page.unwrap().path());
    let pages = pages.filter(|page| page.extension().is_some_and(|ending| ending == "md"));
    let name = |page: PathBuf| page.file_name().unwrap().to_str().unwrap().to_owned();
    let mut pages: Vec<String> = pages.map(name).collect();
    pages.sort_unstable();
    let (without, with): (Vec<String>, Vec<String>) = pages
        .into_iter()
        .partition(|name| WITHOUT_COMMANDS.contains(&name.as_str()));
    assert_eq!(without, WITHOUT_COMMANDS);
    let is_of_decode = |page: &String| OF_DECODE.contains(&page.as_str());
    assert_eq!(
        with.iter().filter(|page| is_of_decode(page)).count(),
        OF_DECODE.len()
    );
    for page in with {
        if is_of_decode(&page) && cfg!(not(feature = "decode")) {
            continue;
        }
        answers_what_it_shows(&format!("docs/{page}"));
    }
}

/// The commands that the recipes of a page hold, whatever runs them.
fn recipes(page: &str) -> Vec<String> {
    let mut recipes = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            inside = info == "yaml";
        } else if inside && let Some(at) = line.find("gwfmt lint") {
            recipes.push(line[at..].to_owned());
        }
    }
    recipes
}

#[test]
fn every_command_of_a_recipe_for_ci_runs_and_finds_what_is_wrong() {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/ci.md")).unwrap();
    let recipes = recipes(&page);
    assert!(recipes.len() >= 5, "{recipes:?}");
    for recipe in recipes {
        let folder = tempfile::tempdir().unwrap();
        let format = "resource \"aws_apigatewayv2_stage\" \"a\" {\n  access_log_settings {\n    format = \"$context.requestId $context.statsu\"\n  }\n}\n";
        fs::write(folder.path().join("main.tf"), format).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
            .args(recipe.split_whitespace().skip(1))
            .current_dir(folder.path())
            .env("GITHUB_ACTIONS", "true")
            .output()
            .unwrap();
        let expected = i32::from(!recipe.contains("--exit-zero"));
        assert_eq!(output.status.code(), Some(expected), "{recipe}: {output:?}");
        let mut report = String::from_utf8(output.stdout).unwrap();
        if let Some((_, rest)) = recipe.split_once("--output-file ") {
            let file = rest.split_whitespace().next().unwrap();
            assert!(page.matches(file).count() > 1, "{file} is not used");
            report = fs::read_to_string(folder.path().join(file)).unwrap();
        }
        assert!(report.contains("unknown-variable"), "{recipe}: {report}");
        assert!(report.contains("main.tf"), "{recipe}: {report}");
    }
}

fn answers_what_it_shows(name: &str) {
    let page = fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    let commands = commands(&page);
    assert!(!commands.is_empty(), "{name} shows no command");
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
