//! [`Literal`]: a text between values, looked for at a place of a line.

/// A text between values. It is short: a comparison of its ends as numbers is over before a function could be called that compares
/// any number of bytes.
#[derive(Debug)]
pub(super) struct Literal {
    text: Box<str>,
    /// Its first sixteen bytes, or as many as there are, and which of the bits count.
    first: u128,
    counts: u128,
    /// Its last sixteen bytes, if it has so many.
    last: u128,
}

impl Literal {
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut first, mut counts) = ([0; 16], [0; 16]);
        for ((first, counts), byte) in first.iter_mut().zip(&mut counts).zip(bytes) {
            *first = *byte;
            *counts = u8::MAX;
        }
        Self {
            text: text.into(),
            first: u128::from_le_bytes(first),
            counts: u128::from_le_bytes(counts),
            last: u128::from_le_bytes(bytes.last_chunk().copied().unwrap_or_default()),
        }
    }

    /// What stands behind it, if `rest` begins with it.
    #[inline]
    pub(super) fn behind<'a>(&self, rest: &'a str) -> Option<&'a str> {
        rest.get(self.end(rest.as_bytes(), 0)?..)
    }

    /// Where it ends, if it begins there.
    #[inline]
    pub(super) fn end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let (length, end) = (self.text.len(), at + self.text.len());
        let Some(start) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) else {
            let rest = bytes.get(at..end)?;
            return (rest == self.text.as_bytes()).then_some(end);
        };
        let mut differs = (u128::from_le_bytes(*start) ^ self.first) & self.counts;
        if length > 16 {
            let last = bytes.get(end - 16..)?.first_chunk::<16>()?;
            differs |= u128::from_le_bytes(*last) ^ self.last;
            if length > 32
                && bytes.get(at + 16..end - 16) != self.text.as_bytes().get(16..length - 16)
            {
                return None;
            }
        }
        (differs == 0).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn what_is_behind_a_literal_is_what_std_says() {
        let text = "0123456789abcdefghijklmnopqrstuvwxyzäöABCDEFGHIJ";
        for length in 0..=text.len() {
            let Some(begins) = text.get(..length) else {
                continue;
            };
            let literal = Literal::new(begins);
            for at in 0..=length {
                for after in [
                    "",
                    "rest",
                    "a rest that is longer than the literal's chunks",
                ] {
                    let mut other = begins.as_bytes().to_vec();
                    other.extend_from_slice(after.as_bytes());
                    if let Some(byte) = other.get_mut(at) {
                        *byte = b'_';
                    }
                    let Ok(other) = String::from_utf8(other) else {
                        continue;
                    };
                    assert_eq!(literal.behind(&other), other.strip_prefix(begins));
                    assert_eq!(literal.behind(text), text.strip_prefix(begins));
                }
            }
            assert_eq!(Literal::new(text).behind(begins), begins.strip_prefix(text));
        }
    }
}
