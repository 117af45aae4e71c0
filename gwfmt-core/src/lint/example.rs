//! The examples on a rule's page: fenced blocks whose info string begins with `bad` or `good`. Then comes the API type, and
//! `firehose` or `log-group` where it matters what takes the lines; of a rule about files or resources the name of the file, or `sh` before commands that make what cannot be shown; of a rule about what a config
//! asks for what it says, as `key:value`.
//!
//! ````text
//! ```bad rest
//! {"status":$context.integration.status}
//! ```
//!
//! ```good template.yaml
//! Resources: {}
//! ```
//! ````

use crate::api::{Api, ApiSet};
use crate::delivery::Receiver;
use crate::settings::Settings;

/// An example of a rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule is to find something.
    pub bad: bool,
    /// The API type of the example.
    pub apis: ApiSet,
    /// What takes the lines.
    pub receiver: Option<Receiver>,
    /// What its text is.
    pub subject: Subject,
    /// What its repository wants.
    pub settings: Settings,
    /// The text, byte for byte: the block without its last line break.
    pub text: String,
}

/// What the text of an example is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A format.
    Format,
    /// A file of this name.
    File(String),
    /// Commands of the shell, which make a file.
    Commands,
}

impl Example {
    /// An example that begins with this info string, still without text; nothing when the block is none.
    pub fn of_info(info: &str) -> Option<Example> {
        let mut words = info.split([' ', ',']).filter(|word| !word.is_empty());
        let bad = match words.next()? {
            "bad" => true,
            "good" => false,
            _ => return None,
        };
        let mut apis = Vec::new();
        let mut subject = Subject::Format;
        let mut settings = Settings::default();
        let mut receiver = None;
        for word in words {
            if let Some((key, value)) = word.split_once(':') {
                settings.say(key, value);
                continue;
            }
            match Api::ALL.into_iter().find(|api| api.name() == word) {
                Some(api) => apis.push(api),
                None if Receiver::ALL.iter().any(|one| one.name() == word) => {
                    receiver = Receiver::ALL.into_iter().find(|one| one.name() == word);
                }
                None if word == "sh" => subject = Subject::Commands,
                None => subject = Subject::File(word.to_owned()),
            }
        }
        Some(Example {
            bad,
            apis: ApiSet::of(&apis).unwrap_or(ApiSet::ANY),
            receiver,
            subject,
            settings,
            text: String::new(),
        })
    }
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
        if let Some(mut example) = Example::of_info(info) {
            example.text = body.join("\n");
            examples.push(example);
        }
    }
    examples
}
