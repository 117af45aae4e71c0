//! Paragraphs, broken into lines of a width.

/// Adds `text` to `out` in lines of at most `width` columns where words allow it. `first` stands before the first line,
/// `indent` columns before the others; `first` is taken to be as wide, whatever escape sequences it holds.
pub(crate) fn wrap(text: &str, first: &str, indent: usize, width: usize, out: &mut String) {
    let mut column = indent;
    out.push_str(first);
    for (number, word) in words(text).enumerate() {
        let length = word.chars().count();
        if number > 0 {
            if column + 1 + length > width {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += length;
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('\n');
}

/// The words of a text; what stands in backquotes is one word as long as it is short.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const LONG: usize = 60;
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut quoted = None;
        let end = rest.char_indices().find_map(|(at, c)| {
            match (c, quoted) {
                ('`', None) => quoted = rest[at + 1..].find('`').map(|end| at + 1 + end),
                (' ' | '\n', Some(end)) if at < end && end - at < LONG => {}
                (' ' | '\n', _) => return Some(at),
                _ => {}
            }
            if quoted.is_some_and(|end| at >= end) {
                quoted = None;
            }
            None
        });
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.trim_start();
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> String {
        let mut out = String::new();
        wrap(text, "- ", 2, width, &mut out);
        out
    }

    #[test]
    fn breaks_between_words() {
        assert_eq!(wrapped("one two\nthree", 9), "- one two\n  three\n");
        assert_eq!(wrapped("", 9), "-\n");
        assert_eq!(wrapped("averylongword x", 5), "- averylongword\n  x\n");
    }

    #[test]
    fn keeps_what_is_quoted_together() {
        assert_eq!(wrapped("say `a b` now", 8), "- say\n  `a b`\n  now\n");
        assert_eq!(wrapped("a ` b", 4), "- a\n  `\n  b\n");
    }
}
