//! A script taken apart: its commands, their words, and what is assigned. One pass; what only running could tell stays a piece
//! of a word that is not known.

use std::collections::HashMap;

use gwfmt_core::limits::{SHELL_DEPTH, SHELL_NAME};
use gwfmt_core::span::{SourceId, SourceSpan, Span, floor_boundary};
use gwfmt_core::text::FormatText;

/// What a script says.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) commands: Vec<Command>,
    /// The words that are assigned to a name, with the places of the assignments.
    pub(super) assigned: HashMap<String, Vec<(usize, Word)>>,
    /// What here-documents write into files.
    pub(super) files: HashMap<String, Word>,
    /// The comments, and the line breaks that end commands.
    pub(super) comments: Vec<Span>,
    pub(super) breaks: Vec<usize>,
    /// Where it is nested too deeply.
    pub(super) stopped: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Command {
    pub(super) words: Vec<Word>,
}

/// A word of a command.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub(super) pieces: Vec<Piece>,
    pub(super) place: Option<SourceSpan>,
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(FormatText),
    /// `$name`, `${name}`.
    Variable(String, SourceSpan),
    /// `$(cat <<E`: a here-document, without its last line breaks.
    Document(Word),
    /// What only running tells.
    Unknown(SourceSpan),
}

impl Script {
    pub(super) fn new(source: SourceId, text: &str) -> Self {
        let mut reader = Reader {
            source,
            text,
            bytes: text.as_bytes(),
            at: 0,
            script: Script::default(),
        };
        while reader.at < text.len() && reader.script.stopped.is_none() {
            reader.commands(0);
            reader.at += 1; // a bracket that closes nothing
        }
        reader.script
    }
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    script: Script,
}

/// What stands between the words of one command besides them.
#[derive(Default)]
struct Aside {
    /// The marker of a here-document whose text follows the line: is it quoted, are tabs taken off.
    pending: Option<(String, bool, bool)>,
    document: Option<Word>,
    /// The file that the output goes to.
    output: Option<Word>,
}

impl Reader<'_> {
    /// Reads commands up to a closing bracket. What the last one wrote, when it is a here-document that is printed.
    fn commands(&mut self, depth: usize) -> Option<Word> {
        let mut command = Command::default();
        let mut aside = Aside::default();
        let mut printed = None;
        let mut count = 0;
        loop {
            let byte = self.bytes.get(self.at).copied();
            match byte {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.starts("\\\n") => self.at += 2,
                Some(b'#') => {
                    let start = self.at;
                    self.skip_line();
                    self.script.comments.push(Span::new(start, self.at));
                }
                Some(b'<' | b'>') => self.redirection(&mut aside, depth),
                None | Some(b'\n' | b';' | b'&' | b'|' | b'(' | b')') => {
                    if byte == Some(b'\n') {
                        self.script.breaks.push(self.at);
                        self.at += 1;
                        self.document(&mut aside, depth);
                    }
                    count += usize::from(!command.words.is_empty());
                    // a document is read behind its line, whatever else the line says
                    let last = if byte == Some(b'\n') || aside.pending.is_none() {
                        self.finish(&mut command, &mut aside)
                    } else {
                        self.finish(&mut command, &mut Aside::default())
                    };
                    printed = last.or(printed);
                    match byte {
                        None | Some(b')') => return printed.filter(|_| count == 1),
                        Some(b'\n') => {}
                        Some(b'(') if self.opens_group() => self.nested(depth),
                        _ => self.at += 1,
                    }
                }
                Some(_) => {
                    let word = self.word(depth);
                    command.words.push(word);
                }
            }
            if self.script.stopped.is_some() {
                return None;
            }
        }
    }

    /// Whether a bracket opens a group of commands, and not the list of an array or of a function.
    fn opens_group(&self) -> bool {
        !self.starts("()")
    }

    fn nested(&mut self, depth: usize) {
        self.at += 1;
        if depth >= SHELL_DEPTH {
            self.script.stopped = Some(self.at);
            return;
        }
        self.commands(depth + 1);
        self.at += 1;
    }

    /// Keeps a command, and what it assigns or writes. What it prints, when that is a here-document.
    fn finish(&mut self, command: &mut Command, aside: &mut Aside) -> Option<Word> {
        let mut words = std::mem::take(&mut command.words);
        let aside = std::mem::take(aside);
        let is_word = |word: &Word, known: &[&str]| {
            word.plain()
                .is_some_and(|word| known.contains(&word.as_str()))
        };
        let declares = words.first().is_some_and(|word| {
            is_word(word, &["export", "local", "readonly", "declare", "typeset"])
        });
        let first = usize::from(declares);
        while let Some(word) = words.get(first) {
            if declares && word.plain().is_some_and(|word| word.starts_with('-')) {
                words.remove(first);
                continue;
            }
            let Some((name, place)) = word.assigns() else {
                break;
            };
            let mut value = words.remove(first);
            value.cut(name.len() + 1);
            let all = self.script.assigned.entry(name).or_default();
            all.push((place, value));
        }
        let prints = words.len() == 1 && words.first().is_some_and(|word| is_word(word, &["cat"]));
        let mut printed = None;
        if let Some(document) = aside.document {
            match aside.output.as_ref().and_then(Word::plain) {
                Some(path) => {
                    self.script.files.insert(path, document);
                }
                None if prints => printed = Some(document),
                None => {}
            }
        }
        // `read name` and loops say another time what a variable holds
        let sets = words
            .first()
            .is_some_and(|word| is_word(word, &["read", "for", "unset", "mapfile", "printf"]));
        if sets {
            let names = words.iter().skip(1).filter_map(Word::plain);
            for name in names
                .filter(|name| name.bytes().all(is_name))
                .collect::<Vec<_>>()
            {
                let all = self.script.assigned.entry(name).or_default();
                all.extend([(0, Word::default()), (0, Word::default())]);
            }
        }
        if !words.is_empty() {
            self.script.commands.push(Command { words });
        }
        printed
    }

    fn redirection(&mut self, aside: &mut Aside, depth: usize) {
        if self.starts("<<<") {
            self.at += 3;
        } else if self.starts("<<") {
            self.at += 2;
            let tabs = self.starts("-");
            self.at += usize::from(tabs);
            self.skip_blanks();
            let start = self.at;
            let word = self.word(depth);
            let raw = self.text.get(start..self.at).unwrap_or_default();
            let is_quoted = raw.contains(['\'', '"', '\\']);
            if let Some(marker) = word.plain() {
                aside.pending = Some((marker, is_quoted, tabs));
            }
            return;
        } else {
            let is_output = self.starts(">");
            while self.starts(">") || self.starts("<") || self.starts("|") || self.starts("&") {
                self.at += 1;
            }
            if self.starts("(") {
                return; // `<(…)` is a group
            }
            self.skip_blanks();
            let word = self.word(depth);
            if is_output {
                aside.output = Some(word);
            }
            return;
        }
        self.skip_blanks();
        self.word(depth);
    }

    /// Reads the text of a here-document that is announced.
    fn document(&mut self, aside: &mut Aside, depth: usize) {
        let Some((marker, is_quoted, tabs)) = aside.pending.take() else {
            return;
        };
        let mut word = Word::default();
        let start = self.at;
        loop {
            let line = self.text.get(self.at..).unwrap_or_default();
            if line.is_empty() {
                break;
            }
            let end = line.find('\n').map_or(line.len(), |end| end + 1);
            let inner = line.get(..end).unwrap_or_default();
            let blank = if tabs {
                inner.len() - inner.trim_start_matches('\t').len()
            } else {
                0
            };
            if inner.trim_end_matches(['\n', '\r']).get(blank..) == Some(&*marker) {
                word.place = Some(self.place(start, self.at));
                self.at += end;
                break;
            }
            if blank > 0 {
                let place = self.place(self.at, self.at + blank);
                word.text().push_escape(place, "");
                self.at += blank;
            }
            if is_quoted {
                let line_end = self.at - blank + end;
                let text = self.text.get(self.at..line_end).unwrap_or_default();
                word.text().push_verbatim(self.source, self.at, text);
                self.at = line_end;
            } else {
                self.filled(&mut word, Until::Line, depth);
            }
            if self.script.stopped.is_some() {
                return;
            }
        }
        if word.place.is_none() {
            word.place = Some(self.place(start, self.at));
        }
        aside.document = Some(word);
    }

    fn word(&mut self, depth: usize) -> Word {
        let mut word = Word::default();
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'<' | b'>' | b')' => break,
                // `name=(a b)` is a list
                b'(' => {
                    if self.at == start || self.bytes.get(self.at - 1) != Some(&b'=') {
                        break;
                    }
                    let from = self.at;
                    self.nested(depth);
                    word.pieces.push(Piece::Unknown(self.place(from, self.at)));
                }
                b'\'' => self.single(&mut word),
                b'"' => {
                    self.at += 1;
                    self.filled(&mut word, Until::Quote, depth);
                    self.at += 1;
                }
                b'$' if self.starts("$'") => self.ansi(&mut word),
                b'$' if self.starts("$\"") => self.at += 1,
                b'$' => self.dollar(&mut word, depth),
                b'`' => self.backticks(&mut word),
                b'\\' => {
                    if self.starts("\\\n") {
                        self.at += 2;
                        continue;
                    }
                    self.escaped(&mut word, |_| true);
                }
                _ => self.letter(&mut word),
            }
            if self.script.stopped.is_some() {
                break;
            }
        }
        if self.at == start {
            self.at += 1; // nothing that a word begins with
        }
        word.place = Some(self.place(start, self.at.min(self.text.len())));
        word
    }

    fn single(&mut self, word: &mut Word) {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let len = rest.find('\'').unwrap_or(rest.len());
        let text = rest.get(..len).unwrap_or_default();
        word.text().push_verbatim(self.source, self.at + 1, text);
        self.at += len + 2;
    }

    /// `$'…'`.
    fn ansi(&mut self, word: &mut Word) {
        self.at += 2;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\'' => {
                    self.at += 1;
                    return;
                }
                b'\\' => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    let (len, text) = ansi_escape(rest);
                    let place = self.place(self.at, self.at + len);
                    word.text().push_escape(place, &text);
                    self.at += len;
                }
                _ => self.letter(word),
            }
        }
    }

    /// Text in which a shell fills in variables: up to a quote, or up to the end of the line.
    fn filled(&mut self, word: &mut Word, until: Until, depth: usize) {
        word.text(); // also where there is nothing between the quotes
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' if until == Until::Quote => return,
                b'\n' if until == Until::Line => {
                    self.letter(word);
                    return;
                }
                b'$' => self.dollar(word, depth),
                b'`' => self.backticks(word),
                b'\\' => self.escaped(word, |c| {
                    matches!(c, '$' | '`' | '\\' | '\n') || c == '"' && until == Until::Quote
                }),
                _ => self.letter(word),
            }
            if self.script.stopped.is_some() {
                return;
            }
        }
    }

    /// A backslash, and what stands behind it; where that is none of these, both stay.
    fn escaped(&mut self, word: &mut Word, takes: impl Fn(char) -> bool) {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let Some(c) = rest.chars().next().filter(|c| takes(*c)) else {
            return self.letter(word);
        };
        let end = self.at + 1 + c.len_utf8();
        let place = self.place(self.at, end);
        let mut buffer = [0; 4];
        let text: &str = if c == '\n' {
            ""
        } else {
            c.encode_utf8(&mut buffer)
        };
        word.text().push_escape(place, text);
        self.at = end;
    }

    /// What begins with `$`.
    fn dollar(&mut self, word: &mut Word, depth: usize) {
        let start = self.at;
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let ident = |text: &str| text.bytes().take_while(|byte| is_name(*byte)).count();
        if rest.starts_with("((") {
            self.at += 1;
            self.nested(depth);
            word.pieces.push(Piece::Unknown(self.place(start, self.at)));
        } else if rest.starts_with('(') {
            self.at += 2;
            if depth >= SHELL_DEPTH {
                self.script.stopped = Some(start);
                return;
            }
            let printed = self.commands(depth + 1);
            self.at += 1;
            word.pieces.push(match printed {
                Some(document) => Piece::Document(document),
                None => Piece::Unknown(self.place(start, self.at)),
            });
        } else if let Some(inner) = rest.strip_prefix('{') {
            let inner = &inner[..floor_boundary(inner, SHELL_NAME)];
            let Some(len) = closing(inner) else {
                return self.letter(word);
            };
            let name = inner.get(..ident(inner)).unwrap_or_default();
            self.at += len + 3;
            let place = self.place(start, self.at);
            let after = inner.get(name.len()..len).unwrap_or_default();
            // a name does not go on with a dot: that is no variable at all
            let is_known = after.is_empty() || name == "context" && after.starts_with('.');
            word.pieces.push(if is_known && !name.is_empty() {
                Piece::Variable(name.to_owned(), place)
            } else {
                Piece::Unknown(place)
            });
        } else {
            let len = ident(rest);
            let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
            if len > 0 && !is_digit {
                let name = rest.get(..len).unwrap_or_default().to_owned();
                self.at += 1 + len;
                let place = self.place(start, self.at);
                word.pieces.push(Piece::Variable(name, place));
            } else if is_digit || rest.starts_with(['@', '*', '#', '?', '$', '!', '-']) {
                self.at += 2;
                word.pieces.push(Piece::Unknown(self.place(start, self.at)));
            } else {
                self.letter(word);
            }
        }
    }

    fn backticks(&mut self, word: &mut Word) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'`' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = (self.at + 1).min(self.text.len());
        word.pieces.push(Piece::Unknown(self.place(start, self.at)));
    }

    /// One character that stands for itself.
    fn letter(&mut self, word: &mut Word) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else {
            self.at += 1;
            return;
        };
        let text = rest.get(..c.len_utf8()).unwrap_or_default();
        word.text().push_verbatim(self.source, self.at, text);
        self.at += c.len_utf8();
    }

    fn skip_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn skip_blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn starts(&self, with: &str) -> bool {
        let rest = self.bytes.get(self.at..);
        rest.is_some_and(|rest| rest.starts_with(with.as_bytes()))
    }

    fn place(&self, start: usize, end: usize) -> SourceSpan {
        SourceSpan::new(self.source, start, end.min(self.text.len()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Quote,
    Line,
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How long the text is up to the brace that closes it.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// How long an escape of `$'…'` is, and what it says.
fn ansi_escape(text: &str) -> (usize, String) {
    let rest = text.get(1..).unwrap_or_default();
    let Some(c) = rest.chars().next() else {
        return (1, "\\".to_owned());
    };
    let number = |skip: usize, most: usize, radix: u32| {
        let digits = rest.get(skip..).unwrap_or_default();
        let len = digits
            .chars()
            .take(most)
            .take_while(|c| c.is_digit(radix))
            .count();
        let value = u32::from_str_radix(digits.get(..len)?, radix).ok()?;
        Some((1 + skip + len, char::from_u32(value)?.to_string()))
    };
    let simple = |text: &str| (1 + c.len_utf8(), text.to_owned());
    match c {
        'n' => simple("\n"),
        't' => simple("\t"),
        'r' => simple("\r"),
        'a' => simple("\u{7}"),
        'b' => simple("\u{8}"),
        'e' | 'E' => simple("\u{1b}"),
        'f' => simple("\u{c}"),
        'v' => simple("\u{b}"),
        '\\' | '\'' | '"' | '?' => simple(c.encode_utf8(&mut [0; 4])),
        'x' => number(1, 2, 16).unwrap_or_else(|| simple("\\x")),
        'u' => number(1, 4, 16).unwrap_or_else(|| simple("\\u")),
        'U' => number(1, 8, 16).unwrap_or_else(|| simple("\\U")),
        '0'..='7' => number(0, 3, 8).unwrap_or_else(|| simple("\\0")),
        _ => simple(&format!("\\{c}")),
    }
}

impl Word {
    /// The text at its end, for more.
    fn text(&mut self) -> &mut FormatText {
        if !matches!(self.pieces.last(), Some(Piece::Text(_))) {
            self.pieces.push(Piece::Text(FormatText::new()));
        }
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text,
            _ => unreachable!(),
        }
    }

    /// The word, where it says all of it itself.
    pub(super) fn plain(&self) -> Option<String> {
        match self.pieces.as_slice() {
            [] => Some(String::new()),
            [Piece::Text(text)] => Some(text.as_str().to_owned()),
            _ => None,
        }
    }

    /// The text that it begins with.
    pub(super) fn begins(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text(text)) => text.as_str(),
            _ => "",
        }
    }

    /// The name that it assigns to, and where.
    fn assigns(&self) -> Option<(String, usize)> {
        let Some(Piece::Text(text)) = self.pieces.first() else {
            return None;
        };
        let (name, _) = text.as_str().split_once('=')?;
        let is_name = !name.is_empty()
            && name.bytes().all(is_name)
            && !name.starts_with(|c: char| c.is_ascii_digit());
        is_name.then(|| {
            (
                name.to_owned(),
                self.place.map_or(0, |place| place.span.start),
            )
        })
    }

    /// Takes the first bytes off.
    pub(super) fn cut(&mut self, len: usize) {
        if let Some(Piece::Text(text)) = self.pieces.first_mut() {
            *text = text.slice(Span::new(len, text.len()));
        }
        if let Some(place) = &mut self.place {
            place.span.start += len;
        }
    }
}
