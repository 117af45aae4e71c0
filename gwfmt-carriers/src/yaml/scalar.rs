//! YAML scalars, decoded: from the source of a scalar in any of the five styles to a [`FormatText`] that knows where
//! each byte came from, as YAML 1.2 defines it. JSON strings are double-quoted scalars.

use std::ops::Range;

use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// No quotes.
    Plain,
    /// `'…'`.
    Single,
    /// `"…"`.
    Double,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// What decoding did that the author may not expect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// Line breaks became spaces.
    pub(crate) folded: bool,
    /// A folded scalar kept line breaks, since a line beside them begins with a blank.
    pub(crate) indented_more: bool,
    /// A block scalar ends with the line break that `-` would drop.
    pub(crate) final_break: bool,
}

/// The text of the scalar at `span` of `text`. For a block scalar `span` begins at its header (`|2-`) and `indent` is the
/// number of spaces before its content, `None` when it has none.
pub(crate) fn decode(
    source: SourceId,
    text: &str,
    style: Style,
    span: Range<usize>,
    indent: Option<usize>,
) -> (FormatText, Notes) {
    let end = span.end.min(text.len());
    let mut decoder = Decoder {
        source,
        text,
        bytes: text.as_bytes().get(..end).unwrap_or_default(),
        out: FormatText::new(),
        notes: Notes::default(),
    };
    match style {
        Style::Plain => decoder.flow(span.start, end, style),
        Style::Single | Style::Double => {
            decoder.flow(span.start + 1, end.saturating_sub(1), style);
        }
        Style::Literal | Style::Folded => decoder.block(span.start, style, indent),
    }
    (decoder.out, decoder.notes)
}

struct Decoder<'a> {
    source: SourceId,
    text: &'a str,
    /// The source up to the scalar's end.
    bytes: &'a [u8],
    out: FormatText,
    notes: Notes,
}

impl Decoder<'_> {
    /// Plain and quoted scalars: escapes by style, and lines folded.
    fn flow(&mut self, start: usize, end: usize, style: Style) {
        let mut literal = start; // what lies between here and `at` stands as it is
        let mut at = start;
        while at < end {
            match self.bytes[at] {
                b'\n' | b'\r' => {
                    let mut trimmed = at;
                    while trimmed > literal && is_blank(self.bytes[trimmed - 1]) {
                        trimmed -= 1;
                    }
                    self.verbatim(literal, trimmed);
                    at = self.fold(trimmed, at, end);
                    literal = at;
                }
                b'\\' if style == Style::Double => {
                    self.verbatim(literal, at);
                    at = self.escape(at, end);
                    literal = at;
                }
                b'\'' if style == Style::Single => {
                    self.verbatim(literal, at);
                    self.escaped(at, (at + 2).min(end), "'");
                    at = (at + 2).min(end);
                    literal = at;
                }
                _ => at += 1,
            }
        }
        self.verbatim(literal, end);
    }

    /// The line break at `at`, with the blanks around it that begin at `from`: one is a space, of several the first is
    /// dropped. Gives back where the next line's text begins.
    fn fold(&mut self, from: usize, at: usize, end: usize) -> usize {
        let next = self.skip_blanks(at + break_len(self.bytes, at), end);
        if next < end && break_len(self.bytes, next) > 0 {
            self.escaped(from, next, "");
            return self.breaks(next, end);
        }
        self.notes.folded = true;
        self.escaped(from, next, " ");
        next
    }

    /// Line breaks from `at` on that are kept, and the blanks between them that are not.
    fn breaks(&mut self, mut at: usize, end: usize) -> usize {
        while at < end && break_len(self.bytes, at) > 0 {
            let after = at + break_len(self.bytes, at);
            self.line_break(at, after);
            at = self.skip_blanks(after, end);
            self.dropped(after, at);
        }
        at
    }

    /// The escape of a double-quoted scalar at `at`. Gives back where it ends.
    fn escape(&mut self, at: usize, end: usize) -> usize {
        let Some(&letter) = self.bytes.get(at + 1).filter(|_| at + 1 < end) else {
            self.verbatim(at, end);
            return end;
        };
        let simple = match letter {
            b'0' => "\0",
            b'a' => "\x07",
            b'b' => "\x08",
            b't' | b'\t' => "\t",
            b'n' => "\n",
            b'v' => "\x0b",
            b'f' => "\x0c",
            b'r' => "\r",
            b'e' => "\x1b",
            b' ' => " ",
            b'"' => "\"",
            b'/' => "/",
            b'\\' => "\\",
            b'N' => "\u{85}",
            b'_' => "\u{a0}",
            b'L' => "\u{2028}",
            b'P' => "\u{2029}",
            b'x' => return self.code(at, end, 2),
            b'u' => return self.code(at, end, 4),
            b'U' => return self.code(at, end, 8),
            b'\n' | b'\r' => {
                let after = at + 1 + break_len(self.bytes, at + 1);
                let next = self.skip_blanks(after, end);
                self.dropped(at, next);
                return self.breaks(next, end);
            }
            _ => {
                self.verbatim(at, at + 1); // not YAML: the reader has refused it
                return at + 1;
            }
        };
        self.escaped(at, at + 2, simple);
        at + 2
    }

    /// `\xHH`, `\uHHHH`, `\UHHHHHHHH`, and the two `\uHHHH` by which JSON writes characters beyond U+FFFF.
    fn code(&mut self, at: usize, end: usize, digits: usize) -> usize {
        let read = |at: usize| {
            let hex = self.text.get(at..at + digits)?;
            let hex = hex
                .bytes()
                .all(|b| b.is_ascii_hexdigit())
                .then_some(hex)
                .filter(|_| at + digits <= end)?;
            u32::from_str_radix(hex, 16).ok()
        };
        let after = at + 2 + digits;
        let Some(first) = read(at + 2) else {
            self.verbatim(at, at + 1);
            return at + 1;
        };
        let (code, after) = match first {
            0xD800..=0xDBFF if self.bytes.get(after..after + 2) == Some(b"\\u") => {
                match read(after + 2) {
                    Some(second @ 0xDC00..=0xDFFF) => (
                        0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                        after + 6,
                    ),
                    _ => (first, after),
                }
            }
            _ => (first, after),
        };
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.escaped(at, after, c.encode_utf8(&mut [0; 4]));
        after
    }

    /// Literal and folded scalars, from the header at `start`.
    fn block(&mut self, start: usize, style: Style, indent: Option<usize>) {
        let end = self.bytes.len();
        let header = self.line_end(start);
        let chomping = self.bytes[start.min(end)..header]
            .iter()
            .skip(1)
            .take_while(|b| !is_blank(**b))
            .find(|b| matches!(b, b'-' | b'+'))
            .copied();
        let indent = indent.unwrap_or(usize::MAX);
        let mut at = header + break_len(self.bytes, header);
        let mut pending: Vec<usize> = Vec::new(); // line breaks since the last text: its own, then one a blank line
        let mut done = at; // everything before is accounted for
        let mut last: Option<bool> = None; // whether the last text line began with a blank
        while at < end {
            let line_end = self.line_end(at);
            let indentation = self.bytes[at..line_end]
                .iter()
                .take(indent)
                .take_while(|b| **b == b' ')
                .count();
            let text_start = at + indentation;
            if text_start < line_end {
                if indentation < indent {
                    break; // less indented: no part of the scalar
                }
                let spaced = is_blank(self.bytes[text_start]);
                let folds = style == Style::Folded && last == Some(false) && !spaced;
                self.between(&pending, done, text_start, folds);
                self.notes.indented_more |= style == Style::Folded
                    && last.is_some_and(|last| last || spaced)
                    && !pending.is_empty();
                pending.clear();
                self.verbatim(text_start, line_end);
                done = line_end;
                last = Some(spaced);
            }
            if break_len(self.bytes, line_end) > 0 {
                pending.push(line_end);
            }
            at = line_end + break_len(self.bytes, line_end);
        }
        let kept = match chomping {
            Some(b'-') => 0,
            Some(_) => pending.len(),
            None => usize::from(last.is_some()),
        };
        for &at in pending.iter().take(kept) {
            self.dropped(done, at);
            done = at + break_len(self.bytes, at);
            self.line_break(at, done);
        }
        self.notes.final_break = kept > 0 && !pending.is_empty();
    }

    /// The line breaks between two text lines of a block scalar, and the indentation that is dropped.
    fn between(&mut self, breaks: &[usize], mut done: usize, text_start: usize, folds: bool) {
        if let (true, [_]) = (folds, breaks) {
            self.notes.folded = true;
            self.escaped(done, text_start, " ");
            return;
        }
        for &at in breaks.iter().skip(usize::from(folds)) {
            self.dropped(done, at);
            done = at + break_len(self.bytes, at);
            self.line_break(at, done);
        }
        if !self.out.is_empty() {
            self.dropped(done, text_start);
        }
    }

    fn verbatim(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        self.out.push_verbatim(self.source, start, text);
    }

    fn escaped(&mut self, start: usize, end: usize, text: &str) {
        self.out
            .push_escape(SourceSpan::new(self.source, start, end), text);
    }

    fn dropped(&mut self, start: usize, end: usize) {
        if start < end {
            self.escaped(start, end, "");
        }
    }

    /// A line break that is kept: any kind of break is a line feed.
    fn line_break(&mut self, start: usize, end: usize) {
        if self.text.get(start..end) == Some("\n") {
            self.verbatim(start, end);
        } else {
            self.escaped(start, end, "\n");
        }
    }

    fn skip_blanks(&self, at: usize, end: usize) -> usize {
        let rest = self.bytes.get(at..end).unwrap_or_default();
        at + rest.iter().take_while(|b| is_blank(**b)).count()
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter()
            .position(|b| matches!(b, b'\n' | b'\r'))
            .map_or(self.bytes.len(), |line| at + line)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The length of the line break at `at`; 0 when there is none.
fn break_len(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::span::Span;
    use gwfmt_core::text::Origin;

    fn text(style: Style, raw: &str, indent: Option<usize>) -> FormatText {
        decode(SourceId(0), raw, style, 0..raw.len(), indent).0
    }

    fn plain(raw: &str) -> String {
        text(Style::Plain, raw, None).as_str().to_owned()
    }

    fn double(raw: &str) -> String {
        text(Style::Double, raw, None).as_str().to_owned()
    }

    fn block(raw: &str, indent: usize) -> String {
        let style = if raw.starts_with('|') {
            Style::Literal
        } else {
            Style::Folded
        };
        text(style, raw, Some(indent)).as_str().to_owned()
    }

    #[test]
    fn folds_the_lines_of_a_plain_scalar() {
        assert_eq!(plain("a b"), "a b");
        assert_eq!(plain("a \n  b\r\n c"), "a b c");
        assert_eq!(plain("a\n\n \t\n  b"), "a\n\nb");
    }

    #[test]
    fn undoubles_single_quotes() {
        let it = text(Style::Single, "'it''s'", None);
        assert_eq!(it.as_str(), "it's");
        let quote = it.locate(Span::new(2, 3)).unwrap();
        assert_eq!(quote.primary, SourceSpan::new(SourceId(0), 3, 5));
        assert!(!quote.verbatim);
    }

    #[test]
    fn reads_every_escape_of_a_double_quoted_scalar() {
        assert_eq!(
            double(r#""\"\\\/\t\n\x41\u00e9\U0001F600""#),
            "\"\\/\t\nAé😀"
        );
        assert_eq!(double(r#""\ud83d\ude00\_""#), "😀\u{a0}");
        assert_eq!(double("\"a\\\n   b \\\n c\""), "ab c");
        assert_eq!(double("\"a \n  b\""), "a b");
        assert_eq!(double("\"a\\t \n\n  b\""), "a\t\nb");
        assert_eq!(double("\"a\\ \n b\""), "a  b");
        assert_eq!(double("\"\\\n\n  b\""), "\nb");
    }

    #[test]
    fn keeps_the_lines_of_a_literal_scalar() {
        assert_eq!(block("|\n  a\n\n   b\n", 2), "a\n\n b\n");
        assert_eq!(block("|-\n  a\n \n", 2), "a");
        assert_eq!(block("|+ # keeps\n  a\n \n", 2), "a\n\n");
        assert_eq!(block("|\r\n  a\r\n  b\r\n", 2), "a\nb\n");
        assert_eq!(block("|2-\n    a", 2), "  a");
        assert_eq!(block("|\n\n  a", 2), "\na");
    }

    #[test]
    fn folds_a_folded_scalar_unless_a_line_begins_with_a_blank() {
        assert_eq!(block(">\n  a\n  b\n", 2), "a b\n");
        assert_eq!(block(">-\n  a\n\n  b\n", 2), "a\nb");
        assert_eq!(block(">-\n  {\n    a\n  }\n", 2), "{\n  a\n}");
        assert_eq!(block(">-\n  a\n\n   b\n\n  c", 2), "a\n\n b\n\nc");
        assert_eq!(block(">+\n\n  a\n\n", 2), "\na\n\n");
    }

    #[test]
    fn says_what_folding_did() {
        let notes = |raw: &str| decode(SourceId(0), raw, Style::Folded, 0..raw.len(), Some(1)).1;
        assert!(notes(">-\n a\n b\n").folded);
        assert!(notes(">-\n a\n  b\n").indented_more);
        assert!(notes(">\n a\n").final_break);
        assert_eq!(notes(">-\n a\n"), Notes::default());
    }

    #[test]
    fn points_through_folding_and_indentation() {
        let raw = ">-\n  $context\n  .path\n";
        let folded = text(Style::Folded, raw, Some(2));
        assert_eq!(folded.as_str(), "$context .path");
        let all = folded.locate(Span::new(0, folded.len())).unwrap();
        assert_eq!(&raw[all.primary.span.range()], "$context\n  .path");
        assert!(all.others.is_empty() && !all.verbatim);
        let raw = "|\n  ab\n\n  cd\n";
        let literal = text(Style::Literal, raw, Some(2));
        let all = literal.locate(Span::new(0, literal.len())).unwrap();
        assert_eq!(&raw[all.primary.span.range()], "ab\n\n  cd\n");
        let kept = literal
            .runs()
            .iter()
            .filter(|run| matches!(run.origin, Origin::Verbatim { .. }));
        assert_eq!(kept.count(), 2);
    }
}
