//! The text of a variable for a made-up request: what API Gateway would know, before it is written into a line.

use std::fmt::Write as _;

use super::Scenario;
use super::hostile;
use super::random::Random;
use super::request::{Auth, Event, Request};
use crate::api::Api;
use crate::catalog::{Alias, EMPTY_BASE_PATH, Fact, Kind, MISSING, Variable, family, var};
use crate::hash::fnv1a;
use crate::line::Reading;
use crate::texts::{TextKind, Texts};

/// The text for a variable; nothing where it has no value. `path` is its name with the user's part of a family;
/// `breaks` says whether the line can carry line breaks in a value.
pub(super) fn value(
    request: &Request,
    variable: &'static Variable,
    path: &str,
    breaks: bool,
) -> Option<String> {
    let listing = variable.listing(request.api)?;
    if let Some(alias) = listing
        .alias_of
        .and_then(Alias::same)
        .and_then(Variable::find)
        && alias.listing(request.api).is_some()
    {
        return value(request, alias, alias.path, breaks);
    }
    if let Some(absence) = variable.absence
        && !request.has(absence.fact)
    {
        return None;
    }
    let values = Values {
        request,
        breaks,
        random: request.random(fnv1a(path.bytes())),
    };
    values.of(variable, path)
}

struct Values<'r> {
    request: &'r Request,
    breaks: bool,
    random: Random,
}

impl Values<'_> {
    fn of(mut self, variable: &'static Variable, path: &str) -> Option<String> {
        let hostile = self.request.scenario == Scenario::Hostile;
        if hostile && variable.texts == TextKind::Any && variable.path != var::ERROR_MESSAGE {
            return Some(hostile::text(&mut self.random, self.breaks));
        }
        let object = path.split('.').next().unwrap_or_default();
        let text = match object {
            _ if variable.kind == Kind::Open => self.chosen(variable.path, path),
            "identity" => self.identity(variable.path),
            "integration" => self.integration(variable.path),
            "authenticate" | "authorize" | "authorizer" | "waf" => self.phase(variable.path),
            "error" => self.error(variable.path),
            _ => self.request(variable.path),
        };
        // A name that nobody has thought of here has a text of its kind all the same.
        text.or_else(|| Some(variable.texts().ordinary().to_owned()))
    }

    fn request(&mut self, path: &str) -> Option<String> {
        let request = self.request;
        let stage = &request.stage;
        let target = &request.target;
        Some(match path {
            var::ACCOUNT_ID => stage.account.to_owned(),
            var::API_ID => stage.api_id.to_owned(),
            var::STAGE => stage.name.to_owned(),
            var::DEPLOYMENT_ID => stage.deployment.to_owned(),
            var::ENDPOINT_TYPE if request.private() => "PRIVATE".to_owned(),
            var::ENDPOINT_TYPE => self.random.pick(&["EDGE", "REGIONAL"]).to_owned(),
            var::DOMAIN_NAME => stage.domain.clone(),
            var::DOMAIN_PREFIX => stage.domain.split('.').next()?.to_owned(),
            var::CUSTOM_DOMAIN_BASE_PATH_MATCHED => self.base_path(),
            var::CUSTOM_DOMAIN_ROUTING_RULE_ID_MATCHED => {
                let at = self.random.below(90);
                format!("rule{}", 10 + at)
            }
            var::IS_CANARY_REQUEST => (request.scenario == Scenario::Canary).to_string(),
            var::REQUEST_ID => request.id.clone(),
            var::EXTENDED_REQUEST_ID => request.extended_id.clone(),
            var::XRAY_TRACE_ID => {
                let seconds = request.time / 1_000;
                format!("1-{seconds:08x}-{}", self.random.hex(24))
            }
            var::AWS_ENDPOINT_REQUEST_ID_2 | var::CONNECTION_ID | var::MESSAGE_ID => {
                self.random.token()
            }
            var::EVENT_TYPE => match request.event {
                Event::Connect => "CONNECT",
                Event::Message => "MESSAGE",
                Event::Disconnect => "DISCONNECT",
            }
            .to_owned(),
            var::CONNECTED_AT => match request.event {
                Event::Connect => request.time,
                _ => request.time - self.random.within(1_000, 7_000_000),
            }
            .to_string(),
            var::ROUTE_KEY => match (request.api, request.event) {
                (Api::WebSocket, Event::Connect) => "$connect".to_owned(),
                (Api::WebSocket, Event::Disconnect) => "$disconnect".to_owned(),
                _ => target.route.clone(),
            },
            var::RESOURCE_ID => resource_id(target.resource),
            var::RESOURCE_PATH => target.resource.to_owned(),
            var::HTTP_METHOD => target.method.to_owned(),
            var::PATH => target.path.clone(),
            var::PROTOCOL => self
                .random
                .pick(&["HTTP/1.1", "HTTP/1.1", "HTTP/2.0"])
                .to_owned(),
            var::REQUEST_TIME => clf(request.time),
            var::REQUEST_TIME_EPOCH => request.time.to_string(),
            var::TLS_VERSION => self.tls().0.to_owned(),
            var::CIPHER_SUITE => self.tls().1.to_owned(),
            var::STATUS => request.outcome.status.to_string(),
            var::RESPONSE_LATENCY => request.latency().to_string(),
            var::RESPONSE_LENGTH => request.length.to_string(),
            var::DATA_PROCESSED => (request.length + 640).to_string(),
            var::WAF_RESPONSE_CODE if request.scenario == Scenario::WafBlocked => {
                "WAF_BLOCK".to_owned()
            }
            var::WAF_RESPONSE_CODE => "WAF_ALLOW".to_owned(),
            var::WEBACL_ARN => format!(
                "arn:aws:wafv2:{}:{}:regional/webacl/example/{}",
                stage.region,
                stage.account,
                Random::new(7, &[]).uuid()
            ),
            var::RESPONSE_OVERRIDE_STATUS => self.random.pick(&["200", "202", "418"]).to_owned(),
            _ => return None,
        })
    }

    fn base_path(&self) -> String {
        let by_rule = self.request.api == Api::Rest && self.request.has(Fact::RoutingRule);
        match self.request.target.base_path {
            _ if by_rule => MISSING,
            "" => EMPTY_BASE_PATH,
            path => path,
        }
        .to_owned()
    }

    /// One pair for both variables.
    fn tls(&self) -> (&'static str, &'static str) {
        let pairs = [
            ("TLSv1.3", "TLS_AES_128_GCM_SHA256"),
            ("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
            ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
        ];
        self.request.random(1_001).pick(&pairs)
    }

    fn identity(&mut self, path: &str) -> Option<String> {
        let request = self.request;
        // What belongs to one caller is drawn from one stream.
        let mut caller = request.random(1_002);
        let name = caller.pick(&["ada", "grace", "alan", "orders-service"]);
        let account = caller.pick(&["123456789012", "111122223333", "012345678901"]);
        let role = caller.one_in(2);
        let principal = if role {
            format!("AROAEXAMPLEEXAMPLE{}:{name}", caller.within(10, 99))
        } else {
            format!("AIDAEXAMPLEEXAMPLE{}", caller.within(10, 99))
        };
        let region = request.stage.region;
        Some(match path {
            var::IDENTITY_SOURCE_IP => self.address(),
            var::IDENTITY_USER_AGENT => self.random.pick(AGENTS).to_owned(),
            var::IDENTITY_USER | var::IDENTITY_CALLER => principal,
            var::IDENTITY_USER_ARN if role => {
                format!("arn:aws:sts::{account}:assumed-role/example/{name}")
            }
            var::IDENTITY_USER_ARN => format!("arn:aws:iam::{account}:user/{name}"),
            var::IDENTITY_ACCOUNT_ID => account.to_owned(),
            var::IDENTITY_PRINCIPAL_ORG_ID => "o-exampleorg".to_owned(),
            var::IDENTITY_API_KEY => format!("EXAMPLEKEY{}", request.random(1_003).alnum(30)),
            var::IDENTITY_API_KEY_ID => request.random(1_004).alnum(10),
            var::IDENTITY_COGNITO_AUTHENTICATION_PROVIDER => {
                let pool = format!("cognito-idp.{region}.amazonaws.com/{region}_EXAMPLE");
                format!("{pool},{pool}:CognitoSignIn:{}", caller.uuid())
            }
            var::IDENTITY_COGNITO_AUTHENTICATION_TYPE => caller
                .pick(&["authenticated", "unauthenticated"])
                .to_owned(),
            var::IDENTITY_COGNITO_IDENTITY_ID | var::IDENTITY_COGNITO_IDENTITY_POOL_ID => {
                format!("{region}:{}", self.random.uuid())
            }
            var::IDENTITY_CLIENT_CERT_CLIENT_CERT_PEM => self.certificate(),
            var::IDENTITY_CLIENT_CERT_SUBJECT_DN => {
                format!("CN={name}.example.com,OU=Orders,O=Example Ltd,C=GB")
            }
            var::IDENTITY_CLIENT_CERT_ISSUER_DN => {
                "CN=Example Root CA,O=Example Ltd,C=GB".to_owned()
            }
            var::IDENTITY_CLIENT_CERT_SERIAL_NUMBER => {
                let pairs: Vec<String> = (0..8).map(|_| caller.hex(2)).collect();
                pairs.join(":")
            }
            var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_BEFORE => "May 28 12:30:02 2024 GMT".to_owned(),
            var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_AFTER => "Aug  5 09:36:04 2034 GMT".to_owned(),
            var::IDENTITY_VPC_ID => format!("vpc-0{}", request.random(1_005).hex(16)),
            var::IDENTITY_VPCE_ID => format!("vpce-0{}", request.random(1_006).hex(16)),
            _ => return None,
        })
    }

    /// An address of the ranges that are kept for documentation.
    fn address(&mut self) -> String {
        let host = self.random.within(1, 254);
        match self.random.below(4) {
            0 => format!("192.0.2.{host}"),
            1 => format!("198.51.100.{host}"),
            2 => format!("203.0.113.{host}"),
            _ => format!("2001:db8::{host:x}:{:x}", self.random.within(1, 0xFFFF)),
        }
    }

    /// No certificate: letters between the lines that make one.
    fn certificate(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let glue = if self.breaks { "\n" } else { " " };
        let mut text = format!("-----BEGIN CERTIFICATE-----{glue}");
        for _ in 0..4 {
            text.push_str(&self.random.letters(LETTERS, 64));
            text.push_str(glue);
        }
        text + "-----END CERTIFICATE-----"
    }

    fn phase(&mut self, path: &str) -> Option<String> {
        let request = self.request;
        let refused = request.outcome.status.to_string();
        Some(match path {
            var::WAF_STATUS if request.scenario == Scenario::WafBlocked => "403".to_owned(),
            var::AUTHENTICATE_STATUS | var::AUTHORIZER_STATUS
                if request.scenario == Scenario::Unauthorized =>
            {
                refused
            }
            var::AUTHORIZER_STATUS if request.scenario == Scenario::AuthorizerError => refused,
            var::AUTHORIZE_STATUS
                if request.has(Fact::AuthorizeError)
                    || request.scenario == Scenario::AuthorizerDenied =>
            {
                "403".to_owned()
            }
            var::WAF_STATUS
            | var::AUTHENTICATE_STATUS
            | var::AUTHORIZE_STATUS
            | var::AUTHORIZER_STATUS
            | var::AUTHORIZER_INTEGRATION_STATUS => "200".to_owned(),
            var::WAF_LATENCY => request.overhead.to_string(),
            var::AUTHENTICATE_LATENCY | var::AUTHORIZE_LATENCY => self.random.below(4).to_string(),
            // The function takes no longer than the phase that calls it.
            var::AUTHORIZER_LATENCY => (request.authorizer_latency + 1).to_string(),
            var::AUTHORIZER_INTEGRATION_LATENCY => request.authorizer_latency.to_string(),
            var::AUTHORIZER_REQUEST_ID => self.random.uuid(),
            var::AUTHORIZER_PRINCIPAL_ID => request
                .random(1_002)
                .pick(&["ada", "grace", "user|7", "me@example.com"])
                .to_owned(),
            var::AUTHORIZER_ERROR if request.auth == Auth::Lambda => {
                "The Lambda function returned the following error: boom".to_owned()
            }
            var::AUTHORIZER_ERROR => "The token has expired".to_owned(),
            var::AUTHENTICATE_ERROR => {
                "The security token included in the request is expired".to_owned()
            }
            var::AUTHORIZE_ERROR => {
                "The client is not authorized to perform this operation.".to_owned()
            }
            var::WAF_ERROR => "WAF_FILTERED".to_owned(),
            _ => return None,
        })
    }

    fn integration(&mut self, path: &str) -> Option<String> {
        let request = self.request;
        let failed = request.outcome.status >= 500;
        Some(match path {
            var::INTEGRATION_LATENCY => request.integration_latency.to_string(),
            var::INTEGRATION_STATUS if failed => "502".to_owned(),
            var::INTEGRATION_STATUS => request.outcome.status.to_string(),
            // Of a Lambda function: whether it could be called, whatever it answered.
            var::INTEGRATION_INTEGRATION_STATUS if request.scenario == Scenario::IntegrationTimeout => {
                "504".to_owned()
            }
            var::INTEGRATION_INTEGRATION_STATUS => "200".to_owned(),
            var::INTEGRATION_REQUEST_ID => self.random.uuid(),
            var::INTEGRATION_ERROR => match request.scenario {
                Scenario::IntegrationTimeout => {
                    "Execution failed due to a timeout error".to_owned()
                }
                _ => self
                    .random
                    .pick(&[
                        "The response from the Lambda function doesn't match the format that API Gateway expects.",
                        "Network error communicating with endpoint",
                        "Invalid permissions on Lambda function",
                    ])
                    .to_owned(),
            },
            var::INTEGRATION_RESPONSE_TRANSFER_MODE if request.streamed => "STREAMED".to_owned(),
            var::INTEGRATION_RESPONSE_TRANSFER_MODE => "BUFFERED".to_owned(),
            var::INTEGRATION_TIME_TO_ALL_HEADERS => (request.integration_latency / 3).to_string(),
            var::INTEGRATION_TIME_TO_FIRST_CONTENT => (request.integration_latency / 2).to_string(),
            _ => return None,
        })
    }

    fn error(&mut self, path: &str) -> Option<String> {
        let request = self.request;
        Some(match path {
            var::ERROR_RESPONSE_TYPE => request.outcome.response_type?.to_owned(),
            var::ERROR_MESSAGE => self.message(),
            var::ERROR_MESSAGE_STRING => self.message_string(),
            var::ERROR_VALIDATION_ERROR_STRING => {
                r#"[object has missing required properties (["name"])]"#.to_owned()
            }
            _ => return None,
        })
    }

    /// What API Gateway says: now and then it quotes a piece of the request.
    fn message(&self) -> String {
        let request = self.request;
        let mut random = request.random(1_007);
        if request.scenario == Scenario::Hostile && random.one_in(2) {
            return hostile::text(&mut random, self.breaks);
        }
        request.outcome.message.to_owned()
    }

    /// The same between quotes; `"-"` is one of two ways in which no message may be written.
    fn message_string(&self) -> String {
        if self.request.outcome.response_type.is_none() {
            return "\"-\"".to_owned();
        }
        let message = self.message();
        format!(
            "\"{}\"",
            Reading::JsonEscaped.write(Texts::ANYTHING, &message)
        )
    }

    /// The value of a family, whose last part the user has named.
    fn chosen(&mut self, of: &str, path: &str) -> Option<String> {
        let name = path.rsplit('.').next()?.trim_end_matches('-');
        let request = self.request;
        let seconds = request.time / 1_000;
        if of.starts_with(family::REQUEST_OVERRIDE) || of.starts_with(family::RESPONSE_OVERRIDE) {
            let texts = ["7", "blue", "application/json", "2024-07-10"];
            return Some(self.random.pick(&texts).to_owned());
        }
        Some(match name {
            "sub" | "jti" | "origin_jti" | "event_id" => self.random.uuid(),
            "exp" => (seconds + 3_600).to_string(),
            "iat" | "auth_time" | "nbf" => (seconds - 300).to_string(),
            "iss" => format!("https://auth.example.com/{}", request.stage.region),
            "aud" | "client_id" | "azp" | "clientId" => request.random(1_008).alnum(26),
            "email" => "ada@example.com".to_owned(),
            "email_verified" => "true".to_owned(),
            "scope" | "scp" => "orders/read orders/write".to_owned(),
            "token_use" => "access".to_owned(),
            "phone_number" => "+12025550143".to_owned(),
            "name" => "Ada Example".to_owned(),
            "username" | "user" | "userId" | "user_id" => request
                .random(1_002)
                .pick(&["ada", "grace", "alan", "orders-service"])
                .to_owned(),
            _ => self
                .random
                .pick(&[
                    "blue",
                    "7",
                    "true",
                    "tenant-12",
                    "read,write",
                    "Example Ltd",
                ])
                .to_owned(),
        })
    }
}

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "curl/8.9.1",
    "okhttp/4.12.0",
    "python-requests/2.32.3",
    "ExampleApp/3.1 (com.example.orders; build:7; iOS 17.5.1)",
];

/// The same id for the same resource.
fn resource_id(resource: &str) -> String {
    Random::new(fnv1a(resource.bytes()), &[]).alnum(6)
}

/// `10/Jul/2024:18:14:22 +0000`.
fn clf(time: u64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let seconds = time / 1_000;
    let (year, month, day) = date(seconds / 86_400);
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or("Jan");
    let mut text = String::with_capacity(26);
    let _ = write!(
        text,
        "{day:02}/{month}/{year:04}:{:02}:{:02}:{:02} +0000",
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    text
}

/// Year, month from 1 and day of the days since 1970: years begin in March here, so that a leap day comes last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day = days % 146_097;
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = (153 * month + 2) / 5;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + later, month, day - first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_times_as_api_gateway_does() {
        assert_eq!(clf(1_720_635_262_451), "10/Jul/2024:18:14:22 +0000");
        assert_eq!(clf(951_782_400_000), "29/Feb/2000:00:00:00 +0000");
        assert_eq!(clf(0), "01/Jan/1970:00:00:00 +0000");
        assert_eq!(clf(1_735_689_599_000), "31/Dec/2024:23:59:59 +0000");
    }
}
