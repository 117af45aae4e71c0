//! See [`RULE`].

use crate::ast::PartKind;
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::span::Span;

rule! {
    /// A format without any `$context` reference: `Format: json`.
    ///
    /// The format is the line itself, with references in the places of the values. There are no names for ready-made
    /// formats: `json`, `CLF` or an empty text is not a format: every line would be that text. API Gateway refuses to
    /// deploy it, because one of the request ids is missing. Write out the line.
    ///
    /// ```bad rest
    /// json
    /// ```
    ///
    /// ```bad http
    /// $requestId $status
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "no-reference", Deploy, Whole, Error, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
    ],
    check
}

/// What is offered for a word such as `json`: what every API logs, and the id that each needs.
const JSON: &str = r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","status":"$context.status"}"#;

fn check(model: &Model<'_>, findings: &mut Findings) {
    let speaks_of_context = model.format.parts.iter().any(|part| match part.kind {
        PartKind::Reference | PartKind::Malformed(_) | PartKind::Hole => true,
        PartKind::Template => model.slice(part.span).contains("context."),
        PartKind::Literal | PartKind::Name => false,
    });
    if speaks_of_context {
        return;
    }
    let text = model.text();
    let all = Span::new(0, text.len());
    let word = text.trim();
    let message = if word.is_empty() {
        "the format is empty"
    } else {
        "the format contains no `$context` reference: every line would be identical"
    };
    findings.error(all, message, |d| {
        let style = ["json", "clf", "csv", "xml"]
            .iter()
            .any(|style| style.eq_ignore_ascii_case(word));
        if style {
            d.label("the log line itself belongs here, not the name of a format")
                .help(format!("write out the line, such as `{JSON}`"))
                .fix(Fix::to_review("write a small JSON format", all, JSON))
        } else {
            d.help("write a reference for each value, such as `$context.requestId $context.status`")
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, fixed, found, found_in};
    use super::RULE;

    #[test]
    fn wants_one_reference_at_least() {
        for text in ["", " ", "json", "$requestId $status", "a:b", "$input.body"] {
            assert_eq!(found(&RULE, text, "any").len(), 1, "{text}");
        }
        for text in [
            "$context.path",
            "$context",
            "${context.path}",
            "$!{context.path}",
        ] {
            assert_eq!(found(&RULE, text, "any"), [], "{text}");
        }
        assert_eq!(found_in(&RULE, &[Piece::Hole], "any"), []);
    }

    #[test]
    fn what_it_offers_is_right_for_every_api() {
        use crate::api::{Api, ApiSet};
        use crate::lint::{RULES, lint};
        let text = fixed(&RULE, "JSON", "any");
        let source = crate::text::FormatText::verbatim(crate::span::SourceId(0), 0, &text);
        for api in Api::ALL {
            let model = crate::model::Model::new(&source, ApiSet::one(api));
            let on = RULES.iter().filter(|rule| rule.on);
            assert_eq!(lint(&model, on), []);
        }
    }
}
