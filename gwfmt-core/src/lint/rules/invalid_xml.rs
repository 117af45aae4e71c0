//! See [`RULE`].

use crate::diagnostic::{Fix, Severity};
use crate::limits::XML_DEPTH;
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::xml::{Fault, FaultKind};
use crate::span::Span;

rule! {
    /// The format is meant to be XML and is not well-formed: a tag is never closed, an attribute has no quotes.
    ///
    /// API Gateway replaces the references and looks at nothing else, so such a stage deploys, and no XML reader accepts
    /// any of its lines.
    ///
    /// ```bad rest
    /// <request id="$context.requestId"><status>$context.status</request>
    /// ```
    ///
    /// ```bad rest
    /// <request id=$context.requestId><status>$context.status</status></request>
    /// ```
    ///
    /// ```good rest
    /// <request id="$context.requestId"><status>$context.status</status></request>
    /// ```
    "invalid-xml", Xml, Whole, Error, true, Inferred,
    sources: [
        "https://www.w3.org/TR/xml/#sec-well-formed",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

/// Places named beside the first one.
const RELATED: usize = 16;

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Xml(xml) = &model.shape else {
        return;
    };
    let slots = Slots::cut(model);
    let mut told: Vec<FaultKind> = Vec::new();
    for fault in &xml.faults {
        if told.contains(&fault.kind) {
            continue;
        }
        let habit = matches!(
            fault.kind,
            FaultKind::Unclosed | FaultKind::UnquotedAttribute | FaultKind::Ampersand
        );
        let mut faults = vec![fault];
        if habit {
            faults = xml.faults.iter().filter(|f| f.kind == fault.kind).collect();
            told.push(fault.kind);
        }
        report(model, &slots, &faults, findings);
    }
}

fn report(model: &Model<'_>, slots: &Slots<'_>, faults: &[&Fault], findings: &mut Findings) {
    let [first, others @ ..] = faults else { return };
    let (message, label, help, fix) = explain(first.kind);
    let text = model.slice(first.span);
    let shown = match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    let severity = if first.kind == FaultKind::TooDeep {
        Severity::Warning
    } else {
        Severity::Error
    };
    findings.push(
        severity,
        first.span,
        message.replace("{}", &shown),
        |mut d| {
            d = d
                .label(label)
                .help(help)
                .shown_by(slots.broken(Reading::AsIs, first.span, label));
            for other in others.iter().take(RELATED) {
                d = d.related(other.span, "here too");
            }
            if others.len() > RELATED {
                let more = others.len() - RELATED;
                d.message = format!("{} (and {more} more)", d.message);
            }
            let mut edits: Vec<(Span, String)> =
                faults.iter().flat_map(|fault| fault.mend.clone()).collect();
            // Inner elements are closed first: their tags come first at one place.
            if first.kind == FaultKind::Unclosed {
                edits.reverse();
            }
            edits.sort_by_key(|(span, _)| *span);
            if fix.is_empty() || faults.iter().any(|fault| fault.mend.is_empty()) {
                return d;
            }
            d.fix(Fix {
                title: fix.to_owned(),
                edits,
                safe: first.kind != FaultKind::Unclosed,
            })
        },
    );
}

/// Message, label, help and the title of the repair; `{}` is the text there.
fn explain(kind: FaultKind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        FaultKind::Unclosed => (
            "the element `{}` is never closed",
            "opened here",
            "write its end tag",
            "close it",
        ),
        FaultKind::MissingSlash => (
            "`{}` is opened twice and never closed",
            "this should be an end tag",
            "write `/` before the name",
            "make it an end tag",
        ),
        FaultKind::WrongEnd => (
            "the end tag `{}` closes nothing",
            "no element of this name is open",
            "names are case-sensitive",
            "write the name as it was opened",
        ),
        FaultKind::UnquotedAttribute => (
            "`{}` is an attribute value without quotes",
            "an attribute's value needs quotes",
            "write `name=\"value\"`",
            "put it in quotes",
        ),
        FaultKind::UnclosedAttribute => (
            "`{}` has no closing quote",
            "the quote is never closed",
            "write the quote",
            "add the quote",
        ),
        FaultKind::DuplicateAttribute => (
            "the attribute `{}` appears twice in one tag",
            "again here",
            "give one of the two another name, or remove it",
            "",
        ),
        FaultKind::MissingSpace => (
            "missing space between two attributes",
            "a space belongs here",
            "write a space",
            "add the space",
        ),
        FaultKind::BadName => (
            "`{}` is not a valid XML name",
            "a name begins with a letter, `_` or `:`",
            "choose another name",
            "",
        ),
        FaultKind::Ampersand => (
            "`&` starts an entity",
            "no entity follows",
            "write `&amp;`",
            "write `&amp;`",
        ),
        FaultKind::Markup => (
            "`{}` is not a tag",
            "`<` begins a tag",
            "write the tag in full, or `&lt;` for the character",
            "fix it",
        ),
        FaultKind::OutsideRoot => (
            "`{}` is outside the root element",
            "XML allows only one root element",
            "put the whole line into one element",
            "",
        ),
        FaultKind::TooDeep => {
            const _: () = assert!(XML_DEPTH == 127, "the message says so");
            (
                "elements are nested deeper than 127",
                "common parsers stop here",
                "nest less deeply",
                "",
            )
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

    #[test]
    fn closes_what_is_open_from_the_inside() {
        let text = "<a><b><c>$context.requestId";
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let found = lint(&Model::new(&source, ApiSet::ANY), [&&RULE]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].fix.as_ref().unwrap().apply(text),
            "<a><b><c>$context.requestId</c></b></a>"
        );
    }
}
