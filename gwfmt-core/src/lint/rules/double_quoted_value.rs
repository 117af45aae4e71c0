//! See [`RULE`].

use crate::diagnostic::{CounterExample, Fix};
use crate::line::{ESCAPED, Reading};
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;

rule! {
    /// A value in a second, escaped pair of quotes: `"\"$context.path\""`.
    ///
    /// The line is JSON, but every reader gets the value with quotes around it: `"/orders"` where `/orders` was meant.
    /// It comes about when a string that holds quotes is encoded once more, as by `JSON.stringify`.
    ///
    /// ```bad http
    /// {"requestId":"\"$context.requestId\"","status":"$context.status"}
    /// ```
    ///
    /// ```good http
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "double-quoted-value", Json, Whole, Warning, true, Reported,
    sources: ["https://github.com/anomalyco/sst/pull/294"],
    check
}

const QUOTE: &str = "\\\"";

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Json(_)) || !model.text().contains(QUOTE) {
        return;
    }
    let slots = Slots::cut(model);
    let mut found = slots.all.iter().filter(|slot| {
        let inside = model.slice(slot.span).strip_prefix('"');
        let inside = inside.and_then(|text| text.strip_suffix('"'));
        slot.takes == Takes::JsonString
            && inside.is_some_and(|text| {
                text.len() > 2 * QUOTE.len()
                    && text.starts_with(QUOTE)
                    && text.ends_with(QUOTE)
                    && !text[QUOTE.len()..text.len() - QUOTE.len()].contains('"')
            })
            && slots
                .uses(slot)
                .all(|used| slots.misfit(slot, used, ESCAPED).is_none())
    });
    let Some(first) = found.next() else { return };
    let others: Vec<Span> = found.map(|slot| slot.span).collect();
    let line = slots.line(Reading::JsonEscaped);
    let place = line.place(first.span);
    let value = line.text[place.range()].replace(QUOTE, "\"");
    let value = value[1..value.len() - 1].to_owned();
    findings.warning(first.span, "the value is quoted twice", |mut d| {
        for other in &others {
            d = d.related(*other, "here too");
        }
        let edits = std::iter::once(&first.span)
            .chain(&others)
            .flat_map(|span| {
                let (start, end) = (span.start + 1, span.end - 1);
                [
                    (Span::new(start, start + QUOTE.len()), String::new()),
                    (Span::new(end - QUOTE.len(), end), String::new()),
                ]
            })
            .collect();
        d.label("the escaped quotes become part of the value")
            .help("write one pair of quotes")
            .shown_by(CounterExample::Broken {
                line: line.text,
                at: place,
                why: format!("read as `{value}`, with its quotes"),
            })
            .fix(Fix {
                title: "remove the escaped quotes".to_owned(),
                edits,
                safe: true,
            })
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn one_finding_mends_all() {
        let text =
            r#"{"a":"\"$context.path\"","b":"\"$context.stage\"","c":"say \"$context.path\""}"#;
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let found = lint(&Model::new(&source, ApiSet::ANY), [&&RULE]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].fix.as_ref().unwrap().apply(text),
            r#"{"a":"$context.path","b":"$context.stage","c":"say \"$context.path\""}"#
        );
    }
}
