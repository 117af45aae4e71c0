//! JSON with references in it: a reader that goes on after every fault, pins it, and says what would fix it.
//!
//! A broken JSON format is still JSON: the tree holds what could be read, [`Json::faults`] what is wrong. A hole outside
//! of a string may hold any piece of JSON, so nothing beside one is a fault.

mod cursor;
mod document;
mod fault;
mod leftover;
mod object;
mod scalar;
mod strings;

use std::borrow::Cow;

pub use fault::{Fault, FaultKind};
pub(crate) use scalar::is_scalar;
pub use scalar::{escape, short_escape, unescape};

use super::Place;
use crate::ast::{Format, PartKind};
use crate::span::Span;

/// A format that is JSON.
#[derive(Clone, Debug)]
pub struct Json {
    /// What could be read of it.
    pub root: Value,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
    /// The byte from which on nothing could be read, after a fault that leaves no way to go on.
    pub lost: Option<usize>,
}

/// A value, with its bytes in the format text (quotes included).
#[derive(Clone, Debug)]
pub struct Value {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a JSON value is.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// `{…}`.
    Object(Vec<Member>),
    /// `[…]`.
    Array(Vec<Value>),
    /// `"…"`. The numbers are those of the parts inside.
    String(Vec<usize>),
    /// Anything without quotes: a number, a word, references. The numbers are those of the parts.
    Bare(Vec<usize>),
    /// A hole where a value, a member or several may be.
    Hole,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key with its quotes.
    pub key: Span,
    /// The parts inside the key: none in a key that is known.
    pub key_parts: Vec<usize>,
    /// The value; none where it is missing or is a hole's affair.
    pub value: Option<Value>,
}

impl Member {
    /// The key without quotes and escapes; `None` when it contains a part.
    pub fn name<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !self.key_parts.is_empty() {
            return None;
        }
        let raw = &text[self.key.range()];
        let quotes = ['"', '\'', '`', '\u{201C}', '\u{201D}'];
        let raw = raw.strip_prefix("\\\"").unwrap_or(raw);
        let raw = raw.strip_suffix("\\\"").unwrap_or(raw);
        let raw = raw.strip_prefix(quotes).unwrap_or(raw);
        let raw = raw.strip_suffix(quotes).unwrap_or(raw);
        Some(scalar::unescape(raw))
    }
}

/// A key or a value that holds no other.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// Its bytes, quotes included.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// The parts inside.
    pub parts: &'a [usize],
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The key of a member.
    Key,
    /// A value in quotes.
    String,
    /// A value without quotes.
    Bare,
}

impl Json {
    /// All objects, outer ones first.
    pub fn objects(&self) -> Vec<&[Member]> {
        let mut objects = Vec::new();
        self.root.walk(&mut |value| {
            if let ValueKind::Object(members) = &value.kind {
                objects.push(members.as_slice());
            }
        });
        objects
    }

    /// All keys and plain values, in the order of the text.
    pub fn tokens(&self) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        self.root.walk(&mut |value| match &value.kind {
            ValueKind::Object(members) => tokens.extend(members.iter().map(|member| Token {
                span: member.key,
                kind: TokenKind::Key,
                parts: &member.key_parts,
            })),
            ValueKind::String(parts) => tokens.push(Token {
                span: value.span,
                kind: TokenKind::String,
                parts,
            }),
            ValueKind::Bare(parts) => tokens.push(Token {
                span: value.span,
                kind: TokenKind::Bare,
                parts,
            }),
            ValueKind::Array(_) | ValueKind::Hole => {}
        });
        tokens.sort_by_key(|token| token.span);
        tokens
    }

    /// Whether a fault lies inside `span`.
    pub fn is_faulty(&self, span: Span) -> bool {
        let first = self
            .faults
            .partition_point(|fault| fault.span.start < span.start);
        self.faults[first..]
            .iter()
            .take_while(|fault| fault.span.start < span.end)
            .any(|fault| span.contains(fault.span))
    }
}

impl Value {
    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Value)) {
        visit(self);
        match &self.kind {
            ValueKind::Object(members) => {
                for value in members.iter().filter_map(|member| member.value.as_ref()) {
                    value.walk(visit);
                }
            }
            ValueKind::Array(items) => items.iter().for_each(|item| item.walk(visit)),
            ValueKind::String(_) | ValueKind::Bare(_) | ValueKind::Hole => {}
        }
    }
}

/// Whether a format was meant to be JSON.
pub fn looks_like(text: &str, format: &Format) -> bool {
    // `[$context.requestId] [$context.status]`: groups in brackets make no JSON.
    if text.matches(['{', '[']).count() > 1 && !text.contains(['"', ':', ',']) {
        return false;
    }
    let first_literal = format
        .parts
        .iter()
        .find(|part| !matches!(part.kind, PartKind::Hole | PartKind::Template));
    let Some(first) = first_literal.filter(|part| part.kind == PartKind::Literal) else {
        return false;
    };
    let mut start = text[first.span.start..].trim_start();
    // Line breaks that are spelled out in front of the object.
    while let Some(rest) = ["\\n", "\\r", "\\t"]
        .iter()
        .find_map(|e| start.strip_prefix(e))
    {
        start = rest.trim_start();
    }
    let unwrapped = start
        .strip_prefix(['\'', '"', '`'])
        .map_or(start, str::trim_start);
    if unwrapped.starts_with('{') {
        return !opens_with_braced_word(unwrapped);
    }
    if let Some(inside) = unwrapped.strip_prefix('[') {
        let inside = inside.trim_start();
        if inside.starts_with(['{', '[', '"', ']']) && text.trim_end().contains(']') {
            return true;
        }
    }
    opens_with_key(text.trim_start()) || is_list_of_references(text.trim())
}

/// `[$context.requestId,$context.status]`: one bracket around all, and commas.
fn is_list_of_references(text: &str) -> bool {
    text.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inside| inside.contains(',') && !inside.contains(['[', ']']))
}

/// `{$context.requestId} $context.status`: braces around one word of a line of text.
fn opens_with_braced_word(text: &str) -> bool {
    let Some((inside, rest)) = text.split_once('}') else {
        return false;
    };
    let word = inside.get(1..).unwrap_or_default().trim();
    let plain = |c: char| !c.is_whitespace() && !"{\"'`:=,;\\".contains(c);
    !word.is_empty()
        && word.chars().all(plain)
        && rest
            .trim_start()
            .starts_with(|c: char| c == '{' || c.is_alphanumeric() || c == '$')
}

/// An opening brace was forgotten: `"requestId": "…"`, maybe with its first quote.
fn opens_with_key(text: &str) -> bool {
    let name = text.strip_prefix('"').unwrap_or(text);
    let length = name
        .find(|c: char| !(c.is_alphanumeric() || "_-. ".contains(c)))
        .unwrap_or(0);
    length > 0
        && name[length..]
            .strip_prefix('"')
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Reads a JSON format and fills in the place of each part. Parts beyond [`Json::lost`] keep the place they have.
pub fn read(text: &str, format: &Format, places: &mut [Place]) -> Json {
    cursor::Reader::new(text, format, places).read()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::span::{SourceId, SourceSpan};
    use crate::text::FormatText;

    fn json(text: &str) -> Json {
        let format_text = FormatText::verbatim(SourceId(0), 0, text);
        let format = parse(&format_text);
        assert!(looks_like(text, &format), "{text}");
        let mut places = vec![Place::Text; format.parts.len()];
        read(text, &format, &mut places)
    }

    fn faults(text: &str) -> Vec<(FaultKind, String)> {
        json(text)
            .faults
            .into_iter()
            .map(|fault| (fault.kind, text[fault.span.range()].to_owned()))
            .collect()
    }

    /// The text after every fault's own repair.
    fn mended(text: &str) -> String {
        let mut edits: Vec<_> = json(text).faults.into_iter().flat_map(|f| f.mend).collect();
        edits.sort_by_key(|(span, _)| *span);
        let mut out = String::new();
        let mut from = 0;
        for (span, new) in edits {
            out.push_str(&text[from..span.start]);
            out.push_str(new);
            from = span.end;
        }
        out + &text[from..]
    }

    #[test]
    fn reads_what_is_right() {
        for text in [
            r#"{"a":"$context.path","b":$context.status}"#,
            r#" { "a" : { "b" : [ 1, -2.5e3, true, null, "x" ] }, "c":{} } "#,
            r#"[{"a":"$context.path"}]"#,
            "[$context.status, $context.responseLength]",
            r#"{"a\"\u0041":"\\$context.path\n"}"#,
            r#"{"a":"it's, \"$context.stage\": {}"}"#,
            r#"{"a:":"x","b,":"y","c}":"z"}"#,
            r#"{"":"x","a":"","b":["","",""]}"#,
            "{}",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    /// One fault each: its kind, its place, and the text that its repair makes (empty where there is none).
    #[test]
    fn pins_and_mends_each_fault() {
        use FaultKind::{
            BadEscape, BareWord, ClosedEarly, ColonInQuotes, Comment, ControlCharacter,
            DoubledBraces, DoubledQuotes, EscapedQuotes, ExtraComma, ListInBraces,
            MissingClosingQuote, MissingColon, MissingComma, MissingOpeningBrace,
            MissingOpeningQuote, MissingValue, PythonWord, TextAfter, TrailingComma, Unbalanced,
            Unclosed, UnclosedString, Unexpected, UnquotedKey, WrappedInQuotes, WrongQuotes,
            WrongSeparator,
        };
        #[rustfmt::skip]
        let cases = [
            (r#"{"a":"x" "b":"y"}"#, MissingComma, "", r#"{"a":"x", "b":"y"}"#),
            (r#"{"a":"x""b":"y"}"#, MissingComma, "", r#"{"a":"x","b":"y"}"#),
            (r#"{"a":["x" "y"]}"#, MissingComma, "", r#"{"a":["x", "y"]}"#),
            (r#"{"a":"x", }"#, TrailingComma, ",", r#"{"a":"x" }"#),
            (r#"{"a":["x",]}"#, TrailingComma, ",", r#"{"a":["x"]}"#),
            (r#"{"a":"x"},"#, TrailingComma, ",", r#"{"a":"x"}"#),
            (r#"{,"a":"x"}"#, ExtraComma, ",", r#"{"a":"x"}"#),
            (r#"{"a":"x",,"b":"y"}"#, ExtraComma, ",", r#"{"a":"x","b":"y"}"#),
            (r#"{"a:$context.stage"}"#, ColonInQuotes, r#""a:$context.stage""#, r#"{"a":"$context.stage"}"#),
            (r#"{"a":"x","b:$context.stage"}"#, ColonInQuotes, r#""b:$context.stage""#, r#"{"a":"x","b":"$context.stage"}"#),
            (r#"{"a" "$context.path"}"#, MissingColon, r#""a""#, r#"{"a": "$context.path"}"#),
            (r#"{"$context.path","$context.stage"}"#, ListInBraces, r#"{"$context.path","$context.stage"}"#, ""),
            (r"{$context.path, $context.stage}", ListInBraces, r"{$context.path, $context.stage}", ""),
            (r"{$context.path $context.stage}", ListInBraces, r"{$context.path $context.stage}", ""),
            (r#"{"a":}"#, MissingValue, r#""a""#, ""),
            (r#"{"a"="x"}"#, WrongSeparator(':'), "=", r#"{"a":"x"}"#),
            (r#"{"a"=>"x"}"#, WrongSeparator(':'), "=>", r#"{"a":"x"}"#),
            (r#"{"a"::"x"}"#, WrongSeparator(':'), "::", r#"{"a":"x"}"#),
            (r#"{"a":"x";"b":"y"}"#, WrongSeparator(','), ";", r#"{"a":"x","b":"y"}"#),
            (r#"{"a":"x"|"b":"y"}"#, WrongSeparator(','), "|", r#"{"a":"x","b":"y"}"#),
            (r#"{a:"x"}"#, UnquotedKey, "a", r#"{"a":"x"}"#),
            (r#"{"z":"x" a:"x"}"#, UnquotedKey, "a", ""),
            (r#"{'a':"x"}"#, WrongQuotes, "'a'", r#"{"a":"x"}"#),
            (r#"{"a":`x`}"#, WrongQuotes, "`x`", r#"{"a":"x"}"#),
            ("{\"a\":\u{201C}x\u{201D}}", WrongQuotes, "\u{201C}x\u{201D}", r#"{"a":"x"}"#),
            (r#"{{"a":"x"}}"#, DoubledBraces, "{{", r#"{"a":"x"}"#),
            (r#"{{"a":"x"}"#, DoubledBraces, "{{", r#"{"a":"x"}"#),
            (r#"{"b":{{"a":"x"}}}"#, DoubledBraces, "{{", r#"{"b":{"a":"x"}}"#),
            (r#"{""a"":"x"}"#, DoubledQuotes, r#"""a"""#, r#"{"a":"x"}"#),
            (r#"{"a":""$context.path""}"#, DoubledQuotes, r#"""$context.path"""#, r#"{"a":"$context.path"}"#),
            (r#"'{"a":"x"}'"#, WrappedInQuotes, r#"'{"a":"x"}'"#, r#"{"a":"x"}"#),
            (r#""{"a":"x"}""#, WrappedInQuotes, r#""{"a":"x"}""#, r#"{"a":"x"}"#),
            (r#""{\"a\":\"x\"}""#, WrappedInQuotes, r#""{\"a\":\"x\"}""#, r#"{"a":"x"}"#),
            (r#"{\"a\":"x"}"#, EscapedQuotes, r#"\"a\""#, r#"{"a":"x"}"#),
            (r#"{"a":\"$context.path\","b":"y"}"#, EscapedQuotes, r#"\"$context.path\""#, r#"{"a":"$context.path","b":"y"}"#),
            (r#"{"a":\"$context.path","b":"y"}"#, EscapedQuotes, r#"\"$context.path""#, r#"{"a":"$context.path","b":"y"}"#),
            (r#"{"a":$context.path","b":"x"}"#, MissingOpeningQuote, r#"$context.path""#, r#"{"a":"$context.path","b":"x"}"#),
            (r#"{"a":"x",b":"y"}"#, MissingOpeningQuote, r#"b""#, r#"{"a":"x","b":"y"}"#),
            (r#"{"a":"$context.path,"b":"x"}"#, MissingClosingQuote, r#""$context.path"#, r#"{"a":"$context.path","b":"x"}"#),
            (r#"{"a":{"c":"$context.path},"b":"x"}"#, MissingClosingQuote, r#""$context.path"#, r#"{"a":{"c":"$context.path"},"b":"x"}"#),
            (r#"{"a":"x","b:"$context.path"}"#, MissingClosingQuote, r#""b"#, r#"{"a":"x","b":"$context.path"}"#),
            (r#"{"a":"x","b":"$context.path}"#, MissingClosingQuote, r#""$context.path"#, r#"{"a":"x","b":"$context.path"}"#),
            (r#"{"a":"$context.path\"}"#, MissingClosingQuote, r#""$context.path\""#, r#"{"a":"$context.path"}"#),
            (r#"{"a":"x"#, UnclosedString, "\"", ""),
            (r#"{"a":"x""#, Unclosed('{'), "{", r#"{"a":"x"}"#),
            (r#"{"a":["x"}"#, Unclosed('['), "[", r#"{"a":["x"]}"#),
            (r#"{"a":"x"}}"#, Unbalanced('}'), "}", r#"{"a":"x"}"#),
            (r#"{"a":"x"},"b":"y"}"#, ClosedEarly, "}", r#"{"a":"x","b":"y"}"#),
            (r#""a":"x","b":"y"}"#, MissingOpeningBrace, "", r#"{"a":"x","b":"y"}"#),
            (r#""a":"x","b":"y""#, MissingOpeningBrace, "", r#"{"a":"x","b":"y"}"#),
            (r#"{"a":True}"#, PythonWord, "True", r#"{"a":true}"#),
            (r#"{"a":GET}"#, BareWord, "GET", r#"{"a":"GET"}"#),
            (r#"{"a":01}"#, BareWord, "01", r#"{"a":"01"}"#),
            (r#"{"a":$requestId}"#, BareWord, "$requestId", r#"{"a":"$requestId"}"#),
            (r#"{"a":$context.status ms,"b":"x"}"#, Unexpected, "ms", ""),
            (r#"{"a":"\q"}"#, BadEscape, r"\q", r#"{"a":"\\q"}"#),
            ("{\"a\":\"\t\"}", ControlCharacter, "\t", r#"{"a":"\t"}"#),
            (r#"{"a":"x"} and more"#, TextAfter, "and more", ""),
            (r#"{"a":"x"};"#, TextAfter, ";", r#"{"a":"x"}"#),
            (r#"{"a":"x"}{"b":"y"}"#, TextAfter, r#"{"b":"y"}"#, ""),
            (r#"{"a":"x", /* b */ "c":"y"}"#, Comment, "/* b */", r#"{"a":"x",  "c":"y"}"#),
            ("{\"a\":\"x\", // b\n\"c\":\"y\"}", Comment, "// b", "{\"a\":\"x\", \n\"c\":\"y\"}"),
        ];
        for (text, kind, at, after) in cases {
            let found = faults(text);
            assert!(
                found.contains(&(kind, at.to_owned())),
                "{text}: {found:?}, not {kind:?} at `{at}`"
            );
            if !after.is_empty() {
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(mended(text), after, "{text}");
                assert_eq!(faults(after), [], "{after}");
            }
        }
    }

    #[test]
    fn braces_around_a_word_are_text() {
        for (text, expected) in [
            ("{$context.requestId} $context.status", false),
            ("{$context.requestId} {$context.status}", false),
            ("{app} $context.requestId", false),
            ("{$context.requestId}", true),
            ("{$context.requestId, $context.status}", true),
            ("{} $context.requestId", true),
        ] {
            let format = parse(&FormatText::verbatim(SourceId(0), 0, text));
            assert_eq!(looks_like(text, &format), expected, "{text}");
        }
    }

    #[test]
    fn goes_on_after_a_fault() {
        let found = faults(r#"{'a':"x" b:True,"c:$context.path","d" "y",,"e":'$context.stage',}"#);
        let kinds: Vec<_> = found.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(
            kinds,
            [
                FaultKind::WrongQuotes,
                FaultKind::MissingComma,
                FaultKind::UnquotedKey,
                FaultKind::PythonWord,
                FaultKind::ColonInQuotes,
                FaultKind::MissingColon,
                FaultKind::ExtraComma,
                FaultKind::WrongQuotes,
                FaultKind::TrailingComma,
            ]
        );
    }

    #[test]
    fn what_follows_a_hopeless_fault_is_not_judged() {
        let json = json(r#"{"a":"x" (("b" "c":$context.path"#);
        assert_eq!(json.faults.len(), 1, "{:?}", json.faults);
        assert!(json.lost.is_some());
    }

    #[test]
    fn a_hole_may_hold_any_piece_of_json() {
        for (before, after) in [
            (r#"{"a":"x""#, r#","b":"y"}"#),
            (r#"{"a":"x","#, "}"),
            (r#"{"a":"#, "}"),
            (r#"{"a":"x"#, r#"y"}"#),
            (r#"{"a":"x""#, ""),
            ("{", "}"),
            ("{", r#""b":"y"}"#),
        ] {
            let mut text = FormatText::verbatim(SourceId(0), 0, before);
            text.push_hole(SourceSpan::new(SourceId(0), 50, 60));
            text.push_verbatim(SourceId(0), 60, after);
            let format = parse(&text);
            let mut places = vec![Place::Text; format.parts.len()];
            let json = read(text.as_str(), &format, &mut places);
            assert_eq!(json.faults, [], "{before}…{after}");
        }
    }

    #[test]
    fn a_condition_belongs_to_its_directive() {
        for text in [
            r##"{"a":"x"#if($context.path != ""),"b":"y"#end}"##,
            r#"{"a":"x",#if($context.path)"b":"y",#end "c":"z"}"#,
            r##"{"a":#if($context.path)"b"#else"c"#end}"##,
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "{\"a\":[".repeat(50_000);
        assert!(
            faults(&text)
                .iter()
                .any(|(kind, _)| *kind == FaultKind::TooDeep)
        );
    }

    #[test]
    fn a_name_is_read_without_quotes_and_escapes() {
        let text = r#"{"a\u0041\"":"x"}"#;
        let ValueKind::Object(members) = json(text).root.kind else {
            panic!("an object")
        };
        assert_eq!(members[0].name(text).unwrap(), "aA\"");
    }
}
