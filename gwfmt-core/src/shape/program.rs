//! What a program puts into a text by mistake: the source of a function, a printed object, a token that was not resolved.
//! Each pattern is one that no log line is made of; names and words alone are not taken for code.

use crate::ast::{Format, PartKind};
use crate::limits::CODE_REACH;
use crate::span::{Span, floor_boundary};

/// Something of a program that a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Where it begins and how it can be told.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: CodeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeKind {
    /// The source of a function, with its name where it has one.
    Function(Option<Span>),
    /// An object as a program prints it.
    Object,
    /// A token of the CDK.
    Token,
    /// The name of a helper of the CDK, as text.
    Helper,
    /// A verb of Go's `fmt` that got nothing, or something else than it asks for.
    Verb,
}

/// What begins a printed object, and what ends it.
const OBJECTS: [(&str, &str); 8] = [
    ("[object ", "]"),
    ("<bound method ", ">"),
    ("<function ", ">"),
    ("<built-in ", ">"),
    ("<class '", ">"),
    ("#<Proc:", ">"),
    ("#<Method:", ">"),
    ("Calling [toString] on an [Output", "]"),
];

/// Whether any code is in the text.
pub(crate) fn holds_code(text: &str, format: &Format) -> bool {
    !code(text, format).is_empty()
}

/// All code in the literal parts of a format.
pub(crate) fn code(text: &str, format: &Format) -> Vec<Code> {
    let mut found = Vec::new();
    for part in &format.parts {
        if part.kind == PartKind::Literal {
            let literal = &text[part.span.range()];
            let mut add = |from: usize, to: usize, kind: CodeKind| {
                let span = Span::new(part.span.start + from, part.span.start + to);
                found.push(Code { span, kind });
            };
            objects(literal, &mut add);
            tokens(literal, &mut add);
            functions(literal, part.span.start, &mut add);
        }
    }
    found.sort_by_key(|code: &Code| code.span);
    // `<function <lambda> at 0x7f>` matches twice.
    found.dedup_by(|next, first| next.span.start < first.span.end);
    found
}

fn objects(text: &str, add: &mut impl FnMut(usize, usize, CodeKind)) {
    for (open, close) in OBJECTS {
        for (at, _) in text.match_indices(open) {
            let rest = reach(&text[at + open.len()..]);
            let mut end = rest
                .find(close)
                .map(|end| at + open.len() + end + close.len());
            // a bound method names what it is bound to, which ends in `>` itself
            if open == "<bound method " {
                end = end.map(|end| end + usize::from(text[end..].starts_with('>')));
            }
            let inside = end.map(|end| &text[at + open.len()..end - close.len()]);
            let plain = |text: &str| !text.is_empty() && !text.contains(['\n', '=']);
            // `<function name="x">` is an element of XML.
            if let Some(end) = end.filter(|_| inside.is_some_and(plain)) {
                if open == "<function " && !text[at..].contains(" at 0x") {
                    continue;
                }
                add(at, end, CodeKind::Object);
            }
        }
    }
    // `<pulumi.output.Output object at 0x7f…>`
    for (at, mark) in text.match_indices(" at 0x") {
        let before = &text[..at];
        let open = before
            .rfind('<')
            .filter(|open| at - open <= CODE_REACH)
            .filter(|open| before[open + 1..].starts_with(|c: char| c.is_alphabetic() || c == '_'));
        let rest = reach(&text[at + mark.len()..]);
        let hex = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        if let Some(open) = open
            && hex > 0
            && rest[hex..].starts_with('>')
        {
            add(open, at + mark.len() + hex + 1, CodeKind::Object);
        }
    }
}

fn tokens(text: &str, add: &mut impl FnMut(usize, usize, CodeKind)) {
    for open in ["${Token[", "#{Token["] {
        for (at, _) in text.match_indices(open) {
            let end = reach(&text[at..])
                .find("]}")
                .map_or(open.len(), |end| end + 2);
            add(at, at + end, CodeKind::Token);
        }
    }
    for helper in ["AccessLogField.context", "AccessLogFormat."] {
        for (at, _) in text.match_indices(helper) {
            let rest = &text[at..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'))
                .unwrap_or(rest.len());
            add(at, at + end, CodeKind::Helper);
        }
    }
    // `%!s(func() string=0x47b1a0)`, `%!d(MISSING)`
    for (at, _) in text.match_indices("%!") {
        let rest = reach(&text[at + 2..]);
        let verb = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        if verb && rest[1..].starts_with('(') {
            let end = rest.find(')').map_or(2, |end| end + 1);
            add(at, at + 2 + end, CodeKind::Verb);
        }
    }
}

/// `name(){return…`, `function (a) {…`, `(a) => …`.
fn functions(text: &str, base: usize, add: &mut impl FnMut(usize, usize, CodeKind)) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    for (close, _) in text.match_indices(')') {
        let before = &text[..close];
        let Some(open) = before.rfind('(').filter(|open| close - open <= CODE_REACH) else {
            continue;
        };
        // Names, with types and defaults of plain words.
        let plain = |c: char| is_name(c) || ", :=?.".contains(c);
        if !before[open + 1..].chars().all(plain) {
            continue;
        }
        let head = before[..open].trim_end();
        let name_at = head.rfind(|c: char| !is_name(c)).map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
        let name = &head[name_at..];
        let after = text[close + 1..].trim_start();
        let width = |rest: &str| text.len() - rest.len();
        let named = || {
            (!name.is_empty() && name != "function")
                .then(|| Span::new(base + name_at, base + head.len()))
        };
        if let Some(rest) = after.strip_prefix("=>") {
            let start = if name.is_empty() { open } else { name_at };
            add(start, width(rest), CodeKind::Function(None));
        } else if let Some(rest) = after.strip_prefix('{') {
            let keyword = head[..name_at].trim_end().ends_with("function") || name == "function";
            let body = rest.trim_start();
            const STATEMENTS: [&str; 8] = [
                "return",
                "throw ",
                "const ",
                "let ",
                "var ",
                "if ",
                "if(",
                "[native code]",
            ];
            if keyword || !name.is_empty() && STATEMENTS.iter().any(|s| body.starts_with(s)) {
                add(name_at, width(rest), CodeKind::Function(named()));
            }
        }
    }
}

/// The beginning of a text, as far as a pattern may reach.
fn reach(text: &str) -> &str {
    &text[..floor_boundary(text, CODE_REACH)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn of(text: &str) -> Vec<&str> {
        let format = parse(&FormatText::verbatim(SourceId(0), 0, text));
        let found = code(text, &format);
        found.iter().map(|code| &text[code.span.range()]).collect()
    }

    #[test]
    fn tells_code_of_several_languages() {
        for (text, expected) in [
            (
                "contextRequestId(){return\"$context.requestId\"}",
                "contextRequestId(){",
            ),
            (
                "function () { return \"x\"; } $context.path",
                "function () {",
            ),
            ("function id(a, b) {\n  return a;\n}", "id(a, b) {"),
            ("()=>`$context.requestId`", "()=>"),
            (
                "$context.path (level: string) => \"x\"",
                "(level: string) =>",
            ),
            ("async f(x) { const y = 1; }", "f(x) {"),
            ("function toString() { [native code] }", "toString() {"),
            ("[object Object] $context.path", "[object Object]"),
            ("[object Promise]", "[object Promise]"),
            ("<function f at 0x7f12>", "<function f at 0x7f12>"),
            ("<function <lambda> at 0x7f12>", "<function <lambda>"),
            (
                "<bound method A.f of <a.A object at 0x7f12>>",
                "<bound method A.f of <a.A object at 0x7f12>>",
            ),
            (
                "<bound method A.f of <class 'a.A'>> $context.path",
                "<bound method A.f of <class 'a.A'>>",
            ),
            (
                "<pulumi.output.Output object at 0x10e>",
                "<pulumi.output.Output object at 0x10e>",
            ),
            ("#<Proc:0x0001 a.rb:1>", "#<Proc:0x0001 a.rb:1>"),
            ("${Token[TOKEN.12]} $context.path", "${Token[TOKEN.12]}"),
            ("#{Token[TOKEN.3]}", "#{Token[TOKEN.3]}"),
            (
                "AccessLogField.contextRequestId()",
                "AccessLogField.contextRequestId",
            ),
            ("%!s(func() string=0x47)", "%!s(func()"),
            ("%!d(MISSING) $context.path", "%!d(MISSING)"),
        ] {
            assert_eq!(of(text), [expected], "{text}");
        }
    }

    #[test]
    fn text_of_a_log_line_is_no_code() {
        for text in [
            "function: $context.path (none) {$context.status}",
            "{\"function\":\"$context.path\",\"return\":\"x\"}",
            "$context.httpMethod($context.path) => $context.status",
            "route (default) -> $context.routeKey",
            "<function name=\"x\" at=\"y\">$context.path</function>",
            "<class>$context.path</class>",
            "[object] $context.path [$context.status]",
            "at 0x10 $context.path (x) {y}",
            "100%! $context.path",
            "f(x) {$context.path}",
            "lambda $context.path",
        ] {
            assert_eq!(of(text), [] as [&str; 0], "{text}");
        }
    }
}
