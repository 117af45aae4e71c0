//! The regular expressions that `replace(text, "/…/", …)` is used with: classes, repetition, alternatives. No groups that
//! are referred to, no anchors; what is not understood is refused, and the result is then unknown.

use gwfmt_core::span::Span;

#[derive(Debug)]
pub(super) struct Pattern {
    alternatives: Vec<Vec<Item>>,
}

#[derive(Debug)]
struct Item {
    class: Class,
    least: usize,
    most: usize,
}

#[derive(Debug, Default)]
struct Class {
    not: bool,
    ranges: Vec<(char, char)>,
}

impl Class {
    fn has(&self, c: char) -> bool {
        self.not != self.ranges.iter().any(|&(from, to)| from <= c && c <= to)
    }
}

impl Pattern {
    /// `None` for what is not supported, and for what matches the empty text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        let mut chars = inner.unwrap_or(text).chars().peekable();
        let mut alternatives = vec![Vec::new()];
        while let Some(c) = chars.next() {
            let class = match c {
                '|' => {
                    alternatives.push(Vec::new());
                    continue;
                }
                '[' => set(&mut chars)?,
                '\\' => escape(chars.next()?)?,
                '.' => Class {
                    not: true,
                    ranges: vec![('\n', '\n')],
                },
                '(' | ')' | '^' | '$' | '{' | '}' | '*' | '+' | '?' | ']' => return None,
                c => only(c),
            };
            let (least, most) = match chars.peek() {
                Some('*') => (0, usize::MAX),
                Some('+') => (1, usize::MAX),
                Some('?') => (0, 1),
                _ => (1, 1),
            };
            if (least, most) != (1, 1) {
                chars.next();
            }
            alternatives.last_mut()?.push(Item { class, least, most });
        }
        let matches_nothing = |items: &Vec<Item>| items.iter().all(|item| item.least == 0);
        (!alternatives.iter().any(matches_nothing)).then_some(Self { alternatives })
    }

    /// The matches from left to right, not overlapping; `None` when `spend` refuses more work.
    pub(super) fn find_all(&self, text: &str, spend: &dyn Fn(u64) -> bool) -> Option<Vec<Span>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let mut longest = None;
            for items in &self.alternatives {
                longest = longest_match(items, rest, spend).ok()?;
                if longest.is_some() {
                    break; // the first alternative that matches wins
                }
            }
            match longest {
                Some(length) => {
                    found.push(Span::new(at, at + length));
                    at += length;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        Some(found)
    }
}

/// There is no fuel left.
struct Exhausted;

/// The length of the match at the start that greedy repetition finds.
fn longest_match(
    items: &[Item],
    text: &str,
    spend: &dyn Fn(u64) -> bool,
) -> Result<Option<usize>, Exhausted> {
    let Some((first, rest)) = items.split_first() else {
        return Ok(Some(0));
    };
    let mut ends = vec![0];
    let chars = text.char_indices().take_while(|&(_, c)| first.class.has(c));
    ends.extend(chars.take(first.most).map(|(at, c)| at + c.len_utf8()));
    if !spend(1 + ends.len() as u64 / 16) {
        return Err(Exhausted);
    }
    for &end in ends.iter().skip(first.least).rev() {
        if let Some(more) = longest_match(rest, &text[end..], spend)? {
            return Ok(Some(end + more));
        }
    }
    Ok(None)
}

fn only(c: char) -> Class {
    Class {
        not: false,
        ranges: vec![(c, c)],
    }
}

fn escape(letter: char) -> Option<Class> {
    let ranges: &[(char, char)] = match letter {
        'n' => &[('\n', '\n')],
        'r' => &[('\r', '\r')],
        't' => &[('\t', '\t')],
        's' | 'S' => &[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')],
        'd' | 'D' => &[('0', '9')],
        'w' | 'W' => &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')],
        c if c.is_ascii_punctuation() => return Some(only(c)),
        _ => return None,
    };
    Some(Class {
        not: letter.is_ascii_uppercase(),
        ranges: ranges.to_vec(),
    })
}

/// A set, after its `[`.
fn set(chars: &mut impl Iterator<Item = char>) -> Option<Class> {
    let mut class = Class::default();
    let mut first = true;
    let mut pending: Option<char> = None;
    let mut range = false;
    while let Some(c) = chars.next() {
        let at_start = std::mem::take(&mut first);
        match c {
            '^' if at_start => {
                class.not = true;
                first = true;
            }
            ']' if !at_start => {
                if range {
                    class.ranges.push(('-', '-'));
                }
                return Some(class);
            }
            '-' if pending.is_some() && !range => range = true,
            '[' => return None,
            _ => {
                let inner = if c == '\\' {
                    escape(chars.next()?)?
                } else {
                    only(c)
                };
                let [(from, to)] = inner.ranges[..] else {
                    if range || inner.not {
                        return None;
                    }
                    class.ranges.extend(inner.ranges);
                    pending = None;
                    continue;
                };
                if inner.not {
                    return None;
                }
                match pending {
                    Some(start) if range => {
                        class.ranges.pop();
                        class.ranges.push((start, to));
                        range = false;
                        pending = None;
                    }
                    _ => {
                        class.ranges.push((from, to));
                        pending = Some(to);
                    }
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(regex: &str, text: &'t str) -> Vec<&'t str> {
        let pattern = Pattern::parse(regex).unwrap();
        let found = pattern.find_all(text, &|_| true).unwrap();
        found.iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn finds_what_is_written_around_log_formats() {
        assert_eq!(found(r"\s+", "a \n b\t"), [" \n ", "\t"]);
        assert_eq!(found("\n *", "a\n  b\n"), ["\n  ", "\n"]);
        assert_eq!(found(r"[\r\n]+", "a\r\n\nb"), ["\r\n\n"]);
        assert_eq!(found(r"(\r\n|\n)", "a\r\nb\n"), ["\r\n", "\n"]);
        assert_eq!(found(r"[^a-c-]x?", "ab-dxe"), ["dx", "e"]);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        for regex in [
            "^a",
            "a$",
            "(a)b",
            r"\s*",
            "a{2}",
            "[[:space:]]",
            "(?i)a",
            "a||b",
            r"a\b",
        ] {
            assert!(Pattern::parse(regex).is_none(), "{regex}");
        }
    }

    #[test]
    fn gives_up_when_it_may_not_work_on() {
        let pattern = Pattern::parse("a*a*a*a*b").unwrap();
        let left = std::cell::Cell::new(1000_u64);
        let spend = |work: u64| {
            left.set(left.get().saturating_sub(work));
            left.get() > 0
        };
        assert!(pattern.find_all(&"a".repeat(1000), &spend).is_none());
    }
}
