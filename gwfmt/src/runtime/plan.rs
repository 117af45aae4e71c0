//! [`Plan`]: how the values of a format's lines are cut out, worked out once for the format.
//!
//! It cuts a line as `follow::straight` does, or not at all; what it looks for is bytes, sixteen at a time.

use crate::decode::Decode;
use crate::find::{closing_quote, contains, find_one_of};
use crate::follow::{first_char, nulls, straight_end};
use crate::format::{Enclosure, Format, Kind, Layout, Slot};
use crate::scan::clf_time_end;

/// How each value is cut out of a line that follows its template.
#[derive(Debug, Default)]
pub(super) struct Plan {
    steps: Box<[Step]>,
    /// Whether a JSON value without quotes may be `null`.
    has_nulls: bool,
}

/// How a value is cut out.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Up to the quote that closes its JSON string.
    Closed,
    /// As long as a time is.
    Time,
    /// Up to the first of three bytes, which has to be the first of them.
    Until([u8; 3]),
    /// The rest of the line, in which none of the bytes may stand. Zero stands for no byte.
    Rest([u8; 3]),
    /// In the way that serves any value.
    Any,
}

impl Plan {
    pub(super) fn new(format: &Format<'_>) -> Self {
        let slots = format.slots.iter().enumerate();
        let steps = slots.map(|(number, slot)| step(format, number, slot));
        let is_bare = |slot: &Slot| slot.enclosure == Enclosure::JsonBare && slot.takes_null();
        Self {
            steps: steps.collect(),
            has_nulls: format.slots.iter().any(is_bare),
        }
    }

    /// Appends the values of a line that follows its template and can be read in no other way, and says how they are written.
    /// Otherwise the texts are as they were.
    pub(super) fn cut<'a>(
        &self,
        line: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
    ) -> Option<Decode> {
        let before = texts.len();
        let cut = self.follow(line, format, texts);
        let doubtful = |byte: u8| contains(line.as_bytes(), byte);
        if cut.is_none() || format.doubt.is_some_and(doubtful) {
            texts.truncate(before);
            return None;
        }
        if self.has_nulls
            && let Some(texts) = texts.get_mut(before..)
        {
            nulls(format, texts);
        }
        // without a backslash there is no escape to undo
        let escaped = format.layout == Layout::Json && contains(line.as_bytes(), b'\\');
        Some(if escaped { Decode::Json } else { Decode::Plain })
    }

    fn follow<'a>(
        &self,
        line: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
    ) -> Option<()> {
        let mut rest = line;
        let literals = format.literals();
        for (number, step) in self.steps.iter().enumerate() {
            rest = behind(rest, literals.get(number)?)?;
            let end = match step {
                Step::Closed => {
                    let at = find_one_of(rest.as_bytes(), [b'"', b'\\', b'"'])?;
                    if rest.as_bytes().get(at) == Some(&b'"') {
                        at
                    } else {
                        closing_quote(rest, at)?
                    }
                }
                Step::Time => clf_time_end(rest)?,
                Step::Until(bytes) => {
                    let at = find_one_of(rest.as_bytes(), *bytes)?;
                    if rest.as_bytes().get(at) != bytes.first() {
                        return None;
                    }
                    at
                }
                Step::Rest(bytes) => {
                    if bytes[0] != 0 && find_one_of(rest.as_bytes(), *bytes).is_some() {
                        return None;
                    }
                    rest.len()
                }
                Step::Any => straight_end(rest, format, number)?,
            };
            let (value, after) = rest.split_at_checked(end)?;
            texts.push(value);
            rest = after;
        }
        (rest == &**literals.last()?).then_some(())
    }
}

/// What stands behind this text, if `rest` begins with it. Texts between values are short: words of eight bytes are compared sooner than a
/// function is called that compares any number.
fn behind<'a>(rest: &'a str, text: &str) -> Option<&'a str> {
    let start = rest.as_bytes().get(..text.len())?;
    let is_same = match (start.last_chunk::<8>(), text.as_bytes().last_chunk::<8>()) {
        (Some(end), Some(other_end)) => {
            let (words, _) = start.as_chunks::<8>();
            let (others, _) = text.as_bytes().as_chunks::<8>();
            let mut pairs = words.iter().zip(others);
            pairs.all(|(word, other)| word == other) && end == other_end
        }
        _ => start.iter().eq(text.as_bytes()),
    };
    rest.get(text.len()..).filter(|_| is_same)
}

/// The same that `straight_end` decides for each line.
fn step(format: &Format<'_>, number: usize, slot: &Slot) -> Step {
    if slot.kind == Kind::QuotedText {
        return Step::Any;
    }
    if slot.closed {
        return Step::Closed;
    }
    if slot.kind == Kind::ClfTime {
        return Step::Time;
    }
    let after = format.after(number);
    let ends_line = number + 1 == format.slots.len() && after.is_empty();
    let stops: &str = match (ends_line, slot.kind.is_text()) {
        (true, true) => &slot.stops,
        (true, false) => "",
        (false, _) if slot.free => first_char(after),
        (false, _) => first_char(&slot.stops),
    };
    let string: &str = match slot.enclosure {
        Enclosure::JsonString => "\\\"",
        _ => "",
    };
    let mut all: Vec<u8> = Vec::new();
    for c in stops
        .chars()
        .chain(format.ends.chars())
        .chain(string.chars())
    {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() && byte != 0 => {
                if !all.contains(&byte) {
                    all.push(byte);
                }
            }
            _ => return Step::Any,
        }
    }
    match (ends_line, all.as_slice()) {
        (true, []) => Step::Rest([0; 3]),
        (true, [a]) => Step::Rest([*a; 3]),
        (true, [a, b]) => Step::Rest([*a, *b, *b]),
        (true, [a, b, c]) => Step::Rest([*a, *b, *c]),
        (false, [a]) => Step::Until([*a; 3]),
        (false, [a, b]) => Step::Until([*a, *b, *b]),
        (false, [a, b, c]) => Step::Until([*a, *b, *c]),
        _ => Step::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn what_is_behind_is_what_std_says() {
        let text = "0123456789abcdefghijäö";
        for length in 0..=text.len() {
            let Some(literal) = text.get(..length) else {
                continue;
            };
            for at in 0..=length {
                let mut other = literal.as_bytes().to_vec();
                other.extend_from_slice(b"rest");
                if let Some(byte) = other.get_mut(at) {
                    *byte = b'_';
                }
                let Ok(other) = String::from_utf8(other) else {
                    continue;
                };
                assert_eq!(behind(&other, literal), other.strip_prefix(literal));
                assert_eq!(behind(text, literal), text.strip_prefix(literal));
            }
            assert_eq!(behind(literal, text), literal.strip_prefix(text));
        }
    }
}
