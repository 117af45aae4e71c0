//! The names of the CDK that make formats, and what each gives.

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

/// What is behind `context` in the name of a method of `AccessLogField`, and the reference that it gives.
const FIELDS: [(&str, &str); 70] = [
    ("AccountId", "identity.accountId"),
    ("CallerAccountId", "identity.accountId"),
    ("OwnerAccountId", "accountId"),
    ("ApiId", "apiId"),
    ("AuthorizerPrincipalId", "authorizer.principalId"),
    ("AwsEndpointRequestId", "awsEndpointRequestId"),
    ("DomainName", "domainName"),
    ("DomainPrefix", "domainPrefix"),
    ("ErrorMessage", "error.message"),
    ("ErrorMessageString", "error.messageString"),
    ("ErrorResponseType", "error.responseType"),
    ("ErrorValidationErrorString", "error.validationErrorString"),
    ("ExtendedRequestId", "extendedRequestId"),
    ("HttpMethod", "httpMethod"),
    ("IdentityAccountId", "identity.accountId"),
    ("IdentityApiKey", "identity.apiKey"),
    ("IdentityApiKeyId", "identity.apiKeyId"),
    ("IdentityCaller", "identity.caller"),
    (
        "IdentityCognitoAuthenticationProvider",
        "identity.cognitoAuthenticationProvider",
    ),
    (
        "IdentityCognitoAuthenticationType",
        "identity.cognitoAuthenticationType",
    ),
    ("IdentityCognitoIdentityId", "identity.cognitoIdentityId"),
    (
        "IdentityCognitoIdentityPoolId",
        "identity.cognitoIdentityPoolId",
    ),
    ("IdentityPrincipalOrgId", "identity.principalOrgId"),
    ("IdentitySourceIp", "identity.sourceIp"),
    ("IdentityClientCertPem", "identity.clientCert.clientCertPem"),
    (
        "IdentityClientCertSubjectDN",
        "identity.clientCert.subjectDN",
    ),
    (
        "IdentityClientCertIssunerDN",
        "identity.clientCert.issuerDN",
    ),
    (
        "IdentityClientCertSerialNumber",
        "identity.clientCert.serialNumber",
    ),
    (
        "IdentityClientCertValidityNotBefore",
        "identity.clientCert.validity.notBefore",
    ),
    (
        "IdentityClientCertValidityNotAfter",
        "identity.clientCert.validity.notAfter",
    ),
    ("IdentityUser", "identity.user"),
    ("IdentityUserAgent", "identity.userAgent"),
    ("IdentityUserArn", "identity.userArn"),
    ("Path", "path"),
    ("Protocol", "protocol"),
    ("RequestId", "requestId"),
    ("ResponseOverrideStatus", "responseOverride.status"),
    ("RequestTime", "requestTime"),
    ("RequestTimeEpoch", "requestTimeEpoch"),
    ("ResourceId", "resourceId"),
    ("ResourcePath", "resourcePath"),
    ("Stage", "stage"),
    ("WafResponseCode", "wafResponseCode"),
    ("WebaclArn", "webaclArn"),
    ("XrayTraceId", "xrayTraceId"),
    (
        "AuthorizerIntegrationLatency",
        "authorizer.integrationLatency",
    ),
    ("IntegrationLatency", "integrationLatency"),
    ("IntegrationStatus", "integrationStatus"),
    ("ResponseLatency", "responseLatency"),
    ("ResponseLength", "responseLength"),
    ("Status", "status"),
    ("AuthorizeError", "authorize.error"),
    ("AuthorizeLatency", "authorize.latency"),
    ("AuthorizeStatus", "authorize.status"),
    ("AuthorizerError", "authorizer.error"),
    (
        "AuthorizerIntegrationStatus",
        "authorizer.integrationStatus",
    ),
    ("AuthorizerLatency", "authorizer.latency"),
    ("AuthorizerRequestId", "authorizer.requestId"),
    ("AuthorizerStatus", "authorizer.status"),
    ("AuthenticateError", "authenticate.error"),
    ("AuthenticateLatency", "authenticate.latency"),
    ("AuthenticateStatus", "authenticate.status"),
    (
        "CustomDomainBasePathMatched",
        "customDomain.basePathMatched",
    ),
    ("IntegrationErrorMessage", "integrationErrorMessage"),
    ("WafError", "waf.error"),
    ("WafLatency", "waf.latency"),
    ("WafStatus", "waf.status"),
    ("EventType", "eventType"),
    ("RouteKey", "routeKey"),
    ("ConnectionId", "connectionId"),
];

/// Those that put their argument behind the reference.
const FIELDS_WITH_PROPERTY: [(&str, &str); 6] = [
    ("AuthorizerClaims", "authorizer.claims."),
    ("Authorizer", "authorizer."),
    ("RequestOverrideHeader", "requestOverride.header."),
    ("RequestOverridePath", "requestOverride.path."),
    ("RequestOverrideQuerystring", "requestOverride.querystring."),
    ("ResponseOverrideHeader", "responseOverride.header."),
];

/// The members of what `AccessLogFormat.jsonWithStandardFields()` writes, in its order. The first is always there.
pub(super) const STANDARD: [(&str, &str); 10] = [
    ("requestId", "requestId"),
    ("ip", "identity.sourceIp"),
    ("user", "identity.user"),
    ("caller", "identity.caller"),
    ("requestTime", "requestTime"),
    ("httpMethod", "httpMethod"),
    ("resourcePath", "resourcePath"),
    ("status", "status"),
    ("protocol", "protocol"),
    ("responseLength", "responseLength"),
];

/// What `AccessLogFormat.clf()` gives.
pub(super) const CLF: &str = "$context.identity.sourceIp $context.identity.caller $context.identity.user \
    [$context.requestTime] \"$context.httpMethod $context.resourcePath $context.protocol\" \
    $context.status $context.responseLength $context.requestId";

/// What a method of `AccessLogField` gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The reference, without its `$context.`.
    path: &'static str,
    /// Whether its argument comes behind it.
    pub(super) has_property: bool,
}

impl Field {
    /// The method of a name, in the spelling of TypeScript or of Python.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = plain(name);
        let name = name.strip_prefix("context")?;
        let find = |fields: &[(&str, &'static str)]| {
            let mut fields = fields.iter();
            let field = fields.find(|(field, _)| plain(field) == name);
            field.map(|(_, path)| *path)
        };
        let field = |path, has_property| Field { path, has_property };
        let with_property = || find(&FIELDS_WITH_PROPERTY).map(|path| field(path, true));
        find(&FIELDS)
            .map(|path| field(path, false))
            .or_else(with_property)
    }

    /// The text that it gives, written by the call at `place`.
    pub(super) fn text(self, place: SourceSpan, property: Option<&FormatText>) -> FormatText {
        let mut text = FormatText::new();
        text.push_written(place, &format!("$context.{}", self.path));
        if let Some(property) = property {
            text.push_text(property);
        }
        text
    }

    /// What a program of TypeScript makes of the method itself when it becomes text.
    pub(super) fn source(self, name: &str) -> String {
        if self.has_property {
            let path = self.path;
            format!("{name}(property){{return`$context.{path}${{property}}`}}")
        } else {
            format!("{name}(){{return\"$context.{}\"}}", self.path)
        }
    }
}

/// A name without what the two languages spell in different ways.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| *c != '_');
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::span::SourceId;

    #[test]
    fn the_names_of_both_languages_give_the_reference() {
        let place = SourceSpan::new(SourceId(0), 0, 0);
        for (name, reference) in [
            ("contextRequestId", "$context.requestId"),
            ("context_identity_source_ip", "$context.identity.sourceIp"),
            ("contextAccountId", "$context.identity.accountId"),
            ("context_owner_account_id", "$context.accountId"),
            (
                "context_identity_client_cert_subject_dn",
                "$context.identity.clientCert.subjectDN",
            ),
            ("contextAuthorizerClaims", "$context.authorizer.claims."),
            (
                "context_request_override_header",
                "$context.requestOverride.header.",
            ),
        ] {
            let field = Field::named(name).unwrap();
            assert_eq!(field.text(place, None).as_str(), reference);
        }
        assert_eq!(Field::named("contextNothing"), None);
        assert_eq!(Field::named("requestId"), None);
        assert!(Field::named("contextAuthorizer").is_some_and(|field| field.has_property));
    }

    #[test]
    fn a_method_as_text_is_its_source() {
        let field = Field::named("contextRequestId").unwrap();
        assert_eq!(
            field.source("contextRequestId"),
            "contextRequestId(){return\"$context.requestId\"}"
        );
    }
}
