//! JSON lines of other shapes: escapes, many values, objects in objects, mostly numbers.

use std::borrow::Cow;
use std::hint::black_box;
use std::net::IpAddr;

use gwfmt::private::v1::{Decode, Read};
use gwfmt::{ErrorType, Method, Timestamp};
use serde::Deserialize;
use sonic_rs::JsonValueTrait;

use crate::bench::Group;
use crate::each;
use crate::json::{epoch, scalar, text};
use crate::logs::Texts;
use crate::records::{self, Weigh};

/// [`records::Short`] as people write it with serde.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Short<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
    #[serde(with = "scalar")]
    ip: IpAddr,
    #[serde(with = "scalar")]
    status: u16,
    #[serde(borrow, with = "text")]
    user_agent: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    error_message: Option<Cow<'a, str>>,
}

/// [`records::Numbers`] likewise.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbers<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
    #[serde(with = "epoch")]
    time: Timestamp,
    status: u16,
    length: u64,
    latency: u32,
    integration_status: Option<u16>,
    integration_latency: Option<u32>,
    authorizer_status: Option<u16>,
    authorizer_latency: Option<u32>,
    waf_status: Option<u16>,
    waf_latency: Option<u32>,
    authenticate_latency: Option<u32>,
    authorize_latency: Option<u32>,
}

/// [`records::Wide`] likewise.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wide<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
    #[serde(borrow)]
    extended_request_id: Cow<'a, str>,
    #[serde(borrow, with = "text")]
    aws_endpoint_request_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    xray_trace_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    account_id: Cow<'a, str>,
    #[serde(borrow)]
    api_id: Cow<'a, str>,
    #[serde(borrow)]
    stage: Cow<'a, str>,
    #[serde(borrow)]
    deployment_id: Cow<'a, str>,
    #[serde(borrow)]
    domain_name: Cow<'a, str>,
    #[serde(borrow)]
    domain_prefix: Cow<'a, str>,
    #[serde(with = "scalar")]
    request_time: Timestamp,
    #[serde(with = "epoch")]
    request_time_epoch: Timestamp,
    #[serde(borrow, with = "text")]
    http_method: Method<'a>,
    #[serde(borrow, with = "text")]
    resource_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    resource_path: Option<Cow<'a, str>>,
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    protocol: Cow<'a, str>,
    #[serde(borrow, with = "text")]
    tls_version: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    cipher_suite: Option<Cow<'a, str>>,
    status: u16,
    response_length: u64,
    response_latency: u32,
    #[serde(with = "scalar")]
    is_canary_request: Option<bool>,
    #[serde(with = "scalar")]
    identity_source_ip: IpAddr,
    #[serde(borrow, with = "text")]
    identity_user_agent: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_user: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_caller: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_user_arn: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_account_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_api_key_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_cognito_identity_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    identity_vpce_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    authorizer_principal_id: Option<Cow<'a, str>>,
    #[serde(with = "scalar")]
    authorizer_latency: Option<u32>,
    #[serde(with = "scalar")]
    authorizer_status: Option<u16>,
    #[serde(borrow, with = "text")]
    authorizer_request_id: Option<Cow<'a, str>>,
    #[serde(with = "scalar")]
    authorize_status: Option<u16>,
    #[serde(with = "scalar")]
    authorize_latency: Option<u32>,
    #[serde(with = "scalar")]
    authenticate_status: Option<u16>,
    #[serde(with = "scalar")]
    authenticate_latency: Option<u32>,
    #[serde(with = "scalar")]
    waf_status: Option<u16>,
    #[serde(with = "scalar")]
    waf_latency: Option<u32>,
    #[serde(with = "scalar")]
    integration_status: Option<u16>,
    #[serde(with = "scalar")]
    integration_latency: Option<u32>,
    #[serde(borrow, with = "text")]
    integration_request_id: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    error_message: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    error_response_type: Option<ErrorType<'a>>,
}

macro_rules! objects {
    ($($name:ident { $($(#[$attribute:meta])* $member:ident: $ty:ty,)+ })+) => {$(
        #[derive(Deserialize)]
        struct $name<'a> {
            $($(#[$attribute])* $member: $ty,)+
        }
    )+};
}
// [`records::Deep`] likewise.
objects! {
    Deep { #[serde(rename = "requestId", borrow)] request_id: Cow<'a, str>, #[serde(borrow)] api: Api<'a>, }
    Api { #[serde(borrow)] id: Cow<'a, str>, #[serde(borrow)] stage: Stage<'a>, }
    Stage { #[serde(borrow)] name: Cow<'a, str>, #[serde(borrow)] request: Request<'a>, }
    Request { #[serde(borrow, with = "text")] method: Method<'a>, #[serde(borrow)] target: Target<'a>, }
    Target { #[serde(borrow)] path: Cow<'a, str>, #[serde(borrow)] client: Client<'a>, }
    Client { #[serde(with = "scalar")] ip: IpAddr, #[serde(borrow)] software: Software<'a>, }
    Software { #[serde(borrow, with = "text")] agent: Option<Cow<'a, str>>, #[serde(borrow)] response: Response<'a>, }
    Response { status: u16, #[serde(borrow)] body: Body<'a>, }
    Body { bytes: u64, #[serde(borrow)] times: Times<'a>, }
    Times { whole: u32, #[serde(borrow)] error: Fault<'a>, }
    Fault { #[serde(borrow, with = "text")] message: Option<Cow<'a, str>>, }
}

/// A record of gwfmt beside the one that serde makes.
trait Beside<T> {
    fn assert_same(&self, other: &T);
}

macro_rules! same {
    ($($name:ident: $($first:ident $(. $more:ident)*),+;)+) => {$(
        impl Weigh for records::$name<'_> {
            #[inline(always)]
            fn weigh(&self) -> u64 {
                0 $(+ self.$first$(.$more)*.weigh())+
            }
        }

        impl Weigh for $name<'_> {
            #[inline(always)]
            fn weigh(&self) -> u64 {
                0 $(+ self.$first$(.$more)*.weigh())+
            }
        }

        impl Beside<$name<'_>> for records::$name<'_> {
            fn assert_same(&self, other: &$name<'_>) {
                $(assert_eq!(self.$first$(.$more)*, other.$first$(.$more)*);)+
            }
        }
    )+};
}
same! {
    Short: request_id, ip, status, user_agent, error_message;
    Numbers: request_id, time, status, length, latency, integration_status, integration_latency, authorizer_status, authorizer_latency, waf_status, waf_latency, authenticate_latency, authorize_latency;
    Wide: request_id, extended_request_id, aws_endpoint_request_id, xray_trace_id, account_id, api_id, stage, deployment_id, domain_name, domain_prefix, request_time, request_time_epoch, http_method, resource_id, resource_path, path, protocol, tls_version, cipher_suite, status, response_length, response_latency, is_canary_request, identity_source_ip, identity_user_agent, identity_user, identity_caller, identity_user_arn, identity_account_id, identity_api_key_id, identity_cognito_identity_id, identity_vpce_id, authorizer_principal_id, authorizer_latency, authorizer_status, authorizer_request_id, authorize_status, authorize_latency, authenticate_status, authenticate_latency, waf_status, waf_latency, integration_status, integration_latency, integration_request_id, error_message, error_response_type;
    Deep: request_id, api.id, api.stage.name, api.stage.request.method, api.stage.request.target.path, api.stage.request.target.client.ip, api.stage.request.target.client.software.agent, api.stage.request.target.client.software.response.status, api.stage.request.target.client.software.response.body.bytes, api.stage.request.target.client.software.response.body.times.whole, api.stage.request.target.client.software.response.body.times.error.message;
}

// The goals: how much faster than serde_json and than sonic-rs.

macro_rules! whole_lines {
    ($title:expr, $name:ident, $log:ident, $lines:ident, $goals:expr, $rounds:ident) => {{
        for line in &$lines {
            let ours = records::$name::parse_bytes(line).unwrap();
            ours.assert_same(&serde_json::from_slice::<$name>(line).unwrap());
            ours.assert_same(&sonic_rs::from_slice::<$name>(line).unwrap());
        }
        let mut group = Group::new(format!("read {}", $title), $lines.len());
        group.add("serde_json::from_slice", each!($lines, line => serde_json::from_slice::<$name>(line).unwrap()));
        group.add("sonic_rs::from_slice", each!($lines, line => sonic_rs::from_slice::<$name>(line).unwrap()));
        group.add("gwfmt parse_bytes", each!($lines, line => records::$name::parse_bytes(line).unwrap()));
        group.add("gwfmt records", || records::$name::records(black_box($log.as_bytes())).map(|record| black_box(&record.unwrap()).weigh()).fold(0, u64::wrapping_add));
        for ours in ["gwfmt parse_bytes", "gwfmt records"] {
            group.goal(ours, "serde_json::from_slice", $goals.0);
            group.goal(ours, "sonic_rs::from_slice", $goals.1);
        }
        group.run($rounds);
    }};
}

/// The field of this path as serde_json finds it in a struct of nothing else, as sonic-rs finds it, and as gwfmt does.
macro_rules! one_field {
    ($title:expr, $name:ident, $field:ident, $lines:ident, $goals:expr, $rounds:ident, $path:expr, $convert:expr, $alone:ty, $($member:ident).+) => {{
        let convert = $convert;
        for line in &$lines {
            let ours = records::$name::select_bytes(line, records::$name::$field).unwrap();
            assert_eq!(ours, serde_json::from_slice::<$alone>(line).unwrap().$($member).+);
            assert_eq!(ours, convert(sonic_rs::get(*line, $path).unwrap()));
        }
        let mut group = Group::new(format!("read one field of {}", $title), $lines.len());
        group.add("serde_json, struct of one field", each!($lines, line => serde_json::from_slice::<$alone>(line).unwrap().$($member).+));
        group.add("sonic_rs::get", each!($lines, line => convert(sonic_rs::get(line, $path).unwrap())));
        group.add("gwfmt select_bytes", each!($lines, line => records::$name::select_bytes(line, records::$name::$field).unwrap()));
        group.goal("gwfmt select_bytes", "serde_json, struct of one field", $goals.0);
        group.goal("gwfmt select_bytes", "sonic_rs::get", $goals.1);
        group.run($rounds);
    }};
}

/// Fields alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorMessage<'a> {
    #[serde(borrow, with = "text")]
    error_message: Option<Cow<'a, str>>,
}
#[derive(Deserialize)]
struct Status {
    status: u16,
}
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WafLatency {
    waf_latency: Option<u32>,
}

mod alone {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub struct Deep {
        pub api: Api,
    }
    #[derive(Deserialize)]
    pub struct Api {
        pub stage: Stage,
    }
    #[derive(Deserialize)]
    pub struct Stage {
        pub request: Request,
    }
    #[derive(Deserialize)]
    pub struct Request {
        pub target: Target,
    }
    #[derive(Deserialize)]
    pub struct Target {
        pub client: Client,
    }
    #[derive(Deserialize)]
    pub struct Client {
        pub software: Software,
    }
    #[derive(Deserialize)]
    pub struct Software {
        pub response: super::Status,
    }
}

/// A text that sonic-rs found and decodes when it is asked for, into a string that it keeps.
struct Message<'a>(sonic_rs::LazyValue<'a>);

impl Message<'_> {
    fn text(&self) -> Option<&str> {
        self.0.as_str().filter(|text| *text != "-")
    }
}

impl Weigh for Message<'_> {
    fn weigh(&self) -> u64 {
        self.text().map_or(1, |text| text.len() as u64)
    }
}

impl PartialEq<Message<'_>> for Option<Cow<'_, str>> {
    fn eq(&self, other: &Message<'_>) -> bool {
        self.as_deref() == other.text()
    }
}

impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text().fmt(f)
    }
}

fn number<T: for<'x> Read<'x>>(value: sonic_rs::LazyValue<'_>) -> T {
    T::read(value.as_raw_str(), Decode::Plain).unwrap()
}

pub fn escapes(bytes: usize, rounds: usize) {
    for (title, texts, goals) in [
        (
            "five values without an escape",
            Texts::Escapes(0),
            (5.0, 3.0),
        ),
        (
            "five values, an escape in each of two",
            Texts::Escapes(1),
            (2.5, 1.5),
        ),
        (
            "five values, 16 escapes in each of two",
            Texts::Escapes(16),
            (1.2, 1.0),
        ),
        (
            "five values, two long ones full of escapes",
            Texts::Long,
            (1.2, 1.0),
        ),
    ] {
        let log = crate::logs::lines_with(records::SHORT, bytes, texts);
        let lines = crate::lines(&log);
        whole_lines!(title, Short, log, lines, goals, rounds);
        one_field!(
            title,
            Short,
            ERROR_MESSAGE,
            lines,
            goals,
            rounds,
            &["errorMessage"],
            Message,
            ErrorMessage,
            error_message
        );
    }
}

pub fn shapes(bytes: usize, rounds: usize) {
    let goals = (5.0, 3.0);
    let log = crate::logs::lines(records::WIDE, bytes);
    let lines = crate::lines(&log);
    whole_lines!("47 values", Wide, log, lines, goals, rounds);
    one_field!(
        "47 values",
        Wide,
        STATUS,
        lines,
        goals,
        rounds,
        &["status"],
        number::<u16>,
        Status,
        status
    );
    let log = crate::logs::lines(records::DEEP, bytes);
    let lines = crate::lines(&log);
    whole_lines!("objects in objects", Deep, log, lines, goals, rounds);
    let path = [
        "api", "stage", "request", "target", "client", "software", "response", "status",
    ];
    one_field!(
        "objects in objects",
        Deep,
        API_STAGE_REQUEST_TARGET_CLIENT_SOFTWARE_RESPONSE_STATUS,
        lines,
        goals,
        rounds,
        &path,
        number::<u16>,
        alone::Deep,
        api.stage.request.target.client.software.response.status
    );
    let log = crate::logs::lines(records::NUMBERS, bytes);
    let lines = crate::lines(&log);
    whole_lines!("mostly numbers", Numbers, log, lines, goals, rounds);
    one_field!(
        "mostly numbers",
        Numbers,
        WAF_LATENCY,
        lines,
        goals,
        rounds,
        &["wafLatency"],
        number::<Option<u32>>,
        WafLatency,
        waf_latency
    );
}
