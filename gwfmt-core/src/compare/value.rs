//! When two values are the same: the variables that they hold, by the names under which their values are kept.

use crate::api::{Api, ApiSet};
use crate::catalog::{Alias, MISSING, Variable};
use crate::model::Model;
use crate::span::SourceId;
use crate::text::FormatText;

/// A value with each variable by one name: of those that hold the same, the one that the others repeat; `-` for one that is
/// never logged. Values with the same text here are the same in every line.
///
/// `apis` are those of both formats: names that are the same on one type of API may not be on another.
pub(super) fn canonical(value: &str, model: &Model<'_>, apis: ApiSet) -> String {
    let text = FormatText::verbatim(SourceId(0), 0, value);
    let own = Model::new(&text, model.apis);
    let mut canonical = String::new();
    let mut from = 0;
    for used in &own.uses {
        canonical.push_str(value.get(from..used.span.start).unwrap_or_default());
        from = used.span.end;
        let path = own.path(used);
        match used.resolution.variable() {
            Some(variable) if own.apis.iter().any(|api| variable.listing(api).is_some()) => {
                canonical.push_str("$context.");
                canonical.push_str(kept(variable, apis).unwrap_or(path));
            }
            // what no list has is written as `-`
            _ => canonical.push_str(MISSING),
        }
    }
    canonical.push_str(value.get(from..).unwrap_or_default());
    canonical
}

/// The variable that this one repeats on all of these types of API.
fn kept(variable: &Variable, apis: ApiSet) -> Option<&'static str> {
    let mut repeated = apis.iter().map(|api| {
        let alias = variable.listing(api).and_then(|listing| listing.alias_of);
        alias.and_then(Alias::same)
    });
    let first = repeated.next()??;
    repeated.all(|other| other == Some(first)).then_some(first)
}

/// The types of API of two formats.
pub(super) fn both(old: &Model<'_>, new: &Model<'_>) -> ApiSet {
    let all: Vec<Api> = old.apis.iter().chain(new.apis.iter()).collect();
    ApiSet::of(&all).unwrap_or(ApiSet::ANY)
}
