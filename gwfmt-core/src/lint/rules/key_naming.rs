//! See [`RULE`].

use crate::catalog::REST_VARIABLES;
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;

rule! {
    /// A JSON key is not written in the style that `key-naming` of the config asks for.
    ///
    /// Queries over the logs of many APIs are simpler when all write their keys alike. The config chooses `camelCase`,
    /// `PascalCase`, `snake_case` or `kebab-case`. The parts of a key between dots are judged one by one, and an `@`, `$` or `_`
    /// at its beginning is left alone.
    ///
    /// ```bad rest key-naming:camelCase
    /// {"request_id":"$context.requestId","status":"$context.status"}
    /// ```
    ///
    /// ```good rest key-naming:camelCase
    /// {"requestId":"$context.requestId","@timestamp":"$context.requestTime"}
    /// ```
    ///
    /// ```good rest key-naming:snake_case
    /// {"request_id":"$context.requestId","http.status_code":"$context.status"}
    /// ```
    "key-naming", Policy, Whole, Warning, true, Documented,
    sources: [REST_VARIABLES],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let (Some(naming), Shape::Json(json)) = (model.settings.key_naming, &model.shape) else {
        return;
    };
    let members = json.objects().into_iter().flatten();
    for member in members.filter(|member| member.value.is_some()) {
        let Some(name) = member.name(model.text()) else {
            continue;
        };
        if naming.fits(&name) {
            continue;
        }
        let new = naming.rename(&name);
        let key = member.key;
        findings.warning(
            key,
            format!("the key `{name}` is not in {}", naming.name()),
            |d| {
                let is_plain = model.slice(key) == format!("\"{name}\"");
                if !naming.fits(&new) {
                    return d.help("give it another name");
                }
                let d = d.help(format!("write `{new}`"));
                if is_plain {
                    d.fix(Fix::to_review(
                        format!("write `{new}`"),
                        key,
                        format!("\"{new}\""),
                    ))
                } else {
                    d
                }
            },
        );
    }
}
