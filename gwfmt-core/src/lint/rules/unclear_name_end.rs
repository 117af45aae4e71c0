//! See [`RULE`].

use crate::api::Api;
use crate::catalog::family;
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::span::Span;

rule! {
    /// A `-` right after a name, or a `|` on an HTTP API: whether it ends the name is not documented.
    ///
    /// API Gateway publishes no grammar. A space, a quote, a comma, a bracket, `$`, `<`, `/` and `:` are known to end a
    /// name. A hyphen may belong to it: then `$context.requestId-$context.status` asks for a variable `requestId-`, which
    /// an HTTP API refuses and the others log as `-`. The only code that is said to behave like HTTP APIs reads `|` the same way.
    /// In the key of an authorizer's context, REST APIs document `_` as the only special character. Put a space or another
    /// delimiter after the name.
    ///
    /// ```bad rest
    /// $context.requestId-$context.status
    /// ```
    ///
    /// ```bad http
    /// $context.requestId|$context.status
    /// ```
    ///
    /// ```good http
    /// $context.requestId $context.status
    /// ```
    ///
    /// ```good rest
    /// $context.requestId|$context.status
    /// ```
    "unclear-name-end", Syntax, Reference, Note, true, Unclear,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let http = model.apis.known() == Some(Api::Http);
    let follows = |used: &Use, c: char| model.text()[used.span.end..].starts_with(c);
    let hyphens = model.uses.iter().filter(|used| used.open_end);
    report(model, findings, hyphens, '-');
    let bars = model.uses.iter().filter(|used| http && follows(used, '|'));
    report(model, findings, bars, '|');
    let in_key = |used: &&Use| {
        let path = model.path(used);
        model.apis.known() == Some(Api::Rest)
            && path.contains('-')
            && path.starts_with(family::AUTHORIZER)
            && !path.starts_with(family::CLAIMS)
    };
    for used in model.uses.iter().filter(in_key) {
        findings.note(
            used.span,
            format!(
                "`{}`: on REST APIs `_` is the only special character that is documented for a key of the authorizer's context",
                model.slice(used.span)
            ),
            |d| d.help("return the value under a key without a hyphen"),
        );
    }
}

/// One finding a format: who separates columns so does it everywhere.
fn report<'m>(
    model: &Model<'_>,
    findings: &mut Findings,
    mut uses: impl Iterator<Item = &'m Use>,
    mark: char,
) {
    let Some(first) = uses.next() else {
        return;
    };
    let name = model.slice(first.span);
    findings.note(
        first.span,
        format!("whether the `{mark}` after `{name}` belongs to the name is not documented"),
        |d| {
            let at = |used: &Use| Span::new(used.span.end, used.span.end + mark.len_utf8());
            let d = d
                .related(at(first), format!("this `{mark}`"))
                .help("put a space or another delimiter after the name");
            uses.fold(d, |d, used| d.related(at(used), "here too"))
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, found};
    use super::RULE;

    #[test]
    fn points_at_the_first_name_and_names_the_others() {
        let text = "$context.requestId-$context.status-$context.path";
        let all = diagnostics(&RULE, text, "any");
        assert_eq!(all.len(), 1);
        assert_eq!(&text[all[0].span.range()], "$context.requestId");
        assert_eq!(all[0].related.len(), 2);
    }

    #[test]
    fn hyphens_of_headers_and_keys_are_the_names() {
        let header = "$context.requestId $context.requestOverride.header.X-Id";
        assert_eq!(found(&RULE, header, "rest"), []);
        let key = "$context.requestId $context.authorizer.user-id";
        assert_eq!(found(&RULE, key, "http"), []);
        assert_eq!(found(&RULE, key, "rest").len(), 1);
    }
}
