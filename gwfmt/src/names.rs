//! Enumerations of API Gateway's words, each open for words that are not known yet.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// Declares an open enumeration.
macro_rules! open_enum {
    (
        $(#[$docs:meta])*
        $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $text:literal,)+ }
    ) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name<'a> {
            $($(#[$variant_docs])* $variant,)+
            /// Any other text.
            Other(Cow<'a, str>),
        }

        impl<'a> $name<'a> {
            /// The text as the log has it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $text,)+
                    $name::Other(text) => text,
                }
            }

            /// From the text of the log.
            #[inline]
            pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
                let text = text.into();
                match &*text {
                    $($text => $name::$variant,)+
                    _ => $name::Other(text),
                }
            }

            /// The same without a borrow.
            pub fn into_owned(self) -> $name<'static> {
                match self {
                    $($name::$variant => $name::$variant,)+
                    $name::Other(text) => $name::Other(Cow::Owned(text.into_owned())),
                }
            }
        }

        impl<'a> From<&'a str> for $name<'a> {
            fn from(text: &'a str) -> Self {
                $name::new(text)
            }
        }

        impl From<String> for $name<'_> {
            fn from(text: String) -> Self {
                $name::new(text)
            }
        }

        impl FromStr for $name<'static> {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok($name::new(text).into_owned())
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl PartialEq<str> for $name<'_> {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name<'_> {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    };
}

open_enum! {
    /// The HTTP method: `$context.httpMethod`.
    ///
    /// ```
    /// use gwfmt::Method;
    ///
    /// assert_eq!(Method::from("GET"), Method::Get);
    /// assert_eq!(Method::from("PURGE").as_str(), "PURGE");
    /// ```
    #[allow(missing_docs, reason = "the names are the methods")]
    Method {
        Get = "GET",
        Post = "POST",
        Put = "PUT",
        Delete = "DELETE",
        Patch = "PATCH",
        Head = "HEAD",
        Options = "OPTIONS",
    }
}

open_enum! {
    /// What happened on a WebSocket: `$context.eventType`.
    ///
    /// ```
    /// use gwfmt::EventType;
    ///
    /// assert_eq!(EventType::from("CONNECT"), EventType::Connect);
    /// ```
    EventType {
        /// A client connected.
        Connect = "CONNECT",
        /// A client sent a message.
        Message = "MESSAGE",
        /// A client or the service disconnected.
        Disconnect = "DISCONNECT",
    }
}

open_enum! {
    /// Which gateway response answered a request that went wrong: `$context.error.responseType`.
    ///
    /// ```
    /// use gwfmt::ErrorType;
    ///
    /// assert_eq!(ErrorType::from("THROTTLED"), ErrorType::Throttled);
    /// assert_eq!(ErrorType::Throttled.to_string(), "THROTTLED");
    /// ```
    #[allow(missing_docs, reason = "the names are the response types of AWS's page")]
    ErrorType {
        AccessDenied = "ACCESS_DENIED",
        ApiConfigurationError = "API_CONFIGURATION_ERROR",
        AuthorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR",
        AuthorizerFailure = "AUTHORIZER_FAILURE",
        BadRequestBody = "BAD_REQUEST_BODY",
        BadRequestParameters = "BAD_REQUEST_PARAMETERS",
        Default4xx = "DEFAULT_4XX",
        Default5xx = "DEFAULT_5XX",
        ExpiredToken = "EXPIRED_TOKEN",
        IntegrationFailure = "INTEGRATION_FAILURE",
        IntegrationTimeout = "INTEGRATION_TIMEOUT",
        InvalidApiKey = "INVALID_API_KEY",
        InvalidSignature = "INVALID_SIGNATURE",
        MissingAuthenticationToken = "MISSING_AUTHENTICATION_TOKEN",
        QuotaExceeded = "QUOTA_EXCEEDED",
        RequestTooLarge = "REQUEST_TOO_LARGE",
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        Throttled = "THROTTLED",
        Unauthorized = "UNAUTHORIZED",
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        WafFiltered = "WAF_FILTERED",
    }
}

open_enum! {
    /// The base path of a custom domain: `$context.customDomain.basePathMatched`.
    ///
    /// ```
    /// use gwfmt::BasePath;
    ///
    /// assert_eq!(BasePath::from("(none)"), BasePath::Empty);
    /// assert_eq!(BasePath::from("v1"), "v1");
    /// ```
    BasePath {
        /// The base path is empty; the log says `(none)`.
        Empty = "(none)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_words_that_are_not_known() {
        assert_eq!(Method::new("GET"), Method::Get);
        assert_eq!(Method::new("PURGE").as_str(), "PURGE");
        assert_eq!(ErrorType::new("THROTTLED"), "THROTTLED");
        assert_eq!(EventType::new("X").into_owned().to_string(), "X");
        assert_eq!(Method::from("GET"), Method::Get);
        assert_eq!(Method::from("PURGE".to_owned()), "PURGE");
        assert_eq!("(none)".parse(), Ok(BasePath::Empty));
    }
}
