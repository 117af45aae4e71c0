//! Which variable was probably meant by a name that is in no list.

use super::{Kind, Meaning, VARIABLES, Variable, WRONG_NAMES, nearest, resolve};
use crate::api::{Api, ApiSet};

/// What is known of a name that is in no list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// The name that was probably meant, without `$context.`.
    pub path: Option<String>,
    /// Where the wrong name comes from, or why there is no right one.
    pub why: Option<&'static str>,
}

/// Names of neighbouring things, the variable that says the same (empty: none does), and where the name comes from.
const SLIPS: &[(&str, &str, &str)] = &[
    // the requestContext of Lambda events
    ("http.method", "httpMethod", EVENT),
    ("http.path", "path", EVENT),
    ("http.protocol", "protocol", EVENT),
    ("http.sourceIp", "identity.sourceIp", EVENT),
    ("http.userAgent", "identity.userAgent", EVENT),
    ("time", "requestTime", EVENT),
    ("timeEpoch", "requestTimeEpoch", EVENT),
    ("identity.accessKey", "", EVENT),
    ("identity.userAgentV2", "identity.userAgent", EVENT),
    ("messageDirection", "", EVENT),
    ("disconnectStatusCode", "", EVENT),
    ("disconnectReason", "", EVENT),
    // other spellings of the same thing
    ("bytes", "responseLength", ""),
    ("code", "status", ""),
    ("duration", "responseLatency", ""),
    ("error.code", "error.responseType", ""),
    ("error.status", "status", ""),
    ("error.type", "error.responseType", ""),
    ("host", "domainName", ""),
    ("identity.ip", "identity.sourceIp", ""),
    ("identity.userId", "identity.user", ""),
    ("integration.integrationLatency", "integration.latency", ""),
    ("integration.responseLatency", "integration.latency", ""),
    ("integration.statusCode", "integration.status", ""),
    ("ip", "identity.sourceIp", ""),
    ("latency", "responseLatency", ""),
    ("method", "httpMethod", ""),
    ("request.ip", "identity.sourceIp", ""),
    ("request.method", "httpMethod", ""),
    ("request.protocol", "protocol", ""),
    ("request.time", "requestTime", ""),
    ("requestMethod", "httpMethod", ""),
    ("requestPath", "path", ""),
    ("resource", "resourcePath", ""),
    ("response.latency", "responseLatency", ""),
    ("response.length", "responseLength", ""),
    ("response.status", "status", ""),
    ("response.statusCode", "status", ""),
    ("responseBytes", "responseLength", ""),
    ("responseCode", "status", ""),
    ("responseSize", "responseLength", ""),
    ("responseStatus", "status", ""),
    ("restApiId", "apiId", ""),
    ("route", "routeKey", ""),
    ("stageName", "stage", ""),
    ("statusCode", "status", ""),
    ("timestamp", "requestTime", ""),
    ("totalLatency", "responseLatency", ""),
    ("uri", "path", ""),
    ("url", "path", ""),
    ("user", "identity.user", ""),
    ("waf.responseCode", "wafResponseCode", ""),
    // what access logs cannot hold
    ("body", "", NO_CONTENT),
    ("queryString", "", NO_CONTENT),
    ("queryStringParameters", "", NO_CONTENT),
    ("requestBody", "", NO_CONTENT),
    ("requestSize", "", "no variable holds the size of a request"),
    ("responseBody", "", NO_CONTENT),
    ("stageVariables", "", NO_CONTENT),
    // nginx
    ("body_bytes_sent", "responseLength", NGINX),
    ("bytes_sent", "responseLength", NGINX),
    ("http_user_agent", "identity.userAgent", NGINX),
    ("remote_addr", "identity.sourceIp", NGINX),
    ("remote_user", "identity.user", NGINX),
    ("request_method", "httpMethod", NGINX),
    ("request_uri", "path", NGINX),
    ("server_protocol", "protocol", NGINX),
    ("time_local", "requestTime", NGINX),
];

const EVENT: &str = "this is a name of the `requestContext` of Lambda events, not of access logs";
const NGINX: &str = "this is a name of nginx";
const HEADERS: &str = "no variable holds a header of one's choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`";
const HEADERS_REST: &str = "no variable holds a header of one's choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`, or a mapping template set one as an override, which is then `$context.requestOverride.header.<name>`";
const NO_CONTENT: &str =
    "access logs hold no headers, no query string, no body and no stage variables";

/// What was probably meant by `path`, which no page lists.
pub fn meant(path: &str, apis: ApiSet) -> Meant {
    header(path, apis)
        .or_else(|| wrong_name(path))
        .or_else(|| slip(path))
        .or_else(|| event_authorizer(path))
        .or_else(|| parameters(path))
        .or_else(|| family(path))
        .or_else(|| {
            let elsewhere = || (apis != ApiSet::ANY).then(|| nearest(path, ApiSet::ANY))?;
            let variable = nearest(path, apis).or_else(elsewhere)?;
            Some(Meant {
                path: Some(variable.path.to_owned()),
                why: None,
            })
        })
        .or_else(|| content(path))
        .unwrap_or_default()
}

/// `request.header.X-Trace`, `responseHeaders.etag`, `identity.headers`: two headers have a variable, the others none.
fn header(path: &str, apis: ApiSet) -> Option<Meant> {
    let mut parts = path.split('.').skip_while(|part| {
        let part = part.to_ascii_lowercase();
        !(part.ends_with("header") || part.ends_with("headers")) || part.starts_with("timeto")
    });
    let object = parts.next()?;
    let before = path.len() - object.len();
    let first = path.split('.').next()?.to_ascii_lowercase();
    if before > 0 && ["authorizer", "requestoverride", "responseoverride"].contains(&first.as_str())
    {
        return None;
    }
    let name: String = parts
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let of_response = path.to_ascii_lowercase().contains("response");
    Some(match name.as_str() {
        "useragent" if !of_response => Meant {
            path: Some("identity.userAgent".to_owned()),
            why: None,
        },
        "host" if !of_response => Meant {
            path: Some("domainName".to_owned()),
            why: None,
        },
        _ => Meant {
            path: None,
            why: Some(if apis.has(Api::Rest) {
                HEADERS_REST
            } else {
                HEADERS
            }),
        },
    })
}

/// The names that were seen in public formats.
fn wrong_name(path: &str) -> Option<Meant> {
    let entry = WRONG_NAMES.iter().find(|entry| {
        entry.wrong == path
            || entry
                .wrong
                .strip_suffix("NAME")
                .is_some_and(|family| family.ends_with('.') && path.starts_with(family))
    })?;
    let instead = entry.instead.and_then(|words| {
        // the first word is the name: `status or error.responseType`
        let name = words.split(' ').next()?;
        let listed = matches!(
            resolve(name, ApiSet::ANY).meaning,
            Meaning::Listed(variable) if variable.kind == Kind::Exact
        );
        listed.then(|| name.to_owned())
    });
    let why = match &instead {
        None if entry.wrong.starts_with("request.") => Some(NO_CONTENT),
        _ => None,
    };
    Some(Meant { path: instead, why })
}

fn slip(path: &str) -> Option<Meant> {
    let (_, instead, why) = SLIPS
        .iter()
        .find(|(wrong, _, _)| wrong.eq_ignore_ascii_case(path))?;
    Some(Meant {
        path: (!instead.is_empty()).then(|| (*instead).to_owned()),
        why: (!why.is_empty()).then_some(*why),
    })
}

/// `authorizer.jwt.claims.x` and `authorizer.lambda.x`: the shapes of payload version 2.0.
fn event_authorizer(path: &str) -> Option<Meant> {
    let path = if let Some(claim) = path.strip_prefix("authorizer.jwt.claims.") {
        format!("authorizer.claims.{claim}")
    } else if let Some(scope) = path.strip_prefix("authorizer.jwt.") {
        format!("authorizer.{scope}")
    } else if let Some(claim) = path.strip_prefix("claims.") {
        format!("authorizer.claims.{claim}")
    } else if let Some(key) = path.strip_prefix("authorizer.lambda.") {
        format!("authorizer.{key}")
    } else {
        return None;
    };
    let listed = matches!(resolve(&path, ApiSet::ANY).meaning, Meaning::Listed(_));
    listed.then_some(Meant {
        path: Some(path),
        why: Some(EVENT),
    })
}

/// `authorizer.Claims.sub`, `authorizer.claim.sub`: a slip before the free part of a family.
fn family(path: &str) -> Option<Meant> {
    let tail = path.rfind('.')? + 1;
    let (object, tail) = (path.get(..tail)?, path.get(tail..)?);
    if object.len() > 32 || tail.trim_matches('-').is_empty() {
        return None;
    }
    let slip = |v: &Variable| {
        let prefix = v.family_prefix().to_ascii_lowercase();
        strsim::osa_distance(&prefix, &object.to_ascii_lowercase())
    };
    VARIABLES
        .iter()
        .filter(|v| v.kind == Kind::Open && v.family_prefix().len().abs_diff(object.len()) <= 2)
        .map(|v| (slip(v), v))
        .filter(|(slip, _)| *slip <= 2)
        .min_by_key(|(slip, _)| *slip)
        .map(|(_, v)| Meant {
            path: Some(format!("{}{tail}", v.family_prefix())),
            why: None,
        })
}

/// `queryStringParameters.q`, `requestParameters.header`, `body.id`.
fn parameters(path: &str) -> Option<Meant> {
    const PARTS: [&str; 8] = [
        "body",
        "requestbody",
        "responsebody",
        "params",
        "queryparams",
        "querystring",
        "stagevariables",
        "payload",
    ];
    let (first, _) = path.split_once('.')?;
    let first = first.to_ascii_lowercase();
    (first.ends_with("parameters") || PARTS.contains(&first.as_str())).then_some(Meant {
        path: None,
        why: Some(NO_CONTENT),
    })
}

/// `request.header.x`, `method.request.body`: parts of a request that no variable holds.
fn content(path: &str) -> Option<Meant> {
    const OBJECTS: [&str; 5] = [
        "request.",
        "response.",
        "method.",
        "integration.response.",
        "stageVariables.",
    ];
    OBJECTS
        .iter()
        .any(|prefix| path.starts_with(prefix))
        .then_some(Meant {
            path: None,
            why: Some(NO_CONTENT),
        })
}

/// The longest variable with which `path` begins, when the name goes on by accident: `requestId_`, `responseLatencyms`.
pub fn runs_on(path: &str) -> Option<&'static Variable> {
    VARIABLES
        .iter()
        .filter(|v| v.kind == Kind::Exact && v.path.len() > 3)
        .filter(|v| path.len() > v.path.len() && path.starts_with(v.path))
        .max_by_key(|v| v.path.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_was_meant() {
        let path = |path| meant(path, ApiSet::ANY).path.unwrap_or_default();
        assert_eq!(path("responseTime"), "responseLatency");
        assert_eq!(path("traceId"), "xrayTraceId");
        assert_eq!(path("error.statusCode"), "status");
        assert_eq!(
            path("identity.authType"),
            "identity.cognitoAuthenticationType"
        );
        assert_eq!(path("identity.sourceIP"), "identity.sourceIp");
        assert_eq!(path("authorizer.jwt.claims.sub"), "authorizer.claims.sub");
        assert_eq!(path("authorizer.lambda.tenant"), "authorizer.tenant");
        assert_eq!(path("http.sourceIp"), "identity.sourceIp");
        assert_eq!(path("remote_addr"), "identity.sourceIp");
        assert_eq!(path("claims.sub"), "authorizer.claims.sub");
        assert_eq!(path("authorizer.Claims.sub"), "authorizer.claims.sub");
        assert_eq!(path("authorizer.claim.sub"), "authorizer.claims.sub");
        assert_eq!(path("Authorizer.tenant"), "authorizer.tenant");
        assert_eq!(path("requestLength"), "");
        assert_eq!(path("request.header.X-Forwarded-For"), "");
        assert_eq!(path("authorizer.jwt.claims.a.b"), "");
        for path in ["request.body", "queryStringParameters.q", "body.id"] {
            assert_eq!(meant(path, ApiSet::ANY).why, Some(NO_CONTENT), "{path}");
        }
    }

    #[test]
    fn headers_have_no_variable() {
        for path in [
            "responseHeaders.x-amzn-requestid",
            "requestHeader.x",
            "request.header.Authorization",
            "identity.headers.accept",
            "http.headers",
            "headers.referer",
            "response.header.User-Agent",
        ] {
            let meant = |api| meant(path, ApiSet::one(api));
            assert_eq!(meant(Api::Http).why, Some(HEADERS), "{path}");
            assert_eq!(meant(Api::Rest).why, Some(HEADERS_REST), "{path}");
            assert_eq!(meant(Api::Rest).path, None, "{path}");
        }
        let path = |path| meant(path, ApiSet::ANY).path;
        let agent = Some("identity.userAgent".to_owned());
        assert_eq!(path("request.header.User-Agent"), agent);
        assert_eq!(
            path("requestoverride.header.x"),
            Some("requestOverride.header.x".to_owned())
        );
        assert_eq!(
            path("integration.timeToAllheaders"),
            Some("integration.timeToAllHeaders".to_owned())
        );
    }

    #[test]
    fn every_slip_is_in_no_list_and_leads_to_a_listed_name() {
        for (wrong, instead, _) in SLIPS {
            let meaning = resolve(wrong, ApiSet::ANY).meaning;
            assert!(matches!(meaning, Meaning::Unknown), "{wrong}");
            assert!(
                instead.is_empty() || Variable::find(instead).is_some(),
                "{instead}"
            );
        }
    }

    #[test]
    fn prefers_a_name_of_the_same_api() {
        let http = ApiSet::one(Api::Http);
        assert_eq!(meant("statsu", http).path.as_deref(), Some("status"));
        assert_eq!(
            meant("xrayTraceID", http).path.as_deref(),
            Some("xrayTraceId")
        );
    }

    #[test]
    fn sees_names_that_run_on() {
        let of = |path| runs_on(path).map(|v| v.path);
        assert_eq!(of("requestId_"), Some("requestId"));
        assert_eq!(of("requestTimeEpoch_x"), Some("requestTimeEpoch"));
        assert_eq!(of("responseLatencyms"), Some("responseLatency"));
        assert_eq!(of("requestId"), None);
    }
}
