//! Where a made-up request goes to: the API with its stage, and the path and route in it.

use super::Scenario;
use super::random::Random;
use crate::api::Api;

/// An API's stage: the same for all requests of a seed.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) account: &'static str,
    pub(super) api_id: &'static str,
    pub(super) region: &'static str,
    pub(super) deployment: &'static str,
    pub(super) name: &'static str,
    pub(super) domain: String,
}

impl Stage {
    pub(super) fn draw(api: Api, scenario: Scenario, seed: u64) -> Self {
        let mut random = Random::new(seed, &[api as u64 + 100]);
        let api_id = random.pick(&["a1b2c3d4e5", "abcdef1234", "example123", "0abc1def2g"]);
        let region = random.pick(&["eu-west-1", "us-east-1", "ap-southeast-2", "eu-central-1"]);
        let names: &[&str] = match api {
            Api::Http => &["$default", "prod", "live"],
            _ => &["prod", "live", "v1"],
        };
        let name = random.pick(names);
        let domain = if scenario.through_domain() {
            random
                .pick(&["api.example.com", "orders.example.net", "shop.example.org"])
                .to_owned()
        } else {
            format!("{api_id}.execute-api.{region}.amazonaws.com")
        };
        Self {
            account: random.pick(&["123456789012", "111122223333", "012345678901"]),
            api_id,
            region,
            deployment: random.pick(&["a1b2c3", "d4e5f6", "0a1b2c"]),
            name,
            domain,
        }
    }
}

/// The path and route of a request.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) method: &'static str,
    /// As the owner of the API wrote it: `/orders/{id}`.
    pub(super) resource: &'static str,
    /// What a routing table calls it.
    pub(super) route: String,
    /// As the client sent it.
    pub(super) path: String,
    /// The base path that led here; empty if it is empty or there is none.
    pub(super) base_path: &'static str,
}

/// Resources, with a path that fits each; `*` stands for what differs from request to request.
const RESOURCES: &[(&str, &str)] = &[
    ("/orders", "/orders"),
    ("/orders/{orderId}", "/orders/*"),
    ("/pets/{petId}", "/pets/*"),
    ("/users/{userId}/carts/{cartId}", "/users/*/carts/*"),
    ("/files/{proxy+}", "/files/2024/*/report.pdf"),
    ("/v1/health", "/v1/health"),
    ("/", "/"),
];

impl Target {
    pub(super) fn draw(api: Api, scenario: Scenario, stage: &Stage, random: &mut Random) -> Self {
        let method = match scenario {
            Scenario::Preflight => "OPTIONS",
            _ => random.pick(&[
                "GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD",
            ]),
        };
        let (resource, pattern) = random.pick(RESOURCES);
        let mut path = String::new();
        let base_path = if scenario.through_domain() {
            random.pick(&["", "shop", "v2/orders"])
        } else {
            ""
        };
        if scenario.through_domain() {
            if !base_path.is_empty() {
                path.extend(["/", base_path]);
            }
        } else if stage.name != "$default" {
            path.extend(["/", stage.name]);
        }
        for (number, piece) in pattern.split('*').enumerate() {
            if number > 0 {
                path.push_str(&part(scenario, random));
            }
            path.push_str(piece);
        }
        if path.len() > 1 && path.ends_with('/') && pattern == "/" {
            path.pop();
            if path.is_empty() {
                path.push('/');
            }
        }
        let route = match api {
            Api::WebSocket => random
                .pick(&["sendMessage", "join", "leave", "$default"])
                .to_owned(),
            _ if random.one_in(6) => "$default".to_owned(),
            _ if random.one_in(6) => format!("ANY {resource}"),
            _ => format!("{method} {resource}"),
        };
        Self {
            method,
            resource,
            route,
            path,
            base_path,
        }
    }
}

/// A part of a path that the client chose. API Gateway was seen to log paths percent-encoded, so nothing worse than this
/// comes in one.
fn part(scenario: Scenario, random: &mut Random) -> String {
    if scenario == Scenario::Hostile && random.one_in(2) {
        let parts = [
            "7,8&all",
            "it's",
            "%22%3Cb%3E",
            "caf%C3%A9",
            "a|b;c",
            "[0]",
            "$context.status",
            "..%2f..%2fetc%2fpasswd",
        ];
        return random.pick(&parts).to_owned();
    }
    match random.below(3) {
        0 => random.within(1, 99_999).to_string(),
        1 => random.alnum(8),
        _ => random.uuid(),
    }
}
