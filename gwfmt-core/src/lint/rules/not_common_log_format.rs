//! See [`RULE`].

use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::delimited::Column;
use crate::span::Span;

rule! {
    /// An access line with spaces between its columns that is no Common Log Format, so no ready-made reader takes it.
    ///
    /// Common Log Format is `host ident user [time] "request" status bytes`, in this order. A line of one's own is fine as
    /// long as one's own reader knows it; if a program is to read it, log Common Log Format or JSON.
    ///
    /// ```bad rest
    /// $context.identity.sourceIp $context.httpMethod $context.path $context.status $context.requestId
    /// ```
    ///
    /// ```good rest
    /// $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId
    /// ```
    "not-common-log-format", Text, Note, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://httpd.apache.org/docs/current/logs.html#common",
    ],
    check
}

/// With fewer references it is hardly meant to be an access line.
const REFERENCES: usize = 5;

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Delimited(line) = &model.shape else {
        return;
    };
    let has = |path: &str| model.uses.iter().any(|used| model.path(used) == path);
    if line.delimiter != ' '
        || line.is_clf()
        || model.has_holes()
        || model.uses.len() < REFERENCES
        || !has("identity.sourceIp")
        || !has("status")
    {
        return;
    }
    let missing = missing(model, &line.columns);
    let span = match (line.columns.first(), line.columns.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::new(0, model.text().len()),
    };
    findings.note(
        span,
        format!("this is no Common Log Format: {}", missing.join(", ")),
        |d| {
            d.help(
                "Common Log Format is `host ident user [time] \"request\" status bytes`; \
                 if a program is to read the lines, log that or JSON",
            )
        },
    );
}

/// What a reader of Common Log Format looks for and does not find.
fn missing(model: &Model<'_>, columns: &[Column]) -> Vec<&'static str> {
    let holds = |column: &Column, path: &str| {
        column
            .parts
            .iter()
            .filter_map(|&part| model.use_of(part))
            .any(|used| model.path(used) == path)
    };
    let find = |path: &str| columns.iter().position(|column| holds(column, path));
    let mut missing = Vec::new();
    if find("identity.sourceIp") != Some(0) {
        missing.push("the client's address does not come first");
    }
    let time = find("requestTime");
    match time {
        None => missing.push("there is no time"),
        Some(at) if columns[at].quote != Some('[') => {
            missing.push("the time does not stand in brackets");
        }
        Some(3) => {}
        Some(_) => missing.push("address, ident and user do not come before the time"),
    }
    let request = columns
        .iter()
        .position(|column| column.quote == Some('"') && column.parts.len() > 1);
    if request.is_none() {
        missing.push("method, path and protocol do not stand together in quotes");
    } else if find("status") != request.map(|at| at + 1) {
        missing.push("the status does not follow the request");
    }
    if missing.is_empty() {
        missing.push("its columns are others");
    }
    missing
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
        let text = "$context.error.message $context.httpMethod $context.identity.sourceIp $context.path $context.requestId $context.status";
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let found = lint(&Model::new(&source, ApiSet::one(Api::Rest)), [&&RULE]);
        assert_eq!(
            found[0].message,
            "this is no Common Log Format: the client's address does not come first, there is no time, \
             method, path and protocol do not stand together in quotes"
        );
    }
}
