//! A finding as the text of a compile error: message, place, the line with a caret, help.

use std::fmt::Write as _;

use crate::diagnostic::{CounterExample, Diagnostic};
use crate::span::{Span, floor_boundary};
use crate::text::FormatText;
use crate::visible::{shown, visible};

/// Longer lines are cut around the caret.
const WIDTH: usize = 100;

/// Where the format was written.
pub struct Location<'a> {
    /// The file, as the user knows it.
    pub file: &'a str,
    /// The text that the format's places are bytes of: a file, or the token of a literal.
    pub text: &'a str,
    /// Where that text begins in the file: line and column, both from 1.
    pub start: (usize, usize),
}

/// The text of a compile error. Without a place, the format itself is shown.
pub fn message(
    diagnostic: &Diagnostic,
    format: &FormatText,
    place: Option<&Location<'_>>,
) -> String {
    let mut message = shown(&diagnostic.message);
    let located = place.and_then(|place| {
        let span = format.locate(diagnostic.span)?.primary.span;
        Some((place, span))
    });
    if let Some((place, span)) = located {
        let (line, column) = position(place, span.start);
        let _ = write!(message, "\n --> {}:{line}:{column}", shown(place.file));
        caret(place.text, span, diagnostic.label.as_deref(), &mut message);
    } else {
        caret(
            format.as_str(),
            diagnostic.span,
            diagnostic.label.as_deref(),
            &mut message,
        );
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\n  = help: {}", shown(help));
    }
    if let (Some(fix), None) = (&diagnostic.fix, &diagnostic.help) {
        let _ = write!(message, "\n  = help: {}", shown(&fix.title));
    }
    match &diagnostic.counter_example {
        Some(CounterExample::Broken { line, why, .. }) => {
            let _ = write!(
                message,
                "\n  = note: a line could be {}, and {}",
                shortened(line),
                shown(why)
            );
        }
        Some(CounterExample::Ambiguous { line, .. }) => {
            let _ = write!(
                message,
                "\n  = note: {} can be read in two ways",
                shortened(line)
            );
        }
        None => {}
    }
    if let Some(error) = &diagnostic.aws_error {
        let _ = write!(
            message,
            "\n  = note: error from API Gateway: {}",
            shown(error)
        );
    }
    if !diagnostic.rule.is_empty() && diagnostic.rule != "record" {
        let _ = write!(message, "\n  = note: rule `{}`", diagnostic.rule);
    }
    message
}

fn shortened(line: &str) -> String {
    let mut chars = line.chars();
    let head: String = chars.by_ref().take(WIDTH).map(visible).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("`{head}{more}`")
}

/// Line and column of a byte, both from 1, in characters.
fn position(place: &Location<'_>, at: usize) -> (usize, usize) {
    let before = place.text.get(..at).unwrap_or(place.text);
    let lines = before.matches('\n').count();
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    if lines == 0 {
        (place.start.0, place.start.1 + column)
    } else {
        (place.start.0 + lines, column + 1)
    }
}

/// The line that holds the place, and carets under the place.
fn caret(text: &str, span: Span, label: Option<&str>, out: &mut String) {
    let start = text.get(..span.start).unwrap_or(text);
    let line_start = start.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..).unwrap_or_default();
    let line = line.split('\n').next().unwrap_or_default().trim_end();
    let from = span.start - line_start;
    let upto = (span.end - line_start).clamp(from, line.len().max(from));
    let columns = |text: &str| text.chars().map(width).sum::<usize>();
    let before = line.get(..from).unwrap_or(line);
    let marked = line.get(from..upto).unwrap_or_default();
    let after = line.get(upto..).unwrap_or_default();
    // Cut on the left so that the caret is in sight, then on the right.
    let mut head = before;
    let mut cut = "";
    if columns(before) + columns(marked) > WIDTH - 10 {
        let keep = (WIDTH / 3).min(before.len());
        let at = floor_boundary(before, before.len() - keep);
        head = &before[at..];
        cut = "…";
    }
    let room = WIDTH.saturating_sub(columns(head) + columns(marked));
    let tail: String = after.chars().take(room).collect();
    let more = if tail.len() < after.len() { "…" } else { "" };
    let carets = "^".repeat(columns(marked).max(1));
    let spaces = " ".repeat(columns(cut) + columns(head));
    let line = format!("{cut}{head}{marked}{tail}{more}").replace('\t', " ");
    let line = shown(&line);
    let _ = write!(out, "\n  |\n  | {line}\n  | {spaces}{carets}");
    if let Some(label) = label {
        out.push(' ');
        out.push_str(&shown(label));
    }
}

/// How many columns a terminal gives a character, roughly: wide ones two, combining ones none.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::span::SourceId;

    #[test]
    fn draws_the_caret_under_what_must_change() {
        let token = "r#\"{\n  \"é\": \"$context.statsu\"}\"#";
        let format = super::super::literal::read(SourceId(0), token).unwrap();
        let at = format.as_str().find("$context").unwrap();
        let diagnostic = Diagnostic::new(
            "x",
            Severity::Error,
            Span::new(at, at + 15),
            "no such variable",
        )
        .help("write `$context.status`");
        let place = Location {
            file: "src/main.rs",
            text: token,
            start: (7, 20),
        };
        assert_eq!(
            message(&diagnostic, &format, Some(&place)),
            "no such variable\n --> src/main.rs:8:9\n  |\n  |   \"é\": \"$context.statsu\"}\"#\n  |         ^^^^^^^^^^^^^^^\n  = help: write `$context.status`\n  = note: rule `x`"
        );
    }

    #[test]
    fn cuts_long_lines_around_the_caret() {
        let long = format!("{}$context.x{}", "a".repeat(300), "b".repeat(300));
        let format = FormatText::verbatim(SourceId(0), 0, &long);
        let diagnostic = Diagnostic::new("", Severity::Error, Span::new(300, 310), "m");
        let message = message(&diagnostic, &format, None);
        let lines: Vec<_> = message.lines().collect();
        let caret = lines[3].find('^').unwrap();
        let shown: String = lines[2]
            .chars()
            .skip(lines[3][..caret].chars().count())
            .take(10)
            .collect();
        assert_eq!(shown, "$context.x");
        assert!(lines[2].chars().count() < 110);
    }
}
