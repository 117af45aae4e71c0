//! Sets of texts as regular expressions, in what ECMA-262, Python's `re` and Rust's `regex` have in common.

use gwfmt_format::{Form, MOST_DIGITS};

use crate::ast::PartKind;
use crate::model::Model;
use crate::span::Span;
use crate::texts::{Letters, TextKind, Texts};

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
    let letters = || texts.kind.letters().map(class).unwrap_or_default();
    let pattern = match texts.form() {
        Form::Words([]) => return None,
        Form::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            return Some(format!("(?:{})", words.join("|")));
        }
        Form::Anything => match anything {
            Anything::Characters => "[\\s\\S]*".to_owned(),
            Anything::OneLine => "[^\\r\\n]*".to_owned(),
        },
        Form::Letters => format!("{}+", letters()),
        Form::Path => format!("/{}*", letters()),
        Form::Patterns(patterns) => {
            let patterns: Vec<String> = patterns.iter().map(|p| of_pattern(p)).collect();
            match patterns.as_slice() {
                [one] => one.clone(),
                several => format!("(?:{})", several.join("|")),
            }
        }
        Form::Number => format!("(?:0|[1-9][0-9]{{0,{}}})", MOST_DIGITS - 1),
        Form::Status => "[1-9][0-9]{2}".to_owned(),
        Form::Address => {
            "(?:(?:[0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*(?:(?:[0-9]{1,3}\\.){3}[0-9]{1,3})?)".to_owned()
        }
        Form::RouteKey => {
            let word = TextKind::Token.letters().map(class).unwrap_or_default();
            format!("(?:[A-Z]+ /{word}*|{word}+)")
        }
        Form::JsonString => "\"(?:[^\"\\\\\\r\\n]|\\\\.)*\"".to_owned(),
    };
    Some(pattern)
}

/// A class of characters: letters and digits in ranges, then the others, the hyphen last.
fn class(letters: Letters) -> String {
    let mut class = "[".to_owned();
    let holds = |c: &char| letters.holds(*c);
    let mut others: Vec<char> = (' '..='~').filter(holds).collect();
    for range in ['A'..='Z', 'a'..='z', '0'..='9'] {
        if range.clone().all(|c| letters.holds(c)) {
            others.retain(|c| !range.contains(c));
            class.extend([*range.start(), '-', *range.end()]);
        }
    }
    let hyphen = others.contains(&'-');
    for other in others.into_iter().filter(|c| *c != '-') {
        if "[]\\^".contains(other) {
            class.push('\\');
        }
        class.push(other);
    }
    if hyphen {
        class.push('-');
    }
    class.push(']');
    class
}

/// Runs of the same letter become one class with a count.
fn of_pattern(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let run = rest.chars().take_while(|c| *c == first).count();
        rest = rest.get(run * first.len_utf8()..).unwrap_or_default();
        let one = match first {
            '0' => "[0-9]".to_owned(),
            'A' => "[A-Z]".to_owned(),
            'a' => "[a-z]".to_owned(),
            '+' => "[+-]".to_owned(),
            other => quoted(&other.to_string()),
        };
        out.push_str(&one);
        if run > 1 {
            out.push_str(&format!("{{{run}}}"));
        }
    }
    out
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
/// appears in the line (or in a value that was read from it).
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
