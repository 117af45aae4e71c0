//! Code that is printed compiles, whatever characters the format holds: its text stands in a comment and in literals.

use std::fs;
use std::path::Path;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::codegen::{Options, to_file};
use gwfmt_core::model::Model;
use gwfmt_core::record::Record;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

/// What rustc refuses in a comment or a literal, what ends either, and what is not seen.
const HOSTILE: [&str; 14] = [
    "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}",
    "\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{200E}\u{200F}\u{61C}",
    "*/ /* // //! ///",
    "\"# r#\" '",
    "\r",
    "\u{2028}\u{2029}\u{85}",
    "\u{1B}[31m\u{9B}31m\u{7F}\u{1}",
    "\\ \\u{202e} \\",
    "{} {{ }} {x}",
    "\u{FEFF}\u{FFFC}\u{FFFD}",
    "\u{E0001}\u{200B}\u{2060}",
    "🦀 é 日本",
    "\t",
];

/// Formats in which the text stands before, between and after values, in columns, JSON and XML.
fn formats(text: &str) -> Vec<String> {
    let json = serde_json::Value::from(text).to_string();
    let xml: String = text
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '<' | '&' | '"' | '{' | '}'))
        .collect();
    vec![
        format!("{text} $context.requestId{text}|$context.status {text}"),
        format!("{{{json}:\"$context.requestId\",\"b\":{json},\"c\":\"$context.status\"}}"),
        format!("<a><!-- {xml}--><b>$context.requestId</b><c>{xml} $context.status</c></a>"),
        format!("\"{text}\",\"$context.requestId\",\"$context.status\""),
    ]
}

#[test]
fn printed_code_compiles_whatever_the_format_holds() {
    let mut program = String::from("#![allow(dead_code)]\n\nfn main() {}\n");
    let mut count = 0;
    // All of them take the compiler half a minute: one of each text, its place in turn, unless all are asked for.
    let all = std::env::var_os("GWFMT_RECORDS").is_some();
    for (turn, text) in HOSTILE.into_iter().enumerate() {
        let mut files = Vec::new();
        for format in formats(text) {
            let source = FormatText::verbatim(SourceId(0), 0, &format);
            let model = Model::new(&source, ApiSet::one(Api::Rest));
            let Ok(record) = Record::new(&model) else {
                continue; // cannot be read back, so nothing is printed
            };
            let file = to_file(&record, &Options::new("Line"), &format);
            let refused = |c: char| {
                c.is_control() && c != '\n'
                    || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
            };
            assert!(!file.contains(refused), "{format:?}: {file}");
            files.push(file);
        }
        assert!(!files.is_empty(), "{text:?}");
        let chosen = turn % files.len();
        for (place, file) in files.iter().enumerate() {
            if all || place == chosen {
                program.push_str(&format!("\nmod m{count} {{\n{file}}}\n"));
                count += 1;
            }
        }
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("generated.rs");
    fs::write(&path, program).unwrap();
    trybuild::TestCases::new().pass(path);
}
