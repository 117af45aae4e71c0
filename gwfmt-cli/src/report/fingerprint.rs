//! What makes a finding the same finding after lines were added above it: the file, the format, the rule, the message, and
//! which of several that are alike it is. No line and no column.

use std::collections::HashMap;

use crate::check::run::Run;

/// A fingerprint for each finding, in the order of [`Run::findings`]; no two are the same.
pub(crate) fn fingerprints(run: &Run) -> Vec<String> {
    let mut seen = HashMap::new();
    let findings = run.findings().iter();
    findings
        .map(|finding| {
            let said = &finding.said;
            let address = finding.format.as_ref().map_or("", |format| &format.address);
            let parts = [&*said.file, address, said.rule, &said.message];
            let before: &mut usize = seen.entry(parts).or_default();
            *before += 1;
            format!("{:016x}{before:04x}", fnv(parts))
        })
        .collect()
}

/// FNV-1a of texts with a byte between them that none of them holds. It is a part of the reports' contract: services keep
/// fingerprints, so it may not change with the compiler as the hashes of the standard library do.
fn fnv(parts: [&str; 4]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xFF]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_never_changes() {
        assert_ne!(fnv(["a", "b", "", ""]), fnv(["ab", "", "", ""]));
        assert_eq!(
            fnv([
                "main.tf",
                "aws_api_gateway_stage.s",
                "unknown-variable",
                "m"
            ]),
            8_793_595_904_476_619_863
        );
    }
}
