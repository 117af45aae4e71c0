//! See [`RULE`].

use std::borrow::Cow;
use std::collections::HashMap;

use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;

rule! {
    /// Two members of one object have the same key.
    ///
    /// Most readers keep the last value and silently drop the others; some refuse the whole line.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp","ip":"$context.domainName"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp","domain":"$context.domainName"}
    /// ```
    "duplicate-key", Json, Whole, Warning, true, Documented,
    sources: [
        "https://www.rfc-editor.org/rfc/rfc8259#section-4",
        "https://github.com/elastic/integrations/issues/7151",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Json(json) = &model.shape else {
        return;
    };
    let slots = Slots::cut(model);
    for members in json.objects() {
        let mut seen: HashMap<Cow<'_, str>, Span> = HashMap::with_capacity(members.len());
        for member in members.iter().filter(|member| member.value.is_some()) {
            let Some(name) = member.name(model.text()) else {
                continue;
            };
            let Some(&first) = seen.get(&name) else {
                seen.insert(name, member.key);
                continue;
            };
            findings.warning(
                member.key,
                format!("the key `{name}` appears twice in one object"),
                |d| {
                    let why = "readers keep the last value of a key, or refuse the line";
                    d.label("again here")
                        .related(first, "first here")
                        .help("give one of the two another name, or remove it")
                        .shown_by(slots.broken(Reading::JsonEscaped, member.key, why))
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn keys(text: &str) -> Vec<(String, String)> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        lint(&Model::new(&source, ApiSet::ANY), [&&RULE])
            .iter()
            .map(|d| {
                let first = text[d.related[0].0.range()].to_owned();
                (first, text[d.span.range()].to_owned())
            })
            .collect()
    }

    #[test]
    fn compares_what_keys_stand_for() {
        let text = r#"{"ip":"$context.identity.sourceIp","\u0069p":"-"}"#;
        assert_eq!(keys(text), [(r#""ip""#.into(), r#""\u0069p""#.into())]);
    }

    #[test]
    fn keeps_quiet_about_other_objects_and_unknown_keys() {
        assert_eq!(
            keys(r#"{"a":{"x":1},"b":{"x":2},"$context.stage":1,"$context.stage":2}"#),
            []
        );
    }
}
