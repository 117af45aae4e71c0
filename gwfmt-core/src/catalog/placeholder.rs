//! The words that AWS's tables write where a name of the user belongs, copied as they stand.

use super::{Kind, VARIABLES, Variable, var};

/// What belongs in the place of the last part of `path`, when that is a placeholder from the AWS documentation:
/// `authorizer.claims.property`, `requestOverride.header.header_name`.
///
/// A claim may well be called `name`, so that word counts in capitals only.
pub fn placeholder(path: &str) -> Option<&'static str> {
    let family = VARIABLES
        .iter()
        .filter(|v| v.kind == Kind::Open)
        .filter(|v| path.starts_with(v.family_prefix()))
        .max_by_key(|v| v.family_prefix().len())?;
    let tail = &path[family.family_prefix().len()..];
    let (words, belongs) = words(family);
    (words.iter().any(|word| is(word, tail)) || ["NAME", "KEY", "CLAIM"].contains(&tail))
        .then_some(belongs)
}

/// The words of the tables for a family, and what belongs in their place.
fn words(family: &Variable) -> (&'static [&'static str], &'static str) {
    match family.path {
        var::AUTHORIZER_CLAIMS_PROPERTY => (
            &["property", "claim_name", "property_name"],
            "the name of a claim of the caller's token, such as `sub`",
        ),
        var::AUTHORIZER_PROPERTY => (
            &["property", "property_name"],
            "a key of the context map that the Lambda authorizer returns",
        ),
        var::REQUEST_OVERRIDE_PATH_NAME => (&["path_name"], "the name of a path parameter"),
        var::REQUEST_OVERRIDE_QUERYSTRING_NAME => (
            &["querystring_name", "query_string_name"],
            "the name of a query string parameter",
        ),
        _ => (&["header_name"], "the name of a header"),
    }
}

/// `header_name`, `HEADER_NAME`, `headerName`, `header-name`.
fn is(word: &str, tail: &str) -> bool {
    let letters = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
    tail.len() <= 32 && letters(word) == letters(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_words_of_the_tables() {
        for path in [
            "authorizer.claims.property",
            "authorizer.claims.PROPERTY",
            "authorizer.property",
            "authorizer.claims.NAME",
            "requestOverride.header.header_name",
            "requestOverride.header.headerName",
            "requestOverride.path.path_name",
            "requestOverride.querystring.querystring_name",
            "responseOverride.header.header_name",
        ] {
            assert!(placeholder(path).is_some(), "{path}");
        }
        for path in [
            "authorizer.claims.name",
            "authorizer.claims.sub",
            "authorizer.propertyId",
            "requestOverride.header.name",
            "path",
        ] {
            assert_eq!(placeholder(path), None, "{path}");
        }
    }
}
