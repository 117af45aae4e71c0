//! See [`RULE`].

use crate::catalog::REST_VARIABLES;
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// A variable is logged that `forbidden-variables` of the config does not want in logs.
    ///
    /// What may be kept and for how long differs from place to place: addresses of clients, user names, claims of tokens. The
    /// config lists what no format may log; `identity.*` stands for all that begins with `identity.`.
    ///
    /// ```bad rest forbidden-variables:identity.sourceIp
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    ///
    /// ```bad http forbidden-variables:authorizer.claims.*
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.email"}
    /// ```
    ///
    /// ```good rest forbidden-variables:identity.sourceIp
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "forbidden-variable", Policy, Reference, Warning, true, Documented,
    sources: [REST_VARIABLES],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let forbidden = &model.settings.forbidden;
    if forbidden.is_empty() {
        return;
    }
    for used in model.uses.iter().filter(|used| !used.before_hole) {
        let path = model.path(used);
        let Some(by) = forbidden.iter().find(|name| covers(name, path)) else {
            continue;
        };
        findings.warning(
            used.span,
            format!(
                "`{}` is logged, but the config forbids it",
                model.slice(used.span)
            ),
            |d| {
                d.help(format!(
                    "leave it out; `forbidden-variables` of the config has `{by}`"
                ))
            },
        );
    }
}

/// Whether a name of the config stands for a variable.
fn covers(name: &str, path: &str) -> bool {
    match name.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning) && path.len() > beginning.len(),
        None => name == path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_all_below() {
        assert!(covers("identity.*", "identity.sourceIp"));
        assert!(covers("authorizer.*", "authorizer.claims.sub"));
        assert!(!covers("identity.*", "identity"));
        assert!(!covers("identity.sourceIp", "identity.sourceIpX"));
    }
}
