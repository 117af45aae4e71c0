//! See [`RULE`].

use crate::api::Api;
use crate::lint::{Findings, rule, space};
use crate::model::Model;
use crate::span::Span;
use crate::text::Origin;

rule! {
    /// The format is longer than API Gateway takes, or near the limit.
    ///
    /// The quota is 3 KB, for every type of API, and cannot be raised. Whether that is 3,000 or 3,072, bytes or characters,
    /// is not documented; 2,846 characters were seen to deploy. So more than 3,072 characters are an error, and a note
    /// begins at 2,700 bytes. The API model of HTTP and WebSocket APIs says 1,024 characters, which does not seem to be
    /// enforced: there a note begins.
    ///
    /// What only the deployment knows is not counted; a format with such parts is longer than that. In JSON, drop the
    /// white space between tokens first; then shorten keys, and log what differs from line to line.
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","accountId":"$context.accountId","apiId":"$context.apiId","stage":"$context.stage","domainName":"$context.domainName","requestTime":"$context.requestTime","requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","path":"$context.path","protocol":"$context.protocol","status":"$context.status","responseLength":"$context.responseLength","responseLatency":"$context.responseLatency","dataProcessed":"$context.dataProcessed","identitySourceIp":"$context.identity.sourceIp","identityUserAgent":"$context.identity.userAgent","identityCaller":"$context.identity.caller","identityUser":"$context.identity.user","identityUserArn":"$context.identity.userArn","identityAccountId":"$context.identity.accountId","identityPrincipalOrgId":"$context.identity.principalOrgId","authorizerError":"$context.authorizer.error","authorizerClaimsSub":"$context.authorizer.claims.sub","errorMessage":"$context.error.message","errorResponseType":"$context.error.responseType","integrationStatus":"$context.integration.status","integrationIntegrationStatus":"$context.integration.integrationStatus","integrationLatency":"$context.integration.latency","integrationRequestId":"$context.integration.requestId","integrationError":"$context.integration.error"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "format-too-long", Deploy, Whole, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

/// 3 KB by the larger reading.
const LIMIT: usize = 3072;
/// From here on the smaller readings of 3 KB are not far.
const NEAR: usize = 2700;
/// What the API model of apigatewayv2 says.
const V2_MODEL: usize = 1024;

fn check(model: &Model<'_>, findings: &mut Findings) {
    let known = || {
        model
            .source
            .spans()
            .filter(|(_, origin)| !matches!(origin, Origin::Hole(_)))
            .map(|(span, _)| span)
    };
    let bytes: usize = known().map(Span::len).sum();
    if bytes <= V2_MODEL {
        return;
    }
    let chars: usize = known().map(|span| model.slice(span).chars().count()).sum();
    let all = Span::new(0, model.text().len());
    if chars > LIMIT {
        let over = Span::new(end_of_limit(model, known()), all.end);
        findings.error(
            over,
            format!("the format has {chars} characters; at most {LIMIT} (3 KB) are allowed"),
            |d| {
                d.label(format!("beyond {LIMIT} characters"))
                    .help(shorter(model))
            },
        );
    } else if bytes >= NEAR {
        findings.note(
            all,
            format!("the format has {bytes} bytes, near the limit of 3 KB: whether that is 3000 or {LIMIT} is not documented"),
            |d| d.help(shorter(model)),
        );
    } else if chars > V2_MODEL && !model.apis.has(Api::Rest) {
        findings.note(
            all,
            format!("the format has {chars} characters; the API model says {V2_MODEL}, which is not known to be enforced"),
            |d| d.help(shorter(model)),
        );
    }
}

/// The place of the first character that is too much, holes not counted.
fn end_of_limit(model: &Model<'_>, known: impl Iterator<Item = Span>) -> usize {
    let mut left = LIMIT;
    for span in known {
        for (at, _) in model.slice(span).char_indices() {
            if left == 0 {
                return span.start + at;
            }
            left -= 1;
        }
    }
    model.text().len()
}

fn shorter(model: &Model<'_>) -> String {
    let space: usize = space::between_json_tokens(model)
        .unwrap_or_default()
        .iter()
        .map(|run| run.len())
        .sum();
    if space > 0 {
        let bytes = if space == 1 { "byte" } else { "bytes" };
        format!("without the white space between its tokens it would be {space} {bytes} shorter")
    } else {
        "shorten keys, and remove what is the same on every line".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, found_in};
    use super::RULE;

    fn level(text: &str, api: &str) -> Option<(String, usize)> {
        let mut all = diagnostics(&RULE, text, api);
        assert!(all.len() < 2);
        let one = all.pop()?;
        Some((one.severity.to_string(), one.span.start))
    }

    #[test]
    fn counts_characters_and_bytes() {
        let note = Some(("note".to_owned(), 0));
        assert_eq!(level(&"a".repeat(2699), "rest"), None);
        assert_eq!(level(&"a".repeat(2700), "rest"), note);
        assert_eq!(level(&"a".repeat(3072), "rest"), note);
        assert_eq!(
            level(&"a".repeat(3073), "rest"),
            Some(("error".to_owned(), 3072))
        );
        assert_eq!(level(&"é".repeat(3072), "rest"), note);
        assert_eq!(
            level(&"é".repeat(3073), "rest"),
            Some(("error".to_owned(), 6144))
        );
        assert_eq!(level(&"a".repeat(1024), "http"), None);
        assert_eq!(level(&"a".repeat(1025), "http"), note);
        assert_eq!(level(&"a".repeat(1025), "any"), None);
    }

    #[test]
    fn holes_do_not_count() {
        let pieces = vec![Piece::Hole; 2000];
        assert_eq!(found_in(&RULE, &pieces, "rest"), []);
    }

    #[test]
    fn says_what_white_space_costs() {
        let text = format!("{{ \"a\": \"{}\" }}", "a".repeat(3000));
        let all = diagnostics(&RULE, &text, "rest");
        assert!(all[0].help.as_ref().unwrap().contains("3 bytes shorter"));
    }
}
