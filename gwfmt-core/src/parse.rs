//! The grammar of formats (nom). Parsing never fails: what is not a reference is literal text.
//!
//! API Gateway publishes no grammar. What is known: a reference is `$context.` and a name of letters, digits, `_`, `.`;
//! the longest name wins; `$`, `"`, `,`, space, `]`, `}`, `<`, `/`, `:` end one. Whether `-` belongs to a name is not
//! known: it is read as part of the path here, and [`crate::catalog::resolve`] decides with the catalog in hand.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while, take_while1};
use nom::character::complete::{char, multispace0, satisfy};
use nom::combinator::{fail, map, not, opt, peek, recognize, value, verify};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};

use crate::ast::{Format, Malformed, Part, PartKind};
use crate::limits::{TEMPLATE_CALLS, TEMPLATE_PIECES};
use crate::span::Span;
use crate::text::FormatText;

/// Takes a format apart.
pub fn parse(text: &FormatText) -> Format {
    let mut format = Format::default();
    let mut from = 0;
    let mut directives = false;
    for (hole, _) in text.holes() {
        stretch(
            text.as_str(),
            Span::new(from, hole.start),
            &mut directives,
            &mut format,
        );
        format.parts.push(Part {
            span: hole,
            kind: PartKind::Hole,
        });
        from = hole.end;
    }
    stretch(
        text.as_str(),
        Span::new(from, text.len()),
        &mut directives,
        &mut format,
    );
    format
}

/// One stretch between holes. `#else` and `#end` are text until some directive has begun.
fn stretch(text: &str, span: Span, directives: &mut bool, format: &mut Format) {
    let mut rest = &text[span.range()];
    let mut literal = span.start;
    while !rest.is_empty() {
        let at = span.end - rest.len();
        let closes_nothing =
            !*directives && (rest.starts_with("#else") || rest.starts_with("#end"));
        let (after, kind) = match part(rest) {
            Ok(found) if !closes_nothing => found,
            _ => {
                rest = plain(rest);
                continue;
            }
        };
        *directives |= kind == PartKind::Template;
        push_literal(Span::new(literal, at), format);
        literal = span.end - after.len();
        format.parts.push(Part {
            span: Span::new(at, literal),
            kind,
        });
        rest = after;
        // A dot that no name follows: the reference stands, the dot is pinned beside it.
        if kind == PartKind::Reference
            && let Ok((after, _)) = trailing_dot(rest)
        {
            let dot = Span::new(literal, span.end - after.len());
            literal = dot.end;
            format.parts.push(Part {
                span: dot,
                kind: PartKind::Malformed(Malformed::TrailingDot),
            });
            rest = after;
        }
    }
    push_literal(Span::new(literal, span.end), format);
}

fn push_literal(span: Span, format: &mut Format) {
    if !span.is_empty() {
        format.parts.push(Part {
            span,
            kind: PartKind::Literal,
        });
    }
}

/// Skips the first character and all up to the next that may begin a part.
fn plain(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    let rest = chars.as_str();
    rest.find(['$', '#']).map_or("", |at| &rest[at..])
}

fn part(input: &str) -> IResult<&str, PartKind> {
    alt((
        value(PartKind::Template, directive),
        map(malformed, PartKind::Malformed),
        value(PartKind::Reference, reference),
        value(PartKind::Name, name),
    ))
    .parse(input)
}

/// `$context.identity.sourceIp`: at least one part, none of them empty.
fn reference(input: &str) -> IResult<&str, &str> {
    recognize(pair(
        tag("$context"),
        many1_count(pair(char('.'), name_part)),
    ))
    .parse(input)
}

fn name_part(input: &str) -> IResult<&str, &str> {
    take_while1(is_name_char)(input)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// What begins like a reference and cannot be one.
fn malformed(input: &str) -> IResult<&str, Malformed> {
    let braced = value(
        Malformed::Braced,
        (tag("${context."), is_not("${}\"\r\n"), char('}')),
    );
    let bracket = value(
        Malformed::Bracket,
        (
            tag("$context"),
            many0_count(pair(char('.'), take_while(is_name_char))),
            many1_count(subscript),
            many0_count(alt((subscript, recognize(pair(char('.'), name_part))))),
        ),
    );
    let empty_part = value(
        Malformed::EmptyPart,
        (
            tag("$context"),
            many0_count(pair(char('.'), name_part)),
            tag(".."),
            take_while(|c| is_name_char(c) || c == '.'),
        ),
    );
    let lone_dot = value(
        Malformed::TrailingDot,
        terminated(tag("$context."), peek(not_name)),
    );
    let bare = value(
        Malformed::Bare,
        terminated(tag("$context"), peek(not_name_or_dot)),
    );
    alt((braced, bracket, empty_part, lone_dot, bare)).parse(input)
}

/// `['cognito:username']`, `["x"]`, `[0]`.
fn subscript(input: &str) -> IResult<&str, &str> {
    let quoted = |quote: &'static str| {
        delimited(
            tag(quote),
            take_while1(|c| !matches!(c, '\'' | '"' | '\\' | '\n')),
            tag(quote),
        )
    };
    let inside = alt((
        quoted("'"),
        quoted("\""),
        quoted("\\'"),
        quoted("\\\""),
        take_while1(is_name_char),
    ));
    delimited(char('['), inside, char(']')).parse(input)
}

fn trailing_dot(input: &str) -> IResult<&str, char> {
    terminated(char('.'), peek(not_name_or_dot)).parse(input)
}

fn not_name(input: &str) -> IResult<&str, ()> {
    value((), verify(opt(satisfy(is_name_char)), Option::is_none)).parse(input)
}

fn not_name_or_dot(input: &str) -> IResult<&str, ()> {
    let more = satisfy(|c| is_name_char(c) || c == '.');
    value((), verify(opt(more), Option::is_none)).parse(input)
}

/// `$name.more`: what is not `$context`. A digit after `$` is an amount of money.
fn name(input: &str) -> IResult<&str, &str> {
    let word = |input| {
        recognize(pair(
            satisfy(|c: char| c.is_ascii_alphabetic() || c == '_'),
            take_while(|c: char| c.is_ascii_alphanumeric() || c == '_'),
        ))
        .parse(input)
    };
    let dotted = pair(word, many0_count(pair(char('.'), word)));
    alt((
        called,
        parameter,
        recognize(preceded(char('$'), dotted)),
        recognize((tag("${stageVariables"), is_not("}\r\n"), char('}'))),
    ))
    .parse(input)
}

/// `$request.header.x-forwarded-for`: the names of parameter mapping may hold hyphens.
fn parameter(input: &str) -> IResult<&str, &str> {
    let root = alt((tag("$method."), tag("$integration."), tag("$")));
    let message = alt((tag("request."), tag("response.")));
    let part = alt((tag("header."), tag("querystring."), tag("path.")));
    recognize((root, message, part, name_part)).parse(input)
}

/// `$input.json('$.a')`, `$input.params().header.get('x')`: a name of mapping templates with its calls.
fn called(input: &str) -> IResult<&str, &str> {
    let word = |input| take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_').parse(input);
    let root = alt((tag("$input"), tag("$util"), tag("$stageVariables")));
    let step = (char('.'), word, opt(call));
    verify(recognize(pair(root, many1_count(step))), |text: &str| {
        text.contains('(')
    })
    .parse(input)
}

/// The parentheses of a call. References keep their own part, so a call that holds one is not taken.
fn call(input: &str) -> IResult<&str, &str> {
    let quoted = |quote: &'static str, inside: fn(char) -> bool| {
        recognize((tag(quote), take_while(inside), tag(quote)))
    };
    // Between double quotes may stand what could not be JSON of its own.
    let path = |c: char| c.is_ascii_alphanumeric() || "_-.$@*[]".contains(c);
    let mut inside = alt((
        quoted("'", |c| !matches!(c, '\'' | '"' | '\\' | '\n' | '\r')),
        quoted("\\'", |c| !matches!(c, '\'' | '"' | '\\' | '\n' | '\r')),
        quoted("\"", path),
        quoted("\\\"", path),
        recognize(pair(not(tag("$context")), char('$'))),
        take_while1(|c: char| c.is_ascii_alphanumeric() || "_-., ".contains(c)),
    ));
    let (mut rest, _) = char('(').parse(input)?;
    let (mut open, mut pieces) = (1, 0);
    while open > 0 {
        pieces += 1;
        if pieces > TEMPLATE_PIECES {
            return fail().parse(input);
        }
        (rest, open) = match rest.as_bytes().first() {
            Some(b'(') if open < TEMPLATE_CALLS => (&rest[1..], open + 1),
            Some(b')') => (&rest[1..], open - 1),
            _ => (inside.parse(rest)?.0, open),
        };
    }
    Ok((rest, &input[..input.len() - rest.len()]))
}

/// What a template engine would run: `#if(…)`, `#set(…)`, `#else`, `#end`, `$!{x}`, `$!context.x`.
///
/// An opening directive ends before its parenthesis, so that references inside it are seen.
fn directive(input: &str) -> IResult<&str, &str> {
    let opening = terminated(
        pair(
            char('#'),
            alt((tag("if"), tag("elseif"), tag("set"), tag("foreach"))),
        ),
        peek(pair(multispace0, char('('))),
    );
    let closing = terminated(
        pair(char('#'), alt((tag("else"), tag("end")))),
        peek(not_name),
    );
    let quiet_name = pair(
        satisfy(|c| c.is_ascii_alphabetic()),
        take_while(|c| is_name_char(c) || c == '.'),
    );
    let quiet = alt((
        recognize((tag("$!{"), is_not("}\r\n"), char('}'))),
        recognize(preceded(tag("$!"), quiet_name)),
    ));
    alt((recognize(opening), recognize(closing), quiet)).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{SourceId, SourceSpan};

    fn parts(text: &str) -> Vec<(PartKind, &str)> {
        let format = FormatText::verbatim(SourceId(0), 0, text);
        parse(&format)
            .parts
            .iter()
            .map(|part| (part.kind, &text[part.span.range()]))
            .collect()
    }

    /// The parts that are not literal.
    fn found(text: &str) -> Vec<(PartKind, &str)> {
        let mut parts = parts(text);
        parts.retain(|(kind, _)| *kind != PartKind::Literal);
        parts
    }

    use Malformed::{Bare, Braced, Bracket, EmptyPart};
    use PartKind::{Literal, Name, Reference, Template};

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(
            parts("a$context.requestTimeEpoch,$context.domainName$context.path"),
            [
                (Literal, "a"),
                (Reference, "$context.requestTimeEpoch"),
                (Literal, ","),
                (Reference, "$context.domainName"),
                (Reference, "$context.path"),
            ]
        );
        assert_eq!(
            found("$context.authorizer.claims.cognito:username"),
            [(Reference, "$context.authorizer.claims.cognito")]
        );
    }

    #[test]
    fn pins_malformed_references() {
        let malformed = |text| match found(text).as_slice() {
            [(PartKind::Malformed(kind), span)] => (*kind, span.to_string()),
            other => panic!("{text}: {other:?}"),
        };
        for (text, kind, span) in [
            ("x $context y", Bare, "$context"),
            ("$context. ", Malformed::TrailingDot, "$context."),
            ("$context..path", EmptyPart, "$context..path"),
            ("$context.a..b ", EmptyPart, "$context.a..b"),
            (
                "$context.authorizer.claims['cognito:username'],",
                Bracket,
                "$context.authorizer.claims['cognito:username']",
            ),
            (r#"$context[\"path\"]"#, Bracket, r#"$context[\"path\"]"#),
            ("${context.path}", Braced, "${context.path}"),
        ] {
            assert_eq!(malformed(text), (kind, span.to_owned()), "{text}");
        }
        assert_eq!(
            found("$context.path. $context.status"),
            [
                (Reference, "$context.path"),
                (PartKind::Malformed(Malformed::TrailingDot), "."),
                (Reference, "$context.status"),
            ]
        );
    }

    #[test]
    fn sees_other_names_and_templates() {
        assert_eq!(
            found("$requestId $5 $ $content.path $util.escapeJavaScript($context.path)"),
            [
                (Name, "$requestId"),
                (Name, "$content.path"),
                (Name, "$util.escapeJavaScript"),
                (Reference, "$context.path"),
            ]
        );
        assert_eq!(
            found("#if($context.error.message)x#end $!{y} $!context.z"),
            [
                (Template, "#if"),
                (Reference, "$context.error.message"),
                (Template, "#end"),
                (Template, "$!{y}"),
                (Template, "$!context.z"),
            ]
        );
        assert_eq!(
            found("$input.params().header.get('x y') $util.escape($input.json(\"$.a\"))($x"),
            [
                (Name, "$input.params().header.get('x y')"),
                (Name, "$util.escape($input.json(\"$.a\"))"),
                (Name, "$x"),
            ]
        );
        assert_eq!(
            found("$request.header.x-a $method.request.querystring.a-b $request.path-c"),
            [
                (Name, "$request.header.x-a"),
                (Name, "$method.request.querystring.a-b"),
                (Name, "$request.path"),
            ]
        );
        // No call, or one that is not closed, or closed by what may be JSON.
        for (text, name) in [
            ("$status(a)", "$status"),
            ("$input.json('$'", "$input.json"),
            (r#"$util.f(","b":")"#, "$util.f"),
        ] {
            assert_eq!(found(text), [(Name, name)]);
        }
        assert_eq!(
            found(&format!("$util.f{}", "(".repeat(9999)))[0].1,
            "$util.f"
        );
        assert_eq!(found("issue #end of #1"), []);
        assert_eq!(
            found("$context.path #end"),
            [(Reference, "$context.path")],
            "a reference begins no directive"
        );
        assert_eq!(found("$contexts.path $Context.path").len(), 2);
    }

    #[test]
    fn what_a_call_may_hold() {
        for text in [
            "$util.f()",
            r"$util.f('it is, so', \'a b\')",
            r#"$util.f("$.a[*]", \"$.b\")"#,
            "$util.f(a, 1, $x)",
            "$util.f((a)(b)).g(c)",
        ] {
            assert_eq!(found(text), [(Name, text)]);
        }
        for text in [
            r"$util.f('a\')",
            "$util.f('a\nb')",
            r#"$util.f("a b")"#,
            "$util.f(a;b)",
        ] {
            assert_eq!(found(text), [(Name, "$util.f")], "{text}");
        }
    }

    #[test]
    fn a_call_has_bounds() {
        let nested = |calls: usize| format!("$util.f{}{}", "(".repeat(calls), ")".repeat(calls));
        let pieces = |pieces: usize| format!("$util.f({})", "'a'".repeat(pieces));
        let (deepest, longest) = (nested(TEMPLATE_CALLS), pieces(TEMPLATE_PIECES - 1));
        assert_eq!(found(&deepest), [(Name, &*deepest)]);
        assert_eq!(found(&longest), [(Name, &*longest)]);
        for more in [nested(TEMPLATE_CALLS + 1), pieces(TEMPLATE_PIECES)] {
            assert_eq!(found(&more), [(Name, "$util.f")], "{more}");
        }
    }

    #[test]
    fn a_hole_ends_a_name() {
        let mut text = FormatText::verbatim(SourceId(0), 0, "$context.");
        text.push_hole(SourceSpan::new(SourceId(0), 9, 15));
        text.push_verbatim(SourceId(0), 15, "x");
        let kinds: Vec<_> = parse(&text).parts.iter().map(|part| part.kind).collect();
        assert_eq!(
            kinds,
            [
                PartKind::Malformed(Malformed::TrailingDot),
                PartKind::Hole,
                Literal
            ]
        );
    }
}
