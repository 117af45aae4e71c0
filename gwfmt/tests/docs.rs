//! Every public type has an example in its documentation.

use std::fs;
use std::path::Path;

/// A file of the crate and its lines.
type Source = (String, Vec<String>);

fn sources(folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            self::sources(&path, sources);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().map(str::to_owned).collect();
            sources.push((path.to_str().unwrap().to_owned(), lines));
        }
    }
}

/// The type that a line defines, `Name {` being one of an `open_enum!`.
fn defined(line: &str) -> Option<&str> {
    let item = ["pub struct ", "pub enum ", "pub trait "];
    let item = item.iter().find_map(|item| line.strip_prefix(item));
    let name = item.or_else(|| line.strip_prefix("    ")?.strip_suffix(" {"))?;
    let end = name.find(|c: char| !c.is_alphanumeric());
    let name = &name[..end.unwrap_or(name.len())];
    (item.is_some() || line.len() == name.len() + 6).then_some(name)
}

/// The types that a file hands on or defines.
fn public((_, lines): &Source) -> Vec<&str> {
    let uses = lines
        .iter()
        .filter_map(|line| line.strip_prefix("pub use "));
    let words = uses.flat_map(|used| used.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let types = words.filter(|word| word.starts_with(char::is_uppercase));
    let own = lines.iter().filter(|line| line.starts_with("pub "));
    types.chain(own.filter_map(|line| defined(line))).collect()
}

/// Whether the comment above a line has an example.
fn has_example(lines: &[String], at: usize) -> bool {
    let above = lines[..at].iter().rev();
    let mut above = above.take_while(|line| line.trim_start().starts_with(['/', '#']));
    above.any(|line| line.trim_start().starts_with("/// ```"))
}

#[test]
fn every_public_type_has_an_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let is_runtime = |(path, _): &&Source| path.contains("runtime");
    let mut count = 0;
    for (entry, in_runtime) in [
        ("lib.rs", false),
        ("runtime.rs", true),
        ("schema.rs", false),
    ] {
        let entry = files
            .iter()
            .find(|(path, _)| path.ends_with(&format!("src/{entry}")));
        for name in public(entry.unwrap()) {
            let scope = files.iter().filter(|file| is_runtime(file) == in_runtime);
            for (path, lines) in scope {
                for (at, line) in lines.iter().enumerate() {
                    if defined(line) == Some(name) {
                        assert!(has_example(lines, at), "{name} in {path} has no example");
                        count += 1;
                    }
                }
            }
        }
    }
    assert!(count >= 25, "{count}");
}
