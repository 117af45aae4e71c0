//! See [`RULE`].

use crate::ast::{Part, PartKind};
use crate::catalog::{Namespace, Outside, outside};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Place;
use crate::span::Span;

rule! {
    /// A `$` name that is not `$context`: `$input`, `$stageVariables`, `$util`, `$method`, `$request`.
    ///
    /// These belong to mapping templates and to parameter mapping. Access logs know `$context` alone, and nothing else is
    /// replaced: the name is written to every line as it was typed. There are no functions either, so a value cannot be escaped
    /// or encoded, and headers, query strings, bodies and stage variables cannot be logged.
    ///
    /// A header or parameter reaches the log when a Lambda authorizer returns it in its context
    /// (`$context.authorizer.KEY`), and on REST APIs when a mapping template sets it as an override
    /// (`$context.requestOverride.header.NAME`). The names of routes, `$default`, `$connect` and `$disconnect`, are left alone.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","agent":"$util.escapeJavaScript($context.identity.userAgent)"}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","host":"$request.header.host"}
    /// ```
    ///
    /// Without quotes in JSON such a name makes every line unreadable, and is an error.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","body":$input.json('$')}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","agent":"$context.identity.userAgent"}
    /// ```
    ///
    /// ```good websocket
    /// {"requestId":"$context.requestId","fallback":"$default"}
    /// ```
    "foreign-namespace", Syntax, Reference, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html",
        "https://github.com/serverless/dashboard-plugin/pull/364",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    // `#set($x = …)$x`: names of the template's own, told by `template-syntax`.
    let assigns = model.oddities().any(|(_, part)| {
        part.kind == PartKind::Template && matches!(model.slice(part.span), "#set" | "#foreach")
    });
    for (number, part) in model.oddities() {
        if part.kind != PartKind::Name
            || model.next_is_hole(number)
            || model.places.get(number) == Some(&Place::JsonKey)
        {
            continue;
        }
        let name = model.slice(part.span);
        match outside(name, model.apis) {
            Outside::Namespace(_) if is_argument(model, number) => {}
            Outside::Namespace(namespace) => findings.push(
                severity(model, number, part),
                part.span,
                format!("`{name}` is not replaced in an access log: only `$context` variables are"),
                |d| {
                    shown(
                        model,
                        number,
                        part,
                        advise(model, number, part, namespace, d),
                    )
                },
            ),
            Outside::Other if assigns => {}
            Outside::Other => findings.warning(
                part.span,
                format!(
                    "`{name}` is not a `$context` variable: it is written literally to every line"
                ),
                |d| d.help("write a variable, such as `$context.requestId`, or remove the `$`"),
            ),
            Outside::Route | Outside::Misspelt(_) | Outside::Unprefixed(_) => {}
        }
    }
}

/// Whether the part is written where JSON takes no such text, so that this rule says all there is to say.
pub(super) fn breaks_json(model: &Model<'_>, number: usize) -> bool {
    let part = model.format.parts[number];
    part.kind == PartKind::Name
        && !model.next_is_hole(number)
        && model.places.get(number) == Some(&Place::JsonBare)
        && matches!(
            outside(model.slice(part.span), model.apis),
            Outside::Namespace(_)
        )
}

fn severity(model: &Model<'_>, number: usize, part: Part) -> Severity {
    let name = model.slice(part.span);
    let quotes = name.matches('"').count() > name.matches("\\\"").count();
    let ends_string = quotes && model.places.get(number) == Some(&Place::JsonString);
    if breaks_json(model, number) || ends_string {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// A line with the name where JSON cannot have it.
fn shown(model: &Model<'_>, number: usize, part: Part, d: Diagnostic) -> Diagnostic {
    if !breaks_json(model, number) {
        return d;
    }
    let why = format!("`{}` is not a JSON value", model.slice(part.span));
    d.shown_by(Slots::cut(model).broken(Reading::JsonEscaped, part.span, why))
}

/// Whether the name is inside the call of another one: `$util.f($util.g($context.path))`.
fn is_argument(model: &Model<'_>, number: usize) -> bool {
    let [.., outer, open, _] = &model.format.parts[..=number] else {
        return false;
    };
    model.slice(open.span) == "("
        && outer.kind == PartKind::Name
        && matches!(
            outside(model.slice(outer.span), model.apis),
            Outside::Namespace(_)
        )
}

fn advise(
    model: &Model<'_>,
    number: usize,
    part: Part,
    namespace: Namespace,
    d: Diagnostic,
) -> Diagnostic {
    let name = model.slice(part.span);
    if namespace == Namespace::Util {
        return match unwrapped(model, number, part) {
            Some(fix) => d
                .help("a format cannot call functions: write the variable alone")
                .fix(fix),
            None if name.contains("$input") => d.help(
                "a format cannot call functions, and headers, parameters, and bodies cannot be logged",
            ),
            None => d.help(namespace.help()),
        };
    }
    match namespace.variable(name, model.apis) {
        Some(path) => {
            let new = format!("$context.{path}");
            d.help(format!("write `{new}`")).fix(Fix::to_review(
                format!("write `{new}`"),
                part.span,
                new,
            ))
        }
        None => d.help(namespace.help()),
    }
}

/// `$util.f($context.x)` without the call.
fn unwrapped(model: &Model<'_>, number: usize, part: Part) -> Option<Fix> {
    let text = model.text();
    let parts = &model.format.parts;
    let mut inner = number;
    while parts.get(inner)?.kind == PartKind::Name && model.slice(parts.get(inner + 1)?.span) == "("
    {
        inner += 2;
    }
    let calls = (inner - number) / 2;
    let inner = parts.get(inner)?;
    let open = Span::new(part.span.start, inner.span.start);
    let close = Span::new(inner.span.end, inner.span.end + calls);
    let is_call = calls > 0
        && inner.kind == PartKind::Reference
        && text.get(close.range())?.bytes().all(|b| b == b')')
        && !text[close.end..].starts_with(['.', '[', '(']);
    let quote = if breaks_json(model, number) { "\"" } else { "" };
    is_call.then(|| Fix {
        title: format!("write `{quote}{}{quote}` alone", model.slice(inner.span)),
        edits: vec![(open, quote.to_owned()), (close, quote.to_owned())],
        safe: false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, fixed, found, found_in};
    use super::RULE;
    use crate::api::{Api, ApiSet};
    use crate::lint::{RULES, lint};
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn points_at_the_name() {
        let text = "$context.requestId $input.params('x') ${stageVariables['y']} $var";
        let places: Vec<_> = found(&RULE, text, "rest")
            .into_iter()
            .map(|f| f.1)
            .collect();
        assert_eq!(
            places,
            ["$input.params('x')", "${stageVariables['y']}", "$var"]
        );
    }

    #[test]
    fn takes_a_value_out_of_its_call() {
        let more = "$util.parseJson($context.authorizer.data).x";
        assert_eq!(fixed(&RULE, more, "rest"), more);
        assert_eq!(
            fixed(
                &RULE,
                "a $util.urlEncode($context.path) $request.method",
                "http"
            ),
            "a $context.path $context.httpMethod"
        );
        assert_eq!(
            fixed(&RULE, r#"{"a":$util.f($util.g($context.path))}"#, "rest"),
            r#"{"a":"$context.path"}"#
        );
    }

    #[test]
    fn is_the_only_finding_for_a_call() {
        for (level, text) in [
            (
                "error",
                r#"{"a":$input.json('$'),"b":"$context.requestId"}"#,
            ),
            (
                "error",
                r#"{"a":$util.f($context.path),"b":"$context.requestId"}"#,
            ),
            (
                "error",
                r#"{"a":"$input.json("$")","b":"$context.requestId"}"#,
            ),
            (
                "warning",
                r#"{"a":"$util.escape($input.body)","b":"$context.requestId"}"#,
            ),
            (
                "warning",
                r#"{"a":"$util.f($util.g($context.path))","b":"$context.requestId"}"#,
            ),
        ] {
            let source = FormatText::verbatim(SourceId(0), 0, text);
            let all = lint(
                &Model::new(&source, ApiSet::one(Api::Rest)),
                RULES.iter().filter(|rule| rule.on),
            );
            let names: Vec<_> = all.iter().map(|d| d.rule).collect();
            assert_eq!(names, ["foreign-namespace"], "{text}: {all:?}");
            assert_eq!(all[0].severity.to_string(), level, "{text}");
        }
    }

    #[test]
    fn leaves_routes_keys_money_and_variables_alone() {
        for text in [
            "$context.routeKey $default $connect $disconnect $5 $ $$",
            r#"{"$schema":"$context.requestId"}"#,
            "$requestId $content.path $integration.latency",
            "#set($x = $context.path)$x",
        ] {
            assert_eq!(found(&RULE, text, "any"), [], "{text}");
        }
        assert_eq!(
            found_in(&RULE, &[Piece::Text("$in"), Piece::Hole], "any"),
            []
        );
    }
}
