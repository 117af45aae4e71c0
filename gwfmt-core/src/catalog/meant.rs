//! Which variable was probably meant by a name that is in no list.

use super::wrong_names::{CONTENT, HELD_HEADERS, MESSAGES, RENAMED};
use super::{Kind, Meaning, VARIABLES, Variable, WRONG_NAMES, Why, nearest, resolve};
use crate::api::ApiSet;

/// What is known of a name that is in no list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// The name that was probably meant, without `$context.`.
    pub path: Option<String>,
    /// Other names that may have been meant.
    pub others: Vec<&'static str>,
    /// Where the wrong name comes from, or why there is no right one.
    pub why: Option<Why>,
}

impl Meant {
    fn path(path: impl Into<String>, why: Option<Why>) -> Self {
        Self {
            path: Some(path.into()),
            others: Vec::new(),
            why,
        }
    }

    fn nothing(why: Why) -> Self {
        Self {
            why: Some(why),
            ..Self::default()
        }
    }
}

/// What was probably meant by `path`, which no page lists.
pub fn meant(path: &str, apis: ApiSet) -> Meant {
    of_neighbours(path, apis)
        .or_else(|| event_authorizer(path))
        .or_else(|| parameters(path))
        .or_else(|| family(path))
        .or_else(|| {
            let elsewhere = || (apis != ApiSet::ANY).then(|| nearest(path, ApiSet::ANY))?;
            let variable = nearest(path, apis).or_else(elsewhere)?;
            Some(Meant::path(variable.path, None))
        })
        .or_else(|| content(path))
        .unwrap_or_default()
}

/// What was meant by a name of something next door: those of the table, and headers.
pub(super) fn of_neighbours(path: &str, apis: ApiSet) -> Option<Meant> {
    header(path).or_else(|| wrong_name(path, apis))
}

/// `request.header.X-Trace`, `responseHeaders.etag`, `identity.headers`: two headers have a variable, the others none.
fn header(path: &str) -> Option<Meant> {
    let mut parts = path.split('.').skip_while(|part| {
        let part = part.to_ascii_lowercase();
        !(part.ends_with("header") || part.ends_with("headers")) || part.starts_with("timeto")
    });
    parts.next()?;
    let first = path.split('.').next()?.to_ascii_lowercase();
    if ["authorizer", "requestoverride", "responseoverride"].contains(&first.as_str()) {
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
    let held = HELD_HEADERS.iter().find(|(header, _)| *header == name);
    Some(match held {
        Some((_, path)) if !of_response => Meant::path(*path, None),
        _ => Meant::nothing(Why::Headers),
    })
}

/// The names of the table, in any case.
fn wrong_name(path: &str, apis: ApiSet) -> Option<Meant> {
    let entry = WRONG_NAMES
        .iter()
        .find(|entry| entry.name.eq_ignore_ascii_case(path))?;
    let mut paths = entry.instead.paths(apis).into_iter();
    Some(Meant {
        path: paths.next().map(str::to_owned),
        others: paths.collect(),
        why: entry.why,
    })
}

/// `authorizer.jwt.claims.x` and `authorizer.lambda.x`: the shapes of payload version 2.0.
fn event_authorizer(path: &str) -> Option<Meant> {
    let path = RENAMED.iter().find_map(|(from, to)| {
        let tail = path.strip_prefix(from)?;
        Some(format!("{to}{tail}"))
    })?;
    let listed = matches!(resolve(&path, ApiSet::ANY).meaning, Meaning::Listed(_));
    listed.then(|| Meant::path(path, Some(Why::Event)))
}

/// `authorizer.Claims.sub`, `authorizer.claim.sub`: a slip before the free part of a family.
fn family(path: &str) -> Option<Meant> {
    let tail = path.rfind('.')? + 1;
    let (object, tail) = (path.get(..tail)?, path.get(tail..)?);
    if tail.trim_matches('-').is_empty() {
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
        .map(|(_, v)| Meant::path(format!("{}{tail}", v.family_prefix()), None))
}

/// `queryStringParameters.q`, `requestParameters.header`, `body.id`.
fn parameters(path: &str) -> Option<Meant> {
    let (first, _) = path.split_once('.')?;
    let first = first.to_ascii_lowercase();
    (first.ends_with("parameters") || CONTENT.contains(&first.as_str()))
        .then(|| Meant::nothing(Why::NoContent))
}

/// `request.header.x`, `method.request.body`: parts of a request that no variable holds.
fn content(path: &str) -> Option<Meant> {
    MESSAGES
        .iter()
        .any(|prefix| path.starts_with(prefix))
        .then(|| Meant::nothing(Why::NoContent))
}

/// The longest variable with which `path` begins, when the name goes on by accident: `requestId_`, `responseLatencyms`.
pub fn runs_on(path: &str) -> Option<&'static Variable> {
    VARIABLES
        .iter()
        .filter(|v| v.kind == Kind::Exact)
        .filter(|v| path.len() > v.path.len() && path.starts_with(v.path))
        .max_by_key(|v| v.path.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;
    use crate::catalog::WrongName;

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
            assert_eq!(meant(path, ApiSet::ANY).why, Some(Why::NoContent), "{path}");
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
            assert_eq!(meant(Api::Http).why, Some(Why::Headers), "{path}");
            assert_eq!(meant(Api::Rest).why, Some(Why::Headers), "{path}");
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
    fn every_wrong_name_is_in_no_list_and_leads_to_listed_names() {
        for (at, entry) in WRONG_NAMES.iter().enumerate() {
            let name = entry.name;
            let meaning = resolve(name, ApiSet::ANY).meaning;
            assert!(matches!(meaning, Meaning::Unknown), "{name}");
            let twice = |other: &WrongName| other.name.eq_ignore_ascii_case(name);
            assert!(!WRONG_NAMES[..at].iter().any(twice), "{name}");
            let paths = entry.instead.paths(ApiSet::ANY);
            for path in &paths {
                assert!(Variable::find(path).is_some(), "{path}");
            }
            // A name without advice would be no use.
            assert!(!paths.is_empty() || entry.why.is_some(), "{name}");
        }
    }

    #[test]
    fn several_names_may_be_meant_and_others_on_each_type_of_api() {
        let of = |path, api| {
            let meant = meant(path, ApiSet::one(api));
            (meant.path.unwrap_or_default(), meant.others)
        };
        assert_eq!(
            of("error.statusCode", Api::Rest),
            ("status".to_owned(), vec!["error.responseType"])
        );
        assert_eq!(of("route", Api::Rest), ("resourcePath".to_owned(), vec![]));
        assert_eq!(of("route", Api::Http), ("routeKey".to_owned(), vec![]));
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
        assert_eq!(
            of("authorizer.property_x"),
            None,
            "of a family the last part is free"
        );
    }
}
