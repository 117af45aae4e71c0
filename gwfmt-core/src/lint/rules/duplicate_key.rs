//! See [`RULE`].

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diagnostic::Fix;
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, member, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;
use crate::text::HOLE;

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
        let mut seen: HashMap<Cow<'_, str>, (Span, Span)> = HashMap::with_capacity(members.len());
        for (at, member) in members.iter().enumerate() {
            let Some((name, value)) = member.name(model.text()).zip(member.value.as_ref()) else {
                continue;
            };
            let Some(&(first, other)) = seen.get(&name) else {
                seen.insert(name, (member.key, value.span));
                continue;
            };
            // a hole may be another text each time
            let says_the_same = model.slice(value.span) == model.slice(other)
                && !model.slice(value.span).contains(HOLE);
            let gone = member::removal_of(model, members, at).filter(|_| says_the_same);
            findings.warning(
                member.key,
                format!("the key `{name}` appears twice in one object"),
                |d| {
                    let why = "readers keep the last value of a key, or refuse the line";
                    let d = d
                        .label("again here")
                        .related(first, "first here")
                        .shown_by(slots.broken(Reading::JsonEscaped, member.key, why));
                    match gone {
                        Some(gone) => d.help("remove it: the two say the same").fix(Fix::safe(
                            "remove it",
                            gone,
                            "",
                        )),
                        None => d.help("give one of the two another name, or remove it"),
                    }
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::fixed;
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
    fn of_two_that_say_the_same_one_goes() {
        let same = r#"{"id":"$context.requestId","id":"$context.requestId"}"#;
        assert_eq!(fixed(&RULE, same, "rest"), r#"{"id":"$context.requestId"}"#);
        let others = same.replace(r#"Id"}"#, r#"Time"}"#);
        assert_eq!(fixed(&RULE, &others, "rest"), others);
    }

    #[test]
    fn keeps_quiet_about_other_objects_and_unknown_keys() {
        assert_eq!(
            keys(r#"{"a":{"x":1},"b":{"x":2},"$context.stage":1,"$context.stage":2}"#),
            []
        );
    }
}
