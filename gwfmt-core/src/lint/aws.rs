//! What API Gateway says and does at deployment, as far as it is known.

use crate::api::{Api, ApiSet};
use crate::catalog::{ACCEPTED, family};
use crate::diagnostic::Severity;
use crate::model::Model;

/// The mildest verdict of the APIs that a format may be for.
pub(crate) fn mildest(apis: ApiSet, verdict: impl Fn(Api) -> Severity) -> Severity {
    apis.iter().map(verdict).min().unwrap_or(Severity::Note)
}

/// Whether a stage of `api` is refused for a name that its page does not list. HTTP APIs do so, `authorizer.*` left out.
pub(crate) fn refuses(api: Api, path: &str) -> bool {
    api == Api::Http && !path.starts_with(family::AUTHORIZER) && !accepts(api, path)
}

/// Whether a name is known to be taken although the page of `api` does not list it.
pub(crate) fn accepts(api: Api, path: &str) -> bool {
    ACCEPTED
        .iter()
        .any(|accepted| accepted.path == path && accepted.apis.contains(&api))
}

/// What is answered to a name that an HTTP API refuses; nothing when the API may be another one.
pub(crate) fn unsupported(apis: ApiSet, path: &str) -> Option<String> {
    let api = apis.known()?;
    refuses(api, path).then(|| unsupported_by_http(path))
}

/// What an HTTP API answers to a name that it refuses.
pub(crate) fn unsupported_by_http(path: &str) -> String {
    format!("The following context variables are not supported: [$context.{path}]")
}

/// What is answered to a format without an id.
pub(crate) fn missing_id(model: &Model<'_>) -> String {
    let prefix = if model.apis.has(Api::Rest) {
        ""
    } else {
        "The following errors are found in Access Log Format: "
    };
    format!(
        "{prefix}Access Log format must include either $context.requestId or $context.extendedRequestId : {}",
        quoted(model.text())
    )
}

/// What is answered to a line break.
pub(crate) fn line_break(model: &Model<'_>) -> String {
    let sentence = "Access Log format must be single line";
    if model.apis.known() == Some(Api::Rest) {
        format!(
            "{sentence}, new line character is allowed only at end of the format: {}",
            quoted(model.text())
        )
    } else {
        sentence.to_owned()
    }
}

/// The format as the answer quotes it, cut short: one line of a report is enough.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("'{}…'", &line[..end]),
        None if line.len() < text.len() => format!("'{line}…'"),
        None => format!("'{line}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn quotes_no_more_than_a_line() {
        assert_eq!(quoted("json"), "'json'");
        assert_eq!(quoted("a\nb"), "'a…'");
        assert_eq!(quoted(&"é".repeat(61)), format!("'{}…'", "é".repeat(60)));
    }

    #[test]
    fn speaks_as_each_api_does() {
        let text = FormatText::verbatim(SourceId(0), 0, "json");
        let of = |apis| missing_id(&Model::new(&text, apis));
        assert!(of(ApiSet::ANY).starts_with("Access Log format must"));
        assert!(of(ApiSet::V2).starts_with("The following errors"));
        assert!(of(ApiSet::one(Api::Rest)).ends_with(" : 'json'"));
    }
}
