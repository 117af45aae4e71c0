//! See [`RULE`].

use crate::api::ApiSet;
use crate::catalog::{Alias, Kind, Meaning, VARIABLES, Variable, var};
use crate::diagnostic::Fix;
use crate::lint::member::lone_reference;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;

rule! {
    /// A key that is the name of another variable than the one it carries.
    ///
    /// `"user":"$context.identity.caller"` reads as if it were `$context.identity.user`. Whoever queries the log later
    /// takes the key at its word. A key of the author's own (`ip`, `time`, `functionStatus`) is fine, and so is one that
    /// names the variable it carries, in part or in whole, in any spelling.
    ///
    /// Names of variables that only another type of API has count too: on a REST API `"routeKey":"$context.resourcePath"`
    /// promises a route key, such as `GET /orders`, and holds a path. Your own name for a similar value, such as `traceId` for a
    /// request ID, is fine.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","user":"$context.identity.caller"}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","errorType":"$context.error.message"}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","connectionId":"$context.extendedRequestId"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","user":"$context.identity.user","source_ip":"$context.identity.sourceIp"}
    /// ```
    "key-mismatch", Json, Whole, Note, true, Reported,
    sources: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html"],
    check
}

/// Keys that name a variable without being spelled like it.
const SYNONYMS: &[(&str, &str)] = &[
    ("errortype", var::ERROR_RESPONSE_TYPE),
    ("canary", var::IS_CANARY_REQUEST),
    ("iscanary", var::IS_CANARY_REQUEST),
    ("ip", var::IDENTITY_SOURCE_IP),
    ("clientip", var::IDENTITY_SOURCE_IP),
    ("remoteip", var::IDENTITY_SOURCE_IP),
    ("ipaddress", var::IDENTITY_SOURCE_IP),
    ("sourceipaddress", var::IDENTITY_SOURCE_IP),
    ("remoteaddr", var::IDENTITY_SOURCE_IP),
    ("traceid", var::XRAY_TRACE_ID),
    ("xraytrace", var::XRAY_TRACE_ID),
];

/// The same, where what a key carries may be another thing of the same type: a `statusCode` may be that of the integration.
const KINDS: &[(&str, &str)] = &[
    ("statuscode", var::STATUS),
    ("httpstatus", var::STATUS),
    ("httpstatuscode", var::STATUS),
    ("responsestatus", var::STATUS),
    ("method", var::HTTP_METHOD),
    ("requestmethod", var::HTTP_METHOD),
    ("httpverb", var::HTTP_METHOD),
    ("verb", var::HTTP_METHOD),
    ("responsesize", var::RESPONSE_LENGTH),
    ("responsebytes", var::RESPONSE_LENGTH),
    ("bytessent", var::RESPONSE_LENGTH),
    ("httpprotocol", var::PROTOCOL),
    ("websocketconnectionid", var::CONNECTION_ID),
];

/// Variables that are accepted for each other under one key.
const COUNTERPARTS: &[&[&str]] = &[
    &[var::PATH, var::RESOURCE_PATH],
    &[var::PATH, var::ROUTE_KEY],
    &[var::ERROR_MESSAGE, var::ERROR_MESSAGE_STRING],
    &[var::WAF_STATUS, var::WAF_RESPONSE_CODE],
];

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Json(json) = &model.shape else {
        return;
    };
    for member in json.objects().into_iter().flatten() {
        let Some(name) = member.name(model.text()) else {
            continue;
        };
        let Some(used) = lone_reference(model, member) else {
            continue;
        };
        let Meaning::Listed(carried) = used.resolution.meaning else {
            continue;
        };
        let Some(named) = named_instead(&name, carried, model.apis) else {
            continue;
        };
        findings.note(
            used.span,
            format!(
                "the key `{name}` {} `$context.{}`, but its value is `{}`",
                if [named.path, last(named.path)]
                    .map(join)
                    .contains(&join(&name))
                {
                    "is the name of"
                } else {
                    "looks like"
                },
                named.path,
                model.slice(used.span)
            ),
            |d| {
                let new = format!("$context.{}", named.path);
                let d = d.related(member.key, "this key");
                if !is_listed(named, model.apis) {
                    return d.help(format!(
                        "choose another key: `{new}` exists on {} APIs only",
                        named.apis()
                    ));
                }
                d.help(format!("write `{new}`, or choose another key"))
                    .fix(Fix::to_review(format!("write `{new}`"), used.span, new))
            },
        );
    }
}

/// The variable that a key names when it is not the one it carries.
fn named_instead(key: &str, carried: &Variable, apis: ApiSet) -> Option<&'static Variable> {
    // The tail of `authorizer.claims.x` is the author's own word.
    if key.len() > 64 || carried.kind == Kind::Open || names(key, carried.path) {
        return None;
    }
    let joined = join(key);
    let of = |table: &[(&str, &'static str)]| {
        let (_, path) = table.iter().find(|(name, _)| *name == joined)?;
        Variable::find(path)
    };
    let named = if let Some(named) = of(SYNONYMS) {
        is_listed(named, apis).then_some(named)?
    } else if let Some(named) = of(KINDS) {
        (named.ty != carried.ty && carried.path != var::ROUTE_KEY && is_listed(named, apis))
            .then_some(named)?
    } else {
        // A name of this type of API comes before one of another.
        let here = |v: &&Variable| v.kind == Kind::Exact && is_listed(v, apis);
        let elsewhere = |v: &&Variable| v.kind == Kind::Exact && !is_listed(v, apis);
        whole_name(key, carried, here)
            .or_else(|| half_name(key, carried, here))
            .or_else(|| whole_name(key, carried, elsewhere))?
    };
    (named.path != carried.path && !stand_in(named, carried)).then_some(named)
}

fn is_listed(variable: &Variable, apis: ApiSet) -> bool {
    apis.iter().any(|api| variable.listing(api).is_some())
}

/// The variable whose whole name the key is.
fn whole_name(
    key: &str,
    carried: &Variable,
    among: impl Fn(&&Variable) -> bool,
) -> Option<&'static Variable> {
    let joined = join(key);
    VARIABLES.iter().filter(among).find(|v| {
        join(v.path) == joined
            && (v.path.contains('.') || v.texts != carried.texts || clear(key, v, carried))
    })
}

/// The variable of whose name the key is the last part: not when the key holds the carried one's too.
fn half_name(
    key: &str,
    carried: &Variable,
    among: impl Fn(&&Variable) -> bool,
) -> Option<&'static Variable> {
    let (joined, last_of_carried) = (join(key), join(last(carried.path)));
    if joined.starts_with(&last_of_carried) || joined.ends_with(&last_of_carried) {
        return None;
    }
    VARIABLES
        .iter()
        .filter(among)
        .find(|v| join(last(v.path)) == joined && clear(key, v, carried))
}

/// Whether a key says what it carries: a beginning, an end or some words of its name.
fn names(key: &str, path: &str) -> bool {
    let (key_joined, path_joined) = (join(key), join(path));
    let path_words = words(path);
    path_joined.starts_with(&key_joined)
        || path_joined.ends_with(&key_joined)
        || join(last(path)).starts_with(&key_joined)
        || words(key).iter().all(|word| path_words.contains(word))
}

/// A key of several words names one variable; a single word (`user`, `status`) only among neighbours.
fn clear(key: &str, named: &Variable, carried: &Variable) -> bool {
    let object = |path: &'static str| path.rfind('.').map(|dot| &path[..dot]);
    words(key).len() > 1 || object(named.path) == object(carried.path)
}

/// Whether one variable is another spelling of the other, or its counterpart.
fn stand_in(a: &Variable, b: &Variable) -> bool {
    let spells = |a: &Variable, b: &Variable| {
        a.listings()
            .any(|l| l.alias_of == Some(Alias::Same(b.path)))
    };
    spells(a, b)
        || spells(b, a)
        || COUNTERPARTS
            .iter()
            .any(|group| group.contains(&a.path) && group.contains(&b.path))
}

fn last(path: &str) -> &str {
    path.rfind('.').map_or(path, |dot| &path[dot + 1..])
}

/// Letters and digits in lower case: `source_ip`, `sourceIP` and `source-ip` are one.
fn join(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The words of a name: at dots, dashes, underscores, and where small letters turn to capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && !before.is_ascii_uppercase() || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;

    fn named(key: &str, carried: &str) -> Option<&'static str> {
        let carried = Variable::find(carried).unwrap();
        named_instead(key, carried, ApiSet::one(Api::Rest)).map(|v| v.path)
    }

    #[test]
    fn finds_keys_that_name_another_variable() {
        for (key, carried, expected) in [
            ("user", "identity.caller", "identity.user"),
            ("errorType", "error.messageString", "error.responseType"),
            ("canary", "stage", "isCanaryRequest"),
            ("sourceIp", "identity.userAgent", "identity.sourceIp"),
            ("source_ip", "identity.userAgent", "identity.sourceIp"),
            ("user-agent", "identity.sourceIp", "identity.userAgent"),
            ("responseLatency", "integration.latency", "responseLatency"),
            ("authorizerError", "authorize.error", "authorizer.error"),
            ("requestTimeEpoch", "requestTime", "requestTimeEpoch"),
            ("stage", "apiId", "stage"),
            ("ip", "identity.userAgent", "identity.sourceIp"),
            ("statusCode", "path", "status"),
            ("method", "path", "httpMethod"),
            ("path", "identity.userAgent", "path"),
            ("status", "requestId", "status"),
            // names of other types of API
            ("routeKey", "resourcePath", "routeKey"),
            ("route_key", "httpMethod", "routeKey"),
            ("connectionId", "extendedRequestId", "connectionId"),
            ("message-id", "requestId", "messageId"),
            ("eventType", "httpMethod", "eventType"),
            ("connectedAt", "requestTime", "connectedAt"),
            ("dataProcessed", "responseLength", "dataProcessed"),
        ] {
            assert_eq!(named(key, carried), Some(expected), "{key}: {carried}");
        }
    }

    #[test]
    fn keeps_quiet_about_names_of_the_authors_own() {
        for (key, carried) in [
            ("ip", "identity.sourceIp"),
            ("time", "requestTime"),
            ("timestamp", "requestTime"),
            ("sourceIP", "identity.sourceIp"),
            ("identity_source_ip_address", "identity.sourceIp"),
            ("Error", "error.message"),
            ("messageString", "error.message"),
            ("integrationError", "integrationErrorMessage"),
            ("integrationErrorMessage", "integration.error"),
            ("integrationStatus", "integration.status"),
            ("integrationRequestId", "awsEndpointRequestId"),
            ("functionResponseStatus", "integration.status"),
            ("integrationServiceStatus", "integration.integrationStatus"),
            ("statusCode", "status"),
            ("responseTime", "responseLatency"),
            ("validationError", "error.validationErrorString"),
            ("cognitoUser", "identity.cognitoIdentityId"),
            ("user", "authorizer.principalId"),
            ("user", "authorizer.claims.PROPERTY"),
            ("status", "integration.status"),
            ("path", "resourcePath"),
            ("requestId", "extendedRequestId"),
            ("account", "identity.accountId"),
            ("apiKey", "identity.apiKeyId"),
            ("authorizerLatency", "authorizer.integrationLatency"),
            ("path", "routeKey"),
            ("method", "routeKey"),
            ("route", "resourcePath"),
            ("statusCode", "integration.status"),
            ("responseCode", "error.responseType"),
            ("responseSize", "responseLength"),
            ("latency", "integration.latency"),
            ("connection", "extendedRequestId"),
            ("host", "identity.sourceIp"),
            ("error", "error.responseType"),
        ] {
            assert_eq!(named(key, carried), None, "{key}: {carried}");
        }
    }

    #[test]
    fn a_name_that_only_other_apis_have_needs_another_key() {
        use super::super::testing::diagnostics;
        let of = |text: &str, api: &str| {
            let found = diagnostics(&RULE, text, api);
            let [only] = found.as_slice() else {
                panic!("{text}: {found:?}")
            };
            (only.help.clone().unwrap_or_default(), only.fix.is_some())
        };
        let text = r#"{"routeKey":"$context.resourcePath"}"#;
        assert_eq!(
            of(text, "rest"),
            (
                "choose another key: `$context.routeKey` exists on HTTP and WebSocket APIs only"
                    .to_owned(),
                false
            )
        );
        let text = r#"{"resourcePath":"$context.routeKey"}"#;
        assert!(of(text, "http").0.starts_with("choose another key"));
        assert!(of(text, "any").1);
        // A word of one's own where the variable of that name does not exist.
        let text = r#"{"traceId":"$context.requestId","apiKey":"$context.identity.user"}"#;
        assert_eq!(diagnostics(&RULE, text, "http"), []);
    }

    #[test]
    fn splits_words() {
        assert_eq!(
            words("identity.sourceIP-v_2"),
            ["identity", "source", "ip", "v", "2"]
        );
    }
}
