//! [`Model`]: a format with its shape and the meaning of its names. All that a rule may see.

use crate::api::ApiSet;
use crate::ast::{Format, Malformed, Part, PartKind};
use crate::catalog::{Meaning, Resolution};
use crate::delivery::Receiver;
use crate::limits::FORMAT_READ;
use crate::parse::parse;
use crate::settings::{NO_SETTINGS, Settings};
use crate::shape::{self, Place, Shape};
use crate::span::Span;
use crate::text::FormatText;
use crate::texts::Texts;

/// How much of a format a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// What API Gateway receives, from the first byte to the last.
    #[default]
    Whole,
    /// Something that a format is made of in a way that is not in sight: what is handed to a module that cannot be read,
    /// an element of a list. The text before and after it is not known, nor what becomes of its line breaks.
    Part,
}

impl Extent {
    /// The word of reports.
    pub const fn name(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::Part => "part",
        }
    }
}

/// A format, understood.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// The format with its source map.
    pub source: &'a FormatText,
    /// How much of a format it is.
    pub extent: Extent,
    /// What it is for.
    pub apis: ApiSet,
    /// What takes its lines, where that is known.
    pub receiver: Option<Receiver>,
    /// What its repository wants.
    pub settings: &'a Settings,
    /// Its parts.
    pub format: Format,
    /// The place of each part, in the same order.
    pub places: Vec<Place>,
    /// What a line of it is meant to be.
    pub shape: Shape,
    /// Its well-formed references, in order.
    pub uses: Vec<Use>,
}

/// A well-formed reference.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// From its `$` to the end of its name.
    pub span: Span,
    /// The name without `$context.`.
    pub path: Span,
    /// The number of its part.
    pub part: usize,
    /// What the name means.
    pub resolution: Resolution,
    /// Where in the shape it is.
    pub place: Place,
    /// A hole follows at once, or after a dot, so the name may go on in it.
    pub before_hole: bool,
    /// Characters follow of which it is not known whether they belong to the name: hyphens.
    pub open_end: bool,
}

impl Use {
    /// The texts that may be logged for it; anything when its name may go on in a hole.
    pub fn texts(&self) -> Texts {
        match self.resolution.meaning {
            Meaning::Object | Meaning::Unknown if self.before_hole => Texts::ANYTHING,
            _ => self.resolution.texts(),
        }
    }
}

const PREFIX: &str = "$context.";

/// A format of which nothing is known: one hole, which may hold anything.
fn unread(source: &FormatText) -> Format {
    Format {
        parts: vec![Part {
            span: Span::new(0, source.len()),
            kind: PartKind::Hole,
        }],
    }
}

impl<'a> Model<'a> {
    /// Understands a format of a repository that wants nothing.
    pub fn new(source: &'a FormatText, apis: ApiSet) -> Self {
        Self::with_settings(source, apis, &NO_SETTINGS)
    }

    /// Understands a format.
    pub fn with_settings(source: &'a FormatText, apis: ApiSet, settings: &'a Settings) -> Self {
        let format = if source.len() > FORMAT_READ {
            unread(source)
        } else {
            parse(source)
        };
        let (shape, places) = shape::recognise(source.as_str(), &format);
        let uses = format
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.kind == PartKind::Reference)
            .map(|(number, part)| {
                let start = part.span.start + PREFIX.len();
                let path = &source.as_str()[start..part.span.end];
                let resolution = settings.resolve(path, apis);
                let end = start + resolution.name_len;
                Use {
                    span: Span::new(part.span.start, end),
                    path: Span::new(start, end),
                    part: number,
                    resolution,
                    place: places[number],
                    before_hole: end == part.span.end && goes_on_in_hole(&format, number),
                    open_end: end < part.span.end,
                }
            })
            .collect();
        Self {
            source,
            extent: Extent::Whole,
            apis,
            receiver: None,
            settings,
            format,
            places,
            shape,
            uses,
        }
    }

    /// The same text as so much of a format. A part has no shape of its own: what a line will be is decided elsewhere. That
    /// a key has a reference is kept, since what API Gateway does there is not known in any shape.
    #[must_use]
    pub fn with_extent(mut self, extent: Extent) -> Self {
        self.extent = extent;
        if extent == Extent::Part {
            self.shape = Shape::Text;
            let places = self.places.iter_mut();
            let used = self.uses.iter_mut().map(|used| &mut used.place);
            for place in places.chain(used) {
                if *place != Place::JsonKey {
                    *place = Place::Text;
                }
            }
        }
        self
    }

    /// The same, whose lines go there.
    #[must_use]
    pub fn with_receiver(mut self, receiver: Option<Receiver>) -> Self {
        self.receiver = receiver;
        self
    }

    /// The format's text.
    pub fn text(&self) -> &'a str {
        self.source.as_str()
    }

    /// The text of a range.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text()[span.range()]
    }

    /// The name of a reference without `$context.`.
    pub fn path(&self, used: &Use) -> &'a str {
        self.slice(used.path)
    }

    /// The reference that is the part `number`.
    pub fn use_of(&self, number: usize) -> Option<&Use> {
        let at = self
            .uses
            .binary_search_by_key(&number, |used| used.part)
            .ok()?;
        Some(&self.uses[at])
    }

    /// The parts that are not text and not well-formed references, with their numbers.
    pub fn oddities(&self) -> impl Iterator<Item = (usize, Part)> + '_ {
        self.format
            .parts
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, part)| {
                !matches!(
                    part.kind,
                    PartKind::Literal | PartKind::Reference | PartKind::Hole
                )
            })
    }

    /// Whether any part is known only at deployment.
    pub fn has_holes(&self) -> bool {
        self.format
            .parts
            .iter()
            .any(|part| part.kind == PartKind::Hole)
    }

    /// Whether what follows the part `number` at once is not known: a hole, or what a part of a format goes on with.
    pub fn next_is_hole(&self, number: usize) -> bool {
        let last = number + 1 == self.format.parts.len();
        (last && self.extent == Extent::Part) || next_is_hole(&self.format, number)
    }

    /// The line that is written when each part that is not literal is replaced by what `value` says; holes stay as they are.
    pub fn render<'v>(
        &self,
        mut value: impl FnMut(usize, Part) -> std::borrow::Cow<'v, str>,
    ) -> String {
        let mut line = String::with_capacity(self.text().len());
        for (number, part) in self.format.parts.iter().enumerate() {
            match part.kind {
                PartKind::Reference => {
                    line.push_str(&value(number, *part));
                    // What follows a name that ends before its part does is text.
                    if let Some(used) = self.use_of(number) {
                        line.push_str(self.slice(Span::new(used.span.end, part.span.end)));
                    }
                }
                _ => line.push_str(self.slice(part.span)),
            }
        }
        line
    }
}

/// `$context.identity` before `.${var.field}` is the beginning of a name too.
fn goes_on_in_hole(format: &Format, number: usize) -> bool {
    let dot = PartKind::Malformed(Malformed::TrailingDot);
    match format.parts.get(number + 1) {
        Some(next) if next.kind == dot => next_is_hole(format, number + 1),
        _ => next_is_hole(format, number),
    }
}

fn next_is_hole(format: &Format, number: usize) -> bool {
    format
        .parts
        .get(number + 1)
        .is_some_and(|part| part.kind == PartKind::Hole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;
    use crate::lint::{RULES, lint};
    use crate::span::SourceId;

    #[test]
    fn of_a_part_only_single_references_are_judged() {
        let said = |text: &str| {
            let text = FormatText::verbatim(SourceId(0), 0, text);
            let of = |extent| {
                let model = Model::new(&text, ApiSet::one(Api::Http)).with_extent(extent);
                let found = lint(&model, RULES.iter().filter(|rule| rule.on));
                found.iter().map(|d| d.rule).collect::<Vec<_>>()
            };
            (of(Extent::Whole), of(Extent::Part))
        };
        // whole texts of which every finding is about the whole
        for text in [
            "{\n\"path\": \"$context.path\"\n}",
            "{\"path\": \"$context.path\"",
            "{\"requestId\":\"$context.requestId\",\"error\":\"$context.error.messageString\"}",
            "$context.path",
            "$context.requestId,$context.identity.userAgent",
            "{\"requestId\":\"$context.requestId\",\"requestId\":\"$context.path\"}",
            "<a>$context.requestId</b>",
            "no reference",
        ] {
            let (whole, part) = said(text);
            assert_ne!(whole, [""; 0], "{text}");
            assert_eq!(part, [""; 0], "{text}");
        }
        for (text, rule) in [
            ("{\n\"path\": \"$context.paht\"", "unknown-variable"),
            ("$context.connectionId\n", "wrong-api-type"),
            ("${context.path}\n", "malformed-reference"),
            ("{$context.identity.apiKey", "logged-credential"),
            ("{\"a\": $stageVariables.x,\n", "foreign-namespace"),
        ] {
            let (_, part) = said(text);
            assert!(part.contains(&rule), "{text}: {part:?}");
        }
    }

    /// Something may be appended to it.
    #[test]
    fn a_reference_may_go_on_behind_the_end_of_a_part() {
        let said = |text: &str, extent| {
            let text = FormatText::verbatim(SourceId(0), 0, text);
            lint(&Model::new(&text, ApiSet::ANY).with_extent(extent), RULES).len()
        };
        for text in [
            "$context.requestId $context.",
            "$context.requestId $context",
        ] {
            assert_eq!(said(text, Extent::Whole), 1, "{text}");
            assert_eq!(said(text, Extent::Part), 0, "{text}");
        }
    }

    #[test]
    fn judges_only_the_length_of_a_huge_text() {
        for piece in ["$context.nothing ", "\n", "a\n\n", "{\"a\":$context.b}\n"] {
            let huge = piece.repeat(FORMAT_READ / piece.len() + 1);
            let text = FormatText::verbatim(SourceId(0), 0, &huge);
            let found = lint(&Model::new(&text, ApiSet::ANY), RULES);
            let names: Vec<_> = found.iter().map(|d| d.rule).collect();
            assert_eq!(names, ["format-too-long"], "{piece:?}");
        }
    }
}
