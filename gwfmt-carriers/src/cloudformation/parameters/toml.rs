//! `parameter_overrides` of `samconfig.toml`: a string of any kind, or a list of strings.

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
        let Some((key, rest)) = line.split_once('=') else {
            continue;
        };
        let key = key.trim();
        let mut reader = Reader {
            source,
            text,
            at: start + line.len() - rest.len(),
        };
        if TEMPLATE_KEYS.contains(&key) {
            if let Value::One(name) = reader.value() {
                let name = name.as_str().to_owned();
                sections.templates.insert(section.clone(), name);
            }
        } else if key == KEY {
            let found = match reader.value() {
                Value::One(text) => overrides(&text).into_iter().collect(),
                Value::List(all) => all.iter().flat_map(overrides).collect(),
            };
            sections.sets.push((section.clone(), found));
            done = reader.at;
        }
    }
    sections
}

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
