//! See [`RULE`].

use crate::ast::PartKind;
use crate::catalog::{Meaning, Outside, outside, resolve};
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Place;
use crate::span::Span;

rule! {
    /// The name of a variable without `$context.` before it, or with a misspelt one: `$requestId`, `$content.path`.
    ///
    /// API Gateway replaces nothing but `$context.` and a name, in exactly this spelling: upper and lower case matter. It
    /// takes anything else for text, so every line has the name in place of the value, without any warning. A required request ID
    /// that is written this way does not count either. Write `$context.` in full before each name.
    ///
    /// `context.requestId` without its dollar is reported too, unless it looks like the label of a value.
    ///
    /// ```bad rest
    /// $context.requestId $status $error.message
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","path":"$Context.path","ip":"$content.identity.sourceIp"}
    /// ```
    ///
    /// ```good rest
    /// $context.requestId $context.status $context.error.message
    /// ```
    "missing-context-prefix", Syntax, Reference, Warning, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    other_names(model, findings);
    without_dollar(model, findings);
}

fn other_names(model: &Model<'_>, findings: &mut Findings) {
    for (number, part) in model.oddities() {
        if part.kind != PartKind::Name
            || model.next_is_hole(number)
            || model.places.get(number) == Some(&Place::JsonKey)
        {
            continue;
        }
        let name = model.slice(part.span);
        let (message, path) = match outside(name, model.apis) {
            Outside::Misspelt(path) => (format!("`{name}` does not begin with `$context.`"), path),
            Outside::Unprefixed(path) => {
                (format!("`{name}` is not a `$context` variable"), Some(path))
            }
            Outside::Route | Outside::Namespace(_) | Outside::Other => continue,
        };
        findings.warning(part.span, message, |d| {
            let d = d.label("written literally to every line");
            match path {
                Some(path) => {
                    let new = format!("$context.{path}");
                    d.help(format!("write `{new}`")).fix(Fix::to_review(
                        format!("write `{new}`"),
                        part.span,
                        new,
                    ))
                }
                None => d.help("write `$context.` and the name of a variable"),
            }
        });
    }
}

/// `context.requestId` in the text, where it is not a label: `context.requestId=`, `"context.requestId":`, or any
/// text in a format that has the reference as well.
fn without_dollar(model: &Model<'_>, findings: &mut Findings) {
    const WORD: &str = "context.";
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    for (number, part) in model.format.parts.iter().enumerate() {
        if part.kind != PartKind::Literal {
            continue;
        }
        let literal = model.slice(part.span);
        for (at, _) in literal.match_indices(WORD) {
            let rest = &literal[at + WORD.len()..];
            let name = rest.find(|c| !is_name(c)).map_or(rest, |end| &rest[..end]);
            let path = name.trim_end_matches('.');
            let after = rest[path.len()..].trim_start_matches(['"', '\'', '\\', ' ']);
            let joined = literal[..at].ends_with(|c| is_name(c) || matches!(c, '-' | '$'));
            let open = after.is_empty() && name.len() == rest.len() && model.next_is_hole(number);
            let label = after.starts_with([':', '=', '>']);
            let listed = matches!(resolve(path, model.apis).meaning, Meaning::Listed(_));
            if joined || open || label || !listed {
                continue;
            }
            if model.uses.iter().any(|used| model.path(used) == path) {
                continue;
            }
            let start = part.span.start + at;
            let span = Span::new(start, start + WORD.len() + path.len());
            findings.warning(
                span,
                format!("the `$` is missing before `{WORD}{path}`"),
                |d| {
                    let new = format!("${WORD}{path}");
                    d.label("written literally to every line")
                        .help(format!("write `{new}`"))
                        .fix(Fix::to_review(format!("write `{new}`"), span, new))
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, fixed, found, found_in};
    use super::RULE;

    #[test]
    fn points_at_the_name_and_mends_it() {
        let text = "$requestId $error.messageString $remote_addr $contexts.stage $Context.Path";
        let places: Vec<_> = found(&RULE, text, "rest")
            .into_iter()
            .map(|f| f.1)
            .collect();
        assert_eq!(places.join(" "), text);
        assert_eq!(
            fixed(&RULE, text, "rest"),
            "$context.requestId $context.error.messageString $context.identity.sourceIp $context.stage $context.path"
        );
    }

    #[test]
    fn misses_a_dollar() {
        assert_eq!(
            fixed(
                &RULE,
                r#"{"id":"context.requestId","s":"{context.status}."}"#,
                "rest"
            ),
            r#"{"id":"$context.requestId","s":"{$context.status}."}"#
        );
        for text in [
            r#"{"context.status":"$context.path"}"#,
            "context.status=$context.path",
            "context.status is $context.status",
            "requestContext.status my_context.status context.foo $context.path",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
        let pieces = [Piece::Text("context.status"), Piece::Hole];
        assert_eq!(found_in(&RULE, &pieces, "rest"), []);
    }

    #[test]
    fn leaves_keys_other_namespaces_and_holes_alone() {
        for text in [
            r#"{"$status":"$context.status"}"#,
            "$input.path $5 $default",
        ] {
            assert_eq!(found(&RULE, text, "any"), [], "{text}");
        }
        assert_eq!(
            found_in(&RULE, &[Piece::Text("$stat"), Piece::Hole], "any"),
            []
        );
    }
}
