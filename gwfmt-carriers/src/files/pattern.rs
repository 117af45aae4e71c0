//! The patterns of `.gitignore`, as git matches them: byte by byte, in a number of steps that the pattern's length bounds.
//!
//! Not a glob library, because none has git's meaning in all corners (braces are ordinary signs, a class that is not closed
//! matches nothing), and because patterns come from strangers: nothing here is compiled, and nothing calls itself.

/// One line of an ignore file.
#[derive(Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `!`: what matches is not left out after all.
    pub negated: bool,
    /// It ends with `/`.
    folders_only: bool,
    /// It holds no other `/`: it is matched against the last name of a path.
    by_name: bool,
    shape: Shape,
}

#[derive(Debug, PartialEq, Eq)]
enum Shape {
    Exact(Box<[u8]>),
    /// `*.tf`.
    Ends(Box<[u8]>),
    Segments(Box<[Segment]>),
    /// Git lets nothing match what is malformed.
    Nothing,
}

/// What stands between two `/`.
#[derive(Debug, PartialEq, Eq)]
enum Segment {
    /// `**`: any number of names.
    Names,
    Name(Box<[Sign]>),
}

#[derive(Debug, PartialEq, Eq)]
enum Sign {
    Byte(u8),
    /// `?`
    One,
    /// `*`
    Star,
    /// `[…]`: one bit a byte.
    Class(Box<[u64; 4]>),
    Slash,
}

/// What is wrong with a pattern that can match nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl Pattern {
    /// A line without its end; nothing for an empty one or a comment.
    pub fn new(line: &[u8]) -> Option<Self> {
        let line = trim_spaces(line);
        if line.is_empty() || line.starts_with(b"#") {
            return None;
        }
        let (negated, text) = match line.strip_prefix(b"!") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (folders_only, text) = match text.strip_suffix(b"/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let by_name = !text.contains(&b'/');
        let text = text.strip_prefix(b"/").unwrap_or(text);
        let shape = Shape::new(text).unwrap_or(Shape::Nothing);
        Some(Self {
            negated,
            folders_only,
            by_name,
            shape,
        })
    }

    /// What keeps a pattern from matching anything.
    pub fn check(line: &[u8]) -> Result<(), Malformed> {
        let line = trim_spaces(line);
        let line = line.strip_prefix(b"!").unwrap_or(line);
        Shape::new(line.strip_suffix(b"/").unwrap_or(line)).map(|_| ())
    }

    /// How many signs the matcher may have to try at every byte of a name, or names at every name of a path.
    pub fn star_signs(&self) -> usize {
        let Shape::Segments(segments) = &self.shape else {
            return 0;
        };
        let any = segments
            .iter()
            .filter(|segment| **segment == Segment::Names);
        let tried_at_names = if any.count() > 1 { segments.len() } else { 0 };
        let signs = segments.iter().map(|segment| match segment {
            Segment::Name(signs)
                if signs.iter().filter(|sign| **sign == Sign::Star).count() > 1 =>
            {
                signs.len()
            }
            _ => 0,
        });
        signs.sum::<usize>() + tried_at_names
    }

    /// Whether it matches a path, which is relative to the folder of the ignore file, with `/` between the names.
    pub fn matches(&self, path: &[u8], folder: bool) -> bool {
        if self.folders_only && !folder {
            return false;
        }
        let text = if self.by_name { last_name(path) } else { path };
        match &self.shape {
            Shape::Exact(exact) => **exact == *text,
            Shape::Ends(end) => text.ends_with(end),
            Shape::Segments(segments) => match_segments(segments, text),
            Shape::Nothing => false,
        }
    }
}

fn last_name(path: &[u8]) -> &[u8] {
    let start = memchr::memrchr(b'/', path).map_or(0, |at| at + 1);
    path.get(start..).unwrap_or_default()
}

/// Without spaces at the end, but for those behind a backslash.
fn trim_spaces(line: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut bytes = line.iter().enumerate();
    while let Some((at, &byte)) = bytes.next() {
        match byte {
            b' ' => {}
            b'\\' => {
                if bytes.next().is_none() {
                    return line;
                }
                end = at + 2;
            }
            _ => end = at + 1,
        }
    }
    line.get(..end).unwrap_or(line)
}

impl Shape {
    fn new(text: &[u8]) -> Result<Self, Malformed> {
        let is_special = |byte: &u8| matches!(byte, b'*' | b'?' | b'[' | b'\\');
        if !text.iter().any(is_special) {
            return Ok(Shape::Exact(text.into()));
        }
        if let Some(end) = text.strip_prefix(b"*")
            && !end.iter().any(|byte| is_special(byte) || *byte == b'/')
        {
            return Ok(Shape::Ends(end.into()));
        }
        let mut segments = Vec::new();
        let mut name = Vec::new();
        for sign in signs(text)? {
            if sign == Sign::Slash {
                segments.push(segment(std::mem::take(&mut name)));
            } else {
                name.push(sign);
            }
        }
        segments.push(segment(name));
        Ok(Shape::Segments(segments.into()))
    }
}

fn segment(name: Vec<Sign>) -> Segment {
    if name.len() > 1 && name.iter().all(|sign| *sign == Sign::Star) {
        return Segment::Names;
    }
    let mut name = name;
    name.dedup_by(|one, other| *one == Sign::Star && *other == Sign::Star);
    Segment::Name(name.into())
}

fn signs(text: &[u8]) -> Result<Vec<Sign>, Malformed> {
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        signs.push(match byte {
            b'*' => Sign::Star,
            b'?' => Sign::One,
            b'/' => Sign::Slash,
            b'[' => {
                let (class, end) = class(text, at)?;
                at = end;
                Sign::Class(Box::new(class))
            }
            b'\\' => {
                let escaped = *text.get(at).ok_or(Malformed("`\\` escapes nothing"))?;
                at += 1;
                if escaped == b'/' {
                    Sign::Slash
                } else {
                    Sign::Byte(escaped)
                }
            }
            byte => Sign::Byte(byte),
        });
    }
    Ok(signs)
}

/// A class whose `[` is before `at`, and where it ends.
fn class(text: &[u8], mut at: usize) -> Result<([u64; 4], usize), Malformed> {
    const OPEN: Malformed = Malformed("`[` is not closed");
    let mut set = [0_u64; 4];
    let mut add = |byte: u8| set[usize::from(byte >> 6)] |= 1 << (byte & 63);
    let inverted = matches!(text.get(at), Some(b'!' | b'^'));
    at += usize::from(inverted);
    let mut first = true;
    // what a range may begin with
    let mut before: Option<u8> = None;
    loop {
        let byte = *text.get(at).ok_or(OPEN)?;
        at += 1;
        match byte {
            b']' if !first => break,
            b'[' if text.get(at) == Some(&b':') => {
                let rest = text.get(at + 1..).ok_or(OPEN)?;
                let end = memchr::memchr(b']', rest).ok_or(OPEN)?;
                if let Some(name) = rest[..end].strip_suffix(b":") {
                    let is_in = named_class(name).ok_or(Malformed("no class has that name"))?;
                    (0..=u8::MAX).filter(is_in).for_each(&mut add);
                    at += 1 + end + 1;
                    before = None;
                } else {
                    // not a named class after all: `[` is a member like any other
                    add(b'[');
                    before = Some(b'[');
                }
            }
            b'-' if before.is_some() && text.get(at).is_some_and(|next| *next != b']') => {
                let mut last = *text.get(at).ok_or(OPEN)?;
                at += 1;
                if last == b'\\' {
                    last = *text.get(at).ok_or(OPEN)?;
                    at += 1;
                }
                if let Some(start) = before {
                    (start..=last).for_each(&mut add);
                }
                before = None;
            }
            byte => {
                let mut member = byte;
                if byte == b'\\' {
                    member = *text.get(at).ok_or(OPEN)?;
                    at += 1;
                }
                add(member);
                before = Some(member);
            }
        }
        first = false;
    }
    if inverted {
        set = set.map(|bits| !bits);
    }
    set[usize::from(b'/' >> 6)] &= !(1 << (b'/' & 63));
    Ok((set, at))
}

fn named_class(name: &[u8]) -> Option<fn(&u8) -> bool> {
    Some(match name {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => u8::is_ascii_punctuation,
        b"space" => |byte| matches!(byte, b' ' | b'\t'..=b'\r'),
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    })
}

/// Goes back to the last `**` only: what an earlier one could take, the last one can.
fn match_segments(segments: &[Segment], path: &[u8]) -> bool {
    let names: Vec<&[u8]> = path.split(|byte| *byte == b'/').collect();
    let (mut at, mut name) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        let fits = match (segments.get(at), names.get(name)) {
            // a `**` at the end wants something below
            (Some(Segment::Names), Some(_)) if at + 1 == segments.len() => return true,
            (Some(Segment::Names), _) if at + 1 < segments.len() => {
                back = Some((at + 1, name));
                at += 1;
                continue;
            }
            (Some(Segment::Name(signs)), Some(text)) => match_signs(signs, text),
            (None, None) => return true,
            _ => false,
        };
        if fits {
            at += 1;
            name += 1;
            continue;
        }
        match back {
            Some((segment, start)) if start < names.len() => {
                back = Some((segment, start + 1));
                at = segment;
                name = start + 1;
            }
            _ => return false,
        }
    }
}

/// As [`match_segments`], with bytes in the place of names.
fn match_signs(signs: &[Sign], text: &[u8]) -> bool {
    let (mut at, mut byte) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        let fits = match (signs.get(at), text.get(byte)) {
            (Some(Sign::Star), _) => {
                if at + 1 == signs.len() {
                    return true;
                }
                back = Some((at + 1, byte));
                at += 1;
                continue;
            }
            (Some(Sign::Byte(want)), Some(have)) => want == have,
            (Some(Sign::One), Some(_)) => true,
            (Some(Sign::Class(set)), Some(&have)) => {
                set[usize::from(have >> 6)] >> (have & 63) & 1 == 1
            }
            (None, None) => return true,
            _ => false,
        };
        if fits {
            at += 1;
            byte += 1;
            continue;
        }
        match back {
            Some((sign, start)) if start < text.len() => {
                back = Some((sign, start + 1));
                at = sign;
                byte = start + 1;
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let (path, folder) = match path.strip_suffix('/') {
            Some(path) => (path, true),
            None => (path, false),
        };
        let pattern = Pattern::new(pattern.as_bytes()).unwrap();
        pattern.matches(path.as_bytes(), folder)
    }

    #[test]
    fn matches_as_git_does() {
        for (pattern, path) in [
            ("a", "x/a"),
            ("/a", "a"),
            ("a/", "x/a/"),
            ("*.tf", "x/b.tf"),
            ("x/*", "x/y"),
            ("x/**", "x/y/z"),
            ("**/a", "a"),
            ("**/a", "x/y/a"),
            ("x/**/a", "x/a"),
            ("x/**/a", "x/y/z/a"),
            ("a**b", "axb"),
            ("[a-c]?", "bz"),
            ("[!a-c]", "d"),
            ("[]-a]", "_"),
            ("[[:digit:]x]", "x"),
            ("\\#a", "#a"),
            ("\\!a", "!a"),
            ("a\\ ", "a "),
            ("a  ", "a"),
            ("{a,b}", "{a,b}"),
            ("**", "x/y"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/a", "x/a"),
            ("a/", "a"),
            ("x/*", "x/y/z"),
            ("x/**", "x/"),
            ("a**b", "a/b"),
            ("{a,b}", "a"),
            ("[a", "[a"),
            ("a[/]b", "a/b"),
            ("a?b", "a/b"),
            ("a\\", "a\\"),
            ("[[:no:]]", "n"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        assert_eq!(Pattern::new(b"# a"), None);
        assert_eq!(Pattern::new(b"   "), None);
    }

    #[test]
    fn a_pattern_that_tries_everything_ends() {
        let pattern = Pattern::new("*a".repeat(2000).as_bytes()).unwrap();
        assert_eq!(pattern.star_signs(), 4000);
        assert!(!pattern.matches("a".repeat(255).as_bytes(), false));
        let deep = Pattern::new(format!("{}z", "**/a/".repeat(400)).as_bytes()).unwrap();
        assert!(!deep.matches("a/".repeat(2000).as_bytes(), false));
        let braces = format!("{}a{}", "{".repeat(2000), "}".repeat(2000));
        assert!(matches(&braces, &braces));
    }
}
