//! See [`RULE`].

use crate::catalog::REST_VARIABLES;
use crate::lint::fit::{Fit, Takes};
use crate::lint::line::EITHER;
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::shape::Shape;

rule! {
    /// Text that a client or a backend chose, in a cell of CSV: a comma or quote in it shifts all cells behind it.
    ///
    /// API Gateway puts no quotes around values and does not double the quotes inside them, so quotes in the format help
    /// against commas and not against quotes. AWS's own CSV samples hold no such text. JSON does not have this problem.
    ///
    /// ```bad rest
    /// $context.requestId,$context.identity.userAgent,$context.status
    /// ```
    ///
    /// ```bad rest
    /// $context.requestId,"$context.identity.userAgent",$context.status
    /// ```
    ///
    /// ```good rest
    /// $context.requestId,$context.identity.sourceIp,$context.status
    /// ```
    "unescaped-cell-text", Text, Whole, Warning, true, Inferred,
    sources: [
        REST_VARIABLES,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://www.rfc-editor.org/rfc/rfc4180",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Delimited(_)) {
        return;
    }
    let fit = Fit::of(model);
    for slot in &fit.slots {
        let (ends, help) = match slot.takes {
            Takes::Cell(delimiter) if delimiter != ' ' => {
                (delimiter, "log JSON, or leave the variable out")
            }
            Takes::QuotedCell(quote) => (
                quote,
                "quotes inside are not doubled; log JSON, or leave the variable out",
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
                format!("`{name}` may hold `{ends}`, which ends its cell"),
                |d| {
                    // A path holds commas and no quotes.
                    let quotes = ends != '"' && fits_in_quotes(used);
                    let help = if quotes {
                        format!("put quotes around it: `\"{name}\"`")
                    } else {
                        help.to_owned()
                    };
                    d.label(format!("`{}`, say", misfit.sample))
                        .help(help)
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}

fn fits_in_quotes(used: &Use) -> bool {
    let fits = |sample: &str| !sample.contains(['"', '\\']);
    used.texts().samples().all(fits)
}

#[cfg(test)]
mod tests {
    use super::super::testing::diagnostics;
    use super::RULE;

    #[test]
    fn quotes_help_where_a_value_holds_none() {
        let help = |name: &str| {
            let text = format!("$context.requestId,{name},$context.status");
            diagnostics(&RULE, &text, "rest")[0].help.clone().unwrap()
        };
        assert_eq!(
            help("$context.path"),
            "put quotes around it: `\"$context.path\"`"
        );
        assert!(help("$context.error.message").contains("log JSON"));
        assert_eq!(
            diagnostics(&RULE, "$context.requestId,\"$context.path\"", "rest"),
            []
        );
    }
}
