//! Why a variable has a value or none: what variables that come and go together depend on.

/// What has to be so for a variable to have a value. Variables with one fact have a value in the same lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A web ACL judged the request.
    WebAcl,
    /// The web ACL failed.
    WafError,
    /// The request was signed with the keys of an AWS account.
    Signed,
    /// The signer's account belongs to an organization.
    Organization,
    /// The request was signed with credentials of a Cognito identity pool.
    CognitoIdentity,
    /// IAM checked the signature.
    Authenticate,
    /// IAM refused the signature.
    AuthenticateError,
    /// IAM or a Lambda function decided whether the caller may do this.
    Authorize,
    /// The decision failed.
    AuthorizeError,
    /// An authorizer ran, of whatever sort.
    Authorizer,
    /// A Lambda authorizer ran.
    LambdaAuthorizer,
    /// The authorizer failed or refused the token.
    AuthorizerError,
    /// A Lambda authorizer returned a context.
    AuthorizerContext,
    /// An authorizer read the claims of a token.
    Claims,
    /// The request came with an API key.
    ApiKey,
    /// The client showed a certificate.
    ClientCert,
    /// The request came through an endpoint of a VPC.
    Vpc,
    /// The integration was called.
    Integration,
    /// The integration answered with a status.
    IntegrationStatus,
    /// The integration has a request id of its own.
    IntegrationRequestId,
    /// The integration sent a second request id, as S3 does.
    SecondRequestId,
    /// The integration failed.
    IntegrationError,
    /// The integration answered, at once or as a stream.
    TransferMode,
    /// The answer of the integration was a stream.
    Streamed,
    /// API Gateway answered with an error of its own.
    GatewayError,
    /// The same, for the variable that is in quotes.
    MessageString,
    /// The request was checked and found wanting.
    ValidationError,
    /// The request came through a custom domain.
    CustomDomain,
    /// A routing rule chose the API.
    RoutingRule,
    /// The stage has a canary.
    Canary,
    /// The request was traced.
    Tracing,
    /// The request matched a resource.
    Resource,
    /// The request matched a route.
    Route,
    /// The event is a message, not the beginning or the end of a connection.
    Message,
    /// What is known of the TLS connection.
    Tls,
    /// The client sent a `User-Agent`.
    UserAgent,
    /// A mapping template changed the request.
    RequestOverride,
    /// A mapping template changed the response.
    ResponseOverride,
}
