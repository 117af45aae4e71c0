//! What can be wrong with a JSON format.

use crate::span::Span;

/// Something that makes every line invalid JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The text at fault; empty where something is missing.
    pub span: Span,
    /// What it is.
    pub kind: FaultKind,
    /// The changes that would fix it, in the order of the text; none where that is not plain.
    pub mend: Vec<(Span, &'static str)>,
}

/// What can be wrong with a JSON format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No comma between two members or elements.
    MissingComma,
    /// A comma before a closing bracket or at the end.
    TrailingComma,
    /// A comma with nothing before it.
    ExtraComma,
    /// A key without a colon after it.
    MissingColon,
    /// `"stage:$context.stage"`: the colon is inside the quotes.
    ColonInQuotes,
    /// A whole object without a colon: a list of values in braces.
    ListInBraces,
    /// A colon with no value after it.
    MissingValue,
    /// Another character where the given one belongs: `=` for a colon, `;` for a comma.
    WrongSeparator(char),
    /// A key without quotes.
    UnquotedKey,
    /// A key or value in single, typographic or other quotes.
    WrongQuotes,
    /// `{{…}}`.
    DoubledBraces,
    /// `""$context.x""`.
    DoubledQuotes,
    /// The whole format in one more pair of quotes.
    WrappedInQuotes,
    /// `\"` where `"` belongs.
    EscapedQuotes,
    /// A key or value whose closing quote has no opening one.
    MissingOpeningQuote,
    /// A key or value whose opening quote has no closing one, where what follows shows its end.
    MissingClosingQuote,
    /// A string that never ends.
    UnclosedString,
    /// A brace or bracket that never ends.
    Unclosed(char),
    /// A closing bracket of the other kind, or one too many.
    Unbalanced(char),
    /// A brace that closes the object before its last members.
    ClosedEarly,
    /// No opening brace before the first key.
    MissingOpeningBrace,
    /// `True`, `None`: Python's words.
    PythonWord,
    /// A word without quotes.
    BareWord,
    /// A backslash followed by a character that JSON does not escape.
    BadEscape,
    /// `\n`, `\t` outside of a string: a backslash and a letter.
    SpelledEscape,
    /// What continued a line or joined strings where the format was written: `\`, `^`, `" + "`, a lone quote.
    Leftover,
    /// A line break, tab or other control character inside a string.
    ControlCharacter,
    /// `// …`, `/* … */`.
    Comment,
    /// Text after the end of the JSON value.
    TextAfter,
    /// Nested deeper than [`crate::limits::JSON_DEPTH`].
    TooDeep,
    /// Something else at a place where it cannot be.
    Unexpected,
}
