//! The variables of access logs: one entry a name, sorted by name. Facts only; what follows from them is in the rules.
//!
//! An entry is a name of [`var`], its path and what is known of it, in the words of `entry.rs`. The doc comment of an entry
//! is the summary that users read. What is stated once is left out: whether a number needs quotes follows from its absence,
//! and the pages of the listed APIs are sources of themselves.

use super::entry::{
    arn, boolean, bytes, clf_time, epoch_millis, id, ip, method, millis, one_of, quoted_json,
    status, string, summary,
};
use super::{Alias, EMPTY_BASE_PATH, Fact, MISSING, Variable};
use crate::api::Api::{Http, Rest, WebSocket};
use crate::texts::TextKind::{
    AccountId, Alnum, Any, CertTime, Host, Id, Path, Resource, RouteKey, Token, Visible, Word,
};

/// Which phases a request goes through, and which variables each of them fills.
const PHASES: &str = "https://aws.amazon.com/blogs/compute/troubleshooting-amazon-api-gateway-with-enhanced-observability-variables/";
const STREAMING: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-troubleshoot.html";
const ROUTING_RULES: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules-troubleshoot.html";
const SECURITY_POLICIES: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html";
const SET_UP: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html";
/// One engineer's deployments of odd formats, with the lines that came.
const AZUL: &str = "https://github.com/DataBiosphere/azul/issues/4348";
const SST_REFUSED: &str = "https://github.com/anomalyco/sst/issues/2587";
const CDK: &str = "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-apigateway/lib/access-log.ts";
/// The pages of the developer guide as they were, commit by commit.
const OLD_GUIDE: &str =
    "https://github.com/awsdocs/amazon-api-gateway-developer-guide/tree/781597d/doc_source";

/// What the names of a family begin with, and what else names have in common.
pub mod family {
    /// Keys of the context that a Lambda authorizer returned, claims, and what API Gateway says of the authorizer.
    pub const AUTHORIZER: &str = "authorizer.";
    /// Claims of the caller's token.
    pub const CLAIMS: &str = "authorizer.claims.";
    /// What a mapping template made of the request.
    pub const REQUEST_OVERRIDE: &str = "requestOverride.";
    /// What a mapping template made of the response.
    pub const RESPONSE_OVERRIDE: &str = "responseOverride.";
}

/// Makes the names of [`var`] and the table [`VARIABLES`] of the same entries, so that neither has what the other has not.
macro_rules! variables {
    ($($(#[doc = $doc:literal])+ $name:ident = $path:literal: $entry:expr;)+) => {
        /// The names of the variables, without `$context.`: a misspelt one does not compile.
        pub mod var {
            $(
                #[doc = concat!("`$context.", $path, "`:", $($doc),+)]
                pub const $name: &str = $path;
            )+
        }

        /// Every variable that API Gateway documents for access logs.
        pub static VARIABLES: &[Variable] = &[
            $($entry.named(var::$name, summary(concat!($($doc),+))),)+
        ];
    };
}

variables! {
    /// Twelve-digit AWS account number that owns the API (not the caller's account; see identity.accountId).
    ACCOUNT_ID = "accountId": id(AccountId)
        .since("2019-06-05", &[Rest]).since("2019-12-12", &[Http])
        .example("123456789012")
        .notes("Not in the WebSocket list. CDK's AccessLogField.contextAccountId() confusingly renders \
             identity.accountId; contextOwnerAccountId() renders accountId.")
        .also_in(&[CDK]);

    /// Identifier that API Gateway gave the API.
    API_ID = "apiId": id(Alnum)
        .since("2018-05-24", &[Rest]).since("2019-12-12", &[Http]).since("2020-03-18", &[WebSocket])
        .at_most(10).example("c1d9hqzaza");

    /// Error message of the authentication (IAM signature check) phase.
    AUTHENTICATE_ERROR = "authenticate.error": string(Any)
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::AuthenticateError, "the method does not use IAM authentication, or it succeeded")
        .also_in(&[PHASES]);

    /// Duration of the authentication (IAM signature check) phase.
    AUTHENTICATE_LATENCY = "authenticate.latency": millis()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authenticate, "the method does not use IAM authentication")
        .also_in(&[PHASES]);

    /// Status code of the authentication (IAM signature check) phase.
    AUTHENTICATE_STATUS = "authenticate.status": status()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authenticate, "the method does not use IAM authentication")
        .also_in(&[PHASES]);

    /// Error message of the authorization decision phase.
    AUTHORIZE_ERROR = "authorize.error": string(Any)
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::AuthorizeError, "no IAM or Lambda authorization phase ran, or it succeeded")
        .also_in(&[PHASES]);

    /// Duration of the authorization decision phase.
    AUTHORIZE_LATENCY = "authorize.latency": millis()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authorize, "no IAM or Lambda authorization phase ran")
        .also_in(&[PHASES]);

    /// Status code of the authorization decision phase.
    AUTHORIZE_STATUS = "authorize.status": status()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authorize, "no IAM or Lambda authorization phase ran")
        .also_in(&[PHASES]);

    /// One key of the context map that a Lambda authorizer returned.
    AUTHORIZER_PROPERTY = "authorizer.PROPERTY": string(Any)
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http]).since("2020-03-18", &[WebSocket])
        .means(Rest, "value is turned into a string; the only special character allowed in the key is the underscore")
        .means(Http, "value keeps its type when printed (1, true)")
        .means(WebSocket, "value is turned into a string")
        .absent(Fact::AuthorizerContext, "no Lambda authorizer ran or the key is missing")
        .personal()
        .notes("A JSON string stored in one key is logged whole and cannot be indexed.")
        .also_in(&["https://github.com/lmammino/oidc-authorizer/pull/68"]);

    /// One claim of the caller's token (Cognito on REST, JWT authorizer on HTTP).
    AUTHORIZER_CLAIMS_PROPERTY = "authorizer.claims.PROPERTY": string(Any)
        .since("2018-05-24", &[Rest]).since("2019-12-12", &[Http])
        .absent(Fact::Claims, "no Cognito/JWT authorizer ran or the claim is missing")
        .personal()
        .notes("The bare $context.authorizer.claims logs a dash. A colon ends the name: claims.cognito:username was \
             reported to log -:username on an HTTP API, so custom:x and cognito:x claims cannot be logged this way. \
             Array claims such as cognito:groups: unclear.")
        .also_in(&["https://dev.classmethod.jp/articles/tsnote-how-to-output-claims-to-the-accesslog-on-apigateway-with-cognito-authorizer/"]);

    /// Error message from the authorizer.
    AUTHORIZER_ERROR = "authorizer.error": string(Any)
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::AuthorizerError, "no authorizer ran, or it succeeded");

    /// Time spent calling the authorizer's backend (Lambda or Cognito).
    AUTHORIZER_INTEGRATION_LATENCY = "authorizer.integrationLatency": millis()
        .since("2019-06-05", &[Rest]).since("2020-08-20", &[WebSocket])
        .absent(Fact::LambdaAuthorizer, "the route has no authorizer, the authorizer did not run, or the request \
             failed earlier");

    /// Status code of the Lambda call made for the authorizer.
    AUTHORIZER_INTEGRATION_STATUS = "authorizer.integrationStatus": status()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::LambdaAuthorizer, "no Lambda authorizer ran");

    /// Total authorizer time.
    AUTHORIZER_LATENCY = "authorizer.latency": millis()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authorizer, "the route has no authorizer, the authorizer did not run, or the request failed \
             earlier")
        .notes("Listed for HTTP APIs only from 2020-08 to 2021-01.")
        .also_in(&[PHASES]);

    /// Principal id returned by a Lambda authorizer.
    AUTHORIZER_PRINCIPAL_ID = "authorizer.principalId": string(Any)
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http]).since("2020-03-18", &[WebSocket])
        .older_only(Http, "older only (2020-09 to about 2025); still matches the authorizer.PROPERTY family")
        .absent(Fact::AuthorizerContext, "no Lambda authorizer ran")
        .personal()
        .also_in(&[OLD_GUIDE]);

    /// Request id of the AWS endpoint called by the authorizer.
    AUTHORIZER_REQUEST_ID = "authorizer.requestId": id(Id)
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::LambdaAuthorizer, "the route has no authorizer, the authorizer did not run, or the request \
             failed earlier");

    /// Status code returned by the authorizer.
    AUTHORIZER_STATUS = "authorizer.status": status()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::Authorizer, "the route has no authorizer, the authorizer did not run, or the request failed \
             earlier")
        .notes("Listed for HTTP APIs only from 2020-08 to 2021-01; on HTTP it now parses as an authorizer property.")
        .also_in(&[PHASES]);

    /// Request id returned by the AWS service or Lambda endpoint behind the integration.
    AWS_ENDPOINT_REQUEST_ID = "awsEndpointRequestId": id(Id)
        .since("2019-02-21", &[Rest]).since("2019-12-12", &[Http])
        .repeats(&[Rest, Http], Alias::Same(var::INTEGRATION_REQUEST_ID))
        .absent(Fact::IntegrationRequestId, "no AWS integration was called")
        .prefer(var::INTEGRATION_REQUEST_ID)
        .notes("Not in the WebSocket table, but that table calls integration.requestId equivalent to it and SST's \
             default WebSocket format uses it.");

    /// Second request id of the AWS endpoint (x-amz-id-2, as S3 returns).
    AWS_ENDPOINT_REQUEST_ID_2 = "awsEndpointRequestId2": id(Id)
        .since("2020-08-20", &[Http])
        .absent(Fact::SecondRequestId, "the endpoint sent no x-amz-id-2 header")
        .notes("Logged as a dash when used on a REST API.")
        .also_in(&[AZUL]);

    /// Cipher suite negotiated with the client, IANA name.
    CIPHER_SUITE = "cipherSuite": string(Word)
        .since("2025", &[Rest])
        .perhaps_absent(Fact::Tls, "unclear")
        .example("TLS_AES_128_GCM_SHA256")
        .also_in(&[SECURITY_POLICIES]);

    /// When the connection was opened, as Unix time.
    CONNECTED_AT = "connectedAt": epoch_millis()
        .on(&[WebSocket])
        .example("1552988358417")
        .notes("The page says only Epoch; sample events show 13-digit milliseconds.");

    /// Identifier of the WebSocket connection, usable with the @connections callback API.
    CONNECTION_ID = "connectionId": id(Id)
        .on(&[WebSocket])
        .example("WyHPAfymhcwCENw=");

    /// API-mapping path that matched on a custom domain.
    CUSTOM_DOMAIN_BASE_PATH_MATCHED = "customDomain.basePathMatched": string(Token)
        .since("2021-03-31", &[Rest, Http])
        .absent(Fact::CustomDomain, "the request did not come through a custom domain, or (REST) a routing rule matched \
             instead of a mapping")
        .written(&[MISSING, EMPTY_BASE_PATH])
        .example("v1/orders")
        .notes("A root mapping was seen to log the literal (none) on a REST API in 2024.")
        .also_in(&[ROUTING_RULES, AZUL]);

    /// Identifier of the routing rule that sent the request to this stage.
    CUSTOM_DOMAIN_ROUTING_RULE_ID_MATCHED = "customDomain.routingRuleIdMatched": id(Word)
        .since("2025", &[Rest])
        .absent(Fact::RoutingRule, "no routing rule was used (a dash is logged)")
        .also_in(&[ROUTING_RULES]);

    /// Amount of data processed for the request.
    DATA_PROCESSED = "dataProcessed": bytes()
        .since("2019-12-12", &[Http])
        .notes("Logs a dash on a REST API.")
        .also_in(&[AZUL]);

    /// Identifier of the deployment that the stage pointed at.
    DEPLOYMENT_ID = "deploymentId": id(Alnum)
        .since("after 2023-04 (present in the 2025/2026 pages)", &[Rest])
        .example("a1b2c3");

    /// Host name the client used, i.e. the Host header; for WebSocket the name to use for the callback URL.
    DOMAIN_NAME = "domainName": string(Host)
        .since("2019-06-05", &[Rest]).since("2019-12-12", &[Http]).since("2020-03-18", &[WebSocket])
        .at_most(253).example("api.example.com");

    /// First label of domainName.
    DOMAIN_PREFIX = "domainPrefix": string(Host)
        .since("2019-06-05", &[Rest]).since("2019-12-12", &[Http])
        .at_most(63).example("api");

    /// Endpoint type of the API.
    ENDPOINT_TYPE = "endpointType": one_of(&["EDGE", "REGIONAL", "PRIVATE"])
        .since("after 2023-04", &[Rest])
        .notes("The page does not list the values; the enum is inferred from the EndpointConfiguration types.");

    /// Error text produced by API Gateway itself (gateway response).
    ERROR_MESSAGE = "error.message": string(Any)
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::GatewayError, "no gateway error occurred")
        .notes("May quote parts of the request, e.g. the Authorization header in signature errors. Use it inside \
             quotes.");

    /// error.message already wrapped in double quotes.
    ERROR_MESSAGE_STRING = "error.messageString": quoted_json("yes, it carries its own quotes; placing it between quotes \
             yields invalid JSON when an error occurs")
        .on(&[Rest, Http, WebSocket])
        .repeats(&[Rest, Http, WebSocket], Alias::Quoted(var::ERROR_MESSAGE))
        .absent(Fact::MessageString, "no gateway error occurred")
        .advise("error.message inside your own quotes")
        .notes("What is written when there is no error (dash with or without quotes) is unclear; an unquoted use may \
             therefore break JSON on every successful request.")
        .also_in(&[AZUL, "https://github.com/wri/gfw-data-api/pull/350"]);

    /// Gateway response type, e.g. THROTTLED or INTEGRATION_TIMEOUT.
    ERROR_RESPONSE_TYPE = "error.responseType": one_of(&[
            "ACCESS_DENIED", "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE",
            "BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN",
            "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "INVALID_API_KEY", "INVALID_SIGNATURE",
            "MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND",
            "THROTTLED", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED",
        ])
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::GatewayError, "no gateway error occurred")
        .notes("Enum values are the REST gateway response types (from general knowledge of the API model, not from \
             the logging page); treat as open.");

    /// Detailed request-validation error.
    ERROR_VALIDATION_ERROR_STRING = "error.validationErrorString": string(Any)
        .since("2018-09-22", &[Rest]).since("2020-03-18", &[WebSocket])
        .absent(Fact::ValidationError, "no validation error occurred")
        .notes("Typically a bracketed list of messages with quotes in it; not in the HTTP list.");

    /// Kind of WebSocket event.
    EVENT_TYPE = "eventType": one_of(&["CONNECT", "MESSAGE", "DISCONNECT"])
        .on(&[WebSocket]);

    /// Identifier generated by API Gateway that a caller cannot override (header x-amz-apigw-id on REST); also
    /// satisfies the mandatory-content check.
    EXTENDED_REQUEST_ID = "extendedRequestId": id(Id)
        .on(&[Rest, Http, WebSocket])
        .repeats(&[Http, WebSocket], Alias::Same(var::REQUEST_ID))
        .means(Rest, "distinct from requestId")
        .means(Http, "equal to requestId (duplicate field if both are logged)")
        .means(WebSocket, "equal to requestId")
        .example("XfGLwFTktjMFsLg=")
        .also_in(&[SET_UP]);

    /// HTTP method of the request.
    HTTP_METHOD = "httpMethod": method(&["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
        .on(&[Rest, Http]);

    /// AWS account of the caller.
    IDENTITY_ACCOUNT_ID = "identity.accountId": id(AccountId)
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::Signed, "the caller was not authenticated by IAM")
        .notes("Compare accountId (owner).");

    /// The API key sent with the request, in clear.
    IDENTITY_API_KEY = "identity.apiKey": string(Token)
        .on(&[Rest, WebSocket])
        .absent(Fact::ApiKey, "the method does not require an API key")
        .credential().prefer(var::IDENTITY_API_KEY_ID)
        .notes("Execution logs redact API keys; nothing says that access logs do.")
        .also_in(&["https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-execution-logging.html"]);

    /// Identifier of the API key used (safe to log).
    IDENTITY_API_KEY_ID = "identity.apiKeyId": id(Alnum)
        .on(&[Rest, WebSocket])
        .absent(Fact::ApiKey, "the method does not require an API key");

    /// Principal id of the caller that signed the request.
    IDENTITY_CALLER = "identity.caller": string(Token)
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::Signed, "the route or method does not use IAM authorization")
        .personal();

    /// PEM text of the client certificate; multi-line and several kilobytes.
    IDENTITY_CLIENT_CERT_CLIENT_CERT_PEM = "identity.clientCert.clientCertPem": string(Any)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .personal()
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// Distinguished name of the certificate issuer.
    IDENTITY_CLIENT_CERT_ISSUER_DN = "identity.clientCert.issuerDN": string(Any)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// Serial number of the client certificate.
    IDENTITY_CLIENT_CERT_SERIAL_NUMBER = "identity.clientCert.serialNumber": string(Token)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// Distinguished name of the certificate subject; contains commas, spaces, equals signs.
    IDENTITY_CLIENT_CERT_SUBJECT_DN = "identity.clientCert.subjectDN": string(Any)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .personal()
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// End of the certificate's validity.
    IDENTITY_CLIENT_CERT_VALIDITY_NOT_AFTER = "identity.clientCert.validity.notAfter": string(CertTime)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// Start of the certificate's validity, e.g. 'May 28 12:30:02 2019 GMT'.
    IDENTITY_CLIENT_CERT_VALIDITY_NOT_BEFORE = "identity.clientCert.validity.notBefore": string(CertTime)
        .since("2020-09-25", &[Rest, Http])
        .absent(Fact::ClientCert, "the custom domain does not use mutual TLS")
        .notes("The 2020-2023 REST table (and the current data-transformation page) adds that it appears only in \
             access logs when the mTLS check fails; the current access-logging page dropped that sentence.");

    /// Comma-separated list of the Cognito authentication providers used; contains commas, colons and slashes.
    IDENTITY_COGNITO_AUTHENTICATION_PROVIDER = "identity.cognitoAuthenticationProvider": string(Visible)
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http])
        .since("2020-11-23 (provider 2020-03-18)", &[WebSocket])
        .absent(Fact::CognitoIdentity, "the request was not signed with Amazon Cognito credentials")
        .personal()
        .notes("HTTP APIs: documented, but stage creation was rejected in us-west-2 from 2023-03 with 'The following \
             context variables are not supported: [$context.identity.cognitoIdentityId]'; unclear whether this \
             sibling is affected")
        .also_in(&[SST_REFUSED]);

    /// Cognito authentication type of the caller.
    IDENTITY_COGNITO_AUTHENTICATION_TYPE = "identity.cognitoAuthenticationType": one_of(&["authenticated", "unauthenticated"])
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http])
        .since("2020-11-23 (provider 2020-03-18)", &[WebSocket])
        .absent(Fact::CognitoIdentity, "the request was not signed with Amazon Cognito credentials")
        .notes("HTTP APIs: documented, but stage creation was rejected in us-west-2 from 2023-03 with 'The following \
             context variables are not supported: [$context.identity.cognitoIdentityId]'; unclear whether this \
             sibling is affected")
        .also_in(&[SST_REFUSED]);

    /// Cognito identity id of the caller.
    IDENTITY_COGNITO_IDENTITY_ID = "identity.cognitoIdentityId": id(Token)
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http])
        .since("2020-11-23 (provider 2020-03-18)", &[WebSocket])
        .absent(Fact::CognitoIdentity, "the request was not signed with Amazon Cognito credentials")
        .personal()
        .notes("HTTP APIs: documented, but stage creation was rejected in us-west-2 from 2023-03 with 'The following \
             context variables are not supported: [$context.identity.cognitoIdentityId]'")
        .also_in(&[SST_REFUSED]);

    /// Cognito identity pool of the caller.
    IDENTITY_COGNITO_IDENTITY_POOL_ID = "identity.cognitoIdentityPoolId": id(Token)
        .since("2018-05-24", &[Rest]).since("2020-09-25", &[Http])
        .since("2020-11-23 (provider 2020-03-18)", &[WebSocket])
        .absent(Fact::CognitoIdentity, "the request was not signed with Amazon Cognito credentials")
        .notes("HTTP APIs: documented, but stage creation was rejected in us-west-2 from 2023-03 with 'The following \
             context variables are not supported: [$context.identity.cognitoIdentityId]'; unclear whether this \
             sibling is affected")
        .also_in(&[SST_REFUSED]);

    /// AWS Organizations id of the caller.
    IDENTITY_PRINCIPAL_ORG_ID = "identity.principalOrgId": id(Word)
        .since("2019-06-05", &[Rest]).since("2020-09-25", &[Http]).since("2020-11-23", &[WebSocket])
        .absent(Fact::Organization, "the caller was not authenticated by IAM or is not in an organization")
        .example("o-a1b2c3d4e5");

    /// Address of the TCP peer that called API Gateway (IPv4 or IPv6).
    IDENTITY_SOURCE_IP = "identity.sourceIp": ip()
        .on(&[Rest, Http, WebSocket])
        .at_most(45).personal().example("128.114.221.155");

    /// Principal id of the user authorized for the resource.
    IDENTITY_USER = "identity.user": string(Token)
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::Signed, "the route or method does not use IAM authorization")
        .personal();

    /// User-Agent header, fully chosen by the client.
    IDENTITY_USER_AGENT = "identity.userAgent": string(Any)
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::UserAgent, "the client sent no User-Agent header")
        .at_most(10240)
        .notes("Bounded only by the header-size quota (10,240 bytes HTTP, 20,480 bytes newest REST page).")
        .also_in(&[AZUL]);

    /// ARN of the effective user after authentication.
    IDENTITY_USER_ARN = "identity.userArn": arn()
        .on(&[Rest, Http, WebSocket])
        .absent(Fact::Signed, "the caller was not authenticated by IAM")
        .personal();

    /// VPC that the request came from.
    IDENTITY_VPC_ID = "identity.vpcId": id(Word)
        .since("after 2023-04", &[Rest])
        .absent(Fact::Vpc, "the API is not private, or the request did not come from a VPC")
        .example("vpc-1a2b3c4d");

    /// VPC endpoint that the request came through.
    IDENTITY_VPCE_ID = "identity.vpceId": id(Word)
        .since("after 2023-04", &[Rest])
        .absent(Fact::Vpc, "the API is not private")
        .example("vpce-1a2b3c4d");

    /// Error message from the integration.
    INTEGRATION_ERROR = "integration.error": string(Any)
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::IntegrationError, "no integration was called, or it succeeded");

    /// Status code of the Lambda service call itself (usually 200 even when the function failed).
    INTEGRATION_INTEGRATION_STATUS = "integration.integrationStatus": status()
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::IntegrationStatus, "no integration was called (mock, rejected earlier, or gateway error)");

    /// Time spent in the integration.
    INTEGRATION_LATENCY = "integration.latency": millis()
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::Integration, "no integration was called (mock, rejected earlier, or gateway error)")
        .example("617");

    /// Request id of the AWS endpoint called by the integration.
    INTEGRATION_REQUEST_ID = "integration.requestId": id(Id)
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::IntegrationRequestId, "no integration was called (mock, rejected earlier, or gateway error)");

    /// Response transfer mode of the integration.
    INTEGRATION_RESPONSE_TRANSFER_MODE = "integration.responseTransferMode": one_of(&["BUFFERED", "STREAMED"])
        .since("2025-11", &[Rest])
        .absent(Fact::TransferMode, "no integration was called (mock, rejected earlier, or gateway error)")
        .also_in(&[STREAMING]);

    /// Status code from the integration; for Lambda proxy the statusCode that the function returned.
    INTEGRATION_STATUS = "integration.status": status()
        .since("2020-08-20", &[Rest, Http, WebSocket])
        .absent(Fact::IntegrationStatus, "no integration was called (mock, rejected earlier, or gateway error)")
        .notes("Older pages (and the current WebSocket page) call it equivalent to integrationStatus; the current \
             REST and HTTP pages do not, because integrationStatus reports the Lambda service status for proxies.");

    /// Time from opening the integration connection to having all response headers.
    INTEGRATION_TIME_TO_ALL_HEADERS = "integration.timeToAllHeaders": millis()
        .since("2025-11", &[Rest])
        .perhaps_absent(Fact::Streamed, "integration not called or response not streamed (unclear)")
        .notes("Unit not stated by the page; milliseconds assumed.")
        .also_in(&[STREAMING]);

    /// Time from opening the integration connection to the first content byte.
    INTEGRATION_TIME_TO_FIRST_CONTENT = "integration.timeToFirstContent": millis()
        .since("2025-11", &[Rest])
        .perhaps_absent(Fact::Streamed, "integration not called or response not streamed (unclear)")
        .notes("Unit not stated by the page; milliseconds assumed.")
        .also_in(&[STREAMING]);

    /// Error message from the integration (older spelling).
    INTEGRATION_ERROR_MESSAGE = "integrationErrorMessage": string(Any)
        .since("2020-08-20", &[Rest]).since("2020-04", &[Http])
        .older_only(Rest, "older only (2020-08 to about 2024)")
        .repeats(&[Rest, Http], Alias::Same(var::INTEGRATION_ERROR))
        .absent(Fact::IntegrationError, "no integration was called, or it succeeded")
        .prefer(var::INTEGRATION_ERROR)
        .notes("Not listed for WebSocket; terraform-aws-modules' default format uses it there anyway.")
        .also_in(&[OLD_GUIDE]);

    /// Time spent in the integration (older spelling).
    OLDER_INTEGRATION_LATENCY = "integrationLatency": millis()
        .on(&[Rest, Http, WebSocket])
        .repeats(&[Rest, Http, WebSocket], Alias::Same(var::INTEGRATION_LATENCY))
        .absent(Fact::Integration, "no integration was called (mock, rejected earlier, or gateway error)")
        .example("617").prefer(var::INTEGRATION_LATENCY);

    /// For Lambda proxy, status of the Lambda service rather than of the function.
    OLDER_INTEGRATION_STATUS = "integrationStatus": status()
        .since("2019-06-05", &[Rest]).since("2019-12-12", &[Http])
        .repeats(&[Rest, Http], Alias::Same(var::INTEGRATION_INTEGRATION_STATUS))
        .absent(Fact::IntegrationStatus, "no integration was called (mock, rejected earlier, or gateway error)")
        .advise("integration.status (function status) or integration.integrationStatus (service status), spelled out")
        .notes("Not listed for WebSocket although that page refers to it; SST's default WebSocket format uses it.");

    /// Whether the request went to the canary release.
    IS_CANARY_REQUEST = "isCanaryRequest": boolean()
        .since("after 2023-04", &[Rest])
        .absent(Fact::Canary, "the stage has no canary")
        .example("false");

    /// Server-side identifier of one WebSocket message.
    MESSAGE_ID = "messageId": id(Id)
        .on(&[WebSocket])
        .absent(Fact::Message, "eventType is not MESSAGE");

    /// Request path including the stage segment when the default domain is used; no query string.
    PATH = "path": string(Path)
        .since("2018-09-22", &[Rest]).since("2019-12-12", &[Http])
        .at_most(10240).example("/prod/root/child")
        .notes("Bounded by the URL quota (8192 edge/private, 10240 Regional). Seen percent-encoded, so spaces and \
             quotes are unlikely, but commas and apostrophes are legal.")
        .also_in(&["https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"]);

    /// Request protocol; stays HTTP/1.1 even for HTTP/2 clients.
    PROTOCOL = "protocol": string(Token)
        .on(&[Rest, Http])
        .example("HTTP/1.1");

    /// Identifier of the request; one of the two that satisfy the mandatory-content check.
    REQUEST_ID = "requestId": id(Id)
        .on(&[Rest, Http, WebSocket])
        .means(Rest, "UUID from x-amzn-RequestId; a client may send its own UUID, and a value that is not a UUID is \
             logged as <UUID>_REPLACED_INVALID_REQUEST_ID")
        .means(Http, "opaque base64-like token such as WyHPAHbQBcwFWMw=")
        .means(WebSocket, "same token as extendedRequestId")
        .example("e21d5914-d1e1-4e48-8826-8c968a40276a")
        .advise("extendedRequestId on REST when an id is needed that the client cannot choose")
        .notes("Type is uuid on REST and an opaque token on HTTP/WebSocket (inferred from published sample events).")
        .also_in(&[SET_UP]);

    /// Header override set by a mapping template before the integration call.
    REQUEST_OVERRIDE_HEADER_NAME = "requestOverride.header.NAME": string(Any)
        .since("2018-09-22", &[Rest])
        .absent(Fact::RequestOverride, "no mapping template set that override")
        .notes("The only way to get a request header, query value or body part into a REST access log: a mapping \
             template copies it here. Header names with hyphens appear in public formats (X-Correlation-Id); whether \
             the hyphen is part of the name is unclear.")
        .also_in(&["https://davidgarc.com/blog/api-gw-log-headers"]);

    /// Path-parameter override set by a mapping template.
    REQUEST_OVERRIDE_PATH_NAME = "requestOverride.path.NAME": string(Any)
        .since("2018-09-22", &[Rest])
        .absent(Fact::RequestOverride, "no mapping template set that override");

    /// Query-string override set by a mapping template.
    REQUEST_OVERRIDE_QUERYSTRING_NAME = "requestOverride.querystring.NAME": string(Any)
        .since("2018-09-22", &[Rest])
        .absent(Fact::RequestOverride, "no mapping template set that override");

    /// Time of the request in Common Log Format (dd/MMM/yyyy:HH:mm:ss +-hhmm); contains a space, a colon and slashes.
    REQUEST_TIME = "requestTime": clf_time()
        .on(&[Rest, Http, WebSocket])
        .at_most(26).example("10/Jul/2024:18:14:22 +0000")
        .advise("requestTimeEpoch for machine parsing");

    /// Time of the request as Unix time.
    REQUEST_TIME_EPOCH = "requestTimeEpoch": epoch_millis()
        .on(&[Rest, Http, WebSocket])
        .example("1720635262451")
        .notes("Milliseconds are stated for REST and WebSocket; the HTTP page only says Epoch (a public HTTP API \
             pipeline divides it by 1000).");

    /// Identifier of the API resource that matched.
    RESOURCE_ID = "resourceId": id(Alnum)
        .since("2018-05-24", &[Rest])
        .absent(Fact::Resource, "no resource matched");

    /// Path template of the matched resource, with {parameter} placeholders.
    RESOURCE_PATH = "resourcePath": string(Resource)
        .on(&[Rest])
        .absent(Fact::Resource, "no resource matched")
        .example("/pets/{petId}")
        .notes("An HTTP API was observed to accept it at stage creation but never to fill it (CDK's clf() and \
             jsonWithStandardFields() use it on HttpStage); lint as: use routeKey on HTTP APIs.")
        .also_in(&[CDK]);

    /// Total time from receiving the request to returning the response.
    RESPONSE_LATENCY = "responseLatency": millis()
        .since("2018-05-24", &[Rest]).since("2019-12-12", &[Http])
        .example("629");

    /// Size of the response payload.
    RESPONSE_LENGTH = "responseLength": bytes()
        .on(&[Rest, Http])
        .example("223042");

    /// Response header override set by a mapping template.
    RESPONSE_OVERRIDE_HEADER_NAME = "responseOverride.header.NAME": string(Any)
        .since("2018-09-22", &[Rest])
        .absent(Fact::ResponseOverride, "no mapping template set that override");

    /// Response status override set by a mapping template.
    RESPONSE_OVERRIDE_STATUS = "responseOverride.status": status()
        .since("2018-09-22", &[Rest])
        .absent(Fact::ResponseOverride, "no mapping template set it");

    /// Route that was selected, e.g. GET /pets, $default, $connect, or a WebSocket action name.
    ROUTE_KEY = "routeKey": string(RouteKey)
        .on(&[Http, WebSocket])
        .perhaps_absent(Fact::Route, "HTTP: unclear for requests that match no route")
        .example("GET /pets")
        .notes("On a REST API it is accepted and logs a dash (use resourcePath there).")
        .also_in(&[AZUL]);

    /// Name of the stage that served the request; HTTP APIs may use the literal $default.
    STAGE = "stage": string(Word)
        .on(&[Rest, Http, WebSocket])
        .at_most(128).example("prod");

    /// Status code returned to the client.
    STATUS = "status": status()
        .on(&[Rest, Http, WebSocket])
        .example("200")
        .notes("SST, Datadog and many CDK formats leave it unquoted in JSON.")
        .also_in(&["https://github.com/anomalyco/sst/pull/294"]);

    /// TLS version negotiated with the client.
    TLS_VERSION = "tlsVersion": string(Word)
        .since("2025", &[Rest])
        .perhaps_absent(Fact::Tls, "unclear (e.g. private API)")
        .example("TLSv1.3")
        .also_in(&[SECURITY_POLICIES]);

    /// Error message returned by AWS WAF.
    WAF_ERROR = "waf.error": string(Any)
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::WafError, "the stage has no web ACL, or WAF reported no error")
        .also_in(&[PHASES]);

    /// Time spent in AWS WAF.
    WAF_LATENCY = "waf.latency": millis()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::WebAcl, "the stage has no web ACL")
        .also_in(&[PHASES]);

    /// Status code returned by AWS WAF.
    WAF_STATUS = "waf.status": status()
        .since("2020-08-20", &[Rest, WebSocket])
        .absent(Fact::WebAcl, "the stage has no web ACL")
        .also_in(&[PHASES]);

    /// Verdict of AWS WAF.
    WAF_RESPONSE_CODE = "wafResponseCode": one_of(&["WAF_ALLOW", "WAF_BLOCK"])
        .since("2019-02-21", &[Rest])
        .absent(Fact::WebAcl, "the stage has no web ACL");

    /// ARN of the web ACL that was evaluated.
    WEBACL_ARN = "webaclArn": arn()
        .since("2019-02-21", &[Rest])
        .absent(Fact::WebAcl, "the stage has no web ACL");

    /// X-Ray trace id of the request.
    XRAY_TRACE_ID = "xrayTraceId": id(Word)
        .since("2019-02-21", &[Rest])
        .absent(Fact::Tracing, "active tracing is off and no trace header was sent")
        .example("1-5759e988-bd862e3fe1be46a994272793");
}
