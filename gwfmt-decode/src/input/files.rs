//! From what was named on the command line to the files that are read.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, glob_with};

use super::Source;

/// Files, folders with all files in them, patterns (`logs/**/*.gz`), or `-` for standard input, as sources in the order of their
/// names. What AWS writes to try a bucket (`aws-logs-write-test`) and hidden files are left out of folders and patterns. A
/// pattern that matches nothing is an error. What is there under a name is never a pattern.
pub fn sources(paths: &[PathBuf]) -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            sources.push(Source::Stdin);
            continue;
        }
        let mut files = BTreeSet::new();
        if path.is_dir() {
            walk(path, &mut files)?;
        } else if let Some(pattern) = pattern(path) {
            matching(pattern, &mut files)?;
        } else {
            files.insert(path.clone());
        }
        sources.extend(files.into_iter().map(Source::File));
    }
    Ok(sources)
}

/// The pattern, if it is one and not the name of a file.
fn pattern(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    (text.contains(['*', '?', '[']) && !path.exists()).then_some(text)
}

/// The files that a pattern matches, and those in folders that it matches.
fn matching(pattern: &str, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    // `logs/**` alone stands for folders, of which `logs` itself is none
    let all = pattern.ends_with("**").then(|| format!("{pattern}/*"));
    let found = glob_with(all.as_deref().unwrap_or(pattern), options)
        .map_err(|error| io::Error::other(format!("`{pattern}` is not a pattern: {error}")))?;
    for path in found {
        let path = path.map_err(|error| {
            let place = error.path().display().to_string();
            io::Error::other(format!("`{place}`: {}", error.error()))
        })?;
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.file_name().is_none_or(|name| name != WRITE_TEST) {
            files.insert(path);
        }
    }
    if files.is_empty() {
        let words = format!("no file matches `{pattern}`");
        return Err(io::Error::other(words));
    }
    Ok(())
}

/// What AWS writes to try a bucket.
const WRITE_TEST: &str = "aws-logs-write-test";

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') || name == WRITE_TEST {
            continue;
        }
        // links are not followed: they may lead anywhere, and round in circles
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if kind.is_file() {
            files.insert(entry.path());
        }
    }
    Ok(())
}
