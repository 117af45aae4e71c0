//! How deep a file is nested, told before it is parsed: the parsers call themselves for what is in brackets, behind operators and
//! in statements, and their stack has an end.
//!
//! Counted is what could be open at a place: each bracket around it, and each word or sign since the statement around it began.
//! That is no less than the depth of a parser, for it goes down only where a bracket is closed or a statement or an element ends for
//! certain. Where it is not certain what is code (a `/` may divide or begin a pattern with quotes in it, an apostrophe may be text
//! of JSX), it never goes down.

use gwfmt_core::limits::{SOURCE_BRACKET, SOURCE_NESTING};

use super::ir::Language;

/// Where a text is nested deeper than is parsed.
pub(super) fn too_deep(text: &str, language: Language) -> Option<usize> {
    let mut scan = Scan::new(text.as_bytes(), false);
    if language == Language::TypeScript && text.starts_with("#!") {
        scan.skip_line();
    }
    let step = match language {
        Language::TypeScript => Scan::typescript,
        Language::Python => Scan::python,
    };
    while scan.at < text.len() {
        step(&mut scan);
        if scan.is_unclear {
            scan = Scan::new(text.as_bytes(), true);
            while scan.at < text.len() && !scan.is_too_deep() {
                scan.common();
            }
        }
        if scan.is_too_deep() {
            return Some(scan.at.min(text.len()));
        }
    }
    None
}

/// What may begin or end something that is no code, or is nested.
const QUOTES: [u8; 9] = *b"\"'`()[]{}";

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The closing bracket of each that is open, and what was open before it.
    open: Vec<(u8, usize, usize)>,
    /// What is open outside of the innermost bracket.
    around: usize,
    /// What is open since the statement or element began.
    here: usize,
    /// How many `<` of that: there may be commas between them.
    angles: usize,
    before: Before,
    /// Nothing is closed for certain.
    only_up: bool,
    /// It takes a parser to tell what is code.
    is_unclear: bool,
}

/// What came before a word.
#[derive(Default)]
struct Before {
    /// A `;`
    semicolon: bool,
    /// A line break.
    line: bool,
    /// Something that a statement can end with.
    whole: bool,
}

impl<'t> Scan<'t> {
    fn new(bytes: &'t [u8], only_up: bool) -> Self {
        Self {
            bytes,
            at: 0,
            open: Vec::new(),
            around: 0,
            here: 0,
            angles: 0,
            before: Before::default(),
            only_up,
            is_unclear: false,
        }
    }

    fn is_too_deep(&self) -> bool {
        self.around + self.here > SOURCE_NESTING
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let len = rest.iter().position(|byte| *byte == b'\n');
        self.at += len.unwrap_or(rest.len());
    }

    fn typescript(&mut self) {
        match self.byte(0) {
            b'/' if self.byte(1) == b'/' => self.skip_line(),
            b'/' if self.byte(1) == b'*' => self.skip_to(b"*/", 2),
            b'/' => {
                self.is_unclear |= self.may_hide_code();
                self.common();
            }
            b'<' | b'-' if self.is_old_comment() => self.is_unclear = true,
            b'"' | b'\'' => self.string(self.byte(0)),
            b'`' => {
                self.at += 1;
                self.template();
            }
            b'}' if self.open.last().is_some_and(|(close, ..)| *close == b'`') => {
                self.at += 1;
                self.close(b'`');
                self.template();
            }
            b';' => {
                self.before.semicolon = true;
                self.at += 1;
            }
            _ => self.common(),
        }
    }

    /// The text of a template string, from behind its quote or behind an expression in it.
    fn template(&mut self) {
        loop {
            match self.byte(0) {
                b'\\' => self.at += 2,
                b'$' if self.byte(1) == b'{' => {
                    self.at += 2;
                    self.opened(b'`');
                    return;
                }
                b'`' => {
                    self.at += 1;
                    break;
                }
                _ if self.at >= self.bytes.len() => break,
                _ => self.at += 1,
            }
        }
        self.here += 1;
        self.met_whole();
    }

    /// Whether a `/` that begins no comment may be a sign of JSX, or begin a pattern with quotes or brackets in it.
    fn may_hide_code(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        if before == Some(&b'<') || self.byte(1) == b'>' {
            return true;
        }
        let line = self.bytes[self.at + 1..].iter();
        let line = line.take_while(|byte| **byte != b'\n');
        let mut quoted = false;
        for byte in line {
            if *byte == b'/' {
                return quoted;
            }
            quoted |= QUOTES.contains(byte);
        }
        false
    }

    /// `<!--` and `-->` are comments in scripts.
    fn is_old_comment(&self) -> bool {
        let rest = &self.bytes[self.at..];
        rest.starts_with(b"<!--") || rest.starts_with(b"-->")
    }

    fn python(&mut self) {
        match self.byte(0) {
            b'#' => self.skip_line(),
            quote @ (b'"' | b'\'') => {
                let start = self.at;
                let is_formatted = self.is_formatted();
                let triple = [quote; 3];
                if self.bytes[self.at..].starts_with(&triple) {
                    self.skip_to(&triple, 3);
                    self.here += 1;
                } else {
                    self.string(quote);
                }
                if is_formatted {
                    self.formatted(start);
                }
            }
            b'\n' if self.open.is_empty() => {
                self.at += 1;
                self.here = self.indentation() * SOURCE_BRACKET;
            }
            b'\\' => self.at += 2,
            b'\n' => self.at += 1,
            _ => self.common(),
        }
    }

    /// Whether the word before a quote makes a string with code in it.
    fn is_formatted(&self) -> bool {
        let before = &self.bytes[..self.at];
        let word = before
            .iter()
            .rev()
            .take_while(|byte| is_name(**byte))
            .take(3);
        word.into_iter()
            .any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'))
    }

    /// Looks at the code in a string that has just ended.
    fn formatted(&mut self, start: usize) {
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        let mut depth = 0_usize;
        let mut weight = 0;
        for byte in &text[1..text.len().max(2) - 1] {
            match byte {
                b'{' | b'(' | b'[' => {
                    depth += usize::from(*byte == b'{');
                    weight += SOURCE_BRACKET;
                }
                b'}' => depth = depth.saturating_sub(1),
                b'"' | b'\'' if depth > 0 => self.is_unclear = true,
                b' ' => {}
                _ => weight += 1,
            }
        }
        // a string may be deeper than a file is allowed to be only where it is mostly text
        self.is_unclear |= depth > 0 || self.around + self.here + weight > SOURCE_NESTING;
    }

    /// How many blanks a line begins with: each level of blocks has one at least.
    fn indentation(&self) -> usize {
        let blanks = self.bytes[self.at.min(self.bytes.len())..].iter();
        blanks
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count()
    }

    /// What both languages have.
    fn common(&mut self) {
        let byte = self.byte(0);
        match byte {
            _ if is_name(byte) => {
                let rest = &self.bytes[self.at..];
                let len = rest
                    .iter()
                    .position(|byte| !is_name(*byte))
                    .unwrap_or(rest.len());
                self.word(&rest[..len]);
                self.at += len;
            }
            b'(' => self.opened_at(b')'),
            b'[' => self.opened_at(b']'),
            b'{' => self.opened_at(b'}'),
            b')' | b']' | b'}' => {
                self.at += 1;
                self.close(byte);
            }
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'\n' => {
                self.before.line = true;
                self.at += 1;
            }
            b',' => {
                self.at += 1;
                if !self.only_up {
                    self.here = self.angles;
                }
                self.before = Before::default();
            }
            _ => {
                self.angles += usize::from(byte == b'<');
                self.here += 1;
                self.at += 1;
                self.before = Before::default();
            }
        }
    }

    fn word(&mut self, word: &[u8]) {
        let Before {
            semicolon,
            line,
            whole,
        } = self.before;
        let begins =
            line && whole && matches!(word, b"const" | b"var" | b"return" | b"throw" | b"export");
        // `if (a) …; else …` goes on
        if (semicolon || begins) && word != b"else" && !self.only_up {
            self.here = 0;
            self.angles = 0;
        }
        self.here += 1;
        self.before = Before {
            whole: !matches!(word, b"as" | b"satisfies"),
            ..Before::default()
        };
    }

    fn met_whole(&mut self) {
        self.before = Before {
            whole: true,
            ..Before::default()
        };
    }

    fn opened_at(&mut self, close: u8) {
        self.at += 1;
        self.opened(close);
    }

    fn opened(&mut self, close: u8) {
        if self.before.semicolon && !self.only_up {
            self.here = 0;
            self.angles = 0;
        }
        self.open.push((close, self.here, self.angles));
        self.around += self.here + SOURCE_BRACKET;
        self.here = 0;
        self.angles = 0;
        self.before = Before::default();
    }

    fn close(&mut self, close: u8) {
        self.here += 1;
        if !self.only_up
            && let Some((wanted, here, angles)) = self.open.last().copied()
            && wanted == close
        {
            self.open.pop();
            self.around -= here + SOURCE_BRACKET;
            self.here = here + 1;
            self.angles = angles;
        }
        self.met_whole();
    }

    fn string(&mut self, quote: u8) {
        let mut at = self.at + 1;
        loop {
            match self.bytes.get(at) {
                Some(b'\\') => at += 2,
                Some(b'\n') | None => {
                    // no string: nothing is hidden by it
                    self.at += 1;
                    break;
                }
                Some(byte) if *byte == quote => {
                    self.at = at + 1;
                    break;
                }
                Some(_) => at += 1,
            }
        }
        self.here += 1;
        self.met_whole();
    }

    fn skip_to(&mut self, end: &[u8], from: usize) {
        let mut at = self.at + from;
        while at < self.bytes.len() && !self.bytes[at..].starts_with(end) {
            // a string of Python may hold its own quotes behind a backslash
            at += if self.bytes[at] == b'\\' && end.len() == 3 {
                2
            } else {
                1
            };
        }
        self.at = (at + end.len()).min(self.bytes.len());
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}
