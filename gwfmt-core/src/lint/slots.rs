//! Whether what may be logged fits where it is to stand: the one mechanism under the JSON, XML, CSV and text rules.
//!
//! A shape is cut into [`Slot`]s, pieces that a reader takes as one value; what a slot [`Takes`] is held against the texts
//! of the references in it. A text that does not fit gives the counter-example: the whole [`Line`], and where it breaks.

use std::ops::Range;

use gwfmt_format::string_end;

use crate::ast::PartKind;
use crate::diagnostic::CounterExample;
use crate::limits::SLOT_REFERENCES;
use crate::line::{Line, Reading};
use crate::model::{Model, Use};
use crate::scenario::{Scenario, breaking};
use crate::shape::json::{TokenKind, is_scalar};
use crate::shape::{Place, Shape};
use crate::span::Span;

/// A piece of the format that a reader takes as one value.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its bytes, quotes included.
    pub span: Span,
    /// What may be there.
    pub takes: Takes,
    /// The parts inside, literal ones left out.
    pub parts: Vec<usize>,
}

/// What a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A key of a JSON object, with its quotes.
    JsonKey,
    /// A JSON string, with its quotes.
    JsonString,
    /// A JSON value that brings its own quotes if it needs any.
    JsonBare,
    /// Text between the tags of XML.
    XmlText,
    /// Text inside an XML attribute's quotes.
    XmlAttribute(char),
    /// A cell without quotes; the delimiter ends it.
    Cell(char),
    /// A cell in quotes, which a quote inside has to double.
    QuotedCell(char),
    /// A quoted or bracketed column of an access line; the character ends it.
    Column(char),
}

/// A text that does not fit.
#[derive(Clone, Debug)]
pub struct Misfit<'f> {
    /// The value.
    pub sample: &'static str,
    /// No text of the reference fits.
    pub always: bool,
    slots: &'f Slots<'f>,
    slot: &'f Slot,
    part: usize,
    reading: Reading,
}

impl Misfit<'_> {
    /// The line that shows it, and the scenario in which such a line is written.
    pub fn shown(&self) -> CounterExample {
        let model = self.slots.model;
        let refused = |value: &str| self.slot.refuses(model, self.part, value, self.reading);
        // What always breaks needs no scenario.
        let used = model.use_of(self.part).filter(|_| !self.always);
        let found = used.and_then(|used| breaking(model, used, refused));
        let whole = |line: &Line<'_>| {
            let place = line.place(self.slot.span);
            let refusal = self.slot.takes.refusal(&line.text[place.range()]);
            refusal.map(|(at, why)| (Span::new(place.start + at.start, place.start + at.end), why))
        };
        // What a hostile client sends is seen better alone.
        let drawn = found
            .as_ref()
            .filter(|found| found.scenario != Scenario::Hostile)
            .map(|found| Line::of(model, self.reading, &found.values))
            .and_then(|line| Some((whole(&line)?, line)));
        let ((at, why), line) = drawn.unwrap_or_else(|| {
            let line = self.slots.line_with(self.reading, self.part, self.sample);
            let place = line.place(self.slot.span);
            let unknown = || (place, "this does not fit".to_owned());
            (whole(&line).unwrap_or_else(unknown), line)
        });
        let why = match found {
            Some(found) => format!("{why} (scenario `{}`)", found.scenario.name()),
            None => why,
        };
        CounterExample::Broken {
            at,
            line: line.text,
            why,
        }
    }
}

/// A model cut into slots.
#[derive(Debug)]
pub struct Slots<'m> {
    model: &'m Model<'m>,
    /// The slots, in the order of the format.
    pub all: Vec<Slot>,
    /// For each reference, a text such as most lines hold that fits its slot if any does.
    usual: Vec<&'static str>,
}

impl<'m> Slots<'m> {
    /// Cuts the model's shape.
    pub fn cut(model: &'m Model<'m>) -> Self {
        let all = all_slots(model);
        let mut usual: Vec<_> = model.uses.iter().map(|u| u.texts().ordinary()).collect();
        for slot in &all {
            for &part in slot.parts.iter().take(SLOT_REFERENCES) {
                let Ok(at) = model.uses.binary_search_by_key(&part, |used| used.part) else {
                    continue;
                };
                let texts = model.uses[at].texts();
                let fits = |sample: &&str| !slot.refuses(model, part, sample, Reading::JsonEscaped);
                if !fits(&usual[at])
                    && let Some(other) = texts.samples().find(fits)
                {
                    usual[at] = other;
                }
            }
        }
        Self { model, all, usual }
    }

    /// A usual text for a reference.
    pub fn usual(&self, used: &Use) -> &'static str {
        self.model
            .uses
            .binary_search_by_key(&used.part, |u| u.part)
            .map_or("-", |at| self.usual[at])
    }

    /// A usual line.
    pub fn line(&self, reading: Reading) -> Line<'m> {
        Line::write(self.model, reading, |used| self.usual(used))
    }

    /// A usual line but for one reference.
    pub fn line_with(&self, reading: Reading, part: usize, value: &str) -> Line<'m> {
        Line::write(self.model, reading, |used| {
            if used.part == part {
                value
            } else {
                self.usual(used)
            }
        })
    }

    /// A usual line, and where it breaks: at what `span` of the format became.
    pub fn broken(&self, reading: Reading, span: Span, why: impl Into<String>) -> CounterExample {
        let line = self.line(reading);
        CounterExample::Broken {
            at: line.place(span),
            line: line.text,
            why: why.into(),
        }
    }

    /// The references of a slot, the first of them where there are absurdly many.
    pub fn uses<'f>(&'f self, slot: &'f Slot) -> impl Iterator<Item = &'f Use> {
        let model = self.model;
        slot.parts
            .iter()
            .take(SLOT_REFERENCES)
            .filter_map(move |&part| model.use_of(part))
    }

    /// The first text of a reference that does not fit its slot in any of the `readings`.
    pub fn misfit<'f>(
        &'f self,
        slot: &'f Slot,
        used: &Use,
        readings: &[Reading],
    ) -> Option<Misfit<'f>> {
        let refused = |sample: &'static str| {
            readings
                .iter()
                .all(|&reading| slot.refuses(self.model, used.part, sample, reading))
        };
        let samples = || used.texts().samples();
        let always = samples().all(refused);
        let usual = used.texts().ordinary();
        let sample = if always && refused(usual) {
            usual
        } else {
            samples().find(|sample| refused(sample))?
        };
        Some(Misfit {
            sample,
            always,
            slots: self,
            slot,
            part: used.part,
            reading: readings.first().copied()?,
        })
    }
}

impl Slot {
    /// Whether the slot does not take this value for the part. Other parts are given a digit, which fits everywhere.
    fn refuses(&self, model: &Model<'_>, part: usize, value: &str, reading: Reading) -> bool {
        let value = |used: &Use| if used.part == part { value } else { "1" };
        let text = self.written(model, value, reading);
        self.takes.refusal(&text).is_some()
    }

    /// The slot's text in a line.
    fn written<'v>(
        &self,
        model: &Model<'_>,
        mut value: impl FnMut(&Use) -> &'v str,
        reading: Reading,
    ) -> String {
        let mut text = String::with_capacity(self.span.len());
        let mut from = self.span.start;
        for used in self.parts.iter().filter_map(|&part| model.use_of(part)) {
            text.push_str(model.slice(Span::new(from, used.span.start)));
            text.push_str(&reading.write(used.texts(), value(used)));
            from = used.span.end;
        }
        text.push_str(model.slice(Span::new(from, self.span.end.max(from))));
        text
    }
}

impl Takes {
    /// Where and why a reader of the shape does not take `text`.
    pub fn refusal(self, text: &str) -> Option<(Range<usize>, String)> {
        let one = |at: usize, why: &str| {
            let width = text[at..].chars().next().map_or(0, char::len_utf8);
            Some((at..at + width, why.to_owned()))
        };
        match self {
            Takes::JsonBare => {
                let fits = is_scalar(text) || string_end(text) == Ok(text.len());
                (!fits).then(|| (0..text.len(), format!("`{text}` is not a JSON value")))
            }
            Takes::JsonKey | Takes::JsonString => match string_end(text) {
                Ok(end) if end == text.len() => None,
                Ok(end) => Some((end - 1..end, "the string ends at this quote".to_owned())),
                Err(at) => one(at.min(text.len()), "a JSON string cannot contain this"),
            },
            Takes::XmlText => match text.find(['<', '&'])? {
                at if text[at..].starts_with('<') => one(at, "`<` begins a tag"),
                at => one(at, "`&` begins an entity"),
            },
            Takes::XmlAttribute(quote) => match text.find(['<', '&', quote])? {
                at if text[at..].starts_with(quote) => one(at, "the attribute ends at this quote"),
                at => one(at, "an XML attribute cannot contain this"),
            },
            Takes::Cell(delimiter) => match text.strip_prefix('"') {
                // A value that brings its own quotes is a quoted cell.
                Some(_) if text.len() > 1 && text.ends_with('"') => {
                    Takes::QuotedCell('"').refusal(text)
                }
                _ => one(text.find(delimiter)?, "the cell ends at this delimiter"),
            },
            Takes::QuotedCell(quote) => {
                let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
                let alone = lone(inside, quote)?;
                one(quote.len_utf8() + alone, "the cell ends at this quote")
            }
            Takes::Column(close) => {
                let open = text.chars().next()?.len_utf8();
                let inside = text.get(open..)?.strip_suffix(close)?;
                one(open + inside.find(close)?, "the column ends here")
            }
        }
    }
}

/// The first quote that is not doubled.
fn lone(text: &str, quote: char) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(quote)?;
        let after = at + quote.len_utf8();
        if !text[after..].starts_with(quote) {
            return Some(at);
        }
        from = after + quote.len_utf8();
    }
}

/// The slots of a shape that hold references and nothing that only the deployment knows.
fn all_slots(model: &Model<'_>) -> Vec<Slot> {
    let mut slots = match &model.shape {
        Shape::Json(json) => json
            .tokens()
            .into_iter()
            .filter(|token| !json.is_faulty(token.span))
            .map(|token| Slot {
                span: token.span,
                takes: match token.kind {
                    TokenKind::Key => Takes::JsonKey,
                    TokenKind::String => Takes::JsonString,
                    TokenKind::Bare => Takes::JsonBare,
                },
                parts: token.parts.to_vec(),
            })
            .collect(),
        Shape::Xml(_) => model
            .uses
            .iter()
            .filter_map(|used| {
                let takes = match used.place {
                    Place::XmlText => Takes::XmlText,
                    Place::XmlAttribute(quote) => Takes::XmlAttribute(quote),
                    _ => return None,
                };
                Some(Slot {
                    span: used.span,
                    takes,
                    parts: vec![used.part],
                })
            })
            .collect(),
        Shape::Delimited(columns) => columns
            .columns
            .iter()
            .map(|column| Slot {
                span: column.span,
                takes: match (columns.delimiter, column.quote) {
                    (' ', Some('[')) => Takes::Column(']'),
                    (' ', Some(quote)) => Takes::Column(quote),
                    (_, Some(quote @ ('"' | '\''))) => Takes::QuotedCell(quote),
                    (delimiter, _) => Takes::Cell(delimiter),
                },
                parts: column.parts.clone(),
            })
            .collect(),
        Shape::Text => Vec::new(),
    };
    let known = |part: &usize| {
        !matches!(
            model.format.parts[*part].kind,
            PartKind::Hole | PartKind::Template
        )
    };
    slots.retain(|slot| {
        let columns = matches!(
            slot.takes,
            Takes::Cell(_) | Takes::QuotedCell(_) | Takes::Column(_)
        );
        slot.parts.iter().all(known)
            && slot.parts.iter().any(|&part| model.use_of(part).is_some())
            // The text around the references breaks it already.
            && !(columns && slot.refuses(model, usize::MAX, "1", Reading::AsIs))
    });
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::line::{EITHER, ESCAPED};
    use crate::span::SourceId;
    use crate::text::FormatText;

    /// The misfits of a format: reference, line, the broken piece of it.
    fn misfits(text: &str, readings: &[Reading]) -> Vec<(String, String, String)> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, ApiSet::one(Api::Rest));
        let slots = Slots::cut(&model);
        let mut found = Vec::new();
        for slot in &slots.all {
            for used in slots.uses(slot) {
                let Some(misfit) = slots.misfit(slot, used, readings) else {
                    continue;
                };
                let CounterExample::Broken { line, at, .. } = misfit.shown() else {
                    panic!("a broken line")
                };
                let piece = line[at.range()].to_owned();
                found.push((model.path(used).to_owned(), line, piece));
            }
        }
        found
    }

    fn one(text: &str, readings: &[Reading]) -> (String, String) {
        let found = misfits(text, readings);
        let [(_, line, piece)] = found.as_slice() else {
            panic!("{text}: {found:?}")
        };
        (line.clone(), piece.clone())
    }

    #[test]
    fn a_bare_number_may_be_absent() {
        let text = r#"{"l":$context.integration.latency,"s":$context.status}"#;
        let expected = (r#"{"l":-,"s":429}"#.to_owned(), "-".to_owned());
        assert_eq!(one(text, ESCAPED), expected);
    }

    #[test]
    fn a_string_breaks_only_where_values_are_not_escaped() {
        let text = r#"{"é":"$context.error.message"}"#;
        assert_eq!(misfits(text, ESCAPED), []);
        let expected = (r#"{"é":"say "no""}"#.to_owned(), "\"".to_owned());
        assert_eq!(one(text, &[Reading::AsIs]), expected);
    }

    #[test]
    fn a_message_brings_its_own_quotes() {
        let (line, piece) = one(r#"{"e":"$context.error.messageString"}"#, ESCAPED);
        assert_eq!(
            (line.as_str(), piece.as_str()),
            (r#"{"e":""Too Many Requests""}"#, "\"")
        );
    }

    #[test]
    fn a_backslash_before_a_reference_may_begin_an_escape() {
        assert_eq!(misfits(r#"{"p":"\\$context.path"}"#, ESCAPED), []);
        let (line, piece) = one(r#"{"p":"\$context.status"}"#, ESCAPED);
        assert_eq!((line.as_str(), piece.as_str()), (r#"{"p":"\200"}"#, "\\"));
    }

    #[test]
    fn cells_and_xml_break_in_either_reading() {
        let csv = "$context.requestId,$context.identity.userAgent,$context.status";
        let (line, piece) = one(csv, EITHER);
        // Any browser's.
        assert!(line.contains("(KHTML, like Gecko)"), "{line}");
        assert_eq!((line.split(',').count(), piece.as_str()), (4, ","));
        let quoted = r#"$context.requestId,"$context.identity.userAgent""#;
        let (line, piece) = one(quoted, EITHER);
        assert_eq!(
            (line.as_str(), piece.as_str()),
            (r#"e21d5914-d1e1-4e48-8826-8c968a40276a,"say "no"""#, "\"")
        );
        let xml = r#"<r id="$context.requestId">$context.error.message</r>"#;
        let (line, piece) = one(xml, EITHER);
        assert_eq!(
            (line.as_str(), piece.as_str()),
            (
                r#"<r id="e21d5914-d1e1-4e48-8826-8c968a40276a"><b>&</r>"#,
                "<"
            )
        );
        // A raw tab would end the cell, an escaped one does not.
        assert_eq!(
            misfits("$context.requestId\t$context.error.message", EITHER),
            []
        );
    }
}
