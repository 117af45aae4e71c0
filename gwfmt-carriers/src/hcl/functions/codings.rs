//! Functions that write a string in another way: reversed, or in an encoding. Every byte keeps the place of what it says.

use std::fmt::Write as _;

use crate::hcl::value::Value;
use crate::rewrite;
use gwfmt_core::span::Span;
use gwfmt_core::text::FormatText;

use super::{Caller, Got, Stop, known, text};

impl Caller<'_, '_> {
    pub(super) fn coding_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("base64decode", [value]) => self.base64decode(value),
            ("base64encode", [value]) => self.base64encode(value),
            ("strrev", [value]) => self.strrev(value),
            ("title", [value]) => self.title(value),
            ("urlencode", [value]) => {
                known(value).map(|text| self.text(rewrite::map(&text, url_escape)))
            }
            _ => return None,
        })
    }

    /// Go's decoder: line breaks count for nothing, the sign at the end is needed.
    fn base64decode(&self, value: &Value) -> Got<Value> {
        let value = known(value)?;
        let digits: Vec<(usize, u8)> = value.as_str().bytes().enumerate().collect();
        let digits: Vec<(usize, u8)> = digits
            .into_iter()
            .filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'))
            .collect();
        if !self.world.spend(digits.len() as u64 / 4) {
            return Err(Stop::Unknown);
        }
        let mut bytes = Vec::new();
        // where the digits of each byte are
        let mut places = Vec::new();
        let count = digits.len() / 4;
        for (number, four) in digits.chunks(4).enumerate() {
            let [(start, a), (_, b), (_, c), (end, d)] = *four else {
                return Err(Stop::Mistake);
            };
            let padding = match (c, d) {
                (b'=', b'=') => 2,
                (_, b'=') => 1,
                _ => 0,
            };
            if padding > 0 && number + 1 != count {
                return Err(Stop::Mistake);
            }
            let mut group: u32 = 0;
            for (at, digit) in [a, b, c, d].into_iter().enumerate() {
                let digit = if at >= 4 - padding { b'A' } else { digit };
                let value = ALPHABET.iter().position(|known| *known == digit);
                group = group << 6 | value.ok_or(Stop::Mistake)? as u32;
            }
            for at in 0..3 - padding {
                bytes.push((group >> (16 - 8 * at)) as u8);
                places.push(Span::new(start, end + 1));
            }
        }
        // Terraform refuses what is not UTF-8
        let decoded = String::from_utf8(bytes).map_err(|_| Stop::Mistake)?;
        let mut result = FormatText::new();
        for (at, c) in decoded.char_indices() {
            let (first, last) = (places[at], places[at + c.len_utf8() - 1]);
            let place = value.locate(Span::new(first.start, last.end));
            let place = place.ok_or(Stop::Unknown)?.primary;
            result.push_escape(place, c.encode_utf8(&mut [0; 4]));
        }
        Ok(self.text(result))
    }

    fn base64encode(&self, value: &Value) -> Got<Value> {
        let value = known(value)?;
        let mut encoded = String::new();
        for three in value.as_str().as_bytes().chunks(3) {
            let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
            let group = byte(0) << 16 | byte(1) << 8 | byte(2);
            for at in 0..4 {
                let digit = (group >> (18 - 6 * at) & 63) as usize;
                let is_there = at <= three.len();
                encoded.push(if is_there {
                    char::from(ALPHABET[digit])
                } else {
                    '='
                });
            }
        }
        Ok(Value::written(self.place, &encoded))
    }

    fn strrev(&self, value: &Value) -> Got<Value> {
        let value = text(value)?;
        let plain = value.as_str();
        // Terraform turns clusters of characters round as wholes
        if value.has_holes() || !plain.is_ascii() || plain.contains("\r\n") {
            return Err(Stop::Unknown);
        }
        if !self.world.spend(plain.len() as u64) {
            return Err(Stop::Unknown);
        }
        let mut result = FormatText::new();
        for at in (0..plain.len()).rev() {
            result.push_text(&value.slice(Span::new(at, at + 1)));
        }
        Ok(self.text(result))
    }

    /// The first letter of each word is made a capital. What begins a word is sure for ASCII only.
    fn title(&self, value: &Value) -> Got<Value> {
        let value = known(value)?;
        if !value.as_str().is_ascii() {
            return Err(Stop::Unknown);
        }
        let mut before = b' ';
        let mut result = FormatText::new();
        for (at, byte) in value.as_str().bytes().enumerate() {
            let is_first = !(before.is_ascii_alphanumeric() || before == b'_');
            let piece = value.slice(Span::new(at, at + 1));
            let new = byte.to_ascii_uppercase();
            match value.locate(Span::new(at, at + 1)) {
                Some(places) if is_first && new != byte => {
                    result.push_escape(places.primary, char::from(new).encode_utf8(&mut [0; 4]));
                }
                _ => result.push_text(&piece),
            }
            before = byte;
        }
        Ok(self.text(result))
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What the query of an address does not leave as it is.
fn url_escape(c: char) -> Option<String> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' => None,
        ' ' => Some("+".to_owned()),
        _ => {
            let mut escaped = String::new();
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(escaped, "%{byte:02X}");
            }
            Some(escaped)
        }
    }
}
