//! The API types of API Gateway, and what is known of a format's type.

use std::fmt;

/// A type of API. Each has its own list of access log variables.
///
/// ```
/// # use gwfmt_core::api::Api;
/// assert_eq!((Api::Http.name(), Api::Http.title()), ("http", "HTTP"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// REST APIs (`AWS::ApiGateway`, `aws_api_gateway_*`).
    Rest,
    /// HTTP APIs (`AWS::ApiGatewayV2`, protocol `HTTP`).
    Http,
    /// WebSocket APIs (`AWS::ApiGatewayV2`, protocol `WEBSOCKET`).
    WebSocket,
}

impl Api {
    /// All of them, in the order of reports.
    pub const ALL: [Api; 3] = [Api::Rest, Api::Http, Api::WebSocket];

    /// The word of the command line and of reports: `rest`, `http`, `websocket`.
    pub const fn name(self) -> &'static str {
        match self {
            Api::Rest => "rest",
            Api::Http => "http",
            Api::WebSocket => "websocket",
        }
    }

    /// As a sentence says it: `REST`, `HTTP`, `WebSocket`.
    pub const fn title(self) -> &'static str {
        match self {
            Api::Rest => "REST",
            Api::Http => "HTTP",
            Api::WebSocket => "WebSocket",
        }
    }
}

/// The types that a format may be for: one when the resource says it, two for an `apigatewayv2` stage whose API is not
/// in sight, three when nothing is known. Never empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiSet(u8);

impl ApiSet {
    /// Nothing is known.
    pub const ANY: ApiSet = ApiSet(0b111);
    /// An HTTP or a WebSocket API.
    pub const V2: ApiSet = ApiSet(0b110);

    /// Exactly this type.
    pub const fn one(api: Api) -> Self {
        Self(1 << api as u8)
    }

    /// These types; `None` for an empty list.
    pub fn of(apis: &[Api]) -> Option<Self> {
        let bits = apis.iter().fold(0, |bits, &api| bits | Self::one(api).0);
        (bits != 0).then_some(Self(bits))
    }

    /// The type, when only one is possible.
    pub fn known(self) -> Option<Api> {
        let mut all = self.iter();
        let first = all.next();
        if all.next().is_some() { None } else { first }
    }

    /// Whether `api` is possible.
    pub const fn has(self, api: Api) -> bool {
        self.0 & Self::one(api).0 != 0
    }

    /// The possible types, in the order of reports.
    pub fn iter(self) -> impl Iterator<Item = Api> {
        Api::ALL.into_iter().filter(move |&api| self.has(api))
    }

    /// Narrowed by what the user says with `--api`; the resource's own word wins where they contradict each other.
    #[must_use]
    pub fn narrowed(self, said: Option<Api>) -> Self {
        match said {
            Some(api) if self.has(api) => Self::one(api),
            _ => self,
        }
    }
}

/// For reports: `rest`, `http`, `websocket`, `http or websocket`, `unknown`.
impl fmt::Display for ApiSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == ApiSet::ANY {
            return f.write_str("unknown");
        }
        for (at, api) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" or ")?;
            }
            f.write_str(api.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_only_to_what_the_resource_allows() {
        assert_eq!(
            ApiSet::V2.narrowed(Some(Api::Http)).known(),
            Some(Api::Http)
        );
        assert_eq!(ApiSet::V2.narrowed(Some(Api::Rest)), ApiSet::V2);
        assert_eq!(ApiSet::ANY.known(), None);
        assert_eq!(ApiSet::V2.to_string(), "http or websocket");
    }
}
