//! The sample formats of AWS's developer guide: four shapes for each type of API, from the ordered lists of their fields.

use crate::api::Api;
use crate::catalog::var;

/// A sample format of AWS's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The API whose page prints it.
    pub api: Api,
    /// `clf`, `json`, `xml`, `csv`.
    pub shape: &'static str,
    /// The format.
    pub text: String,
}

/// A key of the JSON and XML samples, and the variable it carries.
pub(crate) type Field = (&'static str, &'static str);

const REST: &[Field] = &[
    ("requestId", var::REQUEST_ID),
    ("extendedRequestId", var::EXTENDED_REQUEST_ID),
    ("ip", var::IDENTITY_SOURCE_IP),
    ("caller", var::IDENTITY_CALLER),
    ("user", var::IDENTITY_USER),
    ("requestTime", var::REQUEST_TIME),
    ("httpMethod", var::HTTP_METHOD),
    ("resourcePath", var::RESOURCE_PATH),
    ("status", var::STATUS),
    ("protocol", var::PROTOCOL),
    ("responseLength", var::RESPONSE_LENGTH),
];

const HTTP: &[Field] = &[
    ("requestId", var::REQUEST_ID),
    ("ip", var::IDENTITY_SOURCE_IP),
    ("requestTime", var::REQUEST_TIME),
    ("httpMethod", var::HTTP_METHOD),
    ("routeKey", var::ROUTE_KEY),
    ("status", var::STATUS),
    ("protocol", var::PROTOCOL),
    ("responseLength", var::RESPONSE_LENGTH),
    ("extendedRequestId", var::EXTENDED_REQUEST_ID),
];

const WEBSOCKET: &[Field] = &[
    ("requestId", var::REQUEST_ID),
    ("ip", var::IDENTITY_SOURCE_IP),
    ("caller", var::IDENTITY_CALLER),
    ("user", var::IDENTITY_USER),
    ("requestTime", var::REQUEST_TIME),
    ("eventType", var::EVENT_TYPE),
    ("routeKey", var::ROUTE_KEY),
    ("status", var::STATUS),
    ("connectionId", var::CONNECTION_ID),
];

/// The columns of an access line: `[`, `"` and `-` stand for themselves.
const REST_LINE: &str = "identity.sourceIp identity.caller identity.user [requestTime]\"httpMethod resourcePath protocol\" status responseLength requestId extendedRequestId";
const HTTP_LINE: &str = "identity.sourceIp - - [requestTime] \"httpMethod routeKey protocol\" status responseLength requestId extendedRequestId";
const WEBSOCKET_LINE: &str = "identity.sourceIp identity.caller identity.user [requestTime] \"eventType routeKey connectionId\" status requestId";

const REST_CSV: &str = "identity.sourceIp,identity.caller,identity.user,requestTime,httpMethod,resourcePath,protocol,status,responseLength,requestId,extendedRequestId";
const HTTP_CSV: &str = "identity.sourceIp,requestTime,httpMethod,routeKey,protocol,status,responseLength,requestId,extendedRequestId";
const WEBSOCKET_CSV: &str = "identity.sourceIp,identity.caller,identity.user,requestTime,eventType,routeKey,connectionId,status,requestId";

/// The keys of the JSON sample, with their variables.
pub(crate) const fn fields(api: Api) -> &'static [Field] {
    match api {
        Api::Rest => REST,
        Api::Http => HTTP,
        Api::WebSocket => WEBSOCKET,
    }
}

/// All twelve.
pub fn samples() -> Vec<Sample> {
    let apis = [
        (Api::Rest, REST, REST_LINE, REST_CSV),
        (Api::Http, HTTP, HTTP_LINE, HTTP_CSV),
        (Api::WebSocket, WEBSOCKET, WEBSOCKET_LINE, WEBSOCKET_CSV),
    ];
    apis.into_iter()
        .flat_map(|(api, fields, line, csv)| {
            [
                ("clf", columns(line)),
                ("json", json(fields)),
                ("xml", xml(fields)),
                ("csv", columns(csv)),
            ]
            .map(|(shape, text)| Sample { api, shape, text })
        })
        .collect()
}

/// Puts `$context.` before every name.
fn columns(line: &str) -> String {
    let mut text = String::with_capacity(line.len() * 2);
    let mut inside = false;
    for c in line.chars() {
        let part = c.is_ascii_alphanumeric() || c == '.';
        if part && !inside {
            text.push_str("$context.");
        }
        inside = part;
        text.push(c);
    }
    text
}

fn json(fields: &[Field]) -> String {
    let members: Vec<String> = fields
        .iter()
        .map(|(key, path)| format!("\"{key}\":\"$context.{path}\""))
        .collect();
    format!("{{ {} }}", members.join(", "))
}

fn xml(fields: &[Field]) -> String {
    let mut text = String::new();
    for (key, path) in fields {
        if *path == var::REQUEST_ID {
            text.push_str("<request id=\"$context.requestId\">");
        } else {
            text.extend([" <", key, ">$context.", path, "</", key, ">"]);
        }
    }
    text + " </request>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn each_is_recognised_as_what_it_is_called() {
        for sample in samples() {
            let text = FormatText::verbatim(SourceId(0), 0, &sample.text);
            let model = Model::new(&text, ApiSet::one(sample.api));
            assert_eq!(model.shape.name(), sample.shape, "{}", sample.text);
        }
    }

    #[test]
    fn the_rest_line_is_spelled_out() {
        let line = &samples()[0].text;
        assert!(line.starts_with("$context.identity.sourceIp $context.identity.caller "));
        assert!(line.contains("[$context.requestTime]\"$context.httpMethod $context.resourcePath"));
    }
}
