//! See [`RULE`].

use super::colon_in_claim;
use crate::catalog::{HTTP_VARIABLES, Kind, Meaning, REST_VARIABLES, WEBSOCKET_LOGGING, family};
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::suggest::nearest;

rule! {
    /// A key of the authorizer, or a claim, that the config does not list.
    ///
    /// The keys under `authorizer.` are those that your own authorizer returns, and the claims those of your tokens, so gwfmt takes
    /// any name there. API Gateway does too, and logs `-` where there is no such key. With `authorizer-keys` or `claims` in the
    /// config, a name that is not listed is found.
    ///
    /// ```bad rest authorizer-keys:tenantId
    /// {"requestId":"$context.requestId","tenant":"$context.authorizer.tenantID"}
    /// ```
    ///
    /// ```bad http claims:sub
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.subject"}
    /// ```
    ///
    /// ```good rest authorizer-keys:tenantId
    /// {"requestId":"$context.requestId","tenant":"$context.authorizer.tenantId","user":"$context.authorizer.principalId"}
    /// ```
    "unlisted-authorizer-key", Policy, Reference, Warning, true, Documented,
    sources: [REST_VARIABLES, HTTP_VARIABLES, WEBSOCKET_LOGGING],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in model.uses.iter().filter(|used| !used.before_hole) {
        let Meaning::Listed(variable) = used.resolution.meaning else {
            continue;
        };
        let prefix = variable.family_prefix();
        let (list, key, what) = match prefix {
            family::AUTHORIZER => (&model.settings.authorizer_keys, "authorizer-keys", "key"),
            family::CLAIMS => (&model.settings.claims, "claims", "claim"),
            _ => continue,
        };
        let Some(list) = list.as_ref().filter(|_| variable.kind == Kind::Open) else {
            continue;
        };
        let path = model.path(used);
        let name = path.strip_prefix(prefix).unwrap_or(path);
        if list.iter().any(|known| known == name) || colon_in_claim::tail(model, used).is_some() {
            continue;
        }
        findings.warning(
            used.span,
            format!("`{name}` is not among the `{key}` of the config"),
            |d| {
                let d = d.label("`-` is written where there is no such key");
                match nearest(name, list.iter().map(String::as_str)) {
                    Some(near) => {
                        let new = format!("$context.{prefix}{near}");
                        d.help(format!("did you mean `{new}`?")).fix(Fix::to_review(
                            format!("write `{new}`"),
                            used.span,
                            new,
                        ))
                    }
                    None => d.help(format!("use a {what} of the list, or add `{name}` to it")),
                }
            },
        );
    }
}
