//! The formats that engines read: one for every shape, with every type of value and with texts that clients choose.

/// A name, and the format.
pub(crate) const FORMATS: &[(&str, &str)] = &[
    (
        "json",
        r#"{"requestId":"$context.requestId","time":"$context.requestTime","epoch":$context.requestTimeEpoch,"ip":"$context.identity.sourceIp","method":"$context.httpMethod","route":"$context.resourcePath","path":"$context.path","status":$context.status,"bytes":$context.responseLength,"latency":"$context.responseLatency","integration-latency":"$context.integration.latency","agent":"$context.identity.userAgent","error":"$context.error.message"}"#,
    ),
    (
        "json-with-bare-values",
        r#"{"requestId":"$context.requestId","status":$context.status,"latency":$context.integration.latency,"quoted":$context.error.messageString,"agent":"$context.identity.userAgent"}"#,
    ),
    (
        "nested-json",
        r#"{"requestId":"$context.requestId","http":{"method":"$context.httpMethod","status":"$context.status"},"identity":{"sourceIp":"$context.identity.sourceIp","agent":"$context.identity.userAgent","key":{"id":"$context.identity.apiKeyId"}},"timing":{"total":"$context.responseLatency","integration":"$context.integration.latency"},"error":{"message":"$context.error.message","type":"$context.error.responseType"},"requestTimeEpoch":"$context.requestTimeEpoch"}"#,
    ),
    (
        "json-of-phrases",
        r#"{"requestId":"$context.requestId","request":"$context.httpMethod $context.path $context.protocol","result":["$context.status","$context.responseLength"],"agent":"$context.identity.userAgent","error":"$context.error.message"}"#,
    ),
    (
        "json-with-quotes-in-quotes",
        r#"{"requestId":"$context.requestId","quoted":"$context.error.messageString","bytes":"$context.responseLength"}"#,
    ),
    (
        "clf",
        r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId"#,
    ),
    (
        "csv",
        r"$context.requestId,$context.requestTimeEpoch,$context.identity.sourceIp,$context.httpMethod,$context.resourcePath,$context.status,$context.responseLatency,$context.integration.latency,$context.identity.userAgent",
    ),
    (
        "pipes",
        r"$context.requestId|$context.requestTime|$context.status|$context.error.responseType|$context.error.messageString|$context.identity.userAgent|$context.integration.latency",
    ),
    (
        "xml",
        r#"<request id="$context.requestId"><time>$context.requestTimeEpoch</time><ip>$context.identity.sourceIp</ip><status>$context.status</status><agent>$context.identity.userAgent</agent><error>$context.error.message</error></request>"#,
    ),
    (
        "text",
        r#"$context.requestId at $context.requestTime: $context.httpMethod $context.path gave $context.status in $context.responseLatency ms ($context.integration.latency ms) to "$context.identity.userAgent""#,
    ),
];
