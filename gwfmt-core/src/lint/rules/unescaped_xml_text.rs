//! See [`RULE`].

use crate::lint::fit::{Fit, Takes};
use crate::lint::line::EITHER;
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
    "unescaped-xml-text", Xml, Warning, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Xml(_)) {
        return;
    }
    let fit = Fit::of(model);
    for slot in &fit.slots {
        let (breaks, help) = match slot.takes {
            Takes::XmlText => (
                "`<` or `&`",
                "put it between `<![CDATA[` and `]]>`, or leave it out",
            ),
            Takes::XmlAttribute(_) => (
                "quotes, `<` or `&`",
                "make it an element with `<![CDATA[` and `]]>` around the text, or leave it out",
            ),
            _ => continue,
        };
        for used in fit.uses(slot) {
            let Some(misfit) = fit.misfit(slot, used, EITHER) else {
                continue;
            };
            let name = model.slice(used.span);
            findings.warning(
                used.span,
                format!("`{name}` may hold {breaks}, which break XML"),
                |d| {
                    d.label(format!("`{}`, say", misfit.sample))
                        .help(help)
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}
