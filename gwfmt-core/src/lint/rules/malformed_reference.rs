//! See [`RULE`].

use crate::ast::{Malformed, Part, PartKind};
use crate::catalog::{Meaning, meant, resolve};
use crate::diagnostic::{Fix, Severity};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Place;

rule! {
    /// A reference that is not `$context.` and a name.
    ///
    /// API Gateway replaces plain names only: letters, digits and `_`, with single dots between them. `$context` alone was
    /// refused when somebody tried to log everything with it; an empty part names nothing; the brackets of mapping
    /// templates end the name before them, so that its object is logged as `-` and the brackets as text. Write the whole
    /// path with dots, one reference a value.
    ///
    /// What happens to `${context.path}` and to a dot after a name is not documented. These are notes: the plain spelling,
    /// or a space before the dot, is safe whatever the answer is.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","all":"$context"}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims['username']"}
    /// ```
    ///
    /// ```bad websocket
    /// ${context.requestId} $context.identity..sourceIp
    /// ```
    ///
    /// ```good http
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.username"}
    /// ```
    "malformed-reference", Syntax, Reference, Warning, true, Reported,
    sources: [
        "https://github.com/DataBiosphere/azul/issues/4055",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for (number, part) in model.oddities() {
        let PartKind::Malformed(kind) = part.kind else {
            continue;
        };
        let text = model.slice(part.span);
        let open = model.next_is_hole(number);
        match kind {
            Malformed::Bare | Malformed::TrailingDot if open => {} // the name may stand in the hole
            Malformed::Bare => bare(model, number, part, findings),
            Malformed::TrailingDot if text == "." => dot_after_name(part, findings),
            Malformed::TrailingDot => findings.warning(
                part.span,
                format!("no name follows the dot of `{text}`"),
                |d| d.help("write the name of a variable, such as `$context.requestId`"),
            ),
            Malformed::EmptyPart => empty_part(model, part, findings),
            Malformed::Bracket => bracket(model, part, findings),
            Malformed::Braced => braced(model, part, findings),
        }
    }
}

fn bare(model: &Model<'_>, number: usize, part: Part, findings: &mut Findings) {
    let in_key = model.places.get(number) == Some(&Place::JsonKey);
    let (severity, message) = if in_key {
        (
            Severity::Note,
            "how API Gateway reads `$context` in a key is not documented",
        )
    } else {
        (
            Severity::Warning,
            "`$context` alone is not a variable: it cannot be logged as a whole",
        )
    };
    findings.push(severity, part.span, message, |d| {
        d.help("name each value that you want, such as `$context.requestId`")
    });
}

fn dot_after_name(part: Part, findings: &mut Findings) {
    findings.note(
        part.span,
        "whether a dot right after a name belongs to the name is not documented",
        |d| d.help("put a space or another delimiter before the dot, or remove it"),
    );
}

fn empty_part(model: &Model<'_>, part: Part, findings: &mut Findings) {
    let text = model.slice(part.span);
    findings.warning(
        part.span,
        format!("`{text}` has a part without a name"),
        |d| {
            let whole: Vec<&str> = text.split('.').filter(|part| !part.is_empty()).collect();
            let new = whole.join(".");
            if is_listed(model, &new) {
                d.help(format!("write `{new}`")).fix(Fix::to_review(
                    format!("write `{new}`"),
                    part.span,
                    new,
                ))
            } else {
                d.help("write one dot between two names")
            }
        },
    );
}

fn bracket(model: &Model<'_>, part: Part, findings: &mut Findings) {
    let text = model.slice(part.span);
    findings.warning(
        part.span,
        format!("`{text}` is the syntax of mapping templates: a name ends before `[`"),
        |d| {
            let new = dotted(text);
            if new.contains(':') {
                d.help("a claim with a colon in its name cannot be logged: copy it to a plain name, in a Lambda authorizer or a Cognito pre token generation trigger")
            } else if is_listed(model, &new) {
                d.help(format!("write `{new}`"))
                    .fix(Fix::to_review(format!("write `{new}`"), part.span, new))
            } else {
                let meant = meant(new.trim_start_matches("$context."), model.apis);
                match (meant.path, meant.why) {
                    (Some(path), _) => d.help(format!("did you mean `$context.{path}`?")),
                    (None, Some(why)) => d.help(format!("remove it: {}", why.words(model.apis))),
                    (None, None) => d.help("write the whole path with dots"),
                }
            }
        },
    );
}

fn braced(model: &Model<'_>, part: Part, findings: &mut Findings) {
    let text = model.slice(part.span);
    let inner = text.trim_start_matches("${").trim_end_matches('}');
    let new = format!("${inner}");
    findings.note(
        part.span,
        format!("whether `{text}` is read as a reference is not documented"),
        |d| {
            d.help(format!("write `{new}`")).fix(Fix::to_review(
                format!("write `{new}`"),
                part.span,
                new.clone(),
            ))
        },
    );
}

/// `$context.a['b'].c` with dots: `$context.a.b.c`.
fn dotted(text: &str) -> String {
    text.replace(['\\', '\'', '"', ']'], "").replace('[', ".")
}

fn is_listed(model: &Model<'_>, reference: &str) -> bool {
    reference
        .strip_prefix("$context.")
        .is_some_and(|path| matches!(resolve(path, model.apis).meaning, Meaning::Listed(_)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, found, found_in};
    use super::RULE;
    use Piece::{Hole, Text};

    #[test]
    fn says_what_a_subscript_was_meant_to_be() {
        let help = |text: &str| diagnostics(&RULE, text, "http")[0].help.clone().unwrap();
        assert_eq!(
            help("$context.claims['sub']"),
            "did you mean `$context.authorizer.claims.sub`?"
        );
        assert!(help("$context.headers['x']").starts_with("remove it: no variable"));
        assert_eq!(help("$context['requestId']"), "write `$context.requestId`");
    }

    #[test]
    fn tells_faults_from_what_nobody_knows() {
        for (text, severity, span) in [
            ("$context", "warning", "$context"),
            ("$context. x", "warning", "$context."),
            (
                "$context.identity..user",
                "warning",
                "$context.identity..user",
            ),
            ("$context.a['b']", "warning", "$context.a['b']"),
            ("$context.path.", "note", "."),
            ("${context.path}", "note", "${context.path}"),
            ("{\"$context\":1}", "note", "$context"),
        ] {
            assert_eq!(
                found(&RULE, text, "rest"),
                [(severity.to_owned(), span.to_owned())],
                "{text}"
            );
        }
    }

    #[test]
    fn keeps_quiet_where_the_name_may_go_on_in_a_hole() {
        for pieces in [
            &[Text("$context."), Hole],
            &[Text("$context"), Hole],
            &[Text("$context.identity."), Hole],
        ] {
            assert_eq!(found_in(&RULE, pieces, "rest"), []);
        }
        assert_eq!(
            found_in(&RULE, &[Text("$context..a"), Hole], "rest").len(),
            1
        );
    }

    #[test]
    fn writes_brackets_as_dots() {
        let fixed = super::super::testing::fixed(
            &RULE,
            r#""$context.authorizer.claims["sub"] $context.identity..sourceIp ${context.path}""#,
            "http",
        );
        assert_eq!(
            fixed,
            r#""$context.authorizer.claims.sub $context.identity.sourceIp $context.path""#
        );
    }
}
