//! The keys that vendors publish for API Gateway's access logs, each with the page that says so.

use super::table::Row;
use crate::api::Api;
use crate::catalog::{Variable, var};
use crate::compose::Member;

/// Who reads the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// Datadog's integration of API Gateway.
    Datadog,
    /// Elastic's integration `aws`, data stream `apigateway_logs`.
    Elastic,
}

/// A key that a vendor reads, where it is not the variable's own name.
struct Called {
    path: &'static str,
    name: &'static str,
    /// The variable in whose place it is logged.
    instead_of: Option<&'static str>,
}

const fn called(path: &'static str, name: &'static str) -> Called {
    Called {
        path,
        name,
        instead_of: None,
    }
}

/// <https://docs.datadoghq.com/integrations/amazon_api_gateway/>: the format of "Log collection".
const DATADOG: &[Called] = &[
    called(var::IDENTITY_SOURCE_IP, "ip"),
    called(var::IDENTITY_CALLER, "caller"),
    called(var::IDENTITY_USER, "user"),
    Called {
        path: var::REQUEST_TIME_EPOCH,
        name: "requestTime",
        instead_of: Some(var::REQUEST_TIME),
    },
];

/// <https://github.com/elastic/integrations/blob/main/packages/aws/docs/api_gateway.md>: the formats that "the integration expects".
const ELASTIC: &[Called] = &[
    called(var::IDENTITY_SOURCE_IP, "ip"),
    called(var::IDENTITY_CLIENT_CERT_CLIENT_CERT_PEM, "clientCertPem"),
    called(var::IDENTITY_CLIENT_CERT_SUBJECT_DN, "clientsubjectDN"),
    called(var::IDENTITY_CLIENT_CERT_ISSUER_DN, "clientissuerDN"),
    called(
        var::IDENTITY_CLIENT_CERT_SERIAL_NUMBER,
        "clientserialNumber",
    ),
    called(
        var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_BEFORE,
        "clientnotBefore",
    ),
    called(
        var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_AFTER,
        "clientnotAfter",
    ),
    called(var::IDENTITY_CALLER, "caller"),
    called(var::IDENTITY_USER, "user"),
    called(var::IDENTITY_USER_AGENT, "userAgent"),
    called(var::IDENTITY_USER_ARN, "userArn"),
];

impl Vendor {
    /// The page that says so.
    pub const fn source(self) -> &'static str {
        match self {
            Vendor::Datadog => "https://docs.datadoghq.com/integrations/amazon_api_gateway/",
            Vendor::Elastic => {
                "https://github.com/elastic/integrations/blob/main/packages/aws/docs/api_gateway.md"
            }
        }
    }

    const fn keys(self) -> &'static [Called] {
        match self {
            Vendor::Datadog => DATADOG,
            Vendor::Elastic => ELASTIC,
        }
    }

    /// Rows with the vendor's keys; the others keep theirs.
    pub(super) fn members(
        self,
        rows: &[Row],
        api: Api,
        left_out: &mut Vec<(String, String)>,
    ) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for row in rows {
            let keys = self.keys();
            let is_listed = |key: &&Called| {
                Variable::find(key.path).is_some_and(|variable| variable.listing(api).is_some())
            };
            let instead = |key: &&Called| key.instead_of == Some(row.path);
            let member = if let Some(key) = keys.iter().filter(is_listed).find(instead) {
                let words = format!("`$context.{}` takes its place", key.path);
                left_out.push((format!("$context.{}", row.path), words));
                Member::of(key.path, Some(key.name))
            } else {
                let own = keys.iter().find(|key| key.path == row.path);
                Member::of(row.path, own.map(|key| key.name).or(row.key))
            };
            if !members.iter().any(|other| other.value == member.value) {
                members.push(member);
            }
        }
        members
    }
}
