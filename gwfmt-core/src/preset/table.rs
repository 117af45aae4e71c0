//! The variables of each preset, the most useful ones first: one row a variable, with its key in objects and the APIs that have it.
//!
//! A row without a key is called by the parts of its name: `integration.latency` is the member `latency` of `integration`.

use super::Preset;
use crate::api::Api;
use crate::catalog::{Variable, var};
use crate::samples;

/// A variable, and its key where that is not its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) path: &'static str,
    pub(super) key: Option<&'static str>,
}

pub(super) const fn row(path: &'static str) -> Row {
    Row { path, key: None }
}

/// How a request began and ended, for all presets.
const REQUEST: &[Row] = &[
    row(var::REQUEST_ID),
    row(var::REQUEST_TIME),
    row(var::IDENTITY_SOURCE_IP),
    row(var::HTTP_METHOD),
    row(var::EVENT_TYPE),
    row(var::RESOURCE_PATH),
    row(var::ROUTE_KEY),
    row(var::CONNECTION_ID),
    row(var::PROTOCOL),
    row(var::STATUS),
    row(var::RESPONSE_LENGTH),
];

const MINIMAL: &[Row] = &[row(var::RESPONSE_LATENCY), row(var::ERROR_RESPONSE_TYPE)];

const SECURITY: &[Row] = &[
    row(var::IDENTITY_USER_AGENT),
    row(var::IDENTITY_CALLER),
    row(var::IDENTITY_USER),
    row(var::IDENTITY_API_KEY_ID),
    row(var::AUTHORIZER_PRINCIPAL_ID),
    row(var::ERROR_RESPONSE_TYPE),
    row(var::ERROR_MESSAGE),
    row(var::WAF_STATUS),
    row(var::WAF_RESPONSE_CODE),
    row(var::AUTHENTICATE_STATUS),
    row(var::AUTHENTICATE_ERROR),
    row(var::AUTHORIZER_STATUS),
    row(var::AUTHORIZER_ERROR),
    row(var::AUTHORIZE_STATUS),
    row(var::AUTHORIZE_ERROR),
    row(var::IDENTITY_CLIENT_CERT_SUBJECT_DN),
    row(var::IDENTITY_CLIENT_CERT_SERIAL_NUMBER),
    row(var::TLS_VERSION),
    row(var::CIPHER_SUITE),
    row(var::IDENTITY_VPC_ID),
    row(var::IDENTITY_VPCE_ID),
    row(var::IDENTITY_USER_ARN),
    row(var::IDENTITY_ACCOUNT_ID),
];

const LATENCY: &[Row] = &[
    row(var::RESPONSE_LATENCY),
    row(var::INTEGRATION_STATUS),
    row(var::INTEGRATION_LATENCY),
    row(var::AUTHORIZER_STATUS),
    row(var::AUTHORIZER_LATENCY),
    row(var::AUTHORIZER_INTEGRATION_LATENCY),
    row(var::AUTHORIZE_LATENCY),
    row(var::AUTHENTICATE_LATENCY),
    row(var::WAF_LATENCY),
    row(var::INTEGRATION_REQUEST_ID),
    row(var::ERROR_RESPONSE_TYPE),
];

/// The rows of a preset on a type of API.
pub(super) fn rows(preset: Preset, api: Api) -> Vec<Row> {
    let more = match preset {
        Preset::Minimal => MINIMAL,
        Preset::Security => SECURITY,
        Preset::Latency => LATENCY,
        Preset::Full => &[],
        Preset::Aws => {
            let field = |(key, path): &(&'static str, &'static str)| Row {
                path,
                key: Some(key),
            };
            return samples::fields(api).iter().map(field).collect();
        }
    };
    let all = REQUEST.iter().chain(more).copied();
    let is_listed = |row: &Row| {
        let variable = Variable::find(row.path);
        variable.is_some_and(|variable| variable.listing(api).is_some())
    };
    all.filter(is_listed).collect()
}
