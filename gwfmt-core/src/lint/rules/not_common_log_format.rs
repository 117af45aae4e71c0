//! See [`RULE`].

use super::missing_space;
use crate::catalog::var;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::delimited::Column;
use crate::span::Span;

rule! {
    /// An access line that is nearly Common Log Format: a ready-made reader refuses it.
    ///
    /// Common Log Format is `host ident user [time] "request" status bytes`, in this order. The finding is about lines that
    /// begin with the client's address and hold a time in brackets and a request in quotes, and yet are something else. A
    /// line of one's own is fine as long as one's own reader knows it.
    ///
    /// ```bad rest
    /// $context.identity.sourceIp [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId
    /// ```
    ///
    /// ```good rest
    /// $context.identity.sourceIp $context.httpMethod $context.path $context.status $context.requestId
    /// ```
    ///
    /// ```good rest
    /// $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId
    /// ```
    "not-common-log-format", Text, Whole, Note, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://httpd.apache.org/docs/current/logs.html#common",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Delimited(line) = &model.shape else {
        return;
    };
    if line.delimiter != ' ' || line.is_clf() || model.has_holes() || missing_space::speaks(model) {
        return;
    }
    let Some(missing) = missing(model, &line.columns) else {
        return;
    };
    let span = match (line.columns.first(), line.columns.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::new(0, model.text().len()),
    };
    findings.note(
        span,
        format!("this is not Common Log Format: {}", missing.join(", ")),
        |d| {
            d.help(
                "Common Log Format is `host ident user [time] \"request\" status bytes`; \
                 if a program is to read the lines, log that or JSON",
            )
        },
    );
}

/// What a reader of Common Log Format looks for and does not find; `None` when the line is not meant to be one.
fn missing(model: &Model<'_>, columns: &[Column]) -> Option<Vec<&'static str>> {
    let holds = |column: &Column, path: &str| {
        column
            .parts
            .iter()
            .filter_map(|&part| model.use_of(part))
            .any(|used| model.path(used) == path)
    };
    let find = |path: &str| columns.iter().position(|column| holds(column, path));
    let time = find(var::REQUEST_TIME).filter(|&at| columns[at].quote == Some('['))?;
    let request = columns
        .iter()
        .position(|column| column.quote == Some('"') && column.parts.len() > 1)?;
    if find(var::IDENTITY_SOURCE_IP) != Some(0) {
        return None;
    }
    let mut missing = Vec::new();
    if time != 3 {
        missing.push("expected two columns (ident and user) between the address and the time");
    }
    if request != time + 1 {
        missing.push("the request does not follow the time");
    }
    if find(var::STATUS) != Some(request + 1) {
        missing.push("the status does not follow the request");
    }
    if missing.is_empty() {
        missing.push("its columns differ");
    }
    Some(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn says_what_is_missing() {
        let text = "$context.identity.sourceIp - [$context.requestTime] $context.status \"$context.httpMethod $context.path\" $context.requestId";
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let found = lint(&Model::new(&source, ApiSet::one(Api::Rest)), [&&RULE]);
        assert_eq!(
            found[0].message,
            "this is not Common Log Format: expected two columns (ident and user) between the address and the time, \
             the request does not follow the time, the status does not follow the request"
        );
    }
}
