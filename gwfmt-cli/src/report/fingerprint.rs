//! What makes a finding the same finding after lines were added above it: the file, the format, the rule, the message, and
//! which of several that are alike it is. No line and no column.

use std::collections::HashMap;

use gwfmt_core::hash::fnv1a;

use crate::check::finding::Finding;
use crate::check::run::Run;

/// A fingerprint for each finding, in the order of [`Run::findings`]; no two are the same. They do not depend on what a
/// baseline accepts.
pub(crate) fn fingerprints(run: &Run) -> Vec<String> {
    let mut all: Vec<&Finding> = run.findings().iter().chain(&run.accepted).collect();
    all.sort_unstable();
    let fingerprints = of(all.iter().copied());
    let all = all.into_iter().zip(fingerprints);
    let found = all.filter(|(finding, _)| !run.is_accepted(finding));
    found.map(|(_, fingerprint)| fingerprint).collect()
}

/// A fingerprint for each of some findings.
pub(super) fn of<'r>(findings: impl IntoIterator<Item = &'r Finding>) -> Vec<String> {
    let mut seen = HashMap::new();
    findings
        .into_iter()
        .map(|finding| {
            let said = &finding.said;
            let address = finding.format.as_ref().map_or("", |format| &format.address);
            let parts = [&*said.file, address, said.rule, &said.message];
            let before: &mut usize = seen.entry(parts).or_default();
            *before += 1;
            format!("{:016x}{before:04x}", hash(parts))
        })
        .collect()
}

/// The hash of texts with a byte between them that none of them holds. Services keep fingerprints, so it may not change with
/// the compiler as the hashes of the standard library do.
fn hash(parts: [&str; 4]) -> u64 {
    fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0xFF])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_never_changes() {
        assert_ne!(hash(["a", "b", "", ""]), hash(["ab", "", "", ""]));
        assert_eq!(
            hash([
                "main.tf",
                "aws_api_gateway_stage.s",
                "unknown-variable",
                "m"
            ]),
            8_793_595_904_476_619_863
        );
    }
}
