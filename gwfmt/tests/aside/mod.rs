//! Packages that tests write, of formats that no test names: built beside the workspace, in its target folder and with its
//! profile, so that other packages are not built anew for them.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package that was written.
#[derive(Debug)]
pub(crate) struct Aside(PathBuf);

impl Aside {
    /// An empty package under `target/`, with these dependencies.
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(folder.join("src"));
        fs::create_dir_all(folder.join("src/bin")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}\n{}",
            profile()
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self(folder)
    }

    /// Adds a program.
    pub(crate) fn program(&self, name: &str, code: &str) {
        fs::write(self.0.join(format!("src/bin/{name}.rs")), code).unwrap();
    }

    /// Builds and starts a program: arguments and variables can be added.
    pub(crate) fn run(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["run", "--quiet", "--bin", name, "--"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target());
        command
    }
}

/// How the workspace builds what a package depends on.
pub(crate) fn profile() -> String {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let shared = ["[profile.dev]", "[profile.dev.package.\"*\"]"];
    let sections = shared.map(|head| {
        let (_, from) = manifest.split_once(&format!("\n{head}\n")).unwrap();
        let body = from.split("\n\n").next().unwrap();
        format!("{head}\n{body}\n")
    });
    sections.join("\n")
}

/// The target folder that the test itself was built in.
pub(crate) fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    folder.parent().unwrap().to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
