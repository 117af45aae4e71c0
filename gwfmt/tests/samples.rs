//! The sample formats of AWS's guide: three types of API, four layouts each.

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
        }
    )+};
}

samples! {
    RestClf, rest_clf, "rest", r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
    RestJson, rest_json, "rest", r#"{ "requestId":"$context.requestId", "extendedRequestId":"$context.extendedRequestId","ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "user":"$context.identity.user", "requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod", "resourcePath":"$context.resourcePath", "status":"$context.status", "protocol":"$context.protocol", "responseLength":"$context.responseLength" }"#;
    RestXml, rest_xml, "rest", r#"<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <resourcePath>$context.resourcePath</resourcePath> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>"#;
    RestCsv, rest_csv, "rest", "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId";
    HttpClf, http_clf, "http", r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
    HttpJson, http_json, "http", r#"{ "requestId":"$context.requestId", "ip": "$context.identity.sourceIp", "requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod","routeKey":"$context.routeKey", "status":"$context.status","protocol":"$context.protocol", "responseLength":"$context.responseLength", "extendedRequestId": "$context.extendedRequestId" }"#;
    HttpXml, http_xml, "http", r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <routeKey>$context.routeKey</routeKey> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> <extendedRequestId>$context.extendedRequestId</extendedRequestId> </request>"#;
    HttpCsv, http_csv, "http", "$context.identity.sourceIp,$context.requestTime,$context.httpMethod,$context.routeKey,$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId";
    SocketClf, socket_clf, "websocket", r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId" $context.status $context.requestId"#;
    SocketJson, socket_json, "websocket", r#"{ "requestId":"$context.requestId", "ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "user":"$context.identity.user", "requestTime":"$context.requestTime", "eventType":"$context.eventType", "routeKey":"$context.routeKey", "status":"$context.status", "connectionId":"$context.connectionId" }"#;
    SocketXml, socket_xml, "websocket", r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> <eventType>$context.eventType</eventType> <routeKey>$context.routeKey</routeKey> <status>$context.status</status> <connectionId>$context.connectionId</connectionId> </request>"#;
    SocketCsv, socket_csv, "websocket", "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.eventType,$context.routeKey,$context.connectionId,$context.status,$context.requestId";
    FreeClf, free_text_in_common_log_format, "rest", r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#;
    FreeCsv, free_text_in_csv, "rest", "$context.requestId,$context.status,$context.identity.userAgent,$context.error.message,$context.responseLatency";
    FreeText, free_text_between_words, "rest", "id=$context.requestId agent=$context.identity.userAgent error=$context.error.message host=$context.domainName$context.path";
    FreeJson, json_with_everything, "rest", r#"{"id":"$context.requestId","message":$context.error.messageString,"agent":"$context.identity.userAgent","line":"$context.httpMethod $context.path $context.protocol","n":{"latency":$context.integration.latency,"type":"$context.error.responseType","deep":{"canary":"$context.isCanaryRequest","base":"$context.customDomain.basePathMatched"}},"list":["$context.stage",$context.status],"constant":"x","claim":"$context.authorizer.claims.sub","epoch":$context.requestTimeEpoch}"#;
}
