//! See [`RULE`].

use crate::catalog::{REST_VARIABLES, Sensitive, placeholder};
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// Personal data: an address, a user, a claim, a certificate.
    ///
    /// Off unless it is asked for, since most access logs hold some of it on purpose. It names each reference that
    /// the rules for personal data may apply to, so that retention, access and masking can be decided knowingly. A key of
    /// an authorizer's context or a claim may hold anything, and is named for that reason.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.email"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "logged-personal-data", Privacy, Reference, Note, false, Inferred,
    sources: [REST_VARIABLES],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        let personal = used
            .resolution
            .variable()
            .is_some_and(|v| v.sensitive == Some(Sensitive::Personal));
        if !personal || placeholder(model.path(used)).is_some() {
            continue;
        }
        findings.note(
            used.span,
            format!("`{}` may be personal data", model.slice(used.span)),
            |d| d.help("log it only if it is needed, with retention and access to match; otherwise remove it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::RULE;

    #[test]
    fn names_each_reference() {
        let text = "$context.identity.sourceIp $context.status $context.authorizer.principalId $context.identity.sourceIp";
        // The address twice: one finding, with both places.
        assert_eq!(found(&RULE, text, "rest").len(), 2);
        assert_eq!(
            found(&RULE, "$context.authorizer.claims.property", "rest"),
            []
        );
    }

    #[test]
    fn is_off_unless_asked_for() {
        assert!(!RULE.on);
    }
}
