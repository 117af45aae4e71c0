//! The formats, and gwfmt's records of them.

use gwfmt::access_log_format;
#[cfg(test)]
use gwfmt::private::v1::Template;

macro_rules! formats {
    ($($(#[$docs:meta])* $name:ident, $text:ident = $format:literal, $api:literal;)+) => {$(
        $(#[$docs])*
        pub const $text: &str = $format;
        #[access_log_format($format, api = $api)]
        pub struct $name;
    )+};
}

formats! {
    /// Seventeen values, each in quotes.
    Json, JSON = r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","caller":"$context.identity.caller","user":"$context.identity.user","requestTime":"$context.requestTime","requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","path":"$context.path","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength","responseLatency":"$context.responseLatency","integrationLatency":"$context.integration.latency","integrationStatus":"$context.integration.integrationStatus","userAgent":"$context.identity.userAgent","errorMessage":"$context.error.message"}"#, "rest";
    /// Nested objects, numbers without quotes.
    Nested, NESTED = r#"{"id":"$context.requestId","time":$context.requestTimeEpoch,"client":{"ip":"$context.identity.sourceIp","agent":"$context.identity.userAgent"},"route":"$context.routeKey","status":$context.status,"bytes":$context.responseLength,"latency":$context.responseLatency,"error":"$context.error.message"}"#, "http";
    /// The guide's Common Log Format, with both request ids.
    Clf, CLF = r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#, "rest";
    /// With the user agent, as web servers have it.
    Combined, COMBINED = r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#, "rest";
    /// The guide's CSV.
    Csv, CSV = "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId", "rest";
    /// Columns between bars.
    Bars, BARS = "$context.requestTimeEpoch|$context.requestId|$context.identity.sourceIp|$context.httpMethod|$context.path|$context.status|$context.responseLength|$context.integration.latency", "rest";
    /// The guide's XML.
    Xml, XML = r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <resourcePath>$context.resourcePath</resourcePath> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> <extendedRequestId>$context.extendedRequestId</extendedRequestId> </request>"#, "rest";
    /// Five values, of which two are text of the client's and the back end's.
    Short, SHORT = r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","status":"$context.status","userAgent":"$context.identity.userAgent","errorMessage":"$context.error.message"}"#, "rest";
    /// Forty-seven values.
    Wide, WIDE = r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","awsEndpointRequestId":"$context.awsEndpointRequestId","xrayTraceId":"$context.xrayTraceId","accountId":"$context.accountId","apiId":"$context.apiId","stage":"$context.stage","deploymentId":"$context.deploymentId","domainName":"$context.domainName","domainPrefix":"$context.domainPrefix","requestTime":"$context.requestTime","requestTimeEpoch":$context.requestTimeEpoch,"httpMethod":"$context.httpMethod","resourceId":"$context.resourceId","resourcePath":"$context.resourcePath","path":"$context.path","protocol":"$context.protocol","tlsVersion":"$context.tlsVersion","cipherSuite":"$context.cipherSuite","status":$context.status,"responseLength":$context.responseLength,"responseLatency":$context.responseLatency,"isCanaryRequest":"$context.isCanaryRequest","identitySourceIp":"$context.identity.sourceIp","identityUserAgent":"$context.identity.userAgent","identityUser":"$context.identity.user","identityCaller":"$context.identity.caller","identityUserArn":"$context.identity.userArn","identityAccountId":"$context.identity.accountId","identityApiKeyId":"$context.identity.apiKeyId","identityCognitoIdentityId":"$context.identity.cognitoIdentityId","identityVpceId":"$context.identity.vpceId","authorizerPrincipalId":"$context.authorizer.principalId","authorizerLatency":"$context.authorizer.latency","authorizerStatus":"$context.authorizer.status","authorizerRequestId":"$context.authorizer.requestId","authorizeStatus":"$context.authorize.status","authorizeLatency":"$context.authorize.latency","authenticateStatus":"$context.authenticate.status","authenticateLatency":"$context.authenticate.latency","wafStatus":"$context.waf.status","wafLatency":"$context.waf.latency","integrationStatus":"$context.integration.status","integrationLatency":"$context.integration.latency","integrationRequestId":"$context.integration.requestId","errorMessage":"$context.error.message","errorResponseType":"$context.error.responseType"}"#, "rest";
    /// An object in an object, ten times.
    Deep, DEEP = r#"{"requestId":"$context.requestId","api":{"id":"$context.apiId","stage":{"name":"$context.stage","request":{"method":"$context.httpMethod","target":{"path":"$context.path","client":{"ip":"$context.identity.sourceIp","software":{"agent":"$context.identity.userAgent","response":{"status":$context.status,"body":{"bytes":$context.responseLength,"times":{"whole":$context.responseLatency,"error":{"message":"$context.error.message"}}}}}}}}}}}"#, "rest";
    /// One text and twelve numbers without quotes.
    Numbers, NUMBERS = r#"{"requestId":"$context.requestId","time":$context.requestTimeEpoch,"status":$context.status,"length":$context.responseLength,"latency":$context.responseLatency,"integrationStatus":$context.integration.integrationStatus,"integrationLatency":$context.integration.latency,"authorizerStatus":$context.authorizer.status,"authorizerLatency":$context.authorizer.latency,"wafStatus":$context.waf.status,"wafLatency":$context.waf.latency,"authenticateLatency":$context.authenticate.latency,"authorizeLatency":$context.authorize.latency}"#, "rest";
}

/// What a record's checksum is made of.
pub trait Weigh {
    fn weigh(&self) -> u64;
}

impl Weigh for std::borrow::Cow<'_, str> {
    fn weigh(&self) -> u64 {
        self.len() as u64
    }
}

impl Weigh for gwfmt::Method<'_> {
    fn weigh(&self) -> u64 {
        self.as_str().len() as u64
    }
}

impl Weigh for gwfmt::ErrorType<'_> {
    fn weigh(&self) -> u64 {
        self.as_str().len() as u64
    }
}

impl Weigh for bool {
    fn weigh(&self) -> u64 {
        u64::from(*self)
    }
}

impl Weigh for gwfmt::Timestamp {
    fn weigh(&self) -> u64 {
        self.as_millis().unsigned_abs()
    }
}

impl Weigh for std::net::IpAddr {
    fn weigh(&self) -> u64 {
        match self {
            std::net::IpAddr::V4(address) => u64::from(u32::from(*address)),
            std::net::IpAddr::V6(_) => 6,
        }
    }
}

macro_rules! weigh_numbers {
    ($($ty:ty)+) => {$(
        impl Weigh for $ty {
            fn weigh(&self) -> u64 {
                u64::from(*self)
            }
        }
    )+};
}
weigh_numbers!(u16 u32 u64);

impl<T: Weigh> Weigh for Option<T> {
    fn weigh(&self) -> u64 {
        self.as_ref().map_or(1, Weigh::weigh)
    }
}

macro_rules! weigh_records {
    ($($name:ident: $($first:ident $(. $second:ident)?),+;)+) => {$(
        impl Weigh for $name<'_> {
            #[inline(always)]
            fn weigh(&self) -> u64 {
                0 $(+ self.$first$(.$second)?.weigh())+
            }
        }
    )+};
}
weigh_records! {
    Json: request_id, ip, caller, user, request_time, request_time_epoch, http_method, resource_path, path, status, protocol, response_length, response_latency, integration_latency, integration_status, user_agent, error_message;
    Nested: id, time, client.ip, client.agent, route, status, bytes, latency, error;
    Clf: identity_source_ip, identity_caller, identity_user, request_time, http_method, resource_path, protocol, status, response_length, request_id, extended_request_id;
    Combined: identity_source_ip, request_time, http_method, path, protocol, status, response_length, identity_user_agent, request_id;
    Csv: identity_source_ip, identity_caller, identity_user, request_time, http_method, resource_path, protocol, status, response_length, request_id, extended_request_id;
    Bars: request_time_epoch, request_id, identity_source_ip, http_method, path, status, response_length, integration_latency;
    Xml: id, ip, caller, user, request_time, http_method, resource_path, status, protocol, response_length, extended_request_id;
}

/// How many lines departed from the template of `R`.
#[cfg(test)]
fn departed<'a, R: Template<'a>>(log: &'a str) -> u64 {
    let before = gwfmt::private::v1::slow_reads();
    let read = gwfmt::Records::<R>::new(log.as_bytes())
        .filter(Result::is_ok)
        .count();
    assert_eq!(read, log.lines().count());
    gwfmt::private::v1::slow_reads() - before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::{Texts, lines, lines_with};

    #[test]
    fn every_line_that_is_measured_follows_its_template() {
        let bytes = 1 << 20;
        assert_eq!(departed::<Json>(&lines(JSON, bytes)), 0);
        assert_eq!(departed::<Nested>(&lines(NESTED, bytes)), 0);
        assert_eq!(departed::<Clf>(&lines(CLF, bytes)), 0);
        assert_eq!(departed::<Csv>(&lines(CSV, bytes)), 0);
        assert_eq!(departed::<Bars>(&lines(BARS, bytes)), 0);
        assert_eq!(departed::<Xml>(&lines(XML, bytes)), 0);
    }

    #[test]
    fn lines_of_other_shapes_follow_their_templates() {
        let bytes = 1 << 18;
        assert_eq!(departed::<Wide>(&lines(WIDE, bytes)), 0);
        assert_eq!(departed::<Deep>(&lines(DEEP, bytes)), 0);
        assert_eq!(departed::<Numbers>(&lines(NUMBERS, bytes)), 0);
        for texts in [
            Texts::Escapes(0),
            Texts::Escapes(1),
            Texts::Escapes(16),
            Texts::Long,
        ] {
            assert_eq!(departed::<Short>(&lines_with(SHORT, bytes, texts)), 0);
        }
    }

    #[test]
    fn only_raw_quotes_depart_from_the_template_of_the_combined_format() {
        let log = lines(COMBINED, 1 << 20);
        let raw = log
            .lines()
            .filter(|line| line.contains("\"release\""))
            .count();
        assert_eq!(departed::<Combined>(&log), raw as u64);
    }

    #[test]
    fn a_line_that_departs_is_counted() {
        let log = lines(NESTED, 1000).replace("\":", "\": ");
        assert_eq!(departed::<Nested>(&log), log.lines().count() as u64);
    }
}
