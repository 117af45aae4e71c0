//! See [`RULE`].

use crate::line::EITHER;
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;

rule! {
    /// Text that a client or a backend chose, inside XML: a `<` or `&` in it breaks the line.
    ///
    /// Nothing says that API Gateway writes `&lt;` for `<`; where values were seen escaped, it was as JSON does it. Between
    /// `<![CDATA[` and `]]>` such text does no harm. AWS's own XML samples hold none.
    ///
    /// ```bad rest
    /// <request id="$context.requestId"><agent>$context.identity.userAgent</agent></request>
    /// ```
    ///
    /// ```good rest
    /// <request id="$context.requestId"><ip>$context.identity.sourceIp</ip></request>
    /// ```
    ///
    /// ```good rest
    /// <request id="$context.requestId"><agent><![CDATA[$context.identity.userAgent]]></agent></request>
    /// ```
    "unescaped-xml-text", Xml, Whole, Warning, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

const ATTRIBUTE: &str =
    "make it an element with `<![CDATA[` and `]]>` around the text, or remove it";

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Xml(_)) {
        return;
    }
    let slots = Slots::cut(model);
    for slot in &slots.all {
        let (breaking, help): (&[char], _) = match slot.takes {
            Takes::XmlText => (
                &['<', '&'],
                "put it between `<![CDATA[` and `]]>`, or remove it",
            ),
            Takes::XmlAttribute('\'') => (&['\'', '<', '&'], ATTRIBUTE),
            Takes::XmlAttribute(_) => (&['"', '<', '&'], ATTRIBUTE),
            _ => continue,
        };
        for used in slots.uses(slot) {
            let Some(misfit) = slots.misfit(slot, used, EITHER) else {
                continue;
            };
            let held = |c: &char| used.texts().samples().any(|sample| sample.contains(*c));
            let signs: Vec<String> = breaking
                .iter()
                .filter(|c| held(c))
                .map(|c| format!("`{c}`"))
                .collect();
            let (signs, verb) = match signs.as_slice() {
                [head @ .., last] if !head.is_empty() => {
                    (format!("{} or {last}", head.join(", ")), "break")
                }
                signs => (signs.concat(), "breaks"),
            };
            let name = model.slice(used.span);
            findings.warning(
                used.span,
                format!("`{name}` may contain {signs}, which {verb} XML"),
                |d| {
                    d.label(format!("for example `{}`", misfit.sample))
                        .help(help)
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::diagnostics;
    use super::RULE;

    #[test]
    fn names_what_the_value_may_hold() {
        let message = |text: &str| diagnostics(&RULE, text, "rest")[0].message.clone();
        assert_eq!(
            message("<a>$context.path</a>"),
            "`$context.path` may contain `&`, which breaks XML"
        );
        assert_eq!(
            message("<a>$context.error.message</a>"),
            "`$context.error.message` may contain `<` or `&`, which break XML"
        );
        assert_eq!(
            message("<a b='$context.error.message'/>"),
            "`$context.error.message` may contain `'`, `<` or `&`, which break XML"
        );
    }
}
