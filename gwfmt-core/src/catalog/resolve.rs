//! From a name in a format to its entry in the catalog.

use super::{Kind, VARIABLES, Variable};
use crate::api::ApiSet;
use crate::texts::Texts;

/// What a name means for the APIs that a format may be for.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// A variable of at least one of them.
    Listed(&'static Variable),
    /// A variable, but of other APIs only.
    OtherApi(&'static Variable),
    /// The beginning of longer names: `identity`, `authorizer.claims`.
    Object,
    /// In no list of AWS; the settings of the repository add it.
    Added(Texts),
    /// In no list.
    Unknown,
}

/// What [`resolve`] found.
#[derive(Clone, Copy, Debug)]
pub struct Resolution {
    /// What the name means.
    pub meaning: Meaning,
    /// How many bytes of the path belong to the name that was found.
    pub name_len: usize,
}

impl Resolution {
    /// The entry, for a name that is in some list.
    pub fn variable(&self) -> Option<&'static Variable> {
        match self.meaning {
            Meaning::Listed(variable) | Meaning::OtherApi(variable) => Some(variable),
            Meaning::Added(_) | Meaning::Object | Meaning::Unknown => None,
        }
    }

    /// The texts that may be logged for it.
    pub fn texts(&self) -> Texts {
        match self.meaning {
            Meaning::Listed(variable) => variable.texts(),
            Meaning::Added(texts) => texts,
            Meaning::OtherApi(_) | Meaning::Object | Meaning::Unknown => Texts::MISSING,
        }
    }
}

/// Finds what `path` (the name without `$context.`) means on `apis`.
///
/// Whether a hyphen belongs to a name is not documented; in the free part of a family it is read as the name's, elsewhere
/// a known name before the first hyphen is the name and [`Resolution::name_len`] is shorter than the path.
pub fn resolve(path: &str, apis: ApiSet) -> Resolution {
    if let Some(variable) = exact(path).or_else(|| family(path)) {
        return found(variable, path.trim_end_matches('-').len(), apis);
    }
    if let Some(hyphen) = path.find('-')
        && let Some(variable) = exact(&path[..hyphen])
    {
        return found(variable, hyphen, apis);
    }
    let is_object = VARIABLES.iter().any(|v| {
        v.path.len() > path.len()
            && v.path.starts_with(path)
            && v.path.as_bytes()[path.len()] == b'.'
    });
    let meaning = if is_object {
        Meaning::Object
    } else {
        Meaning::Unknown
    };
    Resolution {
        meaning,
        name_len: path.len(),
    }
}

fn found(variable: &'static Variable, name_len: usize, apis: ApiSet) -> Resolution {
    let listed = apis.iter().any(|api| variable.listing(api).is_some());
    let meaning = if listed {
        Meaning::Listed(variable)
    } else {
        Meaning::OtherApi(variable)
    };
    Resolution { meaning, name_len }
}

fn exact(path: &str) -> Option<&'static Variable> {
    Variable::find(path).filter(|variable| variable.kind == Kind::Exact)
}

/// The family with the longest prefix whose free part is exactly one part of `path`.
fn family(path: &str) -> Option<&'static Variable> {
    VARIABLES
        .iter()
        .filter(|v| v.kind == Kind::Open)
        .filter(|v| {
            path.strip_prefix(v.family_prefix())
                .is_some_and(|tail| !tail.trim_end_matches('-').is_empty() && !tail.contains('.'))
        })
        .filter(|_| !is_object_of_family(path))
        .max_by_key(|v| v.family_prefix().len())
}

/// `authorizer.claims` would fit the family `authorizer.PROPERTY`, but is the beginning of another one.
fn is_object_of_family(path: &str) -> bool {
    VARIABLES
        .iter()
        .any(|v| v.kind == Kind::Open && v.family_prefix().strip_suffix('.') == Some(path))
}

/// The variable of `apis` that was probably meant by a name that is in no list.
///
/// A slip in upper and lower case, else the same last part under another object, else the fewest letters changed, as long as these are few.
pub fn nearest(path: &str, apis: ApiSet) -> Option<&'static Variable> {
    let listed = || {
        VARIABLES
            .iter()
            .filter(|v| v.kind == Kind::Exact)
            .filter(|v| apis.iter().any(|api| v.listing(api).is_some()))
    };
    if let Some(variable) = listed().find(|v| same(v.path, path)) {
        return Some(variable);
    }
    let last = |path: &'_ str| path.rfind('.').map_or(0, |dot| dot + 1);
    let tail = &path[last(path)..];
    let mut same_tail = listed().filter(|v| same(&v.path[last(v.path)..], tail));
    if let (Some(only), None) = (same_tail.next(), same_tail.next()) {
        return Some(only);
    }
    // Most names are too long or too short to be meant, which is cheaper to see than the distance.
    let few = |v: &Variable| (v.path.len().min(path.len()) / 4).max(1);
    listed()
        .filter(|v| v.path.len().abs_diff(path.len()) <= few(v))
        .map(|v| (strsim::osa_distance(v.path, path), v))
        .filter(|(distance, v)| *distance <= few(v))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, v)| v)
}

/// Whether two names are the same but for case, `_` and `-`.
fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        let bytes = text.bytes().filter(|b| !matches!(b, b'_' | b'-'));
        bytes.map(|b| b.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;

    fn meaning(path: &str, api: Api) -> String {
        match resolve(path, ApiSet::one(api)).meaning {
            Meaning::Listed(v) => v.path.to_owned(),
            Meaning::OtherApi(v) => format!("not here: {}", v.path),
            Meaning::Object => "object".to_owned(),
            Meaning::Added(_) | Meaning::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn finds_names_families_and_objects() {
        assert_eq!(meaning("requestTimeEpoch", Api::Rest), "requestTimeEpoch");
        assert_eq!(meaning("routeKey", Api::Rest), "not here: routeKey");
        assert_eq!(
            meaning("authorizer.claims.sub", Api::Http),
            "authorizer.claims.PROPERTY"
        );
        assert_eq!(
            meaning("authorizer.tenant", Api::WebSocket),
            "authorizer.PROPERTY"
        );
        assert_eq!(meaning("authorizer.claims", Api::Http), "object");
        assert_eq!(meaning("identity.clientCert", Api::Rest), "object");
        assert_eq!(
            meaning("requestOverride.header.X-Correlation-Id", Api::Rest),
            "requestOverride.header.NAME"
        );
        assert_eq!(meaning("requestIdFoo", Api::Rest), "unknown");
        assert_eq!(meaning("authorizer.jwt.claims.sub", Api::Http), "unknown");
    }

    #[test]
    fn a_hyphen_ends_an_exact_name() {
        let resolution = resolve("requestId-", ApiSet::ANY);
        assert_eq!(resolution.name_len, "requestId".len());
        assert!(matches!(resolution.meaning, Meaning::Listed(_)));
    }

    #[test]
    fn names_the_nearest() {
        let near = |path| nearest(path, ApiSet::ANY).map(|v| v.path);
        assert_eq!(near("identity.sourceIP"), Some("identity.sourceIp"));
        assert_eq!(near("requestld"), Some("requestId"));
        assert_eq!(near("statsu"), Some("status"));
        assert_eq!(near("userAgent"), Some("identity.userAgent"));
        assert_eq!(near("request_time"), Some("requestTime"));
        assert_eq!(near("somethingElse"), None);
    }
}
