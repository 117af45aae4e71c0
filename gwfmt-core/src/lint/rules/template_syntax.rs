//! See [`RULE`].

use crate::ast::PartKind;
use crate::catalog::{Meaning, resolve};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::{Place, Shape};
use crate::span::Span;

rule! {
    /// A directive of a template engine: `#if`, `#set`, `#foreach`, `$!{…}`.
    ///
    /// A format is not a mapping template. API Gateway replaces the references in it and runs nothing, so directives are
    /// written to every line as text, and text that was meant for one condition is always written. There is no default
    /// value and no quiet reference: an absent value is logged as `-`. Write the plain reference, and leave conditions to
    /// whoever reads the log. Outside of the strings of JSON a directive makes every line unreadable, and is an error.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId"#if($context.error.message),"error":"$context.error.message"#end}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","user":"$!context.authorizer.claims.sub"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","error":"$context.error.message"}
    /// ```
    "template-syntax", Syntax, Reference, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
        "https://github.com/serverless/dashboard-plugin/pull/364",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let templates: Vec<(usize, Span)> = model
        .oddities()
        .filter(|(number, part)| {
            part.kind == PartKind::Template && model.places.get(*number) != Some(&Place::JsonKey)
        })
        .map(|(number, part)| (number, part.span))
        .collect();
    for (at, &(number, span)) in templates.iter().enumerate() {
        let text = model.slice(span);
        if closes(text) && at > 0 {
            continue; // named by the directive that it belongs to
        }
        if text.starts_with('#') {
            let belongs = templates[at + 1..]
                .iter()
                .take_while(|(_, next)| closes(model.slice(*next)));
            findings.push(
                severity(model, number),
                span,
                format!("`{text}` is not evaluated: formats are not templates"),
                |d| {
                    let d = shown(model, number, d)
                        .help("write the plain references; an absent value is logged as `-`");
                    belongs.fold(d, |d, (_, next)| d.related(*next, "and this"))
                },
            );
        } else {
            quiet(model, number, span, findings);
        }
    }
}

/// Whether the part is in JSON where only a value, a comma or a bracket is allowed.
fn breaks_json(model: &Model<'_>, number: usize) -> bool {
    matches!(model.shape, Shape::Json(_))
        && !matches!(
            model.places.get(number),
            Some(Place::JsonString | Place::JsonKey)
        )
}

fn severity(model: &Model<'_>, number: usize) -> Severity {
    if breaks_json(model, number) {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// A line with the directive where JSON cannot have it.
fn shown(model: &Model<'_>, number: usize, d: Diagnostic) -> Diagnostic {
    if !breaks_json(model, number) {
        return d;
    }
    let span = model.format.parts[number].span;
    d.shown_by(Slots::cut(model).broken(Reading::JsonEscaped, span, "nothing removes this"))
}

fn closes(text: &str) -> bool {
    ["#end", "#else"].contains(&text)
}

/// `$!context.x`, `$!{context.x}`.
fn quiet(model: &Model<'_>, number: usize, span: Span, findings: &mut Findings) {
    let text = model.slice(span);
    findings.push(
        severity(model, number),
        span,
        format!("`{text}` is a quiet reference, which only mapping templates have"),
        |d| {
            let d = shown(model, number, d);
            let name = text.trim_start_matches("$!").trim_matches(['{', '}']);
            let listed = name.strip_prefix("context.").is_some_and(|path| {
                matches!(resolve(path, model.apis).meaning, Meaning::Listed(_))
            });
            if listed {
                let new = format!("${name}");
                d.help(format!("write `{new}`")).fix(Fix::to_review(
                    format!("write `{new}`"),
                    span,
                    new,
                ))
            } else {
                d.help("write a plain reference, such as `$context.requestId`")
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, fixed, found};
    use super::RULE;

    #[test]
    fn one_finding_a_condition() {
        let text = "$context.requestId #if($context.path)a#else b#end #set($x = 1)";
        let all = diagnostics(&RULE, text, "rest");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].related.len(), 2);
        assert_eq!(&text[all[1].span.range()], "#set");
    }

    #[test]
    fn is_an_error_where_json_cannot_have_it() {
        for (text, level) in [
            (r##"{"a":"x"#if($context.path),"b":"y"#end}"##, "error"),
            (r#"{"a":$!context.path}"#, "error"),
            (
                r#"{"a":"$!context.path #if($context.path)x#end"}"#,
                "warning",
            ),
            ("$!context.path", "warning"),
        ] {
            let all = diagnostics(&RULE, text, "rest");
            assert_eq!(all[0].severity.to_string(), level, "{text}");
            assert_eq!(all[0].counter_example.is_some(), level == "error");
        }
    }

    #[test]
    fn makes_quiet_references_plain() {
        assert_eq!(
            fixed(&RULE, "$!context.path $!{context.status} $!x", "http"),
            "$context.path $context.status $!x"
        );
    }

    #[test]
    fn text_with_a_hash_is_text() {
        for text in ["#1 $context.requestId", "#end", "#ifx", "a#b"] {
            assert_eq!(found(&RULE, text, "any"), [], "{text}");
        }
    }
}
