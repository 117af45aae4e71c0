//! See [`RULE`].

use crate::ast::{Part, PartKind};
use crate::catalog::{Outside, outside};
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Place;
use crate::span::Span;

rule! {
    /// A `$` name that is not `$context`: `$input`, `$stageVariables`, `$util`, `$method`, `$request`.
    ///
    /// These belong to mapping templates and to parameter mapping. Access logs know `$context` alone, and nothing else is
    /// replaced: the name stands in every line as it was typed. There are no functions either, so a value cannot be escaped
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
    /// ```good rest
    /// {"requestId":"$context.requestId","agent":"$context.identity.userAgent"}
    /// ```
    ///
    /// ```good websocket
    /// {"requestId":"$context.requestId","fallback":"$default"}
    /// ```
    "foreign-namespace", Syntax, Warning, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html",
        "https://github.com/serverless/dashboard-plugin/pull/364",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for (number, part) in model.oddities() {
        if part.kind != PartKind::Name
            || model.next_is_hole(number)
            || model.places.get(number) == Some(&Place::JsonKey)
        {
            continue;
        }
        let name = model.slice(part.span);
        match outside(name, model.apis) {
            Outside::Namespace(_) => findings.warning(
                part.span,
                format!("`{name}` means nothing in an access log: only `$context` does"),
                |d| advise(model, number, part, d),
            ),
            Outside::Other => findings.warning(
                part.span,
                format!("`{name}` is no `$context` variable: every line holds it as it stands"),
                |d| d.help("write a variable, such as `$context.requestId`, or leave out the `$`"),
            ),
            Outside::Route | Outside::Misspelt(_) | Outside::Unprefixed(_) => {}
        }
    }
}

fn advise(model: &Model<'_>, number: usize, part: Part, d: Diagnostic) -> Diagnostic {
    let name = model.slice(part.span).trim_start_matches(['$', '{']);
    let root_end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    match &name[..root_end] {
        "util" => {
            let d = d.help("a format cannot call functions: write the variable alone");
            match unwrapped(model, number, part) {
                Some(fix) => d.fix(fix),
                None => d,
            }
        }
        "stageVariables" => d.help(
            "stage variables cannot be logged; what is the same for every request can be written into the format as text",
        ),
        _ => {
            let variable = match name {
                "request.path" | "method.request.url" => Some("path"),
                "request.method" => Some("httpMethod"),
                "response.status" | "response.statuscode" | "response.statusCode" => Some("status"),
                _ => None,
            };
            match variable {
                Some(path) => {
                    let new = format!("$context.{path}");
                    d.help(format!("write `{new}`"))
                        .fix(Fix::to_review(format!("write `{new}`"), part.span, new))
                }
                None => d.help(
                    "headers, parameters and bodies cannot be logged; a Lambda authorizer can return a value that is then `$context.authorizer.KEY`",
                ),
            }
        }
    }
}

/// `$util.f($context.x)` without the call.
fn unwrapped(model: &Model<'_>, number: usize, part: Part) -> Option<Fix> {
    let text = model.text();
    let open = Span::new(part.span.start, part.span.end + 1);
    let inner = model.format.parts.get(number + 2)?;
    let close = Span::new(inner.span.end, inner.span.end + 1);
    let is_call = text[part.span.end..].starts_with('(')
        && inner.kind == PartKind::Reference
        && inner.span.start == open.end
        && text[inner.span.end..].starts_with(')');
    is_call.then(|| Fix {
        title: format!("write `{}` alone", model.slice(inner.span)),
        edits: vec![(open, String::new()), (close, String::new())],
        safe: false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, fixed, found, found_in};
    use super::RULE;

    #[test]
    fn points_at_the_name() {
        let text = "$context.requestId $input.params('x') ${stageVariables['y']} $var";
        let places: Vec<_> = found(&RULE, text, "rest")
            .into_iter()
            .map(|f| f.1)
            .collect();
        assert_eq!(places, ["$input.params", "${stageVariables['y']}", "$var"]);
    }

    #[test]
    fn takes_a_value_out_of_its_call() {
        assert_eq!(
            fixed(
                &RULE,
                "a $util.urlEncode($context.path) $request.method",
                "http"
            ),
            "a $context.path $context.httpMethod"
        );
    }

    #[test]
    fn leaves_routes_keys_money_and_variables_alone() {
        for text in [
            "$context.routeKey $default $connect $disconnect $5 $ $$",
            r#"{"$schema":"$context.requestId"}"#,
            "$requestId $content.path $integration.latency",
        ] {
            assert_eq!(found(&RULE, text, "any"), [], "{text}");
        }
        assert_eq!(
            found_in(&RULE, &[Piece::Text("$in"), Piece::Hole], "any"),
            []
        );
    }
}
