//! JSON for eyes and for programs: indented, and with an escape for every character that a terminal would obey.

use std::io::{self, Write};

use gwfmt_core::visible::is_hidden;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

/// Writes a value with a line break at its end.
pub(crate) fn plain_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Plain::default());
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// serde_json's own escapes are those that JSON demands: of the rest, a terminal obeys U+0080 to U+009F and the marks that
/// turn the direction of writing, and the runner of a workflow takes `##[` for a command wherever it stands.
#[derive(Default)]
pub(crate) struct Plain(PrettyFormatter<'static>);

impl Formatter for Plain {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut done = 0;
        let odd = |c: char| is_hidden(c) || c == '#';
        for (at, found) in text.match_indices(odd) {
            if found == "#" && !text[at..].starts_with("##") {
                continue;
            }
            out.write_all(&text.as_bytes()[done..at])?;
            for c in found.chars() {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            done = at + found.len();
        }
        out.write_all(&text.as_bytes()[done..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_without_a_character_that_a_terminal_obeys() {
        let all: String = ('\0'..=char::MAX).collect();
        let text = format!("{all} ##[error] #a ###");
        let mut out = Vec::new();
        plain_json(&[&text], &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.lines().count(), 3);
        assert!(out.lines().all(|line| !line.contains(is_hidden)));
        assert!(!out.contains("##"));
        let read: Vec<String> = serde_json::from_str(&out).unwrap();
        assert_eq!(read, [text]);
    }
}
