//! Sets of texts as regular expressions, in what ECMA-262, Python's `re` and Rust's `regex` have in common.

use crate::ast::PartKind;
use crate::model::Model;
use crate::span::Span;
use crate::texts::{TextKind, Texts};

/// What a text that may be anything is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anything {
    /// Line breaks included: a JSON string after it was read.
    Characters,
    /// No line breaks: a line.
    OneLine,
}

/// An expression that matches the texts of a set, without anchors; safe to put between others.
pub fn of_texts(texts: &Texts, anything: Anything) -> String {
    let value = of_kind(texts, anything);
    let mut choices: Vec<String> = value.into_iter().collect();
    if texts.kind != TextKind::Any {
        choices.extend(texts.absent.iter().map(|text| quoted(text)));
    }
    match choices.as_slice() {
        [one] => one.clone(),
        _ => format!("(?:{})", choices.join("|")),
    }
}

fn of_kind(texts: &Texts, anything: Anything) -> Option<String> {
    let pattern = match texts.kind {
        TextKind::Nothing => return None,
        TextKind::Integer => "(?:0|[1-9][0-9]*)",
        TextKind::Status => "[1-9][0-9]{2}",
        TextKind::EpochMillis => "[0-9]{13}",
        TextKind::AccountId => "[0-9]{12}",
        TextKind::Boolean => "(?:true|false)",
        TextKind::OneOf => {
            let values: Vec<String> = texts.values.iter().map(|value| quoted(value)).collect();
            return Some(format!("(?:{})", values.join("|")));
        }
        TextKind::Time => "[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} \\+0000",
        TextKind::CertTime => {
            "[A-Z][a-z]{2} (?:[0-9]{2}| [0-9]) [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4} GMT"
        }
        TextKind::Ip => {
            "(?:(?:[0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*(?:(?:[0-9]{1,3}\\.){3}[0-9]{1,3})?)"
        }
        TextKind::Host => "[A-Za-z0-9.-]+",
        TextKind::Method => "[A-Z]+",
        TextKind::Alnum => "[A-Za-z0-9]+",
        TextKind::Word => "[A-Za-z0-9_.$-]+",
        TextKind::Id => "[A-Za-z0-9=+/_-]+",
        TextKind::Token => "[!#$%()*+./0-9:=?@A-Z\\[\\]^_`a-z{}~-]+",
        TextKind::Resource => "/[A-Za-z0-9/{}._:+-]*",
        TextKind::Path => "/[!#-;=?-\\[\\]-~]*",
        TextKind::RouteKey => "[!-~]+(?: [!-~]+)?",
        TextKind::Visible => "[!#$%(-;=?-\\[\\]-~]+",
        TextKind::Any => match anything {
            Anything::Characters => "[\\s\\S]*",
            Anything::OneLine => "[^\\r\\n]*",
        },
        TextKind::JsonString => "\"(?:[^\"\\\\\\r\\n]|\\\\.)*\"",
    };
    Some(pattern.to_owned())
}

/// A text that is to be matched as it is.
pub fn quoted(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => {
                pattern.push('\\');
                pattern.push(c);
            }
            '\n' => pattern.push_str("\\n"),
            '\r' => pattern.push_str("\\r"),
            '\t' => pattern.push_str("\\t"),
            c => pattern.push(c),
        }
    }
    pattern
}

/// An expression for what a range of a format becomes, without anchors. `literal` turns the format's own text into what
/// stands in the line (or in a value that was read from it).
pub fn of_range(
    model: &Model<'_>,
    range: Span,
    anything: Anything,
    literal: impl Fn(&str) -> String,
) -> String {
    let mut pattern = String::new();
    for (number, part) in model.format.parts.iter().enumerate() {
        let (start, end) = (
            part.span.start.max(range.start),
            part.span.end.min(range.end),
        );
        if start >= end {
            continue;
        }
        match (part.kind, model.use_of(number)) {
            (PartKind::Reference, Some(used)) => {
                pattern.push_str(&of_texts(&used.texts(), anything));
                let rest = Span::new(used.span.end.max(start), end);
                pattern.push_str(&quoted(&literal(model.slice(rest))));
            }
            (PartKind::Literal, _) => {
                pattern.push_str(&quoted(&literal(model.slice(Span::new(start, end)))));
            }
            // Nobody can say what it becomes.
            _ => pattern.push_str(&of_texts(&Texts::ANYTHING, anything)),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::VARIABLES;

    #[test]
    fn what_stands_for_itself_is_quoted() {
        assert_eq!(quoted("a.b/[c]\t{$}-"), "a\\.b/\\[c\\]\\t\\{\\$\\}-");
    }

    #[test]
    fn every_choice_is_closed() {
        for variable in VARIABLES {
            let pattern = of_texts(&variable.texts(), Anything::OneLine);
            let mut depth = 0i32;
            for (at, c) in pattern.char_indices() {
                match c {
                    '(' if !pattern[..at].ends_with('\\') && !in_class(&pattern, at) => depth += 1,
                    ')' if !pattern[..at].ends_with('\\') && !in_class(&pattern, at) => depth -= 1,
                    '|' if !in_class(&pattern, at) => assert!(depth > 0, "{pattern}"),
                    _ => {}
                }
            }
            assert_eq!(depth, 0, "{pattern}");
        }
    }

    fn in_class(pattern: &str, at: usize) -> bool {
        let before = pattern[..at].replace("\\[", "").replace("\\]", "");
        before.matches('[').count() > before.matches(']').count()
    }
}
