//! Kubernetes manifests as a row of the table of carriers.

use super::{NEEDLE, is_manifest, read};
use crate::carrier::{Carrier, Comments, Unit};
use crate::cloudformation;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "kubernetes",
    what: "a Kubernetes manifest of a stage of API Gateway",
    misplaced: "no resource of this manifest keeps an access log format there",
    // by the ending, also with that of a template engine behind it; what is in the file tells the rest
    claims: cloudformation::claims,
    recognises: is_manifest,
    needles: &[NEEDLE],
    unit: Unit::File(|input| read(input.source, input.text)),
    comments: Comments::HASH,
    suppressions: cloudformation::suppressions,
};
