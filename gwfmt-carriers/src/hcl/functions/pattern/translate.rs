//! A regular expression is read by Go's grammar and written anew for the engine in an unmistakable form: where both languages
//! look alike and differ (`\s`, a lone `{`), Go's meaning is what is written. What is not read with certainty is refused, and
//! the value is then one that gwfmt does not compute.

use std::iter::Peekable;
use std::str::Chars;

use gwfmt_core::limits::PATTERN;

use super::Refused;

/// What the last thing was that was read: what a `*` would repeat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing: the start, a `(`, a `|`.
    Nothing,
    Atom,
    /// Something that is repeated already.
    Repeated,
    /// Something of no width, which nobody repeats on purpose.
    Flat,
}

pub(super) struct Translator<'a> {
    chars: Peekable<Chars<'a>>,
    pub(super) out: String,
    /// The inside of a class that has every character which is named.
    pub(super) class: String,
    /// There is something that stands for nearly any character.
    pub(super) any: bool,
    pub(super) caseless: bool,
    pub(super) only_literals: bool,
    /// The text, as long as there are only literals.
    pub(super) literal: String,
    last: Last,
    groups: u32,
    /// All counts of `{n}` multiplied.
    counted: u64,
    atoms: u64,
}

const CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

impl<'a> Translator<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            chars: text.chars().peekable(),
            out: String::new(),
            class: String::new(),
            any: false,
            caseless: false,
            only_literals: true,
            literal: String::new(),
            last: Last::Nothing,
            groups: 0,
            counted: 1,
            atoms: 1,
        }
    }

    pub(super) fn width(&self) -> u64 {
        self.atoms.saturating_mul(self.counted)
    }

    pub(super) fn run(&mut self) -> Result<(), Refused> {
        while let Some(c) = self.chars.next() {
            match c {
                '|' => self.push("|", Last::Nothing),
                '(' => self.open()?,
                ')' => {
                    self.groups = self.groups.checked_sub(1).ok_or(Refused::Mistake)?;
                    self.push(")", Last::Atom);
                }
                '*' | '+' | '?' => self.repeat(&c.to_string())?,
                '{' => match self.counts()? {
                    Some(counts) => self.repeat(&counts)?,
                    None => self.push_literal('{'),
                },
                '[' => self.set()?,
                '.' => {
                    self.any = true;
                    self.push(".", Last::Atom);
                }
                '^' => self.push("^", Last::Flat),
                '$' => self.push("$", Last::Flat),
                '\\' => self.escape()?,
                c => self.push_literal(c),
            }
        }
        if self.groups > 0 {
            return Err(Refused::Mistake);
        }
        Ok(())
    }

    /// Something that is no literal.
    fn push(&mut self, written: &str, last: Last) {
        self.out.push_str(written);
        self.last = last;
        self.atoms += 1;
        self.only_literals = false;
    }

    fn push_literal(&mut self, c: char) {
        push_char(&mut self.out, c);
        if self.class.len() <= PATTERN {
            push_char(&mut self.class, c);
        } else {
            self.any = true;
        }
        if self.only_literals {
            self.literal.push(c);
        }
        self.last = Last::Atom;
        self.atoms += 1;
    }

    /// `*`, `+`, `?` or `{n}`, and the `?` that makes it take as little as it can.
    fn repeat(&mut self, operator: &str) -> Result<(), Refused> {
        match self.last {
            Last::Atom => {}
            Last::Nothing | Last::Repeated => return Err(Refused::Mistake),
            Last::Flat => return Err(Refused::NotComputed),
        }
        self.push(operator, Last::Repeated);
        if self.chars.next_if_eq(&'?').is_some() {
            self.out.push('?');
        }
        Ok(())
    }

    /// What stands behind a `{` that counts; `None` when it is a brace like any other letter.
    fn counts(&mut self) -> Result<Option<String>, Refused> {
        let mut ahead = self.chars.clone();
        let mut number = || {
            let mut digits = String::new();
            while let Some(digit) = ahead.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            // Go takes `01` for no number
            let plain = digits.len() < 2 || !digits.starts_with('0');
            let has_comma = ahead.next_if_eq(&',').is_some();
            (digits, plain, has_comma)
        };
        let (least, plain, has_comma) = number();
        let (most, also_plain, more) = if has_comma {
            number()
        } else {
            (least.clone(), true, false)
        };
        if least.is_empty() || !plain || !also_plain || more || ahead.next() != Some('}') {
            return Ok(None);
        }
        let parse = |digits: &str| digits.parse::<u64>().unwrap_or(u64::MAX);
        let (low, high) = (
            parse(&least),
            if most.is_empty() { 0 } else { parse(&most) },
        );
        if low > 1000 || high > 1000 || (!most.is_empty() && high < low) {
            return Err(Refused::Mistake);
        }
        self.counted = self.counted.saturating_mul(low.max(high).max(1));
        // Go bounds counts within counts, and keeps groups that are to come zero times
        let never = low == 0 && high == 0 && (!has_comma || !most.is_empty());
        if self.counted > 1000 || never {
            return Err(Refused::NotComputed);
        }
        self.chars = ahead;
        let comma = if has_comma { "," } else { "" };
        let most = if has_comma { most.as_str() } else { "" };
        Ok(Some(format!("{{{least}{comma}{most}}}")))
    }

    /// Past a `(`.
    fn open(&mut self) -> Result<(), Refused> {
        if self.chars.next_if_eq(&'?').is_none() {
            self.groups += 1;
            self.push("(", Last::Nothing);
            return Ok(());
        }
        self.chars.next_if_eq(&'P');
        if self.chars.next_if_eq(&'<').is_some() {
            let mut name = String::new();
            while let Some(c) = self
                .chars
                .next_if(|c| c.is_ascii_alphanumeric() || *c == '_')
            {
                name.push(c);
            }
            if self.chars.next() != Some('>') || name.is_empty() {
                return Err(Refused::Mistake);
            }
            self.groups += 1;
            self.push(&format!("(?P<{name}>"), Last::Nothing);
            return Ok(());
        }
        let mut flags = String::new();
        loop {
            match self.chars.next() {
                Some(c @ ('i' | 'm' | 's' | 'U' | '-')) => {
                    self.caseless |= c == 'i';
                    flags.push(c);
                }
                Some(':') => {
                    self.groups += 1;
                    self.push(&format!("(?{flags}:"), Last::Nothing);
                    return Ok(());
                }
                Some(')') => {
                    self.push(&format!("(?{flags})"), Last::Flat);
                    return Ok(());
                }
                _ => return Err(Refused::NotComputed),
            }
        }
    }

    /// Past a backslash.
    fn escape(&mut self) -> Result<(), Refused> {
        match self.chars.next().ok_or(Refused::Mistake)? {
            'Q' => {
                while let Some(c) = self.chars.next() {
                    if c == '\\' && self.chars.next_if_eq(&'E').is_some() {
                        return Ok(());
                    }
                    self.push_literal(c);
                }
            }
            c @ ('A' | 'z' | 'b' | 'B') => self.push(&format!("\\{c}"), Last::Flat),
            c @ ('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                let inside = perl_class(c);
                self.any |= c.is_ascii_uppercase();
                if c.is_ascii_lowercase() {
                    self.class.push_str(inside);
                }
                self.push(&format!("[{inside}]"), Last::Atom);
            }
            c => {
                let c = self.character(c)?;
                self.push_literal(c);
            }
        }
        Ok(())
    }

    /// The character that the escape with this letter stands for.
    fn character(&mut self, letter: char) -> Result<char, Refused> {
        Ok(match letter {
            'a' => '\u{7}',
            'f' => '\u{c}',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'x' => {
                let braced = self.chars.next_if_eq(&'{').is_some();
                let mut digits = String::new();
                while let Some(digit) = self.chars.next_if(char::is_ascii_hexdigit) {
                    digits.push(digit);
                    if !braced && digits.len() == 2 {
                        break;
                    }
                }
                let closed = if braced {
                    self.chars.next() == Some('}')
                } else {
                    digits.len() == 2
                };
                if !closed || self.caseless && digits.len() > 2 {
                    return Err(Refused::NotComputed);
                }
                let code = u32::from_str_radix(&digits, 16).map_err(|_| Refused::NotComputed)?;
                let c = char::from_u32(code).ok_or(Refused::NotComputed)?;
                if self.caseless && !c.is_ascii() {
                    return Err(Refused::NotComputed);
                }
                c
            }
            c if c.is_ascii_punctuation() || c == ' ' => c,
            _ => return Err(Refused::NotComputed),
        })
    }

    /// A class in brackets, past the first one.
    fn set(&mut self) -> Result<(), Refused> {
        let not = self.chars.next_if_eq(&'^').is_some();
        let mut inside = String::new();
        let mut first = true;
        loop {
            let c = self.chars.next().ok_or(Refused::Mistake)?;
            let at_start = std::mem::take(&mut first);
            match c {
                ']' if !at_start => break,
                '[' if self.chars.peek() == Some(&':') => {
                    let mut ahead = self.chars.clone();
                    ahead.next();
                    let mut name = String::new();
                    while let Some(c) = ahead.next_if(|c| c.is_ascii_lowercase() || *c == '^') {
                        name.push(c);
                    }
                    let known = CLASSES.contains(&name.trim_start_matches('^'));
                    if (ahead.next(), ahead.next()) != (Some(':'), Some(']')) || !known {
                        return Err(Refused::NotComputed);
                    }
                    self.chars = ahead;
                    inside.push_str(&format!("[:{name}:]"));
                    self.any |= name.starts_with('^');
                }
                '\\' if self.chars.peek().is_some_and(|c| "dDsSwW".contains(*c)) => {
                    let letter = self.chars.next().unwrap_or_default();
                    self.any |= letter.is_ascii_uppercase();
                    inside.push_str(perl_class(letter));
                }
                c => self.range(c, &mut inside)?,
            }
        }
        self.any |= not;
        if !not {
            self.class.push_str(&inside);
        }
        let not = if not { "^" } else { "" };
        self.push(&format!("[{not}{inside}]"), Last::Atom);
        Ok(())
    }

    /// A character of a class, or a range that begins with it.
    fn range(&mut self, c: char, inside: &mut String) -> Result<(), Refused> {
        let low = self.set_character(c)?;
        let mut ahead = self.chars.clone();
        if ahead.next() == Some('-') && !matches!(ahead.peek(), Some(']') | None) {
            let c = ahead.next().ok_or(Refused::Mistake)?;
            self.chars = ahead;
            let high = self.set_character(c)?;
            if high < low {
                return Err(Refused::Mistake);
            }
            push_char(inside, low);
            inside.push('-');
            push_char(inside, high);
        } else {
            push_char(inside, low);
        }
        Ok(())
    }

    fn set_character(&mut self, c: char) -> Result<char, Refused> {
        if c != '\\' {
            return Ok(c);
        }
        let letter = self.chars.next().ok_or(Refused::Mistake)?;
        self.character(letter)
    }
}

/// The inside of a class. Go's `\s` has no vertical tab.
fn perl_class(letter: char) -> &'static str {
    match letter {
        'd' => r"0-9",
        'D' => r"\x{0}-\x{2F}\x{3A}-\x{10FFFF}",
        's' => r"\t\n\x{C}\r\x{20}",
        'S' => r"\x{0}-\x{8}\x{B}\x{E}-\x{1F}\x{21}-\x{10FFFF}",
        'w' => r"0-9A-Za-z_",
        _ => r"\x{0}-\x{2F}\x{3A}-\x{40}\x{5B}-\x{5E}\x{60}\x{7B}-\x{10FFFF}",
    }
}

/// A character so that it stands for itself, inside of a class and outside.
fn push_char(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        out.push_str(&format!("\\x{{{:X}}}", u32::from(c)));
    }
}
