//! A JSON line by its keys. No recursion: a row of names says where the reader is.

use super::{ABSENT, Path, fill};
use crate::format::Format;

/// Fills the slots whose keys are there. `None` when the line is no JSON object, or has a key of the format twice.
pub(super) fn by_name<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    path: &mut Path<'a>,
) -> Option<()> {
    let mut reader = Reader { text: line, at: 0 };
    // One bit a level: whether it is an array.
    let mut arrays: u128 = 0;
    reader.expect(b'{')?;
    path.push("")?;
    let mut first = true;
    loop {
        // Inside of an object or array, before a member or the end.
        let in_array = arrays & 1 == 1;
        let close = if in_array { b']' } else { b'}' };
        if reader.peek()? == close {
            reader.at += 1;
            path.pop()?;
            arrays >>= 1;
            if path.len() == 0 {
                return (reader.peek().is_none()).then_some(());
            }
            first = false;
            continue;
        }
        if !first {
            reader.expect(b',')?;
        }
        if in_array {
            path.set_last("")?;
        } else {
            let key = reader.string()?;
            reader.expect(b':')?;
            path.set_last(key)?;
        }
        first = false;
        match reader.peek()? {
            open @ (b'{' | b'[') => {
                reader.at += 1;
                path.push("")?;
                arrays = arrays << 1 | u128::from(open == b'[');
                first = true;
            }
            b'"' => {
                let value = reader.string()?;
                // No value of a format that is read by name stands in an array.
                if arrays == 0
                    && let Some(slot) = path.slot(format, None)
                {
                    fill(slots, slot, value)?;
                }
            }
            _ => {
                let value = reader.word()?;
                if arrays == 0
                    && let Some(slot) = path.slot(format, None)
                {
                    let null = value == "null" && format.slots.get(slot)?.takes_null();
                    fill(slots, slot, if null { ABSENT } else { value })?;
                }
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let found = self.peek()? == byte;
        self.at += usize::from(found);
        found.then_some(())
    }

    /// The inside of a string.
    fn string(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        let start = self.at;
        let end = crate::find::closing_quote(self.text, start)?;
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// A number, `true`, `false`, `null`, or the `-` of a value that is not there.
    fn word(&mut self) -> Option<&'a str> {
        let start = self.at;
        let rest = self.text.get(start..)?;
        let len = rest
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')))
            .unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).filter(|word| !word.is_empty())
    }
}
