//! Regular expressions as Go reads them, which Terraform's `replace`, `regex` and `regexall` are given.
//!
//! Each one is read here, by Go's grammar, and written anew for the engine in an unmistakable form: where both languages look
//! alike and differ (`\s`, a lone `{`), Go's meaning is what is written. What is not read with certainty is refused, and the
//! value is then one that gwfmt does not compute.

use std::iter::Peekable;
use std::str::Chars;

use gwfmt_core::limits::{PATTERN, PATTERN_DEPTH, PATTERN_PROGRAM, PATTERN_WORK};
use gwfmt_core::span::Span;
use regex_lite::{CaptureLocations, Regex, RegexBuilder};

/// Why there is no pattern, or no answer from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Go takes it, or may take it, and it is not known here what it means.
    NotComputed,
    /// Go refuses it.
    Mistake,
    /// It is larger than what is worked on.
    TooLarge,
}

#[derive(Debug)]
pub(crate) struct Pattern {
    engine: Engine,
    /// One that finds a character which a match can hold; `None` when that may be any.
    within: Option<Regex>,
    /// Letters match in both cases, those of ASCII: the engine knows no others.
    caseless: bool,
    /// How many of its steps a character of the text costs at most.
    width: u64,
}

#[derive(Debug)]
enum Engine {
    /// A text that stands for itself, however long.
    Literal(String),
    Regex(Regex),
}

/// The match and its groups; `None` for a group that has no part in it.
pub(crate) type Groups = Vec<Option<Span>>;

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, Refused> {
        let mut translator = Translator::new(text);
        translator.run()?;
        if translator.caseless && !text.is_ascii() {
            return Err(Refused::NotComputed);
        }
        let width = translator.width();
        let engine = if translator.only_literals && !translator.literal.is_empty() {
            Engine::Literal(translator.literal)
        } else {
            Engine::Regex(built(text, &translator.out)?)
        };
        let within = match &engine {
            _ if translator.any || translator.caseless => None,
            Engine::Literal(_) if text.len() > PATTERN => None,
            _ if translator.class.is_empty() => None,
            _ => Some(built(text, &format!("[{}]", translator.class))?),
        };
        Ok(Self {
            engine,
            within,
            caseless: translator.caseless,
            width,
        })
    }

    /// The names of its groups, the whole match being the first.
    pub(super) fn names(&self) -> Vec<Option<&str>> {
        match &self.engine {
            Engine::Literal(_) => vec![None],
            Engine::Regex(regex) => regex.capture_names().collect(),
        }
    }

    /// Whether it can match where there is no character.
    pub(crate) fn matches_empty(&self) -> bool {
        match &self.engine {
            Engine::Literal(_) => false,
            Engine::Regex(regex) => {
                // before, between and after words and lines
                let spots = ["", "a", "\n", "a\n-"];
                spots.iter().any(|text| {
                    let at = |from| regex.find_at(text, from);
                    (0..=text.len())
                        .filter_map(at)
                        .any(|found| found.is_empty())
                })
            }
        }
    }

    /// Whether a match can hold the character; `None` when that is not known of any.
    pub(super) fn can_hold(&self, c: char) -> Option<bool> {
        let within = self.within.as_ref()?;
        Some(within.is_match(c.encode_utf8(&mut [0; 4])))
    }

    /// The matches that Go's `ReplaceAllString` replaces.
    pub(crate) fn replaced(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Vec<Groups>, Refused> {
        let mut search = Search::new(self, text, spend)?;
        let mut found = Vec::new();
        let (mut at, mut last_end) = (0, 0);
        while at <= text.len() {
            let Some(groups) = search.at(at)? else { break };
            let whole = groups
                .first()
                .copied()
                .flatten()
                .unwrap_or(Span::new(at, at));
            // an empty match right behind another one is none
            if whole.end > last_end || whole.start == 0 {
                found.push(groups);
            }
            last_end = whole.end;
            at = (at + width(text, at)).max(whole.end).max(at + 1);
        }
        Ok(found)
    }

    /// The matches that Go's `FindAllStringSubmatch` gives.
    pub(super) fn all(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Vec<Groups>, Refused> {
        let mut search = Search::new(self, text, spend)?;
        let mut found = Vec::new();
        let mut at = 0;
        let mut last_end = None;
        while at <= text.len() {
            let Some(groups) = search.at(at)? else { break };
            let whole = groups
                .first()
                .copied()
                .flatten()
                .unwrap_or(Span::new(at, at));
            let mut accepted = true;
            if whole.end == at {
                accepted = last_end != Some(whole.start);
                at += width(text, at).max(1);
            } else {
                at = whole.end;
            }
            last_end = Some(whole.end);
            if accepted {
                found.push(groups);
            }
        }
        Ok(found)
    }

    /// The first match.
    pub(super) fn first(
        &self,
        text: &str,
        spend: &dyn Fn(u64) -> bool,
    ) -> Result<Option<Groups>, Refused> {
        Search::new(self, text, spend)?.at(0)
    }
}

/// Bytes of the character at `at`.
fn width(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.chars().next().map_or(0, char::len_utf8)
}

fn built(text: &str, translated: &str) -> Result<Regex, Refused> {
    if text.len() > PATTERN {
        return Err(Refused::TooLarge);
    }
    let mut builder = RegexBuilder::new(translated);
    let builder = builder
        .size_limit(PATTERN_PROGRAM)
        .nest_limit(PATTERN_DEPTH);
    builder.build().map_err(|_| Refused::NotComputed)
}

/// One text being searched, with what that may still cost.
struct Search<'a> {
    pattern: &'a Pattern,
    text: &'a str,
    locations: Option<CaptureLocations>,
    left: u64,
    spend: &'a dyn Fn(u64) -> bool,
}

impl<'a> Search<'a> {
    fn new(
        pattern: &'a Pattern,
        text: &'a str,
        spend: &'a dyn Fn(u64) -> bool,
    ) -> Result<Self, Refused> {
        // in Go these two are an `s` and a `k` in another case
        if pattern.caseless && text.contains(['\u{17F}', '\u{212A}']) {
            return Err(Refused::NotComputed);
        }
        let locations = match &pattern.engine {
            Engine::Literal(_) => None,
            Engine::Regex(regex) => Some(regex.capture_locations()),
        };
        Ok(Self {
            pattern,
            text,
            locations,
            left: PATTERN_WORK,
            spend,
        })
    }

    /// The leftmost match that begins at `at` or later.
    fn at(&mut self, at: usize) -> Result<Option<Groups>, Refused> {
        let rest = (self.text.len().saturating_sub(at) + 1) as u64;
        let work = match &self.pattern.engine {
            Engine::Literal(_) => 1,
            Engine::Regex(_) => rest.saturating_mul(self.pattern.width),
        };
        self.left = self.left.checked_sub(work).ok_or(Refused::TooLarge)?;
        if !(self.spend)(1 + work / 4096) {
            return Err(Refused::TooLarge);
        }
        match (&self.pattern.engine, &mut self.locations) {
            (Engine::Regex(regex), Some(locations)) => {
                let found = regex.captures_read_at(locations, self.text, at);
                Ok(found.map(|_| {
                    let groups = (0..locations.len()).map(|group| locations.get(group));
                    groups
                        .map(|group| group.map(|(start, end)| Span::new(start, end)))
                        .collect()
                }))
            }
            (Engine::Literal(needle), _) => {
                let rest = self.text.get(at..).unwrap_or_default();
                Ok(rest.find(needle).map(|found| {
                    let start = at + found;
                    vec![Some(Span::new(start, start + needle.len()))]
                }))
            }
            (Engine::Regex(_), None) => Ok(None),
        }
    }
}

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

struct Translator<'a> {
    chars: Peekable<Chars<'a>>,
    out: String,
    /// The inside of a class that has every character which is named.
    class: String,
    /// There is something that stands for nearly any character.
    any: bool,
    caseless: bool,
    only_literals: bool,
    /// The text, as long as there are only literals.
    literal: String,
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
    fn new(text: &'a str) -> Self {
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

    fn width(&self) -> u64 {
        self.atoms.saturating_mul(self.counted)
    }

    fn run(&mut self) -> Result<(), Refused> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(regex: &str, text: &'t str) -> Vec<&'t str> {
        let pattern = Pattern::parse(regex).unwrap();
        let found = pattern.all(text, &|_| true).unwrap();
        let whole = found.iter().filter_map(|groups| groups[0]);
        whole.map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn finds_what_is_written_around_log_formats() {
        assert_eq!(found(r"\s+", "a \n b\t"), [" \n ", "\t"]);
        assert_eq!(found("\n *", "a\n  b\n"), ["\n  ", "\n"]);
        assert_eq!(found(r"(?m)^\s+|\s+$", "  a\n\tb "), ["  ", "\t", " "]);
        assert_eq!(found(r"(\r\n|\n)", "a\r\nb\n"), ["\r\n", "\n"]);
        assert_eq!(
            found(r"\$context\.(\w+)", "$context.a-$context.b"),
            ["$context.a", "$context.b"]
        );
        assert_eq!(found(r"\Q{\E|{,2}", "a{{,2}"), ["{", "{"]);
    }

    /// Go has no vertical tab in `\s`, and the leftmost alternative wins.
    #[test]
    fn reads_as_go_where_other_engines_differ() {
        assert_eq!(found(r"\s", "\u{b} "), [" "]);
        assert_eq!(found(r"[\S]", "\u{b} "), ["\u{b}"]);
        assert_eq!(found("a|ab", "ab"), ["a"]);
        assert_eq!(found("x*", "axb"), ["", "x", ""]);
        assert_eq!(found("(?i)K", "k\u{e9}"), ["k"]);
    }

    #[test]
    fn says_what_it_does_not_know_and_what_go_refuses() {
        for regex in [
            r"\pN",
            r"\p{Greek}",
            "(?i)\u{e9}",
            r"\07",
            "^*",
            "a{0}",
            r"(?i)\x{e9}",
            "(a{40}){40}",
        ] {
            assert_eq!(
                Pattern::parse(regex).unwrap_err(),
                Refused::NotComputed,
                "{regex}"
            );
        }
        for regex in [
            "(a", "a)", "*a", "a**", "a{2}{3}", "[b-a]", "[a", "a{1001}", "a{3,2}", "\\",
        ] {
            assert_eq!(
                Pattern::parse(regex).unwrap_err(),
                Refused::Mistake,
                "{regex}"
            );
        }
        let kelvin = Pattern::parse("(?i)k").unwrap().all("\u{212A}", &|_| true);
        assert_eq!(kelvin.unwrap_err(), Refused::NotComputed);
    }

    #[test]
    fn is_bounded_whatever_it_is_given() {
        let letters = "a".repeat(70_000);
        assert_eq!(found(&letters, &letters).len(), 1);
        let too_large = |regex: &str, text: &str| match Pattern::parse(regex) {
            Ok(pattern) => pattern.all(text, &|_| true).unwrap_err(),
            Err(refused) => refused,
        };
        assert_eq!(too_large(&"a?".repeat(PATTERN), "a"), Refused::TooLarge);
        assert_eq!(
            too_large("(a*)*(a*)*b", &"a".repeat(1 << 26)),
            Refused::TooLarge
        );
        assert_eq!(too_large("a.*b|a", &"a".repeat(100_000)), Refused::TooLarge);
        let deep =
            "(".repeat(PATTERN_DEPTH as usize + 1) + "a" + &")".repeat(PATTERN_DEPTH as usize + 1);
        assert_eq!(Pattern::parse(&deep).unwrap_err(), Refused::NotComputed);
        assert_eq!(
            Pattern::parse(r"((\w{30}){30})\w{100}").unwrap_err(),
            Refused::NotComputed
        );
    }

    #[test]
    fn gives_up_when_it_may_not_work_on() {
        let pattern = Pattern::parse("a*a*a*a*b").unwrap();
        let left = std::cell::Cell::new(3_u64);
        let spend = |work: u64| {
            left.set(left.get().saturating_sub(work));
            left.get() > 0
        };
        assert_eq!(
            pattern.all(&"a".repeat(1000), &spend).unwrap_err(),
            Refused::TooLarge
        );
    }

    /// At the bound, on a small stack.
    #[test]
    fn groups_within_groups_fit_a_small_stack() {
        let deep = "(".repeat(PATTERN_DEPTH as usize) + "a" + &")".repeat(PATTERN_DEPTH as usize);
        let thread = std::thread::Builder::new().stack_size(256 * 1024);
        let run = move || {
            Pattern::parse(&deep).is_ok_and(|pattern| pattern.all("xax", &|_| true).is_ok())
        };
        assert!(thread.spawn(run).unwrap().join().unwrap());
    }
}
