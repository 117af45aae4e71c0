//! See [`RULE`].

use crate::api::{Api, ApiSet};
use crate::catalog::{Alias, Meaning, REST_VARIABLES, Variable, resolve};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::span::Span;

rule! {
    /// A variable is missing that `required-variables` of the config asks for.
    ///
    /// Whoever reads the logs of all APIs needs some values in every line. The config lists their variables; a format without
    /// one of them is found. A variable that the type of API does not have is not asked for, and one that repeats the value of
    /// another is as good as that one. Nothing is said of a format with a part that only the deployment knows.
    ///
    /// ```bad rest required-variables:status
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    ///
    /// ```good rest required-variables:status
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    ///
    /// ```good http required-variables:resourcePath
    /// {"requestId":"$context.requestId","route":"$context.routeKey"}
    /// ```
    "missing-variable", Policy, Whole, Warning, true, Documented,
    sources: [REST_VARIABLES],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    // what is not a well-formed reference may be read as one
    if model.has_holes() || model.oddities().next().is_some() {
        return;
    }
    for required in &model.settings.required {
        let is_there = model
            .uses
            .iter()
            .any(|used| is_as_good(model, model.path(used), required));
        if is_there || !is_available(model, required) {
            continue;
        }
        findings.warning(
            Span::new(0, model.text().len()),
            format!("`$context.{required}` is missing, which the config requires"),
            |d| {
                d.help(format!(
                    "add `$context.{required}`, or take it out of `required-variables`"
                ))
            },
        );
    }
}

/// Whether every API that the format may be for has the variable.
fn is_available(model: &Model<'_>, path: &str) -> bool {
    model.apis.iter().all(|api| {
        let known = resolve(path, ApiSet::one(api)).meaning;
        matches!(known, Meaning::Listed(_))
            || model.settings.added(path, ApiSet::one(api)).is_some()
    })
}

/// Whether a variable is the required one, or has its value on every API that the format may be for.
fn is_as_good(model: &Model<'_>, path: &str, required: &str) -> bool {
    let repeats = |path: &str, other: &str, api: Api| {
        let listing = Variable::find(path).and_then(|variable| variable.listing(api));
        let alias = listing.and_then(|listing| listing.alias_of);
        matches!(alias, Some(Alias::Same(same)) if same == other)
    };
    let same = |api| repeats(path, required, api) || repeats(required, path, api);
    path == required || model.apis.iter().all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::lint;
    use crate::settings::Settings;
    use crate::span::{SourceId, SourceSpan};
    use crate::text::FormatText;

    fn missing(required: &str, api: Api, pieces: &[&str]) -> usize {
        let settings = Settings {
            required: vec![required.to_owned()],
            ..Settings::default()
        };
        let mut text = FormatText::new();
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                text.push_hole(SourceSpan::new(SourceId(0), 0, 1));
            }
            text.push_verbatim(SourceId(0), 100 * number, piece);
        }
        let model = Model::with_settings(&text, ApiSet::one(api), &settings);
        lint(&model, [&&RULE]).len()
    }

    #[test]
    fn asks_only_for_what_the_api_has() {
        let text = ["$context.requestId"];
        assert_eq!(missing("status", Api::Http, &text), 1);
        assert_eq!(missing("resourcePath", Api::Http, &text), 0);
        assert_eq!(missing("authorizer.claims.sub", Api::Http, &text), 1);
    }

    #[test]
    fn a_variable_of_the_same_value_is_as_good() {
        let text = ["$context.requestId $context.awsEndpointRequestId"];
        assert_eq!(
            missing("extendedRequestId", Api::Http, &["$context.requestId"]),
            0
        );
        assert_eq!(missing("status", Api::Http, &text), 1);
    }

    #[test]
    fn keeps_quiet_about_holes_and_what_may_be_a_reference() {
        assert_eq!(
            missing("status", Api::Rest, &["$context.requestId ", ""]),
            0
        );
        assert_eq!(
            missing(
                "status",
                Api::Rest,
                &["$context.requestId ${context.status}"]
            ),
            0
        );
    }
}
