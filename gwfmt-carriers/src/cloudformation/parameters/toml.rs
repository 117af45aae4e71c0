//! `parameter_overrides` of `samconfig.toml`: a string of any kind, or a list of strings, also in a table in braces.

use super::overrides;
use super::sam::{Section, Sections, TEMPLATE_KEYS};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

const KEY: &str = "parameter_overrides";

/// The values of each environment and command, and the template that each names.
pub(super) fn sections(source: SourceId, text: &str) -> Sections {
    let mut sections = Sections::default();
    let mut section = Section::default();
    let (mut at, mut done) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if start < done {
            continue; // of a value that takes several lines
        }
        if let Some(name) = header(line) {
            section = name;
            continue;
        }
        let pair = line.split_once('=');
        let Some((key, rest)) = pair.filter(|(key, _)| !key.contains('#')) else {
            continue;
        };
        let mut reader = Reader {
            source,
            text,
            at: start + line.len() - rest.len(),
        };
        reader.entry(key, &section, &mut sections, TABLES);
        done = reader.at;
    }
    sections
}

/// Tables within tables that are looked into.
const TABLES: usize = 4;

/// The environment and the command of `[prod.deploy.parameters]`.
fn header(line: &str) -> Option<Section> {
    let (name, _) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    let mut parts = name.split('.').map(|part| {
        let part = part.trim().trim_matches(['"', '\'']);
        part.to_owned()
    });
    Some((parts.next()?, parts.next().unwrap_or_default()))
}

enum Value {
    One(FormatText),
    List(Vec<FormatText>),
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, what: &[char]) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(what).len();
    }

    /// What a key says of a template or of parameters, in whatever table.
    fn entry(&mut self, key: &str, section: &Section, to: &mut Sections, depth: usize) {
        let mut section = section.clone();
        let mut parts = key
            .split('.')
            .map(|part| part.trim().trim_matches(['"', '\'']));
        let last = parts.next_back().unwrap_or_default();
        self.skip(&[' ', '\t']);
        let is_table = self.rest().starts_with('{');
        let command = parts
            .chain(is_table.then_some(last))
            .find(|part| *part != "parameters");
        if let (true, Some(command)) = (section.1.is_empty(), command) {
            command.clone_into(&mut section.1);
        }
        if is_table && depth > 0 {
            self.table(&section, to, depth);
        } else if TEMPLATE_KEYS.contains(&last) {
            if let Value::One(name) = self.value() {
                to.templates.insert(section, name.as_str().to_owned());
            }
        } else if last == KEY {
            let found = match self.value() {
                Value::One(text) => overrides(&text).into_iter().collect(),
                Value::List(all) => all.iter().flat_map(overrides).collect(),
            };
            to.sets.push((section, found));
        }
    }

    /// A table in braces.
    fn table(&mut self, section: &Section, to: &mut Sections, depth: usize) {
        self.at += 1;
        loop {
            self.skip(&[' ', '\t', '\r', '\n', ',']);
            let Some((key, _)) = self
                .rest()
                .split_once('=')
                .filter(|(key, _)| !key.contains('}'))
            else {
                let end = self
                    .rest()
                    .find('}')
                    .map_or(self.rest().len(), |end| end + 1);
                self.at += end;
                return;
            };
            let key = key.to_owned();
            self.at += key.len() + 1;
            let start = self.at;
            self.entry(&key, section, to, depth - 1);
            // of a value that is not asked for
            if self.rest().starts_with(['"', '\'', '[']) || self.at == start {
                self.value();
            }
            let rest = self.rest();
            self.at += rest.find([',', '}', '\n']).unwrap_or(rest.len());
        }
    }

    fn value(&mut self) -> Value {
        self.skip(&[' ', '\t']);
        if !self.rest().starts_with('[') {
            return Value::One(self.string().unwrap_or_default());
        }
        self.at += 1;
        let mut all = Vec::new();
        loop {
            self.skip(&[' ', '\t', '\r', '\n', ',']);
            if self.rest().starts_with('#') {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if let Some(text) = self.string() {
                all.push(text);
            } else {
                return Value::List(all);
            }
        }
    }

    /// The string that begins here; nothing when none does or it has no end.
    fn string(&mut self) -> Option<FormatText> {
        const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
        let rest = self.rest();
        let quote = QUOTES.into_iter().find(|quote| rest.starts_with(quote))?;
        self.at += quote.len();
        if quote.len() > 1 {
            // a line break right behind the quotes is not part of it
            let rest = self.rest();
            let bare = rest
                .strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix('\n'));
            self.at += rest.len() - bare.unwrap_or(rest).len();
        }
        let has_escapes = quote.starts_with('"');
        let mut out = FormatText::new();
        let mut done = self.at;
        loop {
            let rest = self.rest();
            let c = rest.chars().next()?;
            if rest.starts_with(quote) {
                // as many as three quotes may end it; what comes before them belongs to it
                let more = rest.chars().take_while(|c| quote.starts_with(*c)).count();
                let inner = if quote.len() > 1 {
                    (more - 3).min(2)
                } else {
                    0
                };
                self.at += inner;
                self.keep(done, &mut out);
                self.at += quote.len();
                return Some(out);
            }
            if c == '\\' && has_escapes {
                self.keep(done, &mut out);
                self.escape(&mut out)?;
                done = self.at;
            } else if c == '\n' && quote.len() == 1 {
                return None;
            } else {
                self.at += c.len_utf8();
            }
        }
    }

    fn keep(&self, from: usize, out: &mut FormatText) {
        let there = self.text.get(from..self.at).unwrap_or_default();
        out.push_verbatim(self.source, from, there);
    }

    fn escape(&mut self, out: &mut FormatText) -> Option<()> {
        let rest = self.rest();
        let sign = rest.chars().nth(1)?;
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let (written, len) = match sign {
            'b' => ("\u{8}".to_owned(), 2),
            't' => ("\t".to_owned(), 2),
            'n' => ("\n".to_owned(), 2),
            'f' => ("\u{c}".to_owned(), 2),
            'r' => ("\r".to_owned(), 2),
            'e' => ("\u{1b}".to_owned(), 2),
            '"' | '\\' => (sign.to_string(), 2),
            'x' | 'u' | 'U' => {
                let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
                (char::from_u32(code)?.to_string(), 2 + digits)
            }
            // behind the last letter of a line: without the break and all blanks that follow
            _ if sign.is_whitespace() => {
                let after = rest.get(1..)?;
                (String::new(), 1 + after.len() - after.trim_start().len())
            }
            _ => return None,
        };
        let place = SourceSpan::new(self.source, self.at, self.at + len);
        out.push_escape(place, &written);
        self.at += len;
        Some(())
    }
}
