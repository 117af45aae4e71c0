//! The white space of a format that a reader of its shape does not see.

use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::{FaultKind, Value, ValueKind};
use crate::span::Span;

/// The runs of white space between the tokens of a JSON format; `None` when it is another shape, or so broken that inside
/// and outside of a string cannot be told apart.
pub(crate) fn between_json_tokens(model: &Model<'_>) -> Option<Vec<Span>> {
    let Shape::Json(json) = &model.shape else {
        return None;
    };
    let unsure = json.faults.iter().any(|fault| {
        matches!(
            fault.kind,
            FaultKind::UnclosedString
                | FaultKind::WrongQuotes
                | FaultKind::WrappedInQuotes
                | FaultKind::EscapedQuotes
                | FaultKind::DoubledQuotes
                | FaultKind::MissingOpeningQuote
                | FaultKind::MissingClosingQuote
                | FaultKind::TextAfter
                | FaultKind::Leftover
                | FaultKind::TooDeep
                | FaultKind::Unexpected
        )
    });
    if unsure {
        return None;
    }
    let mut strings = Vec::new();
    collect(&json.root, &mut strings);
    strings.sort_unstable();
    let runs = runs(model.text());
    let outside = |run: &Span| {
        let next = strings.partition_point(|string| string.end <= run.start);
        strings.get(next).is_none_or(|s| s.start >= run.end)
    };
    Some(runs.into_iter().filter(outside).collect())
}

/// The runs of spaces, tabs and line breaks.
pub(crate) fn runs(text: &str) -> Vec<Span> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(is_space).map(|at| from + at) {
        let end = text[start..]
            .find(|c| !is_space(c))
            .map_or(text.len(), |at| start + at);
        runs.push(Span::new(start, end));
        from = end;
    }
    runs
}

/// The strings of a value, keys included, and bare words, which may hold spaces too.
fn collect(value: &Value, strings: &mut Vec<Span>) {
    match &value.kind {
        ValueKind::Object(members) => {
            for member in members {
                strings.push(member.key);
                if let Some(value) = &member.value {
                    collect(value, strings);
                }
            }
        }
        ValueKind::Array(values) => {
            for value in values {
                collect(value, strings);
            }
        }
        ValueKind::String(_) | ValueKind::Bare(_) => strings.push(value.span),
        ValueKind::Hole => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn outside(text: &str) -> Option<Vec<(usize, usize)>> {
        let text = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&text, ApiSet::ANY);
        between_json_tokens(&model).map(|runs| runs.iter().map(|s| (s.start, s.end)).collect())
    }

    #[test]
    fn knows_inside_from_outside() {
        assert_eq!(
            outside("{\n \"a b\": \"c d\",\n\"e\":[1, $context.status]}\n"),
            Some(vec![(1, 3), (9, 10), (16, 17), (24, 25), (42, 43)])
        );
        assert_eq!(outside("a b"), None);
        assert_eq!(outside("{\"a\": \"b}"), None);
    }
}
