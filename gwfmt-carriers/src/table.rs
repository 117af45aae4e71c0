//! The table of carriers. A new one is a folder of its own and a row here.

use crate::carrier::Carrier;

/// Every carrier that this build has, in the order in which they are asked.
pub static CARRIERS: &[Carrier] = &[
    #[cfg(feature = "terraform")]
    crate::hcl::CARRIER,
    #[cfg(feature = "terraform")]
    crate::hcl::TERRAGRUNT,
    #[cfg(feature = "terraform")]
    crate::hcl::STACKS,
    #[cfg(feature = "source")]
    crate::source::TYPESCRIPT,
    #[cfg(feature = "source")]
    crate::source::PYTHON,
    #[cfg(feature = "shell")]
    crate::shell::CARRIER,
    #[cfg(feature = "deployed")]
    crate::deployed::CARRIER,
    #[cfg(feature = "serverless")]
    crate::serverless::CARRIER,
    #[cfg(feature = "kubernetes")]
    crate::kubernetes::CARRIER,
    #[cfg(feature = "pulumi")]
    crate::pulumi::CARRIER,
    #[cfg(feature = "cloudformation")]
    crate::cloudformation::CARRIER,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_have_the_same_name() {
        for (at, carrier) in CARRIERS.iter().enumerate() {
            assert!(!CARRIERS[..at].contains(carrier), "{}", carrier.name);
        }
    }

    #[test]
    fn every_row_has_words_and_needles() {
        for carrier in CARRIERS {
            assert!(
                carrier.what.starts_with("a ") || carrier.what.starts_with("an "),
                "{}",
                carrier.what
            );
            assert!(!carrier.needles.is_empty(), "{}", carrier.name);
            assert!(!carrier.misplaced.is_empty(), "{}", carrier.name);
        }
    }
}
