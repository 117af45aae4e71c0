//! Kubernetes manifests as a row of the table of carriers.

use super::{NEEDLE, is_manifest, read};
use crate::carrier::{Carrier, Comments, Unit};
use crate::cloudformation;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "kubernetes",
    what: "a Kubernetes manifest of a stage of API Gateway",
    misplaced: "no resource of this manifest keeps an access log format there",
    claims,
    recognises: is_manifest,
    needles: &[NEEDLE],
    unit: Unit::File(|input| read(input.source, input.text)),
    comments: Comments::HASH,
    suppressions: cloudformation::suppressions,
};

/// By the ending, in any case; what is in the file tells the rest.
fn claims(name: &str) -> bool {
    let claimed = ["yaml", "yml", "json"];
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        !stem.is_empty() && claimed.iter().any(|one| ending.eq_ignore_ascii_case(one))
    })
}
