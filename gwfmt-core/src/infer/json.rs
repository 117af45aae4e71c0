//! Lines of JSON: keys name the values.

use gwfmt_format::{JSON_DEPTH, string_end};

use super::skeleton::{Builder, Skeleton};

/// The skeleton of a line that is an object of JSON, or would be one but for values that API Gateway left bare: `"latency":-`.
pub(super) fn read(line: &str) -> Option<Skeleton> {
    let mut reader = Reader {
        line,
        at: 0,
        keys: Vec::new(),
        made: Builder::default(),
    };
    reader.spaces();
    if reader.peek()? != b'{' {
        return None;
    }
    reader.value(0)?;
    reader.spaces();
    (reader.at == line.len()).then_some(())?;
    reader.made.finish()
}

struct Reader<'l> {
    line: &'l str,
    at: usize,
    keys: Vec<&'l str>,
    made: Builder,
}

impl<'l> Reader<'l> {
    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn spaces(&mut self) {
        let rest = self.line.get(self.at..).unwrap_or_default();
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.text(spaces);
    }

    /// So many bytes belong to the format.
    fn text(&mut self, bytes: usize) {
        self.made
            .text(self.line.get(self.at..self.at + bytes).unwrap_or_default());
        self.at += bytes;
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        (self.peek()? == mark).then(|| self.text(1))
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > JSON_DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => {
                let inside = self.string()?;
                self.text(1);
                self.made.value(self.key(), inside);
                self.at += inside.len();
                self.mark(b'"')
            }
            _ => {
                let rest = self.line.get(self.at..)?;
                let end = rest.find([',', '}', ']'])?;
                let bare = rest.get(..end)?.trim_end();
                if bare.is_empty() || bare.contains(['"', '{', '[', ':']) {
                    return None;
                }
                self.made.value(self.key(), bare);
                self.at += bare.len();
                Some(())
            }
        }
    }

    fn key(&self) -> Option<String> {
        (!self.keys.is_empty()).then(|| self.keys.join("."))
    }

    /// The inside of the string that begins here.
    fn string(&self) -> Option<&'l str> {
        let rest = self.line.get(self.at..)?;
        rest.get(1..string_end(rest).ok()? - 1)
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.mark(b'{')?;
        self.spaces();
        if self.peek()? == b'}' {
            return self.mark(b'}');
        }
        loop {
            self.spaces();
            if self.peek()? != b'"' {
                return None;
            }
            let key = self.string()?;
            self.text(key.len() + 2);
            self.spaces();
            self.mark(b':')?;
            self.spaces();
            self.keys.push(key);
            self.value(depth + 1)?;
            self.keys.pop();
            self.spaces();
            if self.mark(b',').is_none() {
                return self.mark(b'}');
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.mark(b'[')?;
        self.spaces();
        if self.peek()? == b']' {
            return self.mark(b']');
        }
        loop {
            self.spaces();
            self.value(depth + 1)?;
            self.spaces();
            if self.mark(b',').is_none() {
                return self.mark(b']');
            }
        }
    }
}
