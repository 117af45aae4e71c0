//! What the rule says of each fault of JSON: a table of words.

use crate::limits::JSON_DEPTH;
use crate::shape::json::{Fault, FaultKind};

/// What is said of a fault.
pub(super) struct Explanation {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// The title of the repair; empty where there is none.
    pub(super) fix: &'static str,
    /// Whether the repair is right whatever the author meant.
    pub(super) safe: bool,
}

/// The explanation of a fault. `text` is what it is about, which takes the place of `{}`; `quoting` is how the file quotes the
/// format, where that is why a backslash was kept.
#[allow(clippy::too_many_lines, reason = "one arm a fault")]
pub(super) fn explain(fault: &Fault, text: &str, quoting: Option<&str>) -> Explanation {
    let words =
        |message: &str, label: &str, help: &str, fix: &'static str, safe: bool| Explanation {
            message: message
                .replace("{quoting}", quoting.unwrap_or("here"))
                .replace("{}", text),
            label: label.to_owned(),
            help: help.to_owned(),
            fix,
            safe,
        };
    match fault.kind {
        FaultKind::MissingComma => words(
            "a comma is missing before the next member",
            "a comma belongs here",
            "separate members with `,`",
            "add the comma",
            true,
        ),
        FaultKind::TrailingComma => words(
            "a comma follows the last member",
            "only another member may follow this comma",
            "remove the comma",
            "remove the comma",
            true,
        ),
        FaultKind::ExtraComma => words(
            "expected a member, found a comma",
            "one comma too many",
            "remove the comma",
            "remove the comma",
            true,
        ),
        FaultKind::MissingColon => words(
            "the key `{}` has no value",
            "a colon and a value belong after it",
            "write `\"key\":\"$context.name\"`",
            "add the colon",
            false,
        ),
        FaultKind::ColonInQuotes => words(
            "the colon of `{}` is inside the quotes",
            "read as one string without a value",
            "close the quotes before the colon and open them again after it",
            "put the key and the value in separate quotes",
            true,
        ),
        FaultKind::ListInBraces => words(
            "the values in these braces have no keys",
            "an object needs `\"key\":value`",
            "give every value a key, or write a list in `[` and `]`",
            "",
            false,
        ),
        FaultKind::MissingValue => words(
            "the key `{}` has a colon and no value",
            "a value belongs after it",
            "write the value, or remove the key",
            "",
            false,
        ),
        FaultKind::WrongSeparator(':') => words(
            "`{}` is where a colon belongs",
            "a colon belongs here",
            "write `:` between a key and its value",
            "write `:`",
            true,
        ),
        FaultKind::WrongSeparator(_) => words(
            "`{}` is where a comma belongs",
            "a comma belongs here",
            "write `,` between members",
            "write `,`",
            true,
        ),
        FaultKind::UnquotedKey => words(
            "the key `{}` is not in quotes",
            "a key is a string",
            "put keys in double quotes",
            "put keys in quotes",
            true,
        ),
        FaultKind::WrongQuotes => words(
            "`{}` is in quotes that JSON does not allow",
            "JSON allows double quotes only",
            "write `\"`; in Python, use `json.dumps`, not `str`",
            "write double quotes",
            true,
        ),
        FaultKind::DoubledBraces => words(
            "the braces are doubled",
            "a key belongs here",
            "write one brace; doubled braces are an escape in some template languages, but not here",
            "write one brace",
            true,
        ),
        FaultKind::DoubledQuotes => words(
            "`{}` is in two pairs of quotes",
            "the second quote ends the string",
            "write one pair of quotes",
            "write one pair of quotes",
            true,
        ),
        FaultKind::WrappedInQuotes => words(
            "the whole format is in an extra pair of quotes",
            "the whole line is one JSON string, or not valid JSON",
            "remove the outer quotes; they were for a shell or a host language",
            "remove the outer quotes",
            true,
        ),
        FaultKind::EscapedQuotes => words(
            "`{}` is in escaped quotes",
            "a value may not begin with a backslash",
            "write `\"` without the backslash: YAML single quotes and a doubled backslash in HCL or JSON keep it in every line",
            "write plain quotes",
            true,
        ),
        FaultKind::MissingOpeningQuote => words(
            "`{}` has no opening quote",
            "a quote belongs before it",
            "write the quote",
            "add the quote",
            true,
        ),
        FaultKind::MissingClosingQuote => words(
            "`{}` has no closing quote",
            "a quote belongs after it",
            "write the quote",
            "add the quote",
            true,
        ),
        FaultKind::UnclosedString => words(
            "the string that begins here never ends",
            "the quote is never closed",
            "write the closing quote",
            "",
            false,
        ),
        FaultKind::Unclosed(_) => words(
            "`{}` is never closed",
            "opened here",
            "write the closing bracket",
            "close it at the end",
            false,
        ),
        FaultKind::Unbalanced(_) => words(
            "`{}` closes nothing",
            "nothing is open here",
            "remove it, or write the opening bracket",
            "remove it",
            false,
        ),
        FaultKind::ClosedEarly => words(
            "the object is closed before its last members",
            "members follow this brace",
            "remove the brace",
            "remove the brace",
            false,
        ),
        FaultKind::MissingOpeningBrace => words(
            "there is no `{` before the first key",
            "a brace belongs here",
            "put the members in `{` and `}`",
            "add the brace",
            true,
        ),
        FaultKind::PythonWord => words(
            "`{}` is Python, not JSON",
            "not a JSON value",
            "write `true`, `false`, or `null`, as `json.dumps` does",
            "write the JSON literal",
            true,
        ),
        FaultKind::BareWord => words(
            "`{}` is not a JSON value",
            "neither a number nor `true`, `false`, `null`",
            "put it in quotes",
            "put it in quotes",
            true,
        ),
        FaultKind::BadEscape => words(
            "`{}` is not a JSON escape",
            "JSON has no such escape",
            "write `\\\\` for a backslash",
            "double the backslash",
            false,
        ),
        FaultKind::SpelledEscape => words(
            "`{}` is two characters {quoting}: a backslash and a letter",
            "neither a line break nor a tab: it is written literally to every line",
            if quoting.is_some() {
                "remove it; where a line break is wanted at the end, for a Firehose stream, write the format between double \
                 quotes: there `\\n` is one"
            } else {
                "remove it: nothing turned it into a line break (single quotes of YAML and a doubled backslash of HCL or JSON \
                 keep the backslash), and API Gateway accepts no line break in the middle of a format"
            },
            "remove it",
            true,
        ),
        FaultKind::Leftover => {
            let (message, help) = leftover(text);
            words(&message, "not valid JSON", help, "remove it", true)
        }
        FaultKind::ControlCharacter => words(
            "a line break, a tab or another control character is inside a string",
            "a JSON string cannot contain it",
            "write `\\n`, `\\t` or a space, or remove it",
            "write it as an escape",
            true,
        ),
        FaultKind::Comment => words(
            "JSON has no comments",
            "read as text where a key belongs",
            "remove the comment",
            "remove the comment",
            true,
        ),
        FaultKind::TextAfter => words(
            "text follows the end of the JSON value",
            "the JSON value already ended",
            "remove it, or make it a member",
            "remove it",
            false,
        ),
        FaultKind::TooDeep => words(
            &format!("objects and lists are nested deeper than {JSON_DEPTH}"),
            "common parsers stop here",
            "nest less deeply",
            "",
            false,
        ),
        FaultKind::Unexpected => words(
            "unexpected `{}`",
            "a comma or the end of the object belongs here",
            "put text in quotes, and `,` between members",
            "",
            false,
        ),
    }
}

/// What a leftover was for, and what to do.
fn leftover(text: &str) -> (String, &'static str) {
    if text.contains(['+', '&', '.']) {
        let help = "the format was put together from strings: remove the operators, and the quotes around them";
        (
            "`{}` is an operator that was left in the format".to_owned(),
            help,
        )
    } else if text.contains(['\\', '^']) || text == "`" {
        let help = "it continues a line in a shell or in another language; here the lines are joined already: remove it";
        (
            "`{}` is a line continuation that was left in the format".to_owned(),
            help,
        )
    } else {
        let help = "remove the quotes that each line of the source was written in";
        (
            "the quote `{}` does not belong to a string".to_owned(),
            help,
        )
    }
}
