//! The laws on the sample formats of AWS's guide, and on formats of which a client chooses a part.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]

mod aws;
mod laws;

use gwfmt::access_log_format;

macro_rules! samples {
    ($($(#[$docs:meta])* $name:ident, $test:ident, $api:literal, $format:literal;)+) => {$(
        #[access_log_format($format, api = $api)]
        #[allow(missing_docs)]
        pub struct $name;

        #[test]
        fn $test() {
            laws!($name, laws::cases());
            scenarios!($name, $api, $format, laws::cases());
        }
    )+};
}

aws_samples!(samples);

samples! {
    FreeClf, free_text_in_common_log_format, "rest", r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#;
    FreeCsv, free_text_in_csv, "rest", "$context.requestId,$context.status,$context.identity.userAgent,$context.error.message,$context.responseLatency";
    FreeTogether, values_together_in_one_json_string, "rest", r#"{"log":"$context.error.message $context.requestId","at":"$context.requestTime $context.httpMethod","who":"$context.identity.sourceIp, $context.identity.userAgent"}"#;
    FreeText, free_text_between_words, "rest", "id=$context.requestId agent=$context.identity.userAgent error=$context.error.message host=$context.domainName$context.path";
    FreeJson, json_with_everything, "rest", r#"{"id":"$context.requestId","message":$context.error.messageString,"agent":"$context.identity.userAgent","line":"$context.httpMethod $context.path $context.protocol","n":{"latency":$context.integration.latency,"type":"$context.error.responseType","deep":{"canary":"$context.isCanaryRequest","base":"$context.customDomain.basePathMatched"}},"list":["$context.stage",$context.status],"constant":"x","claim":"$context.authorizer.claims.sub","epoch":$context.requestTimeEpoch}"#;
}
