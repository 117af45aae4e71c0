//! See [`RULE`].

use crate::api::ApiSet;
use crate::catalog::{
    Meaning, Preferred, REST_VARIABLES, Sensitive, Variable, WEBSOCKET_LOGGING, family, placeholder,
};
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};

rule! {
    /// A credential in the log: `$context.identity.apiKey`.
    ///
    /// The value is the API key itself, in clear, and whoever reads the log can use it. API Gateway redacts keys in
    /// execution logs; nothing says that it does so in access logs. `$context.identity.apiKeyId` names the key without
    /// giving it away. HTTP APIs have no API keys at all.
    ///
    /// The headers that carry credentials, logged through an override, are reported too; and a key of an authorizer's context
    /// whose name suggests a credential is a note.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","key":"$context.identity.apiKey"}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","auth":"$context.requestOverride.header.Authorization"}
    /// ```
    ///
    /// ```good rest, websocket
    /// {"requestId":"$context.requestId","key":"$context.identity.apiKeyId"}
    /// ```
    "logged-credential", Privacy, Reference, Warning, true, Documented,
    sources: [
        REST_VARIABLES,
        WEBSOCKET_LOGGING,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-execution-logging.html",
        "https://github.com/serverless/serverless/issues/9443",
        "https://github.com/ministryofjustice/cloud-platform-environments/pull/13046",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in model.uses.iter().filter(|used| !used.before_hole) {
        let Some(variable) = used.resolution.variable() else {
            continue;
        };
        let path = model.path(used);
        if placeholder(path).is_some() {
            continue;
        }
        let shown = model.slice(used.span);
        let tail = path.strip_prefix(variable.family_prefix()).unwrap_or("");
        if variable.sensitive == Some(Sensitive::Credential) {
            credential(model, used, variable, findings);
        } else if path.contains("Override.header.") && is_one_of(HEADERS, tail) {
            if matches!(used.resolution.meaning, Meaning::Listed(_)) {
                findings.warning(
                    used.span,
                    format!("`{shown}` logs a credential from a request header"),
                    |d| d.help("remove it"),
                );
            }
        } else if path.starts_with(family::AUTHORIZER) && is_one_of(KEYS, tail) {
            findings.note(
                used.span,
                format!("`{shown}` looks like a credential"),
                |d| d.help("remove it if it is one; log an ID of the caller instead"),
            );
        }
    }
}

fn credential(model: &Model<'_>, used: &Use, variable: &Variable, findings: &mut Findings) {
    findings.warning(
        used.span,
        format!("`{}` logs the API key itself", model.slice(used.span)),
        |d| match variable.preferred {
            Some(Preferred::Variable(name)) if listed(name, model.apis) => {
                let new = format!("$context.{name}");
                d.help(format!(
                    "write `{new}`, which identifies the key without exposing it"
                ))
                .fix(Fix::to_review(format!("write `{new}`"), used.span, new))
            }
            _ => d.help("remove it: HTTP APIs have no API keys"),
        },
    );
}

fn listed(name: &str, apis: ApiSet) -> bool {
    Variable::find(name).is_some_and(|v| apis.iter().any(|api| v.listing(api).is_some()))
}

/// Headers that carry credentials, without hyphens.
const HEADERS: &[&str] = &[
    "authorization",
    "cookie",
    "proxyauthorization",
    "setcookie",
    "xamzsecuritytoken",
    "xapikey",
];

/// Keys and claims that are credentials by their names, without underscores.
const KEYS: &[&str] = &[
    "accesstoken",
    "apikey",
    "authorization",
    "clientsecret",
    "idtoken",
    "jwt",
    "password",
    "refreshtoken",
    "secret",
    "token",
];

fn is_one_of(names: &[&str], tail: &str) -> bool {
    let plain = tail.replace(['-', '_'], "").to_ascii_lowercase();
    names.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fixed, found};
    use super::RULE;

    #[test]
    fn points_at_the_key_on_every_api() {
        let text = "$context.requestId $context.identity.apiKey";
        for api in ["rest", "http", "websocket", "any"] {
            assert_eq!(
                found(&RULE, text, api),
                [("warning".to_owned(), "$context.identity.apiKey".to_owned())]
            );
        }
        assert_eq!(
            fixed(&RULE, text, "websocket"),
            "$context.requestId $context.identity.apiKeyId"
        );
        assert_eq!(fixed(&RULE, text, "http"), text);
    }

    #[test]
    fn reads_the_names_of_headers_and_keys() {
        let level = |text: &str| found(&RULE, text, "rest").first().map(|f| f.0.clone());
        let warning = Some("warning".to_owned());
        assert_eq!(level("$context.requestOverride.header.X-Api-Key"), warning);
        assert_eq!(level("$context.requestOverride.header.cookie"), warning);
        assert_eq!(level("$context.requestOverride.header.X-Id"), None);
        assert_eq!(
            level("$context.authorizer.access_token"),
            Some("note".to_owned())
        );
        assert_eq!(level("$context.authorizer.tokenId"), None);
        assert_eq!(level("$context.authorizer.apiKeyId"), None);
    }
}
