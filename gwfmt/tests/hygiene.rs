//! The attribute works wherever a struct can stand, and whatever names are around it.
#![deny(warnings, clippy::all, clippy::pedantic, missing_docs)]

/// Under another name of the crate, which is what a dependency that is renamed looks like.
pub extern crate gwfmt as renamed;

/// With other things under the names that the code could have meant.
#[allow(dead_code, missing_docs)]
pub mod shadowed {
    use gwfmt::access_log_format;

    #[derive(Debug)]
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Some;
    pub struct Ok;
    pub struct Err;
    pub struct Cow;
    pub trait Clone {}
    pub trait PartialEq {}
    pub trait From {}
    pub mod core {}
    pub mod std {}
    pub mod gwfmt_ {}

    /// A record.
    #[access_log_format(
        r#"{"id":"$context.requestId","agent":"$context.identity.userAgent","o":{"x":"$context.integration.latency"}}"#,
        api = "rest"
    )]
    pub struct Log;
}

/// Without the prelude.
#[allow(dead_code, missing_docs)]
pub mod bare {
    #![no_implicit_prelude]

    /// A record.
    #[::gwfmt::access_log_format("$context.requestId $context.status", api = "rest")]
    pub struct Log;
}

/// With the path of the crate given.
pub mod path {
    /// A record.
    #[crate::renamed::access_log_format(
        "$context.requestId $context.status",
        crate = "crate::renamed"
    )]
    pub struct ByText;

    /// A record.
    #[crate::renamed::access_log_format("$context.requestId $context.status", crate = crate::renamed)]
    pub struct ByPath;
}

macro_rules! record {
    ($visibility:vis $name:ident, $format:literal) => {
        /// A record.
        #[gwfmt::access_log_format($format)]
        $visibility struct $name;
    };
}

record!(pub(crate) FromMacro, "$context.requestId $context.status");

/// With the user's own derives and attributes.
#[gwfmt::access_log_format(r#"{"type":"$context.requestId","self":{"fn":"$context.stage"}}"#)]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Derived;

/// With a type of the user's and another name.
#[gwfmt::access_log_format(
    "$context.requestId $context.status $context.responseLatency $context.integration.latency",
    api = "rest",
    types(status = Code, "integration.latency" = std::num::NonZero<u32>),
    rename(response_latency = took)
)]
pub struct Typed;

/// Three digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Code(u16);

impl std::str::FromStr for Code {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[test]
fn works_in_all_of_them() {
    assert!(shadowed::Log::parse(r#"{"id":"x","agent":"-","o":{"x":"-"}}"#).is_ok());
    assert_eq!(bare::Log::parse("x 200").map(|log| log.status), Ok(200));
    assert!(path::ByText::parse("x 200").is_ok() && path::ByPath::parse("x 200").is_ok());
    assert!(FromMacro::parse("x 200").is_ok());
}

#[test]
fn keywords_are_raw_identifiers() {
    let log = Derived::parse(r#"{"type":"x","self":{"fn":"prod"}}"#).unwrap();
    assert_eq!((&*log.r#type, &*log.self_.r#fn), ("x", "prod"));
}

#[test]
fn types_and_names_of_the_user_are_kept() {
    let log = Typed::parse("x 200 7 -").unwrap();
    assert_eq!((log.status, log.took), (Code(200), 7));
    assert_eq!(log.to_native().unwrap(), "x 200 7 -");
    let (status, latency) =
        Typed::select("x 200 7 -", (Typed::STATUS, Typed::INTEGRATION_LATENCY)).unwrap();
    assert_eq!((status, latency.is_none()), (Code(200), true));
    assert_eq!(Typed::parse("x OK 7 -").unwrap_err().field(), "status");
    assert_eq!(
        Typed::parse_partial("x OK 7 -").unwrap_err().field(),
        "status"
    );
}

#[test]
fn works_inside_of_a_function() {
    #[gwfmt::access_log_format("$context.requestId,$context.status")]
    struct Inner;
    assert_eq!(Inner::parse("x,504").unwrap().status, 504);
}

/// With keys in other scripts, and two fields of which the constants would have one name.
#[gwfmt::access_log_format(
    r#"{"größe":$context.responseLength,"注文":{"番号":"$context.requestId"},"→":"$context.stage","a":{"b":"$context.path"},"a_b":"$context.apiId"}"#,
    api = "rest"
)]
pub struct Scripts;

#[test]
fn letters_of_any_script_are_names() {
    let line = r#"{"größe":7,"注文":{"番号":"x"},"→":"prod","a":{"b":"/"},"a_b":"y"}"#;
    let record = Scripts::parse(line).unwrap();
    assert_eq!((record.größe, &*record.注文.番号), (7, "x"));
    assert_eq!(record.field, "prod");
    assert_eq!(Scripts::select(line, Scripts::GRÖSSE), Ok(7));
    assert_eq!(Scripts::select(line, Scripts::A_B).unwrap(), "/");
    assert_eq!(Scripts::select(line, Scripts::A_B_2).unwrap(), "y");
}

/// Of a log from before API Gateway asked for a request id.
#[gwfmt::access_log_format("$context.status $context.path", allow("missing-request-id"))]
pub struct Old;

#[test]
fn a_format_that_is_refused_today_is_typed_by_saying_so() {
    assert_eq!(Old::parse("200 /orders").unwrap().status, 200);
}
