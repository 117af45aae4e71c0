//! Pulumi programs in YAML as a row of the table of carriers.

use super::{NEEDLE, is_program, read};
use crate::carrier::{Carrier, Comments, Unit};
use crate::yaml;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "pulumi",
    what: "a Pulumi program in YAML",
    misplaced: "no resource of this program keeps an access log format there",
    claims,
    recognises: is_program,
    needles: &[NEEDLE],
    unit: Unit::File(|input| read(input.source, input.text)),
    comments: Comments::HASH,
    suppressions: |_, text| yaml::comments::suppressions(text),
};

/// By the ending, in any case: Pulumi reads `Pulumi.yaml`, `Main.yaml` and the like.
fn claims(name: &str) -> bool {
    let claimed = ["yaml", "yml", "json"];
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        !stem.is_empty() && claimed.iter().any(|one| ending.eq_ignore_ascii_case(one))
    })
}
