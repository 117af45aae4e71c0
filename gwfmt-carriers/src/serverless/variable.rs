//! Variables of the Serverless Framework in a text: `${self:custom.x}`, `${opt:stage, 'dev'}`, `${file(log.yml):format}`.

use gwfmt_core::span::Span;

use super::typed::is_plain_number;
use crate::limits::SERVERLESS_VARIABLES;

/// How variables begin and end. Version 1 let a service choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Syntax {
    open: String,
    close: String,
}

impl Default for Syntax {
    fn default() -> Self {
        Self {
            open: "${".to_owned(),
            close: "}".to_owned(),
        }
    }
}

impl Syntax {
    /// By the pattern in `provider.variableSyntax`: what comes before and after its only group.
    pub(super) fn of_pattern(pattern: &str) -> Option<Self> {
        let (open, rest) = pattern.split_once("([")?;
        let (_, close) = rest.rsplit_once(')')?;
        let plain = |text: &str| text.replace('\\', "");
        let (open, close) = (plain(open), plain(close));
        let is_plain =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_punctuation());
        (is_plain(&open) && is_plain(&close)).then_some(Self { open, close })
    }
}

/// A variable: its place in the text, and where its value may come from, the first that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) span: Span,
    pub(super) sources: Vec<Source>,
}

/// Where a value may come from. Spans are places in the text of the variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// What stands there: between quotes, a number, `true`.
    Literal(Span),
    /// Nothing.
    Null,
    /// A variable of its own.
    Nested(Span),
    /// `kind:address`, `kind(argument)`, `kind(argument):address`.
    Named {
        kind: Span,
        argument: Option<Span>,
        address: Option<Span>,
    },
    /// Something else.
    Other,
}

/// The variables of a text, in order; what lies in one is a part of it. Of very many the first.
pub(super) fn variables(text: &str, syntax: &Syntax) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut at = 0;
    // one that does not end is looked at to the end of the text
    let mut left = SERVERLESS_VARIABLES;
    while let Some(start) = find(text, &syntax.open, at)
        && left > 0
    {
        let body = start + syntax.open.len();
        at = body;
        left -= 1;
        // a blank after the braces is allowed by syntaxes of version 1 alone
        let has_blank = text
            .get(body..)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if is_escaped(text, start) || has_blank && *syntax == Syntax::default() {
            continue;
        }
        let Some((commas, end)) = commas(text, body, syntax) else {
            continue;
        };
        let starts = std::iter::once(body).chain(commas.iter().map(|comma| comma + 1));
        let ends = commas.iter().copied().chain([end]);
        let parts = starts.zip(ends);
        let sources: Vec<Source> = parts
            .map(|(from, to)| source(text, Span::new(from, to), syntax))
            .collect();
        if let Some(Source::Named { .. }) = sources.first() {
            at = end + syntax.close.len();
            let span = Span::new(start - signs_before(text, start), at);
            found.push(Variable { span, sources });
        }
    }
    found
}

/// Backslashes that are there for the framework alone: of those before what begins like a variable it drops every second,
/// and the last of an odd number.
pub(super) fn escapes(text: &str, syntax: &Syntax) -> Vec<Span> {
    let starts = text.match_indices(&syntax.open);
    let runs = starts.map(|(at, _)| (at - backslashes_before(text, at), at));
    let escapes = runs.map(|(start, end)| Span::new(start, end - (end - start) / 2));
    escapes.filter(|span| !span.is_empty()).collect()
}

fn find(text: &str, needle: &str, from: usize) -> Option<usize> {
    Some(from + text.get(from..)?.find(needle)?)
}

/// Whether an odd number of backslashes is before it.
fn is_escaped(text: &str, at: usize) -> bool {
    backslashes_before(text, at) % 2 == 1
}

fn backslashes_before(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count()
}

/// How many dollar signs are before a variable: they go with it.
fn signs_before(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let signs = before
        .iter()
        .rev()
        .take_while(|byte| **byte == b'$')
        .count();
    let is_escaped = is_escaped(text, at - signs);
    signs - usize::from(is_escaped && signs > 0)
}

/// Where the commas are between the sources of the variable whose content begins at `from`, and where that ends.
fn commas(text: &str, from: usize, syntax: &Syntax) -> Option<(Vec<usize>, usize)> {
    let bytes = text.as_bytes();
    let mut commas = Vec::new();
    let (mut nested, mut parens) = (0_usize, 0_usize);
    // a quote begins a string only where a value begins
    let mut may_quote = true;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..)?;
        if rest.starts_with(syntax.open.as_bytes()) {
            nested += 1;
            at += syntax.open.len();
            may_quote = true;
            continue;
        }
        if rest.starts_with(syntax.close.as_bytes()) {
            if nested == 0 {
                return Some((commas, at));
            }
            nested -= 1;
            at += syntax.close.len();
            continue;
        }
        match byte {
            b'\'' | b'"' if may_quote => {
                at = string_end(bytes, at)?;
                may_quote = false;
                continue;
            }
            b'(' if nested == 0 => parens += 1,
            b')' if nested == 0 => parens = parens.saturating_sub(1),
            b',' if nested == 0 && parens == 0 => {
                if commas.len() >= SERVERLESS_VARIABLES {
                    return None;
                }
                commas.push(at);
            }
            _ => {}
        }
        may_quote = matches!(byte, b',' | b'(' | b':') || may_quote && byte.is_ascii_whitespace();
        at += 1;
    }
    None
}

/// Where the string ends whose opening quote is at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = *bytes.get(at)?;
    let mut end = at + 1;
    loop {
        match *bytes.get(end)? {
            b'\\' if quote == b'"' => end += 2,
            byte if byte == quote => return Some(end + 1),
            _ => end += 1,
        }
    }
}

/// One source, between the commas around it.
fn source(text: &str, span: Span, syntax: &Syntax) -> Source {
    let span = trimmed(text, span);
    let word = text.get(span.range()).unwrap_or_default();
    match unquoted(text, span) {
        Ok(Some(inner)) => return Source::Literal(inner),
        Ok(None) => {}
        Err(Unread) => return Source::Other,
    }
    if word.starts_with(&syntax.open) && word.ends_with(&syntax.close) {
        return Source::Nested(span);
    }
    if word == "null" {
        return Source::Null;
    }
    if matches!(word, "true" | "false") || is_plain_number(word) {
        return Source::Literal(span);
    }
    named(text, span).unwrap_or(Source::Other)
}

fn named(text: &str, span: Span) -> Option<Source> {
    let word = text.get(span.range())?;
    let is_kind = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let length = word.find(|c| !is_kind(c))?;
    let kind = Span::new(span.start, span.start + length);
    if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let mut rest = word.get(length..)?;
    let mut argument = None;
    if let Some(inner) = rest.strip_prefix('(') {
        let start = kind.end + 1;
        let end = start + closing(inner)?;
        let whole = trimmed(text, Span::new(start, end));
        argument = Some(unquoted(text, whole).ok()?.unwrap_or(whole));
        rest = text.get(end + 1..span.end)?.trim_start();
    } else if rest.starts_with("::") {
        return None; // a name of CloudFormation
    }
    let address = match rest.strip_prefix(':') {
        Some(address) => {
            let whole = trimmed(text, Span::new(span.end - address.len(), span.end));
            let address = unquoted(text, whole).ok()?.unwrap_or(whole);
            Some(address).filter(|address| !address.is_empty())
        }
        None if rest.is_empty() && argument.is_some() => None,
        None => return None,
    };
    Some(Source::Named {
        kind,
        argument,
        address,
    })
}

/// Where the parenthesis closes that is open before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn trimmed(text: &str, span: Span) -> Span {
    let whole = text.get(span.range()).unwrap_or_default();
    let start = span.start + (whole.len() - whole.trim_start().len());
    Span::new(start, start + whole.trim().len())
}

/// Whether there are quotes, and what is between them; an error where escapes are, or where the quotes do not close.
fn unquoted(text: &str, span: Span) -> Result<Option<Span>, Unread> {
    let word = text.get(span.range()).unwrap_or_default();
    let quotes = ['\'', '"'].into_iter();
    let Some(quote) = quotes.into_iter().find(|quote| word.starts_with(*quote)) else {
        return Ok(None);
    };
    let has_end = word.len() >= 2 && word.ends_with(quote);
    let is_plain = quote == '\'' || !word.contains('\\');
    if has_end && is_plain {
        return Ok(Some(Span::new(span.start + 1, span.end - 1)));
    }
    Err(Unread)
}

/// What is written in a way that is not read.
struct Unread;

#[cfg(test)]
mod tests {
    use super::*;

    /// Each variable with its sources.
    fn shown(text: &str) -> Vec<String> {
        let part = |span: Span| &text[span.range()];
        let source = |source: &Source| match source {
            Source::Literal(span) => format!("'{}'", part(*span)),
            Source::Null => "null".to_owned(),
            Source::Nested(span) => format!("<{}>", part(*span)),
            Source::Named {
                kind,
                argument,
                address,
            } => format!(
                "{}({}):{}",
                part(*kind),
                argument.map_or("-", part),
                address.map_or("-", part)
            ),
            Source::Other => "?".to_owned(),
        };
        let all = variables(text, &Syntax::default()).into_iter();
        all.map(|one| {
            let sources: Vec<String> = one.sources.iter().map(source).collect();
            format!("{} = {}", part(one.span), sources.join(" | "))
        })
        .collect()
    }

    #[test]
    fn variables_are_taken_apart() {
        for (text, expected) in [
            ("${self:custom.a}", "self(-):custom.a"),
            ("${opt:stage, 'dev'}", "opt(-):stage | 'dev'"),
            ("${opt:stage, \"a, b\"}", "opt(-):stage | 'a, b'"),
            (
                "${opt:stage,self:provider.stage}",
                "opt(-):stage | self(-):provider.stage",
            ),
            ("${env:A, null}", "env(-):A | null"),
            ("${env:A, 12.5, true}", "env(-):A | '12.5' | 'true'"),
            ("${env:A, .5}", "env(-):A | ?"),
            ("${file(./log.yml):format}", "file(./log.yml):format"),
            ("${file('log (1).txt')}", "file(log (1).txt):-"),
            (
                "${file(./${opt:s, 'd'}.yml):a.${sls:stage}}",
                "file(./${opt:s, 'd'}.yml):a.${sls:stage}",
            ),
            ("${opt:a, ${self:b, 'c'}}", "opt(-):a | <${self:b, 'c'}>"),
            ("${ssm(us-east-1):/a/b}", "ssm(us-east-1):/a/b"),
            ("${cf.us-east-1:stack.Out}", "cf.us-east-1(-):stack.Out"),
            ("${self:}", "self(-):-"),
            ("${param:x, {}", "param(-):x | ?"),
            (
                "${opt:x, 'it is ${self:y}'}",
                "opt(-):x | 'it is ${self:y}'",
            ),
        ] {
            assert_eq!(shown(text), [format!("{text} = {expected}")], "{text}");
        }
    }

    #[test]
    fn what_is_no_variable_stays_text() {
        for text in [
            "$context.requestId",
            "${context.requestId}",
            "${AWS::Region}",
            "${}",
            "${self:a",
            "\\${self:a}",
            "${'a'}",
            "$self:a",
            "${file(a}",
            "${ self:a }",
        ] {
            assert_eq!(shown(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(shown("${x ${self:a} y} ${b}").len(), 1);
        assert_eq!(shown("${self:a}${self:b}").len(), 2);
    }

    #[test]
    fn signs_before_a_variable_go_with_it_and_backslashes_keep_it_from_being_one() {
        assert_eq!(shown("a $$${self:b}"), ["$$${self:b} = self(-):b"]);
        assert_eq!(shown(r"a \$${self:b}"), ["${self:b} = self(-):b"]);
        let text = r"\${self:a} \\${self:a} \\\${self:a} \n \$context.path";
        let dropped = escapes(text, &Syntax::default());
        let dropped: Vec<usize> = dropped.iter().map(|span| span.len()).collect();
        assert_eq!(dropped, [1, 1, 2]);
    }

    #[test]
    fn a_service_may_have_a_syntax_of_its_own() {
        let pattern = r#"\${{([ ~:a-zA-Z0-9._@\'",\-\/\(\)]+?)}}"#;
        let syntax = Syntax::of_pattern(pattern).expect("a syntax");
        let all = variables("${self:a} ${{self:b}}", &syntax);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].span, Span::new(10, 21));
        for pattern in ["", "x", "([a])", "a([b])c"] {
            assert_eq!(Syntax::of_pattern(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn many_variables_end() {
        let text = "${self:a}".repeat(2 * SERVERLESS_VARIABLES);
        assert_eq!(
            variables(&text, &Syntax::default()).len(),
            SERVERLESS_VARIABLES
        );
        assert!(variables(&"${self:".repeat(10_000), &Syntax::default()).is_empty());
    }
}
