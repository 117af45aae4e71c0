//! What is planned and deployed as a row of the table of carriers.

use super::{NEEDLES, document, what};
use crate::carrier::{Carrier, Comments, Unit};
use crate::suppress::Suppressions;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "deployed",
    what: "a plan or state of Terraform, or an answer of AWS",
    misplaced: "no stage of this document keeps an access log format there",
    claims,
    recognises: |text| what(text).is_some(),
    needles: &NEEDLES,
    unit: Unit::File(|input| document(input.source, input.text)),
    comments: Comments::NONE,
    suppressions: |_, _| Suppressions::default(),
};

/// By the ending, in any case, and by the name that Terraform gives to states.
fn claims(name: &str) -> bool {
    let claimed = ["json", "tfstate", "yaml", "yml"];
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        !stem.is_empty() && claimed.iter().any(|one| ending.eq_ignore_ascii_case(one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_claimed_by_its_ending() {
        for name in ["terraform.tfstate", "plan.json", "stages.YAML", "a.yml"] {
            assert!(claims(name), "{name}");
        }
        for name in [".tfstate", "a.txt", "terraform.tfstate.backup", "json"] {
            assert!(!claims(name), "{name}");
        }
    }
}
