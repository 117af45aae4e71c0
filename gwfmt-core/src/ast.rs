//! The tree of a format: literal text, references, what looks like a reference and is none, holes.

use crate::span::Span;

/// A format, taken apart. The spans of the parts follow each other without a gap, so printing them gives back the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// One part of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes in the format text.
    pub span: Span,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Text that is copied into the line unchanged.
    Literal,
    /// `$context.name`, by the longest name that can be read.
    Reference,
    /// Begins like a reference and cannot be one.
    Malformed(Malformed),
    /// Another name after a dollar: `$input.body`, `$requestId`, `$content.path`. Copied into the line unchanged.
    Name,
    /// What a template engine would run: `#if`, `#set`, `#end`, `$!{…}`, `$!context.x`.
    Template,
    /// A part that only the deployment knows.
    Hole,
}

/// How a malformed reference is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// `$context` alone.
    Bare,
    /// `$context.` or `$context.path.`: a dot that no name follows.
    TrailingDot,
    /// `$context..path`, `$context.identity..sourceIp`.
    EmptyPart,
    /// `$context.authorizer.claims['x']`, `$context["path"]`.
    Bracket,
    /// `${context.path}`.
    Braced,
}

impl Format {
    /// The references, in order.
    pub fn references(&self) -> impl Iterator<Item = Span> + '_ {
        self.parts
            .iter()
            .filter(|part| part.kind == PartKind::Reference)
            .map(|part| part.span)
    }
}
