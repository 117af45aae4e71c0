//! Objects of JSON or elements of XML that follow each other without a line break.

use std::io::Read;

use gwfmt::runtime::Format;

use super::InputError;
use super::sink::{Sink, Why};

/// Whether lines of a format say by themselves where they end. Of any other shape the last value of a line may go on where
/// the first one of the next begins, or have text in it that looks like a beginning.
pub(super) fn can_split(format: &Format) -> bool {
    format.text().trim_start().starts_with(['{', '<'])
}

/// The object that a text begins with, if behind its end another one begins at once.
pub(super) fn first(text: &[u8]) -> Option<&[u8]> {
    if !text.starts_with(b"{") && !text.starts_with(b"<") {
        return None;
    }
    let mut cutter = Cutter::default();
    let end = text.iter().position(|byte| cutter.ends(*byte))? + 1;
    let (object, behind) = text.split_at_checked(end)?;
    (behind.first() == text.first()).then_some(object)
}

/// Reads lines that have no line breaks between them. Breaks that are there are passed over.
pub(super) fn read(input: &mut dyn Read, sink: &mut Sink<'_>) -> Result<(), InputError> {
    let mut cutter = Cutter::default();
    let mut line: Vec<u8> = Vec::new();
    let mut is_long = false;
    let mut buffer = vec![0; sink.sizes.chunk.max(1)];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => {
                match (is_long, line.is_empty()) {
                    (true, _) => sink.unread(&line, Why::Long)?,
                    (false, false) => sink.unread(&line, Why::Cut)?,
                    (false, true) => {}
                }
                return Err(error.into());
            }
        };
        if read == 0 {
            return end(&mut line, is_long, sink);
        }
        for byte in buffer.iter().take(read).copied() {
            let is_between = line.is_empty() && matches!(byte, b'\n' | b'\r' | b' ' | b'\t');
            if is_between && cutter.is_outside() {
                continue;
            }
            let ends = cutter.ends(byte);
            if line.len() <= sink.sizes.line {
                line.push(byte);
            } else {
                is_long = true;
            }
            if ends {
                end(&mut line, is_long, sink)?;
                is_long = false;
            }
        }
    }
}

fn end(line: &mut Vec<u8>, is_long: bool, sink: &mut Sink<'_>) -> Result<(), InputError> {
    let given = match (is_long, line.is_empty()) {
        (true, _) => sink.unread(line, Why::Long),
        (false, true) => Ok(()),
        // a line break inside of a string would make two lines of one
        (false, false) => {
            for byte in line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
                *byte = b' ';
            }
            sink.line(line)
        }
    };
    line.clear();
    given
}

/// Tells where an object or an element ends.
#[derive(Debug, Default)]
struct Cutter {
    kind: Option<Kind>,
    depth: usize,
    /// Inside of a JSON string.
    quoted: bool,
    escaped: bool,
    /// The two bytes before, inside of a tag of XML.
    before: [u8; 2],
    tag: Option<Tag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Json,
    Xml,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Opening,
    Closing,
}

impl Cutter {
    fn is_outside(&self) -> bool {
        self.kind.is_none()
    }

    /// Whether the line ends with this byte.
    fn ends(&mut self, byte: u8) -> bool {
        let kind = *self
            .kind
            .get_or_insert(if byte == b'<' { Kind::Xml } else { Kind::Json });
        let ends = match kind {
            Kind::Json => self.json(byte),
            Kind::Xml => self.xml(byte),
        };
        if ends {
            *self = Self::default();
        }
        ends
    }

    fn json(&mut self, byte: u8) -> bool {
        if self.quoted {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' => self.depth += 1,
            b'}' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            // text before any object: a line of its own, so that it becomes a reject
            b'\n' => return self.depth == 0,
            _ => {}
        }
        false
    }

    fn xml(&mut self, byte: u8) -> bool {
        let mut ends = false;
        match (byte, self.tag) {
            (b'<', None) => self.tag = Some(Tag::Opening),
            (b'/', Some(_)) if self.before[1] == b'<' => self.tag = Some(Tag::Closing),
            (b'>', Some(tag)) => {
                if tag == Tag::Closing {
                    self.depth = self.depth.saturating_sub(1);
                } else if self.before[1] != b'/' {
                    self.depth += 1;
                }
                self.tag = None;
                ends = self.depth == 0;
            }
            _ => {}
        }
        self.before = [self.before[1], byte];
        ends
    }
}
