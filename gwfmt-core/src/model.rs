//! [`Model`]: a format with its shape and the meaning of its names. All that a rule may see.

use crate::api::ApiSet;
use crate::ast::{Format, Malformed, Part, PartKind};
use crate::catalog::{Meaning, Resolution, resolve};
use crate::parse::parse;
use crate::shape::{self, Place, Shape};
use crate::span::Span;
use crate::text::FormatText;
use crate::texts::Texts;

/// A format, understood.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// The format with its source map.
    pub source: &'a FormatText,
    /// What it is for.
    pub apis: ApiSet,
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
    /// Where in the shape it stands.
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

/// A text of more bytes is not taken apart: API Gateway takes 3 KB, and only the length of such a text can be judged.
pub const MOST_READ: usize = 64 * 1024;

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
    /// Understands a format.
    pub fn new(source: &'a FormatText, apis: ApiSet) -> Self {
        let format = if source.len() > MOST_READ {
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
                let resolution = resolve(path, apis);
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
            apis,
            format,
            places,
            shape,
            uses,
        }
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

    /// Whether any part is known only to the deployment.
    pub fn has_holes(&self) -> bool {
        self.format
            .parts
            .iter()
            .any(|part| part.kind == PartKind::Hole)
    }

    /// Whether a hole follows the part `number` at once.
    pub fn next_is_hole(&self, number: usize) -> bool {
        next_is_hole(&self.format, number)
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
    use crate::lint::{RULES, lint};
    use crate::span::SourceId;

    #[test]
    fn judges_only_the_length_of_a_huge_text() {
        let huge = "$context.nothing ".repeat(MOST_READ / 17 + 1);
        let text = FormatText::verbatim(SourceId(0), 0, &huge);
        let found = lint(&Model::new(&text, ApiSet::ANY), RULES);
        let names: Vec<_> = found.iter().map(|d| d.rule).collect();
        assert_eq!(names, ["format-too-long"]);
    }
}
