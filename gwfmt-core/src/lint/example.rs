//! The examples on a rule's page: fenced blocks whose info string begins with `bad` or `good`, then the API type.
//!
//! ````text
//! ```bad rest
//! {"status":$context.integration.status}
//! ```
//! ````

use crate::api::{Api, ApiSet};

/// An example of a rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule is to find something.
    pub bad: bool,
    /// The API type of the example.
    pub apis: ApiSet,
    /// The format, byte for byte: the block without its last line break.
    pub format: String,
}

/// The examples of a page, in order.
pub fn examples(docs: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = docs
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let mut words = info.split([' ', ',']).filter(|word| !word.is_empty());
        let bad = match words.next() {
            Some("bad") => true,
            Some("good") => false,
            _ => continue,
        };
        let apis: Vec<Api> = words
            .filter_map(|word| Api::ALL.into_iter().find(|api| api.name() == word))
            .collect();
        examples.push(Example {
            bad,
            apis: ApiSet::of(&apis).unwrap_or(ApiSet::ANY),
            format: body.join("\n"),
        });
    }
    examples
}
